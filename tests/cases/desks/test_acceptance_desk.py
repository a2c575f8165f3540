"""The acceptance desk: every source in one list, one report beside it, and the next one after each decision."""

from collections.abc import Callable

import pytest
from django.test import Client

from cases import filing, merging, routing
from cases.models import Attachment, Case, Channel, Status
from departments.models import Reason
from govgrid.lib import remembered
from tests.builders import a_report, a_routed_case, fresh
from tests.city import NOON, Town, middle_of

SignedIn = Callable[[str], Client]
DESK = "/desk/acceptance/"


def post(client: Client, case: Case, action: str, **said: object):
    return client.post(f"{DESK}{case.number}/{action}/", {"step": case.step, **said})


@pytest.fixture
def unsorted(town: Town) -> Case:
    """A report without a category: a person has to sort it."""
    return a_routed_case(town, category=None, channel=Channel.PHONE, address="School Street 1")


@pytest.fixture
def sorted_by_hand(town: Town, unsorted: Case) -> Case:
    """The same with its category set: it waits to be filed, for no standard files it by itself."""
    town.categories["road"].standards.update(automatic=False)
    remembered.forget_all()
    filing.place(unsorted, by=town.people["an"], at=NOON, category=town.categories["road"])
    routing.route_waiting(at=NOON)
    return fresh(unsorted)


def test_each_row_says_its_source_and_why_it_waits(unsorted: Case, signed_in: SignedIn) -> None:
    page = signed_in("an").get(DESK).content.decode()

    assert unsorted.number in page
    assert "Hotline" in page
    assert "Choose a category" in page


def test_a_report_opens_beside_the_list_and_alone_for_htmx(unsorted: Case, signed_in: SignedIn) -> None:
    an = signed_in("an")

    page = an.get(f"{DESK}{unsorted.number}/").content.decode()
    part = an.get(f"{DESK}{unsorted.number}/", headers={"HX-Request": "true"}).content.decode()

    assert 'id="acceptance-case"' in page
    assert 'data-live="/desk/acceptance/"' in page
    assert 'id="acceptance-case"' in part
    assert "data-live=" not in part


def test_a_standard_is_shown_with_condition_limit_and_closing_text(sorted_by_hand: Case, signed_in: SignedIn) -> None:
    page = signed_in("an").get(f"{DESK}{sorted_by_hand.number}/").content.decode()

    for words in ("Road damage seen", "5 working days", "Put right"):
        assert words in page
    assert "roads answers for road" in page  # whom the router would send it to, and why


def test_filing_goes_on_to_the_next_report(town: Town, sorted_by_hand: Case, signed_in: SignedIn) -> None:
    after = a_routed_case(town, category=None)
    standard = town.categories["road"].standards.get()

    answer = post(signed_in("an"), sorted_by_hand, "file", standard=standard.pk)

    assert fresh(sorted_by_hand).status == Status.FILED
    assert answer.headers["Location"] == f"{DESK}{after.number}/"


def test_setting_the_category_stays_with_the_report(town: Town, unsorted: Case, signed_in: SignedIn) -> None:
    answer = post(signed_in("an"), unsorted, "place", category=town.categories["noise"].pk)

    assert fresh(unsorted).category == town.categories["noise"]
    assert answer.headers["Location"] == f"{DESK}{unsorted.number}/"


def test_likely_duplicates_stand_beside_with_distance_and_photo(
    town: Town, sorted_by_hand: Case, signed_in: SignedIn
) -> None:
    other = a_routed_case(town, point=middle_of(1)._replace(lat=middle_of(1).lat + 0.0005))
    photo = Attachment.objects.create(
        case=other, stage=Attachment.Stage.REPORT, file="x", sha256="x", width=1, height=1, at=NOON
    )

    page = signed_in("an").get(f"{DESK}{sorted_by_hand.number}/").content.decode()

    assert other.number in page
    assert "56 m away" in page
    assert f"/photos/{photo.pk}/small/" in page


def test_a_duplicate_is_merged_from_the_desk(town: Town, sorted_by_hand: Case, signed_in: SignedIn) -> None:
    other = a_routed_case(town, category="litter")

    post(signed_in("an"), sorted_by_hand, "merge", into=other.number)

    assert fresh(sorted_by_hand).status == Status.MERGED
    assert other.reports.count() == 2
    assert merging.likely_duplicates(fresh(other)) == []


def test_declining_without_words_shows_what_was_chosen(town: Town, unsorted: Case, signed_in: SignedIn) -> None:
    reason = Reason.objects.create(kind=Reason.Kind.DECLINE, code="x", name_en="Out of scope", name_zh="不在范围")

    answer = post(signed_in("an"), unsorted, "decline", reason=reason.pk)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{reason.pk}" selected' in page
    assert "We do not take it on: Out of scope." in page
    assert fresh(unsorted).status == Status.REPORTED


def test_who_comes_second_is_told_who_was_first(town: Town, unsorted: Case, signed_in: SignedIn) -> None:
    seen = fresh(unsorted)
    filing.place(fresh(unsorted), by=town.people["shi"], at=NOON, category=town.categories["noise"])

    answer = post(signed_in("an"), seen, "decline", note="Not in this city's duty.")

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Shi" in page
    assert "Not in this city&#x27;s duty." in page


def test_a_report_that_another_has_filed_is_gone_with_a_word(
    town: Town, sorted_by_hand: Case, signed_in: SignedIn
) -> None:
    filing.file_case(
        fresh(sorted_by_hand), standard=town.categories["road"].standards.get(), by=town.people["shi"], at=NOON
    )

    an = signed_in("an")

    assert an.get(f"{DESK}{sorted_by_hand.number}/").headers["Location"] == DESK
    assert "does not wait here any more" in an.get(DESK).content.decode()
    answer = post(an, sorted_by_hand, "decline", note="It is private ground.")
    assert answer.status_code == 409
    assert "Shi has just moved" in answer.content.decode()
    assert "It is private ground.</textarea>" in answer.content.decode()


@pytest.mark.parametrize("action", ["close", "dispatch", "cancel"])
def test_no_other_move_is_made_at_this_desk(unsorted: Case, signed_in: SignedIn, action: str) -> None:
    assert post(signed_in("an"), unsorted, action, note="x").status_code == 404


def test_a_report_that_nobody_has_looked_at_yet_is_not_listed(town: Town, signed_in: SignedIn) -> None:
    new = a_report(town)

    assert new.number not in signed_in("an").get(DESK).content.decode()
