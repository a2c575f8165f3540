"""Print the accounts of the demo city, one for each role."""

import os

from django.core.management.base import BaseCommand
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cases.models import OPEN_LEG, FieldTask, Leg
from departments.models import Posting


class Command(BaseCommand):
    help = "Print one account for each role, and the demo password if there is one."

    def handle(self, *_arguments: object, **_options: object) -> None:
        rows = [_row(posting) for posting in one_for_each_role()]
        password = os.environ.get("GOVGRID_DEMO_PASSWORD")
        if not rows:
            self.stdout.write("No accounts yet. Make the first one: manage.py make_admin")
            return
        widths = [max(len(row[column]) for row in [*rows, HEAD]) for column in range(len(HEAD))]
        for row in [HEAD, *rows]:
            self.stdout.write("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
        if password:
            self.stdout.write(f"\n  Password of every demo account: {password}")


HEAD = ("Role", "Account", "Name", "Where")


def one_for_each_role() -> list[Posting]:
    """Return a posting of an active account for each role, in the order of the roles' names: who has most to do."""
    parts = Leg.objects.filter(OPEN_LEG, department=OuterRef("department")).values("department")
    visits = FieldTask.objects.filter(officer=OuterRef("user"), done_at=None).values("officer")
    postings = Posting.objects.filter(user__is_active=True).select_related("user", "department", "area")
    busiest = postings.annotate(parts=_how_many(parts), visits=_how_many(visits))
    return list(busiest.order_by("role", "-parts", "-visits", "user__username", "pk").distinct("role"))


def _how_many(grouped: QuerySet) -> Coalesce:
    return Coalesce(Subquery(grouped.annotate(n=Count("pk")).values("n")), 0)


def _row(posting: Posting) -> tuple[str, str, str, str]:
    where = posting.department or posting.area
    return str(posting.get_role_display()), posting.user.username, str(posting.user), str(where)
