"""Two people edit one community at the same instant: one edition, and the other person is told which came between."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from grids.editing.ground import ground_of
from grids.models import Edition
from tests.city import Town, build_town
from tests.grids_desk.test_editing import CODE, ONE, PAGE, THREE, asked

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 3


@pytest.fixture
def town(transactional_db: None) -> Town:
    return build_town()


def test_of_edits_adopted_at_once_one_is_and_the_others_are_refused(town: Town) -> None:
    start = Barrier(HANDS)
    wish = asked(tool="merge", cells=[ONE, THREE], points="")

    def adopt(_hand: int) -> int:
        client = Client()
        client.force_login(town.people["adam"], backend="django.contrib.auth.backends.ModelBackend")
        start.wait()
        try:
            return client.post(f"{PAGE}adopt/", wish).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        answers = list(pool.map(adopt, range(HANDS)))

    assert sorted(answers) == [303, 422, 422]
    assert Edition.objects.count() == 1
    assert list(ground_of(CODE).shapes) == [f"{CODE}003"]
