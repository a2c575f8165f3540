"""The list that a supervisor works on: cases that are late, soon due, or whose alarm nobody has taken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cases import opened_by, signposts, words
from cases.grounds import Ground
from cases.models import OPEN_LEG, Case, Clock, Leg
from cases.tally import Tally
from cases.views.board_wish import LISTS, BoardWish
from cases.whereabouts import area_names
from departments.dictionary import dictionary
from govgrid.lib.drawn import drawn
from grids.models import Level, subtree

SHOWN = 12
# A case may have several parts that are due: so many are read to find SHOWN cases.
READ = 3 * SHOWN

LABELS: dict[str, Promise] = {
    "late": _("Late"), "4h": _("Within 4 hours"), "soon": _("Within 24 hours"), "72h": _("Within 72 hours"),
    "alarm": _("Alarms"),
}  # fmt: skip
EMPTY: dict[str, Promise] = {
    "late": _("Nothing is late"), "4h": _("Nothing is due within 4 hours"), "soon": _("Nothing is due within 24 hours"),
    "72h": _("Nothing is due within 72 hours"), "alarm": _("No alarm waits"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A case to see to: what it is, where, who has it, how late; `chosen` if it is ticked."""

    case: Case
    area: str
    due: words.Due | None
    department: str
    chosen: bool = False

    @property
    def url(self) -> str:
        return reverse("desk-case", args=[self.case.number])

    @property
    def title(self) -> str:
        known = dictionary().categories.get(self.case.category_id or 0)
        return known.name if known else str(_("Not sorted yet"))

    @property
    def value(self) -> str:
        """What its tick sends: the case, and the step that the person saw."""
        return f"{self.case.number}:{self.case.step}"

    def drawn(self) -> SafeString:
        """Return the row as the page shows it, from what it shows and nothing else."""
        case = self.case
        return drawn(
            "desk/_board_line.html", number=case.number, value=self.value, chosen=self.chosen, url=self.url,
            title=self.title, area=self.area, due=self.due, status=case.status,
            status_label=case.get_status_display(), department=self.department,
        )  # fmt: skip


def lines(wish: BoardWish, *, at: datetime, chosen: Iterable[str] = ()) -> list[Line]:
    """Return the first cases of the wished list, the most pressing first; two questions."""
    found = _alarms(wish.ground, at) if wish.list == "alarm" else _parts(wish.ground, wish.list, at)
    by_case: dict[int, tuple[Case, datetime | None, int | None]] = {}
    for case, due_at, department in found:
        by_case.setdefault(case.pk, (case, due_at, department))
    first = list(by_case.values())[:SHOWN]
    areas, names, ticked = area_names([case for case, _due, _who in first]), signposts.departments(), set(chosen)
    return [
        Line(
            case, areas[case.pk], words.due(due_at, at=at), names[who].name if who in names else "",
            case.number in ticked,
        )
        for case, due_at, who in first
    ]  # fmt: skip


def _parts(ground: Ground, late: str, at: datetime) -> list[tuple[Case, datetime | None, int | None]]:
    word = "1" if late == "late" else late
    found = Leg.objects.filter(OPEN_LEG & opened_by.due(word, at) & _on(ground, "", "department"))
    rows = found.select_related("case").order_by("due_at", "id")[:READ]
    return [(leg.case, leg.due_at, leg.department_id) for leg in rows]


def _alarms(ground: Ground, at: datetime) -> list[tuple[Case, datetime | None, int | None]]:
    found: QuerySet[Clock] = opened_by.alarms(at).filter(_on(ground, "case__", "case__host"))
    rows = found.select_related("case", "leg").order_by("due_at", "id")[:READ]
    return [(one.case, one.due_at, one.leg.department_id if one.leg else one.case.host_id) for one in rows]


def _on(ground: Ground, case: str, host: str) -> Q:
    """Return the condition that a row lies on the ground; `case` leads to its area, `host` to its department."""
    condition = Q()
    if ground.area and ground.area.level != Level.CITY:
        condition &= subtree(ground.area.path, f"{case}area_path")
    if ground.department:
        condition &= Q(**{host: ground.department})
    if ground.major:
        condition &= Q(case__category__in=ground.categories)
    return condition


def tabs(tally: Tally, wish: BoardWish) -> list[dict[str, Any]]:
    """Return the lists with how many cases are in each."""
    found = tally.pressing
    counts = dict(zip(LISTS, (found.late, found.in_4, found.in_24, found.in_72, tally.alarms), strict=True))
    return [
        {
            "url": f"{wish.url(list=name if name != LISTS[0] else '')}#work", "label": LABELS[name],
            "count": counts[name], "current": name == wish.list,
        }
        for name in LISTS
    ]  # fmt: skip


def all_of_it(wish: BoardWish) -> str:
    """Return the address of the whole list."""
    if wish.list == "alarm":
        return wish.cases_url(alarm=1)
    return wish.parts_url(late=1 if wish.list == "late" else wish.list)
