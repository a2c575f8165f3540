"""The staff's map, its parts and its table: each person's own cases, filters in the address, numbers open lists."""

import re

import pytest
from django.test import Client

from cases.models import Status
from tests.builders import a_case, a_routed_case
from tests.city import SIDE, SOUTH, WEST, Town

pytestmark = pytest.mark.django_db
BOX = f"{WEST},{SOUTH},{WEST + 2 * SIDE},{SOUTH + 2 * SIDE}"


@pytest.fixture
def cases(town: Town) -> None:
    for cell in (1, 1, 2, 4):
        a_routed_case(town, cell=cell)
    a_routed_case(town, cell=1, category="lamp")
    a_case(town, Status.CLOSED, cell=4)


def test_the_map_opens_with_its_filters_in_the_address(town: Town, signed_in) -> None:
    page = signed_in("su").get("/desk/map/?measure=late&per=households&boundaries=now&category=E01").content.decode()

    assert '<option value="late" selected>' in page
    assert '<option value="households" selected>' in page
    assert '<option value="now" selected>' in page
    assert "/map/measures.json?measure=late&amp;per=households&amp;boundaries=now&amp;category=E01" in page
    assert "/desk/map/table/?measure=late" in page


def test_an_unknown_filter_is_as_if_it_had_not_been_said(town: Town, signed_in) -> None:
    page = signed_in("su").get("/desk/map/?measure=secret&per=x&boundaries=never").content.decode()

    assert '<option value="open" selected>' in page


@pytest.mark.parametrize(
    "path", ["/desk/map/", "/desk/map/table/", f"/map/cases.json?bbox={BOX}&zoom=14", f"/map/measures.json?bbox={BOX}"]
)
def test_who_sees_no_case_has_no_map(town: Town, signed_in, path: str) -> None:
    assert signed_in("adam").get(path).status_code == 404
    assert Client().get(path).status_code == 302


@pytest.mark.parametrize(("person", "seen"), [("su", 5), ("west_su", 3), ("deng", 1), ("ou", 2)])
def test_the_cases_of_the_map_are_those_that_the_viewer_may_see(
    town: Town, cases: None, signed_in, person, seen
) -> None:
    answer = signed_in(person).get(f"/map/cases.json?bbox={BOX}&zoom=9")

    assert sum(near["n"] for near in answer.json()["clusters"]) == seen
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_case_alone_comes_with_its_page(town: Town, cases: None, signed_in) -> None:
    (near,) = signed_in("deng").get(f"/map/cases.json?bbox={BOX}&zoom=15").json()["clusters"]

    assert near["url"] == f"/desk/cases/{near['number']}/"
    assert near["title"] == "Street light"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "bbox=1,2,3&zoom=3",
        "bbox=nan,0,1,1&zoom=3",
        "bbox=2,0,1,1&zoom=3",
        "bbox=0,0,1,1&zoom=x",
        "bbox=0,0,1,1&zoom=99",
        "bbox=-1e308,-1,1e308,1&zoom=3",
    ],
)
def test_a_view_that_is_none_is_refused(town: Town, signed_in, query: str) -> None:
    assert signed_in("su").get(f"/map/cases.json?{query}").status_code == 400


def test_a_measure_comes_by_id_with_the_words_of_its_classes(town: Town, cases: None, signed_in) -> None:
    answer = signed_in("su").get(f"/map/measures.json?bbox={BOX}&level=cell").json()

    cells = town.cells
    assert answer["values"] == {str(cells[1].pk): 3, str(cells[2].pk): 1, str(cells[4].pk): 1}
    assert answer["steps"] == [1, 3]
    assert answer["labels"] == ["none", "1–2", "3 and more"]


def test_every_number_of_the_table_opens_as_many_cases(town: Town, cases: None, signed_in) -> None:
    client = signed_in("su")
    page = client.get("/desk/map/table/?level=district").content.decode()

    numbers = re.findall(r'<a href="(/desk/cases/[^"]*)">(\d+)</a>', page)
    assert len(numbers) >= 4
    for url, number in numbers:
        listed = client.get(url.replace("&amp;", "&")).content.decode()
        assert listed.count("data-number=") == int(number)


def test_a_list_that_a_number_opened_says_by_what_it_is_narrowed(town: Town, cases: None, signed_in) -> None:
    page = signed_in("su").get("/desk/cases/?area=990101&reported=30&boundaries=now").content.decode()

    assert "in West District" in page
    assert "reported in the last 30 days" in page
    assert '<input type="hidden" name="area" value="990101">' in page


def codes(page: str) -> list[str]:
    return re.findall(r'<span class="code">(\d+)</span>', page)


def test_the_headings_sort_the_table_and_sort_it_the_other_way(town: Town, cases: None, signed_in) -> None:
    client = signed_in("su")
    by_name = client.get("/desk/map/table/?level=cell").content.decode()
    most = client.get("/desk/map/table/?level=cell&sort=open").content.decode()
    least = client.get("/desk/map/table/?level=cell&sort=-open").content.decode()

    one, two, three, four = (town.cells[n].code for n in (1, 2, 3, 4))
    assert codes(by_name) == sorted([one, two, three, four])
    assert codes(most) == [one, *sorted([two, four]), three]
    assert codes(least) == [three, *sorted([two, four]), one]
    assert 'aria-sort="descending"' in most


@pytest.mark.parametrize("sort", ["", "-code", "open", "-open"])
def test_pages_follow_each_other_and_come_back(town: Town, cases: None, signed_in, monkeypatch, sort: str) -> None:
    monkeypatch.setattr("cases.views.map_table.PAGE", 3)
    client = signed_in("su")
    path = f"/desk/map/table/?level=cell&sort={sort}"
    first = client.get(path).content.decode()
    onward = re.search(r'href="([^"]*after=[^"]*)"', first)[1].replace("&amp;", "&")
    second = client.get(f"/desk/map/table/{onward}").content.decode()
    back = re.search(r'href="([^"]*before=[^"]*)"', second)[1].replace("&amp;", "&")

    assert sorted(codes(first) + codes(second)) == sorted(cell.code for cell in town.cells.values())
    assert codes(client.get(f"/desk/map/table/{back}").content.decode()) == codes(first)


@pytest.mark.parametrize(("level", "back"), [("district", None), ("street", "district"), ("cell", "community")])
def test_the_way_back_leads_to_the_level_above_if_there_is_one(
    town: Town, signed_in, level: str, back: str | None
) -> None:
    page = signed_in("su").get(f"/desk/map/table/?level={level}&area=990101").content.decode()

    found = re.search(r'<a href="\?[^"]*level=(\w+)[^"]*">One level up</a>', page)
    assert (found and found[1]) == back


def test_a_row_leads_to_the_areas_below_and_a_cell_to_its_card(town: Town, cases: None, signed_in) -> None:
    client = signed_in("su")

    assert "level=street&amp;area=990101" in client.get("/desk/map/table/?level=district").content.decode()
    below = client.get("/desk/map/table/?level=cell&area=990101").content.decode()
    assert codes(below) == sorted(town.cells[n].code for n in (1, 3))
    assert f"/desk/cells/{town.cells[1].code}/" in below
