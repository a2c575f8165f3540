"""Making the platform older than it is, and writing many reports at one stroke."""

from tests.chaos.hurting import Hurt

# As if the reports had come in an hour ago, all with one statement: what intake.report() writes, for a heap of them.
HEAP = """
WITH heap AS (SELECT n, nextval('cases_number') AS serial, clock_timestamp() AS at FROM generate_series(1, %(size)s) n),
matter AS (
    INSERT INTO cases_case (number, status, step, entries, category_id, area_path, lon, lat, address, words, urgent,
        close_kind, reported_at, reworks, reopens, returns, level, public_words, disputed, review)
    SELECT 'HEAP-' || lpad(serial::text, 9, '0'), 'reported', 1, 1,
        (SELECT id FROM departments_category WHERE code = 'E0113'), '', 102.701 + n %% 90 * 0.0002, 25.002, '',
        'One of a heap', false, '', at, 0, 0, 0, 0, '', false, '' FROM heap RETURNING id, number, reported_at),
telling AS (
    INSERT INTO cases_report (number, case_id, channel, words, coord_system, address, reference, at)
    SELECT number, id, 'api', 'One of a heap', 'wgs84', '', '', reported_at FROM matter RETURNING id, number, at),
entry AS (
    INSERT INTO cases_historyentry (case_id, number, action, status, at, by_name, note, data)
    SELECT id, 1, 'report', 'reported', reported_at, '', '', '{"channel": "api"}' FROM matter),
work_order AS (
    INSERT INTO cases_notice (topic, case_id, kind, data, created_at, available_at, attempts, error)
    SELECT 'route', id, '', '{}', reported_at, reported_at, 0, '' FROM matter),
counted AS (
    INSERT INTO cases_boarddelta (department_id, district_id, status, cases)
    SELECT NULL, NULL, 'reported', count(*) FROM matter)
INSERT INTO cases_idempotencykey (scope, key, request_digest, report_id, created_at)
SELECT 'heap', number, '', id, at FROM telling
"""

# The clocks of these cases as if `back` had passed since everything that is stored of them.
CLOCKS_BACK = """
WITH older AS (SELECT k.id, k.leg_id, {back} AS back FROM cases_clock k
                WHERE k.state = 'running' AND k.case_id = ANY(%(cases)s)),
clocks AS (
    UPDATE cases_clock k SET started_at = started_at - back, resumed_at = resumed_at - back, due_at = due_at - back,
        next_fire_at = next_fire_at - back FROM older WHERE older.id = k.id RETURNING k.leg_id, k.due_at, back)
UPDATE cases_leg l SET due_at = clocks.due_at, sent_at = l.sent_at - back FROM clocks WHERE clocks.leg_id = l.id
"""


def write_heap(city: Hurt, size: int) -> None:
    """Write so many reports with their cases and work orders."""
    with city.connect() as connection:
        connection.execute(HEAP, {"size": size})


def let_hours_pass(city: Hurt, cases: list[int], hours: float) -> None:
    _set_back(city, cases, f"make_interval(secs => {hours * 3600})")


def make_due(city: Hurt, cases: list[int], *, after: float, spread: float) -> None:
    """Have the clocks of `cases` fall due one after the other from `after` seconds from now on, over `spread` more."""
    step = spread / max(1, len(cases))
    place = f"(array_position(%(cases)s::bigint[], k.case_id) * {step} + {after})"
    _set_back(city, cases, f"k.due_at - (now() + make_interval(secs => {place}))")


def _set_back(city: Hurt, cases: list[int], back: str) -> None:
    with city.connect() as connection:
        written = connection.execute(CLOCKS_BACK.format(back=back), {"cases": cases}).rowcount  # type: ignore[arg-type]
    assert written == len(cases), f"{written} of {len(cases)} clocks were set back"
