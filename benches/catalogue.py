"""A portal of many small datasets beside Hugo with the same pages, and the same portal again with nothing changed.

Hugo gets each page that we made: its title, and what stands in its `main` element, as content, with a layout of head, header
and footer around it. It renders, and nothing else: no data is checked or converted, and no metadata written.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import CLASSIFICATION, ROOT, Run, in_turns, measured, ratios, rows

# A generator that was not written by us: taken where it is there.
OTHER_GENERATOR = ROOT.parent / "shared" / "gen" / "make_catalog.py"

DATASET = """title = {title}
description = {description}
keywords = {keywords}
theme = "GOVE"
publisher = "city"
license = "PDDL-1.0"
update_frequency = "quarterly"
issued = 2025-04-15
modified = 2026-10-01
contact = {{ name = "Open Data Team", email = "data@harborview.example" }}
temporal = {{ start = 2015-01-01, end = "ongoing" }}
""" + CLASSIFICATION + """
[[resources]]
path = "data.csv"
title = "Table"
description = "One row is one record of the register."
"""

HUGO = """baseURL = "https://data.harborview.example/"
title = "Catalogue"
disableKinds = ["taxonomy", "term", "RSS", "sitemap"]
[markup.goldmark.renderer]
unsafe = true
"""

LAYOUT = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/site.css"></head>
<body><header><a href="/">Catalogue</a></header><main>{{ .Content }}</main><footer>City</footer></body></html>
"""


def datasets(folder: Path, count: int) -> list[dict]:
    """Small datasets in a neutral form: their words, and a table beside them."""
    if OTHER_GENERATOR.exists():
        subprocess.run([sys.executable, str(OTHER_GENERATOR), "--n", str(count), "--out", str(folder)], check=True)
        return [json.loads(line) for line in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines()]
    dice, made = random.Random(7), []
    columns = [("record_id", "integer"), ("recorded_on", "date"), ("category", "string"), ("amount", "number")]
    for number in range(count):
        slug = f"register-{number:05d}"
        (folder / slug).mkdir(parents=True)
        with (folder / slug / "data.csv").open("w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([name for name, _ in columns])
            for row in range(20):
                writer.writerow([row + 1, f"2024-{dice.randrange(1, 13):02d}-01", dice.choice("abc"), dice.randrange(999) / 4])
        made.append({"slug": slug, "title": f"Register {number:05d}", "keywords": ["register", f"series {number % 50}"],
                     "description": f"One row is one record of register {number}, as the office in charge keeps it. Invented.",
                     "columns": [{"name": name, "type": kind, "description": f"What the register holds as {name}."}
                                 for name, kind in columns]})
    return made


def portal(folder: Path, count: int) -> None:
    """Makes a portal of small datasets."""
    shutil.copytree(ROOT / "policy", folder / "policy")
    shutil.copy(ROOT / "portal.toml", folder)
    with tempfile.TemporaryDirectory() as name:
        for one in datasets(Path(name), count):
            target = folder / "datasets" / one["slug"]
            target.mkdir(parents=True)
            shutil.copy(Path(name) / one["slug"] / "data.csv", target)
            words = {key: json.dumps(one[key], ensure_ascii=False) for key in ("title", "description", "keywords")}
            text = DATASET.format(**words)
            for column in one["columns"]:
                text += "".join(["\n[[resources.fields]]\n", *(f"{key} = {json.dumps(column[key], ensure_ascii=False)}\n"
                                                               for key in ("name", "type", "description"))])
            (target / "dataset.toml").write_text(text, encoding="utf-8")


def hugo_site(site: Path, folder: Path) -> int:
    """Makes a site for Hugo with the pages of ours, and counts them."""
    (folder / "layouts").mkdir(parents=True)
    (folder / "hugo.toml").write_text(HUGO)
    for layout in ("home.html", "section.html", "page.html"):
        (folder / "layouts" / layout).write_text(LAYOUT)
    count = 0
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        title = re.search(r"<title>(.*?)</title>", text, re.S)
        main = re.search(r"<main[^>]*>(.*)</main>", text, re.S)
        if not title or not main:
            continue
        path = page.relative_to(site)
        # As Markdown with HTML in it, which is how Hugo takes pages of others.
        target = folder / "content" / path.with_suffix(".md")
        if path.name == "index.html" and any(child.is_dir() for child in page.parent.iterdir()):
            target = target.with_name("_index.md")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"---\ntitle: {json.dumps(title[1].strip())}\n---\n{main[1]}", encoding="utf-8")
        count += 1
    return count


def report(binary: Path, count: int, runs: int) -> list[str]:
    """The measurements as lines of Markdown."""
    hugo = Path(sys.executable).parent / "hugo"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        portal(folder / "portal", count)

        def build(out: str, *more: str) -> Run:
            return measured([str(binary), "build", "--portal", "portal", "--out", str(folder / out), *more], folder)

        # Each run writes to a folder of its own: a file system is slow where much was deleted a moment before.
        fresh = (f"{number}" for number in itertools.count())

        def cold() -> Run:
            return build(f"cold-{next(fresh)}", "--no-cache")

        def render() -> Run:
            out = folder / f"rendered-{next(fresh)}"
            return measured([str(hugo), "--quiet", "--source", "hugo", "--destination", str(out)], folder)

        build("warm")
        pages = hugo_site(folder / "warm", folder / "hugo")
        measurements = in_turns([cold, lambda: build("warm"), render], runs, warm_up=False)
        rendered = sum(1 for _ in next(folder.glob("rendered-*")).rglob("*.html"))
    ours, again, theirs = measurements
    names = ["townbook build", "townbook build, nothing changed", "hugo"]
    return [f"## {count:,} small datasets, {pages:,} pages", "", *rows(dict(zip(names, measurements))), "",
            f"Hugo wrote {rendered:,} pages.", f"Ours to Hugo: {ratios(ours, theirs)}.",
            f"Nothing changed to the whole: {ratios(again, ours)}.", ""]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("--datasets", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    print("\n".join(report(arguments.binary.resolve(), arguments.datasets, arguments.runs)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
