"""Three audiences: each reads what is meant for it, and a word for colleagues never goes out."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from cases import contacts, letters, messages, queries, sharing, tracking
from cases.models import Case, Delivery, Message, Status
from cases.workflow import NotAllowed
from departments.models import Audience
from tests.builders import HOUR, a_case, a_routed_case, fresh
from tests.city import Town

SignedIn = Callable[[str], Client]
OUT, BETWEEN, INSIDE = "We come on Friday.", "Please close the lane.", "He is not easy to talk to."


@pytest.fixture
def case(town: Town, noon: datetime) -> Case:
    """A lamp of the lamp company, with the roads bureau as co-handler; its reporter left an address."""
    return a_routed_case(town, category="lamp", contact=contacts.seal("Wang", "", "wang@mail.example", "en"))


@pytest.fixture
def written(town: Town, case: Case, noon: datetime) -> Case:
    """The same, with a message to each audience by the lamp company."""
    for audience, words in ((Audience.CITIZEN, OUT), (Audience.DEPARTMENTS, BETWEEN), (Audience.OWN, INSIDE)):
        messages.send(case, audience=audience, words=words, by=town.people["deng"], at=noon)
    return fresh(case)


def read_by(town: Town, name: str, case: Case) -> set[str]:
    seen = queries.case_for(town.people[name], case.number)
    return {message.words for message in messages.readable_by(town.people[name], seen)}


@pytest.mark.parametrize(
    ("reader", "reads"),
    [("deng", {OUT, BETWEEN, INSIDE}), ("li", {OUT, BETWEEN}), ("an", {OUT, BETWEEN}), ("su", {OUT, BETWEEN})],
)
def test_each_reads_what_is_meant_for_them(town: Town, written: Case, reader: str, reads: set[str]) -> None:
    assert read_by(town, reader, written) == reads


def test_whoever_sees_a_case_by_a_share_reads_only_what_went_out(town: Town, written: Case, noon: datetime) -> None:
    sharing.share(
        written,
        to=town.people["qing"],
        until=datetime.now(noon.tzinfo) + HOUR,
        by=town.people["su"],
        at=datetime.now(noon.tzinfo),
    )

    assert read_by(town, "qing", written) == {OUT}


def test_the_grid_centre_has_words_of_its_own(town: Town, case: Case, noon: datetime) -> None:
    messages.send(case, audience=Audience.OWN, words="Call him back.", by=town.people["an"], at=noon)

    assert read_by(town, "ding", case) == {"Call him back."}
    assert read_by(town, "deng", case) == set()


def test_only_the_word_that_goes_out_leaves_an_entry_and_that_holds_no_words(written: Case) -> None:
    entries = list(written.history.filter(action="write"))

    assert len(entries) == 1
    assert (entries[0].note, set(entries[0].data)) == ("", {"message"})


def test_the_letter_to_the_reporter_is_made_of_the_outward_word(written: Case, noon: datetime) -> None:
    letters.write_waiting(at=noon)

    bodies = " ".join(Delivery.objects.filter(contact__isnull=False).values_list("body", flat=True))
    assert OUT in bodies
    assert BETWEEN not in bodies
    assert INSIDE not in bodies


def test_no_letter_at_all_carries_a_word_for_colleagues(written: Case, noon: datetime) -> None:
    letters.write_waiting(at=noon)

    bodies = " ".join(Delivery.objects.values_list("body", flat=True))
    assert "Somebody has written" in bodies
    assert BETWEEN not in bodies
    assert INSIDE not in bodies


def test_neither_the_reporters_page_nor_the_public_page_holds_them(written: Case, client: Client) -> None:
    token = tracking.token_of(written.reports.get().number)
    page = client.get(f"/track/{token}/").text

    assert OUT in page
    assert BETWEEN not in page
    assert INSIDE not in page


@pytest.mark.parametrize(("reader", "hidden"), [("li", [INSIDE]), ("deng", [])])
def test_the_api_tells_each_reader_the_same_as_the_page(
    written: Case, signed_in: SignedIn, reader: str, hidden: list[str]
) -> None:
    client = signed_in(reader)
    told = [client.get(f"/api/v1/cases/{written.number}/{part}").text for part in ("", "history/", "messages/")]
    page = client.get(f"/desk/cases/{written.number}/").text

    for words in (OUT, BETWEEN, INSIDE):
        assert (words in told[2]) == (words in page) == (words not in hidden)
        assert words not in told[0] + told[1]


def test_the_database_refuses_a_word_in_the_wrong_column(written: Case) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(audience=Audience.OWN).update(said_outside="Out it goes", said_inside="")


def test_even_asked_for_by_mistake_an_inner_message_has_no_outward_words(written: Case) -> None:
    inner = Message.objects.get(audience=Audience.OWN)

    assert messages.outward_words(inner.pk) == ""


def test_a_message_is_no_move_and_makes_nobodys_page_stale(case: Case, town: Town, noon: datetime) -> None:
    before = case.step
    messages.send(case, audience=Audience.CITIZEN, words=OUT, by=town.people["deng"], at=noon)

    assert fresh(case).step == before


def test_other_departments_hear_of_a_message_between_departments(town: Town, case: Case, noon: datetime) -> None:
    messages.send(case, audience=Audience.DEPARTMENTS, words=BETWEEN, by=town.people["deng"], at=noon)
    letters.write_waiting(at=noon)

    told = Delivery.objects.filter(notice__kind="written_to_departments", channel="inbox")
    assert set(told.values_list("user__username", flat=True)) == {"he", "li", "lu"}


def test_a_name_grants_nothing_and_whoever_cannot_read_is_told_of(town: Town, case: Case, noon: datetime) -> None:
    sent = messages.send(
        case, audience=Audience.DEPARTMENTS, words="@li and @qing: please look.", by=town.people["deng"], at=noon
    )
    letters.write_waiting(at=noon)

    assert list(sent.message.mentioned.all()) == [town.people["li"]]
    assert sent.unreached == [town.people["qing"]]
    assert not queries.visible_to(town.people["qing"]).filter(pk=case.pk).exists()
    assert not Delivery.objects.filter(user=town.people["qing"]).exists()


def test_who_only_looks_on_does_not_write(town: Town, case: Case, noon: datetime) -> None:
    sharing.share(case, to=town.people["qing"], until=noon + HOUR, by=town.people["su"], at=noon)

    with pytest.raises(NotAllowed):
        messages.send(case, audience=Audience.OWN, words="Hm.", by=town.people["qing"], at=noon)


@pytest.mark.parametrize("words", ["", "  ", "x" * 2001])
def test_empty_or_endless_words_are_refused(town: Town, case: Case, noon: datetime, words: str) -> None:
    with pytest.raises(messages.Unfit):
        messages.send(case, audience=Audience.OWN, words=words, by=town.people["deng"], at=noon)


def test_an_answer_stays_with_the_readers_of_what_it_answers(town: Town, written: Case, noon: datetime) -> None:
    inner = Message.objects.get(audience=Audience.OWN)

    with pytest.raises(messages.Unfit):
        messages.send(written, audience=Audience.CITIZEN, words="No.", by=town.people["deng"], at=noon, reply_to=inner)


def test_whoever_watches_a_case_hears_of_it_as_long_as_they_may_see_it(town: Town, noon: datetime) -> None:
    case = a_case(town, Status.HANDLING)
    for name in ("su", "qing"):
        sharing.watch(case, by=town.people[name], at=noon)
    messages.send(case, audience=Audience.DEPARTMENTS, words=BETWEEN, by=town.people["li"], at=noon)
    letters.write_waiting(at=noon)

    told = Delivery.objects.filter(subject__contains="which you watch", channel="inbox")
    assert set(told.values_list("user__username", flat=True)) == {"su"}
