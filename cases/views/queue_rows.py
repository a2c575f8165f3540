"""The rows of a queue, put into groups where the address asks for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cases import queues, words
from cases.models import Leg, LegState
from cases.presence import Presence
from cases.views.rows import Row
from govgrid.lib.drawn import drawn
from grids.city import city_day
from grids.models import Area
from grids.wide_areas import wide_areas


@dataclass(frozen=True)
class QueueRow(Row):
    """A part as its department's queue shows it; `carry` leads back to the list, `here` is who has it open."""

    leg: Leg = field(default_factory=Leg)
    carry: str = ""
    here: list[Presence] = field(default_factory=list)

    @cached_property
    def url(self) -> str:
        return reverse("desk-case", args=[self.case.number]) + self.carry

    def drawn(self) -> SafeString:
        """Return the row as the page shows it, from what it shows and nothing else."""
        case = self.case
        return drawn(
            "desk/_queue_row.html", n=self.n, number=case.number, title=case.title, url=self.url, urgent=case.urgent,
            address=case.address, area=self.area, here=tuple(self.here), due=self.due, state=self.state,
            state_label=self.state_label, person=self.person,
        )  # fmt: skip


@dataclass
class Group:
    """Rows under one heading; `size` is how many the whole list has, of which `rows` are on this page."""

    name: str
    condition: Q
    rows: list[QueueRow]
    size: int = 0

    @property
    def counted(self) -> str:
        """How many there are, and how many of them are here where that is not all."""
        size = number_format(self.size, force_grouping=True)
        if self.size <= len(self.rows):
            return size
        return _("%(here)s of %(all)s") % {"here": len(self.rows), "all": size}


def queue_rows(legs: Iterable[Leg], *, at: datetime, carry: str, here: Mapping[str, list[Presence]]) -> list[QueueRow]:
    """Return the rows of a queue; nothing is asked of the database."""
    streets = {area.pk: area for area in wide_areas().values()}
    return [
        QueueRow(
            n, leg.case, _street(leg, streets), _due(leg, at), str(leg.assignee or ""), leg.state,
            leg.get_state_display(), leg=leg, carry=carry, here=here.get(leg.case.number, []),
        )
        for n, leg in enumerate(legs, 1)
    ]  # fmt: skip


def _due(leg: Leg, at: datetime) -> words.Due | None:
    if leg.due_at is None and leg.state == LegState.SUSPENDED:
        return words.Due("paused", _("Clock stands"), leg.suspended_until)
    return words.due(leg.due_at, at=at)


def _street(leg: Leg, streets: Mapping[int, Area]) -> str:
    """Return the smallest known area of a part's path, down to the sub-district."""
    known = [streets[int(pk)].name for pk in leg.area_path.strip("/").split("/") if pk and int(pk) in streets]
    return known[-1] if known else ""


def grouped(rows: Iterable[QueueRow], grouping: str, *, at: datetime) -> list[Group]:
    """Return the rows in groups, each where its soonest row stands; one nameless group without a grouping."""
    if not grouping:
        return [Group("", Q(), list(rows))]
    found: dict[Any, Group] = {}
    for row in rows:
        key, condition = queues.group_of(row.leg, grouping)
        found.setdefault(key, Group(_name(row, grouping, at), condition, [])).rows.append(row)
    return list(found.values())


def _name(row: QueueRow, grouping: str, at: datetime) -> str:
    leg = row.leg
    if grouping == "day":
        return _day_name(city_day(leg.due_at), city_day(at)) if leg.due_at else _("Not due")
    names = {
        "person": row.person or _("Nobody's"),
        "category": row.case.title,
        "area": row.area or _("Place not known"),
    }
    return names[grouping]


def _day_name(day: date, today: date) -> str:
    said = date_format(day, "DATE_FORMAT")
    return _("%(day)s, today") % {"day": said} if day == today else said
