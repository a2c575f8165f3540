"""Which page of a report comes next: one question a page, in the order that the first page chose."""

from typing import Any

from cases import neighbours, stoppers
from cases.models import Case
from departments.questions import questions_of
from govgrid.lib.geo import Point

PHOTO_FIRST = ("photos", "place", "category", "questions", "words", "nearby", "contact")
PLACE_FIRST = ("place", "category", "questions", "words", "photos", "nearby", "contact")
CHECK, CALL = "check", "call"
# What is told on these pages may make the answer of those pages void.
UNSETTLES = {"place": ("nearby",), "category": ("nearby", "questions")}

Said = dict[str, Any]


def told(said: Said, page: str) -> None:
    """Note in `said` that `page` was gone through; its words stand there already."""
    said.setdefault("first", page if page in ("photos", "place") else "place")
    said["done"] = [*(done for done in said.get("done", []) if done != page), page]


def unsettle(said: Said, page: str) -> None:
    """Note that the answer of `page` has changed: what followed from the old one is asked again."""
    said["done"] = [done for done in said.get("done", []) if done not in UNSETTLES.get(page, ())]
    if page == "category":
        said["answers"] = []
        said["called"] = []


def order_of(said: Said, *, begun_at: str = "") -> list[str]:
    """Return the pages that this report has; "nearby" stands among them and is passed where nothing is near."""
    first = said.get("first") or begun_at
    pages = PHOTO_FIRST if first == "photos" else PLACE_FIRST
    return [page for page in pages if page != "questions" or questions_of(stoppers.category_of(said))]


def after(said: Said, page: str) -> str:
    """Return where to go from `page`: on along the way, or, once all was checked, to what is open and then back there.

    A danger that is to be called in comes before anything else.
    """
    if stoppers.calling(said):
        return CALL
    if said.get("checked"):
        return first_open(said)
    order = order_of(said)
    rest = order[order.index(page) + 1 :] if page in order else order
    return next((one for one in rest if not _passed(said, one)), "") or first_open(said)


def first_open(said: Said) -> str:
    """Return the first page that still wants an answer; CHECK when none does, CALL where a danger comes first."""
    if stoppers.calling(said):
        return CALL
    done = said.get("done", [])
    return next((page for page in order_of(said) if page not in done and not _passed(said, page)), CHECK)


def before(said: Said, page: str) -> str:
    """Return the page that one goes back to; '' for the start."""
    order = order_of(said, begun_at=page)
    if page not in order:
        return order[-1]
    earlier = [one for one in order[: order.index(page)] if not _passed(said, one)]
    return earlier[-1] if earlier else ""


def place_in(said: Said, page: str) -> tuple[int, int]:
    """Return which question of how many `page` is; what only some are shown ("nearby") is not counted."""
    order = [one for one in order_of(said, begun_at=page) if one != "nearby"]
    return (order.index(page) + 1 if page in order else len(order)), len(order)


def near_by(said: Said) -> list[Case]:
    """Return the open public cases that may be the same thing as the one told of."""
    return neighbours.open_near(point_of(said), stoppers.category_of(said))


def point_of(said: Said) -> Point | None:
    """Return the place told of in WGS 84; None where it is an area and words."""
    point = said.get("place", {}).get("point")
    return Point(*point) if point else None


def _passed(said: Said, page: str) -> bool:
    """A component that was picked says what it is; where nothing is near, nobody is asked."""
    if page == "category":
        return bool(said.get("place", {}).get("component")) and "category" in said.get("done", [])
    return page == "nearby" and ("words" not in said.get("done", []) or not near_by(said))
