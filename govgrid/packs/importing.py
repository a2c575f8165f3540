"""Loading a pack that was sent: just what was read is written, in one transaction, with who and when beside it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from departments import config_log
from departments.models import ConfigChange, User
from govgrid.lib.refusals import Refusal
from govgrid.packs.comparing import Plan
from govgrid.packs.loading import load_pack
from govgrid.packs.loading.upsert import Changes
from grids.city import this_city


class AnotherCity(Refusal):
    """The pack is of another city than the one that this home serves."""

    code = "pack_of_another_city"
    status = 422


class NotAsRead(Refusal):
    """The file or the city is not what it was when the person read what would change."""

    code = "pack_not_as_read"
    status = 409


def need_this_city(plan: Plan) -> None:
    """Raise AnotherCity unless the pack is of the city that is here."""
    slug, city = plan.pack.city.get("slug"), this_city()
    if isinstance(slug, str) and slug != city.slug:
        facts = {"other": slug, "city": city.name, "slug": city.slug}
        raise AnotherCity(
            _("This is the pack of “%(other)s”, and here is %(city)s (“%(slug)s”). One home serves one city.") % facts
        )


@transaction.atomic
def import_pack(plan: Plan, *, mark: str, name: str, by: User, at: datetime, land_wins: bool = False) -> Changes:
    """Load the pack as it was read under `mark`; `name` is what the person calls the file.

    Raises NotAsRead, AnotherCity, and whatever the loader refuses; then nothing is written.
    """
    need_this_city(plan)
    if plan.findings.faults or mark != plan.mark:
        raise NotAsRead(_("What would change is no longer what you read. Read it again, then load it."))
    changes = load_pack(plan.pack, at=at, by=by, land_wins=land_wins)
    counts = {table.name: table.counts for table in plan.tables}
    told = {"file": name, "digest": plan.pack.digest, "tables": counts}
    config_log.note(
        "pack", plan.pack.city["slug"], before={}, after=told, by=by, at=at, action=ConfigChange.Action.IMPORTED
    )
    return changes
