"""What Townbook published, read with other people's readers, and its comparison with the source.

Each reader returns the same plain values as `declared.read_source`, and refuses a value of the wrong type, so that
1 and 1.0, or "5" and 5, never pass as equal. Only one difference is allowed by kind: Parquet keeps moments in UTC.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from declared import DATE, DATETIME, INTEGER, NUMBER, Columns, Field, Table, Unreadable

EPOCH = datetime(1970, 1, 1)
FULL_TIME = re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?")
SHOWN = 3
"""How many differing cells of a column a report names."""


@dataclass(frozen=True)
class Outcome:
    """What a comparison looked at and what it found."""

    cells: int
    problems: list[str]


def compare(table: Table, source: Columns, kind: str, path: Path) -> Outcome:
    """Compares every cell of a published file with the source."""
    try:
        published = READERS[kind](table, path)
        problems = _second_reader(kind, path, source.rows)
    except Exception as error:  # whatever a broken file provokes in a reader is a finding about the file
        return Outcome(0, [f"{type(error).__name__}: {error}"])
    if published.rows != source.rows:
        return Outcome(0, problems + [f"{published.rows} rows, the source has {source.rows}"])
    cells = 0
    for field, expected, found in zip(table.fields, source.values, published.values, strict=True):
        cells += len(found)
        if kind == "parquet" and field.type == "datetime":
            expected = [_in_utc(value) for value in expected]
        if expected != found:
            problems += _differences(field, expected, found)
    if cells == 0:
        problems.append("nothing was compared")
    return Outcome(cells, problems)


def _differences(field: Field, expected: list[Any], found: list[Any]) -> list[str]:
    rows = [row for row, pair in enumerate(zip(expected, found), start=1) if pair[0] != pair[1]]
    lines = [
        f"row {row}, column {field.name}: the source has {expected[row - 1]!r}, the file {found[row - 1]!r}"
        for row in rows[:SHOWN]
    ]
    return lines + ([f"column {field.name}: {len(rows) - SHOWN} more"] if len(rows) > SHOWN else [])


def _in_utc(value: tuple[datetime, timedelta | None] | None) -> tuple[datetime, timedelta | None] | None:
    if value is None or value[1] is None:
        return value
    return value[0] - value[1], timedelta(0)


def _second_reader(kind: str, path: Path, rows: int) -> list[str]:
    """Counts the rows with DuckDB, the reader that people are most likely to use next."""
    if kind == "csv":
        relation = "read_csv(?, header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"')"
    elif kind == "parquet":
        relation = "read_parquet(?)"
    else:
        return []
    count = duckdb.execute(f"SELECT count(*) FROM {relation}", [str(path)]).fetchone()[0]
    return [] if count == rows else [f"DuckDB reads {count} rows, the source has {rows}"]


# CSV


def read_csv(table: Table, path: Path) -> Columns:
    """Canonical CSV: declared names, ISO days and times, `true` and `false`, empty for missing."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        _same_names(table, next(reader, []))
        rows = [row or [""] for row in reader]
    for number, row in enumerate(rows, start=1):
        if len(row) != len(table.fields):
            raise Unreadable(f"row {number} has {len(row)} cells, not {len(table.fields)}")
    columns = list(zip(*rows)) or [()] * len(table.fields)
    return Columns(table.names, [_from_texts(field, cells, True) for field, cells in zip(table.fields, columns)])


def _from_texts(field: Field, cells: Any, empty_is_missing: bool) -> list[Any]:
    """Converts texts of a column; equal texts once."""
    convert = _text_converter(field)
    known: dict[str | None, Any] = {None: None}
    if empty_is_missing:
        known[""] = None
    for text in set(cells) - known.keys():
        try:
            known[text] = convert(text)
        except (ValueError, TypeError, AttributeError) as error:
            raise Unreadable(f"column {field.name}: {text!r} is not in the canonical form of {field.type}") from error
    return [known[text] for text in cells]


def _text_converter(field: Field) -> Callable[[str], Any]:
    number = Decimal if field.decimals is not None else float
    return {
        "string": lambda text: text,
        "integer": lambda text: int(_form(INTEGER, text)),
        "year": lambda text: int(_form(INTEGER, text)),
        "number": lambda text: number(_form(NUMBER, text)),
        "boolean": lambda text: {"true": True, "false": False}[_form(re.compile("true|false"), text)],
        "date": lambda text: date.fromisoformat(_form(DATE, text)),
        "time": lambda text: time.fromisoformat(_form(FULL_TIME, text)),
        "datetime": _moment,
        "geopoint": _point,
    }[field.type]


def _form(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(text)
    return text


def _moment(text: str) -> tuple[datetime, timedelta | None]:
    value = datetime.fromisoformat(_form(DATETIME, text))
    return value.replace(tzinfo=None), value.utcoffset()


def _point(text: str) -> tuple[float, float]:
    longitude, latitude = re.split(r", ?", text)
    return float(_form(NUMBER, longitude)), float(_form(NUMBER, latitude))


# JSON and GeoJSON


def json_text(path: Path) -> bytes:
    """The array of a table's records; of a large one, which is published with a record on each line in gzip, made of those."""
    lines = path.with_suffix(".ndjson.gz")
    if path.exists() or not lines.exists():
        return path.read_bytes()
    return b"[" + b",".join(gzip.decompress(lines.read_bytes()).splitlines()) + b"]"


def read_json(table: Table, path: Path) -> Columns:
    """An array of objects, each with every field in the declared order."""
    names = table.names

    def row_or_point(pairs: list[tuple[str, Any]]) -> tuple[Any, ...]:
        keys = [key for key, _ in pairs]
        if keys != names and keys != ["lon", "lat"]:
            raise Unreadable(f"an object has the members {keys}, not {names}")
        return tuple(value for _, value in pairs)

    rows = json.loads(
        json_text(path), object_pairs_hook=row_or_point, parse_float=Decimal, parse_constant=_no_constant
    )
    if not isinstance(rows, list):
        raise Unreadable("not an array of objects")
    return _from_json(table, rows)


def read_geojson(table: Table, path: Path) -> Columns:
    """A FeatureCollection: the point is the geometry, the other fields are properties."""
    document = json.loads(path.read_bytes(), parse_float=Decimal, parse_constant=_no_constant)
    point = next(field.name for field in table.fields if field.type == "geopoint")
    rows = []
    for feature in document["features"]:
        geometry = feature["geometry"]
        cells = {**feature["properties"], point: tuple(geometry["coordinates"]) if geometry else None}
        if len(cells) != len(table.fields):
            raise Unreadable(f"a feature has the members {sorted(cells)}, not {sorted(table.names)}")
        rows.append(tuple(cells[name] for name in table.names))
    return _from_json(table, rows)


def _no_constant(text: str) -> None:
    raise Unreadable(f"{text} is not JSON")


JSON_TYPES = {
    "string": {str},
    "integer": {int},
    "year": {int},
    "number": {int, Decimal},
    "boolean": {bool},
    "date": {str},
    "time": {str},
    "datetime": {str},
    "geopoint": {tuple},
}


def _from_json(table: Table, rows: list[tuple[Any, ...]]) -> Columns:
    columns = list(zip(*rows)) or [()] * len(table.fields)
    values = []
    for field, cells in zip(table.fields, columns, strict=True):
        wrong = set(map(type, cells)) - JSON_TYPES[field.type] - {type(None)}
        if wrong:
            raise Unreadable(
                f"column {field.name} is {field.type}, but holds {sorted(kind.__name__ for kind in wrong)}"
            )
        values.append(_json_column(field, cells))
    return Columns(table.names, values)


def _json_column(field: Field, cells: tuple[Any, ...]) -> list[Any]:
    if field.type == "number":
        number = Decimal if field.decimals is not None else float
        return [None if cell is None else number(cell) for cell in cells]
    if field.type == "geopoint":
        return [None if cell is None else (float(cell[0]), float(cell[1])) for cell in cells]
    if field.type in ("date", "time", "datetime"):
        return _from_texts(field, cells, False)
    return list(cells)


# Parquet


def read_parquet(table: Table, path: Path) -> Columns:
    """Typed columns: 64-bit floats, decimals of the declared scale, days, moments in UTC, points as WKB (GeoParquet)."""
    # The file object, not the path: a path of the form `a=b` would add a column.
    with path.open("rb") as file:
        arrow = pq.read_table(file)
    geo = json.loads((arrow.schema.metadata or {}).get(b"geo", b'{"columns": {}}'))
    boxes = {column["covering"]["bbox"]["xmin"][0] for column in geo["columns"].values()}
    _same_names(table, [name for name in arrow.column_names if name not in boxes])
    return Columns(table.names, [_arrow_column(field, arrow.column(field.name)) for field in table.fields])


def _arrow_column(field: Field, column: pa.ChunkedArray) -> list[Any]:
    kind = column.type
    fits = {
        "string": pa.types.is_string(kind) or pa.types.is_large_string(kind),
        "integer": pa.types.is_integer(kind),
        "year": pa.types.is_integer(kind),
        "number": pa.types.is_float64(kind)
        if field.decimals is None
        else pa.types.is_decimal(kind) and kind.scale == field.decimals,
        "boolean": pa.types.is_boolean(kind),
        "date": pa.types.is_date32(kind),
        "time": pa.types.is_time(kind),
        "datetime": pa.types.is_timestamp(kind) and kind.tz in (None, "UTC", "+00:00"),
        "geopoint": pa.types.is_binary(kind),
    }[field.type]
    if not fits:
        raise Unreadable(f"column {field.name} is {field.type}, but has the Parquet type {kind}")
    if field.type == "geopoint":
        return [None if value is None else _wkb_point(value) for value in column.to_pylist()]
    if field.type == "datetime":
        return _timestamps(column)
    return column.to_pylist()


def _wkb_point(value: bytes) -> tuple[float, float]:
    order, kind, longitude, latitude = struct.unpack("<BIdd", value)
    if (order, kind) != (1, 1):
        raise Unreadable(f"a point is written as the shape {kind} in the byte order {order}")
    return longitude, latitude


def _timestamps(column: pa.ChunkedArray) -> list[Any]:
    offset = None if column.type.tz is None else timedelta(0)
    micros = column.cast(pa.timestamp("us", column.type.tz)).cast(pa.int64()).to_pylist()
    known: dict[int | None, Any] = {
        count: (EPOCH + timedelta(microseconds=count), offset) for count in set(micros) - {None}
    }
    known[None] = None
    return [known[count] for count in micros]


def _same_names(table: Table, found: list[str]) -> None:
    if found != table.names:
        raise Unreadable(f"the columns are {found}, not {table.names}")


READERS: dict[str, Callable[[Table, Path], Columns]] = {
    "csv": read_csv,
    "json": read_json,
    "parquet": read_parquet,
    "geojson": read_geojson,
}
KINDS = ["csv", "json", "parquet"]
"""What every table is published as; a table with a point may be GeoJSON as well."""
