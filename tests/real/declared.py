"""What a dataset.toml says about a source file, and the values that therefore stand in it.

This is a second, deliberately small reading of the declaration, written without Townbook's code: it shares only
the words of the file format. Every column comes out as a list of plain Python values, None for a missing one:

    string -> str        integer, year -> int        boolean -> bool        date -> datetime.date
    number -> float, or Decimal when `decimals` is declared                 time -> datetime.time
    datetime -> (local datetime, offset or None)                            geopoint -> (longitude, latitude)
"""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

csv.field_size_limit(2**31 - 1)

INTEGER = re.compile(r"[+-]?[0-9]+")
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIME = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?")
DATETIME = re.compile(DATE.pattern + r"T" + r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?")
TRUE_VALUES = ["true", "True", "TRUE", "1"]
FALSE_VALUES = ["false", "False", "FALSE", "0"]


class Unreadable(Exception):
    """A file, or a cell, that is not what the declaration says."""


@dataclass(frozen=True)
class Field:
    """One declared column."""

    name: str
    source: str
    type: str
    format: str | None
    decimals: int | None
    group_char: str | None
    true_values: list[str]
    false_values: list[str]
    missing_values: list[str]


@dataclass(frozen=True)
class Table:
    """One declared resource."""

    slug: str
    name: str
    path: str
    encoding: str
    fields: list[Field]
    primary_key: list[str]
    foreign_keys: list[dict[str, Any]]

    @property
    def label(self) -> str:
        """How reports name the table."""
        return f"{self.slug}/{self.name}"

    @property
    def names(self) -> list[str]:
        """The published names of the columns, in order."""
        return [field.name for field in self.fields]


@dataclass(frozen=True)
class Columns:
    """Values of a table, one list a column, in the order of the declared fields."""

    names: list[str]
    values: list[list[Any]]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.values[0]) if self.values else 0

    def column(self, name: str) -> list[Any]:
        """The values of one column."""
        return self.values[self.names.index(name)]


def tables(portal: Path) -> list[Table]:
    """Every resource of every dataset of a portal, by slug."""
    found = []
    for toml in sorted(portal.glob("datasets/*/dataset.toml")):
        dataset = tomllib.loads(toml.read_text(encoding="utf-8"))
        found += [_table(toml.parent.name, resource) for resource in dataset["resources"]]
    return found


def _table(slug: str, resource: dict[str, Any]) -> Table:
    missing = resource.get("missing_values", [""])
    return Table(
        slug=slug,
        name=resource["name"],
        path=resource["path"],
        encoding=resource.get("encoding", "utf-8-sig"),
        fields=[_field(field, missing) for field in resource["fields"]],
        primary_key=resource.get("primary_key", []),
        foreign_keys=resource.get("foreign_keys", []),
    )


def _field(field: dict[str, Any], missing: list[str]) -> Field:
    return Field(
        name=field["name"],
        source=field.get("source", field["name"]),
        type=field["type"],
        format=field.get("format"),
        decimals=field.get("decimals"),
        group_char=field.get("group_char"),
        true_values=field.get("true_values", TRUE_VALUES),
        false_values=field.get("false_values", FALSE_VALUES),
        missing_values=field.get("missing_values", missing),
    )


def read_source(table: Table, folder: Path) -> Columns:
    """The values of a source file, as its declaration reads them."""
    path = folder / table.path
    raw = _geojson_cells(table, path) if path.suffix == ".geojson" else _csv_cells(table, path)
    values = [convert(field, cells) for field, cells in zip(table.fields, raw, strict=True)]
    return Columns(table.names, values)


def _csv_cells(table: Table, path: Path) -> list[Iterable[Any]]:
    with path.open(encoding=table.encoding, newline="") as file:
        reader = csv.reader(file, strict=True)
        header = next(reader, [])
        rows = list(reader)
    sources = [field.source for field in table.fields]
    if sorted(sources) != sorted(header):
        raise Unreadable(f"the header {header} is not the declared {sources}")
    for number, row in enumerate(rows, start=1):
        if len(row) != len(header):
            raise Unreadable(f"row {number} has {len(row)} cells, not {len(header)}")
    columns = list(zip(*rows)) or [()] * len(header)
    return [columns[header.index(source)] for source in sources]


def _geojson_cells(table: Table, path: Path) -> list[Iterable[Any]]:
    features = json.loads(path.read_text(encoding=table.encoding), parse_float=Decimal)["features"]
    sources = [field.source for field in table.fields]
    members = {member for feature in features for member in feature["properties"]} | {"geometry"}
    if members != set(sources):
        raise Unreadable(f"declared and found members differ: {sorted(members ^ set(sources))}")
    return [
        [feature["geometry"] for feature in features]
        if source == "geometry"
        else [feature["properties"].get(source) for feature in features]
        for source in sources
    ]


def convert(field: Field, cells: Iterable[Any]) -> list[Any]:
    """The values of a column. Equal texts are converted once."""
    converter = _converter(field)
    known: dict[Any, Any] = {text: None for text in field.missing_values}
    known[None] = None
    values = []
    for row, cell in enumerate(cells, start=1):
        key = cell if isinstance(cell, str) or cell is None else (type(cell), repr(cell))
        if key not in known:
            try:
                known[key] = converter(cell)
            except (ValueError, KeyError, TypeError, ArithmeticError) as error:
                raise Unreadable(f"row {row}, column {field.name}: {cell!r} is no {field.type} ({error})") from error
        values.append(known[key])
    if field.type == "datetime" and len({value[1] is None for value in values if value is not None}) > 1:
        raise Unreadable(f"column {field.name}: some times have an offset and some have none")
    return values


def _converter(field: Field) -> Callable[[Any], Any]:
    if field.type == "number" and field.decimals is not None:
        return lambda cell: _decimal(cell, field.decimals)
    special: dict[str, Callable[[Any], Any]] = {
        "string": _string,
        "integer": lambda cell: _integer(cell, field.group_char),
        "number": lambda cell: float(_matching(NUMBER, str(cell))),
        "boolean": lambda cell: _boolean(cell, field),
        "date": lambda cell: _date(cell, field.format),
        "datetime": lambda cell: _datetime(cell, field.format),
        "time": lambda cell: _time(cell, field.format),
        "year": lambda cell: _integer(cell, None),
        "geopoint": _point,
    }
    return special[field.type]


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError("not in the form of the type")
    return text


def _string(cell: Any) -> str:
    if not isinstance(cell, str):
        raise TypeError("not text")
    return cell


def _integer(cell: Any, group_char: str | None) -> int:
    if isinstance(cell, Decimal) and cell == cell.to_integral_value():
        return int(cell)
    text = str(cell)
    return int(_matching(INTEGER, text.replace(group_char, "") if group_char else text))


def _decimal(cell: Any, decimals: int) -> Decimal:
    value = Decimal(_matching(NUMBER, str(cell)))
    if value != round(value, decimals):
        raise ValueError(f"more than {decimals} decimals")
    return value


def _boolean(cell: Any, field: Field) -> bool:
    if isinstance(cell, bool):
        return cell
    if cell in field.true_values:
        return True
    if cell in field.false_values:
        return False
    raise ValueError("neither a true nor a false value")


def _date(cell: str, form: str | None) -> date:
    return datetime.strptime(cell, form).date() if form else date.fromisoformat(_matching(DATE, cell))


def _time(cell: str, form: str | None) -> time:
    return datetime.strptime(cell, form).time() if form else time.fromisoformat(_matching(TIME, cell))


def _datetime(cell: str, form: str | None) -> tuple[datetime, Any]:
    value = datetime.strptime(cell, form) if form else datetime.fromisoformat(_matching(DATETIME, cell))
    return value.replace(tzinfo=None), value.utcoffset()


def _point(cell: Any) -> tuple[float, float]:
    if isinstance(cell, str):
        longitude, latitude = cell.split(",")
        return float(longitude), float(latitude)
    if cell["type"] != "Point":
        raise ValueError(f"a {cell['type']}, not a Point")
    longitude, latitude = cell["coordinates"]
    return float(longitude), float(latitude)


def broken_keys(table: Table, columns: Columns, read: Callable[[str], Columns]) -> list[str]:
    """Ways in which the declared keys do not hold in the source. `read` gives a table of the same dataset."""
    problems = []
    if table.primary_key:
        key = list(zip(*(columns.column(name) for name in table.primary_key)))
        if len(set(key)) != len(key):
            problems.append(f"primary key {table.primary_key} is not unique")
        if any(part is None for row in key for part in row):
            problems.append(f"primary key {table.primary_key} has missing values")
    for foreign in table.foreign_keys:
        target = foreign["reference"]
        other = read(target["resource"] or table.name)
        known = set(zip(*(other.column(name) for name in target["fields"])))
        used = {row for row in zip(*(columns.column(name) for name in foreign["fields"])) if None not in row}
        if used - known:
            problems.append(
                f"foreign key {foreign['fields']}: {len(used - known)} values are not in {target['resource']}"
            )
    return problems
