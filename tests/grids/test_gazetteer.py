"""The gazetteer: what people type finds what they mean, the best first; and a point is said in words."""

from datetime import timedelta

import pytest
from django.utils import translation

from govgrid.lib.geo import Point
from grids import addresses
from grids.addresses import pinyin
from grids.addresses.gazetteer import Words, place_near, places_named
from grids.models import Area, Place
from tests.city import NOON, SIDE, SOUTH, WEST, Town, _outline, middle_of

pytestmark = pytest.mark.django_db
ON = NOON.date()
DAY = timedelta(days=1)
METRE = 1 / 110_773  # degrees of latitude in the town


@pytest.fixture
def places(town: Town) -> None:
    """Roads, a school and a market; Renmin Road in both districts, and a house on it."""
    for name_en, name_zh, kind, aliases, point in (
        ("Renmin Road", "人民路", "road", "", middle_of(1)),
        ("Renmin Road", "人民路", "road", "", middle_of(2)),
        ("12 Renmin Road", "人民路12号", "address", "", middle_of(3)),
        ("Renmin Road Primary School", "人民路小学", "school", "人小", middle_of(3)),
        ("Chongqing Hotpot Market", "重庆火锅市场", "market", "红油大院\n老市场", middle_of(4)),
        ("100% Noodles", "百分百面馆", "shop", "", middle_of(4)),
        ("Green Lake", "绿湖", "water", "", middle_of(4)),
    ):
        Place.objects.create(
            name_en=name_en, name_zh=name_zh, kind=kind, aliases=aliases, lon=point.lon, lat=point.lat,
            pinyin=pinyin.spelt(name_zh), initials=pinyin.initials(name_zh),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("人民路", "Renmin Road"),
        ("人民路12号", "12 Renmin Road"),
        ("renmin road", "Renmin Road"),
        ("RENMIN  Road", "Renmin Road"),
        ("ｒｅｎｍｉｎ", "Renmin Road"),
        ("renminlu", "Renmin Road"),
        ("rml", "Renmin Road"),
        ("rmlxx", "Renmin Road Primary School"),
        ("12 renm", "12 Renmin Road"),
        ("火锅", "Chongqing Hotpot Market"),
        ("chongqinghuoguo", "Chongqing Hotpot Market"),  # 重 is chong in this word
        ("huoguo", "Chongqing Hotpot Market"),
        ("lühu", "Green Lake"),
        ("lvhu", "Green Lake"),
        ("红油", "Chongqing Hotpot Market"),
        ("100%", "100% Noodles"),
        ("Renmin Rood Primary Scool", "Renmin Road Primary School"),
    ],
)
def test_what_people_type_finds_what_they_mean(places: None, words: str, first: str) -> None:
    assert places_named(words)[0].name_en == first


@pytest.mark.parametrize("words", ["", "  ", "%", "_", "\\", "'; DROP TABLE grids_place; --", "qqqq", "，。"])
def test_what_means_nothing_finds_nothing_or_says_so_literally(places: None, words: str) -> None:
    assert [place.name_en for place in places_named(words)] in ([], ["100% Noodles"])


def test_what_fits_exactly_comes_before_what_begins_so_and_that_before_what_holds_it(places: None) -> None:
    found = places_named("人民路")

    assert [place.rank for place in found] == [0, 0, 1, 1]


def test_of_two_that_fit_as_well_the_near_one_comes_first(places: None) -> None:
    for cell in (1, 2):
        assert places_named("人民路", near=middle_of(cell))[0].point == middle_of(cell)


@pytest.mark.parametrize("words", ["人民路", "renmin", "rml", "小学", "oad", "en", "绿湖", "100%"])
def test_areas_are_ranked_by_the_same_rule_as_places(places: None, words: str) -> None:
    asked = Words.of(words)

    for place in Place.objects.all():
        names = (place.name_en, place.name_zh, *place.aliases.split("\n"))
        expected = asked.rank(names, place.pinyin, place.initials)
        by_sql = {(one.name_en, one.point): one.rank for one in places_named(words, limit=50) if one.rank < 3}
        assert by_sql.get((place.name_en, Point(place.lon, place.lat))) == expected


def test_like_names_are_told_apart_by_what_holds_them(places: None) -> None:
    labels = [hit.label for hit in addresses.search("Renmin Road", on=ON)]

    assert labels[:2] == ["Renmin Road · West Community · West Street", "Renmin Road · East Community · East Street"]


def test_an_area_is_found_like_a_place(town: Town) -> None:
    _outline(east := town.areas["east"], WEST + SIDE, SOUTH, 1, 2)

    [hit] = addresses.search("dongqu", on=ON)

    assert (hit.place.kind, hit.place.name_en) == ("district", east.name_en)
    assert WEST + SIDE < hit.place.point.lon < WEST + 2 * SIDE


def test_an_area_has_its_name_from_its_first_day_to_its_last(town: Town) -> None:
    _outline(town.areas["east"], WEST + SIDE, SOUTH, 1, 2)
    Area.objects.filter(pk=town.areas["east"].pk).update(valid_to=ON + DAY)
    _outline(town.areas["west"], WEST, SOUTH, 1, 2)
    Area.objects.filter(pk=town.areas["west"].pk).update(valid_from=ON + DAY)

    def named(words: str) -> list[bool]:
        return [bool(addresses.search(words, on=on)) for on in (ON, ON + DAY)]

    assert named("dongqu") == [True, False]
    assert named("xiqu") == [False, True]


STEP = 30 * METRE


@pytest.mark.parametrize(
    ("east", "north", "english", "chinese"),
    [
        (0, 0, "Renmin Road, West Community", "人民路"),
        (0, STEP, "30 m north of Renmin Road, West Community", "人民路"),
        (STEP / 0.906, STEP, "43 m north-east of Renmin Road, West Community", "人民路"),
        (-STEP / 0.906, 0, "30 m west of Renmin Road, West Community", "人民路"),
    ],
)
def test_a_point_is_said_by_the_nearest_place(
    places: None, east: float, north: float, english: str, chinese: str
) -> None:
    here = middle_of(1)
    address = addresses.nearest(Point(here.lon + east, here.lat + north), on=ON)

    assert address.sentence == english
    with translation.override("zh-hans"):
        assert chinese in address.sentence


def test_far_from_everything_only_the_area_is_said(town: Town) -> None:
    Place.objects.create(name_en="Far Tower", name_zh="远塔", kind="landmark", lon=WEST + 1, lat=SOUTH)

    address = addresses.nearest(middle_of(2), on=ON)

    assert (address.place, address.sentence) == (None, "East Community")


def test_an_empty_gazetteer_in_the_open_has_nothing_to_say(town: Town) -> None:
    assert place_near(middle_of(1)) is None
    assert addresses.nearest(Point(WEST + 1, SOUTH), on=ON).sentence == ""


def test_the_nearest_is_the_nearest_in_metres_and_not_in_degrees(town: Town) -> None:
    here = middle_of(1)
    for name, east, north in (("East", 0.00108, 0.0), ("North", 0.0, 0.00102)):
        Place.objects.create(name_en=name, name_zh="", kind="x", lon=here.lon + east, lat=here.lat + north)

    # To the east a degree is a tenth shorter here: 109 m, against 113 m to the north.
    assert place_near(here).name_en == "East"


def test_a_name_of_latin_letters_has_no_pinyin_of_its_own():
    assert (pinyin.spelt("人民路12号"), pinyin.initials("人民路12号")) == ("renminlu12hao", "rml12h")
    assert pinyin.spelt("") == ""
