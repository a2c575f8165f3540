"""`make screens`: a picture of every page of the demo city, and those worth keeping in docs/screens.

build/screens gets every page in both languages and themes at 1440, 768 and 390 px; docs/screens gets the kept ones,
with their colours counted down to a palette. Both are to be looked at before they are kept.
"""

import base64
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.every_page import FULL, LOADING, MANY, OPENED, PAGES, STATES, Shown, of_roles, open_page
from bench.stack import CHECKOUT, Stack, running
from bench.visitors import ask, launch, sign_in
from govgrid.up.stop import stop_on_signals

BUILD, KEPT = CHECKOUT / "build" / "screens", CHECKOUT / "docs" / "screens"
LANGUAGES = {"en": "en-US", "zh": "zh-CN"}
THEMES = ("light", "dark")
FILM = (
    "import base64; from govgrid.demo.pictures import picture; "
    "print(base64.b64encode(picture('E0113', solved=False, seed=4).jpeg).decode())"
)
# Into one department's queue, the handler's who is looked over the shoulder.
FILL = f"""
from bench.fill import Filling
from cases import chores
from govgrid.management.commands.accounts import one_for_each_role
theirs = [posting.department_id for posting in one_for_each_role() if posting.role == "handler"]
Filling({MANY}, chores.now(), open_share=1, departments=theirs).write()
"""
HERE = {"longitude": 102.7006, "latitude": 25.0121, "accuracy": 8}  # a street of the demo city
WIDTHS = (1440, 768, 390)
SCREEN = 844  # px
WAITS = "[data-waiting]:not(:empty), .map[aria-busy]"
TALLEST = 2400  # px; a longer page is shown from its top


def main(names: list[str]) -> None:
    """Take the pictures of the pages named, or of all."""
    usual, full = [_named(pages, names) for pages in ((*PAGES, *OPENED, *STATES, *LOADING), FULL)]
    with stop_on_signals(), running() as stack, sync_playwright() as player:
        browser = launch(player, *camera_before(stack))
        _walk(browser, stack, usual)
        if full:
            ask(str(stack.home), FILL)
            _walk(browser, stack, full)
        browser.close()
    _keep([*usual, *full])


def _named(pages: Sequence[Shown], names: list[str]) -> list[Shown]:
    return [shown for shown in pages if not names or shown.name in names]


def _walk(browser: Browser, stack: Stack, pages: Sequence[Shown]) -> None:
    for language in LANGUAGES:
        for role, theirs in of_roles(pages):
            _take(browser, stack, f"http://localhost:{stack.port}", language, role, theirs)


def camera_before(stack: Stack) -> list[str]:
    """Return the switches that give a browser a camera before a street of the demo city."""
    film = stack.home / "street.mjpeg"
    film.write_bytes(base64.b64decode(ask(str(stack.home), FILM)))
    film_of = f"--use-file-for-fake-video-capture={film}"
    return ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", film_of]


def _take(browser: Browser, stack: Stack, site: str, language: str, role: str, pages: list[Shown]) -> None:
    with _visit(browser, language) as context:
        if role:
            sign_in(context, stack, site, role)
        page = context.new_page()
        for shown in pages:
            for path, width in _wishes(shown, language):
                page.emulate_media(color_scheme="dark" if path.parent.name == "dark" else "light")
                page.set_viewport_size({"width": width, "height": SCREEN})
                (_shoot_waiting if shown.held else _shoot)(page, site, shown, path)
            print(f"{language} {shown.name}", flush=True)


@contextmanager
def _visit(browser: Browser, language: str) -> Iterator[BrowserContext]:
    context = browser.new_context(
        locale=LANGUAGES[language],
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
        permissions=["geolocation", "camera"],
        geolocation=HERE,
    )
    context.set_default_timeout(20_000)
    yield context
    context.close()


def _wishes(shown: Shown, language: str) -> Iterator[tuple[Path, int]]:
    for theme in THEMES:
        for width in WIDTHS:
            yield BUILD / language / theme / f"{shown.name}-{width}.png", width


def _shoot(page: Page, site: str, shown: Shown, path: Path) -> None:
    if not open_page(page, site, shown):
        print(f"{shown.name}: nothing on {shown.path} to follow", file=sys.stderr)
        return
    page.wait_for_load_state("networkidle")
    if not shown.app:
        # A window as high as the page: bars that stick lie at its end, and maps that wait to be seen are drawn. What
        # is as high as the window grows with it, so once more.
        for _measure in range(2):
            width, height = page.evaluate("() => [window.innerWidth, document.documentElement.scrollHeight]")
            page.set_viewport_size({"width": width, "height": max(SCREEN, min(TALLEST, height))})
            page.wait_for_load_state("networkidle")
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)


def _shoot_waiting(page: Page, site: str, shown: Shown, path: Path) -> None:
    """Show the page while what it asks for does not come."""
    if not shown.press:
        page.route(shown.held, lambda _route: None)
    page.goto(f"{site}{shown.path}", wait_until="load")
    if shown.press:
        page.route(shown.held, lambda _route: None)
        page.locator(shown.press).first.click(no_wait_after=True)
    page.locator(WAITS).first.scroll_into_view_if_needed()
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)
    page.unroute_all(behavior="ignoreErrors")
    page.goto("about:blank")


def _keep(pages: list[Shown]) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        for shown in pages:
            taken = BUILD / language / ("dark" if shown.dark else "light") / f"{shown.name}-{shown.kept}.png"
            if shown.kept and taken.exists():
                small = Image.open(taken).convert("RGB").quantize(128, dither=Image.Dither.NONE)
                small.save(KEPT / f"{shown.name}_{shown.kept}_{language}.png", optimize=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govgrid.settings")
    main(sys.argv[1:])
