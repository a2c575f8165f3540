"""Try a duty set on past cases, before it is adopted."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases import chores, trial_files, trials
from cases.models import DutyTrial
from departments import duty_sets
from departments.models import Department, DutySet
from govgrid.lib.refusals import Refusal


class Command(BaseCommand):
    help = "Ask past cases of a draft and of the adopted set, and list what would go elsewhere. Moves no case."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("version", type=int, help="the number of the set")
        parser.add_argument("--days", type=int, default=30, help="the cases reported in so many days (30)")
        parser.add_argument(
            "--cases", type=Path, help="a CSV file instead: category, at, lon and lat or area, reference"
        )
        parser.add_argument("--show", type=int, default=20, help="how many cases of each kind of change (20)")

    def handle(
        self, *_arguments: object, version: int, days: int, cases: Path | None, show: int, **_options: object
    ) -> None:
        began = time.monotonic()
        try:
            duty_set = duty_sets.set_of(version)
            trial = self._on_file(duty_set, cases) if cases else _on_days(duty_set, days)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        self._tell(trial, time.monotonic() - began, show)

    def _on_file(self, duty_set: DutySet, path: Path) -> DutyTrial:
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        at = chores.now()
        given = trial_files.read_cases(path.read_bytes(), at=at)
        for line, fault, what in given.refused:
            self.stderr.write(f"{path.name}:{line}: {trial_files.sentence(fault, what)}")
        return trials.try_on_file(duty_set, given, name=path.name, by=None, at=at)

    def _tell(self, trial: DutyTrial, seconds: float, show: int) -> None:
        rate = trial.cases / seconds if seconds else 0
        self.stdout.write(
            f"Of {trial.cases} cases {trial.elsewhere} would go elsewhere by set {trial.duty_set.version} than by set"
            f" {trial.against.version}; {trial.left_out} were left out ({seconds:.1f} s, {rate:.0f} cases/s)."
        )
        names = dict(Department.objects.values_list("pk", "code"))
        for group in trials.groups_of(trial):
            self._tell_group(trial, group, names, show)
        self.stdout.write(f"To adopt it: manage.py adopt_duties {trial.duty_set.version}")

    def _tell_group(self, trial: DutyTrial, group: dict[str, object], names: dict[object, str], show: int) -> None:
        number = group.pop("cases")
        old, new = (
            "dispatch desk" if group[f"{side}_desk"] else names[group[f"{side}_department"]] for side in ("old", "new")
        )
        self.stdout.write(f"{old} → {new} ({group['change']}): {number}")
        rows = trials.all_rows_of(trial, **group)
        for row in rows[:show]:
            note = f"  {row.note}" if row.note else ""
            named = row.case.number if row.case else row.reference
            self.stdout.write(f"  {named}  {row.old_rule or '–'} → {row.new_rule or '–'}{note}")


def _on_days(duty_set: DutySet, days: int) -> DutyTrial:
    if not 1 <= days <= 3_660:
        raise CommandError("--days must be from 1 to 3660.")
    return trials.try_on_last_days(duty_set, days, by=None, at=chores.now())
