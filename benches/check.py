"""`townbook check` beside `frictionless validate` on the same table, held against the same declaration."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import ROOT, in_turns, measured, rows, spread

DATASET = ROOT / "datasets" / "service-requests"


def portal(folder: Path, count: int) -> Path:
    """A portal with the demonstration city's largest table, of so many rows, and no other."""
    shutil.copytree(ROOT / "policy", folder / "policy")
    shutil.copy(ROOT / "portal.toml", folder)
    data = folder / "datasets" / "service-requests"
    shutil.copytree(DATASET, data, ignore=shutil.ignore_patterns("*.csv"))
    table = data / "service-requests.csv"
    subprocess.run(["node", str(ROOT / "tests/demo/make-service-requests.mjs"), str(table), str(count)], check=True)
    return table


def frictionless_schema(binary: Path, folder: Path) -> dict:
    """The Table Schema that Townbook publishes for the table, so that both hold it against the same declaration."""
    subprocess.run([str(binary), "build", "--portal", str(folder), "--out", str(folder / "_site")], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    package = json.loads((folder / "_site/data/service-requests/datapackage.json").read_text())
    resource = next(one for one in package["resources"] if one["path"].endswith(".csv"))
    return resource["schema"]


def report(binary: Path, count: int, runs: int) -> list[str]:
    """The measurements as lines of Markdown. Memory is measured again with twice and four times the rows."""
    frictionless = Path(sys.executable).parent / "frictionless"

    def check(folder: Path):
        return measured([str(binary), "check", "--no-cache", "--portal", str(folder)], folder)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = portal(folder, count)
        size = table.stat().st_size / 1e6
        (folder / "schema.json").write_text(json.dumps(frictionless_schema(binary, folder)))
        validate = [str(frictionless), "validate", str(table.relative_to(folder)), "--schema", "schema.json"]
        ours, theirs = in_turns([lambda: check(folder), lambda: measured(validate, folder)], runs)
    named = {"townbook check": ours, "frictionless validate": theirs}
    for times in (2, 4):
        with tempfile.TemporaryDirectory() as name:
            portal(Path(name), times * count)
            named[f"townbook check, {times} times the rows"] = [check(Path(name))]
    ratio = spread([other.seconds / mine.seconds for mine, other in zip(ours, theirs)], 1)
    return [f"## Checking {count:,} rows ({size:.0f} MB)", "", *rows(named), "", f"Frictionless to ours: {ratio}.", ""]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    print("\n".join(report(arguments.binary.resolve(), arguments.rows, arguments.runs)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
