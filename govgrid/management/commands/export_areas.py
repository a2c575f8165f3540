"""Export areas to GeoJSON or a GeoPackage, or the whole grid of today into a city pack."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from govgrid.lib.refusals import Refusal
from govgrid.packs.land_of_today import write_land_of_today
from grids.city import city_day
from grids.exporting import write_areas
from grids.models import Level


class Command(BaseCommand):
    help = "Write areas with their outlines to a file (.geojson or .gpkg), or the grid of today into a city pack."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, nargs="?", help="a file that ends in .geojson or .gpkg")
        parser.add_argument("--level", default="", choices=["", *Level.values], help="one level only")
        parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="as the grid is on this day (today)")
        parser.add_argument(
            "--pack", type=Path, metavar="FOLDER", help="write areas.csv and boundaries.geojson of this city pack"
        )

    def handle(
        self, *_arguments: object, path: Path | None = None, level: str = "", on: date | None = None,
        pack: Path | None = None, **_options: object,
    ) -> None:  # fmt: skip
        if (path is None) == (pack is None):
            raise CommandError("Give a file, or --pack and the folder of a city pack.")
        today = city_day(timezone.now())
        try:
            written = write_land_of_today(pack, on=today) if pack else write_areas(path, level=level, on=on or today)
        except (Refusal, OSError) as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{written} areas are written to {pack or path}.")
