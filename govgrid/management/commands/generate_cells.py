"""Divide communities into cells: squares, hexagons, or about as many households in each."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from govgrid.lib.refusals import Refusal
from grids import editions
from grids.city import city_day
from grids.generating.adopting import Plan, adopt_plans, change_of, plans_for
from grids.generating.planning import balance
from grids.generating.ways import ALLOWED, WAYS, Way
from grids.models import Area

ASKED = {"square": "size", "hexagon": "resolution", "balanced": "households"}


class Command(BaseCommand):
    help = "Generate the cells of every community in an area, as one edition of the grid that can be undone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("area", help="the code of a community, or of an area with communities below it")
        parser.add_argument("--way", choices=ASKED, required=True)
        parser.add_argument("--size", type=int, help="square: metres a side")
        parser.add_argument("--resolution", type=int, help="hexagon: of H3; 9 is about 0.1 km²")
        parser.add_argument("--households", type=int, help="balanced: households a cell")
        parser.add_argument("--replace", action="store_true", help="end the cells that are there")
        parser.add_argument("--on", type=date.fromisoformat, help="the day from which they hold; today if not given")
        parser.add_argument("--dry-run", action="store_true", help="say what would come out, and write nothing")

    def handle(self, *_arguments: object, area: str, replace: bool, dry_run: bool, **wish: object) -> None:
        at = timezone.now()
        try:
            on, way = _day(wish["on"], city_day(at)), _way(wish)
            seen = editions.newest_number()
            plans = plans_for(_area(area), way, on=on)
            for plan in plans:
                self.stdout.write(_told(plan))
            note = f"{area}: {way}"
            if dry_run:
                change_of(plans, on=on, replace=replace)
                self.stdout.write("Nothing was written.")
                return
            edition = adopt_plans(plans, on=on, at=at, seen=seen, replace=replace, note=note)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(
            f"Edition {edition.number}, from {on}: {len(edition.began)} areas begin, {len(edition.reshaped)} change "
            f"their outline, {len(edition.ended)} end."
        )


def _day(on: object, today: date) -> date:
    day = on if isinstance(on, date) else today
    if day < today:
        raise CommandError(f"{day} is over; a change of the grid holds from today ({today}) or a later day.")
    return day


def _area(code: str) -> Area:
    found = Area.objects.filter(code=code, valid_to=None).first()
    if found is None:
        raise CommandError(f"No area in force has the code {code}.")
    return found


def _way(wish: dict[str, object]) -> Way:
    kind = str(wish["way"])
    number, (low, high) = wish[ASKED[kind]], ALLOWED[kind]
    if not isinstance(number, int):
        raise CommandError(f"--way {kind} needs --{ASKED[kind]}.")
    if not low <= number <= high:
        raise CommandError(f"--{ASKED[kind]} may be {low} to {high}.")
    return WAYS[kind](number)


def _told(plan: Plan) -> str:
    land, known = balance([cell.square_metres for cell in plan.cells]), plan.households
    told = f"{plan.community.code} {plan.community}: {len(plan.cells)} cells"
    told += f", {land.least:,.0f} to {land.most:,.0f} m²"
    if known:
        homes = balance(known)
        told += f", {homes.least} to {homes.most} households (at most {homes.off_percent:.0f} % off the mean)"
    return told
