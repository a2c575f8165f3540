"""A form whose hidden or chosen values were changed by hand is refused like any other, and breaks nothing."""

from collections.abc import Callable

import pytest
from django.test import Client

from cases.models import Status
from tests.builders import a_case
from tests.city import Town

FORGED = [
    ("li", "ask_extension", {"step": "9223372036854775808", "note": "Rain."}),
    ("an", "correct", {"category": "not a number", "note": "It is a lamp."}),
    ("an", "correct", {"category": "99999999999999999999", "note": "It is a lamp."}),
    ("li", "ask_suspension", {"until": "0001-01-01", "note": "Frost."}),
]


@pytest.mark.parametrize(("who", "action", "sent"), FORGED)
def test_a_forged_value_is_refused_at_its_form(
    town: Town, signed_in: Callable[[str], Client], who: str, action: str, sent: dict[str, str]
) -> None:
    case = a_case(town, Status.HANDLING)

    answer = signed_in(who).post(f"/desk/cases/{case.number}/{action}/", {"step": case.step, **sent})

    assert answer.status_code in {409, 422}
