#!/usr/bin/env python3
"""Validates the catalogue of built sites as linked data: three syntaxes of one graph, its profiles, and DCAT-US 3.

    python tests/conformance/rdf.py --site _site --site OTHER --standards DIR

What a check needs and what is not there is said loudly; the others still run.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import standards as published
from built_site import Site
from rdf_checks import CHECKS
from sample import run


def main() -> int:
    """The command line."""
    options = arguments()
    outcomes = []
    for folder in options.site:
        print(f"{folder}:")
        if not folder.is_dir():
            print(f"FAILED: there is no site in {folder}")
            outcomes.append("failed")
            continue
        for check in CHECKS:
            outcomes += run(check, Site(folder), options.standards)
    passed, failed, skipped = (outcomes.count(outcome) for outcome in ("passed", "failed", "skipped"))
    print(f"linked data: {passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


def arguments() -> argparse.Namespace:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--site", type=Path, required=True, action="append", help="a folder that `townbook build` wrote"
    )
    parser.add_argument("--standards", type=Path, default=published.folder(), help="folder with the schemas and shapes")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
