"""Templates and macros: what they name is there, and each action of a macro says what it needs."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from departments.models import MacroStep
from govgrid.packs.faults import Findings
from govgrid.packs.pack import Pack, Row


def check(pack: Pack, findings: Findings) -> None:
    for sheet, sentences in (("templates", _of_a_template), ("macros", _of_an_action)):
        for row in pack.rows(sheet):
            for sentence in (*_of_whom(row, pack), *sentences(row, pack)):
                findings.fault(row.file, row.line, sentence)
    for row in _first_lines(pack):
        if not row["name_en"] and not row["name_zh"]:
            findings.fault(row.file, row.line, _("name_en and name_zh are both empty; write one or both."))


def _of_whom(row: Row, pack: Pack) -> Iterator[str]:
    if row["department"] and pack.lacks("departments", row["department"]):
        yield _("department %(name)s is no department of this pack.") % {"name": repr(row["department"])}
    if row["category"] and pack.lacks("categories", row["category"]):
        yield _("category %(name)s is no category of this pack.") % {"name": repr(row["category"])}


def _of_a_template(row: Row, pack: Pack) -> Iterator[str]:
    if not row["audience"] and not row["move"]:
        yield _("audience and move are both empty; say who reads these words, or of which move they are the note.")
    if not row["words_en"] and not row["words_zh"]:
        yield _("words_en and words_zh are both empty; write one or both.")


def _of_an_action(row: Row, pack: Pack) -> Iterator[str]:
    if row["template"] and pack.lacks("templates", row["template"]):
        yield _("template %(name)s is no template of this pack.") % {"name": repr(row["template"])}
    if row["action"] == MacroStep.Action.MOVE and not row["move"]:
        yield _("move is empty; say which move this action makes.")
    if row["action"] == MacroStep.Action.MESSAGE and not _has_readers(row, pack):
        yield _("template must name one with an audience: a message goes to somebody.")
    if row["action"] == MacroStep.Action.ASSIGN and "to" not in row["fields"]:
        yield _("fields must say to whom: to=me, or to= and a user name.")


def _has_readers(row: Row, pack: Pack) -> bool:
    template = pack.by("templates").get(row["template"])
    # One that could not be read has its own fault already.
    return template["audience"] != "" if template else bool(row["template"])


def _first_lines(pack: Pack) -> list[Row]:
    """Return the first line of each macro: there its name stands."""
    first: dict[str, Row] = {}
    for row in pack.rows("macros"):
        first.setdefault(row["macro"], row)
    return list(first.values())
