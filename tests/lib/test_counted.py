import pytest
from django.template import Context, Template
from django.utils.translation import override

from govgrid.lib.counted import percent


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    ("value", "shown"), [(999, "999"), (10000, "10,000"), (1234567, "1,234,567"), ("–", "–"), ("1000", "1000")]
)
def test_only_whole_numbers_are_grouped_by_three_in_both_languages(language, value, shown):
    with override(language):
        drawn = Template("{{ value|counted }}").render(Context({"value": value}))

    assert drawn == shown


@pytest.mark.parametrize(("language", "shown"), [("en", "63 %"), ("zh-hans", "63%")])
def test_a_share_is_rounded_and_written_as_its_language_does(language, shown):
    with override(language):
        assert percent(62.6) == shown
