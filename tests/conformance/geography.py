#!/usr/bin/env python3
"""Holds published shapes against other people's programs: the checker of GeoParquet, GDAL, and PROJ.

    python tests/conformance/geography.py --site _site --binary target/debug/townbook

Every `.geojson` of the site, and of a portal made of `tests/portals/geography`, is opened by GDAL; the Parquet beside it goes
through `gpio check spec`, every row of it. A shapefile in feet, made by GDAL from points whose degrees are known, must be
published where its twin in GeoJSON is, within a metre. Each check is also run on files that are broken, which it must refuse;
a check that looked at nothing fails.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy
import pyarrow.parquet as pq
import pyogrio
import pyproj

ROOT = Path(__file__).resolve().parent.parent.parent
PORTALS = ROOT / "tests" / "portals"
TIMEOUT = 300
"""Seconds after which a program counts as hung."""

EXTENSIONS = Path(".duckdb/extensions")
"""Where DuckDB looks for extensions in a home folder, so that it need not fetch them."""

LANDMARKS = {
    "City Hall": (-75.16363, 39.95262),
    "Independence Hall": (-75.15003, 39.94887),
    "Navy Yard": (-75.17500, 39.89200),
    "Torresdale": (-74.99000, 40.05700),
}
"""Places in Philadelphia, all over the city."""

TABLE = """
[[resources]]
path = "{path}"
name = "{name}"
title = "Places"
description = "One row is one place in the city."
fields_match = "subset"

[[resources.fields]]
name = "id"
source = "{id}"
type = "string"
description = "Name of the place."

[[resources.fields]]
name = "place"
source = "geometry"
type = "geopoint"
description = "Where it is."
"""


class Tally:
    """Counts what passed and what failed, and prints each."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0

    def record(self, title: str, problems: list[str]) -> None:
        """Counts one check."""
        self.passed += not problems
        self.failed += bool(problems)
        print(f"{'FAILED' if problems else 'passed'}: {title}")
        for problem in problems[:10]:
            print(f"    {problem}")


def main() -> int:
    """The command line."""
    options = arguments()
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="townbook-geography-") as temporary:
        scratch = Path(temporary)
        home = make_home(scratch)
        shapes = scratch / "shapes"
        for folder in ("base", "geography"):
            shutil.copytree(PORTALS / folder, shapes, dirs_exist_ok=True)
        files = [*published(options.site), *published(build(options.binary, shapes))]
        tally.record("there are files to look at", [] if files else ["none"])
        check_parquet([path.with_suffix(".parquet") for path in files], home, scratch, tally)
        check_geojson(files, scratch, tally)
        check_feet(options.binary, landmarks(scratch / "landmarks"), "of landmarks", tally)
        schools = options.realdata / "philadelphia-school-facilities"
        if schools.is_dir():
            check_feet(options.binary, real(schools, scratch / "schools"), "of school facilities", tally)
        else:
            print(f"SKIPPED: the shapefile of a city, because the folder {schools} does not exist; give --realdata DIR.")
    print(f"geography: {tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed or not tally.passed else 0


def arguments() -> argparse.Namespace:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    realdata = Path(os.environ.get("TOWNBOOK_REALDATA", ROOT.parent / "shared" / "realdata"))
    parser.add_argument("--site", type=Path, required=True, help="the folder that `townbook build` wrote")
    parser.add_argument("--binary", type=Path, required=True, help="the townbook binary")
    parser.add_argument("--realdata", type=Path, default=realdata, help="folder with files of real cities")
    options = parser.parse_args()
    options.binary = options.binary.resolve()
    return options


def make_home(scratch: Path) -> Path:
    """A home folder with the extension of DuckDB that the checker needs, from the package of it."""
    home = scratch / "home"
    package = Path(next(iter(find_spec("duckdb_ext").submodule_search_locations)))
    shutil.copytree(package / "extensions", home / EXTENSIONS)
    return home


def build(binary: Path, portal: Path) -> Path:
    """The site of a portal."""
    command = [str(binary), "build", "--verify", "--portal", str(portal)]
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=TIMEOUT)
    return portal / "_site"


def published(site: Path) -> Iterator[Path]:
    """The GeoJSON files of a site, under the addresses that people keep."""
    return iter(sorted(site.glob("data/*/latest/*.geojson")))


# GeoParquet


def check_parquet(files: list[Path], home: Path, scratch: Path, tally: Tally) -> None:
    """Every file conforms to GeoParquet 1.1; ones that do not are refused."""
    for path in files:
        passed, problems = specification(path, home)
        tally.record(f"gpio check spec {path.name}: {passed} points of GeoParquet", problems)
    broken = scratch / "broken.parquet"
    table = pq.read_table(files[0])
    geo = json.loads(table.schema.metadata[b"geo"])
    primary = geo["primary_column"]
    for title, change in {
        "no metadata of its shapes": lambda geo: None,
        "an encoding in small letters": lambda geo: geo["columns"][primary].update(encoding="wkb"),
        "types that it does not have": lambda geo: geo["columns"][primary].update(geometry_types=["Polygon"]),
        "a box around something else": lambda geo: geo["columns"][primary].update(bbox=[0, 0, 1, 1]),
        "boxes in a column that is not there": lambda geo: geo["columns"][primary]["covering"]["bbox"].update(
            {side: ["gone", side] for side in ("xmin", "ymin", "xmax", "ymax")}
        ),
    }.items():
        copy = json.loads(json.dumps(geo))
        change(copy)
        metadata = {} if title.startswith("no ") else {b"geo": json.dumps(copy).encode()}
        pq.write_table(table.replace_schema_metadata(metadata), broken)
        refused = specification(broken, home)[1]
        tally.record(f"gpio refuses a file with {title}", [] if refused else ["it was not refused"])


def specification(path: Path, home: Path) -> tuple[int, list[str]]:
    """How many points of the standard a file keeps, by the checker, and which it does not."""
    program = Path(sys.executable).with_name("gpio")
    command = [str(program), "check", "spec", str(path), "--json", "--sample-size", "0"]
    environment = {**os.environ, "HOME": str(home)}
    ran = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False, env=environment)
    try:
        report = json.loads(ran.stdout)
    except ValueError:
        return 0, [f"exit code {ran.returncode}", *ran.stderr.splitlines()[-5:]]
    checks = report["checks"]
    problems = [f"{check['name']}: {check.get('message')}" for check in checks if check["status"] != "passed"]
    passed = len(checks) - len(problems)
    if ran.returncode and not problems:
        problems.append(f"exit code {ran.returncode}")
    return passed, problems or ([] if passed else ["nothing was checked"])


# GeoJSON


def check_geojson(files: list[Path], scratch: Path, tally: Tally) -> None:
    """GDAL sees as many features in each file as stand in it, within the same bounds; a broken file is refused."""
    for path in files:
        problems, features = gdal(path, path)
        tally.record(f"GDAL opens {path.name}: {features} features", problems)
    broken = scratch / "broken.geojson"
    text = files[0].read_text(encoding="utf-8")
    document = json.loads(text)
    moved = json.loads(text)
    next(feature for feature in moved["features"] if feature["geometry"])["geometry"]["coordinates"][0] += 10
    for title, content in {
        "without its end": text[: len(text) // 2],
        "with a feature less": json.dumps({**document, "features": document["features"][1:]}),
        "with a feature elsewhere": json.dumps(moved),
    }.items():
        broken.write_text(content, encoding="utf-8")
        tally.record(f"GDAL does not see the same in a file {title}", [] if gdal(files[0], broken)[0] else ["it does"])


def gdal(expected: Path, path: Path) -> tuple[list[str], int]:
    """What GDAL sees differently in a file than stands in another, and how many features it sees."""
    features = json.loads(expected.read_text(encoding="utf-8"))["features"]
    positions = [position for feature in features if feature["geometry"] for position in walk(feature["geometry"])]
    try:
        info = pyogrio.read_info(path, force_feature_count=True, force_total_bounds=True)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        return [str(error)], 0
    problems = []
    if info["features"] != len(features):
        problems.append(f"{info['features']} features, not {len(features)}")
    if info["crs"] != "EPSG:4326":
        problems.append(f"the reference system {info['crs']}")
    if positions:
        x, y = zip(*positions)
        bounds = (min(x), min(y), max(x), max(y))
        if tuple(info["total_bounds"]) != bounds:
            problems.append(f"bounds {info['total_bounds']}, not {bounds}")
    return problems, info["features"]


def walk(geometry: dict) -> Iterator[tuple[float, float]]:
    """All positions of a geometry object."""
    for member in geometry.get("geometries", []):
        yield from walk(member)
    lists = [geometry.get("coordinates", [])]
    while lists:
        item = lists.pop()
        if item and isinstance(item[0], int | float):
            yield item[0], item[1]
        else:
            lists += item


# Feet


def landmarks(portal: Path) -> Path:
    """A portal with a shapefile in the feet of southern Pennsylvania (EPSG:2272), and its twin in degrees."""
    shutil.copytree(PORTALS / "base", portal)
    folder = declare(portal, {"places.shp": "id", "twin.geojson": "id"})
    names = numpy.array(list(LANDMARKS), dtype=object)
    degrees = list(LANDMARKS.values())
    feet = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:2272", always_xy=True)
    for path, points, crs, driver in [
        ("places.shp", [feet.transform(*point) for point in degrees], "EPSG:2272", "ESRI Shapefile"),
        ("twin.geojson", degrees, "EPSG:4326", "GeoJSON"),
    ]:
        shapes = numpy.array([struct.pack("<BIdd", 1, 1, *point) for point in points], dtype=object)
        layer = {"geometry": shapes, "field_data": [names], "fields": ["id"], "geometry_type": "Point", "crs": crs}
        pyogrio.raw.write(folder / path, driver=driver, **layer)
    return portal


def real(source: Path, portal: Path) -> Path:
    """A portal with a city's own shapefile, and the GeoJSON that the city made of it."""
    shutil.copytree(PORTALS / "base", portal)
    folder = declare(portal, {"places.shp": "OBJECTID", "twin.geojson": "objectid"})
    for path in source.iterdir():
        if path.suffix in (".shp", ".shx", ".dbf", ".prj"):
            shutil.copyfile(path, folder / f"places{path.suffix}")
        elif path.suffix == ".geojson":
            shutil.copyfile(path, folder / "twin.geojson")
    return portal


def declare(portal: Path, tables: dict[str, str]) -> Path:
    """The folder of a new dataset with these tables, each with the column that names its places."""
    folder = portal / "datasets" / "places"
    folder.mkdir()
    toml = (portal / "datasets" / "trees" / "dataset.toml").read_text(encoding="utf-8").split("[[resources]]")[0]
    shutil.rmtree(portal / "datasets" / "trees")
    blocks = [TABLE.format(path=path, name=path.split(".")[0], id=key) for path, key in tables.items()]
    (folder / "dataset.toml").write_text(toml + "".join(blocks), encoding="utf-8")
    return folder


def check_feet(binary: Path, portal: Path, title: str, tally: Tally) -> None:
    """What is published of a shapefile in feet lies where its twin does."""
    site = build(binary, portal)
    places, twin = (read_points(site / "data/places/latest" / f"{name}.geojson") for name in ("places", "twin"))
    problems = [] if places.keys() == twin.keys() else ["they have not the same places"]
    distances = {name: metres(places[name], twin[name]) for name in places.keys() & twin.keys()}
    problems += [f"{name} is {distance:.2f} m off" for name, distance in distances.items() if not distance < 1]
    farthest = max(distances.values(), default=math.inf)
    tally.record(f"the shapefile {title}: {len(distances)} points at most {farthest:.3f} m from their twins", problems)
    # The same points taken for those of the northern half of the state, as a wrong code would have them.
    wrong = pyproj.Transformer.from_crs("EPSG:2272", "EPSG:4326", always_xy=True)
    feet = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:2271", always_xy=True)
    moved = [metres(wrong.transform(*feet.transform(*point)), point) for point in twin.values()]
    tally.record("a wrong reference system is noticed", [] if all(distance > 1 for distance in moved) else ["it is not"])


def read_points(path: Path) -> dict[str, tuple[float, float]]:
    """The points of a GeoJSON file by their names."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {str(feature["properties"]["id"]): tuple(feature["geometry"]["coordinates"]) for feature in features}


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """How far two points are from each other on the ellipsoid."""
    return pyproj.Geod(ellps="WGS84").inv(*one, *other)[2]


if __name__ == "__main__":
    sys.exit(main())
