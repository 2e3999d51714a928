#!/usr/bin/env python3
"""Validates what a built site has for programs of other kinds: CSVW, Croissant, schema.org, feeds, sitemap, lists of files.

    python tests/conformance/packs.py --site _site --site OTHER --standards DIR

Every check counts what it looked at and is also run on broken twins of the site, which it must reject.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import packs_data
import packs_feeds
import packs_lists
import packs_pages
import standards as published
from built_site import Site
from sample import run

CHECKS = [*packs_data.CHECKS, *packs_pages.CHECKS, *packs_feeds.CHECKS, *packs_lists.CHECKS]


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
        site = Site(folder.resolve())
        for check in CHECKS:
            outcomes += run(check, site, options.standards)
    passed, failed, skipped = (outcomes.count(outcome) for outcome in ("passed", "failed", "skipped"))
    print(f"packs: {passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


def arguments() -> argparse.Namespace:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", type=Path, required=True, action="append", help="a folder that `townbook build` wrote")
    parser.add_argument("--standards", type=Path, default=published.folder(), help="folder with the schemas and shapes")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
