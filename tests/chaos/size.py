"""How much the chaos suite breaks: a little in `make test`, much in `make chaos` (GOVGRID_CHAOS=full)."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """Numbers of one size; spans are in seconds."""

    posts: int  # reports posted while something breaks
    rounds: int  # how often it breaks
    broker_paused: float
    hands: int  # threads on one case
    late: int  # clocks overdue after a standstill
    backlog: int  # rows of the outbox written at one stroke
    clocks: int  # that fall due under kills and restarts
    spread: float  # over which they fall due
    restarts: int  # of PostgreSQL meanwhile
    hurry: bool  # the half minute between two rungs is passed over
    patience: float  # until the platform must be at rest again


SHORT = Size(
    posts=150, rounds=2, broker_paused=5, hands=50, late=40, backlog=3_000, clocks=2_000, spread=9, restarts=1,
    hurry=True, patience=120,
)  # fmt: skip
FULL = Size(
    posts=1_000, rounds=6, broker_paused=60, hands=50, late=400, backlog=100_000, clocks=20_000, spread=180,
    restarts=3, hurry=False, patience=1_500,
)  # fmt: skip
SIZE = FULL if os.environ.get("GOVGRID_CHAOS") == "full" else SHORT
