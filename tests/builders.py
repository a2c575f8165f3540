"""Cases at any point of their path, made by the steps themselves: only what a test is about is named."""

import io
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cases import closing, evaluation, handling, intake, photos, routing, verification
from cases.intake import Telling
from cases.models import Case, Channel, Status
from cases.photos import CleanPhoto
from tests.city import NOON, Town, middle_of

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def a_telling(town: Town, *, category: str | None = "road", cell: int | None = 1, **more: Any) -> Telling:
    """A report of road damage in the middle of cell 1, unless said otherwise."""
    given: dict[str, Any] = {
        "words": "A deep hole in front of the school.",
        "channel": Channel.WEB,
        "category_id": town.categories[category].pk if category else None,
        "point": middle_of(cell) if cell else None,
    }
    return Telling(**{**given, **more})


def a_report(town: Town, *, at: datetime = NOON, **more: Any) -> Case:
    """A case just reported; no worker has seen it."""
    receipt = intake.report(a_telling(town, **more), by=None, at=at)
    return Case.unscoped.get(pk=receipt.case_id)


def a_routed_case(town: Town, *, at: datetime = NOON, **more: Any) -> Case:
    """A case that the router has looked at: dispatched, unless it waits for a person."""
    case = a_report(town, at=at, **more)
    routing.route_waiting(at=at)
    return fresh(case)


def a_case(town: Town, status: Status, *, at: datetime = NOON, **more: Any) -> Case:
    """A road case taken along its path to `status` by the roads bureau's Li, officer and shift leader."""
    people = town.people
    case = a_report(town, at=at, **more) if status == Status.REPORTED else a_routed_case(town, at=at, **more)
    path = (
        (Status.HANDLING, lambda: handling.accept(case, by=people["li"], at=at)),
        (Status.HANDLED, lambda: handling.finish(case, by=people["li"], at=at, note="Filled.")),
        (Status.CHECKED, lambda: verification.pass_check(case, by=case.tasks.get(done_at=None).officer, at=at)),
        (Status.CLOSED, lambda: closing.close(case, by=people["shi"], at=at)),
    )
    for reached, step in path:
        if case.status == status or (status == Status.CHECKING and case.status == Status.CHECKING):
            break
        step()
        if reached == status:
            break
    return fresh(case)


def a_rated_case(town: Town, *, at: datetime = NOON, solved: str = "yes") -> Case:
    case = a_case(town, Status.CLOSED, at=at)
    evaluation.rate(case.reports.get(), solved=solved, stars=5, words="", at=at)
    return fresh(case)


def a_clean_photo() -> CleanPhoto:
    """A small grey picture, as a door hands it to a step."""
    return photos.take_in(a_jpeg())


def a_jpeg(name: str = "hole.jpg", colour: str = "grey") -> SimpleUploadedFile:
    """A small picture of one colour, as a browser sends it."""
    file = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), content_type="image/jpeg")


def fresh(case: Case) -> Case:
    """The case as it stands in the database now."""
    return Case.unscoped.select_related("category", "standard", "cell", "host").get(pk=case.pk)
