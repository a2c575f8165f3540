"""Two presses, two tabs, many guesses at the same instant: one report, nothing lost, five tries."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from cases import chores, confirming, drafts, sending_drafts
from cases.models import AddressCode, Report, ReportDraft
from govgrid.lib.refusals import Refusal
from tests.cases.telling_pages import Teller
from tests.cases.test_at_once import at_once
from tests.city import Town, build_town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db: None) -> Town:
    return build_town()


def test_of_four_presses_at_once_each_gets_the_same_number(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens: list[str] = []
    begin = drafts.begin
    monkeypatch.setattr(drafts, "begin", lambda **at: tokens.append(begin(**at)) or tokens[-1])
    Teller().tell()
    at = chores.now()

    receipts = at_once(4, lambda _i: sending_drafts.send(tokens[0], language="en", at=at))

    assert len({receipt.number for receipt in receipts}) == 1
    assert Report.objects.count() == 1
    assert not ReportDraft.objects.exists()


def test_two_tabs_that_answer_at_once_lose_neither_answer(town: Town, noon: datetime) -> None:
    token = drafts.begin(at=noon)

    def answer(tab: int) -> None:
        with drafts.changed(token, at=noon) as said:
            said[f"page {tab}"] = "told"

    at_once(4, answer)

    assert len(drafts.find(token, at=noon).said) == 4


def test_twenty_guesses_at_once_are_five_tries(town: Town, noon: datetime) -> None:
    sent = confirming.send_code("wang@example.org", channel="mail", purpose="report", language="en", at=noon)
    wrong = f"{(int(confirming.code_of(sent.token)) + 1) % 1_000_000:06}"

    at_once(20, refused(lambda: confirming.confirm(sent.token, wrong, purpose="report", at=noon)))

    assert AddressCode.objects.get().tries == confirming.TRIES
    with pytest.raises(confirming.CodeOver):
        confirming.confirm(sent.token, confirming.code_of(sent.token), purpose="report", at=noon)


def refused(work: Callable[[], Any]) -> Callable[[int], Any]:
    """Return the refusal that `work` raises, whichever hand does it."""

    def one(_hand: int) -> Any:
        try:
            return work()
        except Refusal as refusal:
            return refusal

    return one
