"""Fill the demo city with some days of cases, made by the same steps that people's cases go through."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases import chores, escalation
from cases.models import Case
from govgrid.demo.duty import plan_duty
from govgrid.demo.life import Life
from govgrid.demo.today import today
from grids.city import NoCity, this_city


class Command(BaseCommand):
    help = "Make cases in the demo city; refuses in any other."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--count", type=int, default=120)
        parser.add_argument("--seed", type=int, default=11)

    def handle(self, *args: Any, count: int, seed: int, **options: Any) -> None:
        try:
            city = this_city()
        except NoCity as refusal:
            raise CommandError(str(refusal)) from refusal
        if not city.demo:
            raise CommandError(f"{city.name_en} is no demo city: invented cases have no place in it.")
        now = chores.now()
        plan_duty(now)
        life = Life(seed=seed, until=now)
        made = life.live(count, *today(life, at=now))
        while escalation.raise_due_alarms(at=now):
            pass
        self.stdout.write(f"{made} cases were made; the city has {Case.unscoped.count()}.")
