"""The whole platform on one machine, until Ctrl-C."""

import http.client
import os
import socket
import sys
import time
from collections.abc import Callable

from govgrid.up import given, leftovers
from govgrid.up.children import Child
from govgrid.up.home import Home, take_home
from govgrid.up.own_database import postgres_of
from govgrid.up.programs import ticker, web, worker
from govgrid.up.refusal import CannotStart
from govgrid.up.say import say
from govgrid.up.secrets import kept_secrets
from govgrid.up.stop import stop_on_signals
from govgrid.up.valkey import Valkey
from govgrid.up.watch import Service, keep_running

WEB_PATIENCE = 60  # seconds until the first page must answer


def run() -> None:
    """Start everything, say where, and keep it running until a signal. Raises CannotStart or Stopped."""
    began = time.monotonic()
    with stop_on_signals() as heed:
        home = take_home()
        # Before the port is tried: an earlier start that was killed may still be letting go of it.
        leftovers.clear(home.children)
        platform = Platform(home, _free_port(), heed)
        try:
            platform.start()
            platform.announce(time.monotonic() - began)
            keep_running(platform.services, platform.remember, heed)
        finally:
            platform.stop()


class Platform:
    def __init__(self, home: Home, port: int, heed: Callable[[], None]) -> None:
        self.home, self.port, self.heed = home, port, heed
        self.address = f"http://localhost:{port}"
        self.services: list[Service] = []
        self.announced = False

    def start(self) -> None:
        self.home.say(self.address)
        env = {**os.environ, **self._environment()}
        self._prepare(env)
        self.home.lend(env)
        for child in (web(env, self.home, self.port), worker(env, self.home), ticker(env, self.home)):
            self._add(Service(child, child.start))
        _wait_for_web(self.services[-3].child, self.port)

    def announce(self, seconds: float) -> None:
        say(f"\nGovGrid answers at {self.address} (started in {seconds:.1f} s)")
        self.announced = True
        say(f"Logs: {self.home.logs}. Stop with Ctrl-C.")

    def stop(self) -> None:
        """End the children, last started first, so that nobody loses the database under its feet."""
        if self.announced:
            say("\nStopping …")
        for service in reversed(self.services):
            service.child.stop()
        self.home.children.unlink(missing_ok=True)
        self.home.close()

    def remember(self) -> None:
        processes = (service.child.process for service in self.services)
        leftovers.remember(self.home.children, [process.pid for process in processes if process])

    def _environment(self) -> dict[str, str]:
        mode = os.environ.get("GOVGRID_MODE") or "demo"
        secrets = kept_secrets(self.home.path / "secrets.json")
        if mode != "demo" and not os.environ.get("GOVGRID_DEMO_PASSWORD"):
            del secrets["GOVGRID_DEMO_PASSWORD"]
        return {
            **secrets,
            "GOVGRID_MODE": mode,
            "GOVGRID_HOME": str(self.home.path),
            "GOVGRID_PUBLIC_URL": os.environ.get("GOVGRID_PUBLIC_URL") or self.address,
            "DATABASE_URL": self._database(),
            "REDIS_URL": os.environ.get("REDIS_URL") or self._own_broker(),
        }

    def _database(self) -> str:
        if url := os.environ.get("DATABASE_URL"):
            given.check_database(url)
            return url
        postgres = postgres_of(self.home)
        self._add(Service(postgres.child, postgres.start))
        return postgres.url

    def _own_broker(self) -> str:
        home = self.home
        valkey = Valkey(home.servers / "valkey", home.sockets, home.logs / "valkey.log", home.owner)
        self._add(Service(valkey.child, valkey.start))
        return valkey.url

    def _add(self, service: Service) -> None:
        # Known before it is started: a signal in the middle of a start must find it.
        self.services.append(service)
        service.start()
        self.remember()
        self.heed()

    def _prepare(self, env: dict[str, str]) -> None:
        step = Child("prepare", [sys.executable, "manage.py", "prepare", "--accounts"], env, log=None)
        self.services.append(Service(step, step.start))
        step.start()
        self.heed()
        code = step.process.wait() if step.process else 1
        self.services.pop()
        if code:
            raise CannotStart("The platform was not started; the reason is above.")


def _free_port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise CannotStart(f"PORT is {text!r}: write a whole number from 1 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((os.environ.get("GOVGRID_BIND") or "127.0.0.1", int(text)))
        except OSError as error:
            raise CannotStart(
                f"Port {text} cannot be used ({error.strerror}): choose another, as in `make run PORT=8010`."
            ) from None
    return int(text)


def _wait_for_web(child: Child, port: int) -> None:
    until = time.monotonic() + WEB_PATIENCE
    while not _answers(port):
        if not child.alive() or time.monotonic() > until:
            raise CannotStart(f"The web server did not start; its reason is at the end of {child.log}.")
        time.sleep(0.05)


def _answers(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status == 200
    except OSError:
        return False
    finally:
        line.close()
