"""Give a program its key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from departments import api_keys
from govgrid.replay.account import service_account


class Command(BaseCommand):
    help = "Make an API key and print it, once. Its account is made where it is missing; postings give it rights."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="what the key is for, as people will read it in the list of keys")
        parser.add_argument("--user", required=True, help="the service account that the key acts as")
        parser.add_argument("--quota", type=int, default=600, help="reports in a minute")

    def handle(self, *_arguments: Any, name: str, user: str, quota: int, **_options: Any) -> None:
        if quota < 1:
            raise CommandError("A quota is at least 1 report in a minute.")
        self.stdout.write(api_keys.issue(service_account(user), name=name, quota_per_minute=quota))
