"""The checks of what describes tables: CSV on the Web and Croissant, each with the broken twins that it must notice."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
import logging
import re
import shutil
import struct
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import csvw
import mlcroissant
import pandas

from built_site import Site
from checks import Check, Result, Twin

LARGEST = 3_000_000
"""Bytes of a CSV up to which its rows are read by the validators, which are slow; larger ones are described alike."""
CONTEXT = {"@language", "@vocab", "cr", "rai", "dct", "sc", "dataType", "key", "references", "recordSet", "field", "name"}
"""Some terms that the context of Croissant must have."""
REQUIRED = [
    "@context", "@type", "conformsTo", "name", "description", "url", "license", "creator", "publisher", "datePublished",
    "dateModified", "version", "keywords", "inLanguage", "citeAs", "isLiveDataset", "distribution", "recordSet",
]  # fmt: skip
"""What Croissant requires and recommends, of a dataset."""
REQUIRED_OF_FILES = ["@id", "@type", "name", "contentUrl", "contentSize", "encodingFormat", "sha256"]
"""The same, of a file."""


@dataclass(frozen=True)
class One(Site):
    """A site of which only one dataset is looked at: that which a twin has broken."""

    slug: str = ""

    def slugs(self) -> list[str]:
        """The one."""
        return [self.slug]


def only(site: Site, path: str, content: Any) -> Site:
    """The site with a file of a dataset changed, and only that dataset."""
    return One(site.root, site.changed(path, content).changes, path.split("/")[1])


@contextmanager
def folder_of(site: Site, slug: str) -> Iterator[Path]:
    """A dataset's folder on disk: the site's own where nothing in it is changed, else a copy with the changes."""
    prefix = f"data/{slug}/"
    changes = {path: content for path, content in site.changes.items() if path.startswith(prefix)}
    if not changes:
        yield site.root / prefix
        return
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / slug
        shutil.copytree(site.root / prefix, copy)
        for path, content in changes.items():
            target = copy / path.removeprefix(prefix)
            target.unlink(missing_ok=True)
            if content is not None:
                target.write_bytes(content)
        yield copy


def small_tables(site: Site, slug: str) -> dict[str, str]:
    """The paths of the CSVs of a dataset that are read as a whole, by the names of the tables."""
    paths = [path for path in site.ending(".csv") if path.startswith(f"data/{slug}/latest/")]
    return {Path(path).stem: path for path in paths if len(site.read(path)) <= LARGEST}


# CSV on the Web


def csv_on_the_web(site: Site, standards: Path) -> Result:
    """Each CSV is described twice, and is what its descriptions say, by csvwvalidate."""
    result = Result({"descriptions": 0, "columns": 0, "keys": 0, "references": 0, "rows": 0})
    for slug in site.slugs():
        tables = small_tables(site, slug)
        described = set()
        with folder_of(site, slug) as folder:
            for path in sorted(folder.rglob("*.csv-metadata.json")):
                shown = f"data/{slug}/{path.relative_to(folder)}"
                described.add(path.relative_to(folder).as_posix())
                document = json.loads(path.read_text(encoding="utf-8"))
                group = document.get("tables", [document])
                schemas = [table["tableSchema"] for table in group]
                result.counted["descriptions"] += 1
                result.counted["columns"] += sum(len(schema["columns"]) for schema in schemas)
                result.counted["keys"] += sum("primaryKey" in schema for schema in schemas)
                result.counted["references"] += sum(len(schema.get("foreignKeys", [])) for schema in schemas)
                if path.name != group[0]["url"].rpartition("/")[2] + "-metadata.json":
                    result.problems.append(f"{shown}: its first table is {group[0]['url']}")
                if any(Path(table["url"]).stem not in tables for table in group):
                    continue
                header = next(csv.reader(io.StringIO(site.read(tables[Path(group[0]["url"]).stem]).decode())))
                if [column["titles"] for column in schemas[0]["columns"]] != header:
                    result.problems.append(f"{shown}: its columns are not those of the header")
                result.problems += [f"{shown}: {problem}" for problem in csvw_problems(path)]
                result.counted["rows"] += site.read(tables[Path(group[0]["url"]).stem]).count(b"\n")
        for path in site.ending(".csv"):
            if path.startswith(f"data/{slug}/latest/"):
                name = path.rpartition("/")[2]
                missing = {f"{name}-metadata.json", f"latest/{name}-metadata.json"} - described
                result.problems += [f"{path}: is not described in {missing}" for missing in sorted(missing)]
    return result


def csvw_problems(path: Path) -> list[str]:
    """What csvwvalidate says of a description and its CSVs. A reference from an empty cell is none (`--lax`)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            described = csvw.CSVW(str(path), validate=True, strict=False)
            if described.is_valid:
                return []
        except ValueError as error:
            return [str(error)]
        return [str(warning.message) for warning in described.warnings] or ["is not valid"]


def first_with_reference(site: Site) -> str:
    """The path of a description with a reference to another table, both of them small."""
    for path in site.ending(".csv-metadata.json"):
        slug = path.split("/")[1]
        tables = site.json(path).get("tables", [])
        if "/latest/" in path and tables and all(Path(t["url"]).stem in small_tables(site, slug) for t in tables):
            return path
    raise ValueError("no small tables refer to each other")


def edit_csvw(change: Callable[[dict[str, Any]], object]) -> Callable[[Site], Site]:
    """Changes the first table of the first description that has a reference."""

    def edit(site: Site) -> Site:
        path = first_with_reference(site)
        document = site.json(path)
        change(document["tables"][0])
        return only(site, path, document)

    return edit


def edit_referred(change: Callable[[list[list[str]]], object]) -> Callable[[Site], Site]:
    """Changes the rows of the table that the first reference leads to."""

    def edit(site: Site) -> Site:
        path = first_with_reference(site)
        target = path.rpartition("/")[0] + "/" + site.json(path)["tables"][1]["url"]
        rows = list(csv.reader(io.StringIO(site.read(target).decode())))
        change(rows)
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        return only(site, target, text.getvalue())

    return edit


def text_as_number(table: dict[str, Any]) -> None:
    """Declares the first key to be a number."""
    name = table["tableSchema"]["foreignKeys"][0]["columnReference"][0]
    column = next(column for column in table["tableSchema"]["columns"] if column["name"] == name)
    column["datatype"] = "decimal"


# Croissant


def croissant(site: Site, standards: Path) -> Result:
    """Each dataset has what Croissant 1.1 asks for, mlcroissant has nothing to say, and loads what the CSVs hold."""
    result = Result({"datasets": 0, "files": 0, "record sets": 0, "fields": 0, "keys": 0, "references": 0, "rows": 0, "cells": 0})
    for slug in site.slugs():
        path = f"data/{slug}/croissant.json"
        document = site.json(path)
        result.counted["datasets"] += 1
        result.counted["files"] += len(document.get("distribution", []))
        result.counted["record sets"] += len(document.get("recordSet", []))
        problems = [*missing_of(document), *wrong_files(site, document), *unlike_package(site, slug, document)]
        for record_set in document.get("recordSet", []):
            result.counted["fields"] += len(record_set["field"])
            result.counted["keys"] += len(record_set.get("key", []))
            result.counted["references"] += sum("references" in field for field in record_set["field"])
        problems += loaded(site, slug, document, result.counted) if not problems else []
        result.problems += [f"{path}: {problem}" for problem in problems]
    return result


def missing_of(document: dict[str, Any]) -> list[str]:
    """What our own list asks for, because `mlcroissant validate` lets most of it be missing."""
    problems = [f"has no {name}" for name in REQUIRED if not document.get(name) and document.get(name) is not False]
    context = document.get("@context", {})
    problems += [f"its context has no {name}" for name in sorted(CONTEXT - set(context))]
    if not str(context.get("@vocab")).startswith("https://schema.org/"):
        problems.append(f"its words are of {context.get('@vocab')}")
    if document.get("conformsTo") != "http://mlcommons.org/croissant/1.1":
        problems.append(f"conforms to {document.get('conformsTo')}")
    if not re.fullmatch(r"\d+\.\d+\.\d+", str(document.get("version"))):
        problems.append(f"has the version {document.get('version')}")
    for file in document.get("distribution", []):
        problems += [f"a file has no {name}" for name in REQUIRED_OF_FILES if not file.get(name)]
    return problems


def wrong_files(site: Site, document: dict[str, Any]) -> list[str]:
    """The files whose bytes are not what is said of them."""
    problems = []
    for file in document.get("distribution", []):
        path = file["contentUrl"].removeprefix(site.base_url())
        if not site.has(path):
            problems.append(f"{file['@id']} is not at {path}")
            continue
        content = site.read(path)
        if hashlib.sha256(content).hexdigest() != file["sha256"]:
            problems.append(f"{file['@id']} has another sha256")
        if file["contentSize"] != f"{len(content)} B":
            problems.append(f"{file['@id']} has another contentSize")
    return problems


def unlike_package(site: Site, slug: str, document: dict[str, Any]) -> list[str]:
    """Where tables, columns, keys and references are not those of the Data Package."""
    tables = [one for one in site.json(f"data/{slug}/datapackage.json")["resources"] if "schema" in one]
    sets = {one["@id"]: one for one in document.get("recordSet", [])}
    problems = []
    if list(sets) != [table["name"] for table in tables]:
        problems.append(f"its record sets are {list(sets)}")
    for table in tables:
        schema, found = table["schema"], sets.get(table["name"], {"field": []})
        if [field["name"] for field in found["field"]] != [field["name"] for field in schema["fields"]]:
            problems.append(f"{table['name']} has other columns")
        if len(found.get("key", [])) != len(schema.get("primaryKey", [])):
            problems.append(f"{table['name']} has another key")
        # A table that refers to itself says so elsewhere: readers of Croissant would join it without end.
        keys = [key for key in schema.get("foreignKeys", []) if key["reference"].get("resource") not in ("", None, table["name"])]
        if {field["name"] for field in found["field"] if "references" in field} != {name for key in keys for name in key["fields"]}:
            problems.append(f"{table['name']} has other references")
    return problems


def loaded(site: Site, slug: str, document: dict[str, Any], counted: dict[str, int]) -> list[str]:
    """What is wrong when mlcroissant reads a description and the records of its small tables."""
    problems: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: problems.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("absl").addHandler(handler)
    try:
        with tempfile.TemporaryDirectory() as folder:
            mapping = {}
            for file in document["distribution"]:
                path = file["contentUrl"].removeprefix(site.base_url())
                mapping[file["@id"]] = Path(folder) / file["@id"].replace("/", "-")
                mapping[file["@id"]].write_bytes(site.read(path))
            dataset = mlcroissant.Dataset(jsonld=document, mapping=mapping)
            problems += sorted(dataset.metadata.ctx.issues.warnings | dataset.metadata.ctx.issues.errors)
            small = small_tables(site, slug)
            for record_set in document["recordSet"]:
                if record_set["@id"] in small:
                    records = list(dataset.records(record_set["@id"]))
                    problems += other_records(site, slug, record_set, records, counted)
    except mlcroissant.ValidationError as error:
        problems.append(str(error))
    finally:
        logging.getLogger("absl").removeHandler(handler)
    return problems


def other_records(
    site: Site, slug: str, record_set: dict[str, Any], records: list[dict[str, Any]], counted: dict[str, int]
) -> list[str]:
    """Where records are not the rows of the CSV, cell by cell."""
    package = site.json(f"data/{slug}/datapackage.json")
    table = next(one for one in package["resources"] if one["name"] == record_set["@id"])
    rows = list(csv.DictReader(io.StringIO(site.read(f"data/{slug}/{table['path']}").decode("utf-8"), newline="")))
    counted["rows"] += len(records)
    if len(records) != len(rows):
        return [f"{table['name']} loads {len(records)} records, and its CSV has {len(rows)} rows"]
    problems = []
    for field, declared in zip(record_set["field"], table["schema"]["fields"], strict=True):
        for at, (record, row) in enumerate(zip(records, rows, strict=True)):
            counted["cells"] += 1
            if not is_same(record[field["@id"]], row[declared["name"]], field, declared):
                problems.append(f"{table['name']} row {at + 1} column {declared['name']} differs from the CSV")
                break
    return problems


def is_same(value: Any, text: str, field: dict[str, Any], declared: dict[str, Any]) -> bool:
    """Whether a loaded value is what a cell of the CSV says."""
    if value is None or text == "":
        return text == "" and (value is None or value == b"")
    match field["dataType"]:
        case "sc:Integer":
            # Whole numbers with gaps among them are floats to pandas, by which mlcroissant reads.
            return value in (int(text), int(float(text)))
        case "sc:Float":
            return value == float(text)
        case "sc:Boolean":
            return value is (text == "true")
        case "sc:Date" if not field.get("isArray"):
            return value == pandas.Timestamp(text)
        case "sc:DateTime" if not field.get("isArray"):
            told = pandas.Timestamp(text)
            return pandas.Timestamp(value) == (told.tz_convert("UTC") if told.tzinfo else told)
        case "sc:Time" if not field.get("isArray"):
            return value == datetime.time.fromisoformat(text)
        case ["sc:GeoCoordinates", *_]:
            # Little-endian well-known binary of a point.
            return value[:5] == b"\x01\x01\x00\x00\x00" and struct.unpack("<dd", value[5:]) == tuple(map(float, text.split(", ")))
        case ["sc:GeoShape", *_]:
            return value[:1] == b"\x01" and len(value) > 9
        case _ if field.get("isArray"):
            return len(value) == len(text.split(declared["delimiter"]))
        case _:
            return value == text.encode("utf-8")


def edit_croissant(change: Callable[[dict[str, Any]], object]) -> Callable[[Site], Site]:
    """Changes the description of the first dataset with a reference between its tables."""

    def edit(site: Site) -> Site:
        for slug in site.slugs():
            document = site.json(f"data/{slug}/croissant.json")
            fields = [field for one in document["recordSet"] for field in one["field"]]
            if any("references" in field for field in fields):
                change(document)
                return only(site, f"data/{slug}/croissant.json", document)
        raise ValueError("no dataset has a reference")

    return edit


def reference_to_nothing(document: dict[str, Any]) -> None:
    """Lets a column refer to one that is not there."""
    fields = [field for one in document["recordSet"] for field in one["field"] if "references" in field]
    fields[0]["references"]["field"]["@id"] = "nowhere/nothing"


def csv_without_last_row(site: Site) -> Site:
    """Takes the last row from a small CSV, but not from the Parquet beside it."""
    path = small_tables(site, site.slugs()[0]).popitem()[1]
    return only(site, path, site.read(path).rstrip(b"\n").rpartition(b"\n")[0] + b"\n")


CHECKS = [
    Check(
        "every CSV is CSV on the Web (csvwvalidate)",
        csv_on_the_web,
        False,
        [
            Twin("text declared as a number", edit_csvw(text_as_number), "csv-metadata.json: "),
            Twin("a column that is called otherwise", edit_csvw(lambda t: t["tableSchema"]["columns"][0].update(titles="other")), "not those of the header"),
            Twin("a reference to a row that is not there", edit_referred(lambda rows: rows.pop(1)), "not found in table"),
            Twin("a key that stands twice", edit_referred(lambda rows: rows.append(rows[1])), "duplicate primary key"),
            Twin("a CSV without its description", lambda site: only(site, first_with_reference(site), None), "is not described in"),
        ],
    ),
    Check(
        "every dataset is Croissant 1.1 (mlcroissant) and loads as its CSVs",
        croissant,
        False,
        [
            Twin("words of http://schema.org", edit_croissant(lambda d: d["@context"].update({"@vocab": "http://schema.org/"})), "its words are of http:"),
            Twin("no url", edit_croissant(lambda d: d.pop("url")), "has no url"),
            Twin("no rai in the context", edit_croissant(lambda d: d["@context"].pop("rai")), "its context has no rai"),
            Twin("a date for a version", edit_croissant(lambda d: d.update(version="2026-11-02")), "has the version 2026-11-02"),
            Twin("an older version", edit_croissant(lambda d: d.update(conformsTo="http://mlcommons.org/croissant/1.0")), "conforms to"),
            Twin("another sha256", edit_croissant(lambda d: d["distribution"][0].update(sha256="0" * 64)), "has another sha256"),
            Twin("a column that nobody declared", edit_croissant(lambda d: d["recordSet"][0]["field"].pop()), "has other columns"),
            Twin("a reference to nothing", edit_croissant(reference_to_nothing), "nowhere/nothing"),
            Twin("a type that its values are not", edit_croissant(lambda d: [f.update(dataType="sc:Integer") for f in d["recordSet"][0]["field"]]), "Error"),
            Twin("a CSV without its last row", csv_without_last_row, "and its CSV has"),
        ],
    ),
]  # fmt: skip
