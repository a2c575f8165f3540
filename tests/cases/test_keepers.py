"""A case about a component goes to whoever keeps that very component, and says so."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import routing, sentences, trials
from cases.models import Case, Status
from departments import duty_sets, keepers
from tests.builders import a_report, a_routed_case
from tests.cases.components import a_component
from tests.city import NOON, Town

DAY = timedelta(days=1)
BY_KEEPER = "keeper of component 9901010137000001 by the census of 2026-03-01"


def sent(case: Case) -> dict[str, tuple[str, str]]:
    """Return by department its part and the rule that named it."""
    return {leg.department.code: (leg.part, leg.rule) for leg in case.legs.select_related("department")}


def test_its_keeper_is_the_host_before_the_duty_of_the_category(town: Town) -> None:
    lamp = a_component(town, keeper=town.departments["clean"])

    case = a_routed_case(town, category="lamp", component_id=lamp.pk)

    assert case.host == town.departments["clean"]
    assert sent(case) == {"clean": ("host", "component-keeper"), "roads": ("co", "D3")}
    assert case.legs.get(part="host").reason == BY_KEEPER


def test_co_handlers_stay_those_of_the_duty_list_but_never_the_host_again(town: Town) -> None:
    lamp = a_component(town, keeper=town.departments["roads"])

    assert sent(a_routed_case(town, category="lamp", component_id=lamp.pk)) == {"roads": ("host", "component-keeper")}


def test_without_a_keeper_its_owner_is_the_host(town: Town) -> None:
    lamp = a_component(town, keeper=None, owner=town.departments["clean"])

    assert sent(a_routed_case(town, category="lamp", component_id=lamp.pk))["clean"] == ("host", "component-owner")


def test_the_authority_handles_nothing(town: Town) -> None:
    lamp = a_component(town, keeper=None, authority=town.departments["clean"])

    case = a_routed_case(town, category="lamp", component_id=lamp.pk)

    assert case.host == town.departments["lamps"]
    assert case.suggestion["passed_over"] == "unknown"


def test_a_keeper_that_has_ended_gives_way_to_the_owner(town: Town) -> None:
    end(town, "clean")
    lamp = a_component(town, keeper=town.departments["clean"], owner=town.departments["bright"])

    assert a_routed_case(town, category="lamp", component_id=lamp.pk).host == town.departments["bright"]


def test_where_all_have_ended_the_duty_list_decides_and_the_case_says_why(town: Town) -> None:
    end(town, "clean")
    lamp = a_component(town, keeper=town.departments["clean"])

    case = a_routed_case(town, category="lamp", component_id=lamp.pk)

    assert case.host == town.departments["lamps"]
    assert case.suggestion["passed_over"] == "ended"
    told = sentences.sentence(case.history.get(action="file"), sentences.Names())
    assert told.endswith("have ended, so the duty list decided.")


def test_a_component_that_is_gone_names_nobody(town: Town) -> None:
    lamp = a_component(town, keeper=town.departments["clean"], valid_to=NOON.date())

    assert a_routed_case(town, category="lamp", component_id=lamp.pk).host == town.departments["lamps"]


def test_a_keeper_decides_where_the_duties_would_leave_it_to_a_person(town: Town) -> None:
    bin_ = a_component(town, category="litter", keeper=town.departments["bright"])

    assert a_routed_case(town, category="litter").status == Status.FILED
    assert a_routed_case(town, category="litter", component_id=bin_.pk).host == town.departments["bright"]


@pytest.mark.parametrize(
    "words",
    [
        "Keeper of component 9901010137000001 by the census of 2026-03-01",
        "Sent to Lamp Company, Roads Bureau. Keeper of component",
    ],
)
def test_the_page_of_the_case_and_its_history_say_the_reason(town: Town, signed_in, words: str) -> None:
    case = a_routed_case(town, category="lamp", component_id=a_component(town).pk)

    assert words in signed_in("su").get(f"/desk/cases/{case.number}/").content.decode()


def test_a_batch_asks_the_census_once(town: Town) -> None:
    lamps = [a_component(town, f"990101013700000{n}", north_m=n) for n in range(1, 6)]
    for lamp in lamps:
        a_report(town, category="lamp", component_id=lamp.pk)

    with CaptureQueriesContext(connection) as asked:
        routing.route_waiting(at=NOON)

    assert sum("departments_component" in query["sql"] for query in asked) == 1


def test_without_components_a_batch_asks_nothing_of_the_census(town: Town) -> None:
    a_report(town)

    with CaptureQueriesContext(connection) as asked:
        routing.route_waiting(at=NOON)

    assert not any("departments_component" in query["sql"] for query in asked)


def test_a_trial_sends_such_a_case_where_routing_sends_it(town: Town) -> None:
    lamp = a_component(town, keeper=town.departments["clean"])
    with_lamp = a_routed_case(town, category="lamp", component_id=lamp.pk)
    without = a_routed_case(town, category="lamp")
    draft = duty_sets.draft_copy(duty_sets.set_of(1), by=None, at=NOON)
    draft.duties.filter(code="D2").update(department=town.departments["bright"])

    trial = trials.try_on_last_days(draft, 30, by=None, at=NOON + DAY)

    # Who keeps the lamp stays the host by either set, so only the case without one would go elsewhere.
    assert [row.case_id for row in trial.rows.all()] == [without.pk]
    assert with_lamp.host == town.departments["clean"]


def end(town: Town, code: str) -> None:
    department = town.departments[code]
    department.valid_to = NOON.date()
    department.save(update_fields=["valid_to"])


def test_reasons_that_the_census_did_not_give_are_left_as_they_are() -> None:
    assert keepers.in_words("D2", "lamps answers for lamp") == "lamps answers for lamp"
    assert keepers.in_words("component-keeper", "in another form") == "in another form"
    assert keepers.rule_in_words("component-owner") == "Owner of the component"
    assert keepers.rule_in_words("D2") == ""
