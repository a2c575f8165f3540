"""The table of figures, for the terminal and for docs/figures.md."""

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "figures.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


@dataclass(frozen=True)
class Figure:
    """One row: what was measured, the goal of the design, the floor of the same run and the ratio to it."""

    name: str
    goal: str
    measured: str
    floor: str = "–"
    ratio: str = "–"

    def row(self) -> str:
        return f"| {self.name} | {self.goal} | {self.measured} | {self.floor} | {self.ratio} |"


def table(figures: list[Figure], command: str, postgres: str) -> str:
    """Return the table with the command that made it, the day and the machine under it."""
    head = "| Figure | Goal | Measured | Floor of the same run | Ratio |\n| --- | --- | --- | --- | --- |"
    versions = ", ".join(f"{name} {version(name)}" for name in ("django", "djangorestframework", "granian", "celery"))
    about = (
        f"`{command}`, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {os.cpu_count()} cores "
        f"({platform.machine()}), load {os.getloadavg()[1]:.1f} at the end; Python {platform.python_version()}, "
        f"PostgreSQL {postgres}, {versions}."
    )
    return "\n".join([head, *(figure.row() for figure in figures), "", about])


def write_page(text: str) -> None:
    """Put the table between its marks in docs/figures.md; the words around it are people's."""
    page = PAGE.read_text()
    before, after = page[: page.index(BEGIN) + len(BEGIN)], page[page.index(END) :]
    PAGE.write_text(f"{before}\n{text}\n{after}")
