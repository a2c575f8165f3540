"""The demo accounts of Yunling: somebody in every role, each named for the story they play in."""

from collections.abc import Iterator

from govgrid.packs.making.areas import CITY_CODE, Area
from govgrid.packs.making.offices import Row, mail

CENTRE = (
    ("acceptor", "Shen Wei", "沈薇", "acceptor"),
    ("leader", "Gao Ming", "高明", "shift_leader"),
    ("dispatcher", "Ding Hao", "丁浩", "dispatcher"),
    ("dispatcher2", "Duan Rui", "段睿", "dispatcher"),
    ("hotline", "Tan Ting", "谭婷", "agent"),
    ("supervisor", "Du Jian", "杜建", "supervisor"),
    ("admin", "Guan Li", "关丽", "administrator"),
)
# Departments of the demo with a head and two handlers each.
STAFFED = (
    ("roads", ("Lu Chang", "路畅"), ("Shi Lei", "石磊"), ("Tang Yong", "唐勇")),
    ("street-lights", ("Deng Liang", "邓亮"), ("Zhao Hui", "赵晖"), ("Ming Fei", "明飞")),
    ("drainage", ("Jiang Tao", "江涛"), ("He Qing", "何清"), ("Pan Yue", "潘悦")),
    ("enforcement", ("Fang Zheng", "方正"), ("Qin Gang", "秦刚"), ("Xu Lan", "许岚")),
    ("appearance", ("Bai Jie", "白洁"), ("Sun Mei", "孙梅"), ("Wu Tong", "吴桐")),
    ("parks", ("Lin Sen", "林森"), ("Hua Rong", "华荣"), ("Ye Qiu", "叶秋")),
    ("emergency", ("An Ping", "安平"), ("Kang Le", "康乐"), ("Ning Bo", "宁波")),
)
OFFICERS = (
    ("Wang Xun", "王巡"), ("Li Cha", "李察"), ("Zhang Bu", "张步"), ("Liu Xing", "刘行"), ("Chen Lu", "陈路"),
    ("Yang Guang", "杨光"), ("Huang He", "黄河"), ("Zhou Quan", "周全"), ("Wu Yi", "武毅"), ("Zheng Xin", "郑心"),
    ("Feng He", "冯禾"), ("Xie An", "谢安"), ("Song Yu", "宋羽"), ("Cao Yuan", "曹原"),
)  # fmt: skip


# Of so many responsibility grids one has no officer: a gap in the cover, for the map to show.
GAP_EVERY = 9


def accounts(areas: list[Area]) -> Iterator[Row]:
    """Return the accounts: city-wide roles, heads and handlers, two officers and one supervisor for each district.

    The officers of a district share its responsibility grids, but for a few that nobody walks.
    """
    for name, english, chinese, role in CENTRE:
        yield [name, english, chinese, role, "", CITY_CODE, mail(name)]
    for department, head, *handlers in STAFFED:
        yield [f"{department}-head", *head, "department_head", department, "", mail(f"{department}-head")]
        for number, person in enumerate(handlers, start=1):
            name = f"{department}-{number}"
            yield [name, *person, "handler", department, "", mail(name)]
    yield from _of_districts([area for area in areas if area.level == "district"])
    yield from _of_a_street(next(area for area in areas if area.level == "street"))
    yield from _of_grids(areas)


def _of_districts(districts: list[Area]) -> Iterator[Row]:
    people = iter(OFFICERS)
    for number, district in enumerate(districts, start=1):
        for letter, (english, chinese) in zip("ab", (next(people), next(people)), strict=True):
            name = f"officer{number}{letter}"
            yield [name, english, chinese, "officer", "", district.code, mail(name)]
        cleaner = f"sanitation{number}"
        company = f"sanitation-{district.code}"
        short = district.name[0].removesuffix(" District"), district.name[1]
        yield [
            cleaner, f"{short[0]} Sanitation Crew", f"{short[1]}保洁班", "handler", company, "", mail(cleaner)
        ]  # fmt: skip
    yield ["supervisor1", "Xun Cha", "荀察", "supervisor", "", districts[0].code, mail("supervisor1")]


def _of_a_street(street: Area) -> Iterator[Row]:
    office = f"street-{street.code}"
    yield ["street-head", "Jie Cheng", "解诚", "department_head", office, "", mail("street-head")]
    yield ["street-1", "Fu Min", "傅敏", "handler", office, "", mail("street-1")]


def _of_grids(areas: list[Area]) -> Iterator[Row]:
    people = iter(OFFICERS)
    for number, district in enumerate([area for area in areas if area.level == "district"], start=1):
        pair = [(f"officer{number}{letter}", *next(people)) for letter in "ab"]
        walks = [area for area in areas if area.level == "responsibility" and area.code.startswith(district.code)]
        for turn, walk in enumerate(walks):
            name, english, chinese = pair[2 * turn // len(walks)]
            if turn % GAP_EVERY != GAP_EVERY // 2:
                yield [name, english, chinese, "officer", "", walk.code, mail(name)]
