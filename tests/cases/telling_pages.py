"""A citizen who tells a report page by page, as a browser without scripts sends it."""

import re
from typing import Any

from django.test import Client

from tests.city import middle_of

PAGES = ("place", "category", "questions", "words", "photos", "nearby", "contact")


class Teller:
    """One browser. `tell()` goes through every page with what a test says, and road damage in cell 1 otherwise."""

    def __init__(self, client: Client | None = None) -> None:
        self.client = client or Client()

    def answer(self, page: str, **said: Any) -> Any:
        """Post one page; a field of None is left out. Questions are named by their codes."""
        prefix = "q-" if page == "questions" else ""
        given = {f"{prefix}{name}": value for name, value in said.items() if value is not None}
        return self.client.post(f"/report/{page}/", given)

    def place(self, cell: int = 1, **said: Any) -> Any:
        point = middle_of(cell)
        return self.answer("place", **{"lon": point.lon, "lat": point.lat, **said})

    def tell(self, until: str = "check", **pages: dict[str, Any]) -> Any:
        """Go where each answer leads, from the place on, until `until` or a page that is refused; return the answer."""
        answer = self.place(**pages.get("place", {}))
        while answer.status_code == 302:
            page = page_of(answer)
            if page == until or page not in PAGES:
                break
            answer = self.answer(page, **{**USUAL.get(page, {}), **pages.get(page, {})})
        return answer

    def send(self) -> Any:
        """Press the button of the check page."""
        page = self.client.get("/report/check/").content.decode()
        return self.client.post("/report/check/", {"of": re.search(r'name="of" value="(\w+)"', page)[1]})  # type: ignore[index]


USUAL: dict[str, dict[str, Any]] = {
    "category": {"category": "E0113"},
    "words": {"words": "A deep hole."},
    "photos": {"go": "1"},
    "contact": {"name": ""},
}


def page_of(answer: Any) -> str:
    """Return the name of the page that an answer leads to."""
    return str(answer.headers["Location"]).removeprefix("/report/").strip("/")
