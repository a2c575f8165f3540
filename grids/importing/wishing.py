"""What a person says about a file, and its features as rows."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import shapely


@dataclass(frozen=True)
class Wish:
    """How a file is to be read and adopted, from the day `on`.

    Columns are named by role (code, parent, name_zh, name_en); one that is not named is guessed. `crs` overrides what
    the file declares. `within`: the code of the area in which all of it must lie; "" is the city. `complete`: areas
    of the level there that are not in the file end.
    """

    level: str
    on: date
    layer: str = ""
    code_field: str = ""
    parent_field: str = ""
    name_zh_field: str = ""
    name_en_field: str = ""
    crs: str = ""
    within: str = ""
    repair: bool = False
    complete: bool = False

    @property
    def columns(self) -> dict[str, str]:
        return {
            "code": self.code_field, "parent": self.parent_field, "name_zh": self.name_zh_field,
            "name_en": self.name_en_field,
        }  # fmt: skip


class Row(NamedTuple):
    """A feature: its number in the file from 1, its texts ("" for none), outline and a point within, in WGS 84."""

    number: int
    code: str
    parent: str
    name_zh: str
    name_en: str
    shape: shapely.Geometry | None
    inner: shapely.Geometry | None
