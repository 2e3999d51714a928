"""Broken twins of a site's graphs: each changes one thing in a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import rdflib
from rdflib.namespace import RDF

from built_site import Site
from rdf_graphs import SYNTAXES, graph, records


def edit(path: str, change: Callable[[rdflib.Graph], object]) -> Callable[[Site], Site]:
    """Changes the graph in a file."""

    def apply(site: Site) -> Site:
        found = graph(site, path)
        change(found)
        syntax = SYNTAXES.get(path, "json-ld")
        return site.changed(path, found.serialize(format=syntax))

    return apply


def without(kind: rdflib.URIRef, predicate: rdflib.URIRef) -> Callable[[rdflib.Graph], object]:
    """Takes one property away from the first node of a class."""
    return lambda found: found.remove((min(found.subjects(RDF.type, kind)), predicate, None))


def instead(kind: rdflib.URIRef, predicate: rdflib.URIRef, value: rdflib.term.Node) -> Callable[[rdflib.Graph], object]:
    """Gives the first node of a class another value of a property."""
    return lambda found: found.set((min(found.subjects(RDF.type, kind)), predicate, value))


def edit_us(change: Callable[[dict[str, Any]], object]) -> Callable[[Site], Site]:
    """Changes the first dataset of dcat-us-3.json."""

    def apply(site: Site) -> Site:
        document = site.json("dcat-us-3.json")
        change(document["dataset"][0])
        return site.changed("dcat-us-3.json", document)

    return apply


def edit_us_context(name: str, definition: Any) -> Callable[[Site], Site]:
    """Changes a term in the context of dcat-us-3.json."""

    def apply(site: Site) -> Site:
        document = site.json("dcat-us-3.json")
        document["@context"][name] = definition
        return site.changed("dcat-us-3.json", document)

    return apply


def first_graph(site: Site) -> str:
    """The file of the first dataset's graph."""
    return f"data/{min(records(site))}/dcat.jsonld"
