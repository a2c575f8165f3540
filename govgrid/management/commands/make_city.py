"""Write the pack of Yunling, the invented city of the demo."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from govgrid.packs.making.yunling import DEFAULT_SEED, make_yunling


class Command(BaseCommand):
    help = "Make the pack of Yunling, an invented city; the same seed gives the same files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="another seed, another city")
        parser.add_argument("--out", type=Path, default=settings.BASE_DIR / "cities" / "yunling")

    def handle(self, *_arguments: object, seed: int, out: Path, **_options: object) -> None:
        cells = make_yunling(out, seed=seed)
        self.stdout.write(f"Made a city of {cells} cells in {out}")
