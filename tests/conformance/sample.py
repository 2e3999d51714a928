#!/usr/bin/env python3
"""Validates a built site against published standards.

    python tests/conformance/sample.py --site _site --standards DIR

Every check counts what it looked at and fails when that is nothing. Every check is also run on broken twins of the
site, made in memory, each of which it must reject for the right reason. Without the folder of standards, the checks
that need it are skipped loudly and the others still run.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

import standards as published
from built_site import Site
from checks import CHECKS, Check
from proof import close, prove


def main() -> int:
    """The command line."""
    options = arguments()
    if not options.site.is_dir():
        print(f"FAILED: there is no site in {options.site}")
        print("conformance: 0 passed, 1 failed")
        return 1
    site = Site(options.site)
    outcomes = [outcome for check in CHECKS for outcome in run(check, site, options.standards)]
    return close("conformance", outcomes)


def arguments() -> argparse.Namespace:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", type=Path, required=True, help="the folder that `townbook build` wrote")
    parser.add_argument("--standards", type=Path, default=published.folder(), help="folder with the schemas and shapes")
    return parser.parse_args()


def run(check: Check, site: Site, standards: Path) -> list[str]:
    """Runs a check on the site and on its broken twins; returns one outcome each."""
    if check.needs_standards and not standards.is_dir():
        print(f"SKIPPED (loud): {check.title}: the folder {standards} does not exist; `make standards` makes it.")
        return ["skipped"]
    if obstacle := check.obstacle():
        print(f"SKIPPED (loud): {check.title}: {obstacle}.")
        return ["skipped"]
    return prove(check.title, check.twins, lambda site: check.run(site, standards), site)


def over_sites(name: str, checks: Iterable[Check], description: str | None) -> int:
    """The command line of a suite that runs over any number of sites."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--site", type=Path, required=True, action="append", help="a folder that `townbook build` wrote"
    )
    parser.add_argument("--standards", type=Path, default=published.folder(), help="folder with the schemas and shapes")
    options = parser.parse_args()
    outcomes = []
    for folder in options.site:
        print(f"{folder}:")
        if not folder.is_dir():
            print(f"FAILED: there is no site in {folder}")
            outcomes.append("failed")
            continue
        site = Site(folder.resolve())
        for check in checks:
            outcomes += run(check, site, options.standards)
    return close(name, outcomes)


if __name__ == "__main__":
    sys.exit(main())
