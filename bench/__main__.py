"""`python -m bench`: start, fill, measure, write the table. SIZE=1m cases unless said otherwise (20k, 10m …)."""

import os
import time

import django

from bench.figures import Figure, table, write_page
from bench.stack import Stack, running
from govgrid.up.stop import stop_on_signals

UNITS = {"k": 1_000, "m": 1_000_000}


def main() -> None:
    size = _size(os.environ.get("SIZE") or "1m")
    # An interrupted bench must not leave its platform behind.
    with stop_on_signals(), running() as stack:
        os.environ.update({**stack.env, "GOVGRID_HOME": str(stack.home), "DJANGO_SETTINGS_MODULE": "govgrid.settings"})
        os.environ["GOVGRID_LOG"] = "ERROR"
        django.setup()
        figures, postgres = _measure(stack, size)
    text = table(figures, f"make bench SIZE={size}", postgres)
    print(text)
    if os.environ.get("WRITE") == "1":
        write_page(text)


def _measure(stack: Stack, size: int) -> tuple[list[Figure], str]:
    # After django.setup(): these know models.
    from django.db import connection

    from bench.fill import Filling
    from bench.first_load import first_loads
    from bench.measures import Bench
    from bench.trials import trial_rate
    from cases import chores
    from departments.models import Posting
    from govgrid.replay.account import service_account

    figures = first_loads(stack)  # of the demo city, before a million equal rows hide it
    print("\n".join(figure.row() for figure in figures), flush=True)
    service_account("bench")
    now, began = chores.now(), time.monotonic()
    Filling(size, now).write()
    print(f"{size} cases filled in {time.monotonic() - began:.0f} s", flush=True)
    bench = Bench(stack, now)
    handler = Posting.objects.filter(role="handler").order_by("pk")[0].user.username
    supervisor = Posting.objects.filter(role="supervisor").order_by("pk")[0].user.username
    for measure in (
        bench.post_to_routed,
        lambda: bench.reading(handler, supervisor),
        bench.indexing,
        lambda: bench.searching(handler, supervisor),
        bench.sweep,
        lambda: bench.intake(2_000),
        bench.without_valkey,
        lambda: bench.routing(5_000),
        lambda: trial_rate(now),
        bench.memory,
    ):
        fresh = measure()
        figures += fresh
        print("\n".join(figure.row() for figure in fresh), flush=True)
    return figures, str(connection.pg_version // 10_000)


def _size(text: str) -> int:
    unit = UNITS.get(text[-1:].lower(), 1)
    return int(text.rstrip("kKmM")) * unit


if __name__ == "__main__":
    main()
