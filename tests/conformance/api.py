#!/usr/bin/env python3
"""Proves the API of built sites: its documents, its answers, its links, CKAN's clients, and the code that pages show.

    python tests/conformance/api.py --site _site [--site DIR] [--binary target/debug/townbook]

Each site is served on this machine with the headers of its manifest. Every check counts what it looked at and fails
when that is nothing; every check is also run on broken twins of the site, which it must refuse. With --binary, small
portals that leave out formats are built too, and the code on their pages is run.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from api_checks import CHECKS, CODE, REDOCLY
from built_site import Site
from proof import close
from served import Check

ROOT = Path(__file__).resolve().parent.parent.parent

VARIANTS = {
    "without Parquet": 'leave_out = ["parquet"]',
    "without CSV and Parquet": 'leave_out = ["csv", "parquet"]',
    "with lines of JSON only": 'leave_out = ["csv", "parquet", "geojson"]\njson_bytes = 1',
    "without JSON": 'leave_out = ["json"]',
}


def variants(binary: Path, folder: Path) -> Iterator[tuple[str, Site]]:
    """Builds a small portal several times, each time with other formats."""
    portals = ROOT / "tests/portals"
    for title, formats_left in VARIANTS.items():
        portal = folder / title.replace(" ", "-")
        shutil.copytree(portals / "base", portal)
        shutil.copytree(portals / "valid/points", portal, dirs_exist_ok=True)
        with (portal / "portal.toml").open("a", encoding="utf-8") as settings:
            settings.write(f"\n[formats]\n{formats_left}\n")
        subprocess.run([binary.resolve(), "build"], cwd=portal, check=True, capture_output=True)
        yield title, Site(portal / "_site")


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--site", type=Path, action="append", required=True, help="a folder that `townbook build` wrote"
    )
    parser.add_argument(
        "--redocly", type=Path, default=ROOT / "tests/conformance/redocly", help="where Redocly is installed"
    )
    parser.add_argument("--binary", type=Path, help="the program, to build portals that leave out formats")
    options = parser.parse_args()
    os.environ[REDOCLY] = str(options.redocly)
    outcomes: list[str] = []
    for folder in options.site:
        print(f"-- {folder}")
        for check in [*CHECKS, CODE]:
            outcomes += check.prove(Site(folder))
    if options.binary:
        with tempfile.TemporaryDirectory() as work:
            for title, site in variants(options.binary, Path(work)):
                print(f"-- a portal {title}")
                outcomes += Check(CODE.title, CODE.run, []).prove(site)
    return close("api", outcomes)


if __name__ == "__main__":
    sys.exit(main())
