"""Which templates and macros a person is offered: the own departments' and everybody's, for a category."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from departments.models import Category, Macro, Template


def templates_for(departments: Iterable[int], category: Category | None) -> QuerySet[Template]:
    """Return the templates in force that members of `departments` (ids) may use on a case of `category`."""
    return Template.objects.filter(_offered(departments, category), valid_to=None)


def macros_for(departments: Iterable[int], category: Category | None) -> QuerySet[Macro]:
    """Return the macros in force that members of `departments` (ids) may run on a case of `category`, with steps."""
    found = Macro.objects.filter(_offered(departments, category), valid_to=None)
    return found.prefetch_related("steps__template")


def _offered(departments: Iterable[int], category: Category | None) -> Q:
    fits = Q(category=None)
    if category is not None:
        fits |= Q(category__in=[category.pk, category.parent_id or category.pk])
    return (Q(department=None) | Q(department__in=list(departments))) & fits
