"""Proof that the comparison can fail: good files pass, and one wrong cell in any of them is noticed.

The synthetic table below has every field type. Its published forms are written out by hand, not derived from the
source by the code under test.
"""

from __future__ import annotations

import csv
import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from declared import Columns, Table, Unreadable, broken_keys, read_source, tables
from published import compare

DATASET = """
[[resources]]
name = "everything"
path = "everything.csv"
missing_values = ["", "NA"]
primary_key = ["code"]
fields = [
    { name = "code", type = "string" },
    { name = "row", source = "", type = "integer" },
    { name = "count", source = "Count ", type = "integer", group_char = "," },
    { name = "ratio", type = "number" },
    { name = "price", type = "number", decimals = 2 },
    { name = "open", type = "boolean", true_values = ["Yes"], false_values = ["No"] },
    { name = "day", type = "date", format = "%d.%m.%Y" },
    { name = "local", type = "datetime", format = "%m/%d/%Y %I:%M:%S %p" },
    { name = "moment", type = "datetime" },
    { name = "hour", type = "time" },
    { name = "built", type = "year", missing_values = ["0"] },
    { name = "place", type = "geopoint" },
]

[[resources]]
name = "lamps"
path = "lamps.geojson"
primary_key = ["id"]
fields = [
    { name = "place", source = "geometry", type = "geopoint" },
    { name = "id", source = "ID", type = "string" },
    { name = "lamps", type = "integer" },
]
"""

SOURCE_CSV = (
    "\ufeffcode,,Count ,ratio,price,open,day,local,moment,hour,built,place\n"
    '007,1,"1,234",0.1,1.10,Yes,01.02.2020,04/30/2014 02:51:52 PM,2013-01-01T10:00:00-05:00,07:08:09,1999,"-71.1, 42.3"\n'
    '"a ""b""\nc ",2,NA,1338.0,-2,No,29.02.2020,12/01/2015 12:00:00 AM,2013-07-01T10:00:00Z,23:59:59,0,"0,-0.5"\n'
    "8E467,3,5,,,NA,,,,,2013,\n"
)

SOURCE_GEOJSON = """{"type": "FeatureCollection", "features": [
{"type": "Feature", "geometry": {"type": "Point", "coordinates": [-71.13874888584428, 42.399610761400275]}, "properties": {"ID": "1", "lamps": 11.0}},
{"type": "Feature", "geometry": null, "properties": {"ID": "2"}}]}"""

PUBLISHED_CSV = (
    "code,row,count,ratio,price,open,day,local,moment,hour,built,place\n"
    '007,1,1234,0.1,1.10,true,2020-02-01,2014-04-30T14:51:52,2013-01-01T10:00:00-05:00,07:08:09,1999,"-71.1, 42.3"\n'
    '"a ""b""\nc ",2,,1338,-2.00,false,2020-02-29,2015-12-01T00:00:00,2013-07-01T10:00:00Z,23:59:59,,"0, -0.5"\n'
    "8E467,3,5,,,,,,,,2013,\n"
)

PUBLISHED_JSON = r"""[
{"code":"007","row":1,"count":1234,"ratio":0.1,"price":1.10,"open":true,"day":"2020-02-01","local":"2014-04-30T14:51:52","moment":"2013-01-01T10:00:00-05:00","hour":"07:08:09","built":1999,"place":{"lon":-71.1,"lat":42.3}},
{"code":"a \"b\"\nc ","row":2,"count":null,"ratio":1338.0,"price":-2.00,"open":false,"day":"2020-02-29","local":"2015-12-01T00:00:00","moment":"2013-07-01T10:00:00Z","hour":"23:59:59","built":null,"place":{"lon":0,"lat":-0.5}},
{"code":"8E467","row":3,"count":5,"ratio":null,"price":null,"open":null,"day":null,"local":null,"moment":null,"hour":null,"built":2013,"place":null}
]"""

LAMPS_CSV = 'place,id,lamps\n"-71.13874888584428, 42.399610761400275",1,11\n,2,\n'
LAMPS_JSON = (
    '[{"place":{"lon":-71.13874888584428,"lat":42.399610761400275},"id":"1","lamps":11},'
    '{"place":null,"id":"2","lamps":null}]'
)
LAMPS_GEOJSON = (
    '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point",'
    '"coordinates":[-71.13874888584428,42.399610761400275]},"properties":{"id":"1","lamps":11}},'
    '{"type":"Feature","geometry":null,"properties":{"id":"2","lamps":null}}]}'
)

def points(*places: tuple[float, float] | None) -> pa.Array:
    """Points as well-known binary."""
    return pa.array([place and point(*place) for place in places], pa.binary())


def point(longitude: float, latitude: float) -> bytes:
    """A point as well-known binary."""
    return struct.pack("<BIdd", 1, 1, longitude, latitude)


UTC_MICROS = pa.timestamp("us", "UTC")


def everything_parquet() -> pa.Table:
    """The Parquet form of the synthetic table."""
    return pa.table(
        {
            "code": ["007", 'a "b"\nc ', "8E467"],
            "row": pa.array([1, 2, 3], pa.int64()),
            "count": pa.array([1234, None, 5], pa.int64()),
            "ratio": pa.array([0.1, 1338.0, None], pa.float64()),
            "price": pa.array([Decimal("1.10"), Decimal("-2.00"), None], pa.decimal128(38, 2)),
            "open": pa.array([True, False, None]),
            "day": pa.array([date(2020, 2, 1), date(2020, 2, 29), None], pa.date32()),
            "local": pa.array([datetime(2014, 4, 30, 14, 51, 52), datetime(2015, 12, 1), None], pa.timestamp("us")),
            "moment": pa.array(
                [datetime(2013, 1, 1, 15, tzinfo=UTC), datetime(2013, 7, 1, 10, tzinfo=UTC), None], UTC_MICROS
            ),
            "hour": pa.array([time(7, 8, 9), time(23, 59, 59), None], pa.time64("us")),
            "built": pa.array([1999, None, 2013], pa.int64()),
            "place": points((-71.1, 42.3), (0.0, -0.5), None),
        }
    )


def lamps_parquet() -> pa.Table:
    """The Parquet form of the synthetic points."""
    return pa.table(
        {
            "place": points((-71.13874888584428, 42.399610761400275), None),
            "id": ["1", "2"],
            "lamps": pa.array([11, None], pa.int64()),
        }
    )


@dataclass(frozen=True)
class Corruption:
    """One wrong cell, in the words of each kind of file."""

    column: str
    row: int
    csv: str
    json: Any
    parquet: Any


CORRUPTIONS = [
    Corruption("code", 0, "7", "7", "7"),
    Corruption("code", 1, 'a "b"\nc', 'a "b"\nc', 'a "b"\nc'),
    Corruption("code", 2, "8e467", "8e467", "8e467"),
    Corruption("row", 0, "2", 2, 2),
    Corruption("count", 1, "0", 0, 0),
    Corruption("ratio", 0, "0.10000000000000002", 0.10000000000000002, 0.10000000000000002),
    Corruption("ratio", 2, "NaN", 0.0, float("nan")),
    Corruption("price", 0, "1.11", 1.11, Decimal("1.11")),
    Corruption("open", 0, "false", False, False),
    Corruption("open", 2, "false", False, False),
    Corruption("day", 0, "2020-01-02", "2020-01-02", date(2020, 1, 2)),
    Corruption("local", 0, "2014-04-30T02:51:52", "2014-04-30T02:51:52", datetime(2014, 4, 30, 2, 51, 52)),
    Corruption("moment", 0, "2013-01-01T15:00:00Z", "2013-01-01T15:00:00Z", datetime(2013, 1, 1, 15, 0, 1, tzinfo=UTC)),
    Corruption("hour", 0, "07:08:10", "07:08:10", time(7, 8, 10)),
    Corruption("built", 1, "0", 0, 0),
    Corruption("place", 0, "42.3, -71.1", {"lon": 42.3, "lat": -71.1}, point(42.3, -71.1)),
]
"""Wrong values, among them the tempting ones: lost zeros and spaces, null turned to 0, swapped day and month."""

WRONG_TYPES = [
    ("code", 7),
    ("row", "1"),
    ("row", 1.0),
    ("ratio", "0.1"),
    ("open", "true"),
    ("built", "1999"),
    ("place", "-71.1, 42.3"),
]
"""Values for JSON that are equal to a careless eye."""


def write_synthetic(root: Path) -> tuple[list[Table], Path]:
    """Writes the synthetic dataset and its published files. Returns its tables and the folder of the files."""
    folder = root / "datasets" / "synthetic"
    folder.mkdir(parents=True)
    (folder / "dataset.toml").write_text(DATASET, encoding="utf-8")
    (folder / "everything.csv").write_text(SOURCE_CSV, encoding="utf-8", newline="")
    (folder / "lamps.geojson").write_text(SOURCE_GEOJSON, encoding="utf-8")
    out = root / "published"
    out.mkdir()
    (out / "everything.csv").write_text(PUBLISHED_CSV, encoding="utf-8", newline="")
    (out / "everything.json").write_text(PUBLISHED_JSON, encoding="utf-8")
    pq.write_table(everything_parquet(), out / "everything.parquet")
    (out / "lamps.csv").write_text(LAMPS_CSV, encoding="utf-8", newline="")
    (out / "lamps.json").write_text(LAMPS_JSON, encoding="utf-8")
    (out / "lamps.geojson").write_text(LAMPS_GEOJSON, encoding="utf-8")
    pq.write_table(lamps_parquet(), out / "lamps.parquet")
    return tables(root), out


# Corrupting one cell of a file

KEEP = object()
"""In place of a wrong value: the copy is made in the same way, but the cell stays right, so the copy must pass."""


def corrupt(kind: str, path: Path, target: Path, column: str, row: int, value: Any) -> None:
    """Writes a copy of a published file in which one cell has another value."""
    CORRUPTERS[kind](path, target, column, row, value)


def _corrupt_csv(path: Path, target: Path, column: str, row: int, value: Any) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    if value is not KEEP:
        rows[row + 1][rows[0].index(column)] = value
    with target.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _corrupt_json(path: Path, target: Path, column: str, row: int, value: Any) -> None:
    rows = json.loads(path.read_bytes())
    if value is not KEEP:
        rows[row][column] = value
    target.write_text(json.dumps(rows), encoding="utf-8")


def _corrupt_geojson(path: Path, target: Path, column: str, row: int, value: Any) -> None:
    document = json.loads(path.read_bytes())
    if value is not KEEP:
        document["features"][row]["properties"][column] = value
    target.write_text(json.dumps(document), encoding="utf-8")


def _corrupt_parquet(path: Path, target: Path, column: str, row: int, value: Any) -> None:
    with path.open("rb") as file:
        table = pq.read_table(file)
    values = table.column(column).to_pylist()
    if value is not KEEP:
        values[row] = value
    position = table.column_names.index(column)
    pq.write_table(table.set_column(position, column, pa.array(values, table.column(column).type)), target)


CORRUPTERS: dict[str, Callable[[Path, Path, str, int, Any], None]] = {
    "csv": _corrupt_csv,
    "json": _corrupt_json,
    "parquet": _corrupt_parquet,
    "geojson": _corrupt_geojson,
}


# The tests


def run(work: Path, record: Callable[[str, list[str]], None]) -> None:
    """Runs all of it. `record` takes the title of a test and its problems."""
    (everything, lamps), out = write_synthetic(work)
    folder = work / "datasets" / "synthetic"
    sources = {table.name: read_source(table, folder) for table in (everything, lamps)}
    for table, kinds in ((everything, ["csv", "json", "parquet"]), (lamps, ["csv", "json", "parquet", "geojson"])):
        record(f"self-test: keys of {table.name} hold", broken_keys(table, sources[table.name], sources.__getitem__))
        for kind in kinds:
            outcome = compare(table, sources[table.name], kind, out / f"{table.name}.{kind}")
            expected = len(table.fields) * sources[table.name].rows
            missed = [] if outcome.cells == expected else [f"compared {outcome.cells} cells, not {expected}"]
            record(f"self-test: a good {kind} of {table.name} passes", outcome.problems + missed)

    source = sources["everything"]
    for kind in ("csv", "json", "parquet"):
        target = work / f"kept.{kind}"
        corrupt(kind, out / f"everything.{kind}", target, "code", 0, KEEP)
        record(f"self-test: a copy of the {kind} passes", compare(everything, source, kind, target).problems)
        for wrong in CORRUPTIONS:
            target = work / f"corrupt.{kind}"
            corrupt(kind, out / f"everything.{kind}", target, wrong.column, wrong.row, getattr(wrong, kind))
            title = f"self-test: {kind} with {wrong.column}[{wrong.row}] = {getattr(wrong, kind)!r} is noticed"
            record(title, _unnoticed(everything, source, kind, target))
    for column, value in WRONG_TYPES:
        corrupt("json", out / "everything.json", work / "corrupt.json", column, 0, value)
        title = f"self-test: json with {column}[0] = {value!r} is noticed"
        record(title, _unnoticed(everything, source, "json", work / "corrupt.json"))
    corrupt("geojson", out / "lamps.geojson", work / "corrupt.geojson", "lamps", 0, 12)
    noticed = _unnoticed(lamps, sources["lamps"], "geojson", work / "corrupt.geojson")
    record("self-test: geojson with one wrong property is noticed", noticed)

    for title, kind, path in _wrong_files(out, work):
        record(f"self-test: {title} is noticed", _unnoticed(everything, source, kind, path))
    _wrong_sources(everything, source, folder, work, record)


def _unnoticed(table: Table, source: Columns, kind: str, path: Path) -> list[str]:
    """The reverse of a comparison: a problem when it finds none."""
    return [] if compare(table, source, kind, path).problems else ["the comparison did not notice"]


def _wrong_files(out: Path, work: Path) -> list[tuple[str, str, Path]]:
    """Files that are wrong as a whole."""

    def write(name: str, text: str) -> Path:
        (work / name).write_text(text, encoding="utf-8", newline="")
        return work / name

    table = everything_parquet()
    forms = {
        "sliced.parquet": table.slice(0, 2),
        "order.parquet": table.take([1, 0, 2]),
        "naive.parquet": table.set_column(8, "moment", table.column("moment").cast(pa.timestamp("us"))),
        "float32.parquet": table.set_column(3, "ratio", table.column("ratio").cast(pa.float32())),
        "renamed.parquet": table.rename_columns(["kode", *table.column_names[1:]]),
    }
    for name, form in forms.items():
        pq.write_table(form, work / name)
    last = PUBLISHED_CSV.rindex("8E467")
    return [
        ("a missing file", "csv", out / "no-such-file.csv"),
        ("a CSV without its last row", "csv", write("short.csv", PUBLISHED_CSV[:last])),
        ("a CSV with a row twice", "csv", write("twice.csv", PUBLISHED_CSV + PUBLISHED_CSV[last:])),
        ("a CSV with another header", "csv", write("header.csv", PUBLISHED_CSV.replace("code,", "Code,", 1))),
        ("a CSV with a byte order mark", "csv", write("bom.csv", "\ufeff" + PUBLISHED_CSV)),
        ("a CSV that is empty", "csv", write("empty.csv", "")),
        ("a JSON without its nulls", "json", write("sparse.json", PUBLISHED_JSON.replace('"count":null,', ""))),
        ("a JSON with NaN", "json", write("nan.json", PUBLISHED_JSON.replace('"ratio":null', '"ratio":NaN'))),
        ("a JSON that is empty", "json", write("empty.json", "[]")),
        ("a JSON cut short", "json", write("cut.json", PUBLISHED_JSON[:-2])),
        *[(f"the Parquet {name}", "parquet", work / name) for name in forms],
    ]


def _wrong_sources(
    table: Table, source: Columns, folder: Path, work: Path, record: Callable[[str, list[str]], None]
) -> None:
    """Sources that do not fit their declaration, and keys that do not hold."""
    bad = work / "bad-source"
    bad.mkdir()
    changes = [
        ("01.02.2020", "02/01/2020"),
        ("Yes", "Y"),
        ("1,234", "1.234"),
        ("1.10", "1.105"),
        (",ratio,", ",rate,"),
        ("2013-07-01T10:00:00Z", "2013-07-01T10:00:00"),
    ]
    for old, new in changes:
        (bad / table.path).write_text(SOURCE_CSV.replace(old, new), encoding="utf-8", newline="")
        try:
            read_source(table, bad)
            record(f"self-test: a source with {new!r} for {old!r} is refused", ["it was read"])
        except Unreadable:
            record(f"self-test: a source with {new!r} for {old!r} is refused", [])
    twice = Columns(source.names, [values + values[:1] for values in source.values])
    noticed = broken_keys(table, twice, lambda name: twice)
    record("self-test: a key that is not unique is noticed", [] if noticed else ["not noticed"])
