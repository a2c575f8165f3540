"""How many: `{{ cases|counted }}` and `counted(cases)` group the figures of a whole number as its language does."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def counted(value: object) -> object:
    """Return a whole number as it is read, 10,000; what is none (a word, “–”) as it is."""
    return number_format(value, force_grouping=True) if type(value) is int else value


def percent(of_hundred: float) -> str:
    """Return a share as it is read, 67 % in English and 67% in Chinese."""
    return _("%(number)s %%") % {"number": number_format(round(of_hundred))}
