"""What must be true of the whole platform after each fault: nothing lost and nothing twice."""

from tests.chaos.hurting import Hurt
from tests.chaos.posting import Ledger

UNFINISHED = """
SELECT (SELECT count(*) FROM cases_notice WHERE done_at IS NULL AND dead_at IS NULL)
     + (SELECT count(*) FROM cases_case WHERE status = 'reported')
     + (SELECT count(*) FROM cases_delivery WHERE state = 'waiting')
"""
KEPT = """
SELECT k.key, min(r.number), count(*), count(DISTINCT c.id)
  FROM cases_idempotencykey k LEFT JOIN cases_report r ON r.id = k.report_id LEFT JOIN cases_case c ON c.id = r.case_id
 GROUP BY k.key
"""
BREACHES = {
    "a report without a case of its own": """
        SELECT (SELECT count(*) FROM cases_report) - (SELECT count(DISTINCT case_id) FROM cases_report)
             + abs((SELECT count(*) FROM cases_report) - (SELECT count(*) FROM cases_case))
             + abs((SELECT count(*) FROM cases_report) - (SELECT count(*) FROM cases_idempotencykey))""",
    # A case that a person has sent back or corrected is dispatched anew, by the rules.
    "routed not exactly once": """
        SELECT count(*) FROM cases_case c WHERE 1 <> (SELECT count(*) FROM cases_historyentry h
           WHERE h.case_id = c.id AND h.action = 'dispatch')
           AND NOT EXISTS (SELECT FROM cases_historyentry h WHERE h.case_id = c.id AND h.action = 'correct')""",
    "two open parts of one department": """
        SELECT count(*) FROM (SELECT FROM cases_leg WHERE state IN ('sent', 'handling', 'suspended')
           GROUP BY case_id, department_id HAVING count(*) > 1) twice""",
    "a part too many": """
        SELECT count(*) FROM
            (SELECT case_id FROM cases_leg GROUP BY case_id, department_id HAVING count(*) > 1) twice
         WHERE NOT EXISTS (SELECT FROM cases_historyentry WHERE case_id = twice.case_id AND action = 'correct')""",
    "a history with a hole": """
        SELECT count(*) FROM cases_case c
         WHERE (SELECT array_agg(number ORDER BY number) FROM cases_historyentry h WHERE h.case_id = c.id)
               IS DISTINCT FROM ARRAY(SELECT generate_series(1, c.entries))""",
    "the board unlike a recount": """
        WITH told AS (SELECT department_id, district_id, status, sum(cases) AS n FROM
                (SELECT department_id, district_id, status, cases FROM cases_boardcount UNION ALL
                 SELECT department_id, district_id, status, cases FROM cases_boarddelta) added GROUP BY 1, 2, 3),
             counted AS (SELECT host_id, CASE WHEN cardinality(string_to_array(area_path, '/')) > 3
                THEN split_part(area_path, '/', 3)::bigint END AS district, status, count(*) AS n
                FROM cases_case GROUP BY 1, 2, 3)
        SELECT count(*) FROM told FULL JOIN counted
            ON coalesce(department_id, 0) = coalesce(host_id, 0) AND coalesce(district_id, 0) = coalesce(district, 0)
           AND told.status = counted.status
         WHERE coalesce(told.n, 0) <> coalesce(counted.n, 0)""",
    "a rung fired twice or early": """
        SELECT count(*) - count(DISTINCT data ->> 'key')
             + count(*) FILTER (WHERE (data ->> 'fires_at')::timestamptz > at)
          FROM cases_historyentry WHERE action = 'escalate'""",
    "a letter written twice": """
        SELECT count(*) FROM (SELECT FROM cases_delivery GROUP BY notice_id, user_id, contact_id, channel
           HAVING count(*) > 1) twice""",
}  # fmt: skip


def all_is_well(city: Hurt, ledger: Ledger) -> None:
    """Wait until nothing is left to do; then account for every key and count everything. The doctor comes last."""
    city.wait_for(UNFINISHED, 0)
    kept = {key: (number, keys, cases) for key, number, keys, cases in city.rows(KEPT)}
    wrong = [key for key, number in ledger.numbers.items() if kept.get(key) != (number, 1, 1)]
    assert not wrong, f"{len(wrong)} reports were taken and are not exactly one case, as {wrong[:5]}"
    assert {name: found for name, question in BREACHES.items() if (found := city.ask(question))} == {}
