"""What is reported often: offered first to who is asked what it is."""

from collections import Counter

from cases.models import Report
from departments.dictionary import dictionary
from departments.models import Category
from govgrid.lib.remembered import remembered

SHOWN = 8
# As many of the newest reports as say what the season is: snow in winter, barbecues in summer.
COUNTED = 2000


def often_reported() -> list[Category]:
    """Return up to eight categories that citizens may choose, the most reported lately first.

    A city that has few reports yet offers one of each class of events, and then of components.
    """
    known = dictionary().categories
    often = [known[pk] for pk in _counted() if pk in known and known[pk].public]
    firsts = [minors[0] for _major, minors in dictionary().offered() if minors]
    firsts.sort(key=lambda category: category.kind != Category.Kind.EVENT)
    return list({category.pk: category for category in [*often, *firsts]}.values())[:SHOWN]


@remembered(seconds=600)
def _counted() -> tuple[int, ...]:
    newest = Report.objects.order_by("-pk").values_list("category_id", flat=True)[:COUNTED]
    counts = Counter(pk for pk in newest if pk is not None)
    return tuple(pk for pk, _count in counts.most_common(SHOWN * 2))
