"""A census as surveyors send it, for the town of tests.city: one line a component, under the field's column names."""

from tests.city import middle_of

HEADER = (
    "ObjID,ObjName,DeptCode1,DeptName1,DeptCode2,DeptName2,DeptCode3,DeptName3,BGID,ObjPos,ObjState,ORDate,CHDate,"
    "DataSource,Note,lon,lat,Accuracy"
)
LAMP = "9901010137000001"


def line(**said: str) -> str:
    """A sound lamp in the middle of cell 1, kept by the lamp company and owned by roads, unless said otherwise."""
    place = middle_of(1)
    given = {
        "ObjID": LAMP, "ObjName": "学府路1号灯", "DeptCode1": "centre", "DeptCode2": "roads", "DeptCode3": "lamps",
        "BGID": "990101001001001", "ObjPos": "学府路1号", "ObjState": "完好", "ORDate": "2026-03-01", "CHDate": "",
        "DataSource": "普查", "lon": f"{place.lon}", "lat": f"{place.lat}", "Accuracy": "A", **said,
    }  # fmt: skip
    return ",".join(given.get(name, "") for name in HEADER.split(","))


def file(*lines: str) -> bytes:
    return "\n".join([HEADER, *(lines or [line()])]).encode()
