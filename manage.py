#!/usr/bin/env python
"""Run a command of the platform: `manage.py load_city`, `tick`, `doctor`, …"""

import os
import sys

from govgrid.up.home import lent_environment


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govgrid.settings")
    if not os.environ.get("DATABASE_URL"):
        # Beside a running `make run` a command speaks to that platform's servers.
        os.environ.update({**lent_environment(), **os.environ})
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
