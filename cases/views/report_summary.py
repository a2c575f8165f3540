"""All that a draft tells, as rows of a summary list, each with the page that changes it."""

from typing import Any

from django.utils.translation import gettext as _

from cases import answers, stoppers
from cases.draft_pages import Said, order_of
from cases.views.report_draft import url_of
from departments.dictionary import dictionary
from departments.models import Component
from grids.models import Area

Row = dict[str, Any]


def rows_of(said: Said) -> list[Row]:
    """Return the rows in the order in which the pages asked; photos stand by themselves."""
    made = {"place": _place, "category": _category, "questions": _questions, "words": _words, "contact": _contact}
    return [row for page in order_of(said) if page in made for row in made[page](said)]


def _row(label: str, value: str, page: str) -> Row:
    return {"label": label, "value": value, "url": url_of(page), "action": _("Change")}


def _place(said: Said) -> list[Row]:
    return [_row(_("Where it is"), "\n".join(filter(None, _place_in_words(said.get("place", {})))), "place")]


def _place_in_words(place: dict[str, Any]) -> list[str]:
    if place.get("component"):
        component = Component.objects.select_related("category").filter(code=place["component"]).first()
        return [component.label if component else "", place.get("address", "")]
    if place.get("label"):
        return [place["label"], place.get("address", "")]
    area = Area.objects.filter(pk=place["area"]).first() if place.get("area") and not place.get("point") else None
    point = place.get("point")
    where = _("The point on the map (%(lat).5f, %(lon).5f)") % {"lon": point[0], "lat": point[1]} if point else ""
    return [where, place.get("address", ""), area.name if area else ""]


def _category(said: Said) -> list[Row]:
    category = dictionary().categories.get(stoppers.category_of(said) or 0)
    return [_row(_("What it is"), category.name if category else _("I am not sure"), "category")]


def _questions(said: Said) -> list[Row]:
    told = [_row(row["label"], row["value"], "questions") for row in answers.shown(said.get("answers", []))]
    return told or [_row(_("Questions about it"), _("Not answered"), "questions")]


def _words(said: Said) -> list[Row]:
    return [_row(_("In your words"), said.get("words", ""), "words")]


def _contact(said: Said) -> list[Row]:
    given = [value for value in said.get("contact", {}).values() if value]
    reached = "\n".join(given) or _("Not at all: you follow it by your link")
    return [_row(_("How we can answer you"), reached, "contact")]
