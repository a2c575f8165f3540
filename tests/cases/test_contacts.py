"""Contacts are sealed, masked for everybody and read in plain by few, with a reason that stays."""

import pytest
from cryptography.fernet import Fernet
from django.test import override_settings

from cases import contacts, intake
from cases.models import Case, Contact, ContactReading
from cases.workflow import NotAllowed
from tests.builders import a_report, a_telling
from tests.city import NOON, Town


@pytest.fixture
def told_by_wang(town: Town) -> Case:
    sealed = contacts.seal("王小明", contacts.check_phone("138 0013 1234"), "wang@example.org", "zh-hans")
    receipt = intake.report(a_telling(town, contact=sealed), by=None, at=NOON)
    return Case.unscoped.get(pk=receipt.case_id)


def contact_of(case: Case) -> Contact:
    return case.reports.get().contact


def test_nothing_given_is_no_contact():
    assert contacts.seal(" ", "", "", "en") is None


def test_the_table_holds_nothing_that_can_be_read(told_by_wang):
    row = Contact.objects.values().get()

    stored = " ".join(bytes(value).decode() if isinstance(value, memoryview) else str(value) for value in row.values())
    assert not any(plain in stored for plain in ("王", "13800131234", "wang", "example.org"))


def test_pages_see_enough_to_recognise_and_not_enough_to_call(told_by_wang):
    assert contacts.masked(contact_of(told_by_wang)) == contacts.Masked("王**", "138****1234", "w***@example.org")


@pytest.mark.parametrize(
    ("phone", "shown"), [("+8613800131234", "138****1234"), ("+16176354500", "+16****4500"), ("+4721930", "****30")]
)
def test_a_masked_phone_hides_at_least_four_digits(db, phone, shown):
    sealed = contacts.seal("", phone, "", "en")
    contact = Contact(phone_sealed=sealed.phone_sealed)

    assert contacts.masked(contact) == contacts.Masked("", shown, "")


def test_an_acceptor_reads_it_with_a_reason_that_stays_in_the_history(told_by_wang, town):
    an, contact = town.people["an"], contact_of(told_by_wang)

    plain = contacts.read(contact, told_by_wang, by=an, reason="The place is not clear.", at=NOON)

    assert plain == contacts.Plain("王小明", "+8613800131234", "wang@example.org")
    reading = ContactReading.objects.get()
    assert (reading.by, reading.reason, reading.contact) == (an, "The place is not clear.", contact)
    entry = told_by_wang.history.latest("number")
    assert (entry.action, entry.by, entry.note) == ("read_contact", an, "The place is not clear.")
    assert "13800131234" not in str(entry.data)


@pytest.mark.parametrize("name", ["ding", "li", "he", "su", "wu", "shi", "adam", "passer"])
def test_nobody_else_reads_it(told_by_wang, town, name):
    with pytest.raises(NotAllowed):
        contacts.read(contact_of(told_by_wang), told_by_wang, by=town.people[name], reason="Curious.", at=NOON)

    assert not ContactReading.objects.exists()


def test_no_reason_no_reading(told_by_wang, town):
    with pytest.raises(contacts.ReasonMissing):
        contacts.read(contact_of(told_by_wang), told_by_wang, by=town.people["an"], reason="  ", at=NOON)

    assert not ContactReading.objects.exists()


def test_a_contact_is_read_through_its_own_case_only(told_by_wang, town):
    other = a_report(town)

    with pytest.raises(NotAllowed):
        contacts.read(contact_of(told_by_wang), other, by=town.people["an"], reason="A mistake.", at=NOON)


def test_an_old_key_still_opens_what_it_sealed(told_by_wang, settings):
    with override_settings(CONTACT_KEYS=[Fernet.generate_key().decode(), *settings.CONTACT_KEYS]):
        assert contacts.masked(contact_of(told_by_wang)).name == "王**"


def test_a_lost_key_is_said_and_takes_no_page_down(told_by_wang, town):
    contact = contact_of(told_by_wang)
    with override_settings(CONTACT_KEYS=[Fernet.generate_key().decode()]):
        assert contacts.masked(contact) == contacts.Masked("***", "***", "***")
        with pytest.raises(contacts.ContactUnreadable):
            contacts.read(contact, told_by_wang, by=town.people["an"], reason="Call back.", at=NOON)

    assert not ContactReading.objects.exists()


def test_a_caller_is_found_by_number_also_after_the_secret_changed(told_by_wang, settings):
    old = settings.SECRET_KEY
    with override_settings(SECRET_KEY="another secret", SECRET_KEY_FALLBACKS=[old]):
        found = Contact.objects.filter(phone_digest__in=contacts.digests(contacts.check_phone("13800131234")))

    assert found.count() == 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("13800138000", "+8613800138000"),
        ("0871-65123456", "+8687165123456"),
        ("+1 617 635 4500", "+16176354500"),
        ("１３８００１３８０００", "+8613800138000"),
    ],
)
def test_phones_are_kept_in_one_form(town, given, kept):
    assert contacts.check_phone(given) == kept


@pytest.mark.parametrize("given", ["", "123", "call me", "138001380001234", "<script>"])
def test_what_cannot_be_called_is_refused(town, given):
    with pytest.raises(contacts.BadPhone):
        contacts.check_phone(given)
