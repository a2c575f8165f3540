"""Look over the history of every case: was an entry changed, taken away or slipped in since it was written?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases import chains

NAMED = 20


class Command(BaseCommand):
    help = "Check every entry of every case against its digest and the days' anchors; exit 1 if one does not fit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anchor", type=bytes.fromhex, metavar="DIGEST", help="one from the log: it must still be there"
        )

    def handle(self, *args: Any, anchor: bytes | None = None, **options: Any) -> None:
        cases, entries, faults = 0, 0, []
        for chain in chains.every_chain():
            cases, entries = cases + 1, entries + chain.found
            faults += [str(chain)] if chain.broken and len(faults) < NAMED else []
        faults += list(chains.forged_anchors())
        if anchor and not chains.stands(anchor):
            faults.append(f"anchor {anchor.hex()}: there is no such anchor any more")
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"The history is not as it was written; {cases} cases were looked at.")
        self.stdout.write(f"{cases} chains with {entries} entries are right.")
