"""Every page of the product, with who opens it: the tests, the pictures and the measured first loads walk this list."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from playwright.sync_api import Page

CASE = r"/desk/cases/[A-Z]{1,4}\d{6}-\d+/"


@dataclass(frozen=True)
class Shown:
    """A page by its name.

    `role` is who opens it ("" is a citizen), `path` its address. With `follow`, a pattern, the first link on it that
    fits is opened instead. `kept` is the width at which its picture is kept in docs/screens; None keeps none. An `app`
    is shown as the screen shows it, not down to its end. `held` are the addresses whose answers do not come while the
    picture is taken, `press` what is pressed to ask for one of them.
    """

    name: str
    path: str
    role: str = ""
    follow: str = ""
    kept: int | None = None
    dark: bool = False
    app: bool = False
    held: str = ""
    press: str = ""


PAGES: tuple[Shown, ...] = (
    # The citizen
    Shown("home", "/", kept=1440),
    Shown("report", "/report/", kept=390),
    Shown("report-photos", "/report/photos/"),
    Shown("report-place", "/report/place/", kept=390),
    Shown("report-category", "/report/category/"),
    Shown("find", "/find/"),
    Shown("public-cases", "/cases/", kept=1440),
    Shown("public-case", "/cases/", follow=r"/cases/[A-Z]{1,4}\d{6}-\d+/", kept=390),
    Shown("public-suspended", "/cases/suspended/"),
    Shown("public-map", "/cases/?view=map"),
    Shown("figures", "/figures/", kept=1440),
    Shown("known", "/known/"),
    Shown("privacy", "/privacy/"),
    Shown("accessibility", "/accessibility/"),
    Shown("sign-in", "/accounts/login/"),
    Shown("password-reset", "/accounts/password_reset/"),
    # The grid officer
    Shown("field", "/field/", "officer", kept=390, app=True),
    Shown("field-log", "/field/log/", "officer", kept=390, app=True),
    Shown("field-outbox", "/field/outbox/", "officer", app=True),
    Shown("field-patrol", "/field/patrol/", "officer", app=True),
    Shown("checks", "/desk/checks/", "officer"),
    Shown("officer-case", "/desk/checks/", "officer", follow=CASE),
    # The department
    Shown("queue", "/desk/queue/", "handler", kept=1440),
    Shown("case", "/desk/queue/", "handler", follow=CASE, kept=1440),
    Shown("views", "/desk/views/", "handler"),
    Shown("search", "/desk/search/?q=路", "handler"),
    Shown("inbox", "/desk/inbox/", "handler"),
    Shown("roster", "/desk/roster/", "department_head"),
    Shown("password-change", "/accounts/password_change/", "handler"),
    # The desks
    Shown("caller", "/desk/caller/", "agent", kept=1440),
    Shown("acceptance", "/desk/acceptance/", "acceptor"),
    Shown("dispatch", "/desk/dispatch/", "dispatcher"),
    Shown("coordination", "/desk/coordination/", "dispatcher"),
    Shown("requests", "/desk/requests/", "dispatcher"),
    Shown("closing", "/desk/closing/", "shift_leader"),
    Shown("calls", "/desk/calls/", "agent"),
    # The supervisor
    Shown("board", "/desk/board/", "supervisor", kept=1440),
    Shown("wall", "/desk/board/wall/", "supervisor", dark=True, kept=1440),
    Shown("wall-links", "/desk/board/links/", "supervisor"),
    Shown("summary", "/desk/board/summary/", "supervisor"),
    Shown("stuck", "/desk/stuck/", "supervisor"),
    Shown("all-cases", "/desk/cases/", "supervisor", kept=1440),
    Shown("map", "/desk/map/", "supervisor", kept=1440),
    Shown("map-table", "/desk/map/table/", "supervisor"),
    Shown("cell", "/desk/map/table/?level=cell", "supervisor", follow=r"/desk/cells/\d+/"),
    Shown("components", "/desk/components/", "supervisor"),
    Shown("component", "/desk/components/", "supervisor", follow=r"/desk/components/[\w-]+/"),
    Shown("dead-letters", "/desk/dead-letters/", "supervisor"),
    # The administrator
    Shown("settings", "/desk/settings/", "administrator", kept=1440),
    Shown("departments", "/desk/settings/departments/", "administrator"),
    Shown("department-new", "/desk/settings/departments/new/", "administrator"),
    Shown("people", "/desk/settings/people/", "administrator"),
    Shown("person-new", "/desk/settings/people/new/", "administrator"),
    Shown("dictionary", "/desk/settings/dictionary/", "administrator"),
    Shown("category-new", "/desk/settings/dictionary/new/", "administrator"),
    Shown("standards", "/desk/settings/standards/", "administrator", kept=1440),
    Shown("standard-new", "/desk/settings/standards/new/", "administrator"),
    Shown("calendars", "/desk/settings/calendars/", "administrator"),
    Shown("ladders", "/desk/settings/ladders/", "administrator", kept=1440),
    Shown("templates", "/desk/settings/templates/", "administrator"),
    Shown("template-new", "/desk/settings/templates/new/", "administrator"),
    Shown("macro-new", "/desk/settings/macros/new/", "administrator"),
    Shown("reasons", "/desk/settings/reasons/", "administrator"),
    Shown("stages", "/desk/settings/stages/", "administrator"),
    Shown("changes", "/desk/settings/changes/", "administrator"),
    Shown("pack", "/desk/settings/pack/", "administrator"),
    Shown("duties", "/desk/duties/", "administrator", kept=1440),
    Shown("grids", "/desk/grids/", "administrator", kept=1440),
    Shown("grids-import", "/desk/grids/import/", "administrator"),
    Shown("grids-generate", "/desk/grids/generate/", "administrator"),
    Shown("grids-cover", "/desk/grids/cover/", "administrator"),
    Shown("grids-edit", "/desk/grids/edit/", "administrator"),
    Shown("components-import", "/desk/components/import/", "administrator"),
    Shown("recounts", "/desk/recounts/", "administrator"),
    Shown("letters", "/desk/letters/", "administrator"),
)

NUMBER = r"[A-Z]{1,4}\d{6}-\d+/"
# What stands open at a desk: in the demo city something waits at each.
OPENED: tuple[Shown, ...] = (
    Shown("acceptance-case", "/desk/acceptance/", "acceptor", follow=rf"/desk/acceptance/{NUMBER}", kept=1440),
    Shown("dispatch-case", "/desk/dispatch/", "dispatcher", follow=rf"/desk/dispatch/{NUMBER}", kept=1440),
    Shown("coordination-case", "/desk/coordination/", "dispatcher", follow=rf"/desk/coordination/{NUMBER}", kept=1440),
    Shown("ring-up", "/desk/calls/", "agent", follow=rf"/desk/calls/ring/{NUMBER}"),
)
# What a page looks like where nothing is found, nothing is there, or nobody may.
STATES: tuple[Shown, ...] = (
    Shown("not-found", "/no-such-page/", kept=390),
    Shown("public-none", "/cases/?status=open&closed=1"),
    Shown("find-none", "/find/?number=YL200101-000001"),
    Shown("refused", "/desk/settings/", "handler", kept=1440),
    Shown("queue-none", "/desk/queue/?words=zzqx", "handler"),
    Shown("search-none", "/desk/search/?q=zzqx", "handler"),
    Shown("all-cases-none", "/desk/cases/?q=zzqx", "supervisor"),
)
# What a page looks like while something has not come yet.
LOADING: tuple[Shown, ...] = (
    Shown("public-map-loading", "/cases/?view=map", held="**/map/base/*"),
    Shown("report-place-loading", "/report/place/", held="**/map/base/*"),
    Shown("report-search-loading", "/report/place/", held="**/report/place/?*", press="[name=look_up]"),
    Shown("map-loading", "/desk/map/", "supervisor", held="**/map/base/*"),
)
LISTS = ("home", "public-cases", "public-map", "figures", "queue", "search", "dispatch", "board", "all-cases", "map")
# The same lists with MANY cases more.
MANY = 10_000
FULL: tuple[Shown, ...] = tuple(
    replace(shown, name=f"{shown.name}-full", kept=1440 if shown.name == "all-cases" else None)
    for shown in PAGES
    if shown.name in LISTS
)


def open_page(page: Page, site: str, shown: Shown) -> bool:
    """Open a page, and the link on it that it names; return False where no link on it fits."""
    page.goto(f"{site}{shown.path}", wait_until="load")
    if not shown.follow:
        return True
    links = (link.get_attribute("href") or "" for link in page.locator("main a[href]").all())
    found = next((link for link in links if re.fullmatch(shown.follow, link.split("?")[0])), None)
    if found:
        page.goto(f"{site}{found}", wait_until="load")
    return found is not None


def of_roles(pages: Sequence[Shown] = PAGES) -> Iterator[tuple[str, list[Shown]]]:
    """Yield each role with its pages, the citizen first."""
    for role in dict.fromkeys(shown.role for shown in pages):
        yield role, [shown for shown in pages if shown.role == role]
