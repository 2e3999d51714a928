"""The checks of what pages say to programs: schema.org and addresses; each with the broken twins that it must notice."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema

from built_site import Site
from checks import Check, Result, Twin, format_checker, schema_errors

TEXT = {"type": "string", "minLength": 1}
ADDRESS = {"type": "string", "format": "uri", "pattern": "^https?://"}
DAY = {"type": "string", "format": "date"}
ORGANIZATION = {
    "type": "object",
    "required": ["@type", "name", "url"],
    "properties": {"@type": {"const": "GovernmentOrganization"}, "name": TEXT, "url": ADDRESS},
}
PLACE = {
    "type": "object",
    "required": ["@type", "name", "geo"],
    "properties": {
        "geo": {
            "required": ["box"],
            "properties": {"@type": {"const": "GeoShape"}, "box": {"pattern": r"^-?[\d.]+ -?[\d.]+ -?[\d.]+ -?[\d.]+$"}},
        }
    },
}
DATASET = {
    "type": "object",
    "required": [
        "@context", "@type", "@id", "url", "name", "description", "identifier", "keywords", "license", "version",
        "isAccessibleForFree", "creator", "publisher", "datePublished", "dateModified", "temporalCoverage",
        "spatialCoverage", "inLanguage", "includedInDataCatalog", "variableMeasured", "distribution",
    ],
    "properties": {
        "@context": {"const": "https://schema.org/"},
        "@type": {"const": "Dataset"},
        "@id": ADDRESS,
        "url": ADDRESS,
        "name": TEXT,
        "description": {"type": "string", "minLength": 50, "maxLength": 5000},
        "identifier": TEXT,
        "keywords": {"type": "array", "minItems": 1, "uniqueItems": True, "items": TEXT},
        "license": ADDRESS,
        "version": {"pattern": r"^\d+\.\d+\.\d+$"},
        "isAccessibleForFree": {"const": True},
        "creator": {**ORGANIZATION, "required": [*ORGANIZATION["required"], "contactPoint"]},
        "publisher": ORGANIZATION,
        "datePublished": DAY,
        "dateModified": DAY,
        "temporalCoverage": {"pattern": r"^\d{4}-\d\d-\d\d/(\d{4}-\d\d-\d\d|\.\.)$"},
        "spatialCoverage": PLACE,
        "inLanguage": {"pattern": "^[a-z]{2,3}(-[A-Za-z0-9]+)*$"},
        "includedInDataCatalog": {"required": ["@type", "name", "url"], "properties": {"@type": {"const": "DataCatalog"}, "url": ADDRESS}},
        "variableMeasured": {"type": "array", "items": {"required": ["@type", "name", "description"]}},
        "distribution": {
            "type": "array",
            "minItems": 1,
            "items": {
                "required": ["@type", "name", "contentUrl", "encodingFormat", "contentSize", "sha256"],
                "properties": {"@type": {"const": "DataDownload"}, "contentUrl": ADDRESS},
            },
        },
    },
}  # fmt: skip
"""What schema.org and Google ask of a dataset, with all that they recommend and we have."""
CATALOG = {
    "type": "object",
    "required": ["@context", "@type", "@id", "url", "name", "description", "publisher", "spatialCoverage", "inLanguage"],
    "properties": {"@type": {"const": "DataCatalog"}, "url": ADDRESS, "publisher": ORGANIZATION, "spatialCoverage": PLACE},
}
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


class Head(HTMLParser):
    """The links and properties of a page's head, and whether it leads on to another."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[dict[str, str]] = []
        self.properties: dict[str, str] = {}
        self.leads_on = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collects the parts of a start tag."""
        values = {name: value or "" for name, value in attrs}
        if tag == "link":
            self.links.append(values)
        if tag == "meta" and "property" in values:
            self.properties[values["property"]] = values.get("content", "")
        self.leads_on |= tag == "meta" and values.get("http-equiv") == "refresh"


def head(site: Site, path: str) -> Head:
    """The head of a page."""
    found = Head()
    found.feed(site.read(path).decode("utf-8"))
    return found


def pages(site: Site) -> list[str]:
    """The folders of all pages that have an address of their own, as paths with a slash at the end or empty."""
    found = [path for path in site.ending("index.html") if not head(site, path).leads_on]
    return [path.removesuffix("index.html") for path in found]


def answered(site: Site, url: str) -> bool:
    """Whether the site has what an address names."""
    path = url.removeprefix(site.base_url())
    return url.startswith(site.base_url()) and site.has(path + "index.html" if path.endswith("/") or not path else path)


def listed(site: Site) -> dict[str, dict[str, Any]]:
    """The datasets of data.json by slug."""
    return {dataset["landingPage"].rstrip("/").rpartition("/")[2]: dataset for dataset in site.json("data.json")["dataset"]}


# schema.org


def schema_org(site: Site, standards: Path) -> Result:
    """The JSON-LD of the home page and of each dataset, by our own lists and against the other descriptions."""
    result = Result({"datasets": 0, "variables": 0, "downloads": 0})
    catalog = json_ld(site, "index.html", result)
    result.problems += [f"index.html {problem}" for problem in schema_errors(validator("catalog"), catalog)]
    for slug, dataset in listed(site).items():
        path = f"datasets/{slug}/index.html"
        found = json_ld(site, path, result)
        problems = schema_errors(validator("dataset"), found)
        if not problems:
            west, south, east, north = map(float, dataset["spatial"].split(","))
            if [*map(float, found["spatialCoverage"]["geo"]["box"].split())] != [south, west, north, east]:
                problems.append("its box is not latitude before longitude")
            package = site.json(f"data/{slug}/datapackage.json")["resources"]
            names = [field["name"] for one in package if "schema" in one for field in one["schema"]["fields"]]
            if [variable["name"] for variable in found["variableMeasured"]] != names:
                problems.append("its variables are not its columns")
            urls = [one["contentUrl"] for one in found["distribution"]]
            if not set(urls) <= {one["downloadURL"] for one in dataset["distribution"]} or not urls:
                problems.append("its downloads are not those of data.json")
            problems += [f"nothing is at {url}" for url in urls if not answered(site, url)]
            result.counted["variables"] += len(names)
            result.counted["downloads"] += len(urls)
        result.counted["datasets"] += 1
        result.problems += [f"{path} {problem}" for problem in problems]
    return result


@cache
def validator(name: str) -> jsonschema.protocols.Validator:
    """A validator of our own lists, with formats."""
    schema = {"dataset": DATASET, "catalog": CATALOG}[name]
    return jsonschema.Draft202012Validator(schema, format_checker=format_checker())


def json_ld(site: Site, path: str, result: Result) -> Any:
    """The one block of JSON-LD in a page."""
    blocks = site.page(path).json_ld
    if len(blocks) != 1:
        result.problems.append(f"{path} has {len(blocks)} blocks of JSON-LD")
    return json.loads(blocks[0]) if blocks else {}


def known_words(site: Site, standards: Path) -> Result:
    """Every type is a class of schema.org, and every property one that its class may have."""
    result = Result({"nodes": 0, "properties": 0})
    classes, domains = vocabulary(standards)
    for path in ["index.html", *(f"datasets/{slug}/index.html" for slug in listed(site))]:
        nodes = [json_ld(site, path, result)]
        while nodes:
            node = nodes.pop()
            kind = node.get("@type")
            result.counted["nodes"] += 1
            if kind not in classes:
                result.problems.append(f"{path}: there is no class {kind}")
                continue
            for name, value in node.items():
                if not name.startswith("@"):
                    result.counted["properties"] += 1
                    if not domains.get(name, set()) & above(kind, classes):
                        result.problems.append(f"{path}: {kind} has no property {name}")
                nodes += [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]
    return result


@cache
def vocabulary(standards: Path) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The classes of schema.org with those above each, and the properties with the classes that may have them."""
    graph = json.loads((standards / "schema.org-30.0" / "schemaorg-all-https.jsonld").read_text(encoding="utf-8"))["@graph"]
    classes: dict[str, set[str]] = {}
    domains: dict[str, set[str]] = {}
    for node in graph:
        # What it says of the words of others is about those alone.
        prefix, _, name = node["@id"].partition(":")
        if prefix != "schema":
            continue
        if "rdfs:Class" in names(node.get("@type")):
            classes[name] = {one.rpartition(":")[2] for one in names(node.get("rdfs:subClassOf"))}
        elif "rdf:Property" in names(node.get("@type")):
            domains[name] = {one.rpartition(":")[2] for one in names(node.get("schema:domainIncludes"))}
    return classes, domains


def names(value: Any) -> list[str]:
    """One or many identifiers of JSON-LD as a list."""
    many = value if isinstance(value, list) else [value] if value else []
    return [one["@id"] if isinstance(one, dict) else one for one in many]


def above(kind: str, classes: dict[str, set[str]]) -> set[str]:
    """A class and all above it."""
    return {kind}.union(*(above(one, classes) for one in classes.get(kind, set())))


def edit_json_ld(change: Callable[[dict[str, Any]], object]) -> Callable[[Site], Site]:
    """Changes the description in the page of the first dataset."""

    def edit(site: Site) -> Site:
        path = f"datasets/{next(iter(listed(site)))}/index.html"
        block = site.page(path).json_ld[0]
        document = json.loads(block)
        change(document)
        return site.changed(path, site.read(path).decode().replace(block, json.dumps(document)))

    return edit


def longitude_first(document: dict[str, Any]) -> None:
    """Turns the box around, as other standards write it."""
    south, west, north, east = document["spatialCoverage"]["geo"]["box"].split()
    document["spatialCoverage"]["geo"]["box"] = f"{west} {south} {east} {north}"


# Addresses


def addresses(site: Site, standards: Path) -> Result:
    """The sitemap has every page, each is there and says its own address; robots.txt says where the sitemap is."""
    result = Result({"addresses": 0, "pages": 0})
    base = site.base_url()
    if f"Sitemap: {base}sitemap.xml\n" not in site.read("robots.txt").decode():
        result.problems.append("robots.txt does not name the sitemap")
    root = ElementTree.fromstring(site.read("sitemap.xml"))
    if root.tag == f"{SITEMAP}sitemapindex":
        parts = [loc.text or "" for loc in root.iter(f"{SITEMAP}loc")]
        roots = [ElementTree.fromstring(site.read(part.removeprefix(base))) for part in parts]
    else:
        roots = [root]
    locations = [loc.text or "" for one in roots for loc in one.iter(f"{SITEMAP}loc")]
    for changed in (entry for one in roots for entry in one.iter(f"{SITEMAP}lastmod")):
        date.fromisoformat(changed.text or "")
    result.counted["addresses"] = len(locations)
    result.problems += [f"{url} is not in the site" for url in locations if not answered(site, url)]
    folders = pages(site)
    result.problems += [f"{base}{folder} is not in the sitemap" for folder in folders if base + folder not in set(locations)]
    for folder in folders:
        result.counted["pages"] += 1
        found = head(site, f"{folder}index.html")
        canonical = [link["href"] for link in found.links if link.get("rel") == "canonical"]
        if canonical != [base + folder] or found.properties.get("og:url") != base + folder:
            result.problems.append(f"{folder}index.html says that its address is {canonical}")
        lacking = [name for name in ("title", "description", "type", "site_name", "locale") if not found.properties.get(f"og:{name}")]
        result.problems += [f"{folder}index.html has no og:{name}" for name in lacking]
    return result


def edit_text(path: str, old: str, new: str, count: int = 1) -> Callable[[Site], Site]:
    """Replaces text in a file; it must be there."""

    def edit(site: Site) -> Site:
        text = site.read(path).decode("utf-8")
        if old not in text:
            raise ValueError(f"{path} has no {old!r}")
        return site.changed(path, text.replace(old, new, count))

    return edit


CHECKS = [
    Check(
        "pages describe themselves with schema.org",
        schema_org,
        False,
        [
            Twin("a dataset without a licence", edit_json_ld(lambda d: d.pop("license")), "'license' is a required property"),
            Twin("a box with longitude first", edit_json_ld(longitude_first), "latitude before longitude"),
            Twin("a column too few", edit_json_ld(lambda d: d["variableMeasured"].pop()), "its variables are not its columns"),
            Twin("a download that is not there", edit_json_ld(lambda d: d["distribution"][0].update(contentUrl="https://example.org/a.csv")), "its downloads are not"),
            Twin("a short description", edit_json_ld(lambda d: d.update(description="Trees.")), "Trees."),
            Twin("a home page that says nothing", edit_text("index.html", "application/ld+json", "text/plain"), "0 blocks"),
        ],
    ),
    Check(
        "what pages say of themselves is in schema.org's own words",
        known_words,
        True,
        [
            Twin("a property of nothing", edit_json_ld(lambda d: d.update(licence="x")), "Dataset has no property licence"),
            Twin("a property of something else", edit_json_ld(lambda d: d.update(recipeYield="x")), "no property recipeYield"),
            Twin("a class that is none", edit_json_ld(lambda d: d.update({"@type": "Data"})), "no class Data"),
        ],
    ),
    Check(
        "the sitemap has every page, and every page its address",
        addresses,
        False,
        [
            Twin("an address of nothing", edit_text("sitemap.xml", "/about/", "/abuot/"), "abuot/ is not in the site"),
            Twin("a page that is left out", edit_text("sitemap.xml", "/about/", "/"), "about/ is not in the sitemap"),
            Twin("another canonical address", edit_text("about/index.html", 'rel="canonical" href="', 'rel="canonical" href="x'), "says that its address"),
            Twin("no title for other sites", edit_text("about/index.html", "og:title", "title"), "has no og:title"),
            Twin("a broken sitemap", edit_text("sitemap.xml", "</urlset>", ""), "ParseError"),
            Twin("robots that are not told", edit_text("robots.txt", "Sitemap:", "Map:"), "robots.txt"),
        ],
    ),
]  # fmt: skip
