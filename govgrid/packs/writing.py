"""Writing the files of a pack, byte for byte the same for the same content."""

import csv
from collections.abc import Iterable
from pathlib import Path

import orjson

from govgrid.packs.columns import SHEETS

Feature = tuple[dict[str, object], dict[str, object]]


def write_csv(folder: Path, name: str, rows: Iterable[list[object]]) -> None:
    """Write the sheet `name` of the pack; each row has its columns in their order, without those added later."""
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([column.name for column in SHEETS[name].columns if not column.added])
        writer.writerows(rows)


def write_whole_csv(folder: Path, name: str, rows: Iterable[list[object]]) -> None:
    """Write the sheet `name` with all its columns, those too that were added later."""
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([column.name for column in SHEETS[name].columns])
        writer.writerows(rows)


def write_features(path: Path, features: Iterable[Feature]) -> None:
    """Write GeoJSON, one feature a line, so that a fault has a line of its own and a change a small diff."""
    lines = [
        orjson.dumps({"type": "Feature", "properties": properties, "geometry": geometry})
        for properties, geometry in features
    ]
    path.write_bytes(b'{"type":"FeatureCollection","features":[\n' + b",\n".join(lines) + b"\n]}\n")


def write_toml(path: Path, values: dict[str, object]) -> None:
    """Write plain values, lists and one depth of tables: all that city.toml holds."""
    plain = {key: value for key, value in values.items() if not isinstance(value, dict)}
    lines = _lines(plain)
    for key, table in values.items():
        if isinstance(table, dict):
            lines += ["", f"[{key}]", *_lines(table)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _lines(values: dict[str, object]) -> list[str]:
    # What JSON writes for strings, numbers, booleans and lists is also TOML.
    return [f"{key} = {orjson.dumps(value).decode()}" for key, value in values.items()]
