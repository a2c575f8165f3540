"""Make the database and the static files fit this code; `make run` calls it at every start."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from govgrid.packs.reading import digest_of
from grids.models import City

DEMO_CITY = "cities/yunling"


class Command(BaseCommand):
    help = "Migrate, load the city pack where it is new or changed, and collect static files where they changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--accounts", action="store_true", help="Say at last whom one can sign in as.")

    def handle(self, *_arguments: object, accounts: bool = False, **_options: object) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        self._load_city()
        self._collect_static()
        if accounts:
            call_command("accounts")

    def _load_city(self) -> None:
        pack = os.environ.get("GOVGRID_CITY") or ("none" if settings.PRODUCTION else DEMO_CITY)
        city = City.objects.first()
        if pack == "none" or (city and _is_loaded(city, pack)):
            return
        self.stdout.write(f"Loading the city of {pack} …")
        call_command("load_city", str(settings.BASE_DIR / pack))
        if not city and settings.MODE == "demo" and pack == DEMO_CITY:
            call_command("make_cases")

    def _collect_static(self) -> None:
        note, now = settings.STATIC_ROOT / ".digest", _digest_of_static()
        if note.exists() and note.read_text() == now:
            return
        self.stdout.write("Collecting static files …")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        note.write_text(now)


def _is_loaded(city: City, pack: str) -> bool:
    # A home with another city keeps it, unless a pack was named: load_city then says that one home has one city.
    others = not os.environ.get("GOVGRID_CITY") and city.slug != Path(pack).name
    return others or city.pack_digest == digest_of(settings.BASE_DIR / pack)


def _digest_of_static() -> str:
    """Return a digest of names, sizes and times of the files: cheap, and changed by every edit and upgrade."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for path in _static_files():
        about = path.stat()
        digest.update(f"{path}:{about.st_size}:{about.st_mtime_ns};".encode())
    return digest.hexdigest()


def _static_files() -> Iterator[Path]:
    for folder in settings.STATICFILES_DIRS:
        yield from sorted(path for path in Path(folder).rglob("*") if path.is_file())
