"""The officer's phone in a real browser: without network nothing is lost, and with it nothing is sent twice."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Browser, Page, expect

from cases import chores, photos, preverification
from cases.models import Attachment, Case, CheckIn, FieldTask, Patrol, Status
from departments.models import Shift
from tests.builders import HOUR, a_case, a_routed_case, fresh
from tests.city import OUTSIDE, Town, middle_of
from tests.journeys.phone import Phone

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(chromium: Browser, town: Town, live_server: Any, settings: Any, tmp_path: Path) -> Iterator[Phone]:
    settings.MEDIA_ROOT = tmp_path / "attachments"
    device = Phone(chromium, live_server.url, tmp_path / "phone")
    yield device
    device.close()


def shoot(page: Page, stage: str = "photos") -> None:
    """Press the shutter once the camera sees something."""
    frame = page.locator(f"[data-view]:not([hidden]) [data-camera={stage}]")
    if frame.get_attribute("data-live-camera") is None and not frame.locator("[data-viewfinder]").is_visible():
        frame.locator("[data-open]").click()
    expect(frame.locator("[data-shutter]")).to_be_visible()
    shown = frame.locator("[data-thumbs] img").count()  # by now with those of a draft
    frame.locator("video").evaluate(
        "(video) => video.videoWidth || new Promise((seen) => { video.onloadeddata = seen; })"
    )
    frame.locator("[data-shutter]").click()
    expect(frame.locator("[data-thumbs] img")).to_have_count(shown + 1)


def placed(page: Page) -> None:
    """Wait until the phone knows where it is: a case without a place is refused."""
    expect(page.locator("[data-log] [data-fix]")).to_contain_text(re.compile(r"\d"))


def log_a_case(phone: Phone, words: str, code: str = "E0113") -> None:
    """Three taps: shutter, category, send."""
    page = phone.go("log/")
    shoot(page)
    page.locator(f"[data-code={code}] [data-choose]").click()
    page.fill("[data-log] [name=words]", words)
    placed(page)
    page.locator("[data-log] .field-send button").dblclick()  # a hasty thumb
    page.wait_for_url("**/field/")
    expect(page.locator(".notice[data-kept]")).to_be_visible()


def sent_all(phone: Phone, number: int) -> None:
    expect(phone.page.locator("[data-list=sent] > li")).to_have_count(number, timeout=30_000)


def our_own(photo: dict[str, Any]) -> str:
    """The digest that the platform gives to these very bytes: equal only if they came whole."""
    file = SimpleUploadedFile("p.jpg", bytes(photo["bytes"]), "image/jpeg")
    return photos.take_in(file).sha256


def test_three_cases_logged_without_network_arrive_once_with_their_photos(phone: Phone, town: Town) -> None:
    phone.sign_in("wu")
    phone.offline(True)
    for words in ("A hole.", "A second hole.", "A third hole."):
        log_a_case(phone, words)
    expect(phone.page.locator("[data-link=offline]")).to_be_visible()
    phone.close()
    phone.open()
    phone.offline(True)
    phone.go("outbox/")  # a deep link, from the kept shell
    expect(phone.page.locator("[data-list=waits] > li")).to_have_count(3)
    kept = phone.rows()
    assert not Case.unscoped.exists()

    posts: list[Any] = []
    phone.context.on("request", lambda asked: posts.append(asked) if asked.method == "POST" else None)
    other = phone.new_page()
    other.goto(f"{phone.site}/field/")
    phone.offline(False)
    for page in (phone.page, other):  # both tabs send at once, as often as they like
        page.evaluate("() => { for (let n = 0; n < 3; n += 1) globalThis.fieldPost.drain({ force: true }); }")
    sent_all(phone, 3)
    again = [replay(phone, row) for row in kept]

    assert sorted(case.words for case in Case.unscoped.all()) == ["A hole.", "A second hole.", "A third hole."]
    assert [answer["repeated"] for answer in again] == [True] * 3
    assert {answer["number"] for answer in again} == set(Case.unscoped.values_list("number", flat=True))
    sizes = [len(photo["bytes"]) for row in kept for photo in row["photos"]]
    assert len(sizes) == 3
    assert max(sizes) <= 400 * 1024
    assert sorted(our_own(photo) for row in kept for photo in row["photos"]) == sorted(
        Attachment.objects.values_list("sha256", flat=True)
    )
    first = Attachment.objects.first()
    assert first is not None
    assert (first.source, first.taken_accuracy_m) == ("camera", 8)
    assert {report.by for case in Case.unscoped.all() for report in case.reports.all()} == {town.people["wu"]}
    assert all(row["photos"] == [] for row in phone.rows())
    assert phone.faults == []


def replay(phone: Phone, row: dict[str, Any]) -> dict[str, Any]:
    """Post a row once more, byte for byte, as after an answer that was lost."""
    me = phone.context.request.get(f"{phone.site}/api/v1/field/me/").json()
    pictures = [photo for photo in row["photos"] if photo["name"] == "photos"]
    return phone.page.evaluate(
        """async ([row, token]) => {
          const body = new FormData();
          for (const [name, value] of Object.entries(row.fields)) if (value !== "") body.append(name, value);
          for (const { bytes } of row.photos)
            body.append("photos", new Blob([new Uint8Array(bytes)], { type: "image/jpeg" }), "p.jpg");
          body.append("claims", JSON.stringify(row.photos.map((photo) => photo.claim)));
          const headers = { "Idempotency-Key": row.id, "X-CSRFToken": token, "X-Officer": String(row.owner) };
          return (await fetch(row.url, { method: "POST", body, headers })).json();
        }""",
        [{**row, "photos": pictures}, me["csrf_token"]],
    )


def test_a_session_that_ended_keeps_all_and_no_other_officer_sends_it(phone: Phone, town: Town) -> None:
    phone.sign_in("wu")
    begun = phone.new_page()
    begun.goto(f"{phone.site}/field/log/")
    phone.offline(True)
    log_a_case(phone, "Logged by Wu.")
    Session.objects.all().delete()
    phone.go("outbox/")  # still without network
    phone.offline(False)
    expect(phone.page.locator("[data-signed-out]")).to_be_visible()
    assert len(phone.waits()) == 1

    phone.sign_in("wen")
    begun.locator("[data-code=E0113] [data-choose]").click()
    begun.fill("[data-log] [name=words]", "Begun by Wu.")
    placed(begun)
    begun.locator("[data-log] .field-send button").click()
    begun.wait_for_url("**/field/")
    begun.close()
    phone.go("outbox/")
    expect(phone.page.locator("[data-nothing]")).to_be_visible()
    phone.page.evaluate("() => globalThis.fieldPost.drain({ force: true })")
    expect(phone.page.locator("[data-view=outbox]")).not_to_contain_text("by Wu.")
    assert not Case.unscoped.exists()
    assert len(phone.waits()) == 2

    phone.page.locator(".menu > summary").click()
    phone.page.locator("[data-sign-out] button").click()
    phone.page.wait_for_url(f"{phone.site}/")
    phone.sign_in("wu")
    phone.go("outbox/")
    sent_all(phone, 2)
    assert {case.reports.get().by for case in Case.unscoped.all()} == {town.people["wu"]}
    phone.page.locator(".menu > summary").click()
    phone.page.locator("[data-sign-out] button").click()
    phone.page.wait_for_url(f"{phone.site}/")
    assert phone.rows() == []


def test_a_refused_case_is_mended_and_sent(phone: Phone, town: Town) -> None:
    phone.sign_in("wu")
    page = phone.page
    phone.context.set_geolocation({"longitude": OUTSIDE.lon, "latitude": OUTSIDE.lat, "accuracy": 12})
    log_a_case(phone, "Beyond the border.")
    phone.go("outbox/")
    expect(page.locator("[data-row-state=needs]")).to_contain_text("outside Testtown")
    page.locator("[data-repair]").click()
    expect(page.locator("[data-log] [data-fault]")).to_contain_text("outside Testtown")
    expect(page.locator("[data-log] [name=words]")).to_have_value("Beyond the border.")
    expect(page.locator("[data-camera=photos] [data-thumbs] img")).to_have_count(1)

    page.fill("[data-log] [name=lon]", str(middle_of(1).lon))
    page.fill("[data-log] [name=lat]", str(middle_of(1).lat))
    page.set_viewport_size({"width": 360, "height": 640})
    assert page.evaluate("() => window.innerWidth") == 360  # a phone shrinks a page that is too wide
    page.locator("[data-log] .field-send button").click()
    page.wait_for_url("**/field/")
    phone.go("outbox/")
    sent_all(phone, 1)

    assert Case.unscoped.get().words == "Beyond the border."
    assert Attachment.objects.count() == 1
    assert page.locator("[data-part=needs]").is_hidden()


def test_a_check_that_was_overtaken_is_shown_with_what_was_typed_and_sent_again(phone: Phone, town: Town) -> None:
    case = a_case(town, Status.CHECKING)
    task = case.tasks.get()
    FieldTask.objects.filter(pk=task.pk).update(officer=town.people["wu"])
    phone.sign_in("wu")
    page = phone.page
    expect(page.locator("[data-tasks] a").first).to_be_visible()
    page.locator(f"[data-tasks] a[href='/field/tasks/{task.pk}/']").click()
    page.locator("[data-task]").wait_for()
    phone.offline(True)
    page.reload()
    shoot(page)
    page.locator("[name=result][value=pass_check]").check()
    page.fill("[data-task] [name=note]", "Level with the road.")
    page.locator("[data-task] .field-send button").click()
    page.wait_for_url("**/field/")
    expect(page.locator("[data-tasks] > li")).to_have_count(0)
    Case.unscoped.filter(pk=case.pk)._update([(Case._meta.get_field("step"), None, case.step + 1)])

    phone.offline(False)
    phone.go("outbox/")
    row = page.locator("[data-row-state=conflict]")
    expect(row).to_contain_text("Level with the road.")
    expect(row).to_contain_text("Someone else")
    row.locator("[data-again]").click()
    sent_all(phone, 1)

    assert Case.unscoped.get().status == Status.CHECKED
    assert Attachment.objects.get().stage == "check"


def test_put_right_on_the_spot_with_before_and_after(phone: Phone, town: Town) -> None:
    phone.sign_in("wu")
    page = phone.go("log/")
    shoot(page)
    page.locator("[data-search]").fill("垃圾")
    page.locator("[data-code=E0110] [data-choose]").click()
    page.locator("[name=done]").check()
    shoot(page, "after")
    page.fill("[data-log] [name=note]", "Swept up.")
    placed(page)
    page.locator("[data-log] .field-send button").click()
    page.wait_for_url("**/field/")
    phone.go("outbox/")
    sent_all(phone, 1)

    assert Case.unscoped.get().status == Status.CLOSED
    assert set(Attachment.objects.values_list("stage", flat=True)) == {"report", "after"}


WHILE_THE_BEGINNING_WAITS_FOR_ITS_NEXT_TRY = """() => {
  const row = (id, nextAt) => ({ id, nextAt, owner: 1, group: "patrol", state: "waits" });
  return globalThis.fieldParcel.due([row("begin", Date.now() + 60_000), row("check_in", 0)], false);
}"""


def test_a_patrol_on_duty_without_network_arrives_in_its_order(phone: Phone, town: Town) -> None:
    at = chores.now()
    Shift.objects.create(user=town.people["wu"], area=town.areas["west"], begins_at=at - HOUR, ends_at=at + HOUR)
    phone.sign_in("wu")
    page = phone.go("patrol/")
    expect(page.locator("[data-begin]")).to_be_visible()
    phone.offline(True)
    page.locator("[data-begin]").click()
    expect(page.locator("[data-patrol-fix] output")).to_contain_text("8")
    page.locator("[data-check-in]").click()
    page.locator("[data-cells] [data-visit]").last.click()
    page.locator("[data-end]").click()
    expect(page.locator("[data-begin]")).to_be_visible()
    assert page.evaluate(WHILE_THE_BEGINNING_WAITS_FOR_ITS_NEXT_TRY) == []
    phone.offline(False)
    phone.go("outbox/")
    sent_all(phone, 4)

    assert Patrol.objects.get().ended_at is not None
    assert [kept.cell for kept in CheckIn.objects.order_by("claimed_at")] == [town.cells[1], town.cells[3]]


def test_who_is_on_duty_is_so_by_the_citys_clock_and_not_by_the_phones(phone: Phone, town: Town) -> None:
    at = chores.now()
    Shift.objects.create(user=town.people["wu"], area=town.areas["west"], begins_at=at - HOUR, ends_at=at + HOUR)
    phone.sign_in("wu")
    phone.page.clock.set_system_time(at + 5 * HOUR)

    expect(phone.go("patrol/").locator("[data-begin]")).to_be_visible()


def answer(phone: Phone, case: Case, result: str, note: str) -> None:
    page = phone.go(f"tasks/{case.tasks.get().pk}/")
    page.locator(f"[name=result][value={result}]").check()
    page.fill("[data-task] [name=note]", note)
    page.locator("[data-task] .field-send button").dblclick()
    page.wait_for_url("**/field/")


def test_a_visit_given_to_another_needs_the_officer_and_holds_up_no_other(phone: Phone, town: Town) -> None:
    to_check, to_verify = a_case(town, Status.CHECKING), a_routed_case(town, category=None)
    preverification.send_verify(to_verify, by=town.people["an"], at=chores.now())
    FieldTask.objects.update(officer=town.people["wu"])
    phone.sign_in("wu")
    expect(phone.page.locator("[data-tasks] > li[data-shown]")).to_have_count(2)  # drawn from the phone's own copy
    phone.offline(True)
    answer(phone, to_check, "pass_check", "Level with the road.")
    answer(phone, to_verify, "false", "There is no hole.")
    to_check.tasks.update(officer=town.people["wen"])
    phone.offline(False)
    phone.go("outbox/")
    sent_all(phone, 1)

    expect(phone.page.locator("[data-row-state=needs]")).to_contain_text("Wen")
    verified = to_verify.tasks.get()
    assert (verified.result, verified.note) == (FieldTask.Result.FALSE, "There is no hole.")
    assert fresh(to_verify).status == Status.REPORTED
