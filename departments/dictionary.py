"""The dictionary of categories and the standards in force, kept in memory."""

from dataclasses import dataclass
from functools import cache, cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from departments.models import Category, FilingStandard
from govgrid.lib.refusals import Refusal
from govgrid.lib.remembered import remembered
from grids.addresses.pinyin import initials, letters_of, spelt
from grids.city import city_today


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
    today = city_today()
    in_force = Q(valid_to=None) | Q(valid_to__gt=today)
    categories = {category.pk: category for category in Category.objects.filter(in_force)}
    standards = FilingStandard.objects.filter(in_force, automatic=True, valid_from__lte=today)
    automatic = {(standard.category_id, standard.zone): standard for standard in standards.order_by("version")}
    return Dictionary(categories, automatic)


def named_like(words: str, *, limit: int = 12) -> list[Category]:
    """Return the categories offered to citizens whose name, or their class's, holds `words`; best first.

    In either language, whichever the page speaks; Chinese also by pinyin and its initials ("ld" finds 路灯).
    """
    sought = " ".join(words.casefold().split())
    ranked = [
        (rank, category.code, category)
        for major, minors in dictionary().offered()
        for category in minors
        if (rank := _likeness(sought, category, major)) is not None
    ]
    return [category for _rank, _code, category in sorted(ranked, key=lambda found: found[:2])[:limit]]


def _likeness(sought: str, category: Category, major: Category) -> int | None:
    """Return 0 where the name begins so, 1 where it holds it or all its words, 2 by pinyin, 3 by class; None: not."""
    names = (category.name_en.casefold(), category.name_zh)
    if any(name.startswith(sought) for name in names):
        return 0
    if any(sought in name for name in names) or all(_stem(word) in names[0] for word in sought.split()):
        return 1
    typed = letters_of(sought)
    if len(typed) > 1 and typed == sought and any(typed in spelling for spelling in _spellings(category.name_zh)):
        return 2
    return 3 if sought in major.name_en.casefold() or sought in major.name_zh else None


def _stem(word: str) -> str:
    """Return an English word without its ending, so that "damaged roads" finds "Road damage"."""
    return word.removesuffix("s").removesuffix("ed") if len(word) > 3 else word


@cache
def _spellings(name: str) -> tuple[str, str]:
    return spelt(name), initials(name)


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
