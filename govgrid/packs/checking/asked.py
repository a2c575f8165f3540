"""What reports are asked, and what stops them: sound by themselves and against the dictionary."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from departments.models import CategoryQuestion
from govgrid.packs.faults import Findings
from govgrid.packs.pack import Pack, Row

Kind = CategoryQuestion.Kind
WITH_CHOICES = (Kind.ONE_OF, Kind.SEVERAL_OF)


def check(pack: Pack, findings: Findings) -> None:
    parents = {row["code"]: row["parent"] for row in pack.rows("categories")}
    asked = {(row["category"], row["code"]) for row in pack.rows("questions")}
    for row in pack.rows("questions"):
        for sentence in _faults_of_question(row, pack):
            findings.fault(row.file, row.line, sentence)
        if (above := parents.get(row["category"])) and (above, row["code"]) in asked:
            sentence = _("%(above)s asks a question %(code)s already, also of %(category)s; give it another code.") % {
                "above": above,
                "code": repr(row["code"]),
                "category": row["category"],
            }
            findings.fault(row.file, row.line, sentence)
    for row in pack.rows("stoppers"):
        for sentence in _faults_of_stopper(row, pack):
            findings.fault(row.file, row.line, sentence)


def _faults_of_question(row: Row, pack: Pack) -> Iterator[str]:
    yield from _unknown_category(row, pack)
    english, chinese = row["choices_en"], row["choices_zh"]
    if row["kind"] not in WITH_CHOICES:
        if english or chinese:
            yield _("A question of kind %(kind)s has no choices; leave choices_en and choices_zh empty.") % {
                "kind": row["kind"]
            }
    elif max(len(english), len(chinese)) < 2:
        yield _("A question of kind %(kind)s needs at least two choices, with a semicolon between.") % {
            "kind": row["kind"]
        }
    elif english and chinese and len(english) != len(chinese):
        yield _("choices_en has %(english)s choices and choices_zh %(chinese)s; they must be the same ones.") % {
            "english": len(english),
            "chinese": len(chinese),
        }


def _faults_of_stopper(row: Row, pack: Pack) -> Iterator[str]:
    yield from _unknown_category(row, pack)
    if not row["category"] and not row["words_en"] and not row["words_zh"]:
        yield _("A stopper needs a category, or words that it is known by.")
    if not row["hard"] and not row["goes_on"]:
        yield _("A stopper that is not hard cannot end a report; write 1 for goes_on.")


def _unknown_category(row: Row, pack: Pack) -> Iterator[str]:
    if row["category"] and pack.lacks("categories", row["category"]):
        yield _("category %(name)s is no category of this pack.") % {"name": repr(row["category"])}
