"""What the public sees: nothing by default, fit words after that, and every change in the history."""

import pytest

from cases import closing, publishing
from cases.models import Attachment, HistoryEntry, Status
from cases.publishing import CannotPublish, UnfitWords
from cases.workflow import NotAllowed, NoteMissing
from departments.models import Category
from tests.builders import HOUR, a_case, a_report, a_routed_case, fresh
from tests.city import NOON

WORDS = "A deep hole; call 13800138000."


@pytest.fixture
def lamp(town):
    """A filed case of a category that a person publishes."""
    return fresh(a_routed_case(town, category="lamp", words=WORDS))


@pytest.fixture
def hole(town):
    """A case published by its category's rule."""
    return fresh(a_routed_case(town, words=WORDS))


def numbers() -> list[str]:
    return list(publishing.public_cases().values_list("number", flat=True))


def test_a_report_that_is_not_filed_is_private(town):
    a_report(town)

    assert numbers() == []


def test_an_automatic_category_is_published_when_filed_without_what_could_reach_a_person(hole):
    assert (hole.public_words, hole.published_at) == ("A deep hole; call [phone number].", NOON)
    assert numbers() == [hole.number]


@pytest.mark.parametrize("rule", [Category.Publish.BY_HAND, Category.Publish.NEVER])
def test_the_other_categories_stay_private(lamp, rule):
    case_private = publishing.when_filed(lamp, Category(publish=rule), at=NOON)

    assert case_private == {"public_words": "", "published_at": None}
    assert numbers() == []


def test_filing_again_leaves_what_is_published(hole):
    kept = publishing.when_filed(hole, Category(publish=Category.Publish.NEVER), at=NOON + HOUR)

    assert kept == {"public_words": hole.public_words, "published_at": NOON}


def test_an_acceptor_publishes_the_redacted_words(lamp, town):
    publishing.publish(lamp, by=town.people["an"], at=NOON + HOUR)

    again = fresh(lamp)
    assert (again.public_words, again.published_at) == ("A deep hole; call [phone number].", NOON + HOUR)
    entry = again.history.latest("number")
    assert (entry.action, entry.by, again.words) == ("publish", town.people["an"], WORDS)


@pytest.mark.parametrize("name", ["ding", "li", "deng", "su", "wu", "adam", "passer"])
def test_others_may_not_publish_nor_hide(lamp, hole, town, name):
    person = town.people[name]

    for step in (
        lambda: publishing.publish(lamp, by=person, at=NOON),
        lambda: publishing.hide(hole, by=person, note="No.", at=NOON),
        lambda: publishing.redact_words(hole, by=person, words="Else.", note="No.", at=NOON),
    ):
        with pytest.raises(NotAllowed):
            step()
    assert numbers() == [hole.number]


def test_words_that_still_reach_a_person_are_refused_with_what_and_where(lamp, town):
    with pytest.raises(UnfitWords, match="13800138000") as refused:
        publishing.publish(lamp, by=town.people["an"], words=WORDS, at=NOON)

    assert refused.value.facts["found"] == [{"start": 18, "end": 29, "kind": "phone"}]
    assert fresh(lamp).published_at is None


def test_empty_words_are_refused(lamp, town):
    with pytest.raises(UnfitWords):
        publishing.publish(lamp, by=town.people["an"], words="  ", at=NOON)


def test_a_category_that_is_never_published_stays_private_for_everybody(lamp, town):
    Category.objects.filter(pk=lamp.category_id).update(publish=Category.Publish.NEVER)

    with pytest.raises(CannotPublish, match="never"):
        publishing.publish(fresh(lamp), by=town.people["an"], at=NOON)


def test_a_case_is_published_after_it_is_filed(town):
    with pytest.raises(CannotPublish, match="not filed"):
        publishing.publish(fresh(a_report(town)), by=town.people["an"], at=NOON)


def test_hiding_takes_it_back_and_keeps_what_was_shown(hole, town):
    publishing.hide(hole, by=town.people["shi"], note="Names a neighbour.", at=NOON + HOUR)

    entry = hole.history.latest("number")
    assert numbers() == []
    assert (entry.action, entry.note) == ("hide", "Names a neighbour.")
    assert entry.data == {"words_before": "A deep hole; call [phone number]."}


def test_hiding_says_why_and_needs_something_public(hole, lamp, town):
    with pytest.raises(NoteMissing):
        publishing.hide(hole, by=town.people["an"], note=" ", at=NOON)
    with pytest.raises(CannotPublish, match="not public"):
        publishing.hide(lamp, by=town.people["an"], note="Why not.", at=NOON)


def test_redacting_puts_other_words_and_keeps_the_day_of_publication(hole, town):
    publishing.redact_words(hole, by=town.people["an"], words="A deep hole.", note="Too much.", at=NOON + HOUR)

    again = fresh(hole)
    assert (again.public_words, again.published_at, again.words) == ("A deep hole.", NOON, WORDS)
    assert again.history.latest("number").data == {"words_before": "A deep hole; call [phone number]."}


def test_what_was_shown_is_kept_also_by_someone_with_an_old_page(hole, town):
    seen_by_an, seen_by_shi = fresh(hole), fresh(hole)
    publishing.redact_words(seen_by_an, by=town.people["an"], words="First.", note="Shorter.", at=NOON)

    publishing.redact_words(seen_by_shi, by=town.people["shi"], words="Second.", note="Shorter.", at=NOON)

    assert hole.history.latest("number").data == {"words_before": "First."}


def test_publishing_is_no_move_so_nobody_is_overtaken_by_it(hole, town):
    step = hole.step

    publishing.hide(hole, by=town.people["an"], note="Wait.", at=NOON)

    assert fresh(hole).step == step


def test_a_photo_is_public_when_a_person_showed_it_and_the_case_is(hole, town):
    photo = Attachment.objects.create(case=hole, stage="report", file="x", sha256="x", width=1, height=1, at=NOON)
    assert not publishing.public_photos(hole).exists()

    publishing.show_photo(photo, by=town.people["an"], at=NOON)
    assert list(publishing.public_photos(hole)) == [photo]

    publishing.hide(fresh(hole), by=town.people["an"], note="Wait.", at=NOON)
    assert not publishing.public_photos(hole).exists()
    with pytest.raises(NotAllowed):
        publishing.show_photo(photo, by=town.people["li"], at=NOON)
    assert [entry.action for entry in HistoryEntry.objects.filter(case=hole)][-2:] == ["show_photo", "hide"]


def test_the_public_path_names_departments_and_no_person(town):
    case = a_case(town, Status.CLOSED)

    steps = publishing.public_steps(case)

    assert [step.sentence for step in steps] == [
        "Reported",
        "Accepted",
        "Sent to Roads Bureau",
        "Roads Bureau has taken it on",
        "Roads Bureau says that it is done",
        "An officer is asked to look at the result",
        "The result was checked on the spot: solved",
        "Closed",
    ]
    names = {entry.by_name for entry in case.history.all()} - {""}
    assert not any(name in step.sentence.split() for name in names for step in steps)


def test_a_decliners_note_is_not_on_the_public_path(town):
    case = a_routed_case(town, category="road", cell=None, area_id=town.areas["west"].pk, address="Gate", area_path="")
    closing.decline(case, by=town.people["an"], at=NOON, note="Private ground of Mr Wang.")

    assert publishing.public_steps(case)[-1].sentence == "Not accepted"
