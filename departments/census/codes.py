"""What the 16 digits of a component's code say of its kind, by the scheme of the census.

2013 and 2007: county 6, major 2, minor 2, serial 6. 2020 (newer cities): county 6, major 2, minor 3, serial 5, and
minors up to 079 are those of 2013. The numbers of 2007 mean other things: 0118 is a street light there, a septic-tank
cover in 2013, so a census of that scheme must say so; a number that 2013 does not know is read by 2007 in any case.
"""

from collections.abc import Mapping

SCHEMES = ("2013", "2007", "2020")
COUNTY = 6
# CJ/T 214-2007 to GB/T 30428.2-2013, matched by name; what would be two kinds, or none, is left for people.
OF_2007: dict[str, str] = {
    "0114": "0123", "0115": "0127", "0116": "0128", "0118": "0137", "0119": "0138", "0120": "0139", "0121": "0140",
    "0125": "0145", "0126": "0146", "0132": "0125", "0135": "0149", "0136": "0150", "0138": "0151", "0203": "0204",
    "0205": "0206", "0206": "0207", "0207": "0208", "0208": "0209", "0209": "0213", "0210": "0214", "0211": "0217",
    "0212": "0225", "0213": "0212", "0216": "0224", "0302": "0303", "0303": "0302", "0306": "0306", "0308": "0309",
    "0309": "0310", "0310": "0311", "0311": "0312", "0403": "0404", "0404": "0405", "0407": "0407", "0409": "0409",
    "0501": "0308", "0601": "0501", "0602": "0502", "0603": "0506", "0604": "0507", "0606": "0508",
}  # fmt: skip
# Of 2007, and another thing by 2013 or a question for people: never taken for the number of 2013.
ONLY_2007 = {"0113", "0117", "0128", "0131", "0134", "0137", "0204", "0214", "0215", "0217", "0307", "0405", "0605"}


def category_of(code: str, scheme: str, known: Mapping[str, int]) -> int | None:
    """Return the id of the kind that `code` names by `scheme`, or None; `known` are ids by numbers such as "0137"."""
    if len(code) != 16 or not code.isdigit():
        return None
    if scheme == "2020":
        major, minor = code[COUNTY : COUNTY + 2], code[COUNTY + 2 : COUNTY + 5]
        return known.get(major + minor) or (known.get(major + minor[1:]) if minor[0] == "0" else None)
    number = code[COUNTY : COUNTY + 4]
    if scheme == "2007":
        return None if number in ONLY_2007 else known.get(OF_2007.get(number, number))
    return known.get(number) or known.get(OF_2007.get(number, ""))
