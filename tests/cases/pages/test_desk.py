"""The desks: each shows what is theirs, makes one call, and says a refusal where it was sent."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from cases import dispatch, indexing
from cases.models import Case, Status
from tests.builders import a_case, a_rated_case, a_report, a_routed_case, fresh
from tests.city import Town

SignedIn = Callable[[str], Client]


def move(client: Client, case: Case, action: str, **said: object):
    return client.post(f"/desk/cases/{case.number}/{action}/", {"step": case.step, **said})


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("li", "/desk/queue/"),
        ("an", "/desk/acceptance/"),
        ("ding", "/desk/dispatch/"),
        ("wu", "/desk/checks/"),
        ("su", "/desk/board/"),
    ],
)
def test_each_role_arrives_at_its_own_place_of_work(signed_in: SignedIn, name: str, first: str) -> None:
    answer = signed_in(name).get("/desk/")

    assert answer.headers["Location"] == first


def test_who_has_no_posting_is_told_what_to_do(signed_in: SignedIn) -> None:
    answer = signed_in("passer").get("/desk/")

    assert answer.status_code == 200
    assert b"no posting" in answer.content


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/desk/queue/", {"li", "he"}),
        ("/desk/acceptance/", {"an", "shi"}),
        ("/desk/dispatch/", {"ding"}),
        ("/desk/checks/", {"wu"}),
        ("/desk/closing/", {"an", "shi"}),
        ("/desk/board/", {"su", "west_su", "he"}),
        ("/desk/board/wall/", {"su", "west_su", "he"}),
    ],
)
def test_a_place_of_work_opens_for_its_own_people_only(
    town: Town, signed_in: SignedIn, path: str, allowed: set[str]
) -> None:
    for category in ("road", "lamp", "litter", "noise", None):
        a_routed_case(town, category=category)
    a_case(town, Status.CHECKED)

    for name in ("li", "he", "an", "shi", "ding", "wu", "su", "west_su", "passer"):
        assert signed_in(name).get(path).status_code == (200 if name in allowed else 404), name


def test_nobody_sees_a_desk_without_signing_in(town: Town) -> None:
    answer = Client().get("/desk/queue/")

    assert answer.headers["Location"].startswith("/accounts/login/")


def test_a_queue_shows_the_departments_own_open_parts(town: Town, signed_in: SignedIn) -> None:
    ours, theirs = a_routed_case(town), a_routed_case(town, category="lamp", cell=2)
    page = signed_in("qing").get("/desk/queue/")
    roads = signed_in("li").get("/desk/queue/")

    assert ours.number not in page.content.decode()
    assert ours.number in roads.content.decode()
    assert theirs.number in roads.content.decode()  # the roads bureau is its co-handler


def test_a_case_that_one_may_not_see_is_not_there(town: Town, signed_in: SignedIn) -> None:
    case = a_routed_case(town)

    assert signed_in("qing").get(f"/desk/cases/{case.number}/").status_code == 404
    assert move(signed_in("qing"), case, "accept").status_code == 404
    assert fresh(case).status == Status.DISPATCHED


def test_the_whole_path_through_the_desks(town: Town, signed_in: SignedIn) -> None:
    case = a_routed_case(town, category="litter")
    move(signed_in("ding"), case, "dispatch", to=town.departments["roads"].pk)
    move(signed_in("li"), fresh(case), "accept")
    move(signed_in("li"), fresh(case), "assign", to=town.people["li"].pk)
    move(signed_in("li"), fresh(case), "finish", note="Cleared.")
    officer = fresh(case).tasks.get().officer.username
    move(signed_in(officer), fresh(case), "pass_check", note="Clean.")
    move(signed_in("shi"), fresh(case), "close")

    assert fresh(case).status == Status.CLOSED


@pytest.mark.parametrize("status", [Status.REPORTED, *list(Status)[3:]])
@pytest.mark.parametrize("name", ["li", "an", "ding", "shi", "su", "wu"])
def test_the_case_page_shows_at_every_status_to_everybody_who_may(
    town: Town, signed_in: SignedIn, status: Status, name: str
) -> None:
    case = a_routed_case(town, category="litter") if status == Status.FILED else a_case(town, status)
    # A department sees what it was sent; an officer what lies in his district; the city-wide see everything.
    may_see = {"li": case.legs.exists(), "wu": bool(case.area_path)}.get(name, True)

    answer = signed_in(name).get(f"/desk/cases/{case.number}/")

    assert answer.status_code == (200 if may_see else 404)


def test_a_move_without_its_words_is_refused_at_the_field(town: Town, signed_in: SignedIn) -> None:
    case = a_case(town, Status.HANDLING)

    answer = move(signed_in("li"), case, "finish", note="")

    assert answer.status_code == 422
    assert b"Write a few words." in answer.content
    assert fresh(case).status == Status.HANDLING


def test_who_comes_second_is_told_who_was_first_and_keeps_the_words(
    town: Town, signed_in: SignedIn, noon: datetime
) -> None:
    case = a_case(town, Status.HANDLING)
    seen = case.step
    move(signed_in("lu"), case, "assign", to=town.people["lu"].pk)

    answer = signed_in("li").post(
        f"/desk/cases/{case.number}/finish/", {"step": seen, "note": "Filled with cold asphalt."}
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Lu has just moved case" in page
    assert "Filled with cold asphalt." in page
    assert fresh(case).status == Status.HANDLING


def test_two_dispatchers_one_wins_and_the_other_sees_the_new_state(
    town: Town, signed_in: SignedIn, noon: datetime
) -> None:
    case = a_routed_case(town, category="litter")
    dispatch.dispatch(fresh(case), to=town.departments["clean"], by=town.people["ding"], at=noon)

    answer = move(signed_in("duan"), case, "dispatch", to=town.departments["bright"].pk)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Dispatched" in page
    assert case.legs.get().department == town.departments["clean"]


def test_words_of_a_report_are_never_markup(town: Town, signed_in: SignedIn) -> None:
    case = a_routed_case(town, words="<script>alert(1)</script>")

    page = signed_in("li").get(f"/desk/cases/{case.number}/").content

    assert b"<script>alert(1)" not in page
    assert b"&lt;script&gt;alert(1)" in page


def test_the_board_counts_and_links_to_the_cases(town: Town, signed_in: SignedIn) -> None:
    a_report(town)
    a_case(town, Status.HANDLING)
    a_rated_case(town)

    page = signed_in("su").get("/desk/board/").content.decode()

    assert "/desk/cases/?status=handling" in page


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("status=handling", {"handling"}),
        ("status=open", {"reported", "handling"}),
        ("status=closed", {"closed"}),
        ("department=roads", {"handling", "closed"}),
        ("category=E01", {"reported", "handling", "closed"}),
        ("category=C0137", set()),
        ("late=1", set()),
        ("q=XX", set()),
        ("q=hole", {"handling", "closed"}),
    ],
)
def test_the_list_is_narrowed_by_its_address(town: Town, signed_in: SignedIn, filters: str, found: set[str]) -> None:
    cases = [a_case(town, Status.HANDLING), a_case(town, Status.CLOSED), a_report(town)]
    indexing.index_waiting()

    page = signed_in("su").get(f"/desk/cases/?{filters}").content.decode()

    late_now = {"handling"} if filters == "late=1" else found  # the town's noon is long past
    assert {case.status for case in cases if case.number in page} == late_now


@pytest.mark.parametrize(("filters", "said"), [("", "No case yet"), ("?status=open", "No case fits")])
def test_an_empty_list_speaks_of_filters_only_where_there_are_some(
    town: Town, signed_in: SignedIn, filters: str, said: str
) -> None:
    page = signed_in("su").get(f"/desk/cases/{filters}").content.decode()

    assert said in page


def test_nobody_is_asked_to_choose_where_nobody_is_to_be_rung_up(town: Town, signed_in: SignedIn) -> None:
    assert "Choose whom to ring up" not in signed_in("hua").get("/desk/calls/ring/").content.decode()


def test_a_district_supervisor_lists_his_district_only(town: Town, signed_in: SignedIn) -> None:
    west, east = a_routed_case(town, cell=1), a_routed_case(town, cell=2)

    page = signed_in("west_su").get("/desk/cases/").content.decode()

    assert west.number in page
    assert east.number not in page


def test_pages_by_key_show_each_case_once(town: Town, signed_in: SignedIn, monkeypatch) -> None:
    from cases.views import board

    monkeypatch.setattr(board, "PAGE", 3)
    numbers = [a_report(town).number for _ in range(8)]
    client, url, seen = signed_in("su"), "/desk/cases/", []
    while url:
        answer = client.get(url)
        seen += [row.case.number for row in answer.context["rows"]]
        older = answer.context["page"].older_url
        url = f"/desk/cases/{older}" if older else ""

    assert seen == numbers[::-1]
    back = client.get(f"/desk/cases/{answer.context['page'].newer_url}")
    assert [row.case.number for row in back.context["rows"]] == seen[3:6]


def test_publishing_hiding_and_reading_a_contact_are_kept_in_the_history(town: Town, signed_in: SignedIn) -> None:
    from cases import contacts

    case = a_routed_case(town, category="lamp", contact=contacts.seal("Wang Fang", "13800001234", "", "en"))
    an = signed_in("an")
    before = an.get(f"/desk/cases/{case.number}/").content.decode()
    an.post(f"/desk/cases/{case.number}/public/publish/", {"words": "The lamp is out."})
    an.post(f"/desk/cases/{case.number}/public/hide/", {"note": "Asked by the owner."})
    read = an.post(f"/desk/cases/{case.number}/contact/", {"reason": "To ask which lamp."}).content.decode()

    assert "Wang Fang" not in before
    assert "Wang Fang" in read
    assert fresh(case).published_at is None
    assert list(case.history.values_list("action", flat=True))[-3:] == ["publish", "hide", "read_contact"]


def test_the_inbox_is_marked_as_read(town: Town, signed_in: SignedIn, noon: datetime) -> None:
    from cases import letters

    a_routed_case(town)
    letters.write_waiting(at=noon)
    li = signed_in("li")

    assert li.get("/desk/inbox/").context["frame"].unread == 1
    li.post("/desk/inbox/read/")
    assert li.get("/desk/inbox/").context["frame"].unread == 0
    assert li.get("/desk/letters/").status_code == 200


def test_who_keeps_the_platform_finds_its_configuration_and_the_demo_its_letters(signed_in: SignedIn) -> None:
    adam, li = signed_in("adam").get("/desk/inbox/"), signed_in("li").get("/desk/inbox/")

    assert b"/desk/settings/" in adam.content
    assert b"/desk/letters/" in adam.content
    assert b"/desk/settings/" not in li.content
