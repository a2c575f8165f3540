"""A sweeper as a process of its own: `python -m tests.chaos.sweeper INSTANT` sweeps until nothing is due then."""

import os
import sys
from datetime import datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govgrid.settings")


def main() -> None:
    django.setup()
    from cases import escalation

    at = datetime.fromisoformat(sys.argv[1])
    while escalation.raise_due_alarms(at=at, limit=5):
        pass


if __name__ == "__main__":
    main()
