"""Load a city pack: say every fault and write nothing, or write it whole."""

import os
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from govgrid.lib.refusals import Refusal
from govgrid.packs.faults import PackRefused
from govgrid.packs.loading import load_pack, sound_pack
from govgrid.packs.pack import Pack


class Command(BaseCommand):
    help = "Load a city from a folder of files. Safe to run again; a pack with a fault changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the folder of the pack, as in cities/yunling")
        parser.add_argument(
            "--adopt-duties", action="store_true", help="adopt a changed duty list at once, without a trial"
        )
        parser.add_argument("--land", action="store_true", help="let the pack's grid win over what was edited here")

    def handle(
        self, *_arguments: object, path: Path, adopt_duties: bool = False, land: bool = False, **_options: object
    ) -> None:
        if not path.is_dir():
            raise CommandError(f"{path} is no folder. Give the folder that holds city.toml.")
        try:
            pack, findings = sound_pack(path)
        except PackRefused as refused:
            raise CommandError(_list_of_faults(refused)) from None
        for warning in sorted(findings.warnings):
            self.stderr.write(f"{warning.file}:{warning.line}: warning: {warning.sentence}")
        try:
            changes = load_pack(
                pack, at=timezone.now(), demo_password=_demo_password(pack), adopt_duties=adopt_duties, land_wins=land
            )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        told = ", ".join(f"{count} {what}" for what, count in changes.counts.items() if count)
        self.stdout.write(f"{pack.city['name_en']} is loaded: {told or 'nothing had changed'}.")
        for sentence in changes.to_do:
            self.stdout.write(sentence)


def _list_of_faults(refused: PackRefused) -> str:
    faults = sorted(refused.findings.faults)
    lines = [str(fault) for fault in faults]
    return "\n".join([*lines, f"{len(faults)} faults; nothing was written."])


def _demo_password(pack: Pack) -> str:
    """Return the password for demo accounts, or "" to make none. Raises CommandError in production."""
    password = os.environ.get("GOVGRID_DEMO_PASSWORD", "").strip()
    if password and settings.PRODUCTION and pack.rows("accounts"):
        raise CommandError(
            "Demo accounts are refused in production. Take GOVGRID_DEMO_PASSWORD away, or set GOVGRID_MODE=demo; "
            "make the first administrator with manage.py make_admin."
        )
    return password
