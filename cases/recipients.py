"""To whom a letter goes, found at the moment of writing: people change posts while a notice waits."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from cases.models import OPEN_LEG, Case, Contact, Follower, HistoryEntry, Leg, Notice, Report, Status
from cases.targets import Spot, Targets, spot_of, turn_of
from departments import access
from departments.models import Department, User
from departments.roles import Role
from grids.models import Area, Level


class NobodyToTell(LookupError):
    """No one holds the role, nor any that stands in for it: postings are missing in this city."""


@dataclass(frozen=True)
class Recipient:
    """A person with an account, or the reporter behind `contact` under `report_number`; `leg` is what it is about.

    For a citizen who follows the case: the follow, and the public `step` that the letter tells of.
    """

    user: User | None = None
    contact: Contact | None = None
    report_number: str = ""
    leg: Leg | None = None
    follower: Follower | None = None
    step: HistoryEntry | None = None


@dataclass(frozen=True)
class Matter:
    """A case with what its letters need: the open legs, the reports whose teller left an address, who follows it."""

    case: Case
    legs: list[Leg]
    told: list[Report]
    followers: list[Follower]


def matters(case_ids: Iterable[int]) -> dict[int, Matter]:
    """Return the matters by the id of their case, in four queries however many they are."""
    cases = Case.unscoped.select_related("category", "host").in_bulk(set(case_ids))
    found = {pk: Matter(case, [], [], []) for pk, case in cases.items()}
    for leg in Leg.objects.filter(OPEN_LEG, case__in=cases).select_related("department", "assignee").order_by("id"):
        found[leg.case_id].legs.append(leg)
    for report in (
        Report.objects.filter(contact__isnull=False, withdrawn_at=None, case__in=cases)
        .select_related("contact")
        .order_by("id")
    ):
        found[report.case_id].told.append(report)
    for follower in Follower.objects.filter(contact__isnull=False, case__in=cases).select_related("contact"):
        found[follower.case_id].followers.append(follower)
    return found


class Roll:
    """Who holds which role at `at`, read once for a batch of letters."""

    def __init__(self, at: datetime) -> None:
        self.targets = Targets(at)
        self._people: dict[int, User] = {}
        self._held: dict[tuple[str, int | None, str], list[User]] = {}
        self._root: str | None = None
        self._catch_all: int | None = None

    def holders(self, role: str, *, department_id: int | None = None, area_path: str = "") -> list[User]:
        """Return who holds `role` for the department, else around the area; '' is the whole city."""
        key = (role, department_id, area_path)
        if key not in self._held:
            path = area_path or self.root
            self._held[key] = access.holders(role, department_id=department_id, area_path=path)
        return self._held[key]

    def workers(self, department_id: int, area_path: str) -> list[User]:
        """Return head and handlers of a department; else of the catch-all desk; else the dispatchers."""
        for department in (department_id, self.catch_all):
            found = self._of_department(department)
            if found:
                return found
        return self.desk(Role.DISPATCHER, area_path)

    def desk(self, role: str, area_path: str) -> list[User]:
        """Return the holders of `role` nearest to the area; the dispatchers stand in. Raises NobodyToTell."""
        found = self.holders(role, area_path=area_path) or self.holders(Role.DISPATCHER, area_path=area_path)
        if not found:
            raise NobodyToTell(f"nobody is posted as {role}, nor as dispatcher, around area {area_path or 'city'}")
        return found

    def reached_by(self, target: str, spot: Spot) -> list[User]:
        """Return whom a rung with this target reaches, or who stands in for them. Raises NobodyToTell."""
        wanted = self.targets.whom(target, spot).people
        if not wanted:
            raise NobodyToTell(f"a rung for {target} reaches nobody, nor is there a duty officer, head or supervisor")
        self._people |= User.objects.in_bulk([pk for pk in wanted if pk not in self._people])
        return [self._people[pk] for pk in wanted]

    def _of_department(self, department_id: int) -> list[User]:
        roles = (Role.DEPARTMENT_HEAD, Role.HANDLER)
        return [user for role in roles for user in self.holders(role, department_id=department_id)]

    @property
    def root(self) -> str:
        if self._root is None:
            self._root = Area.objects.filter(level=Level.CITY).values_list("path", flat=True).first() or ""
        return self._root

    @property
    def catch_all(self) -> int:
        if self._catch_all is None:
            self._catch_all = Department.objects.filter(catch_all=True).values_list("pk", flat=True).first() or 0
        return self._catch_all


# An empty answer means that nobody needs this letter; nobody to be found is NobodyToTell.
Audience = Callable[[Roll, Notice, Matter], list[Recipient]]


def reporters(_roll: Roll, _notice: Notice, matter: Matter) -> list[Recipient]:
    """Return everyone who reported this matter and left an address; the others read their page."""
    return [Recipient(contact=report.contact, report_number=report.number) for report in matter.told]


def reporters_of_acceptance(roll: Roll, notice: Notice, matter: Matter) -> list[Recipient]:
    """Return the reporters once the host accepts: that a co-handler takes its part is no news to them."""
    return reporters(roll, notice, matter) if notice.created_at == matter.case.accepted_at else []


def departments(roll: Roll, _notice: Notice, matter: Matter) -> list[Recipient]:
    """Return the people of every department at work on the case; nobody once all of them are through."""
    return [it for leg in matter.legs for it in _staff(roll.workers(leg.department_id, matter.case.area_path), leg)]


def host(roll: Roll, _notice: Notice, matter: Matter) -> list[Recipient]:
    """Return who has the host's leg, else all of the host department; nobody where the case has none any more."""
    leg = next((leg for leg in matter.legs if leg.department_id == matter.case.host_id), None)
    if leg is None:
        return []
    working = leg.assignee and leg.assignee.is_active
    return _staff([leg.assignee] if working else roll.workers(leg.department_id, matter.case.area_path), leg)


def dispatchers(roll: Roll, _notice: Notice, matter: Matter) -> list[Recipient]:
    return _staff(roll.desk(Role.DISPATCHER, matter.case.area_path))


def desks(roll: Roll, _notice: Notice, matter: Matter) -> list[Recipient]:
    """Return acceptors and dispatchers: an opened case concerns both."""
    return _staff(
        [
            *roll.desk(Role.ACCEPTOR, matter.case.area_path),
            *roll.holders(Role.DISPATCHER, area_path=matter.case.area_path),
        ]
    )


def acceptors_without_check(roll: Roll, _notice: Notice, matter: Matter) -> list[Recipient]:
    """Return the acceptors of a case for which no officer could be asked; nobody where one was."""
    return _staff(roll.desk(Role.ACCEPTOR, matter.case.area_path)) if matter.case.status == Status.HANDLED else []


def shift_leaders(roll: Roll, _notice: Notice, matter: Matter) -> list[Recipient]:
    return _staff(roll.desk(Role.SHIFT_LEADER, matter.case.area_path))


def officer(roll: Roll, notice: Notice, matter: Matter) -> list[Recipient]:
    """Return the officer who was asked; the acceptors where that account is closed by now."""
    asked = list(User.objects.filter(pk=notice.data["officer"], is_active=True))
    return _staff(asked or roll.desk(Role.ACCEPTOR, matter.case.area_path))


def rung_target(roll: Roll, notice: Notice, matter: Matter) -> list[Recipient]:
    """Return whom the rung means: of the late leg's department, or around the case; else who stands in for them."""
    leg, data = _leg_of(notice), notice.data
    turn = turn_of(data.get("kind", ""), data.get("rung", 1), data.get("repeat", 0))
    return _staff(roll.reached_by(data["target"], spot_of(matter.case, leg, turn)), leg)


def coordinators(roll: Roll, notice: Notice, matter: Matter) -> list[Recipient]:
    """Return the people of the desk whose part a ladder has opened."""
    leg = _leg_of(notice)
    return _staff(roll.workers(leg.department_id, matter.case.area_path), leg) if leg else []


def supervisors(roll: Roll, _notice: Notice, matter: Matter) -> list[Recipient]:
    return _staff(roll.desk(Role.SUPERVISOR, matter.case.area_path))


def supervisors_of_the_city(roll: Roll, _notice: Notice, _matter: Matter) -> list[Recipient]:
    return _staff(roll.desk(Role.SUPERVISOR, ""))


def _leg_of(notice: Notice) -> Leg | None:
    return Leg.objects.filter(pk=notice.data.get("leg")).select_related("department").first()


def _staff(users: Iterable[User | None], leg: Leg | None = None) -> list[Recipient]:
    return [Recipient(user=user, leg=leg) for user in dict.fromkeys(users) if user]
