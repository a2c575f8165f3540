"""What must hold whatever was killed on the way (engine.md §3.5): nothing twice, nothing early, nobody left untold."""

from datetime import timedelta

from cases.checkups import NEWEST_ENTRIES, Found, Round, ask

A_WEEK = timedelta(days=7)

# Moves that somebody must hear of, and the kind of notice that tells it; it is written with the move, at its instant.
TOLD = {
    "dispatch": "dispatched", "return": "returned", "send_check": "check", "rework": "rework", "close": "closed",
    "decline": "declined",
}  # fmt: skip


def hole_in_history(turn: Round) -> Found:
    """Return cases whose entries are not numbered 1, 2, 3 … without a gap."""
    return ask(f"""
        SELECT c.number FROM {turn.cases} c CROSS JOIN LATERAL
            (SELECT count(*) AS entries, min(h.number) AS first, max(h.number) AS last
               FROM cases_historyentry h WHERE h.case_id = c.id) told
         WHERE told.entries > 0 AND (told.first <> 1 OR told.last <> told.entries)
    """)  # noqa: S608


def rung_fired_twice(turn: Round) -> Found:
    """Return cases with two entries of one clock, generation, rung and repeat."""
    return ask("""
        SELECT c.number FROM
            (SELECT min(case_id) AS case_id FROM cases_historyentry WHERE action = 'escalate' AND data ->> 'key' <> ''
              GROUP BY data ->> 'key' HAVING count(*) > 1) twice
          JOIN cases_case c ON c.id = twice.case_id
    """)


def rung_never_fired(turn: Round) -> Found:
    """Return cases with a running clock that stands above a rung of which the history knows nothing.

    A change of the limit, like an outage, passes over rungs that a later one has overtaken, but that later one fires:
    so the rung just below must have an entry, of this generation or an earlier one, unless the clock is about to fire.
    A clock that repeats its last rung still stands on it.
    """
    return ask(
        """
        SELECT c.number FROM cases_clock k JOIN cases_case c ON c.id = k.case_id
         WHERE k.state = 'running' AND k.next_rung > 1 AND (k.next_fire_at IS NULL OR k.next_fire_at > %(at)s)
           AND NOT EXISTS (SELECT FROM cases_historyentry h, generate_series(1, k.generation) generation
             WHERE h.action = 'escalate'
               AND h.data ->> 'key' = concat_ws(':', k.id, generation, k.next_rung - (k.repeated = 0)::int, 0))
        """,
        at=turn.at,
    )


def rung_fired_early(turn: Round) -> Found:
    """Return cases of which a rung fired before its instant; entries from before that was kept say nothing."""
    return ask("""
        SELECT c.number FROM cases_historyentry h JOIN cases_case c ON c.id = h.case_id
         WHERE h.action = 'escalate' AND (h.data ->> 'fires_at')::timestamptz > h.at
    """)


def move_that_told_nobody(turn: Round) -> Found:
    """Return cases moved within the last week without the notice that belongs to the move."""
    return ask(
        """
        SELECT c.number FROM cases_historyentry h JOIN cases_case c ON c.id = h.case_id
          JOIN unnest(%(actions)s::text[], %(kinds)s::text[]) AS told(action, kind) ON told.action = h.action
         WHERE h.at > %(since)s AND h.id > (SELECT coalesce(max(id), 0) FROM cases_historyentry) - %(newest)s
           AND NOT EXISTS (SELECT FROM cases_notice n
             WHERE n.case_id = h.case_id AND n.kind = told.kind AND n.created_at = h.at)
        """,
        actions=list(TOLD), kinds=list(TOLD.values()), since=turn.ago(A_WEEK),
        newest=2**62 if turn.full else NEWEST_ENTRIES,
    )  # fmt: skip


def part_in_two_hands(turn: Round) -> Found:
    """Return cases with two open parts of one department, or two hosts: then two people have the same work."""
    return ask("""
        SELECT c.number FROM cases_case c WHERE c.id IN
            (SELECT case_id FROM cases_leg WHERE state IN ('sent', 'handling', 'suspended')
              GROUP BY case_id, department_id HAVING count(*) > 1
             UNION SELECT case_id FROM cases_leg WHERE state IN ('sent', 'handling', 'suspended') AND part = 'host'
              GROUP BY case_id HAVING count(*) > 1)
    """)


def letter_written_twice(turn: Round) -> Found:
    """Return cases of which one notice became two letters to the same person through the same channel."""
    return ask("""
        SELECT c.number FROM
            (SELECT min(case_id) AS case_id FROM cases_delivery
              GROUP BY notice_id, user_id, contact_id, channel HAVING count(*) > 1) twice
          JOIN cases_case c ON c.id = twice.case_id
    """)


def rung_fired_at_rest(turn: Round) -> Found:
    """Return cases of which a rung fired after they had ended, or while the clock stood still."""
    return ask("""
        SELECT c.number FROM cases_historyentry h JOIN cases_case c ON c.id = h.case_id
         WHERE h.action = 'escalate' AND h.status IN ('declined', 'merged', 'cancelled', 'closed')
        UNION ALL
        SELECT c.number FROM cases_historyentry h JOIN cases_case c ON c.id = h.case_id
          JOIN cases_clockpause p ON p.clock_id = (h.data ->> 'clock')::bigint
         WHERE h.action = 'escalate' AND h.at > p.begins_at AND (p.ends_at IS NULL OR h.at < p.ends_at)
    """)
