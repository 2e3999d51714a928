#!/usr/bin/env python3
"""Lets Townbook say what real files of public bodies are, and compares that with what is known of them.

    python tests/real/inspected.py --binary target/debug/townbook --realdata DIR

The data is not in the repository. What is expected was written down from the descriptions of the files and, for the places of
labels, from the files themselves; where a key is expected it is the one that the publisher names, or the first of equals. Prints `inspect: N passed, M failed`.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import subprocess
import sys
from pathlib import Path

TIMEOUT = 600
"""Seconds after which a run counts as hung."""

REFUSED = object()
"""A file or sheet that is no table, and must be said to be none."""


def table(rows: int, **expected: object) -> dict[str, object]:
    """What is expected of a table: its rows, and any members of the answer; `types` names columns by their labels."""
    return {"rows": rows, **expected}


LATIN = {"encoding": "windows-1252"}
ORDINARY = {"encoding": "utf-8", "delimiter": ",", "header_rows": 1, "skip_rows": 0}

EXPECTED: dict[str, dict[str, object]] = {
    # A file, or a pattern of several, with its tables by name; `*` stands for the only one.
    "boston-311-sample/boston311-100.csv": {
        "*": table(100, **ORDINARY, types={"location_zipcode": "string", "latitude": "number", "open_dt": "datetime"})
    },
    "boston-311-sample/boston311-dmy-100.csv": {"*": table(100, formats={"open_dt": "%d/%m/%Y %H:%M:%S"})},
    "boston-311-sample/boston311-100-bad.tsv": {"*": table(100, delimiter="\t")},
    "brazil-municipalities/estados.csv": {"*": table(27, **ORDINARY, key=["codigo_uf"])},
    "brazil-municipalities/municipios.csv": {"*": table(5570, **ORDINARY, key=["codigo_ibge"])},
    "brazil-municipalities/municipios.json": {"*": table(5570, format="json", types={"capital": "boolean"})},
    "cairns-gtfs/cairns_gtfs.zip": {
        "calendar_dates.txt": table(9),
        "routes.txt": table(22, types={"route_text_color": "string"}),
        "trips.txt": table(1339, key=["trip_id"]),
        "stops.txt": table(416, key=["stop_id"]),
        "agency.txt": table(1),
        "stop_times.txt": table(37790),
        "shapes.txt": table(22784),
        "calendar.txt": table(4),
    },
    "cambridge-boundaries/BOUNDARY_CDDNeighborhoods.geojson": {"*": table(13, format="geojson")},
    "cambridge-boundaries/BOUNDARY_Zipcodes.geojson": {"*": table(5, format="geojson")},
    "cambridge-parks/CDD_ParkDetails.txt": {"*": table(176, **{**ORDINARY, **LATIN})},
    "cambridge-parks/RECREATION_OpenSpace.geojson": {"*": table(276, format="geojson")},
    "cambridge-street-lights/INFRA_StreetLights.geojson": {"*": table(6117, key=["poleid"])},
    "census-acs-income/ACS_14_5YR_B19301_with_ann.csv": {
        "*": table(581, header_rows=2, types={"GEO.id2 Id2": "string"}, typed=[(3, "integer"), (4, "integer")])
    },
    "census-acs-income/ACS_14_5YR_B19301.txt": {"*": REFUSED},
    "chicago-bike-routes/Bikeroutes.geojson": {"*": table(1061, format="geojson", key=[])},
    "croatia-registers/popis_osnovnih*.xlsx": {
        "Osnovne škole": table(885),
        "Srednje škole": table(397),
        "Umjetničke škole": table(86, footer_rows=0),
    },
    "croatia-registers/Drustva za zastupanje u osiguranju.csv": {"*": table(237, delimiter=";", encoding="utf-8")},
    "croatia-registers/Tablica kvaliteta goriva 18 12 14.xlsx": {"*": REFUSED},
    "france-ev-charging/issue-647.csv.txt": {
        "*": table(882, delimiter=";", **LATIN, types={"code_insee": "string"}, formats={"date_maj": "%Y/%m/%d"}, key=["id_pdc"])
    },
    "italy-opencoesione-wide/progetti_sample_10.csv": {"*": table(10, delimiter=";", encoding="utf-8")},
    "london-gla-payments/gla-20*.csv": {"*": {**LATIN, "skip_rows": 6, "types": {"Amount": "number"}}},
    "london-gla-payments/gla-250-report-2014*.csv": {"*": {**LATIN, "skip_rows": 7, "types": {"Amount": "number"}}},
    "london-gla-payments/gla-december_2009.csv": {"*": {**LATIN, "skip_rows": 5, "types": {"Amount Paid": "number"}}},
    "ma-precinct-results/20161108__ma__general__precinct.csv": {
        "*": table(59762, line_ending="CRLF", types={"ward": "string", "precinct": "string", "votes": "integer"})
    },
    "ma-precinct-results/20161108__ma__general__belmont__precinct.csv": {"*": table(234, line_ending="CR")},
    "ma-precinct-results/20201103__ma__general__precinct.csv": {"*": table(71242)},
    "ma-town-election-results/*.xls": {"**": REFUSED},
    "ma-town-election-results/*.xlsx": {"**": REFUSED},
    "medicare-inpatient-by-state/*.csv": {
        "*": table(27916, **ORDINARY, key=["drg_definition", "provider_state"], types={"Average Covered Charges": "number"})
    },
    "nyc-flights-2013/airlines.csv": {"*": table(16, key=["carrier"])},
    "nyc-flights-2013/airports.csv": {"*": table(1458, key=["faa"], types={"faa": "string"})},
    "nyc-flights-2013/planes.csv": {"*": table(3322, key=["tailnum"], types={"speed": "integer"})},
    "nyc-flights-2013/flights.csv.zip": {"*": table(336776, types={"dep_time": "integer"})},
    "oakland-budget/FY20-21__adopted.csv": {"*": table(19233, line_ending="CRLF", key=[])},
    "oakland-budget/BudgetData*.xlsx": {"*": table(11231)},
    "philadelphia-school-facilities/*.csv": {"*": table(567)},
    "philadelphia-school-facilities/*.geojson": {"*": table(567, format="geojson")},
    "sf-311-cases/*.csv": {
        "*": table(10000, key=["caseid"], formats={"Opened": "%m/%d/%Y %I:%M:%S %p"}, types={"Request.Details": "string"})
    },
    "taiwan-scenic-spots-big5/characters.csv": {
        "*": table(382, encoding="big5", formats={"Changetime": "%Y/%m/%d %H:%M:%S"})
    },
    "uk-local-authorities/uk_local_authorities_current.csv": {"*": table(470, **ORDINARY)},
    "uk-local-authorities/lookup_name_to_registry.csv": {"*": table(1774)},
    "us-firearm-background-checks/*.csv": {
        "*": table(16445, **ORDINARY, key=["month", "state"], types={"month": "yearmonth", "permit": "integer"})
    },
}


def problems(found: dict, expected: object) -> list[str]:
    """What an answer about a table does not say as it should."""
    if expected is REFUSED:
        is_refused = found.get("rows") is None and found["findings"]
        return [] if is_refused else ["is taken for a table"]
    assert isinstance(expected, dict)
    fields = {field["source"]: field for field in found["fields"]}
    wrong = []
    for key, wanted in expected.items():
        if key in ("types", "formats"):
            member = {"types": "type", "formats": "format"}[key]
            for source, value in wanted.items():
                got = fields.get(source, {}).get(member)
                if got != value:
                    wrong.append(f"{source}: {member} {got!r}, not {value!r}")
        elif key == "typed":
            for at, value in wanted:
                got = found["fields"][at]["type"] if at < len(found["fields"]) else None
                if got != value:
                    wrong.append(f"column {at + 1}: type {got!r}, not {value!r}")
        elif found.get(key) != wanted:
            wrong.append(f"{key} {found.get(key)!r}, not {wanted!r}")
    return wrong


def compare(said: dict, expected: dict[str, object]) -> list[tuple[str, list[str]]]:
    """Each expected table with what is wrong with it."""
    tables = {found["name"]: found for found in said["tables"]}
    if "**" in expected:
        return [(name, problems(found, expected["**"])) for name, found in tables.items()] or [("", ["holds no table"])]
    if "*" in expected:
        if len(tables) != 1:
            return [("*", [f"{len(tables)} tables, not one: {said['findings']}"])]
        return [("*", problems(next(iter(tables.values())), expected["*"]))]
    missing = {"rows": None, "fields": [], "findings": []}
    return [(name, problems(tables.get(name, missing), wanted)) for name, wanted in expected.items()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=Path, required=True)
    default = Path(__file__).resolve().parents[2].parent / "shared" / "realdata"
    parser.add_argument("--realdata", type=Path, default=default)
    arguments = parser.parse_args()
    if not arguments.realdata.is_dir():
        print(f"inspect: SKIPPED: no real data in {arguments.realdata}")
        return 0
    passed = failed = 0
    for pattern, expected in EXPECTED.items():
        paths = sorted(path for path in arguments.realdata.glob("*/*") if fnmatch.fnmatch(f"{path.parent.name}/{path.name}", pattern))
        if pattern.endswith("gla-20*.csv"):
            paths = [path for path in paths if "250-report" not in path.name]
        for path in paths:
            command = [str(arguments.binary.resolve()), "inspect", "--format", "json", str(path)]
            ran = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
            if ran.returncode != 0:
                failed += 1
                print(f"FAILED {path.parent.name}/{path.name}: exit code {ran.returncode}: {ran.stderr.strip()}")
                continue
            for name, wrong in compare(json.loads(ran.stdout), expected):
                passed, failed = passed + (not wrong), failed + bool(wrong)
                if wrong:
                    print(f"FAILED {path.parent.name}/{path.name} {name}: {'; '.join(wrong)}")
    print(f"inspect: {passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
