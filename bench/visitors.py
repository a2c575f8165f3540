"""Browsers before the running demo city, signed in as one of its people."""

import json
import shutil
import subprocess
import sys
from functools import cache

from playwright.sync_api import Browser, BrowserContext, Playwright

from bench.stack import CHECKOUT, Stack

# Written by the demo's own list of accounts, so that no name stands here.
ASK = (
    "import json; from govgrid.management.commands.accounts import one_for_each_role; "
    "print(json.dumps({p.role: p.user.username for p in one_for_each_role()}))"
)


# Chromium's build without a window draws with the same engine and takes less of the processor: it goes first.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
SWITCHES = ("--no-sandbox", "--disable-background-networking")


def chromium() -> str | None:
    """Return where the system's Chromium lies; None leaves it to Playwright, which may have one of its own."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def launch(player: Playwright, *switches: str) -> Browser:
    """Start the system's Chromium without a window, with `switches` of its own."""
    return player.chromium.launch(executable_path=chromium(), args=[*SWITCHES, *switches])


@cache
def accounts(home: str) -> dict[str, str]:
    """Return the demo account of each role of the platform that runs from `home`."""
    return json.loads(ask(home, ASK))


def ask(home: str, question: str) -> str:
    """Return what a piece of Python prints in the platform that runs from `home`."""
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", question]
    env = {"PATH": "/usr/bin:/bin", "GOVGRID_HOME": home}
    return subprocess.run(command, cwd=CHECKOUT, env=env, capture_output=True, text=True, check=True).stdout


def sign_in(context: BrowserContext, stack: Stack, site: str, role: str) -> None:
    """Sign `context` in as the demo city's account of `role`."""
    page = context.new_page()
    page.goto(f"{site}/accounts/login/")
    page.fill("[name=username]", accounts(str(stack.home))[role])
    page.fill("[name=password]", stack.env["GOVGRID_DEMO_PASSWORD"])
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/desk/**")
    page.close()
