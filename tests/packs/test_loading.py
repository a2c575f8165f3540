from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from cases import intake
from cases.intake import Telling
from cases.models import Channel
from departments.access import scope_of
from departments.models import (
    CalendarDay,
    Department,
    Duty,
    DutySet,
    FilingStandard,
    Ladder,
    Posting,
    Reason,
    StageLimit,
    User,
    WorkCalendar,
)  # fmt: skip
from govgrid.lib.geo import Point
from govgrid.lib.refusals import Refusal
from govgrid.packs.loading import load_pack, sound_pack
from govgrid.packs.loading.upsert import Changes
from grids.addresses.gazetteer import places_named
from grids.locate import How, cell_at, inside_city, place_at
from grids.models import Area, Boundary, City, DefaultPoint, MapShape, Place, Ring
from tests.packs.tiny import FILES, write_tiny

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 9, 16, 4, tzinfo=UTC)
TODAY = date(2026, 9, 16)
DAY = timedelta(days=1)
TOMORROW = TODAY + DAY


def load(folder: Path, *, at: datetime = NOON, password: str = "", spoil: dict | None = None) -> Changes:
    write_tiny(folder, spoil=spoil)
    return load_pack(sound_pack(folder)[0], at=at, demo_password=password)


def test_a_pack_becomes_a_city(tmp_path: Path):
    load(tmp_path)

    assert City.objects.get().slug == "tiny"
    assert Area.objects.count() == 6
    cell = Area.objects.get(code="990201001001002")
    assert cell.path_ids() == [Area.objects.get(code=cell.code[:n]).pk for n in (4, 6, 9, 12, 15)]
    assert Department.objects.get(catch_all=True).code == "centre"
    assert Department.objects.get(code="roads").calendar.code == "office"
    assert WorkCalendar.objects.get(code="office").covered_to == date(2027, 12, 31)
    assert Duty.objects.filter(duty_set__state="adopted").count() == 2
    assert (Place.objects.count(), MapShape.objects.count()) == (2, 1)
    assert not User.objects.exists()


WAYS = {
    "code,parent,kind,name_en,name_zh,calendar,area,email,phone": (
        "code,parent,kind,name_en,name_zh,calendar,area,email,phone,assignment,cap_per_person,claim_hours"
    ),
    ",,,12345": ",,,12345,,,",
    "roads@tiny.example,": "roads@tiny.example,,push,8,16",
}


def with_ways() -> dict[str, tuple[str, str]]:
    text = FILES["departments.csv"]
    for before, after in WAYS.items():
        text = text.replace(before, after)
    return {"departments.csv": (FILES["departments.csv"], text)}


def test_a_pack_says_how_a_department_gives_out_work(tmp_path: Path):
    load(tmp_path, spoil=with_ways())

    roads, centre = (Department.objects.get(code=code) for code in ("roads", "centre"))
    assert (roads.assignment, roads.cap_per_person, roads.claim_hours) == ("push", 8, 16)
    assert (centre.assignment, centre.cap_per_person, centre.claim_hours) == ("pull", None, None)


def test_a_pack_without_those_columns_keeps_what_is_configured(tmp_path: Path):
    load(tmp_path)
    Department.objects.filter(code="roads").update(assignment="push", claim_hours=4)

    assert not load(tmp_path)
    assert Department.objects.get(code="roads").claim_hours == 4


def test_the_same_pack_again_changes_nothing(tmp_path: Path):
    load(tmp_path, password="a long word")

    assert not load(tmp_path, at=NOON + timedelta(days=3), password="a long word")


def test_areas_without_an_outline_get_the_union_of_their_cells(tmp_path: Path):
    load(tmp_path)

    assert Boundary.objects.count() == Ring.objects.count() == 6
    assert inside_city(Point(102.715, 25.005), on=TODAY)
    assert not inside_city(Point(102.725, 25.005), on=TODAY)


def test_a_changed_outline_holds_from_today_and_the_old_one_until_then(tmp_path: Path):
    load(tmp_path, at=NOON - timedelta(days=30))
    here = Point(102.7255, 25.005)
    assert cell_at(here, on=TODAY) is None

    load(tmp_path, spoil={"boundaries.geojson": ("[102.72,25.00],[102.72,25.01]", "[102.73,25.00],[102.73,25.01]")})

    assert cell_at(here, on=TODAY).code == "990201001001002"
    assert cell_at(here, on=TODAY - timedelta(days=1)) is None
    assert Boundary.objects.filter(area__code="990201001001002").count() == 2


WITHOUT_CELL_2 = {
    "areas.csv": ("990201001001002,990201001001,cell,Well 2,井2,general,600,2024-01-01\n", ""),
    "boundaries.geojson": (",\n" + FILES["boundaries.geojson"].splitlines()[2], ""),
}
IN_CELL_2 = Point(102.715, 25.005)


def test_an_area_that_vanishes_is_retired_and_kept(tmp_path: Path):
    load(tmp_path)

    load(tmp_path, at=NOON + DAY, spoil=WITHOUT_CELL_2)

    assert Area.objects.get(code="990201001001002").valid_to == TOMORROW
    assert cell_at(IN_CELL_2, on=TOMORROW) is None
    assert cell_at(IN_CELL_2, on=TODAY).code == "990201001001002"


def test_an_area_that_comes_back_begins_anew(tmp_path: Path):
    load(tmp_path)
    load(tmp_path, at=NOON + DAY, spoil=WITHOUT_CELL_2)

    load(tmp_path, at=NOON + 3 * DAY)

    days = [TODAY, TOMORROW, TODAY + 2 * DAY, TODAY + 3 * DAY]
    assert [cell_at(IN_CELL_2, on=day) is not None for day in days] == [True, False, False, True]
    assert Area.objects.get(code="990201001001002").valid_to is None


def test_an_area_that_moves_takes_its_cells_with_it(tmp_path: Path):
    more = "990201002,990201,street,Dale,谷街道,core,,2024-01-01\n"
    load(tmp_path, spoil={"areas.csv": ("990201001001,9902", more + "990201001001,9902")})

    wide = {
        "city.toml": ("community = 12\n", ""),
        "areas.csv": ("990201001001,990201001,", more + "990201001001,990201002,"),
    }
    load(tmp_path, spoil=wide)

    street = Area.objects.get(code="990201002")
    assert Area.objects.get(code="990201001001001").path.startswith(street.path)


CHANGED_DUTIES = {"duties.csv": ("roads,host,0", "roads,host,5")}


def states() -> list[str]:
    return list(DutySet.objects.order_by("version").values_list("state", flat=True))


def a_report() -> None:
    intake.report(Telling(words="A hole.", channel=Channel.WEB, point=IN_CELL_2), by=None, at=NOON)


def test_changed_duties_of_a_city_without_cases_are_adopted(tmp_path: Path):
    load(tmp_path)

    load(tmp_path, spoil=CHANGED_DUTIES)

    assert states() == ["retired", "adopted"]


def test_changed_duties_of_a_city_with_cases_are_a_draft_and_the_loader_says_what_to_do(tmp_path: Path):
    """Nobody's cases go elsewhere because a file was loaded: the list is tried first."""
    load(tmp_path)
    a_report()

    changes = load(tmp_path, spoil=CHANGED_DUTIES)

    assert states() == ["adopted", "draft"]
    [to_do] = changes.to_do
    assert "Try it, then adopt it: manage.py try_duties 2 --days 30, then manage.py adopt_duties 2" in to_do


def test_the_same_changed_duties_again_stay_one_draft(tmp_path: Path):
    load(tmp_path)
    a_report()
    load(tmp_path, spoil=CHANGED_DUTIES)

    again = load(tmp_path, spoil=CHANGED_DUTIES)

    assert states() == ["adopted", "draft"]
    assert not again
    assert again.to_do


def test_duties_are_adopted_at_once_where_that_was_asked_for(tmp_path: Path):
    load(tmp_path)
    a_report()
    load(tmp_path, spoil=CHANGED_DUTIES)

    load_pack(sound_pack(write_tiny(tmp_path, spoil=CHANGED_DUTIES))[0], at=NOON, adopt_duties=True)

    assert states() == ["retired", "adopted"]


def test_a_draft_says_that_adopted_duties_name_what_has_ended(tmp_path: Path):
    load(tmp_path)
    a_report()
    others = {"departments.csv": ("roads,,bureau", "streets,,bureau"), "accounts.csv": (",roads,", ",streets,")}

    changes = load(tmp_path, spoil={**others, "duties.csv": ("any,roads", "any,streets")})

    assert "1 duties of set 1 name a department or area that has ended" in changes.to_do[0]


def test_the_command_tells_of_the_draft(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    load(tmp_path)
    a_report()

    call_command("load_city", str(write_tiny(tmp_path, spoil=CHANGED_DUTIES)))
    assert "The duty list has changed. It is set 2, draft; cases go on by set 1." in capsys.readouterr().out

    call_command("load_city", str(tmp_path), "--adopt-duties")
    assert states() == ["retired", "adopted"]


def test_a_changed_standard_is_a_new_version(tmp_path: Path):
    load(tmp_path)

    load(tmp_path, spoil={"standards.csv": (",5,working_day", ",3,working_day")})

    old, new = FilingStandard.objects.filter(category__code="E0113").order_by("version")
    assert (old.valid_to, new.valid_from, new.limit_value) == (TODAY, TODAY, 3)
    assert not load(tmp_path, spoil={"standards.csv": (",5,working_day", ",3,working_day")})


def test_the_stages_are_timed_as_the_pack_says(tmp_path: Path):
    load(tmp_path)
    load(tmp_path, spoil={"stages.csv": ("file,0.25,urgent_hour\n", "check,0.5,urgent_hour\n")})

    assert [str(limit) for limit in StageLimit.objects.order_by("kind")] == [
        "call: 0.0833 urgent_hour", "check: 0.5000 urgent_hour",
    ]  # fmt: skip


def test_a_reason_that_vanishes_is_retired_and_kept(tmp_path: Path):
    load(tmp_path)
    load(tmp_path, spoil={"reasons.csv": ("return,not-ours,Not ours,非本部门职责\n", "")})

    assert list(Reason.objects.values_list("kind", "code", "valid_to").order_by("code")) == [
        ("decline", "duplicate", None), ("return", "not-ours", TODAY),
    ]  # fmt: skip


def test_a_pack_without_stages_and_reasons_leaves_them_as_they_are(tmp_path: Path):
    load(tmp_path)
    for name in ("stages.csv", "reasons.csv"):
        (tmp_path / name).unlink()
    load_pack(sound_pack(tmp_path)[0], at=NOON, demo_password="")

    assert (StageLimit.objects.count(), Reason.objects.filter(valid_to=None).count()) == (2, 2)


def test_what_a_city_has_chosen_is_loaded_and_else_stays(tmp_path: Path):
    load(tmp_path, spoil={"city.toml": ("demo = true", "demo = true\nreopen_days = 60\nfiling_needs_approval = true")})
    load(tmp_path)

    city = City.objects.get()
    assert (city.reopen_days, city.filing_needs_approval, city.review_percent) == (60, True, 10)


def test_changed_hours_count_the_calendars_version_up_and_a_changed_name_does_not(tmp_path: Path):
    load(tmp_path)
    load(tmp_path, spoil={"calendars.csv": ("Office,办公", "Offices,办公")})
    renamed = WorkCalendar.objects.get(code="office").version
    load(
        tmp_path,
        at=NOON + DAY,
        spoil={"calendar_days.csv": ("office,2027-10-01,,holiday", "office,2027-10-04,,holiday")},
    )

    office = WorkCalendar.objects.get(code="office")
    assert (renamed, office.version, office.edited_at) == (1, 2, NOON + DAY)
    assert WorkCalendar.objects.get(code="always").version == 1
    assert CalendarDay.objects.filter(day=date(2027, 10, 4)).exists()


def test_a_home_refuses_a_second_city(tmp_path: Path):
    load(tmp_path)

    with pytest.raises(Refusal, match="This home serves Tiny"):
        load(tmp_path, spoil={"city.toml": ('"tiny"', '"other"')})


def test_accounts_are_made_posted_and_granted_with_a_password_only(tmp_path: Path):
    load(tmp_path, password="a long word")

    officer = User.objects.get(username="tiny-officer")
    assert officer.check_password("a long word")
    assert Posting.objects.filter(user=officer).get().area.code == "990201"
    assert "check_cases" in scope_of(officer)


def test_an_account_reads_its_letters_in_the_language_that_the_pack_says(tmp_path: Path):
    people = FILES["accounts.csv"]
    head, *lines = people.splitlines()
    told = "\n".join([f"{head},language", *(f"{line},zh-hans" for line in lines)]) + "\n"

    load(tmp_path, password="a long word", spoil={"accounts.csv": (people, told)})

    assert set(User.objects.filter(username__startswith="tiny-").values_list("language", flat=True)) == {"zh-hans"}


def test_another_demo_password_takes_the_place_of_the_old_one(tmp_path: Path):
    load(tmp_path, password="a long word")
    load(tmp_path, password="another word")

    assert User.objects.get(username="tiny-officer").check_password("another word")


def test_the_command_refuses_demo_accounts_in_production(tmp_path: Path, settings, monkeypatch):
    write_tiny(tmp_path)
    settings.PRODUCTION = True
    monkeypatch.setenv("GOVGRID_DEMO_PASSWORD", "a long word")

    with pytest.raises(CommandError, match="Demo accounts are refused in production"):
        call_command("load_city", str(tmp_path))
    assert not City.objects.exists()


def test_the_command_lists_all_faults_and_writes_nothing(tmp_path: Path):
    write_tiny(tmp_path, spoil={"duties.csv": ("roads,host", "police,host"), "places.csv": ("102.702", "x")})

    with pytest.raises(CommandError) as refusal:
        call_command("load_city", str(tmp_path))
    assert "duties.csv:2:" in str(refusal.value)
    assert "places.csv:3:" in str(refusal.value)
    assert not City.objects.exists()


def test_a_failure_half_way_leaves_nothing(tmp_path: Path, monkeypatch):
    def fail(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("the last table is on fire")

    monkeypatch.setattr("govgrid.packs.loading.rules.write_duties", fail)

    with pytest.raises(RuntimeError):
        load(tmp_path)
    assert not Area.objects.exists()


@pytest.mark.parametrize(("words", "first"), [("井市", "Well Market"), ("road", "Well Road"), ("wel rod", "Well Road")])
def test_a_place_is_found_by_part_of_its_name_in_either_language(tmp_path: Path, words: str, first: str):
    load(tmp_path)

    assert places_named(words)[0].name_en == first


ALIASES = (
    "lon,lat\nWell Road,井路,road,102.71,25.005\n",
    "lon,lat,aliases\nWell Road,井路,road,102.71,25.005,古井街；老路\n",
)
NO_ALIAS = ("25.002\n", "25.002,\n")


def test_places_get_their_pinyin_and_other_names_and_follow_the_pack(tmp_path: Path):
    load(tmp_path)
    before = Place.objects.get(kind="road")
    assert (before.pinyin, before.initials, before.aliases) == ("jinglu", "jl", "")
    sheet = write_tiny(tmp_path) / "places.csv"
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(text.replace(*ALIASES).replace(*NO_ALIAS), encoding="utf-8")

    changes = load_pack(sound_pack(tmp_path)[0], at=NOON)

    assert changes.counts["places"] == 1
    assert Place.objects.get(kind="road").aliases == "古井街\n老路"
    assert Place.objects.get(kind="road").pk == before.pk
    assert places_named("古井")[0].name_en == "Well Road"


def test_default_points_follow_the_pack(tmp_path: Path):
    load(tmp_path)
    assert place_at(Point(102.715, 25.005), on=TODAY).how == How.DEFAULT_POINT

    load(tmp_path, spoil={"default_points.csv": ("Hall door,市政府门口,102.715,25.005\n", "")})

    assert not DefaultPoint.objects.exists()
    assert place_at(Point(102.715, 25.005), on=TODAY).how == How.INSIDE


def test_no_words_find_no_places(tmp_path: Path):
    load(tmp_path)

    assert places_named("  ") == []


LADDERS = """ladder,clock,position,offset,unit,action,target,quiet,hold_minutes,repeats,repeat_minutes
handling,handle,1,0,hour,notify,department_head,1,30,2,15
answering,answer,1,-4,working_hour,notify,duty_officer,,,,
"""


def ladders_now() -> list[tuple[str, int]]:
    return list(Ladder.objects.filter(retired_at=None).order_by("code").values_list("code", "version"))


def load_ladders(folder: Path, text: str) -> Changes:
    write_tiny(folder)
    (folder / "ladders.csv").write_text(text, encoding="utf-8")
    return load_pack(sound_pack(folder)[0], at=NOON)


def test_a_ladder_that_changed_is_a_new_version_and_the_old_one_stays_for_running_clocks(tmp_path: Path):
    load(tmp_path)
    old = Ladder.objects.get()

    load_ladders(tmp_path, LADDERS)

    assert ladders_now() == [("answering", 1), ("handling", 2)]
    old.refresh_from_db()
    assert (old.retired_at, [rung.target for rung in old.rungs.all()]) == (NOON, ["department_head", "supervisor"])
    new = Ladder.objects.get(code="handling", version=2)
    assert (new.quiet, new.hold_minutes, new.repeats, new.repeat_minutes) == (True, 30, 2, 15)


def test_a_ladder_that_did_not_change_keeps_its_version(tmp_path: Path):
    load_ladders(tmp_path, LADDERS)

    assert not load_ladders(tmp_path, LADDERS)
    assert load_ladders(tmp_path, LADDERS.replace(",-4,", ",-2,")).counts["ladders"] == 1
    assert ladders_now() == [("answering", 2), ("handling", 1)]


def test_a_ladder_that_left_the_pack_is_climbed_by_no_new_clock(tmp_path: Path):
    load_ladders(tmp_path, LADDERS)

    load_ladders(tmp_path, "\n".join(LADDERS.splitlines()[:2]) + "\n")

    assert ladders_now() == [("handling", 1)]
