"""`python -m bench.pages`: where the time of a page goes, for pages that are open all day: its SQL, and all the rest.

In this process, by one client, so without web server and line. `python -m bench.pages HOME` asks the platform that runs
from HOME and was filled before; without it one is started on a scratch home and filled (SIZE=200k unless said).
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import django

from bench.figures import Figure, table
from bench.stack import running
from govgrid.up.stop import stop_on_signals

TIMES = 40
# By how many cases a word is found decides how it is looked for.
SEARCHES = (("a word of every case", "hole"), ("of none", "垃圾桶"), ("end of a number", "00000007"))


def main() -> None:
    if len(sys.argv) > 1:
        _measure(Path(sys.argv[1]), 0)
        return
    with stop_on_signals(), running(workers=1) as stack:
        _measure(stack.home, int((os.environ.get("SIZE") or "200k").replace("k", "000")))


def _measure(home: Path, size: int) -> None:
    env = json.loads((home / "env.json").read_text())
    os.environ.update({**env, "GOVGRID_HOME": str(home), "DJANGO_SETTINGS_MODULE": "govgrid.settings"})
    os.environ["GOVGRID_LOG"] = "ERROR"
    django.setup()
    # After django.setup(): these know models.
    from django.db import connection

    if size:
        _fill(size)
    figures = [_page(*page) for page in _pages()]
    print(table(figures, "python -m bench.pages", str(connection.pg_version // 10_000)))


def _fill(size: int) -> None:
    from django.db import connection

    from bench.fill import Filling
    from bench.measures import ASK_FOR_WORDS
    from cases import chores, indexing

    Filling(size, chores.now()).write()
    with connection.cursor() as cursor:
        cursor.execute(ASK_FOR_WORDS)
        while indexing.index_waiting():
            pass
        cursor.execute("VACUUM ANALYZE cases_casetext")


def _pages() -> Iterator[tuple[str, str, Any, str]]:
    """Yield each page: its name, the goal for one client, who opens it, and its address."""
    from cases.models import Case
    from departments.models import Category, Posting

    handler, supervisor = (
        Posting.objects.filter(role=role).order_by("pk")[0].user for role in ("handler", "supervisor")
    )
    yield "board", "≤ 25 ms", supervisor, "/desk/board/"
    major = Category.objects.filter(parent=None, kind="event").order_by("code")[0].code
    yield "board of a class of the dictionary", "–", supervisor, f"/desk/board/?category={major}"
    yield "queue page", "≤ 40 ms, ≤ 12 queries", handler, "/desk/queue/"
    for where, person in (("whole city", supervisor), ("one department", handler)):
        for what, asked in SEARCHES:
            yield f"search, {what}, {where}", "≤ 150 ms", person, f"/desk/search/?q={asked}"
    yield "case page", "≤ 20 queries", supervisor, f"/desk/cases/{Case.unscoped.latest('pk').number}/"


def _page(name: str, goal: str, person: Any, path: str) -> Figure:
    """Open a page TIMES times; then as often with nothing kept of what was drawn before."""
    from django.conf import settings
    from django.test import Client

    from govgrid.lib.drawn import drawn, drawn_form

    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    client.get(path, headers={"host": "localhost"})  # what a process remembers is not asked again
    spent = [_once(client, path) for _ in range(TIMES)]
    anew = [_once(client, path, first=lambda: (drawn.forget(), drawn_form.forget())) for _ in range(TIMES)]
    walls, cpus, sqls, queries = zip(*spent, strict=True)
    measured = (
        f"{quantiles(walls, n=20)[-1]:.0f} ms at the 95th percentile, {median(walls):.0f} in the middle: "
        f"SQL {median(sqls):.0f}; Python {median(cpus):.0f} of processor time, "
        f"{median(cpu for _wall, cpu, _sql, _queries in anew):.0f} with no part of it kept; {queries[0]} queries"
    )
    return Figure(name, goal, measured)


def _once(client: Any, path: str, first: Callable[[], object] = lambda: None) -> tuple[float, float, float, int]:
    """Return milliseconds in all, of this process's processor, and waiting for the database; and the questions."""
    first()
    with _asked() as asked:
        began, cpu = time.perf_counter(), time.process_time()
        answer = client.get(path, headers={"host": "localhost"})
        spent = time.perf_counter() - began, time.process_time() - cpu
    assert answer.status_code == 200, (path, answer.status_code)
    return 1000 * spent[0], 1000 * spent[1], 1000 * sum(asked), len(asked)


@contextmanager
def _asked() -> Iterator[list[float]]:
    """Give a list that takes the seconds of each question put meanwhile."""
    from django.db import connection

    asked: list[float] = []

    def timed(execute: Callable[..., Any], *question: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*question)
        finally:
            asked.append(time.perf_counter() - began)

    with connection.execute_wrapper(timed):
        yield asked


if __name__ == "__main__":
    main()
