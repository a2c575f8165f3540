"""What is wrong with a census, said with its line; what only looks wrong is a warning."""

from dataclasses import dataclass, field

# So many are kept of each; of the others only the number. A broken export has a fault in every line.
KEPT = 500
Finding = tuple[int, str]


@dataclass
class Findings:
    """Faults, which forbid the import, and warnings, which do not; each a line (or feature) and a sentence."""

    faults: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    fault_count: int = 0
    warning_count: int = 0

    def fault(self, line: int, sentence: str) -> None:
        self.fault_count += 1
        if self.fault_count <= KEPT:
            self.faults.append((line, sentence))

    def warn(self, line: int, sentence: str) -> None:
        self.warning_count += 1
        if self.warning_count <= KEPT:
            self.warnings.append((line, sentence))
