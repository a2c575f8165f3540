"""An officer's phone: a browser with a home of its own that can be closed, opened, and lose its network."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from bench import visitors
from tests.city import PASSWORD, middle_of
from tests.conftest import PATIENCE_MS

FAKES = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
ROWS = """() => new Promise((done, fail) => {
  const asked = indexedDB.open("govgrid-field");
  asked.onerror = () => fail(asked.error);
  asked.onsuccess = () => {
    const rows = asked.result.transaction("outbox").objectStore("outbox").getAll();
    rows.onsuccess = async () => {
      asked.result.close();
      const bytes = async (blob) => [...new Uint8Array(await blob.arrayBuffer())];
      for (const row of rows.result)
        for (const photo of row.photos) Object.assign(photo, { bytes: await bytes(photo.blob), blob: null });
      done(rows.result);
    };
  };
})"""

# The worker stands, and the signed-in officer's day and the dictionary are on the phone: it may lose its network now.
KEPT = """async () => {
  await navigator.serviceWorker.ready;
  const here = Number(document.querySelector("[data-field]").dataset.officer);
  const kept = (name) => globalThis.fieldStore.get("copies", name);
  while ((await kept("today"))?.owner !== here || !await kept("dictionary"))
    await new Promise((go) => setTimeout(go, 20));
}"""


class Phone:
    """One phone: `page` is what it shows; what its pages throw is in `faults`."""

    context: BrowserContext
    page: Page

    def __init__(self, chromium: Browser, site: str, home: Path, locale: str = "en-US") -> None:
        self._chromium, self.site, self._home, self._locale = chromium, site, home, locale
        self.faults: list[str] = []
        self.open()

    def open(self) -> None:
        """Start the browser; what it kept before is there again."""
        here = middle_of(1)
        self.context = self._chromium.browser_type.launch_persistent_context(
            self._home, executable_path=visitors.chromium(), locale=self._locale,
            args=[*visitors.SWITCHES, *FAKES],
            viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True,
            permissions=["geolocation", "camera"],
            geolocation={"longitude": here.lon, "latitude": here.lat, "accuracy": 8},
        )  # fmt: skip
        self.page = self.new_page()

    def new_page(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", self._hear)
        return page

    def _hear(self, said: Any) -> None:
        if said.type == "error" and "Failed to load resource" not in said.text:
            self.faults.append(said.text)

    def close(self) -> None:
        self.context.close()

    def sign_in(self, person: str, page: Page | None = None) -> None:
        """Sign in on the sign-in page, and wait until the phone keeps the app and the day."""
        page = page or self.page
        page.goto(f"{self.site}/accounts/login/?next=/field/")
        page.fill("[name=username]", person)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(f"{self.site}/field/")  # whole: the sign-in page's own address names it too
        page.evaluate(KEPT)

    def go(self, path: str = "") -> Page:
        self.page.goto(f"{self.site}/field/{path}")
        return self.page

    def offline(self, away: bool) -> None:
        self.context.set_offline(away)

    def rows(self) -> list[dict[str, Any]]:
        """What is in the outbox, of whomever, with the bytes of its photos."""
        return self.page.evaluate(ROWS)

    def waits(self) -> list[dict[str, Any]]:
        return [row for row in self.rows() if row["state"] == "waits"]
