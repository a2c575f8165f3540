"""The report of an import: each fault and warning with its feature, and what the import would do."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from grids.importing.wording import SENTENCES


@dataclass(frozen=True)
class Finding:
    """Something about the file as a whole (`feature` None), or about a feature by its number in the file, from 1."""

    kind: str
    feature: int | None = None
    code: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """Say what is the matter and what to do, in the reader's language."""
        return str(SENTENCES[self.kind]) % {name: _in_words(fact) for name, fact in self.facts.items()}

    def __str__(self) -> str:
        if self.feature is None:
            return self.sentence
        where = _("Feature %(number)s (%(code)s)") if self.code else _("Feature %(number)s")
        return f"{where % {'number': self.feature, 'code': self.code}}: {self.sentence}"


def _in_words(fact: object) -> object:
    if isinstance(fact, list):
        return ", ".join(fact)
    return f"{fact:,}" if isinstance(fact, int | float) else fact


@dataclass
class Report:
    """What was found in a file and what adopting it would do; `counts` has every finding, said or not, by kind.

    `begin`, `reshape`, `end`, `unchanged` and `rename` are numbers of areas; `repaired` those of mended outlines.
    """

    faults: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    features: int = 0
    # What a person may choose from: layers where the file holds several, and columns.
    layers: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    system: str = ""
    begin: int = 0
    reshape: int = 0
    end: int = 0
    unchanged: int = 0
    rename: int = 0
    repaired: int = 0

    def fault(self, kind: str, feature: int | None = None, code: str = "", **facts: object) -> None:
        self.counts[kind] += 1
        self.faults.append(Finding(kind, feature, code, facts))

    def warn(self, kind: str, feature: int | None = None, code: str = "", **facts: object) -> None:
        self.counts[kind] += 1
        self.warnings.append(Finding(kind, feature, code, facts))

    @property
    def changes(self) -> int:
        return self.begin + self.reshape + self.end + self.rename
