"""A city goes into a pack and comes back the same: exported, loaded into an empty database, exported again."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from departments import duties
from departments.models import Category, Department, WorkCalendar
from govgrid.lib import remembered
from govgrid.packs.city_of_today import write_city_of_today
from govgrid.packs.loading import load_pack, sound_pack
from tests.city import Town
from tests.packs.tiny import faults_of, write_tiny

NOON = datetime(2026, 9, 16, 4, tzinfo=UTC)
TODAY = date(2026, 9, 16)


def load(folder: Path) -> None:
    load_pack(sound_pack(folder)[0], at=NOON)


def empty_the_database() -> None:
    tables = [
        model._meta.db_table
        for name in ("grids", "departments", "cases")
        for model in apps.get_app_config(name).get_models()
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")  # the trigger that keeps the history looks away
        cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    remembered.forget_all()
    duties.forget()


def exported(folder: Path) -> dict[str, bytes]:
    folder.mkdir()
    write_city_of_today(folder, on=TODAY)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def assert_comes_back(tmp_path: Path) -> None:
    once = exported(tmp_path / "once")
    empty_the_database()
    load(tmp_path / "once")
    assert exported(tmp_path / "twice") == once


@pytest.mark.django_db
def test_a_small_city_comes_back_byte_for_byte(tmp_path: Path):
    load(write_tiny(tmp_path / "pack"))

    assert_comes_back(tmp_path)


def test_what_was_configured_by_hand_comes_back_as_well(town: Town, tmp_path: Path):
    exported(tmp_path / "town")
    load(tmp_path / "town")  # the town's outlines begin at other corners than those that a loader has written
    Department.objects.filter(code="lamps").update(assignment="push", cap_per_person=8, claim_hours=16)
    WorkCalendar.objects.filter(code="office").update(covered_to=date(2026, 12, 31))

    assert_comes_back(tmp_path)

    assert WorkCalendar.objects.get(code="office").covered_to == date(2026, 12, 31)
    assert Department.objects.get(code="lamps").cap_per_person == 8


def test_what_has_ended_stays_out_of_the_pack(town: Town, tmp_path: Path):
    Department.objects.filter(code="bright").update(valid_to=TODAY)
    Category.objects.filter(code="E0113").update(valid_to=TODAY)

    files = exported(tmp_path / "pack")

    assert b"bright" not in files["departments.csv"] + files["duties.csv"]
    assert b"E0113" not in files["categories.csv"] + files["standards.csv"] + files["duties.csv"]
    assert faults_of(tmp_path / "pack") == []


def test_nobody_goes_out_with_a_pack(town: Town, tmp_path: Path):

    files = exported(tmp_path / "pack")

    assert "accounts.csv" not in files


@pytest.mark.django_db
def test_the_demo_city_comes_back_byte_for_byte(tmp_path: Path):
    load(settings.BASE_DIR / "cities" / "yunling")

    assert_comes_back(tmp_path)
