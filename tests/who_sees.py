"""Who may see which case, by a plain reading of the postings: what every door of the product is held against."""

import re
from io import BytesIO

from PIL import Image

from cases import chores
from cases.models import Case, CaseShare, FieldTask
from cases.photos import CleanPhoto
from departments.models import Posting, User
from departments.roles import Role
from grids.models import Area

PEOPLE = [
    "ding", "duan", "an", "shi", "su", "west_su", "wu", "wen", "ou", "he", "li", "lu", "deng", "qing", "adam", "passer",
]  # fmt: skip
NUMBER = re.compile(r"TT\d{6}-\d{6}")


def should_see(person: User, case: Case) -> bool:
    """The rule in plain words: by posting, by a task of one's own, or by a share that still holds."""
    departments = set(case.legs.values_list("department_id", flat=True))
    for posting in Posting.objects.filter(user=person).exclude(role=Role.ADMINISTRATOR).select_related("area"):
        if posting.department_id in departments or (posting.area and _lies_in(case, posting.area)):
            return True
    shared = CaseShare.objects.filter(case=case, user=person, until__gt=chores.now()).exists()
    return shared or FieldTask.objects.filter(case=case, officer=person).exists()


def _lies_in(case: Case, area: Area) -> bool:
    """A case that nobody has located yet lies in the city, and in no district."""
    return area.parent_id is None or case.area_path.startswith(area.path)


def numbers_in(text: str) -> set[str]:
    return set(NUMBER.findall(text))


def a_picture() -> CleanPhoto:
    file = BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG")
    return CleanPhoto(file.getvalue(), 8, 8, "0" * 64)
