"""Pages beside the path: what waits for a decision, what is suspended, and what a reporter answers and urges."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from cases import asking, chores, extending, merging, publishing, requests, suspending, tracking
from cases.models import Case, Request, Status
from departments.models import Reason
from tests.builders import a_case, a_routed_case, fresh
from tests.city import Town

SignedIn = Callable[[str], Client]


def waiting(client: Client) -> list[tuple[str, str]]:
    """What the page of requests shows: kind and number of each."""
    rows = client.get("/desk/requests/").context["rows"]
    return [(row["asked"].kind, row["asked"].case.number) for row in rows]


def asking_for_more(town: Town) -> Case:
    at = chores.now()
    case = a_case(town, Status.HANDLING, at=at)
    extending.ask_extension(case, by=town.people["li"], at=at, note="Rain.")
    return case


def test_a_wish_is_shown_to_who_passes_it_on_then_to_who_decides_it(town: Town, signed_in: SignedIn) -> None:
    case = asking_for_more(town)
    asked = [("extension", case.number)]

    assert (waiting(signed_in("he")), waiting(signed_in("ding"))) == (asked, [])
    requests.endorse(case, case.requests.get(), by=town.people["he"], at=chores.now())
    assert (waiting(signed_in("he")), waiting(signed_in("ding"))) == ([], asked)
    assert waiting(signed_in("deng")) == []  # another department


def test_the_case_page_offers_the_decision_and_only_to_who_makes_it(town: Town, signed_in: SignedIn) -> None:
    case = asking_for_more(town)
    page, decide = f"/desk/cases/{case.number}/", f"/desk/cases/{case.number}/allow_extension/"
    assert "allow_extension" not in signed_in("ding").get(page).content.decode()

    signed_in("he").post(f"{page}endorse/", {"step": fresh(case).step})
    assert "allow_extension" in signed_in("ding").get(page).content.decode()
    answer = signed_in("ding").post(decide, {"step": fresh(case).step, "note": ""})

    assert answer.status_code == 302
    assert case.requests.get().decision == Request.Decision.GRANTED


def test_a_refused_form_keeps_what_was_typed_and_says_what_is_missing(town: Town, signed_in: SignedIn) -> None:
    case = asking_for_more(town)
    requests.endorse(case, case.requests.get(), by=town.people["he"], at=chores.now())

    answer = signed_in("ding").post(
        f"/desk/cases/{case.number}/refuse_extension/", {"step": fresh(case).step, "note": ""}
    )

    assert answer.status_code == 422
    assert "Write a few words." in answer.content.decode()
    assert case.requests.get().decision == ""


def test_a_stale_page_of_a_decision_is_told_who_was_first(town: Town, signed_in: SignedIn) -> None:
    case = asking_for_more(town)
    requests.endorse(case, case.requests.get(), by=town.people["he"], at=chores.now())
    seen = fresh(case).step
    signed_in("duan").post(f"/desk/cases/{case.number}/allow_extension/", {"step": seen, "note": ""})

    answer = signed_in("ding").post(f"/desk/cases/{case.number}/refuse_extension/", {"step": seen, "note": "No."})

    assert answer.status_code == 409
    assert case.legs.get().extensions == 1


def test_where_the_city_lists_reasons_the_form_asks_for_one(town: Town, signed_in: SignedIn) -> None:
    foreign = Reason.objects.create(kind=Reason.Kind.RETURN, code="foreign", name_en="Not ours", name_zh="非本部门")
    case = a_routed_case(town, at=chores.now())
    move, client = f"/desk/cases/{case.number}/return/", signed_in("li")

    without = client.post(move, {"step": case.step, "note": "A private road."})
    with_it = client.post(move, {"step": case.step, "note": "A private road.", "reason": foreign.pk})

    assert (without.status_code, with_it.status_code) == (422, 302)
    assert fresh(case).status == Status.FILED


def test_everybody_reads_which_public_cases_rest_until_when_and_why(town: Town, client: Client) -> None:
    season = Reason.objects.create(kind=Reason.Kind.SUSPENSION, code="season", name_en="Season", name_zh="季节")
    at = chores.now()
    case, private = a_case(town, Status.HANDLING, at=at), a_case(town, Status.HANDLING, at=at)
    for one in (case, private):
        suspending.ask_suspension(
            one, until=at + timedelta(days=90), by=town.people["he"], at=at, note="Zhao's wall.", reason=season
        )
        suspending.suspend(one, by=town.people["ding"], at=at)
    if private.published_at:
        publishing.hide(private, by=town.people["an"], note="Private.", at=at)

    page = client.get("/cases/suspended/").content.decode()

    assert case.number in page
    assert "Season" in page
    assert private.number not in page
    assert "Zhao" not in page  # the department's own words are not for the public


def page_of(case: Case) -> str:
    return f"/track/{tracking.token_of(case.reports.get().number)}/"


def test_a_reporter_answers_a_question_on_the_private_page(town: Town, client: Client) -> None:
    case = a_routed_case(town)
    asking.ask(case, by=town.people["li"], at=chores.now(), words="Which lane?")
    assert "Which lane?" in client.get(page_of(case)).content.decode()

    empty = client.post(page_of(case), {"about": "answer", "answer-words": ""})
    answered = client.post(page_of(case), {"about": "answer", "answer-words": "The left one."})

    assert (empty.status_code, answered.status_code) == (422, 302)
    assert "The left one." in client.get(page_of(case)).content.decode()
    assert case.questions.get().answer == "The left one."


def test_a_reporter_urges_once_a_day(town: Town, client: Client) -> None:
    case = a_routed_case(town)
    said = {"about": "urge", "urge-words": "A child fell."}

    assert client.post(page_of(case), said).status_code == 302
    again = client.post(page_of(case), said)

    assert again.status_code == 409
    assert "A child fell." in again.content.decode()  # what was typed is still there


def test_a_merged_report_keeps_its_page_and_says_so(town: Town, client: Client) -> None:
    first, second = a_routed_case(town), a_routed_case(town)
    page = page_of(second)
    merging.merge(second, into=first, by=town.people["an"], at=chores.now())

    told = client.get(page).content.decode()

    assert "Others have reported the same matter" in told
