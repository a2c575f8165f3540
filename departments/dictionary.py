"""The dictionary of categories and the standards in force, kept in memory."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from departments.models import Category, FilingStandard
from govgrid.lib.refusals import Refusal
from govgrid.lib.remembered import remembered


class UnknownCategory(Refusal):
    code = "unknown_category"
    status = 422


@dataclass(frozen=True)
class Dictionary:
    """Categories by id and by code, and which standard files a case without a person."""

    categories: dict[int, Category]
    automatic: dict[tuple[int, str], FilingStandard]

    @cached_property
    def by_code(self) -> dict[str, Category]:
        return {category.code: category for category in self.categories.values()}

    def path(self, category_id: int) -> tuple[int, ...]:
        """Return the ids from the major class down to the category."""
        category = self.categories[category_id]
        above = self.path(category.parent_id) if category.parent_id else ()
        return (*above, category_id)

    def standard_for(self, category_id: int, zone: str) -> FilingStandard | None:
        """Return the automatic standard of a category in a zone, else the one for all zones; None: a person files."""
        return self.automatic.get((category_id, zone)) or self.automatic.get((category_id, ""))

    def offered(self) -> list[tuple[Category, list[Category]]]:
        """Return the major classes, each with the categories that citizens may choose, in the dictionary's order."""
        minors: dict[int | None, list[Category]] = {}
        for category in self.categories.values():
            if category.public and category.parent_id:
                minors.setdefault(category.parent_id, []).append(category)
        return [(self.categories[major], found) for major, found in minors.items() if major]


@remembered(seconds=30)
def dictionary() -> Dictionary:
    """Return the dictionary in force today."""
    today = Q(valid_to=None) | Q(valid_to__gt=date.today())  # noqa: DTZ011 - a pack's days are the city's own
    categories = {category.pk: category for category in Category.objects.filter(today)}
    standards = FilingStandard.objects.filter(today, automatic=True, valid_from__lte=date.today())  # noqa: DTZ011
    automatic = {(standard.category_id, standard.zone): standard for standard in standards.order_by("version")}
    return Dictionary(categories, automatic)


def category_by_code(code: str) -> Category:
    """Return a category that a report may name. Raises UnknownCategory with the code that was given."""
    found = dictionary().by_code.get(code)
    if found is None:
        raise UnknownCategory(
            _(
                "There is no category %(code)s in this city's dictionary. Use a code of the dictionary, or leave it "
                "out: then a person sorts the report."
            )
            % {"code": repr(code)}
        )
    return found
