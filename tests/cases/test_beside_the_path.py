"""The moves beside the ordinary path: verified first, merged, self-handled, corrected, called in, ended by decision."""

from datetime import timedelta

import pytest

from cases import (
    appealing,
    asking,
    closing,
    correction,
    ending,
    evaluation,
    filing,
    handling,
    joining,
    merging,
    preverification,
    routing,
    self_handling,
    urging,
    verification,
)
from cases import requests as wishes
from cases.models import Case, ClockState, Follower, LegState, Link, Report, Request, Review, Status
from cases.moves import REPORTER
from cases.self_handling import PhotosMissing
from cases.workflow import CannotMove, NotAllowed, NoteMissing
from departments.access import grant_postings
from departments.models import ClockKind, Department, FilingStandard, LimitUnit, Posting, User
from departments.roles import Role
from grids.city import this_city
from grids.models import City
from tests.builders import HOUR, MINUTE, a_case, a_clean_photo, a_report, a_routed_case, a_telling, fresh
from tests.city import NOON, Town, middle_of


def at_acceptance(town: Town, **more: object) -> Case:
    """A report in cell 1 that the router could not file: no duty names anyone for noise, nothing files it."""
    FilingStandard.objects.update(automatic=False)
    return a_routed_case(town, **more)


class TestPreVerification:
    def test_the_nearest_officer_is_asked_and_the_desk_decides_by_the_answer(self, town: Town) -> None:
        case = at_acceptance(town)
        task = preverification.send_verify(case, by=town.people["an"], at=NOON)

        assert task.officer.username in {"wu", "wen"}
        assert (case.status, task.due_at - NOON) == (Status.VERIFYING, timedelta(minutes=30))

        preverification.verify(case, true=False, by=task.officer, at=NOON + MINUTE, note="Nothing there.")
        assert fresh(case).status == Status.REPORTED
        assert case.history.latest("number").data["result"] == "false"

    def test_who_says_not_as_reported_says_what_is_there(self, town: Town) -> None:
        case = at_acceptance(town)
        task = preverification.send_verify(case, by=town.people["an"], at=NOON)

        with pytest.raises(NoteMissing):
            preverification.verify(case, true=False, by=task.officer, at=NOON)

    def test_nobody_answers_for_another(self, town: Town) -> None:
        case = at_acceptance(town)
        preverification.send_verify(case, to=town.people["wu"], by=town.people["an"], at=NOON)

        with pytest.raises(NotAllowed, match="given to Wu"):
            preverification.verify(case, true=True, by=town.people["wen"], at=NOON)

    def test_the_desk_need_not_wait_for_ever(self, town: Town) -> None:
        case = at_acceptance(town)
        preverification.send_verify(case, by=town.people["an"], at=NOON)

        preverification.stop_verify(case, by=town.people["an"], at=NOON + HOUR, note="He is ill.")

        assert fresh(case).status == Status.REPORTED
        assert not case.tasks.filter(done_at=None).exists()


class TestMerging:
    def test_reporters_and_followers_go_along_and_come_back(self, town: Town) -> None:
        first, second = a_routed_case(town), a_routed_case(town)
        Follower.objects.create(case=second, user=town.people["su"], since=NOON)
        number = second.reports.get().number

        merging.merge(second, into=first, by=town.people["an"], at=NOON + MINUTE)

        assert Report.objects.get(number=number).case == first
        assert first.followers.get().user == town.people["su"]
        assert (fresh(second).status, second.legs.get().state) == (Status.MERGED, LegState.WITHDRAWN)
        assert not second.clocks.filter(state=ClockState.RUNNING).exists()

        second = merging.unmerge(fresh(second), by=town.people["an"], at=NOON + HOUR, note="Another hole.")
        routing.route_waiting(at=NOON + HOUR)
        assert Report.objects.get(number=number).case == second
        assert fresh(second).status == Status.DISPATCHED
        assert not first.followers.exists()

    def test_likely_ones_are_of_one_kind_within_fifty_metres_and_a_day(self, town: Town) -> None:
        here = middle_of(1)
        case = a_routed_case(town)
        near = a_routed_case(town, point=here._replace(lon=here.lon + 0.0004))  # about 40 m
        a_routed_case(town, point=here._replace(lon=here.lon + 0.0006))  # about 60 m
        a_routed_case(town, category="lamp")
        a_routed_case(town, at=NOON - timedelta(hours=25))

        assert [found for found, _metres in merging.likely_duplicates(case)] == [near]

    @pytest.mark.parametrize("wrong", ["itself", "closed"])
    def test_it_needs_another_case_that_is_open(self, town: Town, wrong: str) -> None:
        case = a_routed_case(town)
        into = case if wrong == "itself" else a_case(town, Status.CLOSED)

        with pytest.raises(CannotMove):
            merging.merge(case, into=into, by=town.people["an"], at=NOON)

    def test_a_case_others_were_merged_into_stays(self, town: Town) -> None:
        first, second, third = (a_routed_case(town) for _ in range(3))
        merging.merge(second, into=first, by=town.people["an"], at=NOON)

        with pytest.raises(CannotMove, match="Others were merged"):
            merging.merge(fresh(first), into=third, by=town.people["an"], at=NOON)


class TestSelfHandled:
    @pytest.fixture(autouse=True)
    def _attachments(self, settings, tmp_path) -> None:
        settings.MEDIA_ROOT = tmp_path

    def done(self, town: Town, **more: object) -> Case:
        telling = a_telling(town, photos=[a_clean_photo()])
        return self_handling.report_done(
            telling, by=town.people["wu"], at=NOON, note="Swept.", after=[a_clean_photo()], **more
        )

    def test_it_closes_at_once_with_photos_before_and_after(self, town: Town) -> None:
        case = self.done(town)

        assert (case.status, case.close_kind, case.host_id) == (Status.CLOSED, "self", None)
        routing.route_waiting(at=NOON)
        assert fresh(case).status == Status.CLOSED  # the router's work order finds it done

    def test_without_photos_of_both_it_is_refused_and_nothing_stays(self, town: Town) -> None:
        with pytest.raises(PhotosMissing):
            self_handling.report_done(a_telling(town), by=town.people["wu"], at=NOON, note="Swept.", after=[])
        assert not Case.unscoped.exists()

    def test_only_an_officer_does_it(self, town: Town) -> None:
        telling = a_telling(town, photos=[a_clean_photo()])

        with pytest.raises(NotAllowed):
            self_handling.report_done(telling, by=town.people["an"], at=NOON, note="Swept.", after=[a_clean_photo()])
        assert not Case.unscoped.exists()

    def test_a_share_is_reviewed_by_another_person(self, town: Town) -> None:
        City.objects.update(review_percent=100)
        this_city.forget()
        case = self.done(town)
        assert case.review == Review.ASKED

        self_handling.fail_review(case, by=town.people["shi"], at=NOON + HOUR, note="Still dirty.")
        routing.route_waiting(at=NOON + HOUR)
        assert (fresh(case).review, fresh(case).status) == (Review.FAILED, Status.DISPATCHED)

    def test_the_share_is_about_what_the_city_says(self) -> None:
        chosen = sum(self_handling.is_sampled(f"TT260916-{n:06}", 10) for n in range(10_000))

        assert 900 < chosen < 1_100


class TestCorrection:
    def test_another_kind_goes_to_another_department_and_the_first_keeps_what_it_used(self, town: Town) -> None:
        case = a_case(town, Status.HANDLING)
        at = NOON + 3 * HOUR

        correction.correct(case, category=town.categories["lamp"], by=town.people["an"], at=at, note="It is a lamp.")
        routing.route_waiting(at=at)

        case = fresh(case)
        assert (case.status, case.host) == (Status.DISPATCHED, town.departments["lamps"])
        roads = case.clocks.filter(leg__department=town.departments["roads"], leg__part="host").get()
        assert (roads.state, roads.consumed_seconds) == (ClockState.CANCELLED, 3600)

    def test_the_same_department_goes_on_with_what_it_used(self, town: Town) -> None:
        case = a_case(town, Status.HANDLING)
        at = NOON + 3 * HOUR

        correction.correct(case, point=middle_of(4), by=town.people["an"], at=at, note="Over there.")
        routing.route_waiting(at=at)

        clock = fresh(case).clocks.filter(state=ClockState.RUNNING, kind=ClockKind.HANDLE).get()
        assert (clock.leg.department, clock.consumed_seconds) == (town.departments["roads"], 3600)
        assert fresh(case).cell == town.cells[4]

    def test_another_standard_gives_another_limit_and_says_who_is_late_by_it(self, town: Town) -> None:
        case = a_case(town, Status.HANDLING)
        short = FilingStandard.objects.create(
            category=case.category, condition_no=2, condition_en="Deep", condition_zh="深坑", limit_value=1,
            limit_unit=LimitUnit.WORKING_HOUR, valid_from=NOON.date(),
        )  # fmt: skip

        correction.change_standard(case, standard=short, by=town.people["an"], at=NOON + 4 * HOUR, note="It is deep.")

        clock = case.clocks.get(kind=ClockKind.HANDLE)
        assert (clock.budget_seconds, clock.consumed_seconds) == (3600, 7200)
        assert list(case.history.order_by("number").values_list("action", flat=True))[-2:] == [
            "change_standard",
            "late_by_change",
        ]
        assert case.legs.get().state == LegState.HANDLING

    def test_nothing_to_correct_is_refused(self, town: Town) -> None:
        with pytest.raises(CannotMove, match="Nothing was changed"):
            correction.correct(a_routed_case(town), by=town.people["an"], at=NOON, note="Hm.")


class TestJointWork:
    def test_the_desk_calls_in_and_all_must_finish(self, town: Town) -> None:
        case = a_case(town, Status.HANDLING)
        joining.join(case, departments=[town.departments["clean"]], by=town.people["ding"], at=NOON, note="Litter too.")

        handling.finish(case, by=town.people["li"], at=NOON, note="Filled.")
        assert fresh(case).status == Status.HANDLING
        handling.accept(case, by=town.people["qing"], at=NOON)
        handling.finish(case, by=town.people["qing"], at=NOON, note="Swept.")
        assert fresh(case).status == Status.CHECKING

    def test_a_street_office_whistles_and_a_bureau_does_not(self, town: Town) -> None:
        case = a_case(town, Status.HANDLING)
        called = [town.departments["clean"]]
        with pytest.raises(CannotMove, match="Only a street office"):
            joining.whistle(case, departments=called, by=town.people["li"], at=NOON, note="Come.")

        Department.objects.filter(code="roads").update(kind=Department.Kind.STREET_OFFICE)
        joining.whistle(case, departments=called, by=town.people["li"], at=NOON, note="Come.")

        assert case.legs.get(department=called[0]).called_by == case.legs.get(part="host")

    def test_who_takes_part_already_is_not_called_again(self, town: Town) -> None:
        case = a_case(town, Status.HANDLING)

        with pytest.raises(CannotMove, match="has a part in this case already"):
            joining.join(case, departments=[town.departments["roads"]], by=town.people["ding"], at=NOON, note="Come.")


class TestEndsByDecision:
    def test_a_forced_close_takes_two_people(self, town: Town) -> None:
        case = a_case(town, Status.HANDLING)
        ending.ask_forced_close(case, by=town.people["shi"], at=NOON, note="The road is gone.")
        Posting.objects.create(user=town.people["shi"], role=Role.SUPERVISOR, area=town.areas["city"])
        grant_postings(on=NOON.date())

        with pytest.raises(NotAllowed):
            ending.force_close(case, by=User.objects.get(username="shi"), at=NOON, note="So be it.")

        ending.force_close(case, by=town.people["su"], at=NOON, note="So be it.")
        case = fresh(case)
        assert (case.status, case.close_kind, case.legs.get().state) == (Status.CLOSED, "forced", LegState.WITHDRAWN)
        assert not case.clocks.filter(state=ClockState.RUNNING).exists()

    def test_cancelling_is_proposed_by_one_and_decided_by_another(self, town: Town) -> None:
        case = a_routed_case(town)
        with pytest.raises(CannotMove, match="Nobody has asked"):
            ending.cancel(case, by=town.people["shi"], at=NOON, note="A test report.")

        ending.ask_cancel(case, by=town.people["an"], at=NOON, note="A test report.")
        ending.cancel(case, by=town.people["shi"], at=NOON, note="Agreed.")

        assert fresh(case).status == Status.CANCELLED

    def test_what_was_asked_dies_with_the_case(self, town: Town) -> None:
        case = a_routed_case(town)
        ending.ask_cancel(case, by=town.people["an"], at=NOON, note="A test report.")
        ending.ask_forced_close(case, by=town.people["shi"], at=NOON, note="The road is gone.")

        ending.force_close(case, by=town.people["su"], at=NOON, note="So be it.")

        assert case.requests.get(kind=Request.Kind.CANCEL).decision == Request.Decision.WITHDRAWN


class TestWords:
    def test_a_question_is_answered_once_by_the_reporter(self, town: Town) -> None:
        case = a_routed_case(town)
        question = asking.ask(case, by=town.people["li"], at=NOON, words="Which lane?")
        report = question.report

        asking.answer(report, words="The left one.", at=NOON + HOUR)

        question.refresh_from_db()
        assert (question.answer, question.answered_at) == ("The left one.", NOON + HOUR)
        with pytest.raises(CannotMove, match="No question waits"):
            asking.answer(report, words="Or the right one.", at=NOON + HOUR)

    def test_urging_is_passed_on_but_not_every_minute(self, town: Town) -> None:
        case = a_routed_case(town)
        urging.urge(case, by=REPORTER, at=NOON, note="It is dangerous.")

        with pytest.raises(CannotMove, match="short while ago"):
            urging.urge(case, by=REPORTER, at=NOON + timedelta(hours=23), note="Still.")
        urging.urge(case, by=town.people["ding"], at=NOON, note="Please.")  # another person may
        urging.urge(case, by=REPORTER, at=NOON + timedelta(hours=24), note="Still.")

    def test_a_supervisor_gets_a_reply_by_an_instant(self, town: Town) -> None:
        case = a_routed_case(town)
        request = urging.supervise(
            case, kind="key", level=2, hours=2, by=town.people["su"], at=NOON, note="The school is open."
        )
        assert (request.due_at, fresh(case).level) == (NOON + 4 * HOUR, 2)  # two hours from 14:00

        joining.join(case, departments=[town.departments["clean"]], by=town.people["ding"], at=NOON, note="Litter.")
        with pytest.raises(NotAllowed, match="host department replies"):
            urging.reply(case, by=town.people["qing"], at=NOON + 3 * HOUR, note="They are there.")
        urging.reply(case, by=town.people["li"], at=NOON + 3 * HOUR, note="We are there.")

        assert case.clocks.get(kind=ClockKind.REPLY).state == ClockState.MET
        assert case.requests.get().decision == Request.Decision.REPLIED


class TestEvaluation:
    def late(self, town: Town) -> Case:
        """Closed ten days after it was dispatched: the five working days of roads were over."""
        case, at = a_case(town, Status.HANDLING), NOON + timedelta(days=10)
        handling.finish(case, by=town.people["li"], at=at, note="Filled.")
        verification.pass_check(case, by=case.tasks.get(done_at=None).officer, at=at)
        return closing.close(case, by=town.people["shi"], at=at)

    def test_a_granted_appeal_leaves_the_part_out_and_the_lateness_visible(self, town: Town) -> None:
        case, at = self.late(town), NOON + timedelta(days=11)
        request = appealing.appeal(case, by=town.people["li"], at=at, note="The street was closed.")
        with pytest.raises(CannotMove, match="not been passed on"):
            appealing.allow_appeal(case, by=town.people["an"], at=at, note="True.")

        wishes.endorse(case, request, by=town.people["ding"], at=at)
        appealing.allow_appeal(case, by=town.people["an"], at=at, note="True.")

        leg = case.legs.get()
        assert leg.excused
        assert leg.clocks.get(kind=ClockKind.HANDLE).state == ClockState.MISSED
        with pytest.raises(CannotMove, match="once is all"):
            appealing.appeal(case, by=town.people["li"], at=at, note="Once more.")

    def test_in_time_there_is_nothing_to_appeal(self, town: Town) -> None:
        with pytest.raises(CannotMove, match="nothing to appeal"):
            appealing.appeal(a_case(town, Status.CLOSED), by=town.people["li"], at=NOON, note="But.")

    def test_a_reporter_called_back_who_says_not_solved_opens_it_again(self, town: Town) -> None:
        case = a_case(town, Status.CLOSED)

        report = case.reports.get()
        report.case = case
        evaluation.call_back(report, solved="no", stars=1, words="Half of it.", by=town.people["hua"], at=NOON)

        assert fresh(case).status == Status.FILED
        assert case.ratings.get().by == town.people["hua"]

    def test_long_after_closing_not_solved_begins_a_case_that_follows_it(self, town: Town) -> None:
        case = a_case(town, Status.CLOSED)

        evaluation.rate(case.reports.get(), solved="no", stars=1, words="It is back.", at=NOON + timedelta(days=31))

        link = Link.objects.get()
        assert (link.other, link.kind) == (case, Link.Kind.FOLLOWS)
        assert fresh(case).status == Status.CLOSED
        assert link.case.words == "It is back."

    def test_only_finished_parts_are_scored_and_once(self, town: Town) -> None:
        case = a_case(town, Status.CLOSED)
        leg = case.legs.get()
        evaluation.score(case, leg, points=90, by=town.people["ke"], at=NOON)

        with pytest.raises(CannotMove, match="its score already"):
            evaluation.score(case, leg, points=10, by=town.people["ke"], at=NOON)


class TestFilingByTwo:
    def test_an_acceptor_proposes_and_a_shift_leader_files(self, town: Town) -> None:
        City.objects.update(filing_needs_approval=True)
        this_city.forget()
        case = at_acceptance(town)
        standard = town.categories["road"].standards.get()

        with pytest.raises(CannotMove, match="a shift leader files"):
            filing.file_case(case, standard=standard, by=town.people["an"], at=NOON)
        filing.propose(case, standard=standard, by=town.people["an"], at=NOON)
        filing.file_case(case, standard=standard, by=town.people["shi"], at=NOON)

        assert fresh(case).status == Status.FILED
        assert case.requests.get().decision == Request.Decision.GRANTED

    def test_who_proposed_does_not_approve(self, town: Town) -> None:
        City.objects.update(filing_needs_approval=True)
        this_city.forget()
        case = at_acceptance(town)
        standard = town.categories["road"].standards.get()
        filing.propose(case, standard=standard, by=town.people["shi"], at=NOON)

        with pytest.raises(CannotMove, match="another shift leader"):
            filing.file_case(case, standard=standard, by=town.people["shi"], at=NOON)


def test_a_report_alone_is_no_case_of_anybody(town: Town) -> None:
    assert not a_report(town).legs.exists()
