#!/usr/bin/env python3
"""Brings the schemas and shapes of standards from their publishers, each verified by its SHA-256.

    python tests/conformance/standards.py [--to DIR] [--from ADDRESS]

What is wanted stands in `standards.toml`. A file that is there already and is the one wanted is left alone, so a run that was
interrupted goes on where it stopped. Nothing of a file that is another one is kept.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tomllib
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WANTED = Path(__file__).with_name("standards.toml")

# Where files of public repositories are served by repository, commit and path.
PUBLISHED = "https://raw.githubusercontent.com/"

# Where `make standards` puts them.
FETCHED = ROOT / "tests" / ".tools" / "standards"

# Larger than any of them.
LIMIT = 16 << 20


def folder() -> Path:
    """The folder of standards: one that lies beside the repository, or else what was fetched."""
    beside = ROOT.parent / "shared" / "standards"
    return beside if beside.is_dir() else FETCHED


def bring(address: str, to: Path, sha256: str) -> str | None:
    """Fetches a file unless it is there. Returns what is wrong, if anything is."""
    if to.is_file() and hashlib.sha256(to.read_bytes()).hexdigest() == sha256:
        return None
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            content = answer.read(LIMIT)
    except (urllib.error.URLError, TimeoutError, OSError) as error:
        return f"{address}: {error}"
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        return f"{address}: its SHA-256 is {found}, and {sha256} was expected; it was not kept"
    to.parent.mkdir(parents=True, exist_ok=True)
    part = to.with_name(f"{to.name}.part")
    part.write_bytes(content)
    part.replace(to)
    return None


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, default=FETCHED, help="the folder to put them in")
    parser.add_argument("--from", dest="source", default=PUBLISHED, help="where repositories are served")
    options = parser.parse_args()
    sources = tomllib.loads(WANTED.read_text(encoding="utf-8"))["source"]
    problems, count = [], 0
    for source in sources:
        address = f"{options.source.rstrip('/')}/{source['repository']}/{source['commit']}"
        for file in source["files"]:
            count += 1
            problem = bring(f"{address}/{file['path']}", options.to / file["to"], file["sha256"])
            problems += [problem] if problem else []
    for problem in problems:
        print(f"FAILED: {problem}")
    print(f"standards: {count - len(problems)} of {count} files are in {options.to}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
