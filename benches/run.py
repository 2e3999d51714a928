"""Measures everything side by side and writes the page of results.

    python benches/run.py --binary target/release/townbook --out docs/benchmarks.md [--quick]
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import catalogue
import check
import convert

OTHERS = ["duckdb", "polars", "pyarrow", "hugo", "frictionless"]

HEAD = """# Benchmarks

Made by `make bench`, which writes this page. Each command is run in turns with those it stands beside, so that whatever else
the machine does falls on all of them; figures are the median with the least and the most. A ratio below 1 means that ours took
less time. Times of different days or machines say nothing about each other; the ratios do.

The machine: {cores} processors, {memory:.0f} GB, {system}; files lie on {files}. {townbook}; {others}.

"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--quick", action="store_true", help="a tenth of everything, to try the measurements themselves")
    parser.add_argument("--runs", type=int, default=3, help="how often each command is run")
    arguments = parser.parse_args()
    binary = arguments.binary.resolve()
    part = 10 if arguments.quick else 1
    kind = subprocess.run(["df", "--output=fstype", tempfile.gettempdir()], check=True, capture_output=True, text=True)
    head = HEAD.format(
        files=kind.stdout.split()[-1],
        cores=os.cpu_count(), memory=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, system=platform.system(),
        townbook=subprocess.run([str(binary), "--version"], check=True, capture_output=True, text=True).stdout.strip(),
        others=", ".join(f"{name} {version(name)}" for name in OTHERS))
    sections = [
        lambda: convert.report(binary, 1000 // part, [100 // part, 1000 // part], arguments.runs),
        lambda: catalogue.report(binary, 10_000 // part, arguments.runs),
        lambda: check.report(binary, 400_000 // part, arguments.runs),
    ]
    lines: list[str] = []
    for section in sections:
        lines += section()
        # What was measured is kept, should a later one fail.
        text = head + "\n".join(lines)
        arguments.out.write_text(text.rstrip() + "\n", encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
