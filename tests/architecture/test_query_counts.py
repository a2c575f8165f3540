"""How many queries each page of the desks makes, pinned in tests/query_counts.json, and the same for few and many.

A page that asks more than its pin is red: find the query that came in by the row. One that asks less is red as well:
write the smaller number down, so that it stays.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import letters
from cases.models import Case, Notice, Status
from departments.models import Component
from govgrid.lib import remembered
from tests.builders import a_case, a_report, a_routed_case
from tests.cases.components import LAMP, a_component
from tests.city import NOON, Town

SignedIn = Callable[[str], Client]
PINS: dict[str, int] = json.loads((Path(__file__).parents[1] / "query_counts.json").read_text())
# A list of 50 rows may ask this much (docs: a queue page makes at most 12 queries).
MOST_OF_A_LIST = 12
SETTINGS = (
    "", "departments/", "people/", "dictionary/", "standards/", "calendars/", "ladders/", "templates/", "reasons/",
    "stages/", "changes/",
)  # fmt: skip
WHO_OPENS = {
    "/desk/queue/": "li",
    "/desk/queue/?group=area&state=handling&words=hole": "li",
    "/desk/views/": "li",
    "/desk/acceptance/": "an",
    "/desk/dispatch/": "ding",
    "/desk/coordination/": "ding",
    "/desk/caller/": "hua",
    "/desk/calls/ring/": "hua",
    "/desk/checks/": "wu",
    "/desk/closing/": "shi",
    "/desk/board/": "su",
    "/desk/board/wall/": "su",
    "/desk/board/links/": "su",
    "/desk/board/summary/": "su",
    "/desk/cases/": "su",
    "/desk/search/?q=road": "su",
    "/desk/map/": "su",
    "/desk/map/table/": "su",
    "/map/cases.json?bbox=102,24,103,26&zoom=9": "su",
    "/map/measures.json?bbox=102,24,103,26&level=cell": "su",
    "/desk/inbox/": "li",
    "/desk/letters/": "li",
    "/desk/dead-letters/": "su",
    "/desk/components/": "su",
    f"/desk/components/{LAMP}/": "su",
    **{f"/desk/settings/{page}": "su" for page in SETTINGS},
    "/desk/grids/edit/": "su",
    "/desk/grids/cover/": "su",
    # '' is a citizen, who has no account.
    "/cases/": "",
    "/cases/?status=work&area=990101&category=E0113": "",
    "/cases/?status=open&department=roads": "",
    "/cases/?view=map": "",
    "/figures/": "",
    "/field/": "wu",
    "/api/v1/field/": "wu",
}


@pytest.fixture(autouse=True)
def _what_is_remembered_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is: what was asked anew because its half minute is over would count as a query."""
    for kept in remembered._all:
        monkeypatch.setattr(kept, "_seconds", float("inf"))


def some_cases(town: Town) -> None:
    """One case for each desk, in both districts, and one of a lamp that comes with another one beside it."""
    standing = Component.objects.count()
    lamp = Component.objects.first() or a_component(town)
    a_component(town, f"L{standing}", north_m=standing + 1)
    a_routed_case(town, category="lamp", component_id=lamp.pk)
    for cell in (1, 2):
        a_routed_case(town, cell=cell)
        a_routed_case(town, cell=cell, category="litter")
        a_routed_case(town, cell=cell, category=None)
        for status in (Status.HANDLING, Status.CHECKING, Status.CHECKED, Status.CLOSED):
            a_case(town, status, cell=cell)
    letters.write_waiting(at=NOON)
    Notice.objects.filter(kind="dispatched").update(dead_at=NOON, done_at=None)


def queries_of(client: Client, path: str) -> int:
    client.get(path)  # what a process remembers is remembered
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_each_list_asks_as_much_for_many_rows_as_for_few(town: Town, signed_in: SignedIn) -> None:
    clients = {name: signed_in(name) if name else Client() for name in set(WHO_OPENS.values())}
    some_cases(town)
    few = {path: queries_of(clients[name], path) for path, name in WHO_OPENS.items()}
    some_cases(town)
    many = {path: queries_of(clients[name], path) for path, name in WHO_OPENS.items()}

    assert many == few
    assert many == {path: PINS[path] for path in WHO_OPENS}


def test_no_list_asks_more_than_is_allowed() -> None:
    # The table of the map counts by each of its columns, and a component's card asks by its place which cell holds it
    # today, beside its list. The overview of the settings counts each of its parts.
    apart = ("/desk/map/table/", f"/desk/components/{LAMP}")
    lists = [path for path in WHO_OPENS if not path.startswith(apart) and path != "/desk/settings/"]
    assert {path: PINS[path] for path in lists if PINS[path] > MOST_OF_A_LIST} == {}


@pytest.mark.parametrize("name", ["li", "su", "an"])
def test_a_case_page_asks_for_no_entry_on_its_own(town: Town, signed_in: SignedIn, name: str) -> None:
    client, case = signed_in(name), a_case(town, Status.CLOSED)

    assert queries_of(client, f"/desk/cases/{case.number}/") == PINS[f"/desk/cases/<number>/ by {name}"]


def test_every_pin_is_of_a_page() -> None:
    assert PINS.keys() == {*WHO_OPENS, *(f"/desk/cases/<number>/ by {name}" for name in ("li", "su", "an"))}


def test_the_pinned_town_fills_every_desk(town: Town) -> None:
    some_cases(town)
    a_report(town)

    found = set(Case.unscoped.values_list("status", flat=True))
    assert found >= {"reported", "filed", "dispatched", "handling", "checking", "checked", "closed"}
