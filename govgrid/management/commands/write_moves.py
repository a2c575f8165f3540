"""Draw docs/moves.md from MOVES, so that the document cannot lie."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from cases.moves import MOVES, Move, Standin
from departments.roles import ROLES, Role

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "moves.md"

HEAD = """# What may happen to a case

Drawn from `cases.workflow.MOVES` by `manage.py write_moves`; a test keeps it true.

```mermaid
stateDiagram-v2
    [*] --> reported: report
"""

TABLE = """```

| Move | From | To | Who | Words needed | Not by who made |
| --- | --- | --- | --- | --- | --- |
"""


class Command(BaseCommand):
    help = "Write docs/moves.md from the table of moves."

    def handle(self, *args: Any, **options: Any) -> None:
        DOCUMENT.write_text(document(), encoding="utf-8")
        self.stdout.write(f"{DOCUMENT.name} is written.")


def document() -> str:
    """Return the diagram and the table, in English."""
    with translation.override("en"):
        arrows = "".join(_arrows(action, row) for action, row in MOVES.items())
        lines = "".join(_line(action, row) for action, row in MOVES.items())
    return HEAD + arrows + TABLE + lines


def _arrows(action: str, row: Move) -> str:
    return "".join(f"    {source} --> {row.to or source}: {action}\n" for source in sorted(row.sources))


def _line(action: str, row: Move) -> str:
    cells = (
        f"{action} ({row.label})",
        ", ".join(sorted(row.sources)),
        row.to or "the same",
        ", ".join(_who(row)),
        "yes" if row.note else "",
        ", ".join(sorted(row.apart_from)),
    )
    return f"| {' | '.join(cells)} |\n"


def _who(row: Move) -> list[str]:
    standins = sorted(f"the {who.value}" for who in row.who if isinstance(who, Standin))
    roles = [str(Role(role).label) for role, means in ROLES.items() if row.who & set(means.abilities)]
    return standins + roles
