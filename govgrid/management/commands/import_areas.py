"""Import areas from a file: say what is wrong and what would change, and adopt it as one edition."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from govgrid.lib.refusals import Refusal
from grids.city import city_day
from grids.importing.adopting import adopt
from grids.importing.comparing import Plan, plan_of
from grids.importing.wishing import Wish
from grids.models import Level

SHOWN = 100


class Command(BaseCommand):
    help = "Import areas from GeoJSON, a GeoPackage or a zipped Shapefile. A file with a fault changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--level", required=True, choices=Level.values)
        parser.add_argument("--layer", default="", help="of a file that holds several")
        for role, of in (("code", "codes"), ("parent", "codes of the areas that hold them")):
            parser.add_argument(f"--{role}-field", default="", metavar="COLUMN", help=f"the column of the {of}")
        for language in ("zh", "en"):
            parser.add_argument(f"--name-{language}-field", default="", metavar="COLUMN", help="names the areas anew")
        parser.add_argument("--crs", default="", help="the file's system, as EPSG:4490, whatever the file declares")
        parser.add_argument("--within", default="", metavar="CODE", help="all of it lies in this area")
        parser.add_argument("--repair", action="store_true", help="repair outlines that are not valid")
        parser.add_argument("--complete", action="store_true", help="areas of the level that are not in the file end")
        parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="holds from this day (today)")
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")

    def handle(self, *_arguments: object, file: Path, dry_run: bool = False, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        at = timezone.now()
        try:
            plan = plan_of(file, _wish(options, on=options["on"] or city_day(at)))
            self._tell(plan)
            if dry_run or plan.report.faults or not plan.report.changes:
                self.stdout.write("Nothing was written.")
                return _fail_on(plan)
            edition = adopt(plan, at=at, note=file.name)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"Edition {edition.number} holds from {edition.valid_from}.")
        return None

    def _tell(self, plan: Plan) -> None:
        report = plan.report
        for label, findings in (("fault", report.faults), ("warning", report.warnings)):
            for finding in findings[:SHOWN]:
                self.stderr.write(f"{label}: {finding}")
        said = sum(min(len(findings), SHOWN) for findings in (report.faults, report.warnings))
        if (more := sum(report.counts.values()) - said) > 0:
            self.stderr.write(f"and {more} more")
        if report.system:
            self.stdout.write(
                f"{report.features} features in {report.system}: {report.begin} begin, {report.reshape} are reshaped, "
                f"{report.end} end, {report.unchanged} stay as they are, {report.rename} are renamed, "
                f"{report.repaired} outlines repaired."
            )


def _wish(options: dict[str, Any], *, on: date) -> Wish:
    names = (
        "level", "layer", "code_field", "parent_field", "name_zh_field", "name_en_field", "crs", "within", "repair",
        "complete",
    )  # fmt: skip
    return Wish(on=on, **{name: options[name] for name in names})


def _fail_on(plan: Plan) -> None:
    if count := len(plan.report.faults):
        raise CommandError(f"{count} faults; nothing was written.")
