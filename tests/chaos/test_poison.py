"""C12: what always fails is set aside for a person, and holds nothing else up."""

from tests.chaos.accounting import all_is_well
from tests.chaos.hurting import Hurt
from tests.chaos.posting import Ledger
from tests.chaos.reported import cases_of

POISON = """
CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'poison' USING ERRCODE = 'check_violation'; END $$;
CREATE TRIGGER poison BEFORE UPDATE ON cases_case FOR EACH ROW WHEN (OLD.words = 'Poison') EXECUTE FUNCTION poison();
"""
ANTIDOTE = "DROP TRIGGER poison ON cases_case; DROP FUNCTION poison()"
# Waiting for the next try is passed over.
AT_ONCE = "UPDATE cases_notice SET available_at = now() WHERE attempts > 0 AND done_at IS NULL AND dead_at IS NULL"
DEAD = "SELECT attempts FROM cases_notice WHERE dead_at IS NOT NULL AND case_id = ANY(%s)"
REPLAY = """
from cases import chores, dead_letters
from departments.models import User
by = User.objects.create(username="chaos-staff", is_staff=True)
print(dead_letters.replay("notice", by=by, at=chores.now(), kind=""))
"""
UNKNOWN_LETTER = """
INSERT INTO cases_notice (topic, case_id, kind, data, created_at, available_at, attempts, error)
SELECT 'tell', unnest(%s::bigint[]), 'unheard-of', '{}', now(), now(), 0, ''
"""
ROUTED = "SELECT count(*) FROM cases_case WHERE status = 'dispatched' AND id = ANY(%s)"


def test_a_report_that_always_fails_is_set_aside_and_its_batch_goes_through(city: Hurt, ledger: Ledger) -> None:
    city.change(POISON)
    try:
        ledger.post(f"beside-poison-{n}" for n in range(20))
        ledger.post_one("poison-0", words="Poison")
        ledger.post(f"behind-poison-{n}" for n in range(20))
        others = cases_of(city, "beside-poison") + cases_of(city, "behind-poison")
        city.wait_until(lambda: city.ask(ROUTED, others) == 40, "the others do not go through")
        assert wait_until_given_up(city, cases_of(city, "poison")) == 5
    finally:
        city.change(ANTIDOTE)

    assert city.platform.manage("shell", "-v", "0", "-c", REPLAY).strip() == "1"

    all_is_well(city, ledger)
    assert city.ask(ROUTED, cases_of(city, "poison")) == 1


def test_a_letter_that_always_fails_is_set_aside_and_the_others_are_written(city: Hurt, ledger: Ledger) -> None:
    ledger.post(f"letter-{n}" for n in range(20))
    [spoilt, *_others] = cases_of(city, "letter")
    city.change(UNKNOWN_LETTER, [spoilt])

    assert wait_until_given_up(city, [spoilt]) == 10

    all_is_well(city, ledger)


def wait_until_given_up(city: Hurt, cases: list[int]) -> int:
    """Have the tries follow each other at once; return how many there were."""

    def given_up() -> bool:
        if city.change(AT_ONCE):
            city.ring()
        return bool(city.rows(DEAD, cases))

    city.wait_until(given_up, "it is tried for ever")
    return city.ask(DEAD, cases)
