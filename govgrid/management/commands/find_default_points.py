"""Find the points that are written when nobody knows the place."""

from django.core.management.base import BaseCommand, CommandParser

from cases import default_points


class Command(BaseCommand):
    help = "List points at which implausibly many cases of many kinds and addresses lie. Changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--least", type=int, default=20, help="cases at one point that count as many (20)")
        parser.add_argument("--show", type=int, default=20, help="how many points at most (20)")

    def handle(self, *_arguments: object, least: int, show: int, **_options: object) -> None:
        found = default_points.candidates(at_least=least, most=show)
        if not found:
            self.stdout.write("No point looks like one that is written when nobody knows the place.")
            return
        self.stdout.write("       lon        lat   cases  kinds  addresses")
        for one in found:
            known = "  known" if one.known else ""
            self.stdout.write(
                f"{one.point.lon:10.6f} {one.point.lat:10.6f} {one.cases:7} {one.kinds:6} {one.addresses:10}{known}"
            )
        if not all(one.known for one in found):
            self.stdout.write("Write those that are none of the city's places into default_points.csv of the pack.")
