"""Letters leave through a real SMTP server and a real HTTP gateway, which fail and come back."""

import json
import socket
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from cases import confirming, contacts, letters
from cases.models import Case, Contact, Delivery, Notice
from tests.builders import a_report
from tests.city import NOON

MINUTE = timedelta(minutes=1)


class Mailbox:
    """What an SMTP server took; it refuses while `answer` is set."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.answer = ""

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer:
            return self.answer
        self.taken.append(envelope)
        return "250 Taken"


class Gateway(ThreadingHTTPServer):
    """An SMS gateway that keeps what it was sent and answers with `status`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Calls)
        self.taken: list[tuple[dict[str, Any], dict[str, str]]] = []
        self.status = 202


class Calls(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.taken.append((body, dict(self.headers)))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_line: object) -> None:
        """Say nothing in the tests' output."""


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.DEFAULT_FROM_EMAIL = "City <no-reply@city.example>"
    yield box
    server.stop()


@pytest.fixture
def gateway(settings) -> Iterator[Gateway]:
    server = Gateway()
    Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_URL, settings.SMS_TOKEN = f"http://127.0.0.1:{server.server_port}/send", "a token"
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def case(town) -> Case:
    return a_report(town)


def a_delivery(case: Case, channel: str, **more: Any) -> Delivery:
    sealed = contacts.seal("王小明", "+8613800138000", "wang@example.org", "zh-hans")
    contact = Contact.objects.create(**asdict(sealed), created_at=NOON)
    notice = Notice.objects.create(topic="tell", case=case, kind="closed", created_at=NOON, available_at=NOON)
    return Delivery.objects.create(
        notice=notice, case=case, contact=contact, channel=channel, subject="您的上报 TT1 已结案",
        body="问题已解决吗？\n", created_at=NOON, available_at=NOON, **more,
    )  # fmt: skip


def again(delivery: Delivery) -> Delivery:
    return Delivery.objects.get(pk=delivery.pk)


def test_mail_goes_out_whole_and_says_that_a_machine_wrote_it(case, mailbox):
    delivery = a_delivery(case, "mail")

    assert letters.send_waiting(at=NOON) == 1

    (taken,) = mailbox.taken
    head = taken.content.decode()
    assert taken.rcpt_tos == ["wang@example.org"]
    assert f"Message-ID: <delivery-{delivery.pk}@city.example>" in head
    assert "Auto-Submitted: auto-generated" in head
    assert (again(delivery).state, again(delivery).sent_at, again(delivery).lease_token) == ("sent", NOON, None)
    assert letters.send_waiting(at=NOON + MINUTE * 9) == 0


def test_sms_goes_out_with_the_token_and_a_key_of_its_own(case, gateway):
    delivery = a_delivery(case, "sms")

    letters.send_waiting(at=NOON)

    ((body, headers),) = gateway.taken
    name = f"delivery-{delivery.pk}"
    assert body == {"to": "+8613800138000", "text": "问题已解决吗？\n", "id": name}
    assert (headers["Authorization"], headers["Idempotency-Key"]) == ("Bearer a token", name)
    assert again(delivery).state == "sent"


def test_a_mail_server_that_fails_is_tried_again_later(case, mailbox):
    delivery, mailbox.answer = a_delivery(case, "mail"), "451 Not now, wang@example.org"

    letters.send_waiting(at=NOON)

    failed = again(delivery)
    assert (failed.state, failed.attempts, failed.available_at) == ("waiting", 1, NOON + MINUTE / 2)
    assert failed.error == "the mail server answered 451"
    assert letters.send_waiting(at=NOON + MINUTE / 4) == 0

    mailbox.answer = ""
    letters.send_waiting(at=NOON + MINUTE)
    assert (again(delivery).state, again(delivery).error, len(mailbox.taken)) == ("sent", "", 1)


def test_one_bad_letter_does_not_hold_up_those_behind_it(case, mailbox, settings):
    settings.SMS_URL = "http://127.0.0.1:1/"
    first, second = a_delivery(case, "sms"), a_delivery(case, "mail")

    assert letters.send_waiting(at=NOON) == 2

    assert again(first).error == "the SMS gateway could not be used: ConnectError"
    assert again(second).state == "sent"


def test_a_gateway_that_never_works_is_given_up_after_ten_tries(case, gateway):
    gateway.status = 500
    delivery, at = a_delivery(case, "sms"), NOON

    while letters.send_waiting(at=at):
        at = again(delivery).available_at

    assert (again(delivery).state, again(delivery).attempts, len(gateway.taken)) == ("dead", 10, 10)
    assert again(delivery).error == "the SMS gateway answered 500"
    assert len({body["id"] for body, _headers in gateway.taken}) == 1


def test_an_unreachable_mail_server_is_a_failure_like_another(case, mailbox, settings):
    delivery, settings.EMAIL_PORT = a_delivery(case, "mail"), 1

    letters.send_waiting(at=NOON)

    assert again(delivery).error == "the mail server could not be used: ConnectionRefusedError"


def test_a_leased_letter_is_not_taken_twice_and_comes_back_when_its_worker_died(case, mailbox):
    delivery = a_delivery(case, "mail")
    letters._lease(NOON)  # a worker takes it, and dies

    assert letters.send_waiting(at=NOON + MINUTE / 2) == 0
    assert letters.send_waiting(at=NOON + MINUTE) == 1
    assert (again(delivery).state, again(delivery).attempts) == ("sent", 2)


def test_a_worker_that_comes_back_late_changes_nothing(case, mailbox):
    delivery = a_delivery(case, "mail")
    late = letters._lease(NOON)
    letters.send_waiting(at=NOON + MINUTE)

    assert not letters._finish(late, state="waiting", error="too late")
    assert again(delivery).state == "sent"


def test_a_letter_that_kills_its_workers_is_given_up_unsent(case, mailbox):
    delivery = a_delivery(case, "mail", attempts=10, lease_token=uuid4(), lease_until=NOON)

    letters.send_waiting(at=NOON + MINUTE)

    assert (again(delivery).state, mailbox.taken) == ("dead", [])


def test_a_letter_whose_way_out_was_taken_away_is_shown_here_only(case, settings):
    delivery, settings.EMAIL_HOST = a_delivery(case, "mail"), ""

    letters.send_waiting(at=NOON)

    assert (again(delivery).state, again(delivery).attempts) == ("off", 0)


def test_no_address_is_in_the_log_nor_in_the_row(case, mailbox, caplog):
    delivery, mailbox.answer = a_delivery(case, "mail"), "550 wang@example.org is unknown"

    letters.send_waiting(at=NOON)

    row = " ".join(str(value) for value in Delivery.objects.filter(pk=delivery.pk).values_list().get())
    # "mail.log" is the other side: the mail server of this test, in our process.
    ours = " ".join(record.getMessage() for record in caplog.records if record.name != "mail.log")
    assert f"delivery {delivery.pk}, try 1" in ours
    assert "wang@" not in ours + row


def test_the_letter_with_a_code_leaves_with_its_code(town, mailbox):
    sent = confirming.send_code("wang@example.org", channel="mail", purpose="report", language="en", at=NOON)

    letters.send_waiting(at=NOON)

    (taken,) = mailbox.taken
    assert taken.rcpt_tos == ["wang@example.org"]
    assert confirming.code_of(sent.token) in taken.content.decode()
    assert confirming.code_of(sent.token) not in Delivery.objects.get().body
