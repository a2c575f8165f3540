"""Saved views of queues: a person's own and those that colleagues share; only the owner changes one."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from cases import narrowing
from cases.models import SavedView
from cases.workflow import CannotMove
from departments.models import Department, User
from govgrid.lib.refusals import Refusal

# So many views a person may keep.
MOST = 50


class NoSuchView(Refusal):
    code = "no_such_view"
    status = 404


def seen_by(user: User, departments: Iterable[Department]) -> QuerySet[SavedView]:
    """Return the views of `user` and those shared with `departments`, in their order."""
    mine = Q(owner=user) | Q(department__in=[department.pk for department in departments])
    return SavedView.objects.filter(mine).select_related("owner", "department").order_by("position", "pk")


def one_of(user: User, pk: int, departments: Iterable[Department], *, own: bool) -> SavedView:
    """Return a view that `user` sees; with `own` only one of his own. Raises NoSuchView."""
    found = seen_by(user, departments).filter(pk=pk).first()
    if found is None or (own and found.owner_id != user.pk):
        raise NoSuchView(_("There is no such view of yours."))
    return found


def new(params: Mapping[str, str], *, owner: User) -> SavedView:
    """Return a view of what `params` ask, not saved yet, behind the others. Raises CannotMove for one too many."""
    kept = narrowing.kept(params)
    standing = SavedView.objects.filter(owner=owner)
    if standing.count() >= MOST:
        raise CannotMove(_("You keep as many views as one can. Delete one first."))
    last = standing.aggregate(last=Max("position"))["last"] or 0
    grouping = kept.pop("group", "")
    return SavedView(owner=owner, filters=kept, grouping=grouping[:10], position=last + 1)


def clone(view: SavedView, *, by: User) -> SavedView:
    """Copy a view to `by`, as his own and shared with nobody. Raises CannotMove for one too many."""
    params = {**view.filters, "group": view.grouping}
    copy, taken = new(params, owner=by), set(SavedView.objects.filter(owner=by).values_list("name", flat=True))
    names = (view.name, _("%(name)s (copy)") % {"name": view.name[:50]})
    copy.name = next((name for name in names if name not in taken), f"{view.name[:48]} ({copy.position})")
    copy.save()
    return copy


@transaction.atomic
def move(view: SavedView, *, up: bool) -> None:
    """Let a view change places with the one of the same owner before it (`up`) or after it; at the end it stays."""
    own = list(SavedView.objects.filter(owner=view.owner_id).select_for_update().order_by("position", "pk"))
    here = own.index(view)
    there = here - 1 if up else here + 1
    if 0 <= there < len(own):
        own[here], own[there] = own[there], own[here]
    for position, one in enumerate(own, 1):
        one.position = position
    SavedView.objects.bulk_update(own, ["position"])
