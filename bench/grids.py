"""`python -m bench.grids`: 100,000 cells on scratch servers, and what is done with them; prints its table.

Each measure is a module `bench.grid_…` with `measure() -> list[Figure]`.
"""

import importlib
import os
import pkgutil
import time
from datetime import date

import django

import bench
from bench.figures import Figure, table
from govgrid.up.scratch import scratch_home
from govgrid.up.stop import stop_on_signals

SETTINGS = {"shared_buffers": "512MB", "max_wal_size": "4GB"}


def main() -> None:
    with stop_on_signals(), scratch_home(SETTINGS, durable=True) as found:
        os.environ.update({**found, "GOVGRID_MODE": "test", "DJANGO_SETTINGS_MODULE": "govgrid.settings"})
        os.environ["GOVGRID_LOG"] = "ERROR"
        django.setup()
        figures, postgres = _measure()
    print(table(figures, "python -m bench.grids", postgres))


def _measure() -> tuple[list[Figure], str]:
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from bench import big_grid

    call_command("migrate", verbosity=0)
    began = time.monotonic()
    big_grid.build(on=date(2024, 1, 1), at=timezone.now())
    figures = [Figure("build and write 100,000 cells as one edition", "–", f"{time.monotonic() - began:.1f} s")]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE grids_area, grids_boundary, grids_ring")
    names = sorted(one.name for one in pkgutil.iter_modules(bench.__path__) if one.name.startswith("grid_"))
    for name in names:
        fresh = importlib.import_module(f"bench.{name}").measure()
        figures += fresh
        print("\n".join(figure.row() for figure in fresh), flush=True)
    return figures, str(connection.pg_version // 10_000)


if __name__ == "__main__":
    main()
