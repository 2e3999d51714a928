#!/usr/bin/env python3
"""What Townbook and Frictionless say of the same files, as a table for the documentation.

    python tests/frictionless/compare.py --binary target/debug/townbook --files DIR --out docs/frictionless.md

Both look at each data file of the folder without a declaration: `townbook inspect` and `frictionless validate`. Every file
about which they disagree needs a reason in `EXPLAINED`; one without is a failure. The files are not in the repository.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import warnings
from pathlib import Path

from explained import EXPLAINED

ENDINGS = (
    ".csv", ".tsv", ".xls", ".xlsx", ".ods", ".ndjson", ".jsonl", ".parq", ".parquet", ".geojson", ".txt", ".zip", ".gz",
)
"""Data files. Descriptions in JSON and YAML are no tables, and `.bz2` and `.xz` are not read by Townbook."""


def of_frictionless(folder: Path, name: str) -> tuple[str, list[str]]:
    """Whether Frictionless finds a file valid, and the types of its errors."""
    from frictionless import validate

    try:
        report = validate(name, type="table", basepath=str(folder))
    except Exception as error:  # noqa: BLE001 - a crash is an outcome too
        return "crash", [type(error).__name__]
    errors = {error.type for task in report.tasks for error in task.errors} | {error.type for error in report.errors}
    return ("valid" if report.valid else "invalid"), sorted(errors)


def of_townbook(binary: Path, folder: Path, name: str) -> tuple[str, list[str]]:
    """The same for Townbook: a file with a finding at error level is invalid."""
    command = [str(binary), "inspect", str(folder / name), "--format", "json"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    try:
        report = json.loads(ran.stdout)
    except ValueError:
        return "crash", [ran.stderr.strip().splitlines()[-1] if ran.stderr.strip() else "no report"]
    findings = report.get("findings", []) + [one for table in report["tables"] for one in table.get("findings", [])]
    errors = {one["code"] for one in findings if one["severity"] == "error"}
    return ("invalid" if errors else "valid"), sorted(errors)


def listed(words: list[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def escaped(name: str) -> str:
    return name.replace("|", "\\|").replace("[", "\\[")


def table(rows: list[tuple[str, str, list[str], str, list[str]]]) -> str:
    """The page."""
    same = sum(ours == theirs for _, ours, _, theirs, _ in rows)
    lines = [
        "# The same files, seen by Townbook and by Frictionless",
        "",
        "<!-- Written by tests/frictionless/compare.py; change it there. -->",
        "",
        f"Frictionless 5.21.0 has a folder of data files that its own tests use. Both programs looked at {len(rows)} of them",
        "without any declaration (`townbook inspect`, `frictionless validate`). A file is *invalid* where something is found",
        f"at the level of an error. They agree about {same}. Each difference is explained.",
        "",
        "| file | Townbook | Frictionless | why they differ |",
        "|---|---|---|---|",
    ]
    for name, ours, our_codes, theirs, their_codes in rows:
        reason = EXPLAINED.get(name, "") if ours != theirs else ""
        us = f"{ours} {listed(our_codes)}".strip()
        them = f"{theirs} {listed(their_codes)}".strip()
        lines.append(f"| {escaped(name)} | {us} | {them} | {reason} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("--files", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    if not arguments.files.is_dir():
        print(f"frictionless: SKIPPED: there is no {arguments.files} here")
        return 0
    warnings.filterwarnings("ignore")
    os.environ["PYTHONWARNINGS"] = "ignore"
    names = sorted(
        str(path.relative_to(arguments.files))
        for path in arguments.files.rglob("*")
        if path.is_file() and path.name.endswith(ENDINGS)
    )
    rows = []
    for name in names:
        ours = of_townbook(arguments.binary.resolve(), arguments.files, name)
        rows.append((name, *ours, *of_frictionless(arguments.files, name)))
    failed = 0
    for name, ours, our_codes, theirs, their_codes in rows:
        if ours == "crash" or (ours != theirs and not EXPLAINED.get(name)):
            failed += 1
            print(f"FAILED: {name}: Townbook {ours} {our_codes}, Frictionless {theirs} {their_codes}")
    stale = [name for name in EXPLAINED if name not in {row[0] for row in rows if row[1] != row[3]}]
    for name in stale:
        failed += 1
        print(f"FAILED: {name} is explained, and there is nothing to explain")
    if arguments.out:
        arguments.out.write_text(table(rows))
    print(f"frictionless: {len(rows) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
