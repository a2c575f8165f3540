"""What departments ask for: more time, a rest, a way back — and what the dispatch desk says to it."""

from datetime import datetime, timedelta

import pytest

from cases import dispatch, extending, handling, joining, requests, returning, suspending
from cases.models import Case, Clock, ClockState, LegState, Request, Status
from cases.workflow import CannotMove, NotAllowed
from departments.models import ClockKind, Reason
from tests.builders import HOUR, a_case, a_routed_case, fresh
from tests.city import NOON, Town

TWO = NOON + 2 * HOUR  # 14:00, when the office opens again


def clock_of(case: Case) -> Clock:
    return case.clocks.filter(kind=ClockKind.HANDLE).latest("id")


def asked(case: Case, kind: Request.Kind) -> Request:
    return case.requests.get(kind=kind, decision="")


def a_longer_case(town: Town) -> Case:
    """Handled by Li, whose head He has passed on the wish for more time."""
    case = a_case(town, Status.HANDLING)
    extending.ask_extension(case, by=town.people["li"], at=TWO, note="Rain.")
    requests.endorse(case, asked(case, Request.Kind.EXTENSION), by=town.people["he"], at=TWO)
    return case


class TestExtension:
    def test_it_adds_the_original_limit_once_more_and_keeps_what_was_used(self, town: Town) -> None:
        case = a_longer_case(town)
        before = clock_of(case)

        extending.allow_extension(case, by=town.people["ding"], at=TWO + HOUR)

        clock = clock_of(case)
        assert clock.budget_seconds == 2 * before.budget_seconds == 2 * 5 * 8 * 3600
        assert (clock.consumed_seconds, clock.generation) == (3600, before.generation + 1)
        assert clock.due_at == before.due_at + timedelta(days=7)  # five working days later
        assert case.legs.get().due_at == clock.due_at

    def test_a_handlers_wish_is_passed_on_by_the_head_first(self, town: Town) -> None:
        case = a_case(town, Status.HANDLING)
        extending.ask_extension(case, by=town.people["li"], at=TWO, note="Rain.")

        with pytest.raises(CannotMove, match="not been passed on"):
            extending.allow_extension(case, by=town.people["ding"], at=TWO)
        with pytest.raises(NotAllowed):
            requests.endorse(case, asked(case, Request.Kind.EXTENSION), by=town.people["ding"], at=TWO)

    def test_the_heads_own_wish_needs_nobody_else(self, town: Town) -> None:
        case = a_case(town, Status.HANDLING)
        extending.ask_extension(case, by=town.people["he"], at=TWO, note="Rain.")

        extending.allow_extension(case, by=town.people["ding"], at=TWO)

        assert case.legs.get().extensions == 1

    def test_a_third_one_is_refused(self, town: Town) -> None:
        case = a_case(town, Status.HANDLING)
        for _ in range(2):
            extending.ask_extension(case, by=town.people["he"], at=TWO, note="Rain.")
            extending.allow_extension(case, by=town.people["ding"], at=TWO)

        with pytest.raises(CannotMove, match="twice already"):
            extending.ask_extension(case, by=town.people["he"], at=TWO, note="More rain.")

    def test_once_overdue_it_is_too_late_to_ask(self, town: Town) -> None:
        case = a_case(town, Status.HANDLING)

        with pytest.raises(CannotMove, match="overdue"):
            extending.ask_extension(case, by=town.people["he"], at=NOON + timedelta(days=30), note="Forgot.")

    def test_the_same_wish_twice_is_refused(self, town: Town) -> None:
        case = a_case(town, Status.HANDLING)
        extending.ask_extension(case, by=town.people["he"], at=TWO, note="Rain.")

        with pytest.raises(CannotMove, match="waits for a decision"):
            extending.ask_extension(case, by=town.people["he"], at=TWO, note="Rain.")

    def test_a_refused_one_leaves_the_limit_as_it_was(self, town: Town) -> None:
        case = a_longer_case(town)
        before = clock_of(case).due_at

        extending.refuse_extension(case, by=town.people["ding"], at=TWO, note="It can be done.")

        assert clock_of(case).due_at == before
        assert case.requests.get().decision == Request.Decision.REFUSED


class TestSuspension:
    def suspended(self, town: Town, until: datetime) -> Case:
        case = a_case(town, Status.HANDLING)
        suspending.ask_suspension(case, until=until, by=town.people["he"], at=TWO, note="Trees are planted in spring.")
        return suspending.suspend(case, by=town.people["ding"], at=TWO + HOUR)

    def test_the_clock_stands_still_and_runs_on_by_itself_when_the_day_comes(self, town: Town) -> None:
        until = NOON + timedelta(days=100)
        case = self.suspended(town, until)
        paused = clock_of(case)

        assert (case.status, case.legs.get().state) == (Status.SUSPENDED, LegState.SUSPENDED)
        assert (paused.state, paused.consumed_seconds, paused.due_at) == (ClockState.PAUSED, 3600, None)
        assert suspending.resume_due(at=until - timedelta(seconds=1)) == 0
        assert suspending.resume_due(at=until) == 1

        case = fresh(case)
        assert (case.status, clock_of(case).state) == (Status.HANDLING, ClockState.RUNNING)
        assert case.history.latest("number").by is None

    def test_no_other_department_takes_it_up(self, town: Town) -> None:
        case = a_case(town, Status.HANDLING)
        joining.join(case, departments=[town.departments["clean"]], by=town.people["ding"], at=TWO, note="Litter.")
        suspending.ask_suspension(case, until=NOON + timedelta(days=9), by=town.people["he"], at=TWO, note="Trees.")
        suspending.suspend(case, by=town.people["ding"], at=TWO)

        with pytest.raises(NotAllowed):
            suspending.resume(case, by=town.people["qing"], at=TWO, leg=case.legs.get(part="host"))

    def test_once_is_all(self, town: Town) -> None:
        case = self.suspended(town, NOON + timedelta(days=10))
        case = suspending.resume(case, by=town.people["he"], at=TWO + 2 * HOUR)

        with pytest.raises(CannotMove, match="once is all"):
            suspending.ask_suspension(
                case, until=NOON + timedelta(days=20), by=town.people["he"], at=TWO + 3 * HOUR, note="Again."
            )

    @pytest.mark.parametrize("days", [0, -1, 366])
    def test_it_ends_after_today_and_within_a_year(self, town: Town, days: int) -> None:
        case = a_case(town, Status.HANDLING)

        with pytest.raises(CannotMove, match="within a year"):
            suspending.ask_suspension(
                case, until=TWO + timedelta(days=days), by=town.people["he"], at=TWO, note="Some day."
            )

    def test_where_the_city_lists_reasons_one_must_be_chosen(self, town: Town) -> None:
        spring = Reason.objects.create(kind=Reason.Kind.SUSPENSION, code="season", name_en="Season", name_zh="季节")
        case, until = a_case(town, Status.HANDLING), NOON + timedelta(days=10)

        with pytest.raises(requests.ReasonNeeded):
            suspending.ask_suspension(case, until=until, by=town.people["he"], at=TWO, note="Spring.")

        suspending.ask_suspension(case, until=until, by=town.people["he"], at=TWO, note="Spring.", reason=spring)
        assert case.history.latest("number").data["reason"] == "season"


class TestReturn:
    def test_after_a_working_day_it_is_too_late(self, town: Town) -> None:
        case = a_routed_case(town)  # dispatched at noon: eight working hours end next day at noon

        with pytest.raises(CannotMove, match="time for giving it back is over"):
            returning.return_case(
                case, by=town.people["li"], at=NOON + timedelta(days=1, hours=2, minutes=1), note="Not ours."
            )

    def test_what_a_colleague_has_is_taken_back_first(self, town: Town) -> None:
        case = a_case(town, Status.HANDLING)
        handling.assign(case, to=town.people["lu"], by=town.people["he"], at=TWO)

        with pytest.raises(CannotMove, match="take it back"):
            returning.return_case(case, by=town.people["li"], at=TWO, note="Not ours.")

        handling.release(case, by=town.people["he"], at=TWO)
        returning.return_case(case, by=town.people["li"], at=TWO, note="Not ours.")
        assert fresh(case).status == Status.FILED

    def twice_returned(self, town: Town) -> Case:
        case = a_routed_case(town)
        returning.return_case(case, by=town.people["li"], at=TWO, note="Not ours.")
        dispatch.dispatch(case, to=town.departments["lamps"], by=town.people["ding"], at=TWO + HOUR)
        returning.return_case(case, by=town.people["deng"], at=TWO + 2 * HOUR, note="Nor ours.")
        return fresh(case)

    def test_the_second_one_is_a_dispute_that_only_a_ruling_ends(self, town: Town) -> None:
        case = self.twice_returned(town)

        assert case.disputed
        with pytest.raises(CannotMove, match="decide the dispute"):
            dispatch.dispatch(case, to=town.departments["roads"], by=town.people["ding"], at=TWO + 3 * HOUR)

        dispatch.arbitrate(
            case, to=town.departments["roads"], by=town.people["ding"], at=TWO + 3 * HOUR, note="The kerb is yours."
        )
        with pytest.raises(CannotMove, match="cannot be given back"):
            returning.return_case(case, by=town.people["li"], at=TWO + 3 * HOUR, note="Still not.")

    def test_a_department_that_gets_it_again_goes_on_with_what_it_used(self, town: Town) -> None:
        case = self.twice_returned(town)

        dispatch.arbitrate(
            case, to=town.departments["roads"], by=town.people["ding"], at=TWO + 3 * HOUR, note="The kerb is yours."
        )

        assert clock_of(case).consumed_seconds == 0  # noon to 14:00 is no working time
        lamps = case.clocks.get(kind=ClockKind.HANDLE, leg__department=town.departments["lamps"])
        assert (lamps.state, lamps.consumed_seconds) == (ClockState.CANCELLED, 3600)

    def test_the_case_is_not_through_while_the_desk_has_to_decide_about_a_part(self, town: Town) -> None:
        case = a_routed_case(town, category="lamp")
        handling.accept(case, by=town.people["deng"], at=TWO)
        returning.return_case(case, by=town.people["li"], at=TWO, note="No road there.")

        with pytest.raises(CannotMove, match="still to decide"):
            handling.finish(case, by=town.people["deng"], at=TWO + HOUR, note="Done.")

        returning.allow_return(case, by=town.people["ding"], at=TWO + HOUR, note="True.")
        handling.finish(case, by=town.people["deng"], at=TWO + HOUR, note="Done.")
        assert fresh(case).status == Status.CHECKING

    def test_another_department_can_be_called_in_instead(self, town: Town) -> None:
        case = a_routed_case(town, category="lamp")
        returning.return_case(case, by=town.people["li"], at=TWO, note="No road there.")

        returning.allow_return(
            case, by=town.people["ding"], at=TWO, note="Cleaners then.", instead=town.departments["clean"]
        )

        states = dict(case.legs.values_list("department__code", "state"))
        assert states == {"lamps": LegState.SENT, "roads": LegState.RETURNED, "clean": LegState.SENT}
