"""Adopt a duty set that has been tried."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases import chores, trials
from departments import duty_sets
from departments.models import User
from govgrid.lib.refusals import Refusal


class Command(BaseCommand):
    help = "Put a duty set in force whose last trial was made with these rules, beside the set adopted now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("version", type=int, help="the number of the set")
        parser.add_argument("--by", default="", metavar="NAME", help="the account of who decided it")

    def handle(self, *_arguments: object, version: int, by: str, **_options: object) -> None:
        person = User.objects.filter(username=by).first() if by else None
        if by and person is None:
            raise CommandError(f"There is no account {by}.")
        try:
            adopted = trials.adopt_tried(duty_sets.set_of(version), by=person, at=chores.now())
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"Set {adopted.version} is adopted; cases are routed by it from now on.")
