"""The check of the feeds, with the broken twins that it must notice."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import feedparser
import jsonschema

from built_site import Site
from checks import Check, Result, Twin, format_checker, schema_errors
from packs_pages import ADDRESS, TEXT, answered, edit_text, head, listed, pages

JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "home_page_url", "feed_url", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": TEXT,
        "home_page_url": ADDRESS,
        "feed_url": ADDRESS,
        "language": TEXT,
        "authors": {"type": "array", "items": {"required": ["name"]}},
        "items": {
            "type": "array",
            "items": {
                "required": ["id", "url", "title", "content_text", "date_published"],
                "properties": {"id": TEXT, "url": ADDRESS, "date_published": {"format": "date-time"}, "tags": {"type": "array"}},
            },
        },
    },
}
MOST_ENTRIES = 100
"""How many changes a feed has at most."""


def feeds(site: Site, standards: Path) -> Result:
    """Each feed is Atom and JSON Feed, says the same in both, and has the changes that data.json knows of."""
    result = Result({"feeds": 0, "entries": 0, "links": 0})
    datasets = listed(site)
    expected = {"": list(datasets)} | {f"datasets/{slug}/": [slug] for slug in datasets}
    for folder in pages(site):
        if re.fullmatch(r"(publishers|themes)/[^/]+/", folder):
            links = (link for link in site.page(f"{folder}index.html").links if "datasets/" in link)
            slugs = {link.rstrip("/").rpartition("/")[2] for link in links}
            expected[folder] = [slug for slug in datasets if slug in slugs]
    for folder, slugs in expected.items():
        changes = sum(1 + (datasets[slug]["modified"] > datasets[slug]["issued"]) for slug in slugs)
        problems = wrong_feed(site, folder, min(changes, MOST_ENTRIES), result.counted)
        result.problems += [f"{folder}feed: {problem}" for problem in problems]
    return result


def wrong_feed(site: Site, folder: str, expected: int, counted: dict[str, int]) -> list[str]:
    """What is wrong with a feed in either syntax, and in the page that it belongs to."""
    url = site.base_url() + folder
    atom = feedparser.parse(site.read(f"{folder}feed.xml"))
    document = site.json(f"{folder}feed.json")
    problems = schema_errors(validator(), document)
    if atom.bozo:
        problems.append(f"is no good XML: {atom.bozo_exception}")
    if atom.version != "atom10":
        problems.append(f"is {atom.version or 'no feed'}")
    head_of_feed = {name: atom.feed.get(name) for name in ("id", "title", "updated_parsed", "author", "link")}
    problems += [f"has no {name}" for name, value in head_of_feed.items() if not value]
    if atom.feed.get("id") != f"{url}feed.xml" or document.get("feed_url") != f"{url}feed.json":
        problems.append("is elsewhere")
    ids = [entry.get("id") for entry in atom.entries]
    if len(set(ids)) != expected:
        problems.append(f"has {len(set(ids))} entries, not {expected}")
    if ids != [item["id"] for item in document["items"]]:
        problems.append("differs between Atom and JSON")
    for entry, item in zip(atom.entries, document["items"], strict=False):
        counted["entries"] += 1
        if not all(entry.get(name) for name in ("title", "link", "updated_parsed", "published_parsed", "summary", "author")):
            problems.append(f"has an entry that lacks something: {entry.get('id')}")
        if (entry.get("title"), entry.get("link")) != (item["title"], item["url"]) or not answered(site, item["url"]):
            problems.append(f"has an entry that leads elsewhere: {entry.get('id')}")
    alternates = [link for link in head(site, f"{folder}index.html").links if link.get("rel") == "alternate"]
    types = {link["type"] for link in alternates if link["href"] in ("feed.xml", "feed.json")}
    if types != {"application/atom+xml", "application/feed+json"}:
        problems.append("is not linked from its page")
    counted["feeds"] += 2
    counted["links"] += len(alternates)
    return problems


@cache
def validator() -> jsonschema.protocols.Validator:
    """A validator of JSON Feed, by our own list of what it asks for."""
    return jsonschema.Draft202012Validator(JSON_FEED, format_checker=format_checker())


def edit_feed(site: Site) -> Site:
    """Takes an entry away in both syntaxes."""
    document = site.json("feed.json")
    document["items"].pop()
    text = site.read("feed.xml").decode()
    at = text.rindex("<entry>")
    return site.changed("feed.json", document).changed("feed.xml", text[:at] + text[text.rindex("</entry>") + len("</entry>") :])


CHECKS = [
    Check(
        "every feed is Atom and JSON Feed, with every change that is known",
        feeds,
        False,
        [
            Twin("broken XML", edit_text("feed.xml", "</feed>", ""), "is no good XML"),
            Twin("an entry without its identifier", edit_text("feed.xml", "<id>tag:", "<no>tag:"), "feed: "),
            Twin("an entry too few", edit_feed, "entries, not"),
            Twin("another title in one of both", edit_text("feed.json", '"title": "New', '"title": "Old'), "leads elsewhere"),
            Twin("no version", edit_text("feed.json", "version/1.1", "version/1"), "jsonfeed.org"),
            Twin("no link from the page", edit_text("index.html", 'href="feed.xml"', 'href="x.xml"'), "is not linked"),
        ],
    ),
]  # fmt: skip
