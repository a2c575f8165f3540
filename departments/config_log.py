"""The log of configuration changes: what stood before and after, by whom and when; written with the change itself."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from departments.models import ConfigChange, User
from govgrid.lib.refusals import Refusal

Action = ConfigChange.Action
# Of a person the log keeps that these were changed, and not to what; an office's own number is no secret.
PRIVATE = frozenset({("person", "phone"), ("person", "email")})


class Overtaken(Refusal):
    """Somebody else changed the same thing since the person read it."""

    code = "configuration_overtaken"
    status = 409


def facts_of(row: Model, names: Iterable[str]) -> dict[str, Any]:
    """Return the columns `names` of a row as the log keeps them; a reference by its code, so that people read it."""
    return {name: _plain(getattr(row, name)) for name in names}


def mark_of(facts: Mapping[str, Any]) -> str:
    """Return a short digest of what a person read: it differs as soon as anything of it does."""
    text = json.dumps(facts, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def need_unchanged(seen: str, facts: Mapping[str, Any]) -> None:
    """Raise Overtaken unless `facts` are what the person had before them, whose mark is `seen`."""
    if seen != mark_of(facts):
        raise Overtaken(
            _("Somebody else changed this while you wrote. Compare your words with what stands now, and save again.")
        )


def note(
    subject: str, key: str, *, before: Mapping[str, Any], after: Mapping[str, Any], by: User | None, at: datetime,
    action: Action | None = None,
) -> ConfigChange | None:  # fmt: skip
    """Write down what differs between `before` and `after`; None where nothing does."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if not names and action is None:
        return None
    return ConfigChange.objects.create(
        at=at,
        by=by,
        subject=subject,
        key=key,
        action=action or (Action.CHANGED if before else Action.ADDED),
        before={name: _told(subject, name, before[name]) for name in names if name in before},
        after={name: _told(subject, name, after[name]) for name in names if name in after},
    )


def _told(subject: str, name: str, value: Any) -> Any:
    return "•••" if (subject, name) in PRIVATE and value else value


def latest(*subjects: str) -> QuerySet[ConfigChange]:
    """Return the changes of these kinds of things, or of all, the newest first."""
    found = ConfigChange.objects.select_related("by").order_by("-pk")
    return found.filter(subject__in=subjects) if subjects else found


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return getattr(value, "code", None) or value.pk
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))
