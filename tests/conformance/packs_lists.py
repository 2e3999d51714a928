"""The checks of lists: the catalogue as a table, the files and their digests, texts for language models; each with twins."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb

from built_site import Site
from checks import Check, Result, Twin
from packs_data import folder_of
from packs_pages import answered, edit_text, listed

FILES = ["url", "path", "bytes", "sha256", "media_type", "dataset", "immutable_url"]
"""The columns of the list of files."""
DICTIONARY = r"^\| column \| type \| unit \| rules \| meaning \|\n[|-]+\n((?:\|.*\n)+)"
"""The table of a table's columns in Markdown."""
LISTED = 500
"""How many datasets `llms.txt` lists at most."""


def catalog_table(site: Site, standards: Path) -> Result:
    """catalog.csv and catalog.parquet hold the same, by DuckDB, and the datasets of data.json."""
    result = Result()
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder) / name for name in ("catalog.csv", "catalog.parquet")}
        for name, path in paths.items():
            path.write_bytes(site.read(name))
        database = duckdb.connect()
        parquet = f"read_parquet('{paths['catalog.parquet']}')"
        described = database.sql(f"DESCRIBE SELECT * FROM {parquet}").fetchall()
        types = {name: kind for name, kind, *_ in described}
        table = f"read_csv('{paths['catalog.csv']}', header = true, auto_detect = false, quote = '\"', escape = '\"', columns = {types})"
        header = site.read("catalog.csv").decode().partition("\n")[0].split(",")
        if header != list(types):
            result.problems.append(f"the columns of one are {header}, of the other {list(types)}")
        for one, other, where in ((table, parquet, "CSV"), (parquet, table, "Parquet")):
            rows = database.sql(f"SELECT identifier FROM (FROM {one} EXCEPT ALL FROM {other})").fetchall()
            result.problems += [f"{identifier} is so only in {where}" for (identifier,) in rows]
        known = {(slug, one["title"], one["modified"]) for slug, one in listed(site).items()}
        told = database.sql(f"SELECT identifier, title, modified::VARCHAR FROM {parquet}").fetchall()
        result.problems += [f"{row} is not so in data.json" for row in sorted(set(told) ^ known)]
        ((rows_of_all,),) = database.sql(f"SELECT sum(rows) FROM {parquet}").fetchall()
        result.counted = {"datasets": len(told), "columns": len(types), "rows of their tables": int(rows_of_all or 0)}
    return result


def checksums(site: Site, standards: Path) -> Result:
    """`sha256sum --check` accepts the digests of each dataset, and they are of all its files."""
    result = Result({"datasets": 0, "files": 0})
    for slug in listed(site):
        with folder_of(site, slug) as folder:
            ran = subprocess.run(
                ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False
            )
            told = {line[66:] for line in (folder / "SHA256SUMS").read_text().splitlines()}
            there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        if ran.returncode != 0:
            said = [line for line in (ran.stdout + ran.stderr).splitlines() if not line.endswith(": OK")]
            result.problems.append(f"{slug}: sha256sum says {said}")
        result.problems += [f"{slug}: {path} is not listed" for path in sorted(there - told - {"SHA256SUMS"})]
        result.counted["datasets"] += 1
        result.counted["files"] += ran.stdout.count(": OK")
    return result


def file_list(site: Site, standards: Path) -> Result:
    """files.csv has every file of data once, with its bytes, and each leads to the same under its other address."""
    result = Result({"files": 0, "immutable files": 0, "bytes": 0})
    text = site.read("files.csv").decode()
    if '"' in text:
        result.problems.append("a cell is in quotation marks, and cannot be cut at commas")
    rows = list(csv.DictReader(io.StringIO(text)))
    if not rows or list(rows[0]) != FILES:
        result.problems.append("has other columns")
        return result
    folders = tuple(f"data/{slug}/" for slug in listed(site))
    there = {path for path in site.paths() if path.startswith(folders) and "/v/" not in path}
    told = [row["path"] for row in rows]
    result.problems += [f"{path} is listed twice" for path in sorted({path for path in told if told.count(path) > 1})]
    without_sums = {path for path in there if not path.endswith("/SHA256SUMS")}
    result.problems += [f"{path} is listed or there, not both" for path in sorted(set(told) ^ without_sums)]
    for row in rows:
        content = site.read(row["path"]) if site.has(row["path"]) else b""
        if row["url"] != site.base_url() + row["path"]:
            result.problems.append(f"{row['path']} has the address {row['url']}")
        if (row["sha256"], row["bytes"]) != (hashlib.sha256(content).hexdigest(), str(len(content))):
            result.problems.append(f"{row['path']} is not of that digest and size")
        immutable = row["immutable_url"].removeprefix(site.base_url())
        if immutable and (row["sha256"][:16] not in immutable or site.read(immutable) != content):
            result.problems.append(f"{row['path']} is something else at {immutable}")
        result.counted["files"] += 1
        result.counted["immutable files"] += bool(immutable)
        result.counted["bytes"] += len(content)
    return result


def texts(site: Site, standards: Path) -> Result:
    """llms.txt leads to files that are there, and each dataset's page is there as Markdown with all its tables."""
    result = Result({"links": 0, "datasets": 0, "columns": 0})
    text = site.read("llms.txt").decode()
    if not re.match(r"# .+\n\n> .+\n", text):
        result.problems.append("llms.txt does not begin with a title and what it is")
    links = re.findall(r"^- \[.+?\]\((\S+)\)", text, re.MULTILINE)
    result.counted["links"] = len(links)
    result.problems += [f"llms.txt leads to {url}, which is not there" for url in links if not answered(site, url)]
    if len([url for url in links if url.endswith("/index.md")]) != min(len(listed(site)), LISTED):
        result.problems.append("llms.txt does not list every dataset")
    for slug in listed(site):
        twin = site.read(f"datasets/{slug}/index.md").decode()
        result.counted["datasets"] += 1
        package = site.json(f"data/{slug}/datapackage.json")
        columns = sum(len(one["schema"]["fields"]) for one in package["resources"] if "schema" in one)
        found = sum(len(rows.splitlines()) for rows in re.findall(DICTIONARY, twin, re.MULTILINE))
        result.counted["columns"] += columns
        if not twin.startswith("# ") or found != columns:
            result.problems.append(f"datasets/{slug}/index.md has {found} columns, not {columns}")
        lost = [url for url in re.findall(rf"\(({re.escape(site.base_url())}\S+)\)", twin) if not answered(site, url)]
        result.problems += [f"datasets/{slug}/index.md leads to {url}, which is not there" for url in lost]
        page = site.page(f"datasets/{slug}/index.html")
        if "index.md" not in page.links:
            result.problems.append(f"datasets/{slug}/index.html does not link its Markdown")
    return result


def first(site: Site) -> str:
    """The first dataset."""
    return next(iter(listed(site)))


def in_first(path: str, old: str, new: str) -> Callable[[Site], Site]:
    """Replaces text in a file of the first dataset."""
    return lambda site: edit_text(path.replace("SLUG", first(site)), old, new)(site)


def without_line(path: str) -> Callable[[Site], Site]:
    """Takes the last line from a file."""

    def edit(site: Site) -> Site:
        where = path.replace("SLUG", first(site))
        return site.changed(where, b"".join(site.read(where).splitlines(keepends=True)[:-1]))

    return edit


CHECKS = [
    Check(
        "the catalogue is the same as a table in CSV and Parquet (DuckDB)",
        catalog_table,
        False,
        [
            Twin("a dataset too few", without_line("catalog.csv"), "is so only in Parquet"),
            Twin("another name of a column", edit_text("catalog.csv", "identifier,", "id,"), "the columns of one"),
            Twin("another city", edit_text("catalog.csv", "https://", "https://x"), "is so only in CSV"),
        ],
    ),
    Check(
        "the digests of each dataset (sha256sum --check)",
        checksums,
        False,
        [
            Twin("a changed file", in_first("data/SLUG/datapackage.json", '"version"', '"Version"'), "FAILED"),
            Twin("a file that is not listed", without_line("data/SLUG/SHA256SUMS"), "is not listed"),
            Twin("a line that is none", in_first("data/SLUG/SHA256SUMS", "  ", " "), "sha256sum says"),
        ],
    ),
    Check(
        "the list of all files",
        file_list,
        False,
        [
            Twin("a file too few", without_line("files.csv"), "not both"),
            Twin("a file of another size", in_first("data/SLUG/datapackage.json", "{", "{ "), "is not of that digest"),
            Twin("another address", edit_text("files.csv", "https://", "http://"), "has the address http://"),
            Twin("no header", lambda site: site.changed("files.csv", site.read("files.csv").partition(b"\n")[2]), "other columns"),
        ],
    ),
    Check(
        "texts for language models",
        texts,
        False,
        [
            Twin("a link to nothing", edit_text("llms.txt", "/index.md", "/inedx.md"), "which is not there"),
            Twin("a dataset too few", without_line("llms.txt"), "does not list every dataset"),
            Twin("a column too few", in_first("datasets/SLUG/index.md", "|---|---|---|---|---|\n|", "|---|---|---|---|---|\n"), "columns, not"),
            Twin("no link from the page", lambda site: edit_text(f"datasets/{first(site)}/index.html", "index.md", "index.txt", 9)(site), "not link its Markdown"),
        ],
    ),
]  # fmt: skip
