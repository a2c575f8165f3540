"""What was changed in the settings: at the foot of each page its own, and all of it on a page."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from cases.views.keyset import Keyset
from departments import config_log
from departments.models import ConfigChange
from govgrid.configuring import need_reader
from govgrid.settings_desk.words import TABLES, column_words, value_words

AT_THE_FOOT = 6
PAGE = 50
SUBJECTS = {
    "calendar": gettext_lazy("Working calendar"),
    "category": gettext_lazy("Category"),
    "department": gettext_lazy("Department"),
    "ladder": gettext_lazy("Ladder"),
    "macro": gettext_lazy("Macro"),
    "pack": gettext_lazy("City pack"),
    "person": gettext_lazy("Person"),
    "reason": gettext_lazy("Reason"),
    "stage": gettext_lazy("Stage limit"),
    "standard": gettext_lazy("Filing standard"),
    "template": gettext_lazy("Template"),
}


@login_required
@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """Every change, the newest first; `subject` in the address keeps to one kind of thing."""
    need_reader(request)
    subject = request.GET.get("subject", "")
    subject = subject if subject in SUBJECTS else ""
    page = Keyset(request, config_log.latest(*([subject] if subject else [])), ("-pk",), size=PAGE)
    address = reverse("settings-changes")
    tabs = [{"url": address, "label": _("All"), "current": not subject}] + [
        {"url": f"{address}?subject={name}", "label": label, "current": name == subject}
        for name, label in SUBJECTS.items()
    ]
    shown = {"changes": [shown_change(one) for one in page.rows], "page": page, "tabs": tabs}
    return render(request, "desk/settings/changes.html", shown)


def foot(*subjects: str, key: str = "") -> list[dict[str, Any]]:
    """Return the newest changes of these kinds of things, or of the one with `key`, as a page shows them."""
    found = config_log.latest(*subjects)
    if key:
        found = found.filter(key=key)
    return [shown_change(one) for one in found[:AT_THE_FOOT]]


def shown_change(change: ConfigChange) -> dict[str, Any]:
    """Return a change in words: what, who, when, and each column before and after."""
    if change.subject == "pack":
        columns = [(_("Name of the file"), "", change.after.get("file", "")), *_tables(change.after.get("tables", {}))]
    else:
        columns = [
            (column_words(name), _shown(change.before, name), _shown(change.after, name))
            for name in {**change.before, **change.after}
        ]
    return {
        "what": SUBJECTS.get(change.subject, change.subject),
        "key": change.key,
        "action": change.get_action_display(),
        "at": change.at,
        "who": change.by or _("by a command"),
        "columns": columns,
    }


def _shown(facts: Mapping[str, Any], name: str) -> str:
    return value_words(facts[name]) if name in facts else ""


def _tables(tables: Mapping[str, Mapping[str, int]]) -> list[tuple[str, str, str]]:
    return [
        (str(TABLES.get(name, name)), "", _("%(added)s added, %(changed)s changed, %(ended)s ended") % counts)
        for name, counts in tables.items()
    ]
