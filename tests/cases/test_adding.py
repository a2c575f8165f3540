"""What a reporter adds later reaches the case, its history and who has it: once, within bounds, and never when over."""

import pytest

from cases import adding, withdrawing
from cases.models import Notice, Status
from cases.workflow import CannotMove, NoteMissing
from tests.builders import HOUR, MINUTE, a_case, a_clean_photo, a_routed_case, fresh
from tests.city import NOON, Town


@pytest.fixture(autouse=True)
def _own_disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_words_and_photos_go_to_the_case_and_to_its_history_without_moving_it(town: Town):
    case = a_routed_case(town)

    adding.add(case.reports.get(), words="It is deeper now.", shown=[a_clean_photo()], at=NOON + HOUR)

    entry = case.history.latest("number")
    assert (entry.action, entry.note, entry.by) == ("add", "It is deeper now.", None)
    assert case.attachments.get().report == case.reports.get()
    assert not case.attachments.get().public
    assert fresh(case).step == case.step
    assert Notice.objects.filter(kind="added", case=case).count() == 1


def test_a_second_press_adds_nothing_and_other_words_do(town: Town):
    report = a_routed_case(town).reports.get()

    for words, at in (("Deeper.", NOON), ("Deeper.", NOON + MINUTE), ("Much deeper.", NOON + MINUTE)):
        adding.add(report, words=words, shown=[], at=at)

    assert [entry.note for entry in adding.added_by(report)] == ["Deeper.", "Much deeper."]


def test_nothing_at_all_is_refused(town: Town):
    with pytest.raises(NoteMissing):
        adding.add(a_routed_case(town).reports.get(), words="  ", shown=[], at=NOON)


def test_an_ended_case_and_a_withdrawn_report_take_nothing_more(town: Town):
    closed, left = a_case(town, Status.CLOSED).reports.get(), a_case(town, Status.HANDLING).reports.get()
    withdrawing.withdraw(left, at=NOON)

    for report in (closed, left):
        with pytest.raises(CannotMove):
            adding.add(report, words="More.", shown=[], at=NOON)


def test_one_report_does_not_fill_the_disk(town: Town, monkeypatch):
    monkeypatch.setattr(adding, "PHOTOS_AT_MOST", 2)
    case = a_routed_case(town)
    adding.add(case.reports.get(), words="", shown=[a_clean_photo()] * 2, at=NOON)

    with pytest.raises(CannotMove, match="2 photos"):
        adding.add(case.reports.get(), words="", shown=[a_clean_photo()], at=NOON + HOUR)

    assert case.attachments.count() == 2
