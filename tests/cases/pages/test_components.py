"""The components' own pages: the list, the card with its cases, and what a case says of its component."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import chores, publishing
from departments.models import Component
from grids.city import city_day
from tests.builders import a_routed_case
from tests.cases.components import LAMP, a_component
from tests.city import NOON, SIDE, WEST, Town
from tests.grids.test_tiles import split_cell_one

SignedIn = Callable[[str], Client]
CARD = f"/desk/components/{LAMP}/"


def listed(client: Client, query: str = "") -> list[str]:
    return [one.code for one in client.get(f"/desk/components/{query}").context["page"].rows]


@pytest.fixture
def three(town: Town) -> None:
    a_component(town, "L1", state="damaged")
    a_component(town, "L2", keeper=town.departments["clean"])
    a_component(town, "B1", category="litter", keeper=None)
    a_component(town, "OLD", valid_to=NOON.date())


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["B1", "L1", "L2"]),
        ("?q=L", ["L1", "L2"]),
        ("?category=C0137", ["L1", "L2"]),
        ("?state=damaged", ["L1"]),
        ("?keeper=clean", ["L2"]),
        ("?state=ended", ["OLD"]),
    ],
)
def test_the_list_is_narrowed_by_code_kind_state_and_keeper(
    three: None, signed_in: SignedIn, query: str, codes: list[str]
) -> None:
    assert listed(signed_in("su"), query) == codes


def test_the_list_goes_on_by_key(town: Town, signed_in: SignedIn) -> None:
    for n in range(60):
        a_component(town, f"L{n:03}")
    client = signed_in("su")
    first = client.get("/desk/components/")

    second = client.get(f"/desk/components/{first.context['page'].older_url}")

    assert [one.code for one in second.context["page"].rows] == [f"L{n:03}" for n in range(50, 60)]


@pytest.mark.parametrize("path", ["/desk/components/", CARD])
def test_who_sees_no_case_sees_no_component(town: Town, signed_in: SignedIn, path: str) -> None:
    a_component(town)

    assert signed_in("passer").get(path).status_code == 404
    assert Client().get(path).status_code == 302


def test_the_card_tells_who_keeps_owns_and_supervises_it(town: Town, signed_in: SignedIn) -> None:
    a_component(town, owner=town.departments["roads"], authority=town.departments["centre"], accuracy_m=0.5)

    facts = {row["label"]: str(row["value"]) for row in signed_in("su").get(CARD).context["facts"]}

    assert (facts["Keeper"], facts["Owner"], facts["Authority"]) == ("Lamp Company", "Roads Bureau", "Grid Centre")
    assert (facts["Cell"], facts["Accuracy"]) == ("990101001001001", "±0.5 m")


def test_after_an_edition_list_and_card_name_the_cell_of_today(town: Town, signed_in: SignedIn) -> None:
    a_component(town, lon=WEST + SIDE / 4)
    split_cell_one(town, on=city_day(chores.now()))
    half = "990101001091"

    facts = {row["label"]: row["value"] for row in signed_in("su").get(CARD).context["facts"]}
    page = signed_in("su").get("/desk/components/").content.decode()

    assert facts["Cell"] == half
    assert half in page
    assert town.cells[1].code not in page


def test_the_card_has_the_cases_that_the_person_may_see_and_no_other(town: Town, signed_in: SignedIn) -> None:
    lamp = a_component(town)
    case = a_routed_case(town, category="lamp", component_id=lamp.pk)

    assert [row.case for row in signed_in("deng").get(CARD).context["rows"]] == [case]
    assert signed_in("qing").get(CARD).context["rows"] == []


def test_a_component_that_comes_back_is_marked_with_its_count_of_a_year(town: Town, signed_in: SignedIn) -> None:
    lamp = a_component(town)
    a_routed_case(town, category="lamp", component_id=lamp.pk, at=NOON - timedelta(days=400))
    for days in (30, 20, 0):
        case = a_routed_case(town, category="lamp", component_id=lamp.pk, at=NOON - timedelta(days=days))

    page = signed_in("su").get(f"/desk/cases/{case.number}/").content.decode()

    assert "This is case number 3 about it in 12 months." in page
    assert f'href="{CARD}"' in page


def test_the_count_is_of_what_the_person_may_see(town: Town, signed_in: SignedIn) -> None:
    lamp = a_component(town)
    for keeper in ("clean", "clean", "lamps"):
        Component.objects.update(keeper=town.departments[keeper])
        case = a_routed_case(town, category="lamp", component_id=lamp.pk)

    assert signed_in("su").get(f"/desk/cases/{case.number}/").context["component"]["often"]
    assert signed_in("deng").get(f"/desk/cases/{case.number}/").context["component"]["often"] == ""


def test_a_case_without_a_component_asks_nothing_about_one(town: Town, signed_in: SignedIn) -> None:
    client, case = signed_in("su"), a_routed_case(town)

    with CaptureQueriesContext(connection) as asked:
        client.get(f"/desk/cases/{case.number}/")

    assert not any("departments_component" in query["sql"] for query in asked)


def test_the_public_page_names_the_component_in_one_line(town: Town) -> None:
    lamp = a_component(town)
    case = a_routed_case(town, category="lamp", component_id=lamp.pk)
    publishing.publish(case, by=town.people["an"], words="A lamp is out.", at=NOON)

    assert "Street light 0001" in Client().get(f"/cases/{case.number}/").content.decode()
