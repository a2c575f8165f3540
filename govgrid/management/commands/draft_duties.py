"""A new draft of the duty list, from a file or as a copy of an older set."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases import chores
from departments import duty_sets
from departments.models import DutySet
from govgrid.lib.refusals import Refusal
from govgrid.packs.duty_lists import draft_from_file
from govgrid.packs.faults import PackRefused


class Command(BaseCommand):
    help = "Make a draft of the duty list. It routes nothing until it has been tried and adopted."

    def add_arguments(self, parser: CommandParser) -> None:
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("file", nargs="?", type=Path, help="a CSV file with the columns of duties.csv")
        source.add_argument("--copy", type=int, metavar="SET", help="the number of a set whose rules are copied")
        parser.add_argument("--note", default="", help="what it is for; at most 300 letters")

    def handle(self, *_arguments: object, file: Path | None, copy: int | None, note: str, **_options: object) -> None:
        try:
            made = self._from_file(file, note) if file else _copy_of(copy or 0, note)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(
            f"Set {made.version} is a draft of {made.duties.count()} duties. Now: manage.py try_duties {made.version}"
        )

    def _from_file(self, file: Path, note: str) -> DutySet:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            made, findings = draft_from_file(
                file.read_bytes(), by=None, at=chores.now(), note=(note or file.name)[:300], file=file.name
            )
        except PackRefused as refused:
            lines = [str(fault) for fault in sorted(refused.findings.faults)]
            raise CommandError("\n".join([*lines, f"{len(lines)} faults; nothing was written."])) from None
        for warning in findings.warnings:
            self.stderr.write(f"warning: {warning.sentence}")
        return made


def _copy_of(version: int, note: str) -> DutySet:
    old = duty_sets.set_of(version)
    return duty_sets.draft_copy(old, by=None, at=chores.now(), note=(note or f"as set {version}")[:300])
