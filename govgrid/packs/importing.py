"""Loading a pack that was sent: just what was read is written, in one transaction, with who and when beside it."""

import tomllib
from datetime import datetime
from pathlib import Path

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


def need_this_city(slug: object) -> None:
    """Raise AnotherCity if `slug` names another city than the one that is here; "" or no word at all is no other."""
    city = this_city()
    if isinstance(slug, str) and slug and slug != city.slug:
        facts = {"other": slug, "city": city.name, "slug": city.slug}
        raise AnotherCity(
            _("This is the pack of “%(other)s”, and here is %(city)s (“%(slug)s”). One home serves one city.") % facts
        )


def slug_in(folder: Path) -> object:
    """Return what city.toml calls the city; "" where that cannot be read, which the check then says."""
    try:
        return tomllib.loads((folder / "city.toml").read_text(encoding="utf-8-sig")).get("slug", "")
    except (OSError, ValueError):
        return ""


@transaction.atomic
def import_pack(plan: Plan, *, mark: str, name: str, by: User, at: datetime, land_wins: bool = False) -> Changes:
    """Load the pack as it was read under `mark`; `name` is what the person calls the file.

    Raises NotAsRead, AnotherCity, and whatever the loader refuses; then nothing is written.
    """
    need_this_city(plan.pack.city.get("slug"))
    if plan.findings.faults or mark != plan.mark:
        raise NotAsRead(_("What would change is no longer what you read. Read it again, then load it."))
    changes = load_pack(plan.pack, at=at, by=by, land_wins=land_wins)
    counts = {table.name: table.counts for table in plan.tables}
    told = {"file": name, "digest": plan.pack.digest, "tables": counts}
    config_log.note(
        "pack", plan.pack.city["slug"], before={}, after=told, by=by, at=at, action=ConfigChange.Action.IMPORTED
    )
    return changes
