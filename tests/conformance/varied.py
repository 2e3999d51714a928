#!/usr/bin/env python3
"""Makes a portal of datasets that are as different as they may be, and builds it: several languages, a file that lies
elsewhere, tables that refer to each other, places on the map, three hundred columns, documents, and one that is protected.

    python tests/conformance/varied.py --binary target/debug/townbook --out FOLDER

The site is FOLDER/_site. Nothing may be found in the portal, and nothing of the protected dataset may be in the site.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent / "portals" / "base"
CANARY = "Quahogberry"
"""A word of the protected dataset that stands nowhere else."""
ELSEWHERE = b"ward,trees\n1,250\n2,1300\n"
TIMEOUT = 600

PORTAL = """
title = "Testwick open data"
description = "Datasets that are as different as they may be, for those who check what is said of them."
base_url = "https://data.testwick.example/open/"
languages = ["en", "es"]
spatial = { name = "Testwick", bbox = [-71.20, 42.20, -70.95, 42.40], geonames = "https://sws.geonames.org/4930956/" }
publisher = "town"
license = "PDDL-1.0"
contact = { name = "Open Data Team", email = "data@testwick.example" }

[[publishers]]
id = "town"
name = "Town of Testwick"
url = "https://www.testwick.example/"

[[publishers]]
id = "health"
name = "Health & Safety"
parent = "town"

[[publishers]]
id = "inspectors"
name = "Inspectors' Office"
parent = "health"
url = "https://www.testwick.example/health/?office=1&lang=en"
"""

DATASET = """title = "{title}"
description = "{title}: a dataset that was made so that others can look at how it is described, with <marks> & \\"quotes\\"."
keywords = ["test", "{theme}"]
theme = "{theme}"
publisher = "{publisher}"
license = "{license}"
update_frequency = "{frequency}"
issued = 2024-02-29
modified = 2026-01-10
contact = {{ name = "Desk of {publisher}", email = "{publisher}@testwick.example" }}
temporal = {{ start = 2020-01-01, end = "{end}" }}
{more}

[classification]
level = "{level}"
"""

LANGUAGES = """identifier = "https://old.testwick.example/api/views/abcd-1234"
provenance = "Counted by hand in the yearly walk."
documentation = "https://www.testwick.example/libraries/"
related = ["https://www.testwick.example/books/?q=a&b=c", "https://www.testwick.example/b%20c/"]
citation = "Testwick Libraries (2026)"
language = "en"

[translations.es]
title = "Bibliotecas"
description = "Las bibliotecas de la ciudad, una por fila, con el año en que se abrieron."
keywords = ["bibliotecas", "prueba"]

[translations.pt-BR]
title = "Bibliotecas da cidade"

[translations.zh-Hant]
title = "圖書館"
description = "鎮上的圖書館，每行一間。"
keywords = ["圖書館"]

[translations.ar]
title = "المكتبات"
"""


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=Path, required=True, help="the townbook binary")
    parser.add_argument("--out", type=Path, required=True, help="the folder of the portal, which is made anew")
    options = parser.parse_args()
    make(options.out)
    binary = str(options.binary.resolve())
    found = townbook(binary, options.out, "check", "--now", "2026-02-01", "--format", "json")
    findings = json.loads(found)["findings"]
    townbook(binary, options.out, "build", "--verify")
    site = options.out / "_site"
    leaks = [
        path for path in site.rglob("*") if path.is_file() and CANARY.lower().encode() in path.read_bytes().lower()
    ]
    published = len(list((site / "data").iterdir()))
    for problem in [*(finding["message"] for finding in findings), *(f"{path} names protected data" for path in leaks)]:
        print(f"FAILED: {problem}")
    if published != 6:
        print(f"FAILED: {published} datasets were published, not 6")
    if findings or leaks or published != 6:
        return 1
    print(f"a portal of all sorts: {published} datasets in {site}, nothing found, nothing protected in it")
    return 0


def townbook(binary: str, portal: Path, *arguments: str) -> str:
    """Runs the program on a portal."""
    command = [binary, *arguments, "--portal", str(portal)]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=TIMEOUT).stdout


def make(portal: Path) -> None:
    """Writes the portal into a new folder."""
    shutil.rmtree(portal, ignore_errors=True)
    shutil.copytree(BASE / "policy", portal / "policy")
    (portal / "portal.toml").write_text(PORTAL, encoding="utf-8")
    # The licences that this portal allows are more than those of the base.
    (portal / "policy" / "licenses.toml").write_text(
        'allowed = ["PDDL-1.0", "CC0-1.0", "CC-BY-4.0", "ODbL-1.0", "MIT"]\n'
    )

    libraries = "name,opened\nMain,1901\nHarbour,1966\n"
    dataset(
        portal,
        "libraries",
        more=LANGUAGES,
        theme="EDUC",
        files={"libraries.csv": libraries, "codes.txt": "1: open\n"},
        tables=[
            table("libraries.csv", "One row is one library.", {"name": "string", "opened": "year"})
            + '\n[[documents]]\npath = "codes.txt"\ntitle = "Códigos"\nlanguage = "es"\ndescription = "Qué significa."\n'
        ],
    )

    digest = hashlib.sha256(ELSEWHERE).hexdigest()
    declared = f'url = "https://files.testwick.example/far.csv"\nsha256 = "{digest}"\nbytes = {len(ELSEWHERE)}'
    dataset(
        portal,
        "elsewhere",
        license="CC-BY-4.0",
        frequency="never",
        theme="ENVI",
        end="2025-12-31",
        tables=[table("far.csv", "One row is one ward.", {"ward": "integer", "trees": "integer"}, declared)],
    )
    cache = portal / ".townbook" / "cache"
    cache.mkdir(parents=True)
    (cache / digest).write_bytes(ELSEWHERE)

    places = table(
        "places.csv", "One row is one place.", {"place_id": "string", "library": "string"}, key="place_id"
    ).replace(
        "\n[[resources.fields]]", foreign("library", "libraries", "libraries", "name") + "\n[[resources.fields]]", 1
    )
    visits = table(
        "visits.csv", "One row is one visit.", {"visit": "integer", "place_id": "string"}, key="visit"
    ).replace("\n[[resources.fields]]", foreign("place_id", "", "places", "place_id") + "\n[[resources.fields]]", 1)
    dataset(
        portal,
        "inspections",
        publisher="inspectors",
        license="ODbL-1.0",
        frequency="quarterly",
        theme="HEAL",
        files={
            "places.csv": "place_id,library\nP1,Main\nP2,Harbour\n",
            "visits.csv": "visit,place_id\n1,P1\n2,P1\n3,P2\n",
        },
        tables=[places, visits],
    )

    benches = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [-71.05, 42.31]},
                "properties": {"bench": "001"},
            },
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [-71.04, 42.30]},
                "properties": {"bench": "002"},
            },
        ],
    }
    spatial = 'spatial = { name = "The harbour", bbox = [-71.06, 42.29, -71.03, 42.32] }'
    dataset(
        portal,
        "benches",
        license="MIT",
        frequency="irregular",
        theme="TRAN",
        more=spatial,
        files={"benches.geojson": json.dumps(benches)},
        tables=[table("benches.geojson", "One row is one bench.", {"bench": "string", "place:geometry": "geojson"})],
    )

    columns = [f"measure_{number:03}" for number in range(300)]
    rows = [",".join(str(row * number) for number in range(300)) for row in range(5)]
    dataset(
        portal,
        "wide",
        publisher="health",
        license="CC0-1.0",
        frequency="semiannual",
        theme="SOCI",
        files={"wide.csv": "\n".join([",".join(columns), *rows]) + "\n"},
        tables=[table("wide.csv", "One row is one day.", dict.fromkeys(columns, "integer"))],
    )

    shutil.copytree(BASE / "datasets" / "trees", portal / "datasets" / "trees")
    dataset(
        portal,
        "protected",
        title=CANARY,
        level="protected",
        tables=[table("secret.csv", f"One row is one {CANARY}.", {"name": "string"})],
    )


def dataset(
    portal: Path, slug: str, *, tables: Iterable[str], files: dict[str, str] | None = None, **words: str
) -> None:
    """Writes the folder of a dataset."""
    usual = {
        "title": f"The {slug}",
        "theme": "GOVE",
        "publisher": "town",
        "license": "PDDL-1.0",
        "frequency": "annual",
        "end": "ongoing",
        "more": "",
        "level": "public",
    }
    folder = portal / "datasets" / slug
    folder.mkdir(parents=True)
    text = DATASET.format(**{**usual, **words}) + "".join(tables)
    (folder / "dataset.toml").write_text(text, encoding="utf-8")
    for name, content in (files or {}).items():
        (folder / name).write_text(content, encoding="utf-8")


def table(path: str, row: str, columns: dict[str, str], declared: str | None = None, key: str | None = None) -> str:
    """A table as it is declared; `name:source` gives a column the name that it has in the file."""
    text = f'\n[[resources]]\n{declared or f"path = {json.dumps(path)}"}\ntitle = "{path.split(".")[0].title()}"\ndescription = "{row}"\n'
    text += f'primary_key = ["{key}"]\n' if key else ""
    for name, kind in columns.items():
        name, _, source = name.partition(":")
        text += f'\n[[resources.fields]]\nname = "{name}"\ntype = "{kind}"\ndescription = "What column {name} of the table says of it."\n'
        text += f'source = "{source}"\n' if source else ""
    return text


def foreign(field: str, dataset: str, resource: str, other: str) -> str:
    """A column whose values must be found in another table."""
    elsewhere = f'dataset = "{dataset}", ' if dataset else ""
    return f'foreign_keys = [{{ fields = ["{field}"], reference = {{ {elsewhere}resource = "{resource}", fields = ["{other}"] }} }}]\n'


if __name__ == "__main__":
    sys.exit(main())
