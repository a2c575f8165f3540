"""Numbers are written as the reader's language writes them."""

from django.utils import translation

from govgrid.lib.numbers import percent, whole


def test_thousands_are_grouped() -> None:
    with translation.override("en"):
        assert whole(12345) == "12,345"


def test_a_share_is_rounded() -> None:
    with translation.override("en"):
        assert percent(62.6) == "63 %"
