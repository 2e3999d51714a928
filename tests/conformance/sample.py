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
from pathlib import Path

import standards as published
from built_site import Site
from checks import CHECKS, SHOWN, Check, Result, Twin


def main() -> int:
    """The command line."""
    options = arguments()
    if not options.site.is_dir():
        print(f"FAILED: there is no site in {options.site}")
        print("conformance: 0 passed, 1 failed")
        return 1
    site = Site(options.site)
    outcomes = [outcome for check in CHECKS for outcome in run(check, site, options.standards)]
    passed, failed, skipped = (outcomes.count(outcome) for outcome in ("passed", "failed", "skipped"))
    print(f"conformance: {passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


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
    result = attempt(check, site, standards)
    counted = ", ".join(f"{count:,} {what}" for what, count in result.counted.items())
    print(f"{'FAILED' if result.problems else 'passed'}: {check.title}: {counted or 'nothing counted'}")
    show(result.problems, "problems")
    show(result.remarks, "remarks")
    return [
        "failed" if result.problems else "passed",
        *(reject(check, twin, site, standards) for twin in check.twins),
    ]


def attempt(check: Check, site: Site, standards: Path) -> Result:
    """Runs a check. Whatever a broken file provokes is a problem of the file."""
    try:
        return check.run(site, standards).refuse_nothing()
    except Exception as error:
        return Result({}, [f"{type(error).__name__}: {error}"])


def reject(check: Check, twin: Twin, site: Site, standards: Path) -> str:
    """Runs a check on a broken twin, which it must reject for the reason expected."""
    try:
        broken = twin.break_it(site)
    except Exception as error:
        print(f"FAILED: {check.title}: the twin with {twin.title} cannot be made: {type(error).__name__}: {error}")
        return "failed"
    problems = attempt(check, broken, standards).problems
    if any(twin.expects in problem for problem in problems):
        return "passed"
    found = problems[:3] or "nothing"
    print(f"FAILED: {check.title}: {twin.title} should be rejected with {twin.expects!r}, found {found}")
    return "failed"


def show(lines: list[str], what: str) -> None:
    """Prints the first lines and how many more there are."""
    for line in lines[:SHOWN]:
        print(f"    {line}")
    if len(lines) > SHOWN:
        print(f"    … and {len(lines) - SHOWN} more {what}")


if __name__ == "__main__":
    sys.exit(main())
