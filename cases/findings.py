"""What the router makes of a case, written nowhere yet: its place, its standard, who answers, and why it waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.limits import limit_of
from cases.models import Case
from cases.sending import Sending
from departments.dictionary import Dictionary
from departments.duties import Answer, DutyBook, Responsibility
from departments.keepers import Keeping, entries_of
from departments.models import FilingStandard
from departments.work_calendars import WorkCalendars
from govgrid.lib.geo import Point
from govgrid.lib.worktime import CalendarTooShort
from grids.city import city_day
from grids.locate import Cell, How, Located, place_many

# Why a point without a cell waits: keys of cases.words.WAITING.
NO_CELL = {How.DEFAULT_POINT: "default_point", How.OUTSIDE: "outside"}


@dataclass(frozen=True)
class Finding:
    """What the router made of a case: where it lies, by which standard, who answers, and why it waits ('' if not)."""

    case: Case
    area_path: str
    located: Located | None
    standard: FilingStandard | None
    responsibility: Responsibility | None
    waits_for: str
    keeping: Keeping | None = None

    @property
    def cell(self) -> Cell | None:
        return self.located.cell if self.located else None

    def place(self) -> dict[str, Any]:
        """Return what is kept of the place: the cell by code, how it was found, and metres to it where it is near."""
        kept: dict[str, Any] = {"cell": self.cell.code if self.cell else None}
        if self.located and self.located.how != How.INSIDE:
            kept["how"] = self.located.how.value
        if self.located and self.located.metres is not None:
            kept["metres"] = round(self.located.metres, 1)
        return kept

    def grounds(self) -> dict[str, Any]:
        """Return what the history entry of filing keeps: the place, the standard by id."""
        return {**self.place(), "standard": self.standard.pk if self.standard else None, **self.passed_over()}

    def passed_over(self) -> dict[str, str]:
        """Return which component's keeper was asked for in vain, and why; nothing where that is not so."""
        if not (self.keeping and self.keeping.passed_over):
            return {}
        return {"component": self.keeping.code, "passed_over": self.keeping.passed_over}

    def suggestion(self, duty_version: int) -> dict[str, Any]:
        to = [sending.__dict__ for sending in sendings(self.responsibility)] if self.responsibility else []
        rivals = [_sending(rival).__dict__ for rival in self.responsibility.rivals] if self.responsibility else []
        return {
            **self.place(),
            "waits_for": self.waits_for,
            "duty_version": duty_version,
            "to": to,
            "rivals": rivals,
            **self.passed_over(),
        }


def sendings(who: Responsibility) -> tuple[Sending, ...]:
    """Return host and co-handlers as they would be sent to, each with its rule and reason."""
    return tuple(_sending(answer) for answer in (who.host, *who.co_handlers))


def _sending(answer: Answer) -> Sending:
    duty_id = answer.rule.id if answer.rule else None
    return Sending(answer.department_id, str(answer.part), answer.code, answer.reason, duty_id)


def look_at(cases: Sequence[Case], words: Dictionary, duties: DutyBook, *, at: datetime) -> list[Finding]:
    """Return what is known of each case, without writing anything: the routing decision itself."""
    today = city_day(at)
    places = place_many([_point(case) for case in cases], on=today)
    keepings = {pk: entry.on(today) for pk, entry in entries_of(case.component_id for case in cases).items()}
    reach = Reaching(duties.calendars, at)
    return [
        _look(case, located, keepings.get(case.component_id or 0), words, duties, reach)
        for case, located in zip(cases, places, strict=True)
    ]


class Reaching:
    """Whether the calendars know enough days for a limit; asked once for each kind of limit in a batch."""

    def __init__(self, calendars: WorkCalendars, at: datetime) -> None:
        self.calendars, self.at = calendars, at
        self._known: dict[tuple[object, ...], bool] = {}

    def to_the_end_of(self, standard: FilingStandard, who: Responsibility) -> bool:
        return all(self._reaches(standard, sending.department_id) for sending in sendings(who))

    def _reaches(self, standard: FilingStandard, department_id: int) -> bool:
        key = (standard.limit_value, standard.limit_unit, self.calendars.id_of_department(department_id))
        if key not in self._known:
            try:
                limit_of(standard, department_id, self.calendars).due_at(self.at)
                self._known[key] = True
            except CalendarTooShort:
                self._known[key] = False
        return self._known[key]


def _point(case: Case) -> Point | None:
    return Point(case.lon, case.lat) if case.lon is not None and case.lat is not None else None


def _look(
    case: Case, located: Located | None, keeping: Keeping | None, words: Dictionary, duties: DutyBook, reach: Reaching
) -> Finding:
    cell = located.cell if located else None
    path = cell.path if cell else case.area_path
    standard = case.standard
    if standard is None and cell and case.category_id in words.categories:
        standard = words.standard_for(case.category_id, cell.zone)
    who = None
    if case.category_id in words.categories:
        area_ids = tuple(int(part) for part in path.strip("/").split("/") if part)
        who = duties.responsible_for(words.path(case.category_id), area_ids, reach.at, keeping=keeping)
    return Finding(case, path, located, standard, who, _why_waiting(case, located, standard, who, reach), keeping)


def _why_waiting(
    case: Case, located: Located | None, standard: FilingStandard | None, who: Responsibility | None, reach: Reaching
) -> str:
    """Return the first thing a person must decide: a key of cases.words.WAITING; '' when nothing is open."""
    if case.disputed:
        return "dispute"
    if who is None:
        return "category"
    if located is None or located.cell is None:
        return NO_CELL[located.how] if located else "place"
    if standard is None:
        return "standard"
    if not who.host.named:
        return "duty"
    if who.rivals:
        return "rivals"
    return "" if reach.to_the_end_of(standard, who) else "calendar"
