"""`python -m govgrid.up`: see the package."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from govgrid.up import run, scratch
from govgrid.up.backup import back_up
from govgrid.up.refusal import CannotStart
from govgrid.up.restore import restore
from govgrid.up.stop import Stopped, stop_on_signals


def main(arguments: Sequence[str]) -> int:
    try:
        if sys.platform != "linux":
            raise CannotStart("this needs Linux, whose kernel ends the servers with us; docker-compose.yml does not.")
        return _do(_parse(arguments))
    except CannotStart as no:
        print(f"govgrid: {no}", file=sys.stderr)
        return 1
    except Stopped:
        return 130


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="govgrid.up", description="Start the platform, or scratch servers.")
    wishes = parser.add_subparsers(dest="wish")
    beside = wishes.add_parser("exec", help="run a command beside scratch servers: exec -- CMD …")
    beside.add_argument("--durable", action="store_true", help="write to disk as carefully as `make run` does")
    beside.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting of PostgreSQL")
    beside.add_argument("command", nargs=argparse.REMAINDER)
    wishes.add_parser("backup", help="write the database and the attachments into one file below the home")
    back = wishes.add_parser("restore", help="put such a file into the home")
    back.add_argument("file")
    back.add_argument("--confirm", default="", help="the home's folder name, if the home is not empty")
    return parser.parse_args(arguments)


def _do(wish: argparse.Namespace) -> int:
    return {None: _run, "exec": _exec, "backup": _back_up, "restore": _restore}[wish.wish](wish)


def _run(_wish: argparse.Namespace) -> int:
    with suppress(Stopped):  # the usual end
        run.run()
    return 0


def _back_up(_wish: argparse.Namespace) -> int:
    with stop_on_signals():
        print(f"Backed up into {back_up()}")
    return 0


def _restore(wish: argparse.Namespace) -> int:
    with stop_on_signals():
        home = restore(Path(wish.file), confirm=wish.confirm)
    print(f"Restored into {home}. Start it with `make run`.")
    return 0


def _exec(wish: argparse.Namespace) -> int:
    command = wish.command[1:] if wish.command[:1] == ["--"] else wish.command
    if not command:
        raise CannotStart("Say which command to run: python -m govgrid.up exec -- CMD …")
    settings = dict(pair.split("=", 1) for pair in wish.set)
    return scratch.run_beside(command, settings, durable=wish.durable)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
