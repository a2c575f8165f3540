"""Numbers in words, as the reader's language writes them."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _


def whole(number: int) -> str:
    return number_format(number, force_grouping=True)


def percent(of_hundred: float) -> str:
    return _("%(number)s %%") % {"number": number_format(round(of_hundred))}
