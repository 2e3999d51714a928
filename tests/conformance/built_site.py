"""A built site as the checks see it: files by path, with a few of them changed in memory for the broken twins."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Site:
    """The files under a folder. `changes` replaces the bytes of a path, or takes the file away with None."""

    root: Path
    changes: dict[str, bytes | None] = field(default_factory=dict)

    def changed(self, path: str, content: bytes | str | Any | None) -> Site:
        """The same site with one file changed; anything but bytes and text is written as JSON."""
        if not isinstance(content, bytes | str | None):
            content = json.dumps(content, ensure_ascii=False)
        if isinstance(content, str):
            content = content.encode()
        return Site(self.root, {**self.changes, path: content})

    def paths(self) -> list[str]:
        """All paths, sorted."""
        removed = {path for path, content in self.changes.items() if content is None}
        added = {path for path, content in self.changes.items() if content is not None}
        return sorted((set(_files(self.root)) | added) - removed)

    def ending(self, *endings: str) -> list[str]:
        """The paths that end in one of the texts."""
        return [path for path in self.paths() if path.endswith(endings)]

    def has(self, path: str) -> bool:
        """Whether there is such a file."""
        if path in self.changes:
            return self.changes[path] is not None
        return path in _files(self.root)

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        if path not in self.changes:
            return (self.root / path).read_bytes()
        content = self.changes[path]
        if content is None:
            raise FileNotFoundError(path)
        return content

    def json(self, path: str) -> Any:
        """A file parsed as JSON."""
        return json.loads(self.read(path))

    def slugs(self) -> list[str]:
        """The datasets that have files, by their packages."""
        return [
            path.split("/")[1]
            for path in self.ending("/datapackage.json")
            if path.count("/") == 2 and path.startswith("data/")
        ]

    def base_url(self) -> str:
        """Where the site says it is: what stands before `datasets/<slug>/` in the first landing page of data.json."""
        landing = self.json("data.json")["dataset"][0]["landingPage"]
        base, separator, _ = landing.rpartition("datasets/")
        if not separator:
            raise ValueError(f"the landing page {landing} has no datasets/ in it")
        return base

    def page(self, path: str) -> Page:
        """An HTML file, parsed."""
        page = Page()
        page.feed(self.read(path).decode("utf-8"))
        page.close()
        return page


@cache
def _files(root: Path) -> frozenset[str]:
    return frozenset(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


class Page(HTMLParser):
    """What the checks need of an HTML page: its links, its anchors, its JSON-LD blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.json_ld: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collects the parts of a start tag."""
        values = {name: value or "" for name, value in attrs}
        self.links += [values[name] for name in ("href", "src", "action", "poster") if name in values]
        self.links += [part.split()[0] for part in values.get("srcset", "").split(",") if part.split()]
        self.ids |= {values[name] for name in ("id", "name") if name in values}
        if tag == "script" and values.get("type") == "application/ld+json":
            self._inside = True
            self.json_ld.append("")

    def handle_endtag(self, tag: str) -> None:
        """Ends a JSON-LD block."""
        if tag == "script":
            self._inside = False

    def handle_data(self, data: str) -> None:
        """Collects the text of a JSON-LD block."""
        if self._inside:
            self.json_ld[-1] += data
