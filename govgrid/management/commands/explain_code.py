"""Say what the code of an area is made of, and what is wrong with it."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from grids import codes
from grids.city import this_city
from grids.models import Area, Level


class Command(BaseCommand):
    help = "Explain the code of an area: its segments, and the areas that they name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")

    def handle(self, *_arguments: object, code: str, **_options: object) -> None:
        segments = codes.explain(code)
        if not segments:
            raise CommandError(f"{code} has {len(code)} characters; in this city {_lengths()}.")
        level = codes.level_of(code) or ""
        self.stdout.write(f"{code}: {len(code)} characters, a code of level {level}")
        for segment in segments:
            named = segment.area.name if segment.area else "names no area of this city"
            self.stdout.write(f"  {segment.letters:<8}{segment.what:<20}{named}")
        area = Area.objects.filter(code=code).select_related("parent").first()
        for sentence in codes.faults_of(code, level, area.parent.code if area and area.parent else ""):
            self.stdout.write(sentence)


def _lengths() -> str:
    widths = this_city().code_widths
    told = [f"the code of a {level} has {widths[level]}" for level in Level.values if level in widths]
    return ", ".join(told) or "no level has a rule"
