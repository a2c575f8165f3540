"""Import a census of components: say every fault and write nothing, or write it whole."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from departments.census import files, taking
from departments.census.codes import SCHEMES
from departments.census.findings import Findings
from departments.census.taking import Outcome, Wish
from govgrid.lib.refusals import Refusal


class Command(BaseCommand):
    help = "Import a census of components (部件普查). Safe to run again: only what differs is changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV (UTF-8 or GBK), GeoJSON, GeoPackage or zipped Shapefile")
        parser.add_argument("--dry-run", action="store_true", help="tell what would be done, and write nothing")
        parser.add_argument("--complete", action="store_true", help="end what is missing from the file")
        parser.add_argument("--system", default="wgs84", help="of lon and lat: wgs84, cgcs2000, gcj02, bd09, EPSG:4547")
        parser.add_argument("--scheme", choices=SCHEMES, default=SCHEMES[0], help="what the digits of codes mean")
        parser.add_argument(
            "--column", action="append", default=[], metavar="OURS=THEIRS", help="another name of a column"
        )

    def handle(self, *_arguments: Any, file: Path, dry_run: bool, **said: Any) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        columns = dict(pair.split("=", 1) for pair in said["column"] if "=" in pair)
        wish = Wish(said["complete"], columns, said["system"], said["scheme"])
        try:
            outcome = taking.take(files.read(file.read_bytes(), file.name), wish, at=timezone.now(), dry_run=dry_run)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        self._tell(outcome, file.name)

    def _tell(self, outcome: Outcome, name: str) -> None:
        found = outcome.findings
        for line, sentence in found.warnings:
            self.stderr.write(f"{name}:{line}: warning: {sentence}")
        _fail_on_faults(found, name)
        done = "Imported" if outcome.written else "Nothing was written; an import would be"
        self.stdout.write(
            f"{done}: {outcome.rows} rows, {outcome.new} new, {outcome.changed} changed, {outcome.same} as they were, "
            f"{outcome.ended} ended, {found.warning_count} warnings."
        )


def _fail_on_faults(found: Findings, name: str) -> None:
    if found.fault_count:
        lines = [f"{name}:{line}: {sentence}" for line, sentence in found.faults]
        raise CommandError("\n".join([*lines, f"{found.fault_count} faults; nothing was written."]))
