"""An officer's phone: what it gets, and what it sends, exactly once and under its own officer's name."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases import chores, patrols
from cases.models import Attachment, Case, CheckIn, FieldTask, Patrol, Status
from departments.models import Shift
from tests.builders import HOUR, a_case, a_report
from tests.cases.api.test_reports import a_photo
from tests.city import Town, middle_of

REPORTS = "/api/v1/field/reports/"
SignedIn = Callable[[str], Client]


@pytest.fixture
def send(signed_in: SignedIn, settings: Any, tmp_path: Any) -> Callable[..., Any]:
    """`send("wu", key="1")` posts a report of Wu's as the phone does."""
    settings.MEDIA_ROOT = tmp_path

    def post(name: str = "wu", *, key: str = "k-1", officer: int | None = None, **said: Any) -> Any:
        point = middle_of(1)
        body = {"words": "A deep hole.", "category": "E0113", "lon": point.lon, "lat": point.lat, **said}
        headers = {"Idempotency-Key": key, **({"X-Officer": str(officer)} if officer else {})}
        return signed_in(name).post(REPORTS, body, headers=headers)

    return post


def test_an_officers_report_is_theirs_and_keeps_what_the_phone_claims(send: Callable[..., Any], town: Town) -> None:
    claim = {"source": "camera", "taken_at": "2026-09-16T03:59:00Z", "lon": 102.705, "lat": 25.005, "accuracy_m": 8}

    answer = send(photos=[a_photo(), a_photo()], claims=json.dumps([claim]))

    report = Case.unscoped.get().reports.get()
    first, second = Attachment.objects.order_by("pk")
    assert (answer.status_code, report.by, report.channel) == (201, town.people["wu"], "officer")
    assert (first.source, first.taken_at, first.taken_accuracy_m) == (
        "camera", datetime(2026, 9, 16, 3, 59, tzinfo=UTC), 8,
    )  # fmt: skip
    assert (second.source, second.taken_at) == ("unknown", None)


def test_the_same_key_again_is_the_same_case(send: Callable[..., Any]) -> None:
    first, again = send(photos=[a_photo()]), send(photos=[a_photo()])

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["number"] == again.json()["number"]
    assert Attachment.objects.count() == Case.unscoped.count() == 1


def test_a_key_with_other_words_is_refused_and_a_missing_key_too(send: Callable[..., Any]) -> None:
    send()

    assert send(words="Another thing.").json()["code"] == "idempotency_key_reused"
    assert "Idempotency-Key" in send(key="").json()["errors"]


def test_what_one_officer_wrote_is_not_taken_from_another(send: Callable[..., Any], town: Town) -> None:
    answer = send("wen", officer=town.people["wu"].pk)

    assert (answer.status_code, answer.json()["code"]) == (403, "other_person")
    assert not Case.unscoped.exists()


def test_who_is_no_officer_has_no_field(signed_in: SignedIn) -> None:
    assert signed_in("li").get("/api/v1/field/").status_code == 403
    assert Client().get("/api/v1/field/me/").status_code == 401


def test_photos_before_and_after_close_it_at_once_and_only_once(send: Callable[..., Any], town: Town) -> None:
    said = {"photos": [a_photo()], "note": "Swept.", "category": "E0110"}
    first, again = send(**said, after=[a_photo()]), send(**said | {"photos": [a_photo()]}, after=[a_photo()])

    assert (first.json()["status"], again.json()["repeated"]) == (Status.CLOSED, True)
    assert sorted(Attachment.objects.values_list("stage", flat=True)) == ["after", "report"]


def test_today_holds_the_officers_own_tasks_reports_and_cells(signed_in: SignedIn, town: Town) -> None:
    case = a_case(town, Status.CHECKING)
    officer = case.tasks.get().officer
    other = "wen" if officer.username == "wu" else "wu"
    a_report(town)

    told = signed_in(officer.username).get("/api/v1/field/")

    assert [task["number"] for task in told.json()["tasks"]] == [case.number]
    assert [cell["code"] for cell in told.json()["cells"]] == [town.cells[n].code for n in (1, 3)]
    assert told.json()["cells"][0]["outline"]["type"] == "Polygon"
    assert told.headers["Cache-Control"] == "no-store"
    assert signed_in(other).get("/api/v1/field/").json()["tasks"] == []


def test_a_day_of_work_travels_packed(signed_in: SignedIn, town: Town) -> None:
    packs = {"Accept-Encoding": "gzip"}

    answers = [signed_in("wu").get(f"/api/v1/field/{door}", headers=packs) for door in ("", "dictionary/")]

    assert [answer.headers.get("Content-Encoding") for answer in answers] == ["gzip", "gzip"]
    assert json.loads(gzip.decompress(answers[0].content))["me"]["number"] == "wu"


def test_a_phone_that_can_be_lost_keeps_nobodys_number(signed_in: SignedIn, town: Town) -> None:
    case = a_case(town, Status.CHECKING, words="A hole. Call Mr Wang, 13800138000.")

    [task] = signed_in(case.tasks.get().officer.username).get("/api/v1/field/").json()["tasks"]

    assert task["words"] == "A hole. Call Mr Wang, [phone number]."


def check(client: Client, case: Case, key: str, **said: Any) -> Any:
    body = {"action": "pass_check", "step": case.step, "note": "Even again.", **said}
    return client.post(f"/api/v1/cases/{case.number}/moves/", body, headers={"Idempotency-Key": key})


def test_a_check_sent_twice_is_made_once_with_its_photos(
    signed_in: SignedIn, town: Town, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    case = a_case(town, Status.CHECKING)
    client = signed_in(case.tasks.get().officer.username)

    first, again = (check(client, case, "c-1", photos=[a_photo()], claims='[{"source": "gallery"}]') for _n in range(2))

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["status"] == again.json()["status"] == Status.CHECKED
    assert Attachment.objects.get().source == "gallery"


def test_a_move_that_was_overtaken_may_be_sent_again_under_its_key(signed_in: SignedIn, town: Town) -> None:
    case = a_case(town, Status.CHECKING)
    client = signed_in(case.tasks.get().officer.username)

    overtaken = check(client, case, "c-1", step=case.step - 1)
    mended = check(client, case, "c-1")

    assert (overtaken.status_code, overtaken.json()["step"]) == (409, case.step)
    assert mended.json()["status"] == Status.CHECKED


def test_a_form_that_leaves_out_the_result_has_not_said_no(signed_in: SignedIn, town: Town) -> None:
    case = a_case(town, Status.CHECKING)
    FieldTask.objects.update(kind="verify")
    client = signed_in(case.tasks.get().officer.username)

    answer = check(client, case, "v-1", action="verify")

    assert "true" in answer.json()["errors"]


@pytest.fixture
def on_duty(town: Town) -> Shift:
    """Wu's shift around the present, for the doors read the database's clock."""
    at = chores.now()
    return Shift.objects.create(
        user=town.people["wu"], area=town.areas["west"], begins_at=at - HOUR, ends_at=at + 4 * HOUR
    )


def test_a_round_is_begun_checked_in_and_ended_each_once(signed_in: SignedIn, town: Town, on_duty: Shift) -> None:
    client, point = signed_in("wu"), middle_of(3)
    for key, path, said in (
        ("p-1", "", {}),
        ("p-2", "check-ins/", {"lon": point.lon, "lat": point.lat, "accuracy_m": 9}),
        ("p-3", "check-ins/", {"cell": town.cells[1].code}),
        ("p-4", "end/", {}),
    ):
        answers = [
            client.post(f"/api/v1/patrols/{path}", said, headers={"Idempotency-Key": key}) for _twice in range(2)
        ]
        assert [answer.status_code for answer in answers] == [200, 200], path

    assert Patrol.objects.get().ended_at is not None
    assert sorted(CheckIn.objects.values_list("cell", flat=True)) == sorted([town.cells[1].pk, town.cells[3].pk])
    assert len(client.get("/api/v1/field/").json()["check_ins"]) == 2


def test_off_duty_the_refusal_says_so_and_keeps_no_key(signed_in: SignedIn, town: Town) -> None:
    answer = signed_in("wen").post("/api/v1/patrols/", {}, headers={"Idempotency-Key": "p-1"})

    assert (answer.status_code, answer.json()["code"]) == (409, "not_on_duty")
    assert patrols.running(town.people["wen"], datetime.now(UTC)) is None


def test_a_picture_that_is_none_is_refused_at_its_field(send: Callable[..., Any]) -> None:
    answer = send(photos=[SimpleUploadedFile("hole.jpg", b"no picture")])

    assert answer.status_code == 422
    assert "photos" in answer.json()["errors"]
