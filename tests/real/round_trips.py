#!/usr/bin/env python3
"""Takes every readable file of real data through Townbook and compares what is published, cell by cell, in all formats.

    python tests/real/round_trips.py --binary target/debug/townbook --realdata DIR [--show NAME]

The portals are those of `drafted.py`: a clerk's answers and nothing else. Each is built with `--verify`, so Townbook has held
every file against the source. Here the CSV, JSON and Parquet of each table are read with other people's readers (Python,
pyarrow, DuckDB) and compared with each other, and with the source itself where that can be read without Townbook. A copy of each
table with two cells changed places must be noticed. Prints the count of tables and cells.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import struct
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

import declared
from drafted import CASES, TIMEOUT, Case, answered, run
from published import json_text

csv.field_size_limit(2**31 - 1)

EPOCH = datetime(1970, 1, 1)
TEXT = {"string", "yearmonth", "duration", "any"}
SHAPES = {1: "Point", 2: "LineString", 3: "Polygon", 4: "MultiPoint", 5: "MultiLineString", 6: "MultiPolygon", 7: "GeometryCollection"}
RESOURCE_KEYS = {
    *("path", "title", "description", "name", "encoding", "primary_key", "foreign_keys", "unique_keys", "missing_values"),
    *("fields", "format", "entry", "dialect", "skip_rows", "footer_rows"),
}
"""What is known here of a declaration. A source that is declared with anything else is not read."""

CODECS = {"big5": "cp950"}
"""Encodings for which Python has another table than the standard of the web."""

NOTATION = {"group_char", "decimal_char", "bare_number"}
"""Keys of a column that say how its numbers are written."""

Columns = list[list[Any]]


class Count:
    """What was compared."""

    def __init__(self) -> None:
        self.tables = self.rows = self.cells = self.sources = self.source_cells = self.problems = 0

    def say(self, problem: str) -> None:
        """Counts a problem and prints it."""
        self.problems += 1
        print(f"FAILED {problem}")


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("--realdata", type=Path, default=Path(__file__).resolve().parents[2].parent / "shared" / "realdata")
    parser.add_argument("--show", metavar="NAME", help="only this case")
    options = parser.parse_args()
    if not options.realdata.is_dir():
        print(f"SKIPPED: no real data was taken around, because the folder {options.realdata} does not exist.")
        return 0
    count, held = Count(), 0
    for name, case in CASES.items():
        if case.refused or options.show not in (None, name):
            continue
        with tempfile.TemporaryDirectory(prefix="townbook-around-") as folder:
            portal = Path(folder) / "portal"
            if not publish(options.binary.resolve(), portal, options.realdata, name, case, count):
                held += 1
                continue
            for resource in tables(portal):
                compare(name, portal, resource, count)
    print(
        f"round-trips: {count.tables} tables, {count.rows:,} rows, {count.cells:,} cells in CSV, JSON and Parquet; "
        f"{count.sources} of the sources read here too, {count.source_cells:,} cells; {held} files have mistakes and are held back"
    )
    print(f"round-trips: {count.tables} passed, {count.problems} failed")
    return 1 if count.problems or not count.tables else 0


def publish(binary: Path, portal: Path, realdata: Path, name: str, case: Case, count: Count) -> bool:
    """Makes a portal of a case and builds it. Whether there is something to compare."""
    subprocess.run([binary, "init", portal], capture_output=True, timeout=TIMEOUT, check=True)
    settings = portal / "portal.toml"
    settings.write_text(re.sub(r"bbox = \[.*?\]", "bbox = [-180, -90, 180, 90]", settings.read_text()))
    run(binary, portal, "new", "records", "--from", *(str(realdata / file) for file in case.files))
    path = portal / "datasets" / "records" / "dataset.toml"
    path.write_text(answered(path.read_text(), case))
    ran = run(binary, portal, "build", "--verify")
    if ran.returncode == (1 if case.errors else 0):
        return not case.errors
    count.say(f"{name}: `build --verify` ended with {ran.returncode}: {ran.stderr.strip()[-500:]}")
    return False


def tables(portal: Path) -> list[dict[str, Any]]:
    """The tables of the dataset, as `datapackage.json` describes them."""
    package = json.loads((portal / "_site/data/records/datapackage.json").read_text(encoding="utf-8"))
    return [resource for resource in package["resources"] if "schema" in resource]


def compare(case: str, portal: Path, resource: dict[str, Any], count: Count) -> None:
    """Compares all that is published of a table."""
    name, fields = resource["name"], resource["schema"]["fields"]
    file = portal / "_site/data/records/latest" / name
    label = f"{case}/{name}"
    try:
        arrow = read_arrow(file.with_name(f"{name}.parquet"), fields)
        # The package describes the CSV, in which a shape is text.
        is_shape = [field["type"] == "string" and pa.types.is_binary(arrow.column(field["name"]).type) for field in fields]
        fields = [{**field, "type": "geojson"} if shape else field for field, shape in zip(fields, is_shape)]
        exact = [pa.types.is_decimal(arrow.column(field["name"]).type) for field in fields]
        texts = read_csv(file.with_name(f"{name}.csv"), fields)
        columns = {
            "csv": [of_texts(field, cells, is_exact) for field, cells, is_exact in zip(fields, texts, exact)],
            "json": read_json(file.with_name(f"{name}.json"), fields, exact),
            "parquet": [of_arrow(field, arrow.column(field["name"])) for field in fields],
        }
        problems = by_duckdb(file, fields, texts, arrow)
    except Exception as error:  # whatever a broken file provokes in a reader is a finding about the file
        count.say(f"{label}: {type(error).__name__}: {str(error)[:300]}")
        return
    reference = columns["csv"]
    for kind in ("json", "parquet"):
        problems += differences(fields, reference, columns[kind], kind)
    if swapped(reference) and not differences(fields, swapped(reference), columns["parquet"], "parquet"):
        problems.append("two cells that changed places are not noticed")
    for problem in problems:
        count.say(f"{label}: {problem}")
    count.tables += 1
    count.rows += len(reference[0])
    count.cells += 3 * sum(map(len, reference))
    source = read_source(portal, name)
    if source is not None:
        for problem in differences(fields, reference, [in_utc(column) for column in source], "source"):
            count.say(f"{label}: {problem}")
        count.sources += 1
        count.source_cells += sum(map(len, source))


def differences(fields: list[dict[str, Any]], one: Columns, other: Columns, kind: str) -> list[str]:
    """Where the columns of two files differ: the first row of each column."""
    problems = []
    for field, left, right in zip(fields, one, other, strict=True):
        if len(left) != len(right):
            problems.append(f"{kind} has {len(right)} rows, the CSV {len(left)}")
        elif not same(left, right):
            row = next(row for row, pair in enumerate(zip(left, right)) if not same([pair[0]], [pair[1]]))
            problems.append(f"{kind}, column {field['name']}, row {row + 1}: {repr(right[row])[:100]}, and in the CSV {repr(left[row])[:100]}")
    return problems


def same(one: list[Any], other: list[Any]) -> bool:
    """Whether cells are the same; `NaN` is itself, and 1 is not 1.0."""
    return one == other and list(map(type, one)) == list(map(type, other)) or list(map(repr, one)) == list(map(repr, other))


def swapped(columns: Columns) -> Columns | None:
    """The same with the first two cells that differ in a column in each other's place."""
    for at, column in enumerate(columns):
        row = next((row for row in range(1, len(column)) if column[row] != column[0]), None)
        if row is not None:
            changed = [*column]
            changed[0], changed[row] = column[row], column[0]
            return [*columns[:at], changed, *columns[at + 1 :]]
    return None


# The source


def read_source(portal: Path, name: str) -> Columns | None:
    """The values of a source file, where it is plain enough to be read without Townbook: delimited text, GeoJSON of points."""
    folder = portal / "datasets" / "records"
    toml = tomllib.loads((folder / "dataset.toml").read_text(encoding="utf-8"))
    for resource in toml["resources"]:
        stem = Path(resource.get("entry", resource.get("path", ""))).stem
        if resource.get("name", stem) == name and not set(resource) - RESOURCE_KEYS:
            try:
                return values_of(resource, folder)
            except (KeyError, IndexError, ValueError, csv.Error, declared.Unreadable):
                return None
    return None


def values_of(resource: dict[str, Any], folder: Path) -> Columns:
    """The values of each declared column."""
    table = declared._table("records", {"name": "", **resource})
    if Path(resource["path"]).suffix == ".geojson":
        return declared.read_source(table, folder).values
    header, rows = records_of(resource, folder)
    values = []
    for field, keys in zip(table.fields, resource["fields"], strict=True):
        at = header.index(field.source)
        cells = [plain(row[at], keys) for row in rows]
        kind = "string" if field.type in TEXT else field.type
        values.append(declared.convert(replace(field, type=kind, group_char=None), cells))
    return values


def records_of(resource: dict[str, Any], folder: Path) -> tuple[list[str], list[list[str]]]:
    """The labels and the records of delimited text, out of a zip archive where it is in one."""
    content = (folder / resource["path"]).read_bytes()
    if "entry" in resource:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = archive.read(resource["entry"])
    encoding = resource.get("encoding", "utf-8-sig")
    text = io.StringIO(content.decode(CODECS.get(encoding, encoding)), newline="")
    rows = list(csv.reader(text, delimiter=resource.get("dialect", {}).get("delimiter", ","), strict=True))
    rows = rows[resource.get("skip_rows", 0) :]
    header, records = rows[0], rows[1 : len(rows) - resource.get("footer_rows", 0)]
    if any(len(record) != len(header) for record in records):
        raise ValueError("a record has not as many cells as the header")
    return header, records


def plain(cell: str, field: dict[str, Any]) -> str:
    """A number without what the declaration says is written around its digits."""
    if not NOTATION & set(field):
        return cell
    number = cell.replace(field.get("group_char", ""), "").replace(field.get("decimal_char", "."), ".").strip()
    if not field.get("bare_number", True):
        sign = "-" if number.startswith("(") else ""
        number = sign + re.sub(r"[^0-9.+-]", "", number)
    return number


def in_utc(column: list[Any]) -> list[Any]:
    """Moments of `declared.py` as they are compared here."""
    return [cell[0] - (cell[1] or timedelta(0)) if is_moment(cell) else cell for cell in column]


def is_moment(cell: Any) -> bool:
    """Whether it is a day with a time and its offset."""
    return isinstance(cell, tuple) and isinstance(cell[0], datetime)


# CSV


def read_csv(path: Path, fields: list[dict[str, Any]]) -> list[list[str]]:
    """The texts of each column."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        if next(reader) != [field["name"] for field in fields]:
            raise ValueError("the CSV does not name the columns")
        rows = [row or [""] for row in reader]
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in fields]


def of_texts(field: dict[str, Any], cells: list[str], exact: bool) -> list[Any]:
    """The values of a column of CSV. Equal texts are converted once."""
    convert = converter(field, exact)
    known: dict[str, Any] = {"": None}
    for text in set(cells) - {""}:
        known[text] = convert(text)
    return [known[cell] for cell in cells]


def converter(field: dict[str, Any], exact: bool) -> Callable[[str], Any]:
    """From canonical text to a value."""
    kind = field["type"]
    if kind in TEXT:
        return lambda text: text
    return {
        "integer": int,
        "year": int,
        "number": Decimal if exact else float,
        "boolean": {"true": True, "false": False}.__getitem__,
        "date": date.fromisoformat,
        "time": time.fromisoformat,
        "datetime": moment,
        "geopoint": lambda text: tuple(float(degree) for degree in text.split(", ")),
        "geojson": of_wkt,
        "object": lambda text: json.loads(text, parse_float=Decimal),
        "array": lambda text: json.loads(text, parse_float=Decimal),
        "list": lambda text: text.split(field.get("delimiter", ",")),
    }[kind]


def moment(text: str) -> datetime:
    """In UTC where there is an offset."""
    value = datetime.fromisoformat(text)
    return value.replace(tzinfo=None) - (value.utcoffset() or timedelta(0))


def of_wkt(text: str) -> tuple[str, ...]:
    """A shape as the name of its type and its numbers, with where each list of them ends."""
    if text.startswith("GEOMETRYCOLLECTION"):
        raise ValueError("collections are not compared")
    kind, rest = text.split(" ", 1)
    return (kind, *(part if part in "()" else repr(float(part)) for part in re.findall(r"[()]|[^(), ]+", rest)))


# JSON


def read_json(path: Path, fields: list[dict[str, Any]], exact: list[bool]) -> Columns:
    """The values of each column."""
    rows = json.loads(json_text(path), parse_float=Decimal)
    names = [field["name"] for field in fields]
    if any(list(row) != names for row in rows):
        raise ValueError("a record has not the members of the table, in their order")
    of = lambda field, is_exact: [of_json(field, row[field["name"]], is_exact) for row in rows]
    return [of(field, is_exact) for field, is_exact in zip(fields, exact)]


def of_json(field: dict[str, Any], cell: Any, exact: bool) -> Any:
    """A value of a type, from what JSON has for it."""
    kind = field["type"]
    if cell is None:
        return None
    if kind in ("date", "time", "datetime") or (kind == "number" and isinstance(cell, str)):
        return converter(field, exact)(cell)
    if kind == "number":
        return Decimal(cell) if exact else float(cell)
    if kind == "geopoint":
        return float(cell["lon"]), float(cell["lat"])
    if kind == "geojson":
        return of_lists(cell["type"], cell["coordinates"])
    if kind == "list":
        return [str(item) for item in cell]
    wanted = {**dict.fromkeys(TEXT, str), "integer": int, "year": int, "boolean": bool}.get(kind)
    if wanted and type(cell) is not wanted:
        raise TypeError(f"column {field['name']} is {kind}, and holds {cell!r}")
    return cell


def of_lists(kind: str, coordinates: list[Any]) -> tuple[str, ...]:
    """A shape of GeoJSON, as `of_wkt` has it."""

    def parts(item: list[Any]) -> Iterator[str]:
        if item and not isinstance(item[0], list):
            yield from (repr(float(number)) for number in item)
            return
        yield "("
        for part in item:
            yield from parts(part)
        yield ")"

    return (kind.upper(), *parts([coordinates] if kind == "Point" else coordinates))


# Parquet


def read_arrow(path: Path, fields: list[dict[str, Any]]) -> pa.Table:
    """The columns of the table, without the boxes around shapes."""
    with path.open("rb") as file:
        return pq.read_table(file).select([field["name"] for field in fields])


def of_arrow(field: dict[str, Any], column: pa.ChunkedArray) -> list[Any]:
    """The values of a column of Parquet."""
    kind = field["type"]
    if kind == "datetime":
        micros = column.cast(pa.timestamp("us", column.type.tz)).cast(pa.int64()).to_pylist()
        return [None if count is None else EPOCH + timedelta(microseconds=count) for count in micros]
    cells = column.to_pylist()
    convert: dict[str, Callable[[Any], Any]] = {
        "geopoint": lambda shape: struct.unpack("<dd", shape[5:]),
        "geojson": lambda shape: of_lists(*of_wkb(shape, [0])),
        "object": lambda text: json.loads(text, parse_float=Decimal),
        "array": lambda text: json.loads(text, parse_float=Decimal),
        "list": lambda items: [str(item) for item in items],
    }
    change = convert.get(kind)
    return cells if change is None else [None if cell is None else change(cell) for cell in cells]


def of_wkb(shape: bytes, at: list[int]) -> tuple[str, list[Any]]:
    """The type and coordinates of a shape in well-known binary, from a place on."""

    def take(form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, shape, at[0])
        at[0] += struct.calcsize("<" + form)
        return values

    def positions() -> list[Any]:
        return [list(take("dd")) for _ in range(take("I")[0])]

    kind = SHAPES[take("BI")[1]]
    if kind == "Point":
        return kind, list(take("dd"))
    if kind == "LineString":
        return kind, positions()
    if kind == "Polygon":
        return kind, [positions() for _ in range(take("I")[0])]
    return kind, [of_wkb(shape, at)[1] for _ in range(take("I")[0])]


# DuckDB


def by_duckdb(file: Path, fields: list[dict[str, Any]], texts: list[list[str]], arrow: pa.Table) -> list[str]:
    """What DuckDB reads differently: the texts of the CSV, and the columns of Parquet that have one type everywhere."""
    problems = []
    names = ", ".join('"' + field["name"].replace('"', '""') + '"' for field in fields)
    options = "header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"', max_line_size = 67108864, parallel = false"
    rows = duckdb.execute(f"SELECT {names} FROM read_csv(?, {options})", [str(file.with_name(file.name + ".csv"))]).fetchall()
    seen = [[cell or "" for cell in column] for column in zip(*rows)] or [[] for _ in fields]
    problems += [f"DuckDB reads the CSV column {field['name']} differently" for field, mine, its in zip(fields, texts, seen) if mine != its]
    for field in fields:
        kind = arrow.column(field["name"]).type
        if not (pa.types.is_timestamp(kind) or pa.types.is_nested(kind) or pa.types.is_binary(kind)):
            name = '"' + field["name"].replace('"', '""') + '"'
            cells = duckdb.execute(f"SELECT {name} FROM read_parquet(?)", [str(file.with_name(file.name + ".parquet"))]).fetchall()
            if not same([cell[0] for cell in cells], arrow.column(field["name"]).to_pylist()):
                problems.append(f"DuckDB reads the Parquet column {field['name']} differently")
    return problems


if __name__ == "__main__":
    sys.exit(main())
