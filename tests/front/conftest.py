"""A real browser before the pattern page: every request is answered from the tree, under the product's policy."""

import mimetypes
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, Route

from tests.front import pattern_page

SITE = "http://localhost"


def policy() -> str:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(map(str, sources))}" for name, sources in directives.items())


def answer(route: Route) -> None:
    path = route.request.url.removeprefix(SITE).split("?")[0]
    if path == "/map.json":
        route.fulfill(body=pattern_page.town_map(), content_type="application/json")
    elif path == "/api/v1/places/nearest/":
        route.fulfill(json={"sentence": ""})
    elif path.startswith("/static/") and (found := finders.find(path.removeprefix("/static/"))):
        route.fulfill(path=found, content_type=mimetypes.guess_type(found)[0] or "application/octet-stream")
    elif path.startswith("/patterns/"):
        wish = path.strip("/").split("/")[1:]
        headers = {"Content-Security-Policy": policy()}
        route.fulfill(body=pattern_page.render(*wish), content_type="text/html; charset=utf-8", headers=headers)
    else:
        route.fulfill(status=404, body="")


@pytest.fixture
def pattern(chromium) -> Iterator[Callable[..., Page]]:
    """Open the pattern page: pattern(look, language, width, theme, scripts, state)."""
    contexts = []

    def open_page(look="staff", language="en", width=1440, theme="light", scripts=True, state="refused") -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.route("**/*", answer)
        page.goto(f"{SITE}/patterns/{look}/{language}/{state}/")
        return page

    yield open_page
    for context in contexts:
        context.close()
