"""People and cases around a case: who did what, who watches, whom it is shown to, and what it belongs to."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases import linking, merging, sharing
from cases.forms_case import LinkForm, ShareForm, UnlinkForm
from cases.models import ENDED, Case, HistoryEntry, Link
from departments.models import User

# From the other side a link reads the other way round.
OTHER_WAY = {Link.Kind.FOLLOWS: _("Followed by"), Link.Kind.CAUSED_BY: _("Cause of")}


def people(case: Case, user: User, at: datetime, unlink_form: UnlinkForm | None = None) -> dict[str, Any]:
    """Return the panels of people and links, with their forms for those who may; `unlink_form`: just refused."""
    watchers = list(case.followers.select_related("user").order_by("id"))
    links = linking.links_of(case, user)
    may_link, may_share = linking.may_link(user, case), sharing.may_share(user, case)
    return {
        "watchers": watchers,
        "watches": any(one.user_id == user.pk for one in watchers),
        "shares": list(sharing.shares_of(case, at)),
        "may_share": may_share,
        "share_form": ShareForm(auto_id="share_%s"),
        "links": [_link(link, other, points, unlink_form) for link, other, points in links],
        "may_link": may_link,
        "link_form": LinkForm(auto_id="link_%s"),
        "near": _near(case, links) if may_link and case.status not in ENDED else [],
    }


def _link(link: Link, other: Case, points: bool, refused: UnlinkForm | None) -> dict[str, Any]:
    label = link.get_kind_display() if points else OTHER_WAY[Link.Kind(link.kind)]
    form = UnlinkForm(initial={"link": link.pk}, auto_id=f"unlink_{link.pk}_%s")
    if refused and refused.data.get("link") == str(link.pk):
        form = refused
    return {"pk": link.pk, "label": label, "other": other, "form": form}


def _near(case: Case, links: list[tuple[Link, Case, bool]]) -> list[dict[str, Any]]:
    """Return likely duplicates near by that are not linked yet, the nearest three."""
    linked = {other.pk for _link, other, _points in links}
    found = [(other, metres) for other, metres in merging.likely_duplicates(case) if other.pk not in linked]
    return [{"other": other, "metres": round(metres)} for other, metres in found[:3]]


def doers(entries: Iterable[HistoryEntry]) -> list[dict[str, Any]]:
    """Return the colleagues who did something with the case: how often, and when last; the latest first."""
    found: dict[int, dict[str, Any]] = {}
    for entry in entries:
        if entry.by_id and entry.by_id not in found:
            found[entry.by_id] = {"name": entry.who, "last": entry.at, "times": 0}
        if entry.by_id:
            found[entry.by_id]["times"] += 1
    return list(found.values())
