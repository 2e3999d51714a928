"""Runs the code that pages show, against a served site, and counts the rows that it reads."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import shutil
import subprocess
import tempfile
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pandas
from fsspec.implementations.http import HTTPFileSystem

from built_site import Site
from served import Served


@dataclass(frozen=True)
class Snippet:
    """Code of a page."""

    page: str
    language: str
    code: str


class Skipped(Exception):
    """Why a snippet cannot be run here."""


class Http(HTTPFileSystem):
    """Lets DuckDB read addresses where its own extension for that cannot be fetched."""

    def modified(self, path: str) -> datetime:
        """Nothing changes while a check runs."""
        return datetime(2000, 1, 1, tzinfo=UTC)


class Code(HTMLParser):
    """Collects the snippets of a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self.language: str | None = None
        self.found: list[Snippet] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begins a snippet."""
        if tag == "pre":
            self.language, self.text = dict(attrs).get("data-snippet"), ""

    def handle_endtag(self, tag: str) -> None:
        """Ends one."""
        if tag == "pre" and self.language:
            self.found.append(Snippet(self.page, self.language, self.text))
            self.language = None

    def handle_data(self, data: str) -> None:
        """The code itself."""
        self.text += data


def of_page(site: Site, page: str) -> list[Snippet]:
    """The snippets of a page."""
    parser = Code(page)
    parser.feed(site.read(page).decode())
    parser.close()
    return parser.found


def expected(served: Served, snippet: Snippet) -> int:
    """How many rows, or datasets, the code should read, as the API tells it."""
    table = re.search(r"/data/([^/]+)/latest/([^./]+)\.|/api/v1/datasets/([^/]+)/([^/]+)/rows/", snippet.code)
    if not table:
        return served.site.json("api/v1/index.json")["total_datasets"]
    slug, name = table[1] or table[3], table[2] or table[4]
    resources = served.site.json(f"api/v1/datasets/{slug}.json")["resources"]
    return next(resource["total_rows"] for resource in resources if resource["name"] == name)


def run(served: Served, snippet: Snippet) -> int:
    """Runs a snippet and counts what it read."""
    if served.base_url not in snippet.code:
        raise ValueError("the code does not name an address of the portal")
    return RUNNERS[snippet.language](served.here(snippet.code), served)


def with_curl(code: str, served: Served) -> int:
    """The saved file, or what was printed."""
    with tempfile.TemporaryDirectory() as folder:
        printed = execute(["bash", "-c", f"{code} --silent --show-error"], folder)
        saved = list(Path(folder).iterdir())
        return count_file(saved[0]) if saved else json.loads(printed)["total"]


def count_file(path: Path) -> int:
    """The rows of a file."""
    if path.suffix == ".csv":
        return sum(1 for _ in csv.reader(io.StringIO(path.read_text(encoding="utf-8")))) - 1
    if path.suffix == ".xlsx":
        raise Skipped("rows of workbooks are not counted here")
    content = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(content).count(b"\n")
    return len(pandas.read_parquet(path)) if path.suffix == ".parquet" else len(json.loads(content))


def with_python(code: str, served: Served) -> int:
    """What the code calls `table` or `datasets`."""
    names: dict[str, object] = {}
    with redirect_stdout(io.StringIO()) as printed:
        exec(compile(code, "snippet", "exec"), names)
    if not printed.getvalue().strip():
        raise ValueError("the code prints nothing")
    return len(names["table"] if "table" in names else names["datasets"])


def with_duckdb_in_python(code: str, served: Served) -> int:
    """The same, with a way for DuckDB to read addresses."""
    if not duckdb.filesystem_is_registered("http"):
        duckdb.register_filesystem(Http(skip_instance_cache=True))
    return with_python(code, served)


def with_duckdb(code: str, served: Served) -> int:
    """The view that the code makes, or the rows that it prints."""
    connection = duckdb.connect()
    connection.register_filesystem(Http(skip_instance_cache=True))
    printed = connection.execute(code).df()
    view = re.match(r"CREATE VIEW (\"(?:[^\"]|\"\")+\")", code)
    return connection.execute(f"SELECT count(*) FROM {view[1]}").fetchone()[0] if view else len(printed)


def with_node(code: str, served: Served) -> int:
    """What the code calls `table` or `datasets`."""
    name = "table" if "const table" in code else "datasets"
    printed = execute(["node", "--input-type=module", "--eval", f"{code}\nconsole.log({name}.length);"])
    return int(printed.splitlines()[-1])


def with_r(code: str, served: Served) -> int:
    """Only where R is installed, with its packages."""
    if not shutil.which("Rscript"):
        raise Skipped("there is no Rscript here, so the examples in R were not run")
    name = "nrow(table)" if "table <-" in code else "nrow(answer$datasets)"
    return int(execute(["Rscript", "-e", f"{code}\ncat({name})"]).split()[-1])


def of_excel(code: str, served: Served) -> int:
    """Excel does not run here: its address and the columns that it gives types are held against the file."""
    url = re.search(r'Web\.Contents\("([^"]+)"\)', code)
    header, *rows = csv.reader(io.StringIO(served.site.read(url[1].removeprefix(served.address)).decode()))
    typed = re.findall(r'\{"([^"]*)", (?:Int64\.Type|type \w+)\}', code)
    unknown = [name for name in typed if name not in header]
    if unknown:
        raise ValueError(f"the file has no columns {unknown}")
    return len(rows)


def execute(command: list[str], folder: str | None = None) -> str:
    """What a program prints; an error with its words when it fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    return done.stdout


RUNNERS = {
    "curl": with_curl,
    "pandas": with_python,
    "geopandas": with_python,
    "python": with_python,
    "python-duckdb": with_duckdb_in_python,
    "javascript": with_node,
    "duckdb": with_duckdb,
    "r": with_r,
    "excel": of_excel,
}
