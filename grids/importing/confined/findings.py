"""What is found wrong with a file: kinds and facts, no sentences. The platform says them, in the reader's language."""

from collections import Counter
from dataclasses import dataclass, field

# Of one kind; beyond this only how many there are.
SAID = 200
LONGEST = 200


class Broken(Exception):
    """The file as a whole cannot be taken: `kind`, and facts of why; a list is what a person may choose from."""

    def __init__(self, kind: str, **facts: object) -> None:
        super().__init__(kind)
        self.kind, self.facts = kind, facts


@dataclass
class Findings:
    """Faults and warnings as (kind, position of the feature or None, facts), and how many there are of each kind."""

    faults: list[tuple[str, int | None, dict[str, object]]] = field(default_factory=list)
    warnings: list[tuple[str, int | None, dict[str, object]]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def fault(self, kind: str, feature: int | None = None, **facts: object) -> None:
        self._add(self.faults, kind, feature, facts)

    def warn(self, kind: str, feature: int | None = None, **facts: object) -> None:
        self._add(self.warnings, kind, feature, facts)

    def _add(self, to: list, kind: str, feature: int | None, facts: dict[str, object]) -> None:
        self.counts[kind] += 1
        if self.counts[kind] <= SAID:
            to.append((kind, feature, {name: _short(value) for name, value in facts.items()}))

    def as_dict(self) -> dict[str, object]:
        return {"faults": self.faults, "warnings": self.warnings, "counts": dict(self.counts)}


def _short(value: object) -> object:
    # What a file calls its columns and values may be as long as the file.
    return value[:LONGEST] if isinstance(value, str) else value
