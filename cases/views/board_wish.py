"""What a board is asked to show, from its address: the ground, the days of its flow, and which list to work on."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest

from cases.grounds import Ground, ground_of
from govgrid.lib.routes import address

PERIODS = (7, 14, 30, 90)
USUAL = 14
# The lists to act on, in the order of their tabs.
LISTS = ("late", "4h", "soon", "72h", "alarm")


@dataclass(frozen=True)
class BoardWish:
    """The filters of a board as they were said; `ground` is what they mean for this person."""

    ground: Ground
    area: str
    department: str
    category: str
    days: int
    list: str

    def query(self, **more: object) -> str:
        """Return the query of an address that says the same, and `more`; what is empty or usual is left out."""
        said = {
            "area": self.area, "department": self.department, "category": self.category,
            "days": self.days if self.days != USUAL else "", "list": self.list if self.list != LISTS[0] else "", **more,
        }  # fmt: skip
        return urlencode({name: value for name, value in said.items() if value})

    def url(self, route: str = "desk-board", **more: object) -> str:
        return f"{address(route)}?{self.query(**more)}".rstrip("?")

    @property
    def map_query(self) -> str:
        """The query of a map, or of its table, of the late cases of this ground; a map knows no area."""
        filters = {name: self.ground.parts_wish.get(name) for name in ("category", "department")}
        return urlencode({"measure": "late", **{name: value for name, value in filters.items() if value}})

    def cases_url(self, **filters: object) -> str:
        """Return the address of the list with just the cases of a number."""
        return to_list(**{**self.ground.wish, **filters})

    def parts_url(self, **filters: object) -> str:
        """Return the same for a number of departments' parts."""
        return to_list(**{**self.ground.parts_wish, **filters})


def to_list(**filters: object) -> str:
    """Return the address of the list of cases, narrowed."""
    return f"{address('desk-cases')}?{urlencode(filters)}"


def read_wish(request: HttpRequest) -> BoardWish:
    """Read the filters; what is unknown counts as not said. Raises NoSuchCase for a ground beyond the person's."""
    said = request.GET
    area, department, category = (said.get(name, "") for name in ("area", "department", "category"))
    days = said.get("days", "")
    return BoardWish(
        ground=ground_of(request.user, area=area, department=department, major=category),
        area=area, department=department, category=category,
        days=int(days) if days in map(str, PERIODS) else USUAL,
        list=said.get("list", "") if said.get("list") in LISTS else LISTS[0],
    )  # fmt: skip
