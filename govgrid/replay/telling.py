"""The summary of a replay, for the terminal."""

from collections import Counter
from collections.abc import Iterator

from govgrid.replay.outcome import Outcome
from govgrid.replay.sending import Sent


def lines(sent: Sent, found: Outcome, lost: int) -> Iterator[str]:
    """Yield what was sent, what became of it, how fast, and how many are lost (must be 0)."""
    yield f"sent            {sent.sent}  ({sent.before} were there before)"
    yield f"accepted        {len(sent.numbers)}"
    yield from _counted("refused", sent.refused)
    yield f"located         {found.located} of {found.cases}"
    yield f"cell agreement  {_share(found)}"
    yield from _counted("dispatched", found.dispatched)
    yield from _counted("at the desk", found.waiting)
    yield f"parked          {found.parked}"
    yield f"posting         {_rate(len(sent.numbers), sent.seconds)}"
    yield f"routing         {_rate(found.cases, _span(found))}  (from the first report to the last routing)"
    yield f"doubled         {found.doubled}"
    yield f"lost            {lost}"


def _counted(name: str, counts: Counter[str]) -> Iterator[str]:
    yield f"{name:<15} {counts.total()}"
    for what, number in counts.most_common():
        yield f"  {number:>7}  {what}"


def _share(found: Outcome) -> str:
    if found.agreement is None:
        return "nothing to compare"
    return f"{100 * found.agreement:.1f} % of {found.compared} (recorded precinct and a usable point)"


def _span(found: Outcome) -> float:
    if found.reported_from is None or found.routed_to is None:
        return 0.0
    return (found.routed_to - found.reported_from).total_seconds()


def _rate(number: int, seconds: float) -> str:
    return f"{number / seconds:.0f} cases/s" if number and seconds > 0 else "–"
