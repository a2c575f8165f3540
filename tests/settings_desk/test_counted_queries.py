"""A list of the settings asks as much for many rows as for few."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from departments import config_log
from departments.models import Category, Department, FilingStandard, Macro, MacroStep, Posting, Reason, Template, User
from tests.city import NOON, SINCE, Town

HOME = "/desk/settings/"


def some_more(town: Town, number: int) -> None:
    """One more row in every table of the settings."""
    roads, road, adam = town.departments["roads"], town.categories["road"], town.people["adam"]
    made = Department.objects.create(
        code=f"more{number}", kind="bureau", name_en="More", name_zh="多", calendar=roads.calendar, parent=roads
    )
    person = User.objects.create(username=f"more{number}")
    Posting.objects.create(user=person, role="handler", department=made)
    kind = Category.objects.create(code=f"E019{number}", kind="event", parent=road.parent, name_en="M", name_zh="多")
    FilingStandard.objects.create(
        category=kind, condition_no=1, condition_en="m", limit_value=1, limit_unit="working_day", valid_from=SINCE
    )
    template = Template.objects.create(code=f"t{number}", department=made, category=kind, audience="own", words_en="x")
    macro = Macro.objects.create(code=f"m{number}", department=made)
    MacroStep.objects.create(macro=macro, position=1, action="message", template=template)
    Reason.objects.create(kind="return", code=f"r{number}", name_en="R", name_zh="原因")
    at = NOON + timedelta(hours=number)
    config_log.note("department", made.code, before={"name_en": "a"}, after={"name_en": "b"}, by=adam, at=at)


@pytest.mark.parametrize(
    "page", ["", "departments/", "people/", "dictionary/", "standards/", "templates/", "reasons/", "changes/"]
)
def test_few_and_many(town: Town, signed_in: Callable[[str], Client], page: str):
    client, counts = signed_in("adam"), []
    for number in range(5):
        some_more(town, number)
        client.get(HOME + page)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(HOME + page).status_code == 200
        counts.append(len(asked))

    assert len(set(counts)) == 1, counts
