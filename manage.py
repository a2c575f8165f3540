#!/usr/bin/env python
"""Run a command of the platform: `manage.py load_city`, `tick`, `doctor`, …"""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from govgrid.up.home import lent_environment


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govgrid.settings")
    if not os.environ.get("DATABASE_URL"):
        # Beside a running `make run` a command speaks to that platform's servers.
        os.environ.update({**lent_environment(), **os.environ})
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # A setting that is missing or bad: the sentence is for a person, the way to it is not.
        sys.exit(f"manage.py: {error}")


if __name__ == "__main__":
    main()
