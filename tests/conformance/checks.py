"""The checks of a built site against published standards, each with the broken twins that it must notice.

A check looks at a site and returns what it counted and what is wrong. Counting nothing is a problem in itself: an empty
catalogue conforms to everything.
"""

from __future__ import annotations

import csv
import io
import json
import posixpath
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import frictionless
import jsonschema
import pyshacl
import rdflib
import referencing
from rdflib.namespace import DCAT, DCTERMS, RDF, SH

from built_site import Site
from proof import Result, Twin

SMALL_PACKAGE = 5_000_000
"""Bytes of data up to which a package is validated together with its data."""
REQUIRED_FORMATS = {"date", "date-time", "email", "uri"}
"""Formats that the JSON Schema validator must really check."""


@dataclass(frozen=True)
class Check:
    """A check, whether it needs the folder of standards, its twins, and what tells why it cannot be run here."""

    title: str
    run: Callable[[Site, Path], Result]
    needs_standards: bool
    twins: list[Twin]
    obstacle: Callable[[], str | None] = lambda: None


# data.json


def data_json(site: Site, standards: Path) -> Result:
    """data.json against the DCAT-US 1.1 schema that data.gov uses for cities, formats checked."""
    result = Result()
    document = site.json("data.json")
    result.problems = schema_errors(_dcat_us_validator(standards), document)
    datasets = document.get("dataset", [])
    identifiers = [dataset.get("identifier") for dataset in datasets]
    if len(set(identifiers)) != len(identifiers):
        result.problems.append("identifiers are not unique")
    result.counted = {"datasets": len(datasets), "distributions": sum(len(d.get("distribution", [])) for d in datasets)}
    return result


@cache
def _dcat_us_validator(standards: Path) -> jsonschema.protocols.Validator:
    folder = standards / "dcat-us-1.1" / "datagov"
    catalog = json.loads((folder / "catalog.json").read_text(encoding="utf-8"))
    dataset = json.loads((folder / "non-federal_dataset.json").read_text(encoding="utf-8"))
    # The catalogue's schema refers to "dataset.json" beside itself: the federal one, unless this says otherwise.
    beside = catalog["$id"].rstrip("#").rsplit("/", 1)[0] + "/dataset.json"
    registry = referencing.Registry().with_resource(beside, referencing.Resource.from_contents(dataset))
    return jsonschema.Draft202012Validator(catalog, registry=registry, format_checker=format_checker())


def format_checker() -> jsonschema.FormatChecker:
    """A checker of formats; without the packages behind it, it would let everything pass."""
    checker = jsonschema.FormatChecker()
    missing = REQUIRED_FORMATS - set(checker.checkers)
    if missing:
        raise RuntimeError(f"jsonschema cannot check the formats {sorted(missing)}: install jsonschema[format]")
    return checker


def schema_errors(validator: jsonschema.protocols.Validator, document: Any) -> list[str]:
    """The errors of a JSON Schema, each with its place."""
    errors = sorted(validator.iter_errors(document), key=lambda error: error.json_path)
    return [f"{error.json_path}: {error.message[:300]}" for error in errors]


def edit_dataset(**changes: Any) -> Callable[[Site], Site]:
    """Changes members of the first dataset in data.json; None takes a member away."""

    def edit(site: Site) -> Site:
        document = site.json("data.json")
        for name, value in changes.items():
            if value is None:
                document["dataset"][0].pop(name)
            else:
                document["dataset"][0][name] = value
        return site.changed("data.json", document)

    return edit


def edit_catalog(**changes: Any) -> Callable[[Site], Site]:
    """Changes members of data.json itself."""
    return lambda site: site.changed("data.json", {**site.json("data.json"), **changes})


# catalog.jsonld


def catalog_counts(site: Site, standards: Path) -> Result:
    """catalog.jsonld is RDF and has exactly the datasets and distributions of data.json."""
    graph = catalog_graph(site)
    found = _count(graph)
    datasets = site.json("data.json")["dataset"]
    distributions = sum(len(dataset.get("distribution", [])) for dataset in datasets)
    expected = {"catalogs": 1, "datasets": len(datasets), "distributions": distributions}
    problems = [
        f"{found[name]} {name} in the graph, {count} expected"
        for name, count in expected.items()
        if found[name] != count
    ]
    return Result({**found, "triples": len(graph)}, problems)


COUNTED = {"catalogs": DCAT.Catalog, "datasets": DCAT.Dataset, "distributions": DCAT.Distribution}


def _count(graph: rdflib.Graph) -> dict[str, int]:
    return {name: len(set(graph.subjects(RDF.type, kind))) for name, kind in COUNTED.items()}


def catalog_shapes(site: Site, standards: Path) -> Result:
    """catalog.jsonld against the shapes of DCAT-AP 3.0.1; its recommendations are remarks."""
    graph = catalog_graph(site)
    problems = _shacl(graph, standards / "dcat-ap-3.0.1" / "shapes.ttl")
    recommended = _shacl(graph, standards / "dcat-ap-3.0.1" / "shapes_recommended.ttl")
    by_property = Counter(line.split(" of ", 1)[0] for line in recommended)
    return Result(
        _count(graph), problems, [f"recommended: {path}, {count} nodes" for path, count in by_property.items()]
    )


def catalog_graph(site: Site) -> rdflib.Graph:
    """The graph of catalog.jsonld, read without the network."""
    document = site.json("catalog.jsonld")
    _local_contexts(site, document)
    return rdflib.Graph().parse(data=json.dumps(document), format="json-ld")


def _local_contexts(site: Site, node: Any) -> None:
    """Replaces addresses of contexts by the contexts, which must be part of the site."""
    if isinstance(node, list):
        for item in node:
            _local_contexts(site, item)
    elif isinstance(node, dict):
        if "@context" in node:
            contexts = node["@context"] if isinstance(node["@context"], list) else [node["@context"]]
            node["@context"] = [_local_context(site, context) for context in contexts]
        for name, value in node.items():
            if name != "@context":
                _local_contexts(site, value)


def _local_context(site: Site, context: Any) -> Any:
    if not isinstance(context, str):
        return context
    path = context.removeprefix(site.base_url())
    if not site.has(path):
        raise ValueError(f"the context {context} is not part of the site, so reading it needs the network")
    return site.json(path)["@context"]


@cache
def _shapes(path: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(path, format="turtle")


def _shacl(graph: rdflib.Graph, shapes: Path) -> list[str]:
    """The results of a validation, one line each."""
    conforms, report, text = pyshacl.validate(graph, shacl_graph=_shapes(shapes), inference="none")
    lines = []
    for node in report.subjects(RDF.type, SH.ValidationResult):
        path, focus = report.value(node, SH.resultPath), report.value(node, SH.focusNode)
        lines.append(f"{path} of {focus}: {report.value(node, SH.resultMessage)}")
    return sorted(lines) if lines or conforms else [text]


def edit_graph(kind: rdflib.URIRef, predicate: rdflib.URIRef) -> Callable[[Site], Site]:
    """Takes one property away from the first node of a class in catalog.jsonld."""

    def edit(site: Site) -> Site:
        graph = catalog_graph(site)
        node = min(graph.subjects(RDF.type, kind))
        graph.remove((node, predicate, None))
        return site.changed("catalog.jsonld", graph.serialize(format="json-ld"))

    return edit


# Dataset pages


def dataset_pages(site: Site, standards: Path) -> Result:
    """Every dataset has a page, and the page carries the schema.org description that search engines read."""
    result = Result({"pages": 0, "downloads": 0})
    slugs = site.slugs()
    described = len(site.json("data.json")["dataset"])
    if described != len(slugs):
        result.problems.append(f"{len(slugs)} datasets have files, data.json has {described}")
    for slug in slugs:
        path = f"datasets/{slug}/index.html"
        if not site.has(path):
            result.problems.append(f"{path}: there is no such page")
            continue
        result.counted["pages"] += 1
        try:
            found = [node for block in site.page(path).json_ld for node in _nodes(json.loads(block))]
        except ValueError as error:
            result.problems.append(f"{path}: a JSON-LD block does not parse: {error}")
            continue
        datasets = [node for node in found if "Dataset" in _types(node)]
        if len(datasets) != 1:
            result.problems.append(f"{path}: {len(datasets)} Dataset descriptions, not one")
        for dataset in datasets:
            result.counted["downloads"] += len(_list(dataset.get("distribution")))
            result.problems += [f"{path}: {problem}" for problem in _dataset_problems(dataset)]
    return result


def _nodes(document: Any) -> Iterator[dict[str, Any]]:
    """The top-level objects of a JSON-LD block that is in the vocabulary of schema.org."""
    for node in _list(document):
        context = json.dumps(node.get("@context", ""))
        if "schema.org" not in context:
            raise ValueError(f"the context is {context}, not schema.org")
        yield from node.get("@graph", [node])


def _types(node: dict[str, Any]) -> list[str]:
    return [str(kind).rsplit("/", 1)[-1].removeprefix("schema:") for kind in _list(node.get("@type"))]


def _list(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _dataset_problems(dataset: dict[str, Any]) -> list[str]:
    problems = [f"no {name}" for name in ("name", "description", "url", "license", "creator") if not dataset.get(name)]
    description = dataset.get("description") or ""
    if not 50 <= len(description) <= 5000:
        problems.append(f"the description has {len(description)} characters, not 50 to 5000")
    if any(not isinstance(creator, dict) or not creator.get("name") for creator in _list(dataset.get("creator"))):
        problems.append("a creator has no name")
    for name in ("url", "license"):
        if dataset.get(name) and not _is_url(dataset[name]):
            problems.append(f"the {name} is not an absolute address: {dataset[name]}")
    downloads = _list(dataset.get("distribution"))
    if not downloads:
        problems.append("no distribution")
    for download in downloads:
        if "DataDownload" not in _types(download):
            problems.append(f"a distribution has the type {download.get('@type')}, not DataDownload")
        problems += [
            f"a distribution has no {name}" for name in ("contentUrl", "encodingFormat") if not download.get(name)
        ]
    return problems


def _is_url(value: Any) -> bool:
    parts = urlsplit(value if isinstance(value, str) else "")
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def edit_description(edit: Callable[[dict[str, Any]], None]) -> Callable[[Site], Site]:
    """Edits the schema.org description in the first dataset page."""

    def change(site: Site) -> Site:
        path = f"datasets/{site.slugs()[0]}/index.html"
        html, block = site.read(path).decode(), next(b for b in site.page(path).json_ld if "DataDownload" in b)
        document = json.loads(block)
        edit(next(node for node in _nodes(document) if "Dataset" in _types(node)))
        return site.changed(path, html.replace(block, json.dumps(document).replace("</", "<\\/")))

    return change


def cut_description(site: Site) -> Site:
    """Cuts the schema.org description of the first dataset page short, so that it is no JSON."""
    path = f"datasets/{site.slugs()[0]}/index.html"
    html, block = site.read(path).decode(), next(b for b in site.page(path).json_ld if "DataDownload" in b)
    return site.changed(path, html.replace(block, block.rstrip()[:-1]))


# Data packages


def package_profile(site: Site, standards: Path) -> Result:
    """Every datapackage.json against the Data Package v2 profile."""
    profile = json.loads((standards / "datapackage" / "2.0" / "datapackage.json").read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(profile)(profile, format_checker=format_checker())
    result = Result({"packages": 0, "resources": 0, "fields": 0})
    for slug in site.slugs():
        path = f"data/{slug}/datapackage.json"
        package = site.json(path)
        result.counted["packages"] += 1
        result.counted["resources"] += len(package.get("resources", []))
        result.counted["fields"] += sum(len(_fields(resource)) for resource in package.get("resources", []))
        result.problems += [f"{path}: {error}" for error in schema_errors(validator, package)]
        if "datapackage.org/profiles/2" not in package.get("$schema", ""):
            result.problems.append(f"{path}: $schema is not the address of a version 2 profile")
    return result


def _fields(resource: dict[str, Any]) -> list[dict[str, Any]]:
    schema = resource.get("schema", {})
    return schema.get("fields", []) if isinstance(schema, dict) else []


def package_data(site: Site, standards: Path) -> Result:
    """`frictionless validate` of the small packages, with their data."""
    result = Result({"packages": 0, "tables": 0, "rows": 0})
    large = []
    for slug in site.slugs():
        package = site.json(f"data/{slug}/datapackage.json")
        paths = [path for resource in package.get("resources", []) for path in _list(resource.get("path"))]
        outside = [path for path in paths if _is_url(path) or not site.has(_beside(slug, path))]
        if outside:
            result.problems.append(f"data/{slug}: no such file beside the package: {', '.join(outside)}")
            continue
        if sum(len(site.read(_beside(slug, path))) for path in paths) > SMALL_PACKAGE:
            large.append(slug)
            continue
        report = _frictionless_report(site, slug, paths)
        result.counted["packages"] += 1
        result.counted["tables"] += len(report.tasks)
        result.counted["rows"] += sum(task.stats.get("rows") or 0 for task in report.tasks)
        found = report.flatten(["type", "rowNumber", "fieldName", "note"])
        result.problems += [f"data/{slug}: {' '.join(str(part) for part in error if part)}" for error in found]
        if not report.valid and not found:
            result.problems.append(f"data/{slug}: {report.to_summary()}")
    if large:
        result.remarks.append(f"too large to validate with data here: {', '.join(large)}")
    return result


def _beside(slug: str, path: str) -> str:
    return posixpath.normpath(f"data/{slug}/{path}")


def _frictionless_report(site: Site, slug: str, paths: list[str]) -> frictionless.Report:
    """Validates a copy of a package, in which the changes of a twin are on disk."""
    with tempfile.TemporaryDirectory(prefix="townbook-package-") as folder:
        for path in ["datapackage.json", *paths]:
            target = Path(folder) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(site.read(_beside(slug, path)))
        return frictionless.Package(str(Path(folder) / "datapackage.json")).validate()


def edit_package(edit: Callable[[dict[str, Any]], None]) -> Callable[[Site], Site]:
    """Edits the first datapackage.json."""

    def change(site: Site) -> Site:
        path = f"data/{site.slugs()[0]}/datapackage.json"
        package = site.json(path)
        edit(package)
        return site.changed(path, package)

    return change


def _typed_cell(site: Site) -> tuple[str, dict[str, Any], dict[str, Any], str]:
    """A small CSV table with a column that is not text: slug, package, resource, field name."""
    for slug in site.slugs():
        package = site.json(f"data/{slug}/datapackage.json")
        for resource in package["resources"]:
            path = resource.get("path")
            if (
                not isinstance(path, str)
                or not path.endswith(".csv")
                or len(site.read(_beside(slug, path))) > SMALL_PACKAGE
            ):
                continue
            for declared in _fields(resource):
                if declared.get("type") in ("integer", "number", "date", "datetime", "boolean", "year"):
                    return slug, package, resource, declared["name"]
    raise LookupError("no small table has a column that is not text")


def break_cell(site: Site) -> Site:
    """Writes a word into a typed cell, and takes away size and digest, so that only the type can tell."""
    slug, package, resource, name = _typed_cell(site)
    resource.pop("hash", None)
    resource.pop("bytes", None)
    path = _beside(slug, resource["path"])
    rows = list(csv.reader(io.StringIO(site.read(path).decode(), newline="")))
    rows[1][rows[0].index(name)] = "certainly not"
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return site.changed(f"data/{slug}/datapackage.json", package).changed(path, text.getvalue())


def break_digest(site: Site) -> Site:
    """Adds a row to a data file, so that its size and digest are no longer those of the package."""
    slug, _, resource, _ = _typed_cell(site)
    path = _beside(slug, resource["path"])
    content = site.read(path)
    return site.changed(path, content + content.rstrip(b"\n").rsplit(b"\n", 1)[-1] + b"\n")


# Links


def links(site: Site, standards: Path) -> Result:
    """Every link of every page that stays on the site leads to a file, and to an anchor where it names one."""
    pages = {path: site.page(path) for path in site.ending(".html")}
    result = Result({"pages": len(pages), "links": 0})
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            result.counted["links"] += 1
            if parts.path.startswith("/") and path != "404.html":
                result.problems.append(f"{path}: {link} is not relative, so a preview in a folder breaks")
                continue
            target = _target(site, path, parts.path)
            if target is None:
                result.problems.append(f"{path}: {link} leads nowhere")
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids | {"top"}:
                result.problems.append(f"{path}: {link} names an anchor that is not there")
    if result.counted["links"] < result.counted["pages"]:
        result.problems.append(f"only {result.counted['links']} links on {result.counted['pages']} pages")
    return result


def _target(site: Site, page: str, path: str) -> str | None:
    """The file that a link of a page leads to, if there is one."""
    path = unquote(path)
    if not path:
        return page
    if path.startswith("/"):
        # Only the page for lost visitors may do this: it is served in place of any address.
        joined = path.removeprefix(urlsplit(site.base_url()).path).lstrip("/")
    else:
        joined = posixpath.join(posixpath.dirname(page), path)
    clean = posixpath.normpath(joined) if joined else "."
    if clean.startswith(".."):
        return None
    for candidate in (clean, posixpath.normpath(f"{clean}/index.html")):
        if site.has(candidate):
            return candidate
    return None


def break_link(site: Site) -> Site:
    """Takes away a dataset page that others link to."""
    return site.changed(f"datasets/{site.slugs()[0]}/index.html", None)


def edit_home(html: str) -> Callable[[Site], Site]:
    """Adds a piece of HTML to the home page."""
    return lambda site: site.changed(
        "index.html", site.read("index.html").decode().replace("</body>", f"{html}</body>")
    )


# Addresses in metadata


def addresses(site: Site, standards: Path) -> Result:
    """Every address of this site in data.json and in the dataset pages is that of a file."""
    base = site.base_url()
    found = []
    for dataset in site.json("data.json")["dataset"]:
        found += [("data.json", dataset.get("landingPage")), ("data.json", dataset.get("describedBy"))]
        for distribution in dataset.get("distribution", []):
            found += [("data.json", distribution.get(name)) for name in ("downloadURL", "accessURL", "describedBy")]
    for slug in site.slugs():
        path = f"datasets/{slug}/index.html"
        if not site.has(path):
            continue
        for node in (node for block in site.page(path).json_ld for node in _nodes(json.loads(block))):
            found += [(path, node.get("url"))]
            found += [(path, download.get("contentUrl")) for download in _list(node.get("distribution"))]
    own = [(path, url) for path, url in found if url and url.startswith(base)]
    problems = [
        f"{path}: {url} is not in the site"
        for path, url in own
        if _target(site, "index.html", urlsplit(url).path.removeprefix(urlsplit(base).path)) is None
    ]
    return Result({"addresses": len(own)}, problems)


def break_address(site: Site) -> Site:
    """Points a download in data.json at a file that is not there."""
    document = site.json("data.json")
    distribution = next(d for dataset in document["dataset"] for d in dataset["distribution"] if "downloadURL" in d)
    distribution["downloadURL"] += ".gone"
    return site.changed("data.json", document)


CHECKS = [
    Check(
        "data.json is DCAT-US 1.1 (non-federal)",
        data_json,
        True,
        [
            Twin("a dataset without modified", edit_dataset(modified=None), "'modified' is a required property"),
            Twin("a dataset that was modified yesterday", edit_dataset(modified="yesterday"), ".modified"),
            Twin("a dataset without keywords", edit_dataset(keyword=[]), ".keyword"),
            Twin("a licence that is no address", edit_dataset(license="public domain"), ".license"),
            Twin(
                "a contact without mailto:",
                edit_dataset(contactPoint={"fn": "Desk", "hasEmail": "a@b.example"}),
                "hasEmail",
            ),
            Twin(
                "another version",
                edit_catalog(conformsTo="https://project-open-data.cio.gov/v1.0/schema"),
                "conformsTo",
            ),
            Twin("an empty catalogue", edit_catalog(dataset=[]), "looked at no datasets"),
        ],
    ),
    Check(
        "catalog.jsonld has the nodes of data.json",
        catalog_counts,
        False,
        [
            Twin(
                "a distribution without its type", edit_graph(DCAT.Distribution, RDF.type), "distributions in the graph"
            ),
            Twin("a dataset without its type", edit_graph(DCAT.Dataset, RDF.type), "datasets in the graph"),
            Twin(
                "a context from elsewhere",
                lambda site: site.changed("catalog.jsonld", {"@context": "https://elsewhere.example/c.jsonld"}),
                "needs the network",
            ),
            Twin("an empty graph", lambda site: site.changed("catalog.jsonld", {}), "looked at no triples"),
        ],
    ),
    Check(
        "catalog.jsonld is DCAT-AP 3.0.1",
        catalog_shapes,
        True,
        [
            Twin("a dataset without a title", edit_graph(DCAT.Dataset, DCTERMS.title), "terms/title"),
            Twin(
                "a distribution without an access address", edit_graph(DCAT.Distribution, DCAT.accessURL), "accessURL"
            ),
            Twin("a catalogue without a publisher", edit_graph(DCAT.Catalog, DCTERMS.publisher), "terms/publisher"),
            Twin("an empty graph", lambda site: site.changed("catalog.jsonld", {}), "looked at no catalogs"),
        ],
    ),
    Check(
        "dataset pages carry schema.org descriptions",
        dataset_pages,
        False,
        [
            Twin("no licence", edit_description(lambda d: d.pop("license")), "no license"),
            Twin("no creator", edit_description(lambda d: d.pop("creator")), "no creator"),
            Twin("a short description", edit_description(lambda d: d.update(description="Data.")), "5 characters"),
            Twin("a long description", edit_description(lambda d: d.update(description="x" * 5001)), "5001 characters"),
            Twin("no downloads", edit_description(lambda d: d.update(distribution=[])), "no distribution"),
            Twin(
                "a download without a format",
                edit_description(lambda d: _list(d["distribution"])[0].pop("encodingFormat")),
                "no encodingFormat",
            ),
            Twin("JSON that is cut short", cut_description, "does not parse"),
            Twin("a dataset without a page", break_link, "no such page"),
        ],
    ),
    Check(
        "datapackage.json is Data Package v2",
        package_profile,
        True,
        [
            Twin("no resources", edit_package(lambda p: p.pop("resources")), "'resources' is a required property"),
            Twin("a resource without a name", edit_package(lambda p: p["resources"][0].pop("name")), "resources[0]"),
            Twin(
                "a field without a name",
                edit_package(lambda p: p["resources"][0]["schema"]["fields"][0].pop("name")),
                "resources[0]",
            ),
            Twin(
                "the profile of version 1",
                edit_package(
                    lambda p: p.update({"$schema": "https://specs.frictionlessdata.io/schemas/data-package.json"})
                ),
                "version 2",
            ),
        ],
    ),
    Check(
        "packages and their data satisfy Frictionless",
        package_data,
        False,
        [
            Twin("a cell of another type", break_cell, "type-error"),
            Twin("a file with another digest", break_digest, "hash-count"),
            Twin(
                "a path that leads nowhere",
                edit_package(lambda p: p["resources"][0].update(path="latest/gone.csv")),
                "no such file",
            ),
        ],
    ),
    Check(
        "links lead to files",
        links,
        False,
        [
            Twin("a page that was taken away", break_link, "leads nowhere"),
            Twin(
                "a picture that is not there",
                edit_home('<img src="assets/gone.svg" alt="">'),
                "assets/gone.svg leads nowhere",
            ),
            Twin("a link out of the site", edit_home('<a href="../../etc/">up</a>'), "../../etc/ leads nowhere"),
            Twin("a link from the root", edit_home('<a href="/datasets/">all</a>'), "is not relative"),
            Twin("an anchor that is not there", edit_home('<a href="#gone">gone</a>'), "#gone names an anchor"),
        ],
    ),
    Check(
        "addresses in metadata lead to files",
        addresses,
        False,
        [Twin("a download that is not there", break_address, ".gone is not in the site")],
    ),
]
