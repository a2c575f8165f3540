"""The public list and its map: one address, plain filters, and nothing that was not published."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cases import chores, publishing
from cases.models import Case, Status
from grids.models import Boundary, Place
from tests.builders import a_case, a_clean_photo, a_report, a_routed_case, fresh
from tests.city import NOON, Town, middle_of

NUMBER = re.compile(r"TT\d{6}-\d{6}")
SECRET = "Wang Fang lives behind the blue door."


def read(url: str) -> str:
    answer = Client().get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def listed(query: str = "") -> set[str]:
    return set(NUMBER.findall(read(f"/cases/{query}")))


def numbers(*cases: Case) -> set[str]:
    return {case.number for case in cases}


@pytest.fixture
def outlined(town: Town) -> Town:
    """The communities have outlines, as they have in a city."""
    for name, cell in (("west", 1), ("east", 2)):
        outline = Boundary.objects.get(area=town.cells[cell])
        Boundary.objects.create(
            area=town.areas[f"{name} community"], geometry=outline.geometry, valid_from=outline.valid_from
        )
    return town


@pytest.mark.parametrize(
    ("word", "statuses"),
    [("received", ["dispatched"]), ("work", ["handling"]), ("waiting", []), ("closed", ["closed"]),
     ("open", ["dispatched", "handling"]), ("", ["dispatched", "handling", "closed"]),
     ("nonsense", ["dispatched", "handling", "closed"])],
)  # fmt: skip
def test_a_plain_word_finds_its_statuses(town: Town, word: str, statuses: list[str]):
    made = {str(status): a_case(town, status) for status in (Status.DISPATCHED, Status.HANDLING, Status.CLOSED)}

    assert listed(f"?status={word}") == numbers(*(made[status] for status in statuses))


def test_kind_area_and_time_narrow_the_list_together(town: Town):
    now = chores.now()
    west, east = a_routed_case(town, cell=1, at=now), a_routed_case(town, cell=2, at=now)
    litter = a_routed_case(town, cell=1, category="litter", at=now)
    old = a_routed_case(town, cell=1, at=now - timedelta(days=40))

    assert listed("?category=E0113") == numbers(west, east, old)
    assert listed(f"?area={town.areas['west street'].code}") == numbers(west, litter, old)
    assert listed(f"?area={town.areas['west'].code}&category=E0113&reported=30") == numbers(west)


def test_no_cell_narrows_the_list(town: Town):
    here, there = a_routed_case(town, cell=1), a_routed_case(town, cell=3)

    assert listed(f"?area={town.cells[1].code}") == numbers(here, there)
    assert listed(f"?area={town.areas['west community'].code}") == numbers(here, there)


def test_a_department_narrows_the_list_and_is_named_with_a_way_out(town: Town):
    hole, litter = a_routed_case(town), a_routed_case(town, category="litter")
    code = Case.unscoped.get(pk=hole.pk).host.code

    page = read(f"/cases/?department={code}")

    assert set(NUMBER.findall(page)) == numbers(hole)
    assert '<a class="chip chip-link" href="/cases/">Roads Bureau' in page
    assert listed("?department=none") == numbers(hole, litter)


@pytest.mark.parametrize("closed", ["²", "٣", "-1", "99999999"])
def test_a_number_of_days_that_is_none_breaks_nothing(town: Town, closed: str):
    assert Client().get("/cases/", {"closed": closed}).status_code == 200


def test_the_same_address_is_a_map_with_the_same_cases(outlined: Town):
    a_routed_case(outlined, cell=1), a_routed_case(outlined, cell=3), a_routed_case(outlined, cell=2)

    page = read("/cases/?category=E0113&view=map")

    points = json.loads(re.search(r'id="area-points"[^>]*>(.*?)</script>', page)[1])
    assert [(point["title"], point["cases"]) for point in points] == [("West Community", 2), ("East Community", 1)]
    assert len(listed(points[0]["url"].removeprefix("/cases/"))) == 2


def test_the_map_tells_no_place_more_exactly_than_its_community(outlined: Town):
    before = read("/cases/?view=map")
    point = middle_of(1)
    a_routed_case(outlined, point=point.__class__(point.lon + 0.0031, point.lat - 0.0027))
    page = read("/cases/?view=map")
    a_routed_case(outlined, point=point)
    again = read("/cases/?view=map")

    def where(text: str) -> list[tuple[float, float]]:
        return [
            (it["lon"], it["lat"]) for it in json.loads(re.search(r'id="area-points"[^>]*>(.*?)</script>', text)[1])
        ]

    assert "area-points" not in before
    assert where(page) == where(again)  # the community's own point, wherever in it the case lies


@pytest.mark.parametrize("path", ["/cases/", "/cases/?view=map", "/"])
def test_nothing_unpublished_is_told(town: Town, path: str):
    a_routed_case(town, category="lamp", words=SECRET)
    a_routed_case(town, category="noise", words=SECRET)
    a_report(town, words=SECRET)  # filed by nobody yet

    page = read(path)

    assert SECRET not in page
    assert not NUMBER.search(page)


def test_the_page_of_a_case_tells_no_address_point_contact_or_note(town: Town, told, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    point = middle_of(1)
    case = a_case(town, Status.CLOSED, address="12 Lake Road", photos=[a_clean_photo()])
    told(case, "wang@example.org", "+8613800001234", name="Wang Fang")

    page = read(f"/cases/{case.number}/")

    for hidden in (
        "12 Lake Road",
        str(point.lon),
        str(point.lat),
        "wang",
        "1380",
        "Filled.",
        "/photos/",
        "Li</",
        "Wu</",
    ):
        assert hidden not in page, hidden
    assert "It is closed." in page


def test_words_taken_back_are_gone_from_list_map_and_page(town: Town):
    case = a_routed_case(town)
    publishing.hide(case, by=town.people["an"], note="Names a person.", at=NOON)

    assert listed() == set()
    assert Client().get(f"/cases/{case.number}/").status_code == 404


def test_an_address_becomes_its_community_and_no_position_is_in_any_address(outlined: Town):
    point = middle_of(3)
    Place.objects.create(name_en="Old Market", name_zh="老市场", kind="market", lon=point.lon, lat=point.lat)
    west, east = a_routed_case(outlined, cell=3), a_routed_case(outlined, cell=2)

    by_words = Client().post("/cases/around/", {"place": "Old Market", "category": "E0113", "view": "map"})
    by_position = Client().post("/cases/around/", {"lon": point.lon, "lat": point.lat})

    code = outlined.areas["west community"].code
    assert by_words["Location"] == f"/cases/?category=E0113&around={code}&view=map"
    assert by_position["Location"] == f"/cases/?around={code}"
    assert west.number in listed(f"?around={code}")
    assert "Around West Community" in read(f"/cases/?around={code}")
    assert east.number in listed()


@pytest.mark.parametrize(
    "said", [{"place": "Nowhere Street"}, {"place": ""}, {"lon": "east", "lat": "1"}, {"lon": 10, "lat": 10}]
)
def test_a_place_that_is_not_found_is_said_and_what_was_typed_stays(town: Town, said: dict[str, Any]):
    answer = Client().post("/cases/around/", {**said, "status": "work"})

    assert answer.status_code == 422
    assert str(said.get("place", "")) in answer.content.decode()
    assert '<option value="work" selected>' in answer.content.decode()


def test_an_empty_answer_says_so_and_leads_back(town: Town):
    a_routed_case(town)

    page = read("/cases/?status=waiting")

    assert "No public case is like that" in page
    assert 'href="/cases/"' in page


@pytest.mark.parametrize("path", ["/cases/", "/cases/?view=map"])
def test_a_city_without_a_case_asks_nobody_to_take_a_filter_away(town: Town, path: str):
    page = read(path)

    assert "No case is public yet" in page
    assert "No public case is like that" not in page


def test_a_second_page_keeps_the_filters(town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("cases.views.public_cases.PAGE", 2)
    made = [a_routed_case(town) for _n in range(3)]

    page = read("/cases/?status=received")
    older = re.search(r'href="(\?[^"]+)" rel="next"', page)[1].replace("&amp;", "&")

    assert "status=received" in older
    assert listed() | listed(older) == numbers(*made)


def test_the_page_of_a_case_leads_to_what_is_near(town: Town):
    case, near, far = a_routed_case(town), a_routed_case(town, cell=3), a_routed_case(town, cell=2)

    page = read(f"/cases/{case.number}/")

    assert near.number in page
    assert far.number not in page


@pytest.mark.parametrize("path", ["/cases/", "/cases/?view=map", "/figures/"])
def test_no_answer_is_shown_again_without_asking(town: Town, path: str):
    control = Client().get(path)["Cache-Control"]

    assert "private" in control
    assert "no-cache" in control


def test_the_case_says_who_has_it_and_by_when(town: Town):
    page = read(f"/cases/{fresh(a_case(town, Status.HANDLING)).number}/")

    assert "Roads Bureau is working on it." in page
    assert "done by" in page
