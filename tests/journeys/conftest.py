"""A real browser before the running product: the town, its people at their own desks, and pictures to look at."""

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, Page

from cases import chores
from tests.city import PASSWORD, Town, build_town
from tests.conftest import PATIENCE_MS

WIDTHS = (1440, 768, 390)
PICTURES = os.environ.get("GOVGRID_PICTURES", "")  # a folder for what the stories look at; without it none are taken
LOCALES = {"en": "en-US", "zh-hans": "zh-CN"}
# The main story of a workplace is told in both languages; one beside it in one of them, now this one, now that.
in_english = pytest.mark.parametrize("language", ["en"], indirect=True)
in_chinese = pytest.mark.parametrize("language", ["zh-hans"], indirect=True)
# Loaded, in its own letters, with its pictures, and nothing that it asked for is still on its way.
AT_REST = """async () => {
  const moves = () => document.readyState !== "complete" || document.querySelector(".htmx-request, .htmx-swapping")
    || window.asking > 0 || [...document.images].some((one) => !one.complete && one.loading !== "lazy");
  await document.fonts.ready;
  while (moves()) await new Promise(requestAnimationFrame);
}"""
# Each with the first element that breaks it.
BROKEN_RULES = """async () => {
  const { violations } = await axe.run({ resultTypes: ["violations"] });
  return violations.map((one) => `${one.id}: ${one.nodes[0].failureSummary} ${one.nodes[0].html.slice(0, 160)}`);
}"""


@pytest.fixture(autouse=True)
def _static_files_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser asks for a static file once, as in production."""
    serve = StaticFilesHandler.serve

    def kept(handler: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
        answer = serve(handler, request)
        patch_cache_control(answer, max_age=3600)
        return answer

    monkeypatch.setattr(StaticFilesHandler, "serve", kept)


@pytest.fixture
def town(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Town:
    """The town, seen by the server's own connections."""
    # Playwright runs a loop in this thread; Django would take our own questions for async ones.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    return build_town()


class Walk:
    """Browsers of one story in one language: one for each person, as in life."""

    def __init__(
        self, chromium: Browser, site: str, language: str, *, pictures: str = "", keeps_rules: bool = True
    ) -> None:
        self._chromium, self.site, self.language, self._keeps_rules = chromium, site, language, keeps_rules
        self._folder = Path(PICTURES, pictures, language)
        self._contexts: dict[str, BrowserContext] = {}
        self.faults: list[str] = []
        self._shots = 0

    def page_of(self, person: str = "", *, scripts: bool = True, alone: bool = False) -> Page:
        """Return a new page of this person's browser, signed in, `alone` in place of the others; '' is a citizen."""
        if person not in self._contexts:
            self._contexts[person] = self._chromium.new_context(
                locale=LOCALES[self.language], viewport={"width": 1440, "height": 900}, java_script_enabled=scripts
            )
            if person:
                self._sign_in(person)
        for open_before in self._contexts[person].pages if alone else ():
            open_before.close()
        page = self._contexts[person].new_page()
        page.set_default_timeout(PATIENCE_MS)
        self._listen(page)
        return page

    def _sign_in(self, person: str) -> None:
        """Send the form of the sign-in page, which need not be drawn for that."""
        context, address = self._contexts[person], f"{self.site}/accounts/login/"
        context.request.get(address)
        [token] = [cookie["value"] for cookie in context.cookies(address) if cookie["name"] == "csrftoken"]
        form = {"username": person, "password": PASSWORD, "csrfmiddlewaretoken": token}
        answer = context.request.post(address, form=form, max_redirects=0)
        assert answer.status == 302, f"{person} cannot sign in"

    def _listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self._hear(page, said))

    def _hear(self, page: Page, said: Any) -> None:
        # A refused form is an answer with a fault's status: the browser notes it, and it is no fault of the page.
        if said.type == "error" and "Failed to load resource" not in said.text:
            self.faults.append(f"{page.url}: {said.text}")

    def look(self, page: Page, name: str) -> None:
        """Look at all widths: no page may overflow, nor (in the language told first) break a rule of axe."""
        self._shots += 1
        page.wait_for_load_state()
        page.evaluate(AT_REST)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("() => window.scrollTo(0, 0)")
            wide = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
            self.take_picture(page, f"{self._shots:02}-{name}-{width}")
            assert wide <= 0, f"{name} is {wide} px too wide at {width}"
        page.set_viewport_size({"width": 1440, "height": 900})
        if self._keeps_rules:
            keep_rules(page)

    def take_picture(self, page: Page, name: str) -> None:
        if PICTURES:
            page.screenshot(path=self._folder / f"{name}.png", full_page=True)

    def close(self) -> None:
        for context in self._contexts.values():
            context.close()


def keep_rules(page: Page) -> None:
    assert not broken_rules(page), page.url


def broken_rules(page: Page) -> list[str]:
    """Ask axe. What it found in order is many times as much as what it found broken, and stays in the browser."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(BROKEN_RULES)


@pytest.fixture(params=list(LOCALES))
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def walk(
    request: pytest.FixtureRequest, chromium: Browser, town: Town, live_server: Any, language: str, settings: Any,
    tmp_path: Path,
) -> Iterator[Walk]:  # fmt: skip
    settings.MEDIA_ROOT = tmp_path
    told_first = request.node.callspec.indices["language"] == 0
    story = Walk(chromium, live_server.url, language, keeps_rules=told_first)
    yield story
    story.close()


@pytest.fixture
def work() -> Callable[[], None]:
    """What the workers do between two pages: route, and tell."""

    def once() -> None:
        chores.route_all()
        chores.tell_all()

    return once


@pytest.fixture
def a_photo() -> dict[str, Any]:
    """A picture as a phone would send it."""
    picture = Image.new("RGB", (1200, 900), "#7d8a86")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 520, 1200, 900), fill="#55595c")
    draw.ellipse((420, 610, 800, 780), fill="#2b2a29")
    file = io.BytesIO()
    picture.save(file, "JPEG")
    return {"name": "hole.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}
