"""From postings to rights: role groups with guardian grants on departments and areas, and a person's scope."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.db import transaction
from django.db.models import BigIntegerField, Q, QuerySet, Value

from departments.models import (
    AreaGroupPermission,
    Department,
    DepartmentGroupPermission,
    Posting,
    RoleGroup,
    User,
)
from departments.roles import ROLES, Role
from grids.models import Area


@dataclass(frozen=True)
class Reach:
    """Where an ability holds: departments by id, and areas by path, each with all below it."""

    department_ids: frozenset[int] = frozenset()
    area_paths: tuple[str, ...] = ()

    def covers(self, department_ids: Iterable[int], area_path: str) -> bool:
        """Return whether a case of these departments at this path is within reach; '' is not located yet."""
        if self.city_wide or not self.department_ids.isdisjoint(department_ids):
            return True
        return any(area_path.startswith(path) for path in self.area_paths)

    @cached_property
    def city_wide(self) -> bool:
        """True when an area path is the root: then no condition on the area is needed."""
        return any(path.count("/") == 2 for path in self.area_paths)

    def __bool__(self) -> bool:
        return bool(self.department_ids or self.area_paths)


@dataclass(frozen=True)
class Scope:
    """All that a person may do, and where; read once for a request."""

    reaches: dict[str, Reach] = field(default_factory=dict)

    def reach(self, ability: str) -> Reach:
        return self.reaches.get(ability, Reach())

    def __contains__(self, ability: str) -> bool:
        return bool(self.reach(ability))


def scope_of(user: User | AnonymousUser) -> Scope:
    """Return the scope of `user`: empty for the anonymous, the inactive and those without a posting; one query.

    Kept on the user object, which lives as long as one request.
    """
    if not user.is_authenticated or not user.is_active:
        return Scope()
    kept: Scope | None = getattr(user, "_scope", None)
    if kept is None:
        kept = _read_scope(user)
        setattr(user, "_scope", kept)  # noqa: B010 - the anonymous user has no such attribute to mypy
    return kept


def administers(user: User | AnonymousUser) -> bool:
    """Return whether `user` configures the platform: a superuser, or one posted as administrator; one query.

    Kept on the user object, which lives as long as one request.
    """
    known: bool | None = getattr(user, "_administers", None)
    if known is None:
        known = user.is_active and (
            user.is_superuser or user.groups.filter(rolegroup__role=Role.ADMINISTRATOR).exists()
        )
        setattr(user, "_administers", known)  # noqa: B010 - the anonymous user has no such attribute to mypy
    return known


def _read_scope(user: User | AnonymousUser) -> Scope:
    departments: dict[str, set[int]] = defaultdict(set)
    areas: dict[str, set[str]] = defaultdict(set)
    mine = {"group__user": user.pk}
    at_departments = DepartmentGroupPermission.objects.filter(**mine).values_list(
        "permission__codename", "content_object_id", Value("")
    )
    in_areas = AreaGroupPermission.objects.filter(**mine).values_list(
        "permission__codename", Value(None, BigIntegerField()), "content_object__path"
    )
    for ability, department, path in at_departments.union(in_areas, all=True):
        if department is None:
            areas[ability].add(path)
        else:
            departments[ability].add(department)
    return Scope(
        {
            ability: Reach(frozenset(departments[ability]), _outermost(areas[ability]))
            for ability in departments.keys() | areas.keys()
        }
    )


def _outermost(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the paths that lie below no other: each is a condition more in every query of cases."""
    kept: list[str] = []
    for path in sorted(paths):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return tuple(kept)


def works_for(user: User, department_id: int) -> bool:
    """Return whether `user` handles work of the department."""
    return department_id in scope_of(user).reach("work_cases").department_ids


def dispatches(user: User, area_path: str) -> bool:
    """Return whether `user` is a dispatcher for the area."""
    return scope_of(user).reach("dispatch_cases").covers([], area_path)


@transaction.atomic
def grant_postings(*, on: date) -> None:
    """Make groups, grants and memberships what the postings valid `on` that day say; safe to run at any time."""
    groups: dict[tuple[str, int | None, int | None], int] = {
        (role, department, area): group
        for group, role, department, area in RoleGroup.objects.values_list("group", "role", "department", "area")
    }
    wanted: set[tuple[int, int]] = set()
    for posting in current_postings(on):
        key = posting.role, posting.department_id, posting.area_id
        if key not in groups:
            groups[key] = _new_group(posting)
        wanted.add((groups[key], posting.user_id))
    _make_members(wanted)


def _make_members(wanted: set[tuple[int, int]]) -> None:
    """Make the members of role groups what is `wanted`, pairs of group and user; statements do not grow with groups."""
    memberships = User.groups.through.objects
    present = {
        (group, user): pk
        for pk, group, user in memberships.filter(group__rolegroup__isnull=False).values_list("pk", "group", "user")
    }
    memberships.filter(pk__in=[pk for pair, pk in present.items() if pair not in wanted]).delete()
    new = sorted(wanted - present.keys())
    # The ticker and a page may both find it missing: the second one has nothing left to do.
    memberships.bulk_create(
        [User.groups.through(group_id=group, user_id=user) for group, user in new], ignore_conflicts=True
    )


def current_postings(on: date) -> QuerySet[Posting]:
    begun, not_over = Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gt=on)
    return Posting.objects.filter(begun & not_over, user__is_active=True).select_related("department", "area")


def _new_group(posting: Posting) -> int:
    where: Department | Area = posting.department or posting.area  # type: ignore[assignment]
    group = Group.objects.create(name=f"{posting.role} · {where.code}")
    _grant(group, where, ROLES[posting.role].abilities)
    RoleGroup.objects.create(group=group, role=posting.role, department=posting.department, area=posting.area)
    return group.pk


def _grant(group: Group, where: Department | Area, abilities: Iterable[str]) -> None:
    table = DepartmentGroupPermission if isinstance(where, Department) else AreaGroupPermission
    permissions = Permission.objects.filter(
        content_type__app_label=where._meta.app_label,
        content_type__model=where._meta.model_name,
        codename__in=abilities,
    )
    grants = [table(group=group, permission=permission, content_object_id=where.pk) for permission in permissions]
    table._default_manager.bulk_create(grants)  # type: ignore[arg-type]  # each of the table's own


def holders(role: str, *, department_id: int | None = None, area_path: str = "") -> list[User]:
    """Return the active people in `role` for a department, or for the smallest area around `area_path`."""
    if department_id is None:
        return nearest(holders_around(role, area_path))
    return list(
        User.objects.filter(
            is_active=True, groups__rolegroup__role=role, groups__rolegroup__department=department_id
        ).order_by("pk")
    )


def holders_around(role: str, area_path: str) -> dict[User, int]:
    """Return the active people in `role` for any area around `area_path`, each with how small that area is."""
    paths = [area_path[: index + 1] for index, letter in enumerate(area_path) if letter == "/" and index]
    members = User.groups.through.objects.filter(
        user__is_active=True, group__rolegroup__role=role, group__rolegroup__area__path__in=paths
    )
    depth: dict[int, int] = {}
    for user_id, path in members.values_list("user", "group__rolegroup__area__path"):
        depth[user_id] = max(depth.get(user_id, 0), path.count("/"))
    return {user: depth[user.pk] for user in User.objects.filter(pk__in=depth).order_by("pk")}


def nearest(people: Mapping[User, int]) -> list[User]:
    """Return those of `people` whose area is the smallest."""
    smallest = max(people.values(), default=0)
    return [person for person, depth in people.items() if depth == smallest]
