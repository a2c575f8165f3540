"""A code proves that a person holds an address: once, for a quarter of an hour, and not by guessing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings

from cases import confirming, contacts
from cases.confirming import CodeOver, SentCode, TooManyCodes, WrongCode
from cases.models import AddressCode, Contact, Delivery
from departments.calls import TooManyCalls
from tests.city import NOON, Town

MINUTE = timedelta(minutes=1)


@pytest.fixture
def send(town: Town) -> Callable[..., SentCode]:
    def ask(address: str = "wang@example.org", *, channel: str = "mail", **said: Any) -> SentCode:
        return confirming.send_code(
            address, channel=channel, **{"purpose": "report", "language": "en", "at": NOON, **said}
        )

    return ask


def wrong(token: str) -> str:
    return f"{(int(confirming.code_of(token)) + 1) % 1_000_000:06}"


@pytest.mark.parametrize(
    ("address", "channel", "proven"),
    [("wang@example.org", "mail", "wang@example.org"), ("138 0013 1234", "sms", "+8613800131234")],
)
def test_the_code_in_the_letter_proves_the_address(send, address, channel, proven):
    sent = send(address, channel=channel)
    letter = confirming.spelled_out(Delivery.objects.get())

    code = next(word.strip(".") for word in letter.body.split() if word.strip(".").isdigit() and len(word) > 5)
    held = confirming.confirm(sent.token, f" {code[:3]} {code[3:]} ", purpose="report", at=NOON + 14 * MINUTE)

    assert (held.address, held.channel) == (proven, channel)


def test_a_wrong_code_is_said_with_the_tries_that_are_left(send):
    sent = send()

    with pytest.raises(WrongCode, match="4 tries left"):
        confirming.confirm(sent.token, wrong(sent.token), purpose="report", at=NOON)

    assert confirming.confirm(sent.token, confirming.code_of(sent.token), purpose="report", at=NOON)


def test_after_five_wrong_tries_the_right_code_helps_no_more(send):
    sent = send()
    for _try in range(4):
        with pytest.raises(WrongCode):
            confirming.confirm(sent.token, wrong(sent.token), purpose="report", at=NOON)
    with pytest.raises(CodeOver, match="last try"):
        confirming.confirm(sent.token, wrong(sent.token), purpose="report", at=NOON)

    with pytest.raises(CodeOver):
        confirming.confirm(sent.token, confirming.code_of(sent.token), purpose="report", at=NOON)


def test_a_code_is_over_after_a_quarter_of_an_hour(send):
    sent = send()

    with pytest.raises(CodeOver):
        confirming.confirm(sent.token, confirming.code_of(sent.token), purpose="report", at=NOON + 15 * MINUTE)


def test_a_code_is_used_once(send):
    sent = send()
    confirming.confirm(sent.token, confirming.code_of(sent.token), purpose="report", at=NOON)

    with pytest.raises(CodeOver):
        confirming.confirm(sent.token, confirming.code_of(sent.token), purpose="report", at=NOON)


def test_a_code_for_one_purpose_proves_nothing_for_another(send):
    sent = send(purpose="follow")

    with pytest.raises(CodeOver):
        confirming.confirm(sent.token, confirming.code_of(sent.token), purpose="report", at=NOON)


def test_a_token_that_was_never_given_out_is_answered_like_one_that_is_over(town):
    with pytest.raises(CodeOver):
        confirming.confirm("forged", "123456", purpose="report", at=NOON)


def test_one_address_is_sent_one_code_a_minute_and_five_an_hour(send):
    send()
    with pytest.raises(TooManyCalls):
        send("WANG@example.org")
    for minute in range(1, 5):
        send(at=NOON + minute * MINUTE)

    with pytest.raises(TooManyCodes):
        send(at=NOON + 5 * MINUTE)
    assert send(at=NOON + 61 * MINUTE)


def test_one_caller_asks_for_no_more_than_five_codes_a_minute(send):
    for number in range(5):
        send(f"wang{number}@example.org", caller="192.0.2.1")

    with pytest.raises(TooManyCalls):
        send("wang9@example.org", caller="192.0.2.1")


@pytest.mark.parametrize(("address", "channel"), [("nobody", "mail"), ("", "mail"), ("1", "sms")])
def test_what_is_no_address_is_refused_and_nothing_is_sent(send, address, channel):
    with pytest.raises((confirming.BadAddress, contacts.BadPhone)):
        send(address, channel=channel)

    assert not Delivery.objects.exists()


def test_the_tables_hold_neither_the_code_nor_the_address(send):
    sent = send()

    kept = str([*AddressCode.objects.values(), *Delivery.objects.values(), *Contact.objects.values()])
    assert confirming.code_of(sent.token) not in kept
    assert "wang" not in kept
    assert sent.shown == "w***@example.org"


def test_the_letter_speaks_the_language_of_who_asked_and_has_nothing_to_click(send):
    send(language="zh-hans")

    assert Contact.objects.get().language == "zh-hans"
    assert "http" not in Delivery.objects.get().body


def test_without_a_way_out_the_demo_shows_the_letter_with_its_code(send, signed_in):
    sent = send()

    page = signed_in("adam").get("/desk/letters/").content.decode()

    assert Delivery.objects.get().state == Delivery.State.OFF
    assert confirming.code_of(sent.token) in page


def test_a_code_still_proves_after_the_secret_was_changed(send, settings):
    sent = send()
    code, old = confirming.code_of(sent.token), settings.SECRET_KEY

    with override_settings(SECRET_KEY="another secret", SECRET_KEY_FALLBACKS=[old]):
        assert confirming.confirm(sent.token, code, purpose="report", at=NOON)


def test_a_day_later_code_address_and_letter_are_gone(send):
    send()

    assert confirming.forget_old(at=NOON + timedelta(hours=23)) == 0
    assert confirming.forget_old(at=NOON + timedelta(hours=25)) == 1
    assert not Contact.objects.exists()
    assert not Delivery.objects.exists()
