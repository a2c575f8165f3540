"""The pages of the duty list: sent, tried, read and adopted, without scripts and by the right people only."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cases import chores, trial_files, trials
from cases.models import Case, DutyTrial
from cases.trial_files import FileOfCases
from departments import duty_sets
from departments.duties import adopted_set
from departments.models import DutySet
from govgrid.packs.duty_lists import as_file
from tests.builders import a_routed_case
from tests.city import Town, middle_of

SignedIn = Callable[[str], Client]


def a_list(old: str = "", new: str = "") -> str:
    """The adopted list as a file, with one change."""
    text = as_file(DutySet.objects.get(state="adopted"))
    assert old in text
    return text.replace(old, new, 1) if old else text


def send(client: Client, text: str, note: str = "") -> HttpResponse:
    file = SimpleUploadedFile("duties.csv", text.encode(), content_type="text/csv")
    return client.post("/desk/duties/", {"file": file, "note": note})


@pytest.fixture
def east_moved(town: Town) -> str:
    """A list in which road damage in the east goes to the lamp company."""
    return a_list() + f"EAST,E0113,{town.areas['east'].code},any,lamps,host,0,,,,\n"


@pytest.fixture
def cases(town: Town) -> list[Case]:
    """Road damage today, in each of the four cells: 2 and 4 lie in the east."""
    return [a_routed_case(town, cell=cell, at=chores.now()) for cell in (1, 2, 3, 4)]


@pytest.fixture
def tried(town: Town, cases: list[Case], east_moved: str, signed_in: SignedIn) -> DutyTrial:
    adam = signed_in("adam")
    assert send(adam, east_moved, "The east to the lamp company").status_code == 302
    assert adam.post("/desk/duties/2/try/", {"days": 7}).status_code == 302
    return DutyTrial.objects.get()


def links_of_groups(answer: HttpResponse) -> list[str]:
    return [group["url"] for group in answer.context["groups"]]


@pytest.mark.parametrize("name", ["li", "an", "ding", "wu", "passer"])
def test_the_duty_list_is_not_there_for_others(tried: DutyTrial, signed_in: SignedIn, name: str) -> None:
    client = signed_in(name)

    for path in ("", "2/", "2/duties.csv", f"2/trials/{tried.pk}/"):
        assert client.get(f"/desk/duties/{path}").status_code == 404


def test_a_supervisor_reads_and_changes_nothing(tried: DutyTrial, east_moved: str, signed_in: SignedIn) -> None:
    su = signed_in("su")

    assert [su.get(f"/desk/duties/{path}").status_code for path in ("", "2/", "2/duties.csv")] == [200, 200, 200]
    assert b"<form" not in su.get("/desk/duties/2/").content.split(b"<main")[1].split(b"</main")[0]
    answers = [su.post(f"/desk/duties/2/{move}/", {"days": 7, "sure": "on"}) for move in ("try", "adopt", "copy")]
    assert [answer.status_code for answer in [*answers, send(su, east_moved)]] == [403] * 4
    assert b"Only administrators change this" in answers[0].content
    assert (adopted_set().version, DutySet.objects.count(), DutyTrial.objects.count()) == (1, 2, 1)


def test_a_mistake_in_the_list_is_seen_before_it_is_adopted(
    tried: DutyTrial, cases: list[Case], signed_in: SignedIn
) -> None:
    """The east was moved to another bureau: both its cases are counted, and those who may see them open them."""
    page = signed_in("adam").get("/desk/duties/2/")
    [group] = page.context["groups"]
    assert (group["old"], group["new"], group["cases"]) == ("Roads Bureau", "Lamp Company", 2)
    assert (tried.cases, tried.elsewhere) == (4, 2)

    listed = signed_in("su").get(group["url"]).content.decode()
    assert [case.number in listed for case in cases] == [False, True, False, True]
    assert f"/desk/cases/{cases[1].number}/" in listed
    assert "EAST" in listed
    assert "roads answers for road" in listed  # the reason of the duty that sends them today
    assert adopted_set().version == 1


@pytest.mark.parametrize("name", ["adam", "west_su"])
def test_cases_that_are_not_ones_own_to_see_are_counted_but_not_named(
    tried: DutyTrial, cases: list[Case], signed_in: SignedIn, name: str
) -> None:
    client = signed_in(name)
    [url] = links_of_groups(client.get("/desk/duties/2/"))

    listed = client.get(url).content.decode()

    assert not any(case.number in listed for case in cases)
    assert "2 cases of this group are not yours to see" in listed


def test_a_list_with_faults_is_refused_with_every_line(town: Town, signed_in: SignedIn) -> None:
    answer = send(signed_in("adam"), a_list("E0113", "E9999").replace("clean,host", "nobody,host"))

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Line 2: category &#x27;E9999&#x27; is no category of this city." in text
    assert "Line 5: department &#x27;nobody&#x27; is no department of this city." in text
    assert DutySet.objects.count() == 1


def test_more_faults_than_anyone_reads_are_counted(town: Town, signed_in: SignedIn) -> None:
    head = a_list().splitlines()[0]
    lines = [f"X{n},E9999,,any,roads,host,0,,,," for n in range(60)]

    answer = send(signed_in("adam"), "\n".join([head, *lines]))

    assert b"Line 51:" in answer.content
    assert b"Line 52:" not in answer.content
    assert b"And 10 more faults." in answer.content


def test_warnings_are_shown_with_the_draft(town: Town, signed_in: SignedIn) -> None:
    adam = signed_in("adam")

    send(adam, a_list())

    page = adam.get("/desk/duties/2/").content.decode()
    assert "D5 and D4 are equally strong" in page
    assert "No duty names a host for E0128 in 4 cells" in page


def test_a_set_is_adopted_after_its_trial_by_who_says_that_it_was_read(
    town: Town, tried: DutyTrial, signed_in: SignedIn
) -> None:
    adam = signed_in("adam")
    unread = adam.post("/desk/duties/2/adopt/", {})
    assert (unread.status_code, adopted_set().version) == (422, 1)

    adam.post("/desk/duties/2/adopt/", {"sure": "on"})

    assert (adopted_set().version, adopted_set().adopted_by) == (2, town.people["adam"])
    page = adam.get("/desk/duties/2/").content.decode()
    assert "Set 2 is adopted; cases are routed by it from now on." in page
    assert "Adam" in page
    assert a_routed_case(town, cell=2, at=chores.now()).host == town.departments["lamps"]


def test_an_untried_set_cannot_be_adopted_even_by_hand(town: Town, east_moved: str, signed_in: SignedIn) -> None:
    adam = signed_in("adam")
    send(adam, east_moved)

    assert b"/desk/duties/2/adopt/" not in adam.get("/desk/duties/2/").content
    answer = adam.post("/desk/duties/2/adopt/", {"sure": "on"})

    assert answer.status_code == 409
    assert b"has not been tried" in answer.content
    assert adopted_set().version == 1


def test_a_trial_is_outdated_once_another_set_is_adopted(town: Town, tried: DutyTrial, signed_in: SignedIn) -> None:
    adam = signed_in("adam")
    other = duty_sets.draft_copy(adopted_set(), by=None, at=chores.now())
    duty_sets.adopt_untried(other, by=None, at=chores.now())

    page = adam.get("/desk/duties/2/").content.decode()
    answer = adam.post("/desk/duties/2/adopt/", {"sure": "on"})

    assert "Another set has been adopted since" in page
    assert (answer.status_code, adopted_set().version) == (409, 3)


def test_the_way_back_is_a_draft_of_the_retired_set(town: Town, tried: DutyTrial, signed_in: SignedIn) -> None:
    adam = signed_in("adam")
    adam.post("/desk/duties/2/adopt/", {"sure": "on"})

    answer = adam.post("/desk/duties/1/copy/")

    assert answer.headers["Location"] == "/desk/duties/3/"
    assert duty_sets.digest_of(DutySet.objects.get(version=3)) == duty_sets.digest_of(DutySet.objects.get(version=1))


def test_a_set_is_tried_on_a_file_and_its_refused_lines_are_said(
    town: Town, east_moved: str, signed_in: SignedIn
) -> None:
    adam, point = signed_in("adam"), middle_of(2)
    send(adam, east_moved)
    text = f"category,lon,lat,at,reference\nE0113,{point.lon},{point.lat},2026-09-16,A-1\nE9999,1,1,2026-09-16,A-2\n"
    file = SimpleUploadedFile("spring.csv", text.encode())

    adam.post("/desk/duties/2/try/", {"days": 30, "cases": file})

    page = adam.get("/desk/duties/2/")
    assert "cases in the file spring.csv" in page.content.decode()
    assert "Line 3: “E9999” is no category of the dictionary." in page.content.decode()
    [url] = links_of_groups(page)
    assert "A-1" in adam.get(url).content.decode()


def test_a_file_that_cannot_be_read_is_refused_at_the_form(town: Town, east_moved: str, signed_in: SignedIn) -> None:
    adam = signed_in("adam")
    send(adam, east_moved)

    answer = adam.post("/desk/duties/2/try/", {"days": 30, "cases": SimpleUploadedFile("x.csv", b"place,when\n1,2\n")})

    assert answer.status_code == 422
    assert b"The column category is missing" in answer.content
    assert not DutyTrial.objects.exists()


def test_more_cases_than_a_page_waits_for_are_left_to_the_command(
    cases: list[Case], east_moved: str, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    adam = signed_in("adam")
    send(adam, east_moved)
    monkeypatch.setattr(trials, "MOST_IN_A_REQUEST", 2)

    answer = adam.post("/desk/duties/2/try/", {"days": 30})

    assert answer.status_code == 409
    assert b"manage.py try_duties 2 --days 30" in answer.content


def test_a_set_is_taken_as_a_file_that_can_be_sent_again(town: Town, signed_in: SignedIn) -> None:
    adam = signed_in("adam")

    taken = adam.get("/desk/duties/1/duties.csv")
    send(adam, taken.content.decode())

    assert taken.headers["Content-Disposition"] == 'attachment; filename="duties-1.csv"'
    sent = DutySet.objects.get(version=2)
    assert duty_sets.digest_of(sent) == duty_sets.digest_of(DutySet.objects.get(version=1))


@pytest.mark.parametrize("query", ["", "?change=x", "?change=host&old_department=1&new_department=2&old_desk=0"])
def test_a_group_that_the_address_does_not_name_is_not_there(tried: DutyTrial, signed_in: SignedIn, query: str) -> None:
    client = signed_in("adam")

    assert client.get(f"/desk/duties/2/trials/{tried.pk}/{query}").status_code == 404
    assert client.get("/desk/duties/99/").status_code == 404
    assert client.get("/desk/duties/1/trials/999999/").status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_pages_open_in_both_languages(tried: DutyTrial, signed_in: SignedIn, language: str) -> None:
    client = signed_in("adam")
    client.cookies["django_language"] = language

    for path in ("", "1/", "2/"):
        answer = client.get(f"/desk/duties/{path}")
        assert answer.status_code == 200
        assert f'lang="{language}"' in answer.content.decode()
    with translation.override(language):
        assert client.get("/desk/duties/2/").context["groups"][0]["cases"] == 2


def test_who_keeps_or_reads_the_list_finds_it_in_the_navigation(town: Town, signed_in: SignedIn) -> None:
    for name, found in (("adam", 1), ("su", 1), ("li", 0)):
        assert signed_in(name).get("/desk/inbox/").content.decode().count('href="/desk/duties/"') == found


def test_the_pages_ask_as_much_for_many_rows_as_for_few(
    town: Town, tried: DutyTrial, signed_in: SignedIn, east_moved: str
) -> None:
    su, [url] = signed_in("su"), links_of_groups(signed_in("su").get("/desk/duties/2/"))
    pages = ("/desk/duties/", "/desk/duties/2/", url)
    few = [queries_of(su, page) for page in pages]

    for _ in range(3):
        trials.try_on_file(DutySet.objects.get(version=2), eastern_cases(town, 9), name="x", by=None, at=chores.now())
        duty_sets.draft_copy(adopted_set(), by=None, at=chores.now())
    [more] = links_of_groups(su.get("/desk/duties/2/"))

    assert [queries_of(su, page) for page in (*pages[:2], more)] == few
    assert few[0] <= 12


def queries_of(client: Client, path: str) -> int:
    client.get(path)  # what a process remembers is remembered
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def eastern_cases(town: Town, number: int) -> FileOfCases:
    line = f"E0113,{town.areas['east'].code},2026-09-16\n"
    return trial_files.read_cases(("category,area,at\n" + number * line).encode(), at=chores.now())


def test_a_visitor_is_sent_to_sign_in(town: Town, noon: datetime) -> None:
    assert Client().get("/desk/duties/").headers["Location"].startswith("/accounts/login/")
