"""First loads as on a slow phone network: bytes before the map, largest paint and layout shift of each page.

1.6 Mbit/s, 150 ms round trip, four times slower processor, an empty cache. `python -m bench.first_load` alone, or in
`make bench`.
"""

import sys
from dataclasses import dataclass

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from bench.every_page import Shown, of_roles, open_page
from bench.figures import Figure
from bench.screens import LANGUAGES
from bench.stack import Stack, running
from bench.visitors import launch, sign_in
from govgrid.up.stop import stop_on_signals

BYTES_PER_S, ROUND_TRIP_MS, SLOWER = 1_600_000 / 8, 150, 4
MOST_BYTES, SLOWEST_S, MOST_SHIFT = 200 * 1024, 2.5, 0.05
# What comes with the map alone, and after the page stands.
OF_THE_MAP = ("/static/vendor/openlayers/", "/map/", "/static/js/map_", "/cover/land.json")
OBSERVE = """
window.painted = 0; window.shifted = 0;
new PerformanceObserver((list) => { for (const one of list.getEntries()) window.painted = one.startTime; })
  .observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
  for (const { hadRecentInput, value } of list.getEntries()) if (!hadRecentInput) window.shifted += value;
}).observe({ type: "layout-shift", buffered: true });
"""


@dataclass(frozen=True)
class Load:
    """One first load: bytes on the wire before the map, seconds to the largest paint, sum of layout shifts."""

    name: str
    received: int
    painted_s: float
    shifted: float

    def within(self) -> bool:
        return self.received <= MOST_BYTES and self.painted_s <= SLOWEST_S and self.shifted <= MOST_SHIFT


def loads(stack: Stack, language: str = "zh", names: tuple[str, ...] = ()) -> list[Load]:
    """Return the first load of every page, or of those named."""
    with sync_playwright() as player:
        browser = launch(player)
        found = [
            _load(browser, stack, role, shown, language)
            for role, pages in of_roles()
            for shown in pages
            if not names or shown.name in names
        ]
        browser.close()
    return [load for load in found if load]


def _load(browser: Browser, stack: Stack, role: str, shown: Shown, language: str) -> Load | None:
    """A context of its own for each page: nothing is in the cache."""
    site = f"http://localhost:{stack.port}"
    context = browser.new_context(locale=LANGUAGES[language], viewport={"width": 390, "height": 844})
    context.set_default_timeout(60_000)
    try:
        if role:
            sign_in(context, stack, site, role)
        page = context.new_page()
        if not open_page(page, site, shown):
            return None
        address = page.url
        page.goto("about:blank")
        return _measure(context.new_cdp_session(page), page, shown.name, address)
    finally:
        context.close()


def _measure(wire: CDPSession, page: Page, name: str, address: str) -> Load:
    received: dict[str, int] = {}
    urls: dict[str, str] = {}
    wire.on("Network.requestWillBeSent", lambda told: urls.setdefault(told["requestId"], told["request"]["url"]))
    wire.on("Network.loadingFinished", lambda told: received.update({told["requestId"]: told["encodedDataLength"]}))
    wire.send("Network.enable")
    wire.send("Network.clearBrowserCache")
    wire.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": ROUND_TRIP_MS,
            "downloadThroughput": BYTES_PER_S,
            "uploadThroughput": BYTES_PER_S,
        },
    )
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(OBSERVE)
    page.goto(address, wait_until="load")
    page.wait_for_load_state("networkidle")
    weight = sum(size for key, size in received.items() if not any(part in urls[key] for part in OF_THE_MAP))
    return Load(name, int(weight), page.evaluate("() => window.painted") / 1000, page.evaluate("() => window.shifted"))


def first_loads(stack: Stack) -> list[Figure]:
    """Return the heaviest, the slowest and the most jumping page, each with how many keep the goal."""
    found = loads(stack)
    heaviest = max(found, key=lambda load: load.received)
    slowest = max(found, key=lambda load: load.painted_s)
    jumping = max(found, key=lambda load: load.shifted)
    over = ", ".join(load.name for load in found if not load.within())
    kept = f"{sum(load.within() for load in found)} of {len(found)} pages keep all three" + (over and f", not {over}")
    weight, paint, shift = (
        f"{heaviest.received / 1024:.0f} KB ({heaviest.name})",
        f"{slowest.painted_s:.2f} s ({slowest.name})",
        f"{jumping.shifted:.3f} ({jumping.name}); {kept}",
    )
    return [
        Figure("first load before the map, heaviest page", "≤ 200 KB", weight),
        Figure("largest paint, 1.6 Mbit/s, 150 ms, 4 × CPU", "≤ 2.5 s", paint),
        Figure("layout shift, worst page", "≤ 0.05", shift),
    ]


if __name__ == "__main__":
    with stop_on_signals(), running() as stack:
        for load in loads(stack, names=tuple(sys.argv[1:])):
            told = f"{load.name:20} {load.received / 1024:6.0f} KB  {load.painted_s:5.2f} s  {load.shifted:.3f}"
            print(told if load.within() else f"{told}  over", flush=True)
