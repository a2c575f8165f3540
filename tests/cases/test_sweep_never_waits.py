"""While somebody writes a case, a part or a clock, the sweep passes it by and comes back."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from django.db import connection, models, transaction

from cases import escalation
from cases.models import Case, Clock, Leg
from tests.builders import a_routed_case
from tests.cases.climbing import a_ladder, due_of, rungs_of
from tests.city import Town, build_town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db: None) -> Town:
    return build_town()


@contextmanager
def somebody_writes(rows: models.QuerySet) -> Iterator[None]:
    """Lock `rows` in a transaction of somebody else's for the length of the block."""
    locked, done = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            list(rows.select_for_update())
            locked.set()
            done.wait(30)
        connection.close()

    writer = Thread(target=hold)
    writer.start()
    assert locked.wait(30)
    try:
        yield
    finally:
        done.set()
        writer.join()


@pytest.mark.parametrize("table", [Case, Clock, Leg])
def test_what_somebody_writes_is_left_for_the_next_round(town: Town, table: type[models.Model]) -> None:
    a_ladder((0, "reassign", "handler"))
    case, other = a_routed_case(town), a_routed_case(town)
    which = {"pk": case.pk} if table is Case else {"case": case.pk}

    with somebody_writes(table._base_manager.filter(**which)):
        assert escalation.raise_due_alarms(at=due_of(other)) == 1
        assert (rungs_of(case), rungs_of(other)) == ([], [1])

    assert escalation.raise_due_alarms(at=due_of(case)) == 1
    assert rungs_of(case) == [1]
