"""Who answers for what, where and when: the duty list (权责清单), read whole and asked in memory."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from departments.keepers import Keeping
from departments.models import Department, Duty, DutySet, Part
from departments.work_calendars import WorkCalendars
from govgrid.lib.refusals import Refusal
from grids.city import this_city


class NoCatchAll(Refusal):
    """No department is the city's catch-all desk: what no duty names would go nowhere."""

    code = "no_catch_all"


@dataclass(frozen=True)
class Rule:
    """A duty as the router weighs it; a `category` or `area` of None covers everything."""

    id: int
    code: str
    category_id: int | None
    area_id: int | None
    hours: str
    department_id: int
    part: str
    priority: int
    reason_en: str
    reason_zh: str
    valid_from: date | None
    valid_to: date | None


RulesByCategory = dict[int | None, list[Rule]]


@dataclass(frozen=True)
class Answer:
    """A department, its part, and what named it: a duty, the census of a component, or nothing (the catch-all desk).

    `depth` says how special a duty is.
    """

    rule: Rule | None
    department_id: int
    part: str
    depth: tuple[int, int, int]
    keeping: Keeping | None = None

    @property
    def code(self) -> str:
        if self.keeping:
            return self.keeping.rule
        return self.rule.code if self.rule else "catch-all"

    @property
    def reason(self) -> str:
        if self.keeping:
            return self.keeping.reason
        return (self.rule.reason_en or self.rule.reason_zh) if self.rule else ""

    @property
    def named(self) -> bool:
        """Whether somebody was named at all."""
        return self.rule is not None or self.keeping is not None


@dataclass(frozen=True)
class Responsibility:
    """Who answers for one case: the host, the co-handlers, rivals as special as the host, and if it is certain."""

    host: Answer
    co_handlers: tuple[Answer, ...]
    rivals: tuple[Answer, ...]

    @property
    def certain(self) -> bool:
        return self.host.named and not self.rivals


class DutyBook:
    """A duty set in memory; one read serves a batch of thousands of questions. Routing reads the adopted set only."""

    def __init__(self, version: int, rules: RulesByCategory, catch_all_id: int, calendars: WorkCalendars) -> None:
        self.version = version
        self.catch_all_id = catch_all_id
        self.calendars = calendars
        self._by_category = rules
        self._zone = ZoneInfo(this_city().time_zone)

    def responsible_for(
        self,
        category_path: tuple[int, ...],
        area_ids: tuple[int, ...],
        at: datetime,
        *,
        keeping: Keeping | None = None,
    ) -> Responsibility:
        """Return who answers for a category (ids from its major down) in an area (ids from the city down) at `at`.

        Where the census names who keeps the very component, that is the host. Else the most special area wins, then
        the most special category, then the higher priority. Without any duty the city's catch-all desk is the host,
        and the answer is not certain.
        """
        found = sorted(self._candidates(category_path, area_ids, at), key=lambda a: (a.depth, a.code), reverse=True)
        if keeping and keeping.department_id:
            keeper = Answer(None, keeping.department_id, Part.HOST, (0, 0, 0), keeping)
            return Responsibility(keeper, _co_handlers(found, keeper), ())
        hosts = [answer for answer in found if answer.part == Part.HOST]
        if not hosts:
            return Responsibility(Answer(None, self.catch_all_id, Part.HOST, (0, 0, 0)), (), ())
        rivals = tuple(a for a in hosts if a.depth == hosts[0].depth and a.department_id != hosts[0].department_id)
        return Responsibility(hosts[0], _co_handlers(found, hosts[0]), rivals)

    def _candidates(self, category_path: tuple[int, ...], area_ids: tuple[int, ...], at: datetime) -> Iterable[Answer]:
        category_depth, area_depth = _depths(category_path), _depths(area_ids)
        for category_id, by_category in category_depth.items():
            for rule in self._by_category.get(category_id, ()):
                if rule.area_id in area_depth and self._in_force(rule, at):
                    depth = (area_depth[rule.area_id], by_category, rule.priority)
                    yield Answer(rule, rule.department_id, rule.part, depth)

    def _in_force(self, rule: Rule, at: datetime) -> bool:
        day = at.astimezone(self._zone).date()
        if (rule.valid_from and rule.valid_from > day) or (rule.valid_to and rule.valid_to <= day):
            return False
        if rule.hours == Duty.Hours.ANY:
            return True
        return self.calendars.of_department(rule.department_id).is_open(at) == (rule.hours == Duty.Hours.WORKING)


def _depths(ids: tuple[int, ...]) -> dict[int | None, int]:
    """Return how special each id of a path is; None, which covers everything, is the least."""
    depths: dict[int | None, int] = {pk: depth for depth, pk in enumerate(ids, 1)}
    return depths | {None: 0}


def _co_handlers(found: list[Answer], host: Answer) -> tuple[Answer, ...]:
    parts: dict[int, Answer] = {}
    for answer in found:
        if answer.part == Part.CO_HANDLER and answer.department_id != host.department_id:
            parts.setdefault(answer.department_id, answer)
    return tuple(parts.values())


_kept: tuple[int, RulesByCategory] | None = None


def adopted_duties() -> DutyBook:
    """Return the adopted duties; rules are read again only when another set has been adopted, calendars each time.

    Raises NoCatchAll if the city has no catch-all desk.
    """
    global _kept
    adopted = adopted_set()
    version = adopted.version if adopted else 0
    if _kept is None or _kept[0] != version:
        _kept = version, _read_rules(version)
    return _book(version, _kept[1])


def duties_of(duty_set: DutySet) -> DutyBook:
    """Return the duties of any set, read anew: to ask what would be if it were adopted. Raises NoCatchAll."""
    return _book(duty_set.version, _read_rules(duty_set.version))


def adopted_set() -> DutySet | None:
    """Return the set by which cases are routed; None before the first city pack."""
    return DutySet.objects.filter(state=DutySet.State.ADOPTED).first()


def catch_all_desk() -> Department:
    """Return the department that gets what no duty names. Raises NoCatchAll."""
    desk = Department.objects.filter(catch_all=True).first()
    if desk is None:
        raise NoCatchAll(
            _(
                "No department is the catch-all desk, so a case that no duty names would go nowhere. Name one as "
                "catch_all in city.toml and load the city pack again."
            )
        )
    return desk


def forget() -> None:
    """Read the rules again at the next call; for the loader and for tests."""
    global _kept
    _kept = None


def _book(version: int, rules: RulesByCategory) -> DutyBook:
    return DutyBook(version, rules, catch_all_desk().pk, WorkCalendars())


def _read_rules(version: int) -> RulesByCategory:
    by_category: RulesByCategory = defaultdict(list)
    for row in Duty.objects.filter(duty_set__version=version).values(*Rule.__dataclass_fields__):
        by_category[row["category_id"]].append(Rule(**row))
    return by_category
