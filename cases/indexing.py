"""Indexing: what each case is found by is written after routing, by a worker, so that no report waits for it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import connection, transaction

from cases.models import Case, CaseText, Report
from govgrid.lib.cutting import plain, words_to_find
from grids.addresses.pinyin import initials, spelt
from grids.models import Area

BATCH = 200

WRITE = """
UPDATE cases_casetext t
   SET asked_at = NULL, place = v.place,
       document = array_to_tsvector(ARRAY(SELECT json_array_elements_text(v.words)))
           || to_tsvector('english', v.english)
  FROM json_to_recordset(%s::json) AS v(case_id bigint, place text, words json, english text)
 WHERE t.case_id = v.case_id
"""


def ask(cases: Iterable[Case], *, at: datetime) -> None:
    """Have the words of these cases written (again): they are new, or were placed, sorted or merged otherwise."""
    CaseText.objects.bulk_create(
        [CaseText(case_id=case.pk, asked_at=at) for case in cases],
        update_conflicts=True, unique_fields=["case"], update_fields=["asked_at"],
    )  # fmt: skip


def waits(*, at: datetime, since: timedelta = timedelta(0)) -> bool:
    """Return whether a case waits to be indexed, asked for so long ago at least."""
    return CaseText.objects.filter(asked_at__lte=at - since).exists()


@transaction.atomic
def index_waiting(*, limit: int = BATCH) -> int:
    """Write the words of the cases that have waited longest; return how many. Two workers take different ones."""
    waiting = CaseText.objects.filter(asked_at__isnull=False).order_by("asked_at")
    taken = list(waiting.select_for_update(skip_locked=True).values_list("case", flat=True)[:limit])
    if taken:
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [orjson.dumps(_texts(taken)).decode()])
    return len(taken)


def _texts(ids: Sequence[int]) -> list[dict[str, Any]]:
    told: dict[int, list[str]] = defaultdict(list)
    for case_id, words, address in Report.objects.filter(case__in=ids).values_list("case", "words", "address"):
        told[case_id] += [words, address]
    cases = list(Case.unscoped.filter(pk__in=ids).select_related("category__parent", "component"))
    areas = Area.objects.in_bulk({pk for case in cases for pk in _area_ids(case)})
    return [_text(case, told[case.pk], [areas[pk] for pk in _area_ids(case) if pk in areas]) for case in cases]


def _area_ids(case: Case) -> list[int]:
    return [int(part) for part in case.area_path.strip("/").split("/") if part]


def _text(case: Case, told: Sequence[str], areas: Sequence[Area]) -> dict[str, Any]:
    names = [name for area in areas[1:] for name in (area.name_zh, area.name_en)]  # all lie in the city itself
    sorts = [name for category in _sorts(case) for name in (category.name_zh, category.name_en)]
    where = [*names, case.address]
    said = " ".join([case.words, *told])
    found = words_to_find(" ".join([said, *where, *sorts]))
    return {
        "case_id": case.pk,
        "place": plain(" ".join(where)),
        # PostgreSQL refuses an empty word, and with it every case of the batch.
        "words": [word for word in dict.fromkeys([*found, *_numbers(case), *_letters([*where, *sorts])]) if word],
        "english": said,
    }


def _sorts(case: Case) -> list[Any]:
    return [one for one in (case.category, case.category.parent if case.category else None) if one]


def _numbers(case: Case) -> list[str]:
    """The case's number as people say it: whole, and its last part with and without the noughts before it."""
    serial = case.number.rsplit("-", 1)[-1]
    component = [plain(case.component.code)] if case.component else []
    return [plain(case.number), serial, serial.lstrip("0"), *component]


def _letters(names: Iterable[str]) -> list[str]:
    """How the names are typed on a keyboard without Chinese: in full, and by the first letter of each syllable."""
    return [letters for name in names if name for letters in (spelt(name)[:60], initials(name)[:60]) if letters]
