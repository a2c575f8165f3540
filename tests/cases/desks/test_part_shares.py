"""A part shown by link: the outsider sees it alone, and what they say is done the department confirms."""

from datetime import timedelta

import pytest
from django.test import Client

from cases import chores, handling, letters, part_shares
from cases.models import Attachment, Case, Delivery, HistoryEntry, LegState, PartShare, Status
from cases.part_shares import NoSuchLink
from cases.workflow import CannotMove, NotAllowed
from departments.models import Department
from tests.builders import HOUR, a_case, a_clean_photo, fresh
from tests.city import NOON, Town

UNTIL = NOON + timedelta(days=7)


def open_link(town: Town, case: Case) -> tuple[PartShare, str]:
    """A link that is good by the clock of the pages, which is the real one."""
    share, secret = given(town, case)
    share.until = chores.now() + timedelta(days=7)
    share.save(update_fields=["until"])
    return share, secret


@pytest.fixture
def road_case(town: Town) -> Case:
    return a_case(town, Status.HANDLING, words="A hole. Call Mr Wang, 13800138000.", address="School Street 1")


def given(town: Town, case: Case, *, by: str = "li", **more: object) -> tuple[PartShare, str]:
    return part_shares.give(
        case.legs.get(), by=town.people[by], at=NOON,
        **{"party": "Wang & Sons", "task": "Fill the hole", "until": UNTIL, **more},
    )  # fmt: skip


def test_the_secret_is_kept_as_a_digest_only(town: Town, road_case: Case) -> None:
    share, secret = given(town, road_case)

    assert secret not in str(PartShare.objects.values().get())
    assert part_shares.of_secret(secret, at=NOON) == share


def test_only_who_works_on_the_part_gives_a_link(town: Town, road_case: Case) -> None:
    for stranger in ("deng", "ding", "an", "su"):
        with pytest.raises(NotAllowed):
            given(town, road_case, by=stranger)


@pytest.mark.parametrize("until", [NOON - HOUR, NOON + timedelta(days=61)])
def test_a_link_ends_soon(town: Town, road_case: Case, until: object) -> None:
    with pytest.raises(CannotMove):
        given(town, road_case, until=until)


def test_a_link_that_ran_out_or_was_taken_back_opens_nothing(town: Town, road_case: Case) -> None:
    share, secret = given(town, road_case)

    with pytest.raises(NoSuchLink):
        part_shares.of_secret(secret, at=UNTIL)
    part_shares.take_back(share, by=town.people["he"], at=NOON)

    with pytest.raises(NoSuchLink):
        part_shares.of_secret(secret, at=NOON)


def test_the_link_of_a_part_given_back_opens_nothing(town: Town, road_case: Case) -> None:
    _share, secret = given(town, road_case)
    road_case.legs.update(state=LegState.WITHDRAWN)

    with pytest.raises(NoSuchLink):
        part_shares.of_secret(secret, at=NOON)


def test_said_to_be_done_waits_for_the_department(town: Town, road_case: Case) -> None:
    share, _secret = given(town, road_case)

    finished = part_shares.say_done(share, words="Filled.", shown=[a_clean_photo()], at=NOON)
    letters.write_waiting(at=NOON)

    assert not finished
    assert fresh(road_case).status == Status.HANDLING
    assert Attachment.objects.get(case=road_case).stage == Attachment.Stage.AFTER
    assert Delivery.objects.filter(subject__contains="said to be done", user=town.people["li"]).exists()

    part_shares.confirm(share, by=town.people["li"], at=NOON)

    assert fresh(road_case).status == Status.CHECKING
    assert road_case.legs.get().outcome == "Wang & Sons: Filled."


def test_what_the_department_sends_back_is_not_done(town: Town, road_case: Case) -> None:
    share, _secret = given(town, road_case)
    part_shares.say_done(share, words="Filled.", shown=[a_clean_photo()], at=NOON)

    part_shares.send_back(share, words="It has sunk again.", by=town.people["li"], at=NOON)

    share.refresh_from_db()
    assert share.done_at is None
    with pytest.raises(CannotMove):
        part_shares.confirm(share, by=town.people["li"], at=NOON)
    assert not part_shares.say_done(share, words="Filled again.", shown=[a_clean_photo()], at=NOON)


def test_an_enterprise_finishes_its_own_part_by_link(town: Town, road_case: Case) -> None:
    Department.objects.filter(code="roads").update(kind=Department.Kind.ENTERPRISE)
    share, _secret = given(town, road_case)

    assert part_shares.say_done(share, words="Filled.", shown=[a_clean_photo()], at=NOON)

    assert fresh(road_case).status == Status.CHECKING
    assert road_case.legs.get().state == LegState.FINISHED
    assert fresh(road_case).handled_by == town.people["li"]  # so that he never judges it (两轴分离)


def test_nothing_is_done_without_a_photo_or_after_the_part_has_ended(town: Town, road_case: Case) -> None:
    share, _secret = given(town, road_case)
    with pytest.raises(CannotMove, match="photo"):
        part_shares.say_done(share, words="Filled.", shown=[], at=NOON)

    handling.finish(fresh(road_case), by=town.people["li"], at=NOON, note="Done by ourselves.")

    with pytest.raises(CannotMove, match="finished"):
        part_shares.ask(share, words="Where is it?", at=NOON)


def test_too_many_words_over_a_link_are_refused(town: Town, road_case: Case) -> None:
    share, _secret = given(town, road_case)
    for _n in range(part_shares.MOST_WORDS):
        part_shares.ask(share, words="Where?", at=NOON)

    with pytest.raises(CannotMove):
        part_shares.ask(share, words="Where?", at=NOON)


def test_the_history_names_the_outsider(town: Town, road_case: Case) -> None:
    share, _secret = given(town, road_case)
    part_shares.accept(share, at=NOON)

    entry = HistoryEntry.objects.get(case=road_case, action="part_accepted")
    assert entry.data["party"] == "Wang & Sons"
    assert entry.by is None


def test_the_page_shows_the_part_and_nothing_more(town: Town, road_case: Case) -> None:
    _share, secret = open_link(town, road_case)
    road_case.attachments.create(
        stage=Attachment.Stage.EVIDENCE, file="x", sha256="x", width=1, height=1, by=town.people["li"], at=NOON
    )

    page = Client().get(f"/part/{secret}/")

    shown = page.content.decode()
    assert page.status_code == 200
    assert "School Street 1" in shown
    assert "Fill the hole" in shown
    assert "13800138000" not in shown
    assert "/desk/" not in shown
    assert "photos/" not in shown
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_a_scanner_of_letters_only_looks(town: Town, road_case: Case) -> None:
    share, secret = open_link(town, road_case)

    for _look in range(3):
        Client().get(f"/part/{secret}/")

    share.refresh_from_db()
    assert (share.accepted_at, share.done_at) == (None, None)
    assert share.openings.count() == 3


def test_a_link_that_opens_nothing_says_whom_to_ask_and_gives_words_back(town: Town, road_case: Case) -> None:
    share, secret = open_link(town, road_case)
    part_shares.take_back(share, by=town.people["li"], at=NOON)

    for address in (f"/part/{secret}/", "/part/forged/"):
        assert Client().get(address).status_code == 404
        answer = Client().post(address, {"about": "question", "words": "Who has the key?"})
        assert answer.status_code == 404
        assert "Ask who gave it to you" in answer.text
        assert "Who has the key?" in answer.text


def test_a_link_taken_back_while_it_is_read_takes_nothing_on(town: Town, road_case: Case) -> None:
    share, secret = given(town, road_case)
    seen = part_shares.of_secret(secret, at=NOON)
    part_shares.take_back(share, by=town.people["li"], at=NOON)

    with pytest.raises(NoSuchLink):
        part_shares.accept(seen, at=NOON)
    with pytest.raises(NoSuchLink):
        part_shares.say_done(seen, words="Filled.", shown=[a_clean_photo()], at=NOON)


def test_what_was_done_on_the_last_day_is_confirmed_on_the_next(town: Town, road_case: Case, signed_in) -> None:
    share, _secret = given(town, road_case)
    part_shares.say_done(share, words="Filled.", shown=[a_clean_photo()], at=NOON)
    links = f"/desk/cases/{road_case.number}/outside/"

    page = signed_in("li").get(links).text  # by the real clock the link has long ended

    assert f"{links}{share.pk}/confirm/" in page


def test_what_the_department_has_finished_by_itself_waits_for_no_word(town: Town, road_case: Case, signed_in) -> None:
    share, _secret = given(town, road_case)
    part_shares.say_done(share, words="Filled.", shown=[a_clean_photo()], at=NOON)

    handling.finish(fresh(road_case), by=town.people["li"], at=NOON, note="Done by ourselves.")

    assert "says it is done" not in signed_in("li").get(f"/desk/cases/{road_case.number}/").text


def test_what_was_typed_stays_when_the_photo_is_missing(town: Town, road_case: Case) -> None:
    _share, secret = open_link(town, road_case)

    answer = Client().post(f"/part/{secret}/", {"about": "done", "words": "Filled with gravel."})

    assert answer.status_code == 422
    assert "Filled with gravel." in answer.content.decode()
    assert "Add a photo" in answer.content.decode()


def test_the_department_gives_and_confirms_on_its_pages(town: Town, road_case: Case, signed_in) -> None:
    li = signed_in("li")
    day = (UNTIL + timedelta(days=3650)).date()  # the page counts by the real clock

    refused = li.post(f"/desk/cases/{road_case.number}/outside/", {"party": "Wang & Sons", "until": day})
    assert refused.status_code == 409
    assert "Wang &amp; Sons" in refused.content.decode()

    share, _secret = open_link(town, road_case)
    part_shares.say_done(share, words="Filled.", shown=[a_clean_photo()], at=NOON)
    assert "says it is done" in li.get(f"/desk/cases/{road_case.number}/").content.decode()
    assert signed_in("deng").get(f"/desk/cases/{road_case.number}/outside/").status_code == 404

    li.post(f"/desk/cases/{road_case.number}/outside/{share.pk}/confirm/")

    assert fresh(road_case).status == Status.CHECKING
