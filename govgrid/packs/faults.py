"""What is wrong with a pack, said so that the person who keeps it can put it right."""

from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Fault:
    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


@dataclass
class Findings:
    """All faults, which forbid the load, and all warnings, which do not."""

    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def fault(self, file: str, line: int, sentence: str) -> None:
        self.faults.append(Fault(file, line, sentence))

    def warn(self, file: str, line: int, sentence: str) -> None:
        self.warnings.append(Fault(file, line, sentence))


class PackRefused(Exception):
    """The pack has faults; nothing was written."""

    def __init__(self, findings: Findings) -> None:
        super().__init__(f"{len(findings.faults)} faults")
        self.findings = findings
