"""The supervisor's board: every number on it opens just its cases, for each ground; and what is done from it."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from cases import chores, escalation, evaluation, handling
from cases.models import Case, Clock, HistoryEntry, Request, Status
from tests.builders import HOUR, a_case, a_report, a_routed_case, fresh
from tests.city import Town, build_town
from tests.photograph import photographed

SignedIn = Callable[[str], Client]
DAY = timedelta(days=1)
KPI = re.compile(r'<a href="([^"]+)" class="card kpi.*?kpi-value">([^<]*)<', re.S)
NUMBER = re.compile(r'<a (?:class="num" )?href="(/desk/cases/\?[^"]+)">(\d+)</a>')


def a_busy_town() -> Town:
    """A town in which something has happened at every stage: late, soon, paused, reopened, in both districts."""
    town = build_town()
    now = timezone.now().replace(microsecond=0)
    for ago, cell in ((20, 1), (9, 2), (3, 1)):
        at = now - ago * DAY
        a_routed_case(town, at=at, cell=cell)
        a_routed_case(town, at=at, cell=cell, category="lamp")
        for status in (Status.HANDLING, Status.CHECKED, Status.CLOSED):
            a_case(town, status, at=at, cell=cell)
    reopened = a_case(town, Status.CLOSED, at=now - 5 * DAY)
    evaluation.rate(reopened.reports.get(), solved="no", stars=1, words="", at=now - 4 * DAY)
    late = a_case(town, Status.HANDLING, at=now - 30 * DAY, cell=2)
    handling.finish(late, by=town.people["li"], at=now - 2 * DAY, note="Filled.")
    a_report(town, at=now - HOUR, cell=4)
    escalation.raise_due_alarms(at=now)
    return town


@pytest.fixture
def town(db: None) -> Town:
    return photographed(a_busy_town)


def numbers_on(page: str) -> Iterator[tuple[str, int]]:
    """Yield the address and the value of every number of a page that opens a list."""
    for url, value in KPI.findall(page):
        if value.strip().isdigit() and "/desk/cases/?" in url:
            yield unescape(url), int(value)
    for url, value in NUMBER.findall(page):
        yield unescape(url), int(value)


def listed(client: Client, url: str) -> int:
    """Return how many cases the list at `url` has, over all its pages."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    rows, page = len(answer.context["rows"]), answer.context["page"]
    return rows + (listed(client, f"/desk/cases/{page.older_url}") if page.older_url else 0)


@pytest.mark.parametrize(
    ("name", "ground"),
    [
        ("su", ""),
        ("su", "?days=30"),
        ("su", "?area=990102"),
        ("su", "?department=roads"),
        ("su", "?category=E01"),
        ("su", "?area=990101&department=roads&category=E01&days=90"),
        ("west_su", ""),
        ("he", ""),
    ],
)
def test_every_number_of_the_board_opens_just_its_cases(
    town: Town, signed_in: SignedIn, name: str, ground: str
) -> None:
    client = signed_in(name)
    page = client.get(f"/desk/board/{ground}").content.decode()
    found = list(numbers_on(page))

    wrong = [(url, value, rows) for url, value in found if (rows := listed(client, url)) != value]

    assert wrong == []
    assert len(found) > 20
    assert sum(value for _url, value in found) > 20


def test_the_tabs_count_the_lists_that_they_open(town: Town, signed_in: SignedIn) -> None:
    client = signed_in("su")

    for tab in client.get("/desk/board/").context["tabs"]:
        board = client.get(tab["url"])
        assert len(board.context["lines"]) == tab["count"] == listed(client, board.context["all_url"])


def test_the_oldest_case_is_the_one_that_is_open_longest(town: Town, signed_in: SignedIn) -> None:
    oldest = Case.unscoped.exclude(status__in=["closed", "merged", "declined", "cancelled"]).earliest("pk")

    assert f"/desk/cases/{oldest.number}/" in dict(KPI.findall(signed_in("su").get("/desk/board/").content.decode()))


@pytest.mark.parametrize(
    ("name", "url", "status"),
    [
        ("west_su", "/desk/board/?area=990102", 404),
        ("west_su", "/desk/board/?area=99", 404),
        ("west_su", "/desk/board/?area=990101001", 200),
        ("he", "/desk/board/", 200),
        ("he", "/desk/board/?department=lamps", 404),
        ("he", "/desk/board/?area=990101", 404),
        ("li", "/desk/board/", 404),
        ("adam", "/desk/board/", 404),
    ],
)
def test_nobody_sees_figures_of_a_ground_that_is_not_theirs(
    town: Town, signed_in: SignedIn, name: str, url: str, status: int
) -> None:
    assert signed_in(name).get(url).status_code == status


OPTION = re.compile(r'<select id="b_(\w+)".*?</select>', re.S)
LINK = re.compile(r'href="(/desk/[^"#]*)')


@pytest.mark.parametrize(
    ("name", "offered"), [("su", {"area", "department"}), ("west_su", {"department"}), ("he", set())]
)
def test_a_board_offers_no_ground_that_it_refuses(
    town: Town, signed_in: SignedIn, name: str, offered: set[str]
) -> None:
    client = signed_in(name)
    page = client.get("/desk/board/").content.decode()
    selects = {found[1]: re.findall(r'value="([^"]+)"', found[0]) for found in OPTION.finditer(page)}

    assert set(selects) - {"category", "days"} == offered
    for field in offered:
        assert {client.get("/desk/board/", {field: value}).status_code for value in selects[field]} == {200}


@pytest.mark.parametrize("name", ["su", "west_su", "he"])
def test_every_link_of_a_board_opens(town: Town, signed_in: SignedIn, name: str) -> None:
    client = signed_in(name)
    main = client.get("/desk/board/").content.decode().partition("<main")[2]

    closed = [url for url in {unescape(url) for url in LINK.findall(main)} if client.get(url).status_code != 200]

    assert closed == []


@pytest.mark.parametrize("name", ["su", "west_su"])
def test_every_number_of_the_morning_summary_opens_just_its_cases(town: Town, signed_in: SignedIn, name: str) -> None:
    client = signed_in(name)
    found = [
        (unescape(url), int(value))
        for url, value in NUMBER.findall(client.get("/desk/board/summary/").content.decode())
    ]

    assert [(url, value) for url, value in found if listed(client, url) != value] == []
    assert len(found) == 6


def test_the_map_behind_the_late_cells_keeps_to_the_ground(town: Town, signed_in: SignedIn) -> None:
    page = signed_in("su").get("/desk/board/?department=roads&category=E01").content.decode()

    assert "/desk/map/?measure=late&amp;category=E01&amp;department=roads" in page


def test_an_empty_city_has_a_board(db: None, client: Client) -> None:
    client.force_login(build_town().people["su"])

    page = client.get("/desk/board/")

    assert page.status_code == 200
    assert "Nothing is late" in page.content.decode()


def tick(*cases: Case) -> list[str]:
    return [f"{case.number}:{case.step}" for case in cases]


def test_one_press_urges_every_ticked_case_and_tells_of_each(town: Town, signed_in: SignedIn) -> None:
    first, second = Case.unscoped.filter(status=Status.HANDLING)[:2]

    answer = signed_in("su").post(
        "/desk/board/act/", {"do": "urge", "case": tick(first, second), "urge-note": "The school opens tomorrow."}
    )

    assert answer.status_code == 200
    assert [one.done for one in answer.context["outcomes"]] == [True, True]
    assert HistoryEntry.objects.filter(action="urge", case__in=[first, second]).count() == 2


def test_what_one_case_refuses_does_not_stop_the_others_and_nothing_typed_is_lost(
    town: Town, signed_in: SignedIn
) -> None:
    first, second = Case.unscoped.filter(status=Status.HANDLING)[:2]
    stale = f"{second.number}:{second.step - 1}"

    answer = signed_in("su").post(
        "/desk/board/act/", {"do": "urge", "case": [*tick(first), stale], "urge-note": "Hurry, please."}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert {one.number: one.done for one in answer.context["outcomes"]} == {first.number: True, second.number: False}
    assert "Nothing of yours was changed" in page
    assert "Hurry, please." in page
    assert [line.case.number for line in answer.context["lines"] if line.chosen] == [second.number]


def test_a_supervision_from_the_board_waits_for_a_reply(town: Town, signed_in: SignedIn) -> None:
    case = Case.unscoped.filter(status=Status.HANDLING).first()
    said = {"supervision": "overtime", "level": "2", "hours": "8", "note": "Say when it is done."}

    signed_in("su").post(
        "/desk/board/act/",
        {"do": "supervise", "case": tick(case), **{f"supervise-{name}": value for name, value in said.items()}},
    )

    assert Request.objects.get(case=case, kind=Request.Kind.SUPERVISION, decision="").note == "Say when it is done."


def test_a_case_is_given_to_another_department_and_coordination_opened(town: Town, signed_in: SignedIn) -> None:
    case, su = Case.unscoped.filter(status=Status.HANDLING).first(), signed_in("su")
    lamps = town.departments["lamps"]

    su.post(
        "/desk/board/act/",
        {"do": "reassign", "case": tick(case), "reassign-to": lamps.pk, "reassign-note": "The pole is theirs."},
    )
    su.post(
        "/desk/board/act/",
        {"do": "coordinate", "case": tick(fresh(case)), "coordinate-note": "Roads digs first."},
    )

    assert fresh(case).host == lamps
    assert case.legs.filter(department__code="centre", state="sent").exists()


def test_an_alarm_is_taken_from_its_row_and_leaves_the_list(town: Town, signed_in: SignedIn) -> None:
    su = signed_in("su")
    alarms = su.get("/desk/board/?list=alarm").context["lines"]
    assert alarms

    answer = su.post("/desk/board/act/?list=alarm", {"one": alarms[0].value})

    assert [one.done for one in answer.context["outcomes"]] == [True]
    assert alarms[0].case.number not in [line.case.number for line in answer.context["lines"]]
    assert Clock.objects.filter(case=alarms[0].case, acknowledged_by=town.people["su"]).exists()


def test_pressing_without_a_tick_says_so(town: Town, signed_in: SignedIn) -> None:
    answer = signed_in("su").post("/desk/board/act/", {"do": "urge", "urge-note": "Hurry."})

    assert answer.status_code == 422
    assert "Tick at least one case first." in answer.content.decode()
    assert "Hurry." in answer.content.decode()


def test_a_head_takes_alarms_and_is_offered_nothing_else(town: Town, signed_in: SignedIn) -> None:
    page = signed_in("he").get("/desk/board/").content.decode()

    assert re.findall('name="do" value="([a-z]+)"', page) == ["acknowledge"]


def test_the_parts_of_the_board_follow(town: Town, signed_in: SignedIn) -> None:
    su = signed_in("su")
    shown = su.get("/desk/board/?part=figures", headers={"HX-Request": "true"})
    version = shown.headers["X-Live-Version"]
    assert "board-grid" in shown.content.decode()
    assert "<html" not in shown.content.decode()

    assert "lines" not in shown.context  # and only what it shows is asked for

    case = Case.unscoped.filter(status=Status.DISPATCHED).first()
    handling.accept(case, by=town.people["li"], at=chores.now())

    again = su.get("/desk/board/?part=list", headers={"HX-Request": "true", "X-Live-Version": version})
    assert again.status_code == 200
