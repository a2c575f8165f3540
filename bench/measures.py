"""What is measured, one function a path; each returns rows of the table."""

import http.client
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from urllib.parse import quote

import orjson
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import floors
from bench.figures import Figure
from bench.load import Call, Pace, drive
from bench.pages import SEARCHES
from bench.stack import Stack
from cases import escalation, indexing, intake, routing
from cases.intake import Telling
from cases.models import Case, Channel, Report
from departments import api_keys
from departments.models import Category, User
from govgrid.lib.geo import Point
from grids.models import Place

QUOTA = 10_000_000
DUE_AT_ONCE = """
UPDATE cases_clock SET next_fire_at = %(at)s
 WHERE id IN (SELECT id FROM cases_clock WHERE state = 'running' ORDER BY id LIMIT %(number)s)
"""
ASK_FOR_WORDS = """
INSERT INTO cases_casetext (case_id, place, asked_at) SELECT id, '', now() FROM cases_case
    ON CONFLICT (case_id) DO UPDATE SET asked_at = excluded.asked_at
"""
AGENT = {"Accept": "*/*"}


class Bench:
    """The measures of one run over a filled platform."""

    def __init__(self, stack: Stack, now: datetime) -> None:
        self.stack, self.now = stack, now
        self.key = api_keys.issue(User.objects.get(username="bench"), name="bench", quota_per_minute=QUOTA)
        self.places = [Point(lon, lat) for lon, lat in Place.objects.values_list("lon", "lat")[:200]]
        self.categories = list(Category.objects.filter(parent__isnull=False, public=True).values_list("code", "pk"))
        self.serial = 0

    def intake(self, number: int) -> list[Figure]:
        """Reports over HTTP at 16 clients and at 4, beside the statement alone and an empty view."""
        self._post(200, 16)  # connections, caches, plans
        full, half = self._post(number, 16), self._post(number // 4, 4)
        url = self.stack.env["DATABASE_URL"]
        floor = floors.intake_rate(url, [self._telling(n) for n in range(number)], self.now, 16)
        empty = drive(self.stack.port, [Call("GET", "/healthz", None, AGENT)] * number, 16)
        return [
            Figure(
                "intake over HTTP, 16 clients, 2 web workers", "≥ 8 % of the floor", f"{full.rate:.0f}/s",
                f"{floor:.0f}/s (its statement by psycopg, 16 threads)", f"{100 * full.rate / floor:.1f} %",
            ),
            Figure("intake, p95 at 16 clients", "–", f"{full.p(95):.1f} ms"),
            Figure("intake, p95 at 4 clients", "≤ 20 ms at half load", f"{half.p(95):.1f} ms"),
            Figure(
                "intake beside an empty view", "–", f"{full.rate:.0f}/s", f"{empty.rate:.0f}/s (/healthz)",
                f"{100 * full.rate / empty.rate:.1f} %",
            ),
            Figure("statements per intake with an API key", "≤ 4", str(self._statements())),
        ]  # fmt: skip

    def without_valkey(self) -> list[Figure]:
        """The p95 of 200 posts with the broker frozen, beside the same posts with it at work."""
        normal = self._post(200, 4)
        with self.stack.without_valkey():
            frozen = self._post(200, 4)
        ratio = frozen.p(95) / normal.p(95)
        return [
            Figure(
                "p95 of 200 posts with Valkey frozen, 4 clients", "≤ 1.5 × normal", f"{frozen.p(95):.1f} ms",
                f"{normal.p(95):.1f} ms (Valkey at work)", f"{ratio:.2f} ×",
            )
        ]  # fmt: skip

    def routing(self, number: int) -> list[Figure]:
        """Waiting cases routed in batches of 100 by this process, beside a bare SKIP LOCKED loop."""
        later = self.now + timedelta(days=1)  # the workers look at today's only
        for n in range(number):
            intake.report(self._telling(n), by=None, at=later)
        began, done = time.perf_counter(), 0
        while taken := routing.route_waiting(at=later):
            done += taken
        rate = done / (time.perf_counter() - began)
        floor = floors.routing_rate(self.stack.env["DATABASE_URL"], number)
        return [
            Figure(
                "routing, one process, batches of 100", "≥ 2,000 cases/s a core", f"{rate:.0f} cases/s",
                f"{floor:.0f} cases/s (bare SKIP LOCKED loop)", f"{100 * rate / floor:.1f} %",
            )
        ]  # fmt: skip

    def post_to_routed(self, number: int = 60) -> list[Figure]:
        """From posting to the end of routing, one report at a time on an otherwise idle platform."""
        line = http.client.HTTPConnection("localhost", self.stack.port, timeout=20)
        times = [self._routed_after(line) for _ in range(number)]
        return [Figure("post to routed, idle, p95", "≤ 100 ms", f"{_p95(times):.0f} ms", "5 ms (broker latency)")]

    def _routed_after(self, line: http.client.HTTPConnection) -> float:
        """Post one report and return the milliseconds until the router is done with it; the post's own time counts."""
        call, began = self._call(), time.perf_counter()
        line.request(call.method, call.path, call.body, call.headers)
        line.getresponse().read()
        newest = Report.objects.latest("id").case_id
        while not Case.unscoped.filter(pk=newest, routed_at__isnull=False).exists():
            assert time.perf_counter() - began < 30, "a posted case was not routed"
            time.sleep(0.001)
        took = 1000 * (time.perf_counter() - began)
        time.sleep(0.5)  # the platform comes to rest again
        return took

    def reading(self, handler: str, supervisor: str) -> list[Figure]:
        """Queue, list and board as signed-in people see them."""
        found = []
        for name, goal, person, path in (
            ("queue page, HTML", "40 / 200 ms at 1 / 16 clients, ≤ 12 queries", handler, "/desk/queue/"),
            ("case list, JSON", "– / 30 ms at 1 / 16 clients, ≤ 12 queries", handler, "/api/v1/cases/?limit=50"),
            ("board", "≤ 25 ms", supervisor, "/desk/board/"),
        ):
            found.append(self._page(name, goal, User.objects.get(username=person), path))
        return found

    def indexing(self) -> list[Figure]:
        """How fast the words of all cases are written; they are searched for afterwards."""
        with connection.cursor() as cursor:
            cursor.execute(ASK_FOR_WORDS)
        began, done = time.perf_counter(), 0
        while taken := indexing.index_waiting():
            done += taken
        rate = done / (time.perf_counter() - began)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE cases_casetext")
        return [Figure("words of cases written for the search, one process", "–", f"{rate:.0f} cases/s")]

    def searching(self, handler: str, supervisor: str) -> list[Figure]:
        """A word of every case, of none, and the end of a number, for who sees all and who sees a department."""
        found = []
        for who, person in (("whole city", supervisor), ("one department", handler)):
            for what, asked in SEARCHES:
                user = User.objects.get(username=person)
                found.append(self._page(f"search, {what}, {who}", "≤ 150 ms", user, f"/desk/search/?q={quote(asked)}"))
        return found

    def sweep(self, number: int = 20_000) -> list[Figure]:
        """A sweep of all running clocks when nothing is due, and how fast clocks fire that are due at once."""
        never, url = datetime(2000, 1, 1, tzinfo=UTC), self.stack.env["DATABASE_URL"]
        idle = _p95([_ms(lambda: escalation.raise_due_alarms(at=never)) for _ in range(200)])
        at, due = self._make_due(number)
        began, fired = time.perf_counter(), 0
        while taken := escalation.raise_due_alarms(at=at):
            fired += taken
        rate = fired / (time.perf_counter() - began)
        bare, floor = floors.question_ms(url, 200), floors.sweep_rate(url, due, escalation.BATCH)
        return [
            Figure("sweep, nothing due, p95", "≤ 1 ms", f"{idle:.2f} ms", f"{bare:.2f} ms (an empty transaction)",
                   f"{idle / bare:.1f} ×"),
            Figure(
                f"sweep of {fired} due clocks, one process, batches of {escalation.BATCH}", "≥ 10,000 clocks/s",
                f"{rate:.0f} clocks/s", f"{floor:.0f} clocks/s (bare SKIP LOCKED loop)", f"{100 * rate / floor:.1f} %",
            ),
        ]  # fmt: skip

    def _make_due(self, number: int) -> tuple[datetime, int]:
        """Let the oldest running clocks fire at one instant that the ticker of the platform does not reach."""
        at = self.now + timedelta(days=20)
        with connection.cursor() as cursor:
            cursor.execute(DUE_AT_ONCE, {"at": at, "number": number})
            return at, cursor.rowcount

    def memory(self) -> list[Figure]:
        weights = self.stack.memory()
        parts = ", ".join(f"{name} {mb:.0f}" for name, mb in sorted(weights.items()))
        return [
            Figure(
                "memory after all this (PSS)", "≤ 400 MB idle, 1 web worker", f"{sum(weights.values()):.0f} MB", parts
            )
        ]

    def _page(self, name: str, goal: str, person: User, path: str) -> Figure:
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        client.get(path, HTTP_HOST="localhost")  # what a process remembers is not asked again
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path, HTTP_HOST="localhost")
        assert answer.status_code == 200, (path, answer.status_code)
        cookie = {"Cookie": f"sessionid={client.cookies['sessionid'].value}"}
        call = Call("GET", path, None, {**AGENT, **cookie})
        one, many = drive(self.stack.port, [call] * 40, 1), drive(self.stack.port, [call] * 160, 16)
        measured = f"{one.p(95):.0f} / {many.p(95):.0f} ms, {len(queries)} queries"
        return Figure(f"{name}, p95 at 1 / 16 clients", goal, measured)

    def _post(self, number: int, clients: int) -> Pace:
        return drive(self.stack.port, [self._call() for _ in range(number)], clients)

    def _call(self) -> Call:
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        return Call(
            "POST", "/api/v1/reports/", orjson.dumps(self._body()), {**headers, "Idempotency-Key": self._next()}
        )

    def _next(self) -> str:
        self.serial += 1
        return f"bench-{self.serial}"

    def _body(self) -> dict[str, object]:
        place, (code, _pk) = self.places[self.serial % len(self.places)], self.categories[self.serial % 7]
        return {"words": "A deep hole in front of the school.", "category": code, "lon": place.lon, "lat": place.lat}

    def _telling(self, n: int) -> Telling:
        _code, pk = self.categories[n % 7]
        words = "A deep hole in front of the school."
        return Telling(words=words, channel=Channel.API, category_id=pk, point=self.places[n % len(self.places)])

    def _statements(self) -> int:
        client = Client(headers={"Authorization": f"Bearer {self.key}", "Host": "localhost"})
        for _ in range(2):  # the first time reads what is remembered afterwards
            with CaptureQueriesContext(connection) as queries:
                headers = {"Idempotency-Key": self._next()}
                client.post("/api/v1/reports/", self._body(), content_type="application/json", headers=headers)
        return len(queries)


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]
