"""Two people at the same instant: two drafts with two numbers, and one adopted set."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from departments import duty_sets
from departments.duties import adopted_set
from departments.duty_sets import NotAdoptable, Proof
from departments.models import DutySet
from tests.city import Town, build_town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db: None) -> Town:
    return build_town()


def at_once(hands: int, work: Callable[[int], Any]) -> list[Any]:
    """Run `work(0)` … `work(hands - 1)` in threads that start together; return answers, refusals included."""
    start = Barrier(hands)

    def one(index: int) -> Any:
        start.wait()
        try:
            return work(index)
        except NotAdoptable as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(hands) as pool:
        return list(pool.map(one, range(hands)))


def test_six_drafts_made_at_once_have_six_numbers(town: Town, noon: datetime) -> None:
    made = at_once(6, lambda _hand: duty_sets.draft([], by=None, at=noon))

    assert sorted(draft.version for draft in made) == [2, 3, 4, 5, 6, 7]


def test_of_four_sets_adopted_at_once_one_is_and_the_others_must_be_tried_again(town: Town, noon: datetime) -> None:
    """Each was tried beside set 1; the first to be adopted makes the other trials worthless."""
    first = adopted_set()
    assert first
    drafts = [duty_sets.draft_copy(first, by=None, at=noon) for _ in range(4)]
    proofs = [Proof(duty_sets.digest_of(draft), first.pk) for draft in drafts]

    answers = at_once(4, lambda hand: duty_sets.adopt(drafts[hand], proof=proofs[hand], by=None, at=noon))

    refused = [answer for answer in answers if isinstance(answer, NotAdoptable)]
    assert len(refused) == 3
    assert all("Try it again" in str(refusal) for refusal in refused)
    assert DutySet.objects.filter(state="adopted").count() == 1
    assert DutySet.objects.get(version=1).state == "retired"
