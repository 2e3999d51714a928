"""The checks of the catalogue as linked data, each with the broken twins that it must notice."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import rdflib
import referencing
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS

from built_site import Site
from checks import Check, Result, Twin, format_checker, schema_errors
from rdf_graphs import AP, US, SYNTAXES, counted, expected, graph, lines, miscounted, records, results
from rdf_quality import CHECKS as QUALITY
from rdf_twins import edit, edit_us, edit_us_context, first_graph, instead, without

SHAPES = {
    "mandatory": f"{AP}/shapes.ttl",
    "recommended": f"{AP}/shapes_recommended.ttl",
    "range": f"{AP}/range.ttl",
    "deprecated": f"{AP}/deprecateduris.ttl",
    "DCAT-US 3": f"{US}/doi-do/dcat-us_3.0_shacl_shapes.ttl",
}
"""The shapes that the graph satisfies without a result of any severity."""
EVERYWHERE = ("mandatory", "range", "DCAT-US 3")
"""The shapes that the graph of each dataset is held against too."""
SHACL = Path(__file__).resolve().parent / "shacl"
ADMS = rdflib.Namespace("http://www.w3.org/ns/adms#")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
VCARD = rdflib.Namespace("http://www.w3.org/2006/vcard/ns#")
TIMEOUT = 600


# One graph in three syntaxes


def same_graph(site: Site, standards: Path) -> Result:
    """The catalogue's three files are one graph, without nodes that have no name."""
    graphs = {path: graph(site, path) for path in SYNTAXES}
    first, *others = graphs.values()
    result = Result({path: len(found) for path, found in graphs.items()})
    for path, found in list(graphs.items())[1:]:
        if not isomorphic(first, found):
            only = [
                f"{name} alone has {' '.join(term.n3() for term in min(rest))}"
                for name, rest in (("catalog.jsonld", set(first) - set(found)), (path, set(found) - set(first)))
                if rest
            ]
            result.problems.append(f"{path} is not the graph of catalog.jsonld: {'; '.join(only)}")
    for path, found in graphs.items():
        if any(isinstance(term, rdflib.BNode) for triple in found for term in triple):
            result.problems.append(f"{path}: a node has no name")
    return result


def nodes(site: Site, standards: Path) -> Result:
    """Every file of the catalogue has the nodes that the manifest says, and all words in all languages."""
    wanted, kept = expected(site), records(site)
    result = Result({**wanted, "languages": 0})
    for path in [*SYNTAXES, "dcat-us-3.json"]:
        result.problems += [f"{path}: {problem}" for problem in miscounted(graph(site, path), wanted)]
    found = graph(site, "catalog.ttl")
    for slug, record in kept.items():
        dataset = rdflib.URIRef(f"{site.base_url()}datasets/{slug}/#dataset")
        metadata = record["metadata"]
        for term, member in (
            (DCTERMS.title, "title"),
            (DCTERMS.description, "description"),
            (DCAT.keyword, "keywords"),
        ):
            said = {((word.language or "").lower(), str(word)) for word in found.objects(dataset, term)}
            for tag, translation in metadata["translations"].items():
                words = translation[member] or []
                missing = {(tag.lower(), word) for word in (words if isinstance(words, list) else [words])} - said
                result.problems += [f"{slug}: {member} in {tag} is not there" for _ in missing]
        if not any(
            str(value) == (metadata["identifier"] or f"{site.base_url()}datasets/{slug}/")
            for value in found.objects(dataset, DCTERMS.identifier)
        ):
            result.problems.append(f"{slug}: the identifier is another one")
    result.counted["languages"] = len({word.language for word in found.objects(None, DCTERMS.title)})
    return result


def conforms(site: Site, standards: Path) -> Result:
    """The catalogue's graph against all shapes of both profiles: no result, not even a warning."""
    found = graph(site, "catalog.ttl")
    problems = miscounted(found, expected(site))
    for name, shapes in SHAPES.items():
        problems += [f"{name}: {line}" for line in lines(results(found, standards / shapes))]
    return Result({**counted(found), "shapes": len(SHAPES)}, problems)


def conforms_alone(site: Site, standards: Path) -> Result:
    """The graph of each dataset is a part of the catalogue's, and conforms by itself."""
    whole = set(graph(site, "catalog.ttl"))
    result = Result({"graphs": 0, "distributions": 0})
    for slug, record in records(site).items():
        path = f"data/{slug}/dcat.jsonld"
        if not site.has(path):
            result.problems.append(f"{path}: there is no such file")
            continue
        found = graph(site, path)
        files = sum(len(resource["distributions"]) for resource in record["resources"])
        result.counted["graphs"] += 1
        result.counted["distributions"] += counted(found)["distributions"]
        problems = miscounted(found, {"catalogs": 1, "datasets": 1, "distributions": files})
        problems += [
            f"the catalogue does not say {' '.join(term.n3() for term in triple)}" for triple in set(found) - whole
        ][:3]
        for name in EVERYWHERE:
            problems += [f"{name}: {line}" for line in lines(results(found, standards / SHAPES[name]))]
        result.problems += [f"{path}: {problem}" for problem in problems]
    return result


def vocabularies(site: Site, standards: Path) -> Result:
    """The controlled vocabularies of DCAT-AP: what is left is what no city outside the EU can say."""
    found = graph(site, "catalog.ttl")
    left = results(found, standards / AP / "mdr-vocabularies.shape.ttl")
    agents = set(found.subjects(RDF.type, FOAF.Agent))
    places = set(found.subjects(RDF.type, DCTERMS.Location))
    digests = {rdflib.URIRef(f"{SPDX}checksumAlgorithm_sha256")}

    def is_allowed(one: dict[str, Any]) -> bool:
        # A publisher must be a corporate body of the EU; a place must be in its tables or at GeoNames; the address of the
        # algorithm of digests must begin with https, and by the shapes of ranges with http.
        return (
            one["path"] == DCTERMS.publisher
            and one["value"] in agents
            or one["focus"] in agents | places | digests
            and one["path"] in (None, SKOS.inScheme)
            or one["path"] == DCTERMS.spatial
            and one["value"] in places
            or one["path"] == SPDX.algorithm
            and one["value"] in digests
        )

    wrong = [one for one in left if not is_allowed(one)]
    return Result({**counted(found), "allowed": len(left) - len(wrong)}, lines(wrong))


# dcat-us-3.json


def us_schema(site: Site, standards: Path) -> Result:
    """dcat-us-3.json against the JSON Schema of data.gov, formats checked, and what the schema leaves open."""
    document = site.json("dcat-us-3.json")
    problems = schema_errors(us_validator(standards), document)
    datasets = document.get("dataset", [])
    identifiers = [dataset.get("identifier") for dataset in datasets]
    if any(not isinstance(name, str) or not name for name in identifiers) or len(set(identifiers)) != len(identifiers):
        problems.append("an identifier is missing, or is that of another dataset")
    for name in ("title", "description", "publisher"):
        problems += [f"{one.get('@id')}: no {name}" for one in [document, *datasets] if not one.get(name)]
    known = json.loads((standards / US / "datagov/reference_data/iana_media_types.json").read_text(encoding="utf-8"))
    types = set(known["values"])
    files = [file for dataset in datasets for file in dataset.get("distribution", [])]
    problems += [
        f"{file['@id']}: {file['mediaType']} is no media type" for file in files if file["mediaType"] not in types
    ]
    wanted = expected(site)
    if len(datasets) != wanted["datasets"] or len(files) != wanted["distributions"]:
        problems.append(f"{len(datasets)} datasets and {len(files)} distributions, {wanted} expected")
    return Result({"datasets": len(datasets), "distributions": len(files)}, problems)


@cache
def us_validator(standards: Path) -> jsonschema.protocols.Validator:
    """The validator of data.gov's schema of catalogues."""
    folder = standards / US / "datagov" / "definitions"
    schemas = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}
    resources = [(schema["$id"], referencing.Resource.from_contents(schema)) for schema in schemas.values()]
    registry = referencing.Registry().with_resources(resources)
    return jsonschema.Draft202012Validator(schemas["Catalog"], registry=registry, format_checker=format_checker())


def us_shapes(site: Site, standards: Path) -> Result:
    """dcat-us-3.json, expanded by its own context, has the shapes of DCAT-US 3 and says what catalog.ttl says."""
    found = graph(site, "dcat-us-3.json")
    problems = miscounted(found, expected(site)) + lines(results(found, standards / SHAPES["DCAT-US 3"]))
    whole = graph(site, "catalog.ttl")
    for term in (
        DCTERMS.identifier,
        DCTERMS.issued,
        DCTERMS.modified,
        DCTERMS.accrualPeriodicity,
        DCTERMS.language,
        DCTERMS.accessRights,
        DCAT.theme,
        DCTERMS.publisher,
        rdflib.URIRef(f"{DCAT}version"),
    ):
        for dataset in found.subjects(RDF.type, DCAT.Dataset):
            if set(found.objects(dataset, term)) != set(whole.objects(dataset, term)):
                problems.append(f"{dataset}: {term} is not what catalog.ttl says")
    return Result({**counted(found), "triples": len(found)}, problems)


# Other people's programs


def shacl_engine(site: Site, standards: Path) -> Result:
    """The complete shapes of DCAT-AP 3.0.1, which pyshacl cannot load, by shacl-engine."""
    found = graph(site, "catalog.ttl")
    result = Result({**counted(found), "shapes": 0}, miscounted(found, expected(site)))
    with tempfile.TemporaryDirectory(prefix="townbook-shacl-") as folder:
        data = Path(folder) / "catalog.ttl"
        data.write_bytes(site.read("catalog.ttl"))
        for shapes in ("dcat-ap-SHACL.ttl", "ranges.ttl"):
            command = ["node", str(SHACL / "validate.mjs"), str(standards / AP / shapes), str(data)]
            ran = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
            if ran.returncode:
                result.problems.append(f"{shapes}: {ran.stderr.strip()[-500:]}")
                continue
            report = json.loads(ran.stdout)
            result.counted["shapes"] += report["shapes"]
            if report["triples"] != len(found):
                result.problems.append(f"{shapes}: {report['triples']} triples were read, not {len(found)}")
            result.problems += [f"{shapes}: {line}" for line in report["results"]]
    return result


def rapper(site: Site, standards: Path) -> Result:
    """Raptor reads as many triples of Turtle and RDF/XML as rdflib does."""
    result = Result({"files": 0})
    for path, syntax in (("catalog.ttl", "turtle"), ("catalog.rdf", "rdfxml")):
        command = ["rapper", "-q", "-i", syntax, "-o", "ntriples", "-", site.base_url()]
        ran = subprocess.run(command, input=site.read(path), capture_output=True, timeout=TIMEOUT, check=False)
        if ran.returncode:
            result.problems.append(f"{path}: {ran.stderr.decode()[-500:]}")
            continue
        triples = len(set(ran.stdout.splitlines()))
        result.counted["files"] += 1
        if triples != len(graph(site, path)):
            result.problems.append(f"{path}: {triples} triples, and rdflib sees {len(graph(site, path))}")
    return result


def has_rapper() -> str | None:
    """Why Raptor cannot be asked."""
    return None if shutil.which("rapper") else "rapper is not installed (Debian's raptor2-utils)"


def has_shacl_engine() -> str | None:
    """Why shacl-engine cannot be asked."""
    return None if (SHACL / "node_modules").is_dir() else f"npm ci was not run in {SHACL}"


EMPTY = Twin("an empty graph", lambda site: site.changed("catalog.ttl", ""), "0 catalogs in the graph")

CHECKS = [
    Check(
        "catalog.jsonld, catalog.ttl and catalog.rdf are one graph",
        same_graph,
        False,
        [
            Twin(
                "a title less",
                edit("catalog.rdf", without(DCAT.Dataset, DCTERMS.title)),
                "catalog.rdf is not the graph",
            ),
            Twin(
                "a date as text",
                edit("catalog.ttl", instead(DCAT.Dataset, DCTERMS.issued, rdflib.Literal("2026-01-01"))),
                "catalog.ttl is not",
            ),
            Twin(
                "another language",
                edit("catalog.ttl", instead(DCAT.Catalog, DCTERMS.title, rdflib.Literal("x", lang="fr"))),
                "catalog.ttl is not",
            ),
            Twin(
                "a cut file",
                lambda site: site.changed("catalog.rdf", site.read("catalog.rdf")[:-20]),
                "SAXParseException",
            ),
            Twin(
                "a context from elsewhere",
                lambda site: site.changed("catalog.jsonld", {"@context": "https://elsewhere.example/c.jsonld"}),
                "needs the network",
            ),
            Twin(
                "a node without a name",
                edit("catalog.ttl", instead(DCAT.Dataset, DCAT.contactPoint, rdflib.BNode())),
                "has no name",
            ),
        ],
    ),
    Check(
        "the graphs have the nodes of the manifest",
        nodes,
        False,
        [
            Twin("a dataset less", edit("catalog.ttl", without(DCAT.Dataset, RDF.type)), "datasets in the graph"),
            Twin(
                "a distribution less",
                edit("catalog.rdf", without(DCAT.Distribution, RDF.type)),
                "distributions in the graph",
            ),
            Twin(
                "another identifier",
                edit("catalog.ttl", instead(DCAT.Dataset, DCTERMS.identifier, rdflib.Literal("x"))),
                "identifier",
            ),
            Twin(
                "a dataset less for data.gov",
                lambda site: edit_us(lambda d: d.pop("@type"))(site),
                "datasets in the graph",
            ),
            EMPTY,
        ],
    ),
    Check(
        "catalog.ttl conforms to DCAT-AP 3.0.1 and DCAT-US 3",
        conforms,
        True,
        [
            Twin(
                "a dataset without a title",
                edit("catalog.ttl", without(DCAT.Dataset, DCTERMS.title)),
                "mandatory: http://purl.org/dc/terms/title",
            ),
            Twin(
                "a dataset without keywords", edit("catalog.ttl", without(DCAT.Dataset, DCAT.keyword)), "recommended: "
            ),
            Twin("a publisher that is not described", edit("catalog.ttl", without(FOAF.Agent, RDF.type)), "range: "),
            Twin(
                "an e-mail address as text",
                edit("catalog.ttl", instead(VCARD.Kind, VCARD.hasEmail, rdflib.Literal("a@b.example"))),
                "DCAT-US 3: ",
            ),
            Twin(
                "a date as text",
                edit("catalog.ttl", instead(DCAT.Dataset, DCTERMS.modified, rdflib.Literal("yesterday"))),
                "DCAT-US 3: ",
            ),
            Twin(
                "a status of another list",
                edit("catalog.ttl", instead(DCAT.Distribution, ADMS.status, rdflib.URIRef("https://a.example/done"))),
                "deprecated: ",
            ),
            EMPTY,
        ],
    ),
    Check(
        "dcat.jsonld of each dataset conforms by itself and is a part of the whole",
        conforms_alone,
        True,
        [
            Twin("no graph", lambda site: site.changed(first_graph(site), None), "there is no such file"),
            Twin(
                "a dataset without a publisher",
                lambda site: edit(first_graph(site), without(DCAT.Dataset, DCTERMS.publisher))(site),
                "DCAT-US 3: ",
            ),
            Twin(
                "another title",
                lambda site: edit(
                    first_graph(site), instead(DCAT.Dataset, DCTERMS.title, rdflib.Literal("x", lang="en"))
                )(site),
                "the catalogue does not say",
            ),
            Twin("an empty graph", lambda site: site.changed(first_graph(site), {}), "0 datasets in the graph"),
        ],
    ),
    Check(
        "catalog.ttl uses the controlled vocabularies of DCAT-AP",
        vocabularies,
        True,
        [
            Twin(
                "a frequency of one's own",
                edit(
                    "catalog.ttl",
                    instead(DCAT.Dataset, DCTERMS.accrualPeriodicity, rdflib.URIRef("https://a.example/often")),
                ),
                "accrualPeriodicity",
            ),
            Twin(
                "a theme of one's own",
                edit("catalog.ttl", instead(DCAT.Dataset, DCAT.theme, rdflib.URIRef("https://a.example/trees"))),
                "theme",
            ),
        ],
    ),
    Check(
        "dcat-us-3.json is DCAT-US 3 for data.gov",
        us_schema,
        True,
        [
            Twin("no contact", edit_us(lambda d: d.pop("contactPoint")), "'contactPoint' is a required property"),
            Twin("no publisher", edit_us(lambda d: d.pop("publisher")), "no publisher"),
            Twin(
                "an identifier that is nothing",
                edit_us(lambda d: d.update(identifier=None)),
                "an identifier is missing",
            ),
            Twin("a language of five letters", edit_us(lambda d: d.update(language=["en-US"])), "language"),
            Twin("a size that is a number", edit_us(lambda d: d["distribution"][0].update(byteSize=1)), "byteSize"),
            Twin(
                "a frequency of one's own",
                edit_us(lambda d: d.update(accrualPeriodicity="often")),
                "accrualPeriodicity",
            ),
            Twin(
                "a landing page that is text",
                edit_us(lambda d: d.update(landingPage="https://a.example/")),
                "landingPage",
            ),
            Twin(
                "a media type of one's own",
                edit_us(lambda d: d["distribution"][0].update(mediaType="text/kommas")),
                "is no media type",
            ),
            Twin("a distribution less", edit_us(lambda d: d["distribution"].pop()), "distributions, "),
        ],
    ),
    Check(
        "dcat-us-3.json is a graph in the shapes of DCAT-US 3",
        us_shapes,
        True,
        [
            Twin("dates without a type", edit_us_context("startDate", "dcat:startDate"), "startDate"),
            Twin("words for resources", edit_us_context("language", "dct:language"), "language"),
            Twin(
                "a frequency that means another",
                edit_us(lambda d: d.update(accrualPeriodicity="biennial")),
                "accrualPeriodicity is not what",
            ),
            Twin(
                "no context",
                lambda site: site.changed("dcat-us-3.json", {**site.json("dcat-us-3.json"), "@context": {}}),
                "0 datasets in the graph",
            ),
        ],
    ),
    Check(
        "catalog.ttl conforms to the complete shapes of DCAT-AP, by shacl-engine",
        shacl_engine,
        True,
        [
            Twin("a publisher that is not described", edit("catalog.ttl", without(FOAF.Agent, RDF.type)), "publisher"),
            Twin("a catalogue without a title", edit("catalog.ttl", without(DCAT.Catalog, DCTERMS.title)), "title"),
        ],
        has_shacl_engine,
    ),
    Check(
        "Raptor reads what rdflib reads",
        rapper,
        False,
        [Twin("a cut file", lambda site: site.changed("catalog.ttl", site.read("catalog.ttl")[:-20]), "catalog.ttl: ")],
        has_rapper,
    ),
    *QUALITY,
]
