"""What stands around every page: the city's name, and for staff the places of work that are theirs."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Delivery
from cases.views.interrupted import Kept, kept_for
from cases.views.list_place import FROM
from cases.views.typed import typed_in
from departments.access import Scope, current_postings, scope_of
from departments.roles import Role
from govgrid.lib.routes import address
from grids.city import NoCity, city_today, this_city


@dataclass(frozen=True)
class Place:
    """A place of work: its route, and the ability that opens it, or one of `others`; '' is for all with a posting."""

    route: str
    icon: str
    label: Promise
    ability: str = ""
    others: tuple[str, ...] = ()

    def opens_to(self, scope: Scope) -> bool:
        return not self.ability or any(ability in scope for ability in (self.ability, *self.others))


@dataclass
class Item:
    url: str
    icon: str
    label: str
    # "page": this very page; "true": a page below it, like a case of the desk; "": neither.
    current: str
    count: int | None = None


DUTIES = Place("desk-duties", "route", _("Duty list"), "supervise_cases")
GRIDS = Place("desk-grids", "map-2", _("Grid"), "supervise_cases")
SETTINGS = Place("desk-settings", "settings", _("Configuration"), "supervise_cases")
COMPONENTS = Place("desk-components", "box", _("Components"), "view_cases")

# In the order of the path of a case. `desk-home` sends each person to the first place that is theirs.
PLACES: tuple[tuple[Promise, tuple[Place, ...]], ...] = (
    (
        _("Work"),
        (
            Place("desk-queue", "list-check", _("Department queue"), "work_cases"),
            Place("desk-acceptance", "file-text", _("Acceptance"), "file_cases"),
            Place("desk-caller", "headset", _("Caller desk"), "read_contacts"),
            Place("desk-dispatch", "send", _("Dispatch"), "dispatch_cases"),
            Place("desk-checks", "eye", _("Checks"), "check_cases"),
            Place("field", "device-mobile", _("Field app"), "check_cases"),
            Place("desk-closing", "circle-check", _("Closing"), "close_cases"),
            Place("desk-roster", "calendar", _("Roster"), "assign_cases"),
        ),
    ),
    (
        _("Overview"),
        (
            Place("desk-board", "chart-bar", _("Board"), "supervise_cases", ("assign_cases",)),
            Place(
                "desk-coordination",
                "messages",
                _("Coordination"),
                "dispatch_cases",
                ("assign_cases", "close_cases", "file_cases", "supervise_cases", "work_cases"),
            ),
            Place("desk-stuck", "alert-triangle", _("Stuck escalations"), "supervise_cases"),
            Place("desk-cases", "search", _("All cases"), "view_cases"),
            Place("desk-map", "map", _("Map"), "view_cases"),
            COMPONENTS,
            DUTIES,
            GRIDS,
            SETTINGS,
            Place("inbox", "inbox", _("Inbox")),
            Place("desk-calls", "phone", _("Call list")),
            Place("desk-dead-letters", "alert-triangle", _("Dead letters"), "supervise_cases"),
        ),
    ),
)


def places_of(user: object) -> list[Place]:
    """Return the places of work of `user`, in the order of the path of a case."""
    scope = scope_of(user)
    return [place for _title, places in PLACES for place in places if place.opens_to(scope)]


class Frame:
    """Asked for lazily: a part that htmx swaps shows no frame and costs no query for it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._user = getattr(request, "user", None)

    @property
    def _known(self) -> bool:
        return self._user is not None and self._user.is_authenticated

    @cached_property
    def city(self) -> str:
        try:
            return this_city().name
        except NoCity:
            return ""

    @cached_property
    def nav(self) -> list[dict[str, object]]:
        """Sections of the side navigation; none on public pages, whoever reads them."""
        if not (self._known and self._request.path.startswith(("/desk/", "/accounts/"))):
            return []
        mine = places_of(self._user)
        sections = [(title, [self._item(place) for place in places if place in mine]) for title, places in PLACES]
        sections.append((_("Administration"), self._platform()))
        _mark([item for _title, items in sections for item in items], self._request)
        return [{"title": title, "items": items} for title, items in sections if items]

    @property
    def _in_demo(self) -> bool:
        try:
            return this_city().demo
        except NoCity:
            return False

    def _platform(self) -> list[Item]:
        """The configuration, for those who keep it; and in the demo city every letter that would be sent."""
        found = []
        if self._user.is_staff:
            mine = places_of(self._user)
            found += [self._item(place) for place in (SETTINGS, DUTIES, GRIDS, COMPONENTS) if place not in mine]
            found.append(self._item(Place("desk-recounts", "clock", _("Calendar edits"))))
        if self._user.is_staff and "supervise_cases" not in scope_of(self._user):
            found.append(self._item(Place("desk-dead-letters", "alert-triangle", _("Dead letters"))))
        if self._user.is_staff and self._in_demo:
            found.append(self._item(Place("desk-letters", "mail", _("Letters of the demo"))))
        return found

    def _item(self, place: Place) -> Item:
        url = address(place.route)
        return Item(url, place.icon, str(place.label), "page" if self._request.path == url else "")

    @cached_property
    def unread(self) -> int:
        """Messages in the person's inbox that are not read yet."""
        waiting = Delivery.objects.filter(channel=Delivery.Channel.INBOX, read_at=None)
        return waiting.filter(user=self._user.pk).count() if self._known else 0

    @cached_property
    def kept(self) -> Kept | None:
        """The form that a session's end has kept from being sent, for its writer to see again."""
        return kept_for(self._request) if self._known else None

    @property
    def typed(self) -> list[str]:
        """The words of the form that this page answers, for pages that have no form to show them in."""
        return typed_in(self._request)

    @property
    def person(self) -> str:
        """Whose words a tab keeps: those of one are shown to no other."""
        return str(self._user.pk) if self._known else ""

    @property
    def user_name(self) -> str:
        return self._user.name if self._known else ""

    @cached_property
    def role_names(self) -> list[str]:
        if not self._known:
            return []
        mine = current_postings(city_today()).filter(user=self._user)
        return [str(Role(role).label) for role in dict.fromkeys(mine.values_list("role", flat=True))]


def _mark(items: list[Item], request: HttpRequest) -> None:
    """Mark the place that the page belongs to: the list that a case was opened from, else the nearest one above."""
    path = urlsplit(request.GET.get(FROM, "")).path or request.path
    above = [item for item in items if path.startswith(item.url)]
    if above and not any(item.current for item in items):
        max(above, key=lambda item: len(item.url)).current = "true"


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Context processor: `frame` with city, nav, unread, user_name and role_names."""
    return {"frame": Frame(request)}
