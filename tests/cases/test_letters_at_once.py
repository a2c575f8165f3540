"""Several workers at the same post: every letter is written once and sent once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from cases import letters
from cases.models import Delivery, Notice
from tests.builders import a_routed_case
from tests.city import NOON, Town, build_town

pytestmark = pytest.mark.django_db(transaction=True)

LATER = NOON + timedelta(days=9)


@pytest.fixture
def town(transactional_db: None, settings) -> Town:
    settings.EMAIL_HOST = "mail.example"  # Django's own test outbox stands behind it
    return build_town()


def four_times(work: Callable[[], int]) -> int:
    def one(_index: int) -> int:
        try:
            return sum(iter(work, 0))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        return sum(pool.map(one, range(4)))


def test_four_workers_write_and_send_each_letter_once(town):
    for cell in (1, 2, 3, 4) * 3:
        a_routed_case(town, cell=cell)

    written = four_times(lambda: letters.write_waiting(at=LATER, limit=3))
    sent = four_times(lambda: letters.send_waiting(at=LATER, limit=3))

    assert written == Notice.objects.filter(topic="tell").count() == 12
    assert Delivery.objects.filter(channel="inbox").count() == 12 * 3
    assert sent == len(mail.outbox) == 12 * 3
    assert {message.extra_headers["Message-ID"] for message in mail.outbox} == {
        f"<delivery-{pk}@localhost>" for pk in Delivery.objects.filter(channel="mail").values_list("pk", flat=True)
    }
