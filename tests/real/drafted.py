#!/usr/bin/env python3
"""Takes real files of public bodies from `townbook new` to a dataset that passes, as a clerk would, or to the reason why not.

    python tests/real/drafted.py --binary target/debug/townbook --realdata DIR [--show NAME]

For each file or group of files: a portal as `townbook init` makes it, `townbook new`, an answer to every question of the
draft, `townbook check`. What is drafted stays as it is; only what was asked is answered. The data is not in the repository.
What is expected was written down from the descriptions of the files. Prints `drafted: N passed, M failed`.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

TIMEOUT = 600
"""Seconds after which a run counts as hung."""

NO_TABLE = "no table can be read from"
"""What `new` says of a file in which there is none."""

CLASSIFICATION = """\
[classification]
level = "public"
exemptions = []
reviewed_by = "steward@city.example"
reviewed_on = 2026-11-02
"""

DATASET_ANSWERS = {
    "title": '"Records of an office"',
    "description": '"Records that an office of the city keeps and publishes. One row is one record, and nothing is left out."',
    "keywords": '["records", "city"]',
    "theme": '"GOVE"',
    "publisher": '"town"',
    "license": '"PDDL-1.0"',
    "update_frequency": '"irregular"',
    "issued": "2026-11-02",
    "contact": '{ name = "Records office", email = "records@city.example" }',
    "temporal": '{ start = 2009-01-01, end = "ongoing" }',
}
TABLE_ANSWERS = {"title": '"Records"', "description": '"One row is one record of the office."'}
FIELD_ANSWERS = {"description": '"What the office wrote about this when it made the record."'}
DOCUMENT_ANSWERS = {"title": '"Notes about the records"'}


@dataclass(frozen=True)
class Case:
    """Files that make one dataset, and what should come of them."""

    files: tuple[str, ...]
    errors: frozenset[str] = frozenset()
    """Codes of the errors that stay because the data has them."""
    warnings: frozenset[str] = frozenset()
    """Codes of warnings that are true; others are false findings."""
    refused: tuple[str, ...] = ()
    """Where `new` must draft nothing: words that its reason has."""
    drafted: tuple[str, ...] = ()
    """Lines that the draft must have."""
    answers: dict[str, str] = field(default_factory=dict)
    """What a person who knows the data writes in place of a line that was drafted with a question."""


def answered(draft: str, case: Case) -> str:
    """The draft with an answer to every question in it."""
    answers = DATASET_ANSWERS
    lines: list[str] = []
    classified = False
    for line in draft.splitlines():
        if line.startswith("[["):
            if not classified:
                lines += CLASSIFICATION.splitlines() + [""]
                classified = True
            tables = {"[[resources]]": TABLE_ANSWERS, "[[resources.fields]]": FIELD_ANSWERS, "[[documents]]": DOCUMENT_ANSWERS}
            answers = tables[line]
        asked = re.match(r"# (\w+) = ", line)
        if asked and asked[1] in answers:
            line = f"{asked[1]} = {answers[asked[1]]}"
        lines.append(case.answers.get(line, line))
    return "\n".join(lines) + "\n"


def run(binary: Path, portal: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a command of the portal."""
    command = [str(binary), "--portal", str(portal), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)


def problems(binary: Path, realdata: Path, name: str, case: Case, show: bool) -> list[str]:
    """What is not as it should be when a clerk brings these files."""
    with tempfile.TemporaryDirectory() as folder:
        portal = Path(folder) / "portal"
        subprocess.run([binary, "init", portal], capture_output=True, timeout=TIMEOUT, check=True)
        # One portal for cities of the whole world.
        settings = portal / "portal.toml"
        settings.write_text(re.sub(r"bbox = \[.*?\]", "bbox = [-180, -90, 180, 90]", settings.read_text()))
        files = [str(realdata / file) for file in case.files]
        new = run(binary, portal, "new", "records", "--from", *files)
        if case.refused:
            wrong = [] if new.returncode == 2 and NO_TABLE in new.stderr else [f"`new` ended with {new.returncode}, and refused nothing"]
            if show:
                print(new.stderr)
            return wrong + [f"`new` does not say `{words}`: {new.stderr.strip()}" for words in case.refused if words not in new.stderr]
        if new.returncode != 0:
            return [f"`new` ended with {new.returncode}: {new.stderr.strip()}"]
        path = portal / "datasets" / "records" / "dataset.toml"
        draft = path.read_text()
        path.write_text(answered(draft, case))
        if show:
            print(path.read_text())
        check = run(binary, portal, "check", "records", "--format", "json")
        if check.returncode not in (0, 1):
            return [f"`check` ended with {check.returncode}: {check.stderr.strip()}"]
        findings = json.loads(check.stdout)["findings"]
        if show:
            for finding in findings:
                print(json.dumps(finding, ensure_ascii=False))
        wrong = [f"the draft has no line `{line}`" for line in case.drafted if line not in draft.splitlines()]
        for severity, expected in (("error", case.errors), ("warning", case.warnings)):
            found = Counter(finding["code"] for finding in findings if finding["severity"] == severity)
            wrong += [f"no {severity} {code}" for code in sorted(expected - found.keys())]
            for code in sorted(found.keys() - expected):
                first = next(finding for finding in findings if finding["code"] == code)
                wrong.append(f"{found[code]} × {severity} {code}: {first['message']}")
        return wrong


def case(*files: str, **expected: object) -> Case:
    """A case, with sets where lists are easier to read."""
    sets = {key: frozenset(value) if key in ("errors", "warnings") else value for key, value in expected.items()}
    return Case(files, **sets)


REPEATED = {"table/duplicate-row"}
"""Rows that stand more than once, which the descriptions of the files count."""

TWICE = {"table/mojibake"}
"""Letters that were encoded twice."""

PADDED = {"table/padded-twin"}
"""Values that also stand with a space at their end, counted in the files themselves."""

PROSE = ("document made for reading",)
"""What is said of prose and of tables laid out for a printer."""

SEVERAL = ("is not the only one",)
"""What is said of a sheet with several tables."""

BOSTON = ('primary_key = ["case_enquiry_id"]',)

CASES: dict[str, Case] = {
    "boston-311": case("boston-311-sample/boston311-100.csv", drafted=BOSTON),
    "boston-311-day-first": case(
        "boston-311-sample/boston311-dmy-100.csv", drafted=(*BOSTON, 'format = "%d/%m/%Y %H:%M:%S"')
    ),
    "boston-311-repeated-rows": case("boston-311-sample/boston311-100-20dupes-random.csv", warnings=REPEATED),
    "boston-311-long-row": case(
        "boston-311-sample/boston311-100-bad.tsv", errors={"table/extra-cell"}, drafted=('path = "boston311-100-bad.tsv"',)
    ),
    "boston-311-accents": case("boston-311-sample/boston311-100-with-nonascii.csv", drafted=BOSTON),
    "boston-311-personal": case("boston-311-sample/boston311-100-with-fake-pii.csv", drafted=BOSTON),
    "brazil": case(
        "brazil-municipalities/estados.csv",
        "brazil-municipalities/municipios.csv",
        drafted=(
            'foreign_keys = [{ fields = ["codigo_uf"], reference = { resource = "estados", fields = ["codigo_uf"] } }]',
        ),
    ),
    "brazil-json": case("brazil-municipalities/municipios.json", drafted=('type = "boolean"',)),
    "cairns": case("cairns-gtfs/cairns_gtfs.zip", drafted=('format = "gtfs"', 'primary_key = ["trip_id"]')),
    "cambridge-neighborhoods": case("cambridge-boundaries/BOUNDARY_CDDNeighborhoods.geojson"),
    "cambridge-zips": case("cambridge-boundaries/BOUNDARY_Zipcodes.geojson", drafted=('path = "boundary-zipcodes.geojson"',)),
    "cambridge-zips-xml": case("cambridge-boundaries/BOUNDARY_Zipcodes.xml", refused=("an XML document",)),
    "cambridge-zips-topojson": case("cambridge-boundaries/BOUNDARY_Zipcodes.topojson", refused=("a TopoJSON file",)),
    "cambridge-parks": case("cambridge-parks/CDD_ParkDetails.txt", drafted=('encoding = "windows-1252"',)),
    "cambridge-open-space": case("cambridge-parks/RECREATION_OpenSpace.geojson", warnings=PADDED),
    "cambridge-parks-both": case(
        "cambridge-parks/CDD_ParkDetails.txt", "cambridge-parks/RECREATION_OpenSpace.geojson", warnings=PADDED
    ),
    "cambridge-lights": case("cambridge-street-lights/INFRA_StreetLights.geojson", drafted=('primary_key = ["poleid"]',)),
    "census": case(
        "census-acs-income/ACS_14_5YR_B19301_with_ann.csv",
        drafted=("header_rows = 2", 'missing_values = ["", "-"]', 'missing_values = ["", "**"]'),
    ),
    "census-labels": case("census-acs-income/ACS_14_5YR_B19301_metadata.csv"),
    "census-notes": case("census-acs-income/ACS_14_5YR_B19301.txt", refused=PROSE),
    "census-readme": case("census-acs-income/aff_download_readme_ann.txt", refused=("Headings stand between its rows",)),
    "census-with-notes": case(
        "census-acs-income/ACS_14_5YR_B19301_with_ann.csv",
        "census-acs-income/ACS_14_5YR_B19301.txt",
        drafted=("[[documents]]", 'path = "acs-14-5yr-b19301.txt"'),
    ),
    "chicago": case("chicago-bike-routes/Bikeroutes.geojson"),
    "croatia-agents": case(
        "croatia-registers/Drustva za zastupanje u osiguranju.csv",
        drafted=('dialect = { delimiter = ";" }', '# missing_values = ["", "NULL"]'),
        answers={'# missing_values = ["", "NULL"]': 'missing_values = ["", "NULL"]'},
    ),
    "croatia-schools": case(
        "croatia-registers/popis_osnovnih_i_srednjih_skola_u_Republici_Hrvatskoj.xlsx",
        errors={"table/hidden-row"},
        warnings={"table/author-property"},
    ),
    "croatia-fuel": case("croatia-registers/Tablica kvaliteta goriva 18 12 14.xlsx", refused=("Merged cells stand in it 54",)),
    "france": case("france-ev-charging/issue-647.csv.txt", drafted=('format = "%Y/%m/%d"', 'primary_key = ["id_pdc"]')),
    "italy": case(
        "italy-opencoesione-wide/progetti_sample_10.csv",
        warnings=TWICE,
        drafted=('decimal_char = ","',),
        # Codes of legal forms such as 2.2.20, which look like days: nothing in the file tells, so `check` asks.
        answers={'type = "date"': 'type = "string"'},
    ),
    "london-2009": case("london-gla-payments/gla-december_2009.csv", warnings=REPEATED, drafted=("skip_rows = 5", "decimals = 2")),
    "london-2011": case("london-gla-payments/gla-2011-12-P13-500.csv", drafted=("skip_rows = 6", 'format = "%d %b %Y"')),
    "london-2012": case("london-gla-payments/gla-2012-13-P10-250.csv", warnings=REPEATED, drafted=("skip_rows = 6",)),
    "london-2013": case("london-gla-payments/gla-250-report-2013-14-P07.csv", warnings=REPEATED, drafted=("skip_rows = 6",)),
    "london-2014-07": case("london-gla-payments/gla-250-report-2014-15-P07.csv", warnings=REPEATED, drafted=("skip_rows = 7",)),
    "london-2014-08": case("london-gla-payments/gla-250-report-2014-15-P08.csv", drafted=("skip_rows = 7", "footer_rows = 4")),
    "precincts-2016": case(
        "ma-precinct-results/20161108__ma__general__precinct.csv", warnings={"table/replacement-character"}
    ),
    "precincts-2020": case("ma-precinct-results/20201103__ma__general__precinct.csv"),
    "precincts-belmont": case("ma-precinct-results/20161108__ma__general__belmont__precinct.csv"),
    "town-gardner": case("ma-town-election-results/2010gardnerState Election Results - Certified.xlsx", refused=PROSE),
    "town-dedham": case("ma-town-election-results/20161108_ma_general_dedham.xlsx", refused=SEVERAL),
    "town-millbury": case("ma-town-election-results/Millbury 10-31-2011.xls", refused=("each block is a table of its own",)),
    "town-leicester": case("ma-town-election-results/leicestermanov2010.xls", refused=PROSE + SEVERAL),
    "town-revere": case("ma-town-election-results/revere_nov_2010.xls", refused=SEVERAL),
    "town-royalston": case("ma-town-election-results/royalston RESULTS 11-2-10.xls", refused=SEVERAL),
    "town-saugus": case("ma-town-election-results/saugus ELEC RESULTS  11-2-2010.xls", refused=PROSE + SEVERAL),
    "medicare": case(
        "medicare-inpatient-by-state/Medicare_Charge_Inpatient_DRGALL_DRG_by_State_FY2016.csv",
        drafted=('primary_key = ["drg_definition", "provider_state"]', "decimals = 2", "bare_number = false"),
    ),
    "flights": case(
        *(f"nyc-flights-2013/{name}" for name in ("airlines.csv", "airports.csv", "planes.csv", "flights.csv.zip")),
        drafted=('missing_values = ["", "NA"]',),
    ),
    # Four cells of the workbook show #N/A.
    "oakland-xlsx": case("oakland-budget/BudgetData for Public Adopted FY2016-17 Midcycle.xlsx", errors={"table/error-cell"}, warnings={"table/author-property"}),
    "oakland-csv": case("oakland-budget/FY20-21__adopted.csv", warnings=REPEATED),
    "philadelphia-csv": case("philadelphia-school-facilities/philadelphiaschool_facilities201302.csv"),
    "philadelphia-geojson": case("philadelphia-school-facilities/philadelphiaschool_facilities201302.geojson"),
    "philadelphia-kml": case("philadelphia-school-facilities/philadelphiaschool_facilities201302.kml", refused=("a KML file",)),
    "philadelphia-shapefile": case(
        *(f"philadelphia-school-facilities/PhiladelphiaSchool_Facilities201302.{end}" for end in ("shp", "shx", "dbf", "prj"))
    ),
    "san-francisco": case(
        "sf-311-cases/cases_sample_10000(no-geo).csv",
        warnings=PADDED,
        drafted=('path = "cases-sample-10000-no-geo.csv"', 'source = ""', '# missing_values = ["", "N/A", "NA"]'),
    ),
    "taiwan": case("taiwan-scenic-spots-big5/characters.csv", warnings=PADDED, drafted=('encoding = "big5"',)),
    "uk-csv": case(
        "uk-local-authorities/uk_local_authorities_current.csv",
        "uk-local-authorities/lookup_name_to_registry.csv",
        warnings=REPEATED | TWICE,
    ),
    "uk-parquet": case("uk-local-authorities/uk_local_authorities_current.parquet", warnings=TWICE),
    "uk-xlsx": case("uk-local-authorities/uk_la_past_current.xlsx", warnings=TWICE),
    "uk-json": case(
        "uk-local-authorities/uk_la_past_current.json",
        warnings=TWICE,
        drafted=('records = "resources.0.data"', 'records = "resources.1.data"', 'records = "resources.2.data"'),
    ),
    "uk-datapackage": case("uk-local-authorities/datapackage.json", refused=("the description of a Data Package",)),
    "firearms": case("us-firearm-background-checks/nics-firearm-background-checks.csv", drafted=('type = "yearmonth"',)),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=Path, required=True)
    default = Path(__file__).resolve().parents[2].parent / "shared" / "realdata"
    parser.add_argument("--realdata", type=Path, default=default)
    parser.add_argument("--show", metavar="NAME", help="only this case, with its dataset.toml and all findings")
    arguments = parser.parse_args()
    if not arguments.realdata.is_dir():
        print(f"drafted: SKIPPED: no real data in {arguments.realdata}")
        return 0
    passed = failed = 0
    for name, expected in CASES.items():
        if arguments.show not in (None, name):
            continue
        wrong = problems(arguments.binary.resolve(), arguments.realdata, name, expected, arguments.show is not None)
        passed, failed = passed + (not wrong), failed + bool(wrong)
        for sentence in wrong:
            print(f"FAILED {name}: {sentence}")
    print(f"drafted: {passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
