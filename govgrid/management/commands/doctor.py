"""Examine the platform: is a case lost, a clock stuck, a letter forgotten, a history changed?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases import chores, doctor
from cases.doctor import Result


class Command(BaseCommand):
    help = "Ask every check and print what it finds; exit 1 on a breach. Dead letters and warnings are only told."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--full", action="store_true", help="all cases, clocks and entries, not only the newest")

    def handle(self, *args: Any, full: bool = False, **options: Any) -> None:
        at, results = chores.now(), []
        for result in doctor.examine(at=at, full=full):
            self.stdout.write(line(result))
            results.append(result)
        doctor.keep(results, at=at)
        breaches = [result.check.code for result in results if result.breach]
        if breaches:
            raise CommandError(f"{len(breaches)} of {len(results)} checks found a breach: {', '.join(breaches)}.")
        self.stdout.write(f"{len(results)} checks, no breach.")


def line(result: Result) -> str:
    count, examples = result.found.count, ", ".join(result.found.examples)
    said = f"{result.check.means} ({examples})" if count else "fine"
    return f"{result.check.code:<4} {count:>6}  {said}"
