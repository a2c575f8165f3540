"""Loading a pack: read it, check it whole, then write it in one transaction."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from departments import duties
from departments.access import grant_postings
from departments.models import User
from departments.work_calendars import WorkCalendars, touched_since
from govgrid.lib.refusals import Refusal
from govgrid.lib.remembered import forget_all
from govgrid.packs.checking import check_pack
from govgrid.packs.faults import Findings, PackRefused
from govgrid.packs.loading import accounts, asked, components, land, offices, phrases, rules
from govgrid.packs.loading.upsert import Changes
from govgrid.packs.pack import Pack
from govgrid.packs.reading import CHOICES, read_pack
from grids.models import City


def sound_pack(folder: Path) -> tuple[Pack, Findings]:
    """Return the pack in `folder` and its warnings. Raises PackRefused with all faults, if it has any."""
    findings = Findings()
    pack = read_pack(folder, findings)
    check_pack(pack, findings)
    if findings.faults:
        raise PackRefused(findings)
    return pack, findings


def load_pack(
    pack: Pack, *, at: datetime, by: User | None = None, demo_password: str = "", adopt_duties: bool = False,
    land_wins: bool = False,
) -> Changes:  # fmt: skip
    """Write a sound pack; nothing if anything fails. Accounts are made only with a `demo_password`.

    A changed duty list becomes a draft where cases are routed already, unless `adopt_duties`. A changed grid that was
    edited here as well is refused, unless `land_wins`. `by` of None: a command loads it.

    Raises Refusal if this home serves another city, GridChangedHere.
    """
    with transaction.atomic():
        _wait_for_other_loads()
        _refuse_another_city(pack)
        changes = _write(pack, at, by, demo_password, adopt_duties, land_wins)
        _tell_the_planner()
    forget_all()
    duties.forget()
    return changes


def _tell_the_planner() -> None:
    # It would think the tables empty until autovacuum comes by, a minute after the first cases.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE grids_area, grids_boundary, grids_ring, grids_place, departments_component")


def _wait_for_other_loads() -> None:
    # Pages may go on reading the city; a second load waits, and then finds nothing left to change.
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE grids_city IN SHARE ROW EXCLUSIVE MODE")


def _refuse_another_city(pack: Pack) -> None:
    present = City.objects.first()
    if present and present.slug != pack.city["slug"]:
        raise Refusal(
            f"This home serves {present.name_en} ({present.slug}); one home serves one city. "
            f"Give {pack.city['slug']} a home and a database of its own."
        )


def _write(
    pack: Pack, at: datetime, by: User | None, demo_password: str, adopt_duties: bool, land_wins: bool
) -> Changes:
    changes, on = Changes(), at.astimezone(ZoneInfo(pack.city["time_zone"])).date()
    areas = land.write_land(pack, on=on, at=at, land_wins=land_wins, changes=changes)
    _write_city(pack, changes)
    land.write_places(pack, changes=changes)
    land.write_default_points(pack, changes=changes)
    land.write_drawings(pack, changes=changes)
    hours = WorkCalendars().by_id
    calendars = offices.write_calendars(pack, changes=changes)
    touched_since(hours, at=at, by=by)
    departments = offices.write_departments(pack, calendars, areas, on=on, changes=changes)
    offices.write_ladders(pack, at=at, changes=changes)
    categories = rules.write_categories(pack, on=on, changes=changes)
    rules.write_standards(pack, categories, on=on, changes=changes)
    rules.write_stages(pack, changes=changes)
    rules.write_reasons(pack, on=on, changes=changes)
    asked.write_questions(pack, categories, changes=changes)
    asked.write_stoppers(pack, categories, changes=changes)
    phrases.write_templates(pack, categories, departments, on=on, changes=changes)
    phrases.write_macros(pack, categories, departments, on=on, changes=changes)
    rules.write_duties(pack, categories, areas, departments, at=at, adopt=adopt_duties, changes=changes)
    components.write_components(pack, categories, departments, on=on, changes=changes)
    if demo_password:
        accounts.write_accounts(pack, areas, departments, password=demo_password, changes=changes)
    grant_postings(on=on)
    return changes


def _write_city(pack: Pack, changes: Changes) -> None:
    names = ("slug", "name_en", "name_zh", "number_prefix", "time_zone", "demo")
    lon, lat = pack.city["centre"]
    values = {
        **{name: pack.city[name] for name in names},
        **{name: pack.city[name] for name in CHOICES if name in pack.city},
        "centre_lon": lon,
        "centre_lat": lat,
        "code_widths": pack.city.get("code_widths", {}),
        "pack_digest": pack.digest,
        "land_digest": pack.land_digest,
    }
    city = City.objects.first()
    if city is None or any(getattr(city, name) != value for name, value in values.items()):
        City.objects.update_or_create(id=1, defaults=values)
        changes.add("cities", 1)
