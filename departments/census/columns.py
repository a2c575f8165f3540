"""What the columns of a census are called: those of the attribute table (部件属性表), in Chinese, or of city packs."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from departments.census.files import BadCensus

# Each of our columns, and what surveyors call it; compared without regard to small and capital letters.
KNOWN: dict[str, tuple[str, ...]] = {
    "code": ("objid", "code", "部件标识码", "标识码", "部件编码"),
    "category": ("category", "objtype", "部件类型", "部件小类"),
    "name_zh": ("objname", "name_zh", "部件名称"),
    "name_en": ("name_en",),
    "authority": ("deptcode1", "authority", "主管部门代码"),
    "authority_name": ("deptname1", "主管部门"),
    "owner": ("deptcode2", "owner", "权属单位代码"),
    "owner_name": ("deptname2", "权属单位"),
    "keeper": ("deptcode3", "keeper", "养护单位代码"),
    "keeper_name": ("deptname3", "养护单位"),
    "cell": ("bgid", "cell", "所在网格", "单元网格"),
    "address": ("objpos", "address", "位置描述", "位置"),
    "state": ("objstate", "state", "部件状态", "状态"),
    "surveyed_on": ("ordate", "surveyed_on", "初始日期"),
    "changed_on": ("chdate", "changed_on", "变更日期"),
    "source": ("datasource", "source", "数据来源"),
    "note": ("note", "备注"),
    "lon": ("lon", "longitude", "x", "经度"),
    "lat": ("lat", "latitude", "y", "纬度"),
    "accuracy": ("accuracy", "accuracy_m", "precision", "精度", "精度等级"),
}


def places_of(header: Sequence[str], given: Mapping[str, str], *, with_points: bool) -> dict[str, int]:
    """Return where each of our columns stands in `header`; `given` (ours to theirs) goes before the known names.

    `with_points`: geometries say the place. Raises BadCensus for a name that is not there.
    """
    theirs = {name.strip().lower(): place for place, name in reversed(list(enumerate(header)))}
    found = {ours: theirs[name] for ours, names in KNOWN.items() for name in reversed(names) if name in theirs}
    for ours, name in given.items():
        if ours not in KNOWN:
            known = ", ".join(KNOWN)
            raise BadCensus(
                _("There is no column %(name)s to map; ours are %(known)s.") % {"name": ours, "known": known}
            )
        if name.strip().lower() not in theirs:
            raise BadCensus(_("The file has no column %(name)s.") % {"name": name})
        found[ours] = theirs[name.strip().lower()]
    for ours in ("code", *(() if with_points else ("lon", "lat"))):
        if ours not in found:
            names = ", ".join(KNOWN[ours])
            raise BadCensus(
                _("The column %(name)s is missing; it may be called %(names)s.") % {"name": ours, "names": names}
            )
    return found
