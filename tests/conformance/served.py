"""Serves a built site on this machine with the headers of its manifest, as a host does.

What is asked for is kept, so that a check can tell whether something was asked at all.
"""

from __future__ import annotations

import json
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from built_site import Site
from proof import Result, Twin, prove

MANIFEST = ".townbook/deployment.json"


class Served:
    """A site at an address."""

    def __init__(self, site: Site, address: str, base_url: str) -> None:
        self.site = site
        self.address = address
        self.base_url = base_url
        self.asked: list[str] = []

    def here(self, text: str) -> str:
        """A text in which the portal's address has become that of this machine."""
        return text.replace(self.base_url, self.address)


class Server(ThreadingHTTPServer):
    """Clients may leave in the middle of an answer, when they have seen enough."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Says what went wrong, unless a client left."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serve(site: Site) -> Iterator[Served]:
    """Serves a site until the end of the block."""
    types = {path: record["content_type"] for path, record in site.json(MANIFEST)["files"].items()}
    base_url = json.loads(site.read("api/v1/index.json"))["base_url"]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.answer(with_body=True)

        def do_HEAD(self) -> None:
            self.answer(with_body=False)

        def answer(self, *, with_body: bool) -> None:
            path = unquote(urlsplit(self.path).path).removeprefix("/")
            served.asked.append(path)
            if path.endswith("/") or not path:
                path += "index.html"
            if not site.has(path):
                return self.send(HTTPStatus.NOT_FOUND, "text/html; charset=utf-8", site.read("404.html"), with_body)
            content = site.read(path)
            kind = types.get(path, "application/octet-stream")
            part = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
            if not part:
                return self.send(HTTPStatus.OK, kind, content, with_body)
            first, last = int(part[1]), min(int(part[2] or len(content)), len(content) - 1)
            where = f"bytes {first}-{last}/{len(content)}"
            return self.send(HTTPStatus.PARTIAL_CONTENT, kind, content[first : last + 1], with_body, where)

        def send(self, status: HTTPStatus, kind: str, content: bytes, with_body: bool, where: str = "") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Accept-Ranges", "bytes")
            if where:
                self.send_header("Content-Range", where)
            self.end_headers()
            if with_body:
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    served = Served(site, f"http://127.0.0.1:{server.server_port}/", base_url)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(frozen=True)
class Check:
    """A check of a served site, and its twins."""

    title: str
    run: Callable[[Served], Result]
    twins: list[Twin]

    def prove(self, site: Site) -> list[str]:
        """Serves a site and each of its twins, and gives an outcome for each."""
        return prove(self.title, self.twins, self.look, site)

    def look(self, site: Site) -> Result:
        """What is found of a site while it is served."""
        with serve(site) as served:
            return self.run(served)
