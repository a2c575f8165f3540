"""Every page of the product, by whoever opens it: within the rules of axe, at every width, without jump or fault."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page

from bench.every_page import PAGES, Shown, of_roles, open_page
from cases import chores
from cases.models import Status
from tests.builders import a_case, a_rated_case, a_report, a_routed_case
from tests.cases.components import a_component
from tests.city import Town
from tests.journeys.conftest import AT_REST, LOCALES, Walk, broken_rules

pytestmark = pytest.mark.browser

MOST_SHIFT = 0.05
WHO = {
    "": "", "officer": "wu", "handler": "li", "department_head": "he", "acceptor": "an", "dispatcher": "ding",
    "shift_leader": "shi", "agent": "hua", "supervisor": "su", "administrator": "adam", "assessor": "ke",
}  # fmt: skip
# Addresses that answer with something other than a page, only to a form, or only in the middle of a story: those are
# looked at in the journeys.
NO_PAGES = {
    "caller-beside", "caller-dangers", "caller-draft", "caller-places", "caller-put-by", "desk-board-act",
    "desk-bulk", "desk-home", "dispatch-certain", "dispatch-load", "field-manifest", "field-worker", "figures-csv",
    "grid-cover-land", "inbox-read", "kept-throw-away", "known-download", "known-forget", "known-leave",
    "known-mine", "logout", "map-cases", "map-components", "map-measures", "password_change_done",
    "password_reset_complete", "password_reset_done", "public-around", "queue-news", "queue-next", "report-call",
    "report-check", "report-code", "report-components", "report-contact", "report-nearby", "report-questions",
    "report-words", "ring-ups", "settings-pack-export",
}  # fmt: skip
SHIFTS = """
new PerformanceObserver((list) => {
  for (const { hadRecentInput, value } of list.getEntries())
    if (!hadRecentInput) window.shifted = (window.shifted ?? 0) + value;
}).observe({ type: "layout-shift", buffered: true });
window.asking = 0;  // what the page's own modules have asked the server for, and not got yet
const ask = window.fetch;
window.fetch = (...what) => { window.asking += 1; return ask(...what).finally(() => { window.asking -= 1; }); };
"""


def a_busy_town(town: Town) -> None:
    """Cases at every desk, a component, and something for each list."""
    a_component(town)
    for status in (Status.HANDLING, Status.CHECKING, Status.CHECKED, Status.CLOSED):
        a_case(town, status)
    a_rated_case(town)
    a_routed_case(town)
    a_routed_case(town, category=None)
    a_report(town)
    chores.tell_all()
    chores.index_all()


# Each width in the language that is hardest there: long English words wide, Chinese on the phone. A page is loaded,
# and must keep all the rules, at the first width; at those after it nothing may stand out.
@pytest.mark.parametrize(("language", "widths"), [("en", (1440, 768)), ("zh-hans", (390,))])
def test_every_page_keeps_the_rules(walk: Walk, town: Town, widths: Sequence[int]) -> None:
    a_busy_town(town)

    found = [fault for role, pages in of_roles() for fault in faults_before(walk, role, pages, widths)]

    assert not found + walk.faults


def faults_before(walk: Walk, role: str, pages: Sequence[Shown], widths: Sequence[int]) -> list[str]:
    page = walk.page_of(WHO[role])
    page.add_init_script(SHIFTS)
    found = [f"{shown.name}: {fault}" for shown in pages for fault in faults_of(page, walk, shown, *widths)]
    page.context.close()
    return found


def faults_of(page: Page, walk: Walk, shown: Shown, width: int, *others: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 900})
    if not open_page(page, walk.site, shown):
        return ["nothing on it to follow"]
    page.evaluate(AT_REST)
    found = [*broken_rules(page), *too_wide(page, width)]
    if (shift := page.evaluate("() => window.shifted ?? 0")) > MOST_SHIFT:
        found.append(f"jumps by {shift:.3f}")
    for narrower in others:
        page.set_viewport_size({"width": narrower, "height": 900})
        found += too_wide(page, narrower)
    return found


def too_wide(page: Page, width: int) -> list[str]:
    over = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    return [f"{over} px too wide at {width}"] if over > 0 else []


def test_no_page_is_left_out() -> None:
    listed = [shown.path.split("?")[0].lstrip("/") for shown in PAGES]

    assert not set(plain_addresses()) - set(listed)


def plain_addresses() -> list[str]:
    """Addresses without a parameter that show a page on GET."""
    return [path for path, view in _below("", get_resolver()) if _is_page(path, view)]


def _below(prefix: str, resolver: URLResolver) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for one in resolver.url_patterns:
        path = prefix + str(one.pattern)
        found += _below(path, one) if isinstance(one, URLResolver) else [(path, one)]
    return found


def _is_page(path: str, one: URLPattern) -> bool:
    return not ("<" in path or "(?P" in path or path.startswith(("api/", "admin/", "i18n/")) or one.name in NO_PAGES)


def test_the_languages_of_the_walk_are_those_of_the_product(settings: Any) -> None:
    assert set(LOCALES) == {code for code, _name in settings.LANGUAGES}
