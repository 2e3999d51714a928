"""The checks of what is said of the catalogue's quality: warnings of data.gov, points of the European data portal."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import rdflib
from rdflib.namespace import DCAT, DCTERMS

from built_site import Site
from checks import Check, Result, Twin
from rdf_graphs import US, graph, records
from rdf_twins import edit, edit_us, without


def us_warnings(site: Site, standards: Path) -> Result:
    """What data.gov would warn of in dcat-us-3.json: nothing."""
    folder = standards / US / "datagov/reference_data"
    known = {
        name: set(json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))["values"])
        for name in ("iso639_1_language_codes", "iana_media_types")
    }
    result = Result({"objects": 0})

    def in_order(one: dict[str, Any], first: str, second: str) -> bool:
        return not (one.get(first) and one.get(second)) or one[first] <= one[second]

    rules: dict[str, Callable[[dict[str, Any]], dict[str, bool]]] = {
        "Dataset": lambda one: {
            "a keyword stands twice": len(set(one["keyword"])) == len(one["keyword"]),
            "an old word for access": one["accessRights"].lower() not in ("non-public", "restricted public"),
            "an unknown language": set(one["language"]) <= known["iso639_1_language_codes"],
            "issued after modified": in_order(one, "issued", "modified"),
        },
        "Distribution": lambda one: {
            "a size that is no number": one.get("byteSize", "0").isdecimal(),
            "an unknown media type": one["mediaType"] in known["iana_media_types"],
        },
        "Location": lambda one: {"a box that is no area": re.fullmatch(AREA, one["bbox"]) is not None},
        "PeriodOfTime": lambda one: {"an end before the start": in_order(one, "startDate", "endDate")},
    }

    def walk(node: Any) -> None:
        for item in node if isinstance(node, list) else node.values() if isinstance(node, dict) else []:
            walk(item)
        rule = rules.get(node.get("@type")) if isinstance(node, dict) else None
        if rule:
            result.counted["objects"] += 1
            result.problems += [f"{node.get('@id')}: {what}" for what, is_fine in rule(node).items() if not is_fine]

    walk(site.json("dcat-us-3.json")["dataset"])
    return result


def assessment(site: Site, standards: Path) -> Result:
    """quality.csv has the points that the lists of the assessment give to catalog.ttl, 380 on average at least."""
    found = graph(site, "catalog.ttl")
    lists = {
        name: set(rdflib.Graph().parse(standards / "mqa" / f"edp-{name}.rdf").subjects())
        for name in ("machine-readable-format", "non-proprietary-format")
    }
    lists = {name: {str(term).rsplit("/", 1)[-1] for term in terms} for name, terms in lists.items()}
    published = list(csv.DictReader(io.StringIO(site.read("quality/quality.csv").decode())))
    result = Result({"datasets": len(published), "points": 0})
    for row in published:
        dataset = rdflib.URIRef(f"{site.base_url()}datasets/{row['dataset']}/#dataset")
        files = list(found.objects(dataset, DCAT.distribution))
        points = sum(worth for term, worth in OF_DATASETS.items() if (dataset, term, None) in found)
        if any(str(term).startswith(f"{EU}access-right/") for term in found.objects(dataset, DCTERMS.accessRights)):
            points += 5
        # What DCAT-AP demands is there, as the check of its shapes says.
        points += 30
        for file in files:
            earned = sum(worth for term, worth in OF_FILES.items() if (file, term, None) in found)
            codes = {str(term).rsplit("/", 1)[-1] for term in found.objects(file, DCTERMS["format"])}
            earned += 20 * any(code in lists["non-proprietary-format"] for code in codes)
            earned += 20 * any(code in lists["machine-readable-format"] for code in codes)
            earned += 10 * ((file, DCTERMS["format"], None) in found and (file, DCAT.mediaType, None) in found)
            earned += 10 * any(str(term).startswith(f"{EU}licence/") for term in found.objects(file, DCTERMS.license))
            for term, worth in ((DCAT.accessURL, 50), (DCAT.downloadURL, 30)):
                paths = [str(url).removeprefix(site.base_url()) for url in found.objects(file, term)]
                earned += worth * any(site.has(path) or site.has(f"{path}index.html") for path in paths)
            points += earned / len(files)
        if abs(points - float(row["points"])) > 0.06:
            result.problems.append(f"{row['dataset']}: {row['points']} points are published, {points:.1f} were counted")
        result.counted["points"] += round(points)
    mean = result.counted["points"] / max(len(published), 1)
    if mean < 380:
        result.problems.append(f"{mean:.1f} points on average, not 380")
    if len(published) != len(records(site)):
        result.problems.append(f"{len(published)} datasets have points, {len(records(site))} are published")
    return result


EU = "http://publications.europa.eu/resource/authority/"
AREA = r"POLYGON\(\((-?[\d.]+ -?[\d.]+,){3,}-?[\d.]+ -?[\d.]+\)\)"
OF_DATASETS = {
    DCAT.keyword: 30,
    DCAT.theme: 30,
    DCTERMS.spatial: 20,
    DCTERMS.temporal: 20,
    DCTERMS.accessRights: 10,
    DCAT.contactPoint: 20,
    DCTERMS.publisher: 10,
}
"""Points of the assessment for what a dataset says."""
OF_FILES = {
    DCAT.downloadURL: 20,
    DCTERMS["format"]: 20,
    DCAT.mediaType: 10,
    DCTERMS.license: 20,
    DCTERMS.rights: 5,
    DCAT.byteSize: 5,
    DCTERMS.issued: 5,
    DCTERMS.modified: 5,
}
"""Points of the assessment for what a file says."""


CHECKS = [
    Check(
        "data.gov has nothing to warn of",
        us_warnings,
        True,
        [
            Twin("a keyword twice", edit_us(lambda d: d["keyword"].append(d["keyword"][0])), "stands twice"),
            Twin("an unknown language", edit_us(lambda d: d.update(language=["xx"])), "an unknown language"),
            Twin(
                "dates that contradict each other",
                edit_us(lambda d: d.update(issued="2199-01-01")),
                "issued after modified",
            ),
            Twin(
                "an end before the start",
                edit_us(lambda d: d["temporal"][0].update(endDate="1799-01-01")),
                "before the start",
            ),
            Twin("a box that is none", edit_us(lambda d: d["spatial"][0].update(bbox="1,2,3,4")), "no area"),
            Twin("a size in words", edit_us(lambda d: d["distribution"][0].update(byteSize="12 kB")), "no number"),
        ],
    ),
    Check(
        "quality.csv has the points of the European data portal",
        assessment,
        True,
        [
            Twin(
                "a dataset without a topic",
                edit("catalog.ttl", without(DCAT.Dataset, DCAT.theme)),
                "points are published",
            ),
            Twin(
                "a file without a size",
                edit("catalog.ttl", without(DCAT.Distribution, DCAT.byteSize)),
                "points are published",
            ),
            Twin(
                "a dataset less",
                lambda site: site.changed(
                    "quality/quality.csv", site.read("quality/quality.csv").rsplit(b"\n", 2)[0] + b"\n"
                ),
                "datasets have points",
            ),
        ],
    ),
]
