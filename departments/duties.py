"""Who answers for what, where and when: the duty list (权责清单), read whole and asked in memory."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from departments.models import Department, Duty, DutySet, Part
from departments.work_calendars import WorkCalendars
from grids.city import this_city


@dataclass(frozen=True)
class Rule:
    """A duty as the router weighs it; a `category` or `area` of None covers everything."""

    id: int
    code: str
    category_id: int | None
    area_id: int | None
    hours: str
    department_id: int
    part: str
    priority: int
    reason_en: str
    reason_zh: str
    valid_from: date | None
    valid_to: date | None


RulesByCategory = dict[int | None, list[Rule]]


@dataclass(frozen=True)
class Answer:
    """A department, its part, and the rule that named it. `depth` says how special the rule is."""

    rule: Rule | None
    department_id: int
    part: str
    depth: tuple[int, int, int]

    @property
    def code(self) -> str:
        return self.rule.code if self.rule else "catch-all"


@dataclass(frozen=True)
class Responsibility:
    """Who answers for one case: the host, the co-handlers, rivals as special as the host, and if it is certain."""

    host: Answer
    co_handlers: tuple[Answer, ...]
    rivals: tuple[Answer, ...]

    @property
    def certain(self) -> bool:
        return self.host.rule is not None and not self.rivals


class DutyBook:
    """The adopted duty set in memory; one read serves a batch of thousands of questions."""

    def __init__(self, version: int, rules: RulesByCategory, catch_all_id: int, calendars: WorkCalendars) -> None:
        self.version = version
        self.catch_all_id = catch_all_id
        self.calendars = calendars
        self._by_category = rules
        self._zone = ZoneInfo(this_city().time_zone)

    def responsible_for(
        self, category_path: tuple[int, ...], area_ids: tuple[int, ...], at: datetime
    ) -> Responsibility:
        """Return who answers for a category (ids from its major down) in an area (ids from the city down) at `at`.

        The most special area wins, then the most special category, then the higher priority. Without any duty
        the city's catch-all desk is the host, and the answer is not certain.
        """
        found = sorted(self._candidates(category_path, area_ids, at), key=lambda a: (a.depth, a.code), reverse=True)
        hosts = [answer for answer in found if answer.part == Part.HOST]
        if not hosts:
            return Responsibility(Answer(None, self.catch_all_id, Part.HOST, (0, 0, 0)), (), ())
        rivals = tuple(a for a in hosts if a.depth == hosts[0].depth and a.department_id != hosts[0].department_id)
        return Responsibility(hosts[0], _co_handlers(found, hosts[0]), rivals)

    def _candidates(self, category_path: tuple[int, ...], area_ids: tuple[int, ...], at: datetime) -> Iterable[Answer]:
        category_depth, area_depth = _depths(category_path), _depths(area_ids)
        for category_id, by_category in category_depth.items():
            for rule in self._by_category.get(category_id, ()):
                if rule.area_id in area_depth and self._in_force(rule, at):
                    depth = (area_depth[rule.area_id], by_category, rule.priority)
                    yield Answer(rule, rule.department_id, rule.part, depth)

    def _in_force(self, rule: Rule, at: datetime) -> bool:
        day = at.astimezone(self._zone).date()
        if (rule.valid_from and rule.valid_from > day) or (rule.valid_to and rule.valid_to <= day):
            return False
        if rule.hours == Duty.Hours.ANY:
            return True
        return self.calendars.of_department(rule.department_id).is_open(at) == (rule.hours == Duty.Hours.WORKING)


def _depths(ids: tuple[int, ...]) -> dict[int | None, int]:
    """Return how special each id of a path is; None, which covers everything, is the least."""
    depths: dict[int | None, int] = {pk: depth for depth, pk in enumerate(ids, 1)}
    return depths | {None: 0}


def _co_handlers(found: list[Answer], host: Answer) -> tuple[Answer, ...]:
    parts: dict[int, Answer] = {}
    for answer in found:
        if answer.part == Part.CO_HANDLER and answer.department_id != host.department_id:
            parts.setdefault(answer.department_id, answer)
    return tuple(parts.values())


_kept: tuple[int, RulesByCategory] | None = None


def adopted_duties() -> DutyBook:
    """Return the adopted duties; rules are read again only when another set has been adopted, calendars each time."""
    global _kept
    adopted = DutySet.objects.filter(state=DutySet.State.ADOPTED).first()
    version = adopted.version if adopted else 0
    if _kept is None or _kept[0] != version:
        _kept = version, _read_rules(version)
    catch_all = Department.objects.get(catch_all=True)
    return DutyBook(version, _kept[1], catch_all.pk, WorkCalendars())


def forget() -> None:
    """Read the rules again at the next call; for the loader and for tests."""
    global _kept
    _kept = None


def _read_rules(version: int) -> RulesByCategory:
    by_category: RulesByCategory = defaultdict(list)
    for row in Duty.objects.filter(duty_set__version=version).values(*Rule.__dataclass_fields__):
        by_category[row["category_id"]].append(Rule(**row))
    return by_category
