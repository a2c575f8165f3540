"""Who has the database in hand may change the past; not so that nobody sees it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib import import_module
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from cases import chains, history
from cases.models import Case, ChainAnchor, HistoryEntry, Status
from tests.builders import HOUR, a_case, a_report, a_routed_case, fresh
from tests.city import Town

DAY = timedelta(days=1)


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@contextmanager
def with_the_triggers_off() -> Iterator[None]:
    """As the owner of the database may: nothing refuses, nothing is chained."""
    run("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE cases_historyentry DISABLE TRIGGER USER")
    yield
    run("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE cases_historyentry ENABLE TRIGGER USER")


def verified(**options: object) -> str:
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_history", stdout=out, stderr=err, **options)
    except CommandError:
        return err.getvalue().strip()
    return out.getvalue().strip()


@pytest.fixture
def case(town: Town) -> Case:
    """A case of eight entries, between two that nobody touches."""
    a_report(town)
    case = a_case(town, Status.CLOSED)
    a_routed_case(town)
    return case


def test_an_untouched_history_is_right(case: Case) -> None:
    assert verified() == f"3 chains with {HistoryEntry.objects.count()} entries are right."


def test_every_entry_has_its_digest_and_no_two_are_alike(case: Case) -> None:
    digests = [bytes(entry.hash or b"") for entry in HistoryEntry.objects.all()]

    assert {len(digest) for digest in digests} == {32}
    assert len(set(digests)) == len(digests)


def test_entries_of_one_statement_are_chained_too(case: Case, noon: datetime) -> None:
    run(
        "INSERT INTO cases_historyentry (case_id, number, action, status, at, by_name, note, data)"
        " SELECT %s, %s + n, 'note', 'closed', %s, '', '', '{}' FROM generate_series(1, 3) n",
        case.pk, case.entries, noon,
    )  # fmt: skip
    Case.unscoped.filter(pk=case.pk).update(entries=case.entries + 3)

    assert "are right" in verified()


def test_an_entry_without_the_one_before_it_is_refused(case: Case, noon: datetime) -> None:
    case.entries += 2

    with pytest.raises(IntegrityError, match="no entry before it"), transaction.atomic():
        history.write([case], "note", by=None, at=noon)


def test_a_digest_that_somebody_brings_along_is_not_taken(case: Case, noon: datetime) -> None:
    HistoryEntry.objects.create(
        case=case, number=case.entries + 1, action="note", status="closed", at=noon, hash=b"trust me"
    )

    assert bytes(HistoryEntry.objects.latest("id").hash or b"") != b"trust me"


def test_the_history_is_not_emptied(town: Town) -> None:
    with pytest.raises(IntegrityError, match="not emptied"), transaction.atomic():
        run("TRUNCATE cases_historyentry")


@pytest.mark.parametrize(
    ("forgery", "entry", "what"),
    [
        ("UPDATE cases_historyentry SET note = 'Never.' WHERE case_id = %(case)s AND number = 3", 3, "does not fit"),
        ("UPDATE cases_historyentry SET at = at - interval '1 us' WHERE case_id = %(case)s AND number = 1", 1, "does"),
        ("UPDATE cases_historyentry SET by_id = NULL WHERE case_id = %(case)s AND number = 4", 4, "does not fit"),
        ("DELETE FROM cases_historyentry WHERE case_id = %(case)s AND number = 3", 3, "is missing"),
        ("DELETE FROM cases_historyentry WHERE case_id = %(case)s AND number = 1", 1, "is missing"),
        ("DELETE FROM cases_historyentry WHERE case_id = %(case)s AND number = 8", 8, "is missing: the case counts 8"),
        ("DELETE FROM cases_historyentry WHERE case_id = %(case)s", 1, "is missing: the case counts 8"),
        (
            "INSERT INTO cases_historyentry (case_id, number, action, status, at, by_name, note, data)"
            " SELECT case_id, 9, action, status, at, by_name, note, data FROM cases_historyentry"
            "  WHERE case_id = %(case)s AND number = 8",
            9, "does not fit",
        ),
        (
            "UPDATE cases_historyentry SET number = number + 100 WHERE case_id = %(case)s AND number > 2;"
            "INSERT INTO cases_historyentry (case_id, number, action, status, at, by_name, note, data, hash)"
            " SELECT case_id, 3, action, status, at, by_name, 'Slipped in.', data, sha256('') FROM cases_historyentry"
            "  WHERE case_id = %(case)s AND number = 2;"
            "UPDATE cases_historyentry SET number = number - 99 WHERE case_id = %(case)s AND number > 100;"
            "UPDATE cases_case SET entries = 9 WHERE id = %(case)s",
            3, "does not fit",
        ),
        (
            "UPDATE cases_historyentry SET number = 100 WHERE case_id = %(case)s AND number = 4;"
            "UPDATE cases_historyentry SET number = 4 WHERE case_id = %(case)s AND number = 5;"
            "UPDATE cases_historyentry SET number = 5 WHERE case_id = %(case)s AND number = 100",
            4, "does not fit",
        ),
        (
            "UPDATE cases_historyentry SET note = 'Never.' WHERE case_id = %(case)s AND number = 3;"
            "UPDATE cases_historyentry h SET hash = cases_history_digest(b.hash, h) FROM cases_historyentry b"
            " WHERE h.case_id = %(case)s AND h.number = 3 AND b.case_id = %(case)s AND b.number = 2",
            4, "does not fit its digest: it, or the entry before it, was changed",
        ),
        ("UPDATE cases_historyentry SET hash = NULL WHERE case_id = %(case)s AND number = 6", 6, "does not fit"),
    ],
)  # fmt: skip
def test_whatever_is_done_to_the_past_is_named(case: Case, forgery: str, entry: int, what: str) -> None:
    with with_the_triggers_off(), connection.cursor() as cursor:
        cursor.execute(forgery, {"case": case.pk})

    assert verified().startswith(f"case {case.number}: entry {entry} {what}")


def test_an_entry_after_the_end_is_named_even_with_a_right_digest(case: Case, noon: datetime) -> None:
    HistoryEntry.objects.create(case=case, number=case.entries + 1, action="note", status="closed", at=noon)

    assert verified() == f"case {case.number}: entry 9 is too many: the case counts 8"


def test_the_newest_chains_are_looked_at_whole(case: Case) -> None:
    with with_the_triggers_off():
        run("UPDATE cases_historyentry SET note = 'Never.' WHERE case_id = %s AND number = 1", case.pk)

    assert not any(chain.broken for chain in chains.newest_chains(2))
    assert [chain.case_number for chain in chains.newest_chains(5) if chain.broken] == [case.number]


def test_cases_are_looked_at_in_batches(case: Case) -> None:
    assert [chain.case_id for chain in chains.every_chain(size=1)] == sorted(Case.unscoped.values_list("pk", flat=True))


def rewrite_the_tail_of(case: Case) -> None:
    """Change an entry and make every digest after it anew: the chain itself fits again."""
    with with_the_triggers_off():
        run("UPDATE cases_historyentry SET note = 'Never.' WHERE case_id = %s AND number = 3", case.pk)
        for number in range(3, case.entries + 1):
            run(
                "UPDATE cases_historyentry h SET hash = cases_history_digest(b.hash, h) FROM cases_historyentry b"
                " WHERE h.case_id = %s AND h.number = %s AND b.case_id = h.case_id AND b.number = h.number - 1",
                case.pk, number,
            )  # fmt: skip


def anchored(*, at: datetime) -> None:
    chains.anchor(at=at)
    chains.anchor(at=at + HOUR)


def test_a_rewritten_tail_fits_again_but_not_the_anchor_of_its_day(case: Case, noon: datetime) -> None:
    anchored(at=noon)

    rewrite_the_tail_of(case)

    assert not any(chain.broken for chain in chains.every_chain())
    assert verified() == f"anchor of {noon.date()}: the entries of that day are not those that were written"


def test_a_case_that_vanished_with_its_history_is_missed_by_the_anchor(case: Case, noon: datetime) -> None:
    written = HistoryEntry.objects.count()
    anchored(at=noon)

    with with_the_triggers_off():
        run("DELETE FROM cases_historyentry WHERE case_id = %s", case.pk)
        run("UPDATE cases_case SET entries = 0 WHERE id = %s", case.pk)

    assert verified() == f"anchor of {noon.date()}: {written} entries were written, {written - 8} are there"


def test_an_anchor_is_one_a_day_and_stands_over_the_one_before(town: Town, case: Case, noon: datetime) -> None:
    anchored(at=noon)
    a_routed_case(town, at=noon + DAY)
    anchored(at=noon + DAY)
    first, second = ChainAnchor.objects.order_by("day")

    assert (first.entries, second.entries) == (HistoryEntry.objects.count() - 3, 3)
    assert "are right" in verified(anchor=bytes(second.digest))


def test_an_anchor_forged_with_the_tail_is_not_the_one_in_the_log(case: Case, noon: datetime) -> None:
    anchored(at=noon)
    said = bytes(ChainAnchor.objects.get().digest or b"")

    rewrite_the_tail_of(case)
    ChainAnchor.objects.all().delete()
    anchored(at=noon)

    assert "are right" in verified()
    assert verified(anchor=said) == f"anchor {said.hex()}: there is no such anchor any more"


def test_an_anchor_waits_for_what_was_still_being_written(case: Case, noon: datetime) -> None:
    chains.anchor(at=noon)

    chains.anchor(at=noon + timedelta(minutes=9))

    assert ChainAnchor.objects.get().digest is None
    assert fresh(case).entries == 8


def test_a_history_written_before_there_were_digests_is_chained_in_its_order(case: Case) -> None:
    migration = import_module("cases.migrations.0006_chained_history")
    with with_the_triggers_off():
        run("UPDATE cases_historyentry SET hash = NULL")
        run(migration.CHAIN_THE_PAST)

    assert "are right" in verified()
