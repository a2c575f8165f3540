"""The three composers of a case page: to the citizen, between departments, within the own department."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import filling, messages, unsent
from cases.forms_case import MessageForm
from cases.models import Case, Message
from departments.models import Audience, Template, User
from departments.phrases import templates_for

Drafts = Mapping[str, tuple[unsent.Words, datetime]]
Phrases = Mapping[str, Sequence[tuple[str, str]]]
# The key that leads to each, and the icon that tells them apart beside their words.
LOOKS = {
    Audience.CITIZEN: ("r", "speakerphone"),
    Audience.DEPARTMENTS: ("", "users-group"),
    Audience.OWN: ("n", "lock"),
}


@dataclass(frozen=True)
class Composer:
    """One composer: its readers in words, the form, and the words of templates filled for this case."""

    audience: Audience
    reaches: str
    form: MessageForm
    key: str
    icon: str
    # How many the person has sent by it: the tab's own copy of a draft belongs to the next one.
    sent: int = 0
    phrases: Sequence[tuple[str, str]] = field(default_factory=tuple)
    drafted: datetime | None = None
    preview: str = ""
    answers: str = ""

    @property
    def open(self) -> bool:
        return bool(self.form.errors or self.drafted or self.preview or self.answers)


def composers(
    case: Case, user: User, readable: Sequence[Message], kept: Drafts, offered: Phrases, talking: Any = None,
    answer: int = 0,
) -> list[Composer]:  # fmt: skip
    """Return the composers that `user` may write in, the most inward first; `talking` is the one just refused."""
    audiences = messages.audiences_for(user, case)
    if not audiences:
        return []
    around = {
        "case": case, "user": user, "readable": readable, "kept": kept, "talking": talking,
        "phrases": offered, "answers": Message.objects.filter(case=case),
        "answered": next((message for message in readable if message.pk == answer), None),
    }  # fmt: skip
    return [_composer(audience, around) for audience in audiences]


def _composer(audience: Audience, around: dict[str, Any]) -> Composer:
    case, user, talking, answered = (around[name] for name in ("case", "user", "talking", "answered"))
    words, drafted = around["kept"].get(audience, ({}, None))
    bound = talking if talking and talking[0] == audience else None
    answered = answered if answered and answered.audience == audience else None
    fresh = {"words": words.get("words", [""])[0], "reply_to": answered.pk if answered else None}
    key, icon = LOOKS[audience]
    return Composer(
        audience, _reaches(audience, case),
        bound[1] if bound else MessageForm(initial=fresh, answers=around["answers"], auto_id=f"{audience}_%s"),
        key, icon,
        sent=sum(message.by_id == user.pk and message.audience == audience for message in around["readable"]),
        phrases=around["phrases"].get(audience, ()), drafted=None if bound else drafted,
        preview=bound[2] if bound else "", answers=answered.words[:120] if answered else "",
    )  # fmt: skip


def phrases(case: Case, user: User) -> Phrases:
    """Return names and filled words of the templates on offer to `user`, by audience, or by the move they are for."""
    if not messages.audiences_for(user, case):
        return {}
    department_id = messages.written_for(user, case)
    found: dict[str, list[tuple[str, str]]] = {}
    templates = list(templates_for([department_id] if department_id else [], case.category))
    facts = filling.facts_of(case, by=user, department_id=department_id) if templates else {}
    for template in templates:
        found.setdefault(template.audience or template.move, []).append(_filled(template, facts))
    return found


def _filled(template: Template, facts: dict[str, str]) -> tuple[str, str]:
    return template.name, filling.filled(template, facts)


def _reaches(audience: str, case: Case) -> str:
    if audience == Audience.OWN:
        return _("Only people of your own department read it. It never leaves.")
    if audience == Audience.DEPARTMENTS:
        names = dict.fromkeys(leg.department.name for leg in case.legs.all())
        return _("Read by: %(departments)s, and the desks of the grid centre.") % {"departments": ", ".join(names)}
    return _outward(messages.reach_of(case))


def _outward(reach: messages.Reach) -> str:
    ways = [
        (reach.mail, ngettext("%(count)s reporter by e-mail", "%(count)s reporters by e-mail", reach.mail)),
        (reach.sms, ngettext("%(count)s reporter by text message", "%(count)s reporters by text message", reach.sms)),
        (
            reach.page,
            ngettext("%(count)s on the private page only", "%(count)s on their private pages only", reach.page),
        ),
    ]
    told = [words % {"count": count} for count, words in ways if count]
    if not told:
        return _("Goes out of the house. Nobody from outside has reported this case yet.")
    return _("Goes out of the house, to: %(ways)s.") % {"ways": " · ".join(told)}
