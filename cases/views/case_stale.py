"""What has happened since a page was opened: said where a move came too late, so that the person can decide anew."""

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from cases.models import Case
from cases.views import case_panels
from cases.workflow import Overtaken


def _shown(case: Case, facts: Sequence[dict[str, Any]]) -> list[list[str]]:
    """Return what a person looks at before deciding, as pairs of label and words."""
    return [["", str(case.get_status_display())], *([str(row["label"]), str(row["value"])] for row in facts[:4])]


def as_seen(case: Case, facts: Sequence[dict[str, Any]]) -> str:
    """Return the entries seen and the facts as they stood, for a hidden field of each form."""
    return json.dumps({"entries": case.entries, "facts": _shown(case, facts)}, ensure_ascii=False)


def since(request: HttpRequest, case: Case, bound: Any, facts: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the entries and changed facts since the person's page, where a refused move was overtaken; else None."""
    if not bound or not isinstance(getattr(bound[1], "refusal", None), Overtaken):
        return None
    seen = _seen(request.POST.get("seen", ""))
    entries = list(case.history.filter(number__gt=seen["entries"]).select_related("by").order_by("number"))
    names = case_panels.names_for(entries, case.legs.all())
    before = dict(seen["facts"])
    changed = [
        {"label": label, "before": before[label], "now": now}
        for label, now in _shown(case, facts)
        if label in before and before[label] != now
    ]
    return {"entries": case_panels.timeline(entries, names), "changed": changed}


def _seen(text: str) -> dict[str, Any]:
    """Return what a form carried; nothing seen where it was tampered with: then all is shown."""
    try:
        found = json.loads(text)
        return {"entries": int(found["entries"]), "facts": [(str(a), str(b)) for a, b in found["facts"]]}
    except (ValueError, TypeError, KeyError):
        return {"entries": 0, "facts": []}
