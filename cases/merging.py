"""Merging (重复): several reports of one matter become one case, and part again where that was wrong.

Each reporter keeps a number of their own and hears what becomes of the matter. domain.md §4a: one minor class, within
50 m and 24 hours is suggested; a person decides.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cases import ending, history, notices, picking, stages, workflow
from cases.models import ENDED, Case, Follower, Report, Status
from cases.workflow import CannotMove
from departments.models import ClockKind, User
from govgrid.lib.geo import Point
from grids.models import subtree

NEAR_M = 50.0
WITHIN = timedelta(hours=24)
# A little more than 50 m at any latitude where people live; the exact distance decides.
BOX_DEGREES = 0.0015


def likely_duplicates(case: Case) -> list[tuple[Case, float]]:
    """Return open cases of the same category near in place and time, each with its metres, the nearest first."""
    if case.lon is None or case.lat is None or case.category_id is None:
        return []
    around = "/".join(case.area_path.split("/")[:-2]) + "/" if case.cell_id else case.area_path
    found = Case.unscoped.filter(
        subtree(around, "area_path"), category=case.category_id,
        reported_at__range=(case.reported_at - WITHIN, case.reported_at + WITHIN),
        lon__range=(case.lon - BOX_DEGREES, case.lon + BOX_DEGREES),
        lat__range=(case.lat - BOX_DEGREES, case.lat + BOX_DEGREES),
    ).exclude(pk=case.pk).exclude(status__in=ENDED)  # fmt: skip
    here = Point(case.lon, case.lat)
    distances = [(other, here.metres_to(Point(other.lon or 0, other.lat or 0))) for other in found[:200]]
    return sorted([pair for pair in distances if pair[1] <= NEAR_M], key=lambda pair: (pair[1], pair[0].pk))


@transaction.atomic
def merge(case: Case, *, into: Case, by: User, at: datetime, note: str = "") -> Case:
    """Move the reports and followers of `case` under `into`; whoever worked on it is told that it is one matter.

    Raises CannotMove for a case merged into itself, into one that has ended, or with cases merged into it.
    """
    _check(case, into)
    workflow.move(
        case, "merge", by=by, at=at, note=note, changes={"master_id": into.pk}, data={"into": into.number},
    )  # fmt: skip
    ending.wrap_up(case, at=at)
    moved = Report.objects.filter(case=case)
    carried = moved.update(case=into, moved_from=case)
    _carry_followers(case, into)
    told = {"number": case.number, "reports": carried, **_take_over(case, into)}
    history.note_down([into], "absorb", by=by, at=at, data={into.pk: told})
    notices.write([into], "merged", at=at, data={into.pk: {"from": case.pk}})
    return case


def _check(case: Case, into: Case) -> None:
    into.refresh_from_db(fields=["status", "master"], from_queryset=Case.unscoped.select_for_update())
    if into.pk == case.pk:
        raise CannotMove(_("A case cannot be merged into itself."))
    if into.status in ENDED:
        raise CannotMove(
            _("Case %(number)s has ended; merge into one that is open, or link the two.") % {"number": into.number}
        )
    if Case.unscoped.filter(master=case, status=Status.MERGED).exists():
        raise CannotMove(
            _("Others were merged into case %(number)s: undo that first, or merge the other way round.")
            % {"number": case.number}
        )


def _take_over(case: Case, into: Case) -> dict[str, int]:
    """Let a case without a component be about that of the one merged into it; the entry keeps that it was."""
    component_id = picking.taken_over(case, into)
    if component_id is None:
        return {}
    Case.unscoped.filter(pk=into.pk).update(component=component_id)
    into.component_id = component_id
    return {"component_id": component_id}


def _give_back(case: Case, into: Case) -> None:
    """Take from `into` the component that the merge of `case` gave it."""
    absorbed = into.history.filter(action="absorb", data__number=case.number).order_by("-number").first()
    if absorbed and absorbed.data.get("component_id") == into.component_id:
        Case.unscoped.filter(pk=into.pk).update(component=None)


def _carry_followers(case: Case, into: Case) -> None:
    Follower.objects.bulk_create(
        [
            Follower(case=into, user_id=f.user_id, contact_id=f.contact_id, since=f.since, carried_from=case)
            for f in case.followers.all()
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def unmerge(case: Case, *, by: User, at: datetime, note: str) -> Case:
    """Undo a merge: the reports come back under their own case, routed anew. Raises CannotMove, NoteMissing."""
    into = case.master
    if into is None:
        raise CannotMove(_("This case is not merged into another one."))
    workflow.move(
        case, "unmerge", by=by, at=at, note=note, changes={"master_id": None, "closed_at": None, "host_id": None},
        data={"from": into.number},
    )  # fmt: skip
    Report.objects.filter(moved_from=case).update(case=case, moved_from=None)
    Follower.objects.filter(carried_from=case).delete()
    _give_back(case, into)
    history.note_down([into], "part", by=by, at=at, data={into.pk: {"number": case.number}})
    stages.begin([case], ClockKind.ANSWER, at=at)
    notices.ask_to_route([case], at=at)
    return case
