"""Write the pack of Yunling, the invented city of the demo."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from govgrid.packs.making.components import make_components
from govgrid.packs.making.yunling import DEFAULT_SEED, make_yunling


class Command(BaseCommand):
    help = "Make the pack of Yunling, an invented city; the same seed gives the same files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="another seed, another city")
        parser.add_argument("--components", action="store_true", help="make only components.csv, for the pack as it is")
        parser.add_argument("--out", type=Path, default=settings.BASE_DIR / "cities" / "yunling")

    def handle(self, *_arguments: object, seed: int, out: Path, components: bool, **_options: object) -> None:
        if components:
            self.stdout.write(f"Made {make_components(out, seed=seed)} components in {out}")
            return
        cells = make_yunling(out, seed=seed)
        self.stdout.write(f"Made a city of {cells} cells in {out}")
