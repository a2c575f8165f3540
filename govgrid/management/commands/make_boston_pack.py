"""Write the pack of Boston from its open data."""

import os
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from govgrid.packs.making.boston import make_boston

DEFAULT_DATA = settings.BASE_DIR / ".." / "shared" / "data"


class Command(BaseCommand):
    help = "Make a pack of Boston from the open data of the city. The pack is for trials and is not kept in git."

    def add_arguments(self, parser: CommandParser) -> None:
        data = Path(os.environ.get("GOVGRID_DATA", DEFAULT_DATA))
        parser.add_argument("--data", type=Path, default=data, help="the folder that holds boston/")
        parser.add_argument("--out", type=Path, required=True, help="the folder to write, as in build/boston")

    def handle(self, *_arguments: object, data: Path, out: Path, **_options: object) -> None:
        if not (data / "boston").is_dir():
            raise CommandError(f"{data} holds no folder boston. Set GOVGRID_DATA, or give --data.")
        precincts = make_boston(data, out)
        self.stdout.write(f"Made a pack of {precincts} precincts in {out}")
