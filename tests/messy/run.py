"""Makes a table with flaws that are counted as they are made, and asks whether `townbook check` counts the same.

    python3 tests/messy/run.py --binary target/debug/townbook [--rows 20000] [--seed 1] [--keep DIR]

Standard library only. Every flaw stands in a row of its own, so each is expected exactly once, at its code and column, and
nothing else is.
"""

import argparse
import collections
import datetime
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

BASE = pathlib.Path(__file__).parent.parent / "portals" / "base"
DISTRICTS = ["Harbor", "Hill", "Mill Pond", "Old Town"]
REMARKS = ["", "ok", "glass broken, ladder needed", 'sign says "keep off"', "first line\nsecond line", "près du café"]

DATASET = """title = "Inspections of street lights"
description = "Every inspection of a street light, made up for a test of how flaws are counted in a large table."
keywords = ["test"]
theme = "TRAN"
publisher = "town"
license = "PDDL-1.0"
update_frequency = "irregular"
issued = 2026-01-15
contact = { name = "Testers", email = "test@testwick.example" }
temporal = { start = 2026-01-01, end = "ongoing" }

[classification]
level = "public"

[[resources]]
path = "lights.csv"
title = "Inspections"
description = "One row is one inspection."
"""

FIELDS = {
    "inspection_no": 'type = "string"\nconstraints = { required = true, pattern = "LI-[0-9]{7}" }',
    "inspected_on": 'type = "date"',
    "district": f'type = "string"\nconstraints = {{ enum = {json.dumps(DISTRICTS)} }}',
    "zip": 'type = "string"\nconstraints = { pattern = "[0-9]{5}" }',
    "height_m": 'type = "number"\nconstraints = { minimum = 3, maximum = 15 }',
    "lamps": 'type = "integer"',
    "remark": 'type = "string"',
    "passed": 'type = "boolean"',
}


def quoted(cell):
    return '"' + cell.replace('"', '""') + '"' if any(c in cell for c in '",\n') else cell


def line(cells):
    return ",".join(map(quoted, cells))


def clean(number, rng):
    day = datetime.date(2026, 1, 1) + datetime.timedelta(days=rng.randrange(200))
    height = f"{rng.uniform(3, 15):.1f}" if rng.random() < 0.9 else ""
    return [f"LI-{number:07}", day.isoformat(), rng.choice(DISTRICTS), f"0{rng.randrange(2000, 2999)}", height,
            str(rng.randrange(1, 5)), rng.choice(REMARKS), rng.choice(["true", "false"])]


def changed(field, change):
    """A flaw in one cell."""
    at = list(FIELDS).index(field)
    return lambda cells: line(cells[:at] + [change(cells[at])] + cells[at + 1:])


# What is done to the cells of a row, and the code and column at which it must be found.
FLAWS = [
    (lambda cells: line([*cells, "more"]), "table/extra-cell", None),
    (lambda cells: line(cells[:-1]), "table/missing-cell", None),
    (lambda cells: line([""] * len(cells)), "table/blank-row", None),
    (lambda cells: "", "table/blank-row", None),
    (lambda cells: line(FIELDS), "table/repeated-header", None),
    (lambda cells: line(cells[:6]) + ',the "old" pole,true', "table/stray-quote", None),
    (lambda cells: line(cells[:6]) + ',"old" pole,true', "table/stray-quote", None),
    (lambda cells: line(cells) + "\r", "table/mixed-line-breaks", None),
    (changed("inspected_on", lambda day: f"{day[5:7]}/{day[8:]}/{day[:4]}"), "table/type-error", "inspected_on"),
    (changed("district", str.upper), "table/constraint-error", "district"),
    (changed("zip", lambda code: code[1:]), "table/constraint-error", "zip"),
    (changed("height_m", lambda _: " 7.5"), "table/type-error", "height_m"),
    (changed("height_m", lambda _: "75"), "table/constraint-error", "height_m"),
    (changed("lamps", lambda _: "two"), "table/type-error", "lamps"),
    (changed("lamps", lambda _: "N/A"), "table/type-error", "lamps"),
    (changed("inspection_no", lambda _: ""), "table/missing-value", "inspection_no"),
    (changed("remark", lambda _: "old\0 pole"), "table/control-character", "remark"),
    (changed("remark", lambda _: "pr\ufffds du parc"), "table/replacement-character", "remark"),
    (changed("remark", lambda _: "prÃ¨s du parc"), "table/mojibake", "remark"),
]


def make(rows, seed):
    """The lines of the table, and how often each code is expected in each column."""
    rng = random.Random(seed)
    expected = collections.Counter()
    lines, last = [line(FIELDS)], None
    for number in range(1, rows + 1):
        cells = clean(number, rng)
        chance = rng.random()
        if chance < 0.05:
            flaw, code, field = rng.choice(FLAWS)
            lines.append(flaw(cells))
        elif chance < 0.055 and last:
            lines.append(last)
            code, field = "table/duplicate-row", None
        else:
            last = line(cells)
            lines.append(last)
            continue
        expected[code, field] += 1
    return lines, expected


def portal(folder, lines):
    shutil.copytree(BASE, folder, dirs_exist_ok=True)
    shutil.rmtree(folder / "datasets")
    dataset = folder / "datasets" / "lights"
    dataset.mkdir(parents=True)
    fields = (f'\n[[resources.fields]]\nname = "{name}"\ndescription = "What the test put there."\n{what}\n'
              for name, what in FIELDS.items())
    (dataset / "dataset.toml").write_text(DATASET + "".join(fields), encoding="utf-8")
    (dataset / "lights.csv").write_bytes(("\n".join(lines) + "\n").encode())


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("--rows", type=int, default=20_000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--keep", type=pathlib.Path, help="where the portal is left")
    options = arguments.parse_args()
    lines, expected = make(options.rows, options.seed)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or pathlib.Path(temporary) / "portal"
        portal(folder, lines)
        command = [options.binary, "check", "--portal", str(folder), "--format", "json"]
        ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if ran.returncode != 1:
        sys.exit(f"messy: check ended with {ran.returncode}\n{ran.stderr}")
    found = collections.Counter()
    for finding in json.loads(ran.stdout)["findings"]:
        found[finding["code"], finding.get("field")] += finding["count"]
    wrong = [key for key in {*expected, *found} if expected[key] != found[key]]
    for code, field in sorted(wrong, key=str):
        where = f" in {field}" if field else ""
        print(f"messy: {code}{where}: {expected[code, field]} were made, {found[code, field]} found")
    print(f"messy: {len(expected) - len(set(expected) & set(wrong))} kinds passed, {len(wrong)} failed "
          f"({sum(expected.values())} flaws in {options.rows} rows)")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
