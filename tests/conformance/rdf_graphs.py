"""The graphs of a built site, read by rdflib without the network, and what its manifest says must be in them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pyshacl
import rdflib
from rdflib.namespace import DCAT, RDF, SH

from built_site import Site

SYNTAXES = {"catalog.jsonld": "json-ld", "catalog.ttl": "turtle", "catalog.rdf": "xml"}
"""The files of the catalogue's graph, with rdflib's names of their syntaxes."""
AP, US = "dcat-ap-3.0.1", "dcat-us-3.0"
"""The folders of the two profiles."""
MANIFEST = ".townbook/deployment.json"


def graph(site: Site, path: str) -> rdflib.Graph:
    """The graph in a file. A context that lies elsewhere is refused: reading it would need the network."""
    content = site.read(path)
    if path.endswith(("json", "jsonld")):
        _refuse_addresses(json.loads(content))
        return rdflib.Graph().parse(data=content, format="json-ld")
    return rdflib.Graph().parse(data=content, format=SYNTAXES[path])


def _refuse_addresses(node: Any) -> None:
    if isinstance(node, list):
        for item in node:
            _refuse_addresses(item)
    elif isinstance(node, dict):
        context = node.get("@context")
        if isinstance(context, str) or isinstance(context, list) and any(isinstance(one, str) for one in context):
            raise ValueError(f"the context {context} lies elsewhere, so reading it needs the network")
        for name, value in node.items():
            if name != "@context":
                _refuse_addresses(value)


def records(site: Site) -> dict[str, Any]:
    """The datasets that the manifest names, each as it was when it was cleared."""
    return {slug: site.json(path) for slug, path in site.json(MANIFEST)["datasets"].items()}


def expected(site: Site) -> dict[str, int]:
    """How many nodes of each kind a graph of the catalogue must have, by the files that are published."""
    slugs = records(site)
    files = [path.split("/") for path in site.json(MANIFEST)["files"] if path.startswith("data/")]
    # What is said of a CSV beside it is no distribution.
    is_table = lambda path: len(path) == 4 and path[1] in slugs and path[2] == "latest" and not path[3].endswith("-metadata.json")
    tables = [path for path in files if is_table(path)]
    return {"catalogs": 1, "datasets": len(slugs), "distributions": len(tables)}


def counted(found: rdflib.Graph) -> dict[str, int]:
    """How many catalogues, datasets and distributions a graph has; distributions as datasets name them."""
    return {
        "catalogs": len(set(found.subjects(RDF.type, DCAT.Catalog))),
        "datasets": len(set(found.subjects(RDF.type, DCAT.Dataset))),
        "distributions": len(
            set(found.objects(None, DCAT.distribution)) & set(found.subjects(RDF.type, DCAT.Distribution))
        ),
    }


def miscounted(found: rdflib.Graph, wanted: dict[str, int]) -> list[str]:
    """Where a graph has not as many nodes as it must have."""
    there = counted(found)
    return [
        f"{there[kind]} {kind} in the graph, {count} expected" for kind, count in wanted.items() if there[kind] != count
    ]


@cache
def _shapes(path: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(path, format="turtle")


def results(found: rdflib.Graph, shapes: Path) -> list[dict[str, Any]]:
    """The results of a validation, whatever their severity."""
    conforms, report, text = pyshacl.validate(found, shacl_graph=_shapes(shapes), inference="none")
    names = {"path": SH.resultPath, "focus": SH.focusNode, "value": SH.value, "message": SH.resultMessage}
    nodes = set(report.subjects(RDF.type, SH.ValidationResult))
    if not nodes and not conforms:
        return [{"path": None, "focus": None, "value": None, "message": text}]
    return [{name: report.value(node, term) for name, term in names.items()} for node in nodes]


def lines(found: list[dict[str, Any]]) -> list[str]:
    """Results as lines, in order."""
    return sorted(f"{one['path']} of {one['focus']}: {one['message']}" for one in found)
