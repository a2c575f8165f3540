"""The private link: opens its own report, and nothing that was guessed or changed."""

import pytest
from django.test import override_settings

from cases import tracking
from tests.builders import a_report


@pytest.fixture
def token(town) -> str:
    number = a_report(town).reports.get().number
    return tracking.link_of(number).removeprefix("/track/").removesuffix("/")


def test_a_link_opens_its_report(token):
    report = tracking.report_of(token)

    assert tracking.link_of(report.number) == f"/track/{token}/"


def test_the_link_of_a_letter_is_whole(settings):
    settings.PUBLIC_URL = "https://city.example"

    assert tracking.address_of("TT1").startswith("https://city.example/track/TT1:")


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: f"X{t}", lambda t: t.split(":")[0], lambda _t: ""])
def test_a_changed_link_opens_nothing(token, change):
    assert tracking.report_of(change(token)) is None


def test_a_well_signed_number_that_does_not_exist_opens_nothing(db):
    unknown = tracking.link_of("TT000000-000000").split("/")[2]

    assert tracking.report_of(unknown) is None


def test_links_already_sent_outlive_a_change_of_the_secret(token, settings):
    old = settings.SECRET_KEY
    with override_settings(SECRET_KEY="another secret", SECRET_KEY_FALLBACKS=[old]):
        assert tracking.report_of(token) is not None
    with override_settings(SECRET_KEY="another secret", SECRET_KEY_FALLBACKS=[]):
        assert tracking.report_of(token) is None
