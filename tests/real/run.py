#!/usr/bin/env python3
"""Publishes real files of public bodies with Townbook and compares every published cell with the source.

    python tests/real/run.py --binary target/debug/townbook --realdata DIR

The portal's metadata is in `portal/`; the data is not in the repository and is copied from `--realdata`, one folder a
dataset. Sources are read by `declared.py`, published files by `published.py`: neither uses Townbook's code.

    --self-test      only proves that the comparison can fail; needs neither Townbook nor the data
    --sources-only   only reads the sources and checks them against their declarations; needs no Townbook
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path

import selftest
from declared import Columns, Table, Unreadable, broken_keys, read_source, tables
from published import KINDS, compare

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PORTAL = HERE / "portal"
TIMEOUT = 900
"""Seconds after which a run of Townbook counts as hung."""


class Tally:
    """Counts what passed and what failed, and prints failures as they come."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.passed = 0
        self.failed = 0

    def record(self, title: str, problems: list[str]) -> None:
        """Counts one test."""
        if not problems:
            self.passed += 1
            return
        self.failed += 1
        print(f"FAILED: {title}")
        for problem in problems:
            print(f"    {problem}")

    def finish(self) -> int:
        """Prints the last line and returns the exit code. Nothing tested is a failure."""
        print(f"{self.name}: {self.passed} passed, {self.failed} failed")
        return 1 if self.failed or not self.passed else 0


def main() -> int:
    """The command line."""
    options = arguments()
    tally = Tally("real-data")
    with tempfile.TemporaryDirectory(prefix="townbook-real-") as temporary:
        scratch = Path(temporary)
        (scratch / "self-test").mkdir()
        selftest.run(scratch / "self-test", tally.record)
        if options.self_test:
            return tally.finish()
        if not options.realdata.is_dir():
            print(f"SKIPPED: no real data was compared, because the folder {options.realdata} does not exist.")
            print("         Give it with --realdata DIR or TOWNBOOK_REALDATA.")
            return 1 if tally.failed else 0
        work = (options.work or scratch / "portal").resolve()
        assemble(work, options.realdata, tally)
        if tally.failed:
            return tally.finish()
        if not options.sources_only:
            check(options.binary, work, tally)
            if not build(options.binary, work, tally):
                tally.record("a portal of real data is built", ["nothing was built, so nothing was compared"])
                return tally.finish()
        compare_all(work, scratch, tally, published=not options.sources_only)
    return tally.finish()


def arguments() -> argparse.Namespace:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    realdata = Path(os.environ.get("TOWNBOOK_REALDATA", ROOT.parent / "shared" / "realdata"))
    parser.add_argument(
        "--binary", type=Path, default=ROOT / "target" / "debug" / "townbook", help="the townbook binary"
    )
    parser.add_argument("--realdata", type=Path, default=realdata, help="folder with the real files")
    parser.add_argument("--work", type=Path, help="where to make the portal and keep it (default: a temporary folder)")
    parser.add_argument("--self-test", action="store_true", help="only prove that the comparison can fail")
    parser.add_argument("--sources-only", action="store_true", help="only check the sources against their declarations")
    options = parser.parse_args()
    options.binary = options.binary.resolve()
    return options


def assemble(work: Path, realdata: Path, tally: Tally) -> None:
    """Makes the portal: the committed metadata, and the data files beside it."""
    shutil.rmtree(work / "_site", ignore_errors=True)
    shutil.copytree(PORTAL, work, dirs_exist_ok=True)
    for table in tables(work):
        target = work / "datasets" / table.slug / table.path
        try:
            bring(realdata / table.slug, table.path, target)
        except (OSError, KeyError, zipfile.BadZipFile) as error:
            tally.record(f"the data of {table.label} is there", [str(error)])


def bring(folder: Path, name: str, target: Path) -> None:
    """Copies a data file, out of `<name>.zip` where the source is packed."""
    if (folder / name).exists():
        shutil.copyfile(folder / name, target)
        return
    with zipfile.ZipFile(folder / f"{name}.zip") as archive, archive.open(name) as packed, target.open("wb") as file:
        shutil.copyfileobj(packed, file)


def townbook(binary: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs Townbook. A binary that is missing or hangs is a failed run."""
    command = [str(word) for word in (binary, *words)]
    try:
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=TIMEOUT, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(command, -1, "", str(error))


def check(binary: Path, work: Path, tally: Tally) -> None:
    """`townbook check` must know every dataset and find no error."""
    run = townbook(binary, "check", "--portal", work, "--format", "json")
    problems = [] if run.returncode == 0 else [f"exit code {run.returncode}", *run.stderr.splitlines()[-10:]]
    try:
        report = json.loads(run.stdout)
        findings, summary = report["findings"], report["summary"]
    except (ValueError, KeyError) as error:
        tally.record("townbook check", [*problems, f"the report is not as described: {error!r}"])
        return
    errors = [finding for finding in findings if finding["severity"] == "error"]
    problems += [describe(finding) for finding in errors[:20]]
    expected = len(list(work.glob("datasets/*/dataset.toml")))
    if summary["datasets"] != expected:
        problems.append(f"{summary['datasets']} datasets checked, not {expected}")
    if bool(summary["errors"]) != bool(errors):
        problems.append(f"the summary says {summary['errors']} errors, the findings have {len(errors)}")
    warnings = Counter(finding["code"] for finding in findings if finding["severity"] == "warning")
    listed = ", ".join(f"{code} x {count}" for code, count in sorted(warnings.items())) or "no warnings"
    print(f"check: {summary['datasets']} datasets, {summary['errors']} errors; {listed}")
    tally.record("townbook check", problems)


def describe(finding: dict[str, object]) -> str:
    """A finding on one line."""
    place = ":".join(str(finding[part]) for part in ("path", "line", "field") if part in finding)
    return f"{finding['code']} {place}: {finding['message']}"


def build(binary: Path, work: Path, tally: Tally) -> bool:
    """`townbook build` must succeed. Returns whether there is anything to compare."""
    started = time.monotonic()
    run = townbook(binary, "build", "--portal", work, "--out", work / "_site")
    print(f"build: exit code {run.returncode} after {time.monotonic() - started:.1f} s")
    tally.record(
        "townbook build", [] if run.returncode == 0 else [f"exit code {run.returncode}", *run.stderr.splitlines()[-20:]]
    )
    return (work / "_site").is_dir()


def compare_all(work: Path, scratch: Path, tally: Tally, *, published: bool) -> None:
    """Compares every table, dataset by dataset, so that only one dataset is in memory."""
    declared = tables(work)
    by_slug: dict[str, list[Table]] = {}
    for table in declared:
        by_slug.setdefault(table.slug, []).append(table)
    looked_at = 0
    for slug, group in by_slug.items():
        sources: dict[str, Columns] = {}
        for table in group:
            try:
                sources[table.name] = read_source(table, work / "datasets" / slug)
            except (Unreadable, OSError, UnicodeError) as error:
                tally.record(f"{table.label}: the source fits its declaration", [str(error)])
        if len(sources) < len(group):
            continue
        for table in group:
            source = sources[table.name]
            problems = broken_keys(table, source, sources.__getitem__) + ([] if source.rows else ["no rows"])
            tally.record(f"{table.label}: the source fits its declaration", problems)
            compare_table(table, source, work, tally, published)
            looked_at += 1
        if published:
            corrupt_smallest(group, sources, work, scratch, tally)
    if looked_at == 0 or looked_at != len(declared):
        tally.record("every table was compared", [f"{looked_at} of {len(declared)}"])


def published_path(work: Path, table: Table, kind: str) -> Path:
    """Where the site has a table in a format."""
    return work / "_site" / "data" / table.slug / "latest" / f"{table.name}.{kind}"


def compare_table(table: Table, source: Columns, work: Path, tally: Tally, published: bool) -> None:
    """Compares all published forms of a table and prints its line."""
    size = f"{source.rows:,} rows x {len(table.fields)} columns"
    if not published:
        print(f"{table.label}: {size} fit their declaration")
        return
    kinds = [*KINDS]
    if published_path(work, table, "geojson").exists():
        kinds.append("geojson")
    started, cells = time.monotonic(), 0
    for kind in kinds:
        outcome = compare(table, source, kind, published_path(work, table, kind))
        cells += outcome.cells
        tally.record(f"{table.label}: every cell of the {kind} is that of the source", outcome.problems)
    print(f"{table.label}: {size}; {', '.join(kinds)}: {cells:,} cells compared in {time.monotonic() - started:.1f} s")


def corrupt_smallest(group: list[Table], sources: dict[str, Columns], work: Path, scratch: Path, tally: Tally) -> None:
    """Changes one cell of each published form of a dataset's smallest table: the comparison must notice each."""
    table = min(group, key=lambda table: sources[table.name].rows)
    source = sources[table.name]
    column = next(field.name for field in table.fields if field.type == "string")
    row = source.rows // 2
    for kind in KINDS:
        kept, wrong = scratch / f"kept.{kind}", scratch / f"wrong.{kind}"
        path = published_path(work, table, kind)
        problems = []
        try:
            selftest.corrupt(kind, path, kept, column, row, selftest.KEEP)
            selftest.corrupt(kind, path, wrong, column, row, "not in the source")
            if compare(table, source, kind, kept).problems:
                problems.append("a copy without a wrong cell does not pass either")
            if not compare(table, source, kind, wrong).problems:
                problems.append("not noticed")
        except Exception as error:  # the published file itself is broken, or not there
            problems = [f"cannot be corrupted: {error!r}"]
        tally.record(f"{table.label}: a wrong cell in the {kind} is noticed", problems)


if __name__ == "__main__":
    sys.exit(main())
