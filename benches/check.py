#!/usr/bin/env python3
"""`townbook check` beside `frictionless validate`, on the same table, in one run.

    python benches/check.py --binary target/release/townbook [--rows 400000]

Makes a portal with one table in a temporary folder, checks it with both in turns, and prints the times, the most memory, and
the ratio. Memory is measured again with twice and four times the rows: it should not grow with them. Nothing here passes
or fails: it only measures.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATASET = ROOT / "datasets" / "service-requests"


def measured(command: list[str], cwd: Path) -> tuple[float, float]:
    """Seconds and megabytes of a command, which must succeed."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}: {errors.decode(errors='replace')[-2000:]}")
    return seconds, usage.ru_maxrss / 1024


def portal(folder: Path, rows: int) -> Path:
    """A portal with the demonstration city's largest table, and no other."""
    for name in ("portal.toml", "policy"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    data = folder / "datasets" / "service-requests"
    shutil.copytree(DATASET, data, ignore=shutil.ignore_patterns("*.csv"))
    table = data / "service-requests.csv"
    subprocess.run(["node", str(ROOT / "tests/demo/make-service-requests.mjs"), str(table), str(rows)], check=True)
    return table


def frictionless_schema(binary: Path, folder: Path) -> dict:
    """The Table Schema that Townbook publishes for the table, so that both hold it against the same declaration."""
    subprocess.run([str(binary), "build", "--portal", str(folder), "--out", str(folder / "_site")], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    package = json.loads((folder / "_site/data/service-requests/datapackage.json").read_text())
    resource = next(one for one in package["resources"] if one["path"].endswith(".csv"))
    return resource["schema"]


def spread(values: list[float], unit: str) -> str:
    """The median of some figures, with the least and the most."""
    return f"{statistics.median(values):8.2f} {unit}  ({min(values):.2f} to {max(values):.2f})"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    binary = arguments.binary.resolve()
    frictionless = Path(sys.executable).parent / "frictionless"

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = portal(folder, arguments.rows)
        size = table.stat().st_size / 1e6
        check = [str(binary), "check", "--portal", str(folder)]
        (folder / "schema.json").write_text(json.dumps(frictionless_schema(binary, folder)))
        validate = [str(frictionless), "validate", str(table.relative_to(folder)), "--schema", "schema.json"]
        measured(check, folder)
        # In turns, so that what else the machine does falls on both.
        pairs = [(measured(check, folder), measured(validate, folder)) for _ in range(arguments.runs)]

    print(f"{arguments.rows:,} rows, {size:.0f} MB, {arguments.runs} pairs")
    for name, at in (("townbook check", 0), ("frictionless validate", 1)):
        runs = [pair[at] for pair in pairs]
        print(f"{name:24}{spread([seconds for seconds, _ in runs], 's')}  {max(peak for _, peak in runs):6.0f} MB")
    print(f"{'ratio':24}{spread([theirs[0] / ours[0] for ours, theirs in pairs], 'times')}")
    for times in (1, 2, 4):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            portal(folder, times * arguments.rows)
            seconds, peak = measured([str(binary), "check", "--portal", str(folder)], folder)
        print(f"{f'townbook check, {times} x':24}{seconds:8.2f} s  {peak:6.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
