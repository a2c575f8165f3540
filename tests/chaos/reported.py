"""Which cases came of the reports of a test."""

from tests.chaos.hurting import Hurt


def cases_of(city: Hurt, name: str) -> list[int]:
    """Return the cases of the reports whose keys begin with `name`."""
    found = """SELECT r.case_id FROM cases_idempotencykey k JOIN cases_report r ON r.id = k.report_id
                WHERE k.key LIKE %s ORDER BY 1"""
    return [pk for (pk,) in city.rows(found, f"{name}-%")]


def routed(city: Hurt, name: str) -> int:
    """Return how many of them have been dispatched."""
    found = "SELECT count(*) FROM cases_case WHERE status = 'dispatched' AND id = ANY(%s)"
    return city.ask(found, cases_of(city, name))
