"""Who is there at an instant: shifts, the call list of duty officers, and who stands in for whom is away.

Everything is asked at the instant of use and never earlier: an absence that began an hour ago counts, a deputy who
left yesterday does not. Each question costs the same few queries however many people it is about.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q, QuerySet

from departments.access import scope_of
from departments.models import Absence, Department, Shift, User
from grids.city import this_city
from grids.models import Area, Level, subtree

# A department, or None, and the path of an area, or "".
Place = tuple[int | None, str]

# From each person along the deputies to the first who is there. `passed` ends a circle: nobody comes up twice, so a
# chain that bites its tail ends without anybody. An absence's own deputy comes before that of the posting.
CHAIN = """
WITH RECURSIVE chain AS (
    SELECT asked.id AS first, asked.id AS person, ARRAY[asked.id] AS passed
      FROM unnest(%(people)s::bigint[]) AS asked(id)
    UNION ALL
    SELECT chain.first, deputy.id, chain.passed || deputy.id
      FROM chain
      JOIN departments_user person ON person.id = chain.person
     CROSS JOIN LATERAL (
        SELECT COALESCE(
            (SELECT deputy_id FROM departments_absence
              WHERE user_id = chain.person AND begins_at <= %(at)s AND ends_at > %(at)s AND deputy_id IS NOT NULL
              ORDER BY begins_at DESC, id DESC LIMIT 1),
            (SELECT deputy_id FROM departments_posting
              WHERE user_id = chain.person AND deputy_id IS NOT NULL
                AND (valid_from IS NULL OR valid_from <= %(day)s) AND (valid_to IS NULL OR valid_to > %(day)s)
              ORDER BY id LIMIT 1)) AS id
     ) AS deputy
     WHERE deputy.id <> ALL (chain.passed)
       AND (NOT person.is_active OR EXISTS (
            SELECT FROM departments_absence
             WHERE user_id = chain.person AND begins_at <= %(at)s AND ends_at > %(at)s))
)
SELECT chain.first, chain.person
  FROM chain
  JOIN departments_user person ON person.id = chain.person AND person.is_active
 WHERE NOT EXISTS (
    SELECT FROM departments_absence
     WHERE user_id = chain.person AND begins_at <= %(at)s AND ends_at > %(at)s)
"""


def standing_in(users: Iterable[User], at: datetime) -> list[User]:
    """Return who is there for `users` at `at`: each person, or the deputy of whoever is away, and the deputy's deputy.

    The order is kept and nobody appears twice. Left out is who is away without a deputy, and a circle of deputies
    in which everybody is away. Two queries.
    """
    asked = list(users)
    there = there_for([user.pk for user in asked], at)
    known = {user.pk: user for user in asked}
    wanted = list(dict.fromkeys(there[user.pk] for user in asked if user.pk in there))
    known |= User.objects.in_bulk([pk for pk in wanted if pk not in known])
    return [known[pk] for pk in wanted]


def there_for(people: Sequence[int], at: datetime) -> dict[int, int]:
    """Return by the id of each person the id of who is there; people for whom nobody is are left out."""
    if not people:
        return {}
    day = at.astimezone(ZoneInfo(this_city().time_zone)).date()
    with connection.cursor() as cursor:
        cursor.execute(CHAIN, {"people": list(people), "at": at, "day": day})
        return dict(cursor.fetchall())


def is_away(user: User, at: datetime) -> bool:
    """Return whether `user` has an absence at `at`; it begins with its first instant and is over at its last."""
    return away([user.pk], at) != set()


def away(people: Iterable[int], at: datetime) -> set[int]:
    """Return those of `people`, by id, who are away at `at`."""
    now = Absence.objects.filter(user__in=list(people), begins_at__lte=at, ends_at__gt=at)
    return set(now.values_list("user", flat=True))


def on_shift(at: datetime, *, department_id: int) -> list[User]:
    """Return the people on duty for a department at `at` who are not away, in the order of their shifts."""
    shifts = _running(at).filter(department=department_id, user__is_active=True).order_by("begins_at", "id")
    people = list(dict.fromkeys(shift.user for shift in shifts.select_related("user")))
    gone = away([person.pk for person in people], at)
    return [person for person in people if person.pk not in gone]


def duty_officers(at: datetime, *, department_id: int | None = None, area_path: str = "") -> list[User]:
    """Return the call list at `at`: the department's duty officers, else those of the nearest area around.

    In the order in which they are called; whoever is away is replaced by the deputy. Empty: nobody has the duty.
    """
    return CallBook(at).first_list(department_id, area_path)


def call_list(at: datetime, *, department_id: int | None = None, area_path: str = "") -> list[User]:
    """Return everyone who may be called at `at`: the department's officers, then those of each wider area."""
    return CallBook(at).whole_list(department_id, area_path)


def on_call(at: datetime, department_id: int | None, area_path: str, nth: int) -> list[User]:
    """Return whom the `nth` call reaches (1 is the first), in a list; after the last the first is called again."""
    return CallBook(at).nth(department_id, area_path, nth)


@dataclass(frozen=True)
class OnDuty:
    """A department or area, and its duty officers now, in the order in which they are called."""

    place: Department | Area
    officers: list[User]


def on_duty_for(user: User, at: datetime) -> list[OnDuty]:
    """Return who has the duty at `at` for the departments and areas of `user`.

    Who works for an area also sees every department, and every area within, that has an officer of its own now.
    """
    reach = scope_of(user).reach("view_cases")
    now = _running(at).filter(duty_officer=True)
    below = [subtree(path) & Q(pk__in=now.values("area")) for path in reach.area_paths]
    areas = Area.objects.filter(reduce(or_, below, Q(path__in=reach.area_paths))).order_by("path")
    busy = Q(pk__in=now.values("department")) if reach.area_paths else Q()
    departments = Department.objects.filter(Q(pk__in=reach.department_ids) | busy).order_by("pk")
    root = Area.objects.filter(level=Level.CITY).values_list("path", flat=True).first() or ""
    places: list[tuple[Department | Area, Place]] = [
        *((department, (department.pk, root)) for department in departments),
        *((area, (None, area.path)) for area in areas),
    ]
    book = CallBook(at)
    return [OnDuty(place, book.first_list(*asked)) for place, asked in places]


class CallBook:
    """The duty officers of an instant: three queries, however many departments and areas are asked about."""

    def __init__(self, at: datetime) -> None:
        shifts = _running(at).filter(duty_officer=True).select_related("area")
        self._there = there_for([shift.user_id for shift in shifts], at)
        self._people = User.objects.in_bulk(set(self._there.values()))
        self._shifts: dict[int | str | None, list[Shift]] = defaultdict(list)
        for shift in sorted(shifts, key=lambda shift: (shift.call_order, shift.begins_at, shift.pk)):
            self._shifts[shift.area.path if shift.area else shift.department_id].append(shift)

    def first_list(self, department_id: int | None, area_path: str) -> list[User]:
        """Return the officers of the department, else of the nearest area that has any; see duty_officers."""
        return next(self._lists(department_id, area_path), [])

    def whole_list(self, department_id: int | None, area_path: str) -> list[User]:
        """Return the officers of the department, then of each wider area; see call_list."""
        return list(dict.fromkeys(user for officers in self._lists(department_id, area_path) for user in officers))

    def nth(self, department_id: int | None, area_path: str, nth: int) -> list[User]:
        """Return whom the `nth` call reaches; see on_call."""
        officers = self.whole_list(department_id, area_path)
        return [officers[(nth - 1) % len(officers)]] if officers else []

    def __bool__(self) -> bool:
        return bool(self._shifts)

    def _lists(self, department_id: int | None, area_path: str) -> Iterator[list[User]]:
        """Yield the officers of the department, then of each area from the smallest up; never an empty list."""
        for place in (department_id, *reversed(_paths_around(area_path))):
            there = [self._there[s.user_id] for s in self._shifts.get(place, ()) if s.user_id in self._there]
            if there:
                yield [self._people[pk] for pk in dict.fromkeys(there)]


def _paths_around(area_path: str) -> list[str]:
    return [area_path[: index + 1] for index, letter in enumerate(area_path) if letter == "/" and index]


def _running(at: datetime) -> QuerySet[Shift]:
    return Shift.objects.filter(begins_at__lte=at, ends_at__gt=at)
