"""The officer's forms lose nothing to a quick hand, and a phone that was left stays left."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.front.test_patterns import PNG

pytestmark = pytest.mark.browser
PICTURE = {"name": "bin.png", "mimeType": "image/png", "buffer": PNG}

FORM = """() => {
  document.querySelector("main").innerHTML = `<form method="dialog"><fieldset data-camera="photos">
    <ul data-thumbs></ul><p data-trouble hidden></p><input type="file" data-gallery aria-label="Gallery"></fieldset>
    <textarea name="words" aria-label="Words"></textarea><button>Send</button></form>`;
}"""
CAMERA = """async () => {
  window.camera = await import("/static/js/field/camera.js");
  camera.start(document.querySelector("[data-camera]"));
}"""
WRITING = """async () => {
  const [{ keepWritten, kept, sentOnce }, { store }] = await Promise.all(
    ["writing", "kept"].map((name) => import(`/static/js/field/${name}.js`)));
  const form = document.querySelector("main form"), frame = document.querySelector("[data-camera]");
  window.store = store;
  keepWritten(form, () => store.put("drafts", { name: "half", said: form.words.value }));
  sentOnce(form, async () => {
    window.sent = camera.photosOf(frame).length;
    return kept("half");
  });
}"""
HELD_BACK = """() => {
  const made = window.createImageBitmap;
  const held = new Promise((go) => { window.go = go; });
  window.createImageBitmap = async (...told) => { await held; return made(...told); };
}"""
DAY = {"me": {"id": 7, "number": "7", "name": "Wu"}, "tasks": [], "own": [], "cells": [], "check_ins": []}


@pytest.fixture
def page(pattern: Callable[..., Page]) -> Page:
    page = pattern("public", state="fresh")
    page.evaluate(FORM)
    return page


def test_a_photo_chosen_before_the_app_listens_is_taken(page: Page) -> None:
    page.get_by_label("Gallery").set_input_files(PICTURE)

    page.evaluate(CAMERA)

    expect(page.locator("[data-thumbs] img")).to_have_count(1)


def test_a_form_that_is_sent_while_its_photo_is_made_small_takes_it_along(page: Page) -> None:
    page.evaluate(HELD_BACK)
    page.evaluate(CAMERA)
    page.evaluate(WRITING)
    page.route("**/field/", lambda leaving: leaving.fulfill(status=204))
    page.get_by_label("Gallery").set_input_files(PICTURE)

    page.get_by_role("button", name="Send").click()
    with page.expect_request("**/field/"):
        page.evaluate("go()")

    assert page.evaluate("sent") == 1


def test_what_is_typed_behind_a_form_that_is_on_its_way_is_no_draft(page: Page) -> None:
    page.evaluate(CAMERA)
    page.evaluate(WRITING)
    page.route("**/field/", lambda leaving: leaving.fulfill(status=204))  # the next page has not come yet
    with page.expect_request("**/field/"):
        page.get_by_role("button", name="Send").click()

    page.get_by_label("Words").fill("A hole.")
    page.get_by_label("Words").blur()

    assert page.evaluate("store.all('drafts')") == []


def test_an_answer_that_comes_after_its_person_has_left_is_not_kept(page: Page) -> None:
    asked: list[Route] = []
    page.route("**/api/v1/field/", lambda route: asked.append(route))
    page.evaluate(
        "async () => { window.phone = await import('/static/js/field/kept.js'); window.loaded = phone.refresh(); }"
    )
    page.evaluate("phone.forgetPerson()")

    while not asked:
        page.wait_for_timeout(20)
    asked[0].fulfill(json=DAY)
    page.evaluate("loaded")

    assert page.evaluate("phone.officer()") is None
    assert page.evaluate("phone.day()") is None
