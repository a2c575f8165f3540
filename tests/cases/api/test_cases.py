"""Programs read and move cases within what their account may see."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import chores, contacts
from cases.api.moves import STEPS
from cases.models import Status
from cases.moves import MOVES
from cases.serializers_moves import OF_A_PART
from departments import api_keys
from departments.access import grant_postings
from departments.models import Posting
from tests.builders import a_case, a_report, a_routed_case, fresh
from tests.city import NOON, Town

CASES = "/api/v1/cases/"


def program_of(town: Town, name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {api_keys.issue(town.people[name], name=name, quota_per_minute=100)}"}


def act(town: Town, name: str, case: Any, action: str, **said: Any) -> Any:
    body = {"action": action, "step": fresh(case).step, **said}
    url = f"{CASES}{case.number}/moves/"
    return Client().post(url, body, content_type="application/json", headers=program_of(town, name))


def test_nobody_reads_without_signing_in(town: Town) -> None:
    assert Client().get(CASES).status_code == 401


def test_the_list_and_the_detail_show_the_same_cases(town: Town) -> None:
    ours, theirs = a_routed_case(town), a_routed_case(town, category="litter")
    headers = program_of(town, "li")

    listed = {row["number"] for row in Client().get(CASES, headers=headers).json()["cases"]}

    assert listed == {ours.number}
    assert Client().get(f"{CASES}{ours.number}/", headers=headers).status_code == 200
    assert Client().get(f"{CASES}{theirs.number}/", headers=headers).status_code == 404


def test_pages_follow_each_other_without_a_gap(town: Town) -> None:
    numbers = [a_report(town).number for _ in range(5)]
    headers, after, seen = program_of(town, "su"), "", []
    while after is not None:
        page = Client().get(f"{CASES}?limit=2&after={after}", headers=headers).json()
        seen += [row["number"] for row in page["cases"]]
        after = page["next"]

    assert seen == numbers[::-1]


def test_a_case_unchanged_is_answered_with_304(town: Town, signed_in: Any) -> None:
    case = a_routed_case(town)
    client = signed_in("li")
    etag = client.get(f"{CASES}{case.number}/").headers["ETag"]

    assert client.get(f"{CASES}{case.number}/", headers={"If-None-Match": etag}).status_code == 304


def test_an_answer_holds_no_contact(town: Town, signed_in: Any) -> None:
    case = a_routed_case(town, contact=contacts.seal("Wang Fang", "13800001234", "wang@example.org", "en"))
    text = signed_in("an").get(f"{CASES}{case.number}/").content.decode()

    assert not any(secret in text for secret in ("Wang", "13800001234", "wang@example.org"))


def test_the_whole_path_by_moves(town: Town) -> None:
    case = a_routed_case(town, category="litter")
    act(town, "ding", case, "dispatch", department="roads", co_handlers=["lamps"])
    act(town, "li", case, "accept")
    act(town, "deng", case, "accept")
    act(town, "deng", case, "finish", note="Cable checked.")
    act(town, "li", case, "finish", note="Cleared.")
    officer = fresh(case).tasks.get().officer.username
    act(town, officer, case, "pass_check")
    answer = act(town, "shi", case, "close")

    assert answer.json()["status"] == Status.CLOSED
    assert answer.json()["history"][-1]["action"] == "close"


@pytest.mark.parametrize(
    ("name", "action", "said", "status", "code"),
    [
        ("li", "close", {}, 409, "cannot_move"),
        ("su", "accept", {}, 403, "not_allowed"),
        ("li", "finish", {"note": "Done."}, 403, "not_allowed"),
        ("li", "return", {"note": ""}, 422, "note_missing"),
        ("qing", "accept", {}, 404, "no_such_case"),
        ("li", "fly", {}, 422, "invalid"),
        ("li", "assign", {"person": "nobody"}, 422, "invalid"),
        ("li", "assign", {"person": "deng"}, 403, "not_allowed"),
    ],
)
def test_a_refused_move_says_why(town: Town, name: str, action: str, said: Any, status: int, code: str) -> None:
    case = a_routed_case(town, at=chores.now())

    answer = act(town, name, case, action, **said)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert fresh(case).step == case.step


def test_an_old_step_is_refused_with_who_was_first(town: Town) -> None:
    case = a_case(town, Status.HANDLING)

    answer = act(town, "lu", case, "finish", note="Done.", step=case.step - 1)

    assert (answer.status_code, answer.json()["code"]) == (409, "overtaken")
    assert answer.json()["who"] == "Li"
    assert answer.json()["step"] == fresh(case).step


def test_an_etag_stands_for_the_step(town: Town, signed_in: Any) -> None:
    case = a_routed_case(town)
    client, url = signed_in("li"), f"{CASES}{case.number}/moves/"
    etag = client.get(f"{CASES}{case.number}/").headers["ETag"]

    taken = client.post(url, {"action": "accept"}, content_type="application/json", headers={"If-Match": etag})
    late = client.post(url, {"action": "assign"}, content_type="application/json", headers={"If-Match": etag})
    blind = client.post(url, {"action": "assign"}, content_type="application/json")

    assert [answer.status_code for answer in (taken, late, blind)] == [200, 409, 422]


def test_a_reporter_is_masked_and_only_for_who_may_read_contacts(town: Town, signed_in: Any) -> None:
    case = a_routed_case(town, contact=contacts.seal("Wang Fang", "13800001234", "", "en"))
    url = f"{CASES}{case.number}/"

    assert signed_in("an").get(url).json()["reporter"]["name"] == "W**"
    assert signed_in("li").get(url).json()["reporter"] is None


def test_history_clocks_and_departments_can_be_read(town: Town, signed_in: Any) -> None:
    case, client = a_routed_case(town), signed_in("li")

    assert client.get(f"{CASES}{case.number}/history/").json()[0]["action"] == "report"
    assert client.get(f"{CASES}{case.number}/").json()["clocks"][0]["department"] == "roads"
    assert {row["code"] for row in client.get("/api/v1/departments/").json()} >= {"roads", "lamps"}
    assert Client().get("/api/v1/departments/").status_code == 401


def test_every_move_that_people_make_is_a_move_of_the_api() -> None:
    # Those of co-handlers are chosen by the step: whoever accepts or finishes says no more than that.
    by_people = {action for action, row in MOVES.items() if any(isinstance(who, str) for who in row.who)}

    assert set(STEPS) == by_people - OF_A_PART


def test_lists_and_details_ask_few_questions(town: Town, signed_in: Any) -> None:
    case, client = a_routed_case(town), signed_in("li")
    for url in (CASES, f"{CASES}{case.number}/"):
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        assert len(queries) <= 12, url


def test_a_service_account_sees_what_its_posting_gives(town: Town) -> None:
    a_routed_case(town)
    passer = town.people["passer"]
    headers = program_of(town, "passer")
    before = Client().get(CASES, headers=headers).json()["cases"]

    Posting.objects.create(user=passer, role="supervisor", area=town.areas["city"])
    grant_postings(on=NOON.date())

    assert (len(before), len(Client().get(CASES, headers=headers).json()["cases"])) == (0, 1)


def test_anyone_reads_the_dictionary_and_the_areas(town: Town) -> None:
    assert {row["code"] for row in Client().get("/api/v1/categories/").json()} >= {"E0113", "C0137"}
    assert [row["code"] for row in Client().get("/api/v1/areas/").json()] == ["99"]
    assert len(Client().get("/api/v1/areas/?parent=99").json()) == 2


def test_the_schema_is_complete_and_without_warnings(db: None, tmp_path: Any) -> None:
    call_command("spectacular", "--file", str(tmp_path / "schema.yml"), "--validate", "--fail-on-warn")

    assert "/api/v1/reports/" in (tmp_path / "schema.yml").read_text()
