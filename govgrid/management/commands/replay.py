"""Send real cases of Boston through the public intake of a running platform, and tell what became of them."""

from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from govgrid.replay import outcome, telling
from govgrid.replay.account import AlreadyRunning, alone, own_key
from govgrid.replay.outcome import NoProgress
from govgrid.replay.rows import Told, codes_of_types, read_rows
from govgrid.replay.sending import PlatformAway, Sender, Sent
from grids.city import NoCity, this_city


class Command(BaseCommand):
    help = "Send real cases through the public intake of a running platform. A second run sends only what is missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the case file of Boston, gzipped CSV")
        parser.add_argument("--city", required=True, choices=["boston"])
        parser.add_argument("--limit", type=int, default=None, help="the first so many rows; all, if not given")
        parser.add_argument("--url", default=settings.PUBLIC_URL)
        parser.add_argument("--key", default="", help="an API key; a key of its own is made where none is given")
        parser.add_argument("--concurrency", type=int, default=8)
        parser.add_argument("--patience", type=float, default=3, help="minutes to wait without any case routed")

    def handle(self, *_arguments: Any, file: Path, city: str, limit: int | None, **wish: Any) -> None:
        _need_city(city)
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        rows = list(read_rows(file, limit, codes_of_types()))
        try:
            with alone():
                sent = self._send(rows, wish)
                self._wait(rows, wish["patience"])
        except (AlreadyRunning, NoProgress, PlatformAway) as no:
            raise CommandError(str(no)) from None
        self._tell(rows, sent)

    def _send(self, rows: list[Told], wish: dict[str, Any]) -> Sent:
        sent = Sent()
        with (
            nullcontext(wish["key"]) if wish["key"] else own_key() as key,
            tqdm(total=len(rows), desc="Sending", unit="case", file=self.stderr) as bar,
        ):
            for done in Sender(wish["url"], key, wish["concurrency"]).send(rows, sent):
                bar.update(done)
        return sent

    def _wait(self, rows: list[Told], minutes: float) -> None:
        with tqdm(total=len(rows), desc="Routing", unit="case", file=self.stderr) as bar:
            for done in outcome.wait_until_routed([row.id for row in rows], patience_s=60 * minutes):
                bar.update(done - bar.n)

    def _tell(self, rows: list[Told], sent: Sent) -> None:
        precincts = {row.id: row.precinct for row in rows if row.comparable}
        lost = outcome.lost(sent.numbers)
        found = outcome.outcome_of([row.id for row in rows], precincts)
        for line in telling.lines(sent, found, lost):
            self.stdout.write(line)
        if lost or found.doubled:
            raise CommandError(f"{lost} cases are lost and {found.doubled} are there twice.")


def _need_city(slug: str) -> None:
    try:
        loaded = this_city().slug
    except NoCity as no:
        raise CommandError(str(no)) from None
    if loaded != slug:
        raise CommandError(
            f"This home serves {loaded}, not {slug}: make the pack with `manage.py make_{slug}_pack --out build/{slug}`"
            " and load it into a home of its own (GOVGRID_HOME)."
        )
