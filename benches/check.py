#!/usr/bin/env python3
"""`townbook check` beside `frictionless validate`, on the same table, in one run.

    python benches/check.py --binary target/release/townbook [--rows 400000]

Makes a portal with one table in a temporary folder, checks it with both, and prints the median time, the most memory, and
the ratios. Memory is measured a second time with four times the rows: it should not grow with them. Nothing here passes or
fails: it only measures.
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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    binary = arguments.binary.resolve()
    frictionless = Path(sys.executable).parent / "frictionless"

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = portal(folder, arguments.rows)
        check = [str(binary), "check", "--portal", str(folder)]
        ours = [measured(check, folder) for _ in range(arguments.runs)]
        (folder / "schema.json").write_text(json.dumps(frictionless_schema(binary, folder)))
        relative = str(table.relative_to(folder))
        theirs = [measured([str(frictionless), "validate", relative, "--schema", "schema.json"], folder)]
        size = table.stat().st_size / 1e6

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        portal(folder, 4 * arguments.rows)
        larger = measured([str(binary), "check", "--portal", str(folder)], folder)

    seconds = statistics.median(second for second, _ in ours)
    memory = max(megabytes for _, megabytes in ours)
    print(f"table                  {arguments.rows:,} rows, {size:.0f} MB")
    print(f"townbook check         {seconds:8.3f} s   {memory:6.0f} MB   median of {arguments.runs}")
    print(f"frictionless validate  {theirs[0][0]:8.3f} s   {theirs[0][1]:6.0f} MB   one run")
    print(f"ratio                  {theirs[0][0] / seconds:8.1f} times faster")
    print(f"townbook check, 4 x    {larger[0]:8.3f} s   {larger[1]:6.0f} MB   {larger[1] / memory:.2f} times the memory")
    return 0


if __name__ == "__main__":
    sys.exit(main())
