"""What reports are asked, and what stops them: sound by themselves and against the dictionary."""

from collections.abc import Iterator

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
            sentence = (
                f"{above} asks a question {row['code']!r} already, also of {row['category']}; give it another code."
            )
            findings.fault(row.file, row.line, sentence)
    for row in pack.rows("stoppers"):
        for sentence in _faults_of_stopper(row, pack):
            findings.fault(row.file, row.line, sentence)


def _faults_of_question(row: Row, pack: Pack) -> Iterator[str]:
    yield from _unknown_category(row, pack)
    english, chinese = row["choices_en"], row["choices_zh"]
    if row["kind"] not in WITH_CHOICES:
        if english or chinese:
            yield f"A question of kind {row['kind']} has no choices; leave choices_en and choices_zh empty."
    elif max(len(english), len(chinese)) < 2:
        yield f"A question of kind {row['kind']} needs at least two choices, with a semicolon between."
    elif english and chinese and len(english) != len(chinese):
        yield f"choices_en has {len(english)} choices and choices_zh {len(chinese)}; they must be the same ones."


def _faults_of_stopper(row: Row, pack: Pack) -> Iterator[str]:
    yield from _unknown_category(row, pack)
    if not row["category"] and not row["words_en"] and not row["words_zh"]:
        yield "A stopper needs a category, or words that it is known by."
    if not row["hard"] and not row["goes_on"]:
        yield "A stopper that is not hard cannot end a report; write 1 for goes_on."


def _unknown_category(row: Row, pack: Pack) -> Iterator[str]:
    if row["category"] and pack.lacks("categories", row["category"]):
        yield f"category {row['category']!r} is no category of this pack."
