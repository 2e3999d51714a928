"""The answers of a served API, as its OpenAPI document names them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import jsonschema
import referencing
import referencing.jsonschema

from served import Served

OPENAPI = "api/v1/openapi.json"
SCHEMAS = "api/v1/schemas/"


@dataclass(frozen=True)
class Answer:
    """What an address answered, and what the document says of it."""

    path: str
    response: str
    status: int
    content_type: str
    body: bytes


def fetch(served: Served, path: str, method: str = "GET") -> tuple[int, str, bytes]:
    """Asks a path: the status, the media type without parameters, the body."""
    try:
        with urlopen(Request(served.address + path, method=method)) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.headers.get_content_type(), error.read()


def document(served: Served) -> Any:
    """The OpenAPI document."""
    return json.loads(fetch(served, OPENAPI)[2])


def named(openapi: Any) -> dict[str, str]:
    """Every address, each parameter with all its values, with the name of what is answered."""
    addresses: dict[str, str] = {}
    for template, item in openapi["paths"].items():
        response = item["get"]["responses"]["200"]["$ref"].rsplit("/", 1)[1]
        paths = [template.removeprefix("/")]
        for parameter in item["get"].get("parameters", []):
            parameter = resolve(openapi, parameter)
            schema = parameter["schema"]
            values = schema.get("enum") or range(schema["minimum"], schema["maximum"] + 1)
            paths = [path.replace(f"{{{parameter['name']}}}", str(value)) for path in paths for value in values]
        for path in paths:
            if path in addresses:
                raise ValueError(f"{path} is named twice")
            addresses[path] = response
    return addresses


def resolve(openapi: Any, node: Any) -> Any:
    """A part of the document, or what it refers to."""
    while "$ref" in node:
        found = openapi
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


def answers(served: Served) -> list[Answer]:
    """What every address that is named answers."""
    openapi = document(served)
    return [Answer(path, response, *fetch(served, path)) for path, response in named(openapi).items()]


def validator(openapi: Any, response: str) -> tuple[str, jsonschema.Draft202012Validator]:
    """The media type of a response, and a validator of its schema within the document."""
    content = openapi["components"]["responses"][response]["content"]
    (media_type, media), *_ = content.items()
    resource = referencing.Resource(openapi, referencing.jsonschema.DRAFT202012)
    registry = referencing.Registry().with_resource("urn:openapi", resource)
    schema = json.loads(json.dumps(media["schema"]).replace('"#/', '"urn:openapi#/'))
    return media_type, jsonschema.Draft202012Validator(schema, registry=registry, format_checker=formats())


def formats() -> jsonschema.FormatChecker:
    """A checker of formats; without the packages behind it, it would let everything pass."""
    checker = jsonschema.FormatChecker()
    missing = {"date", "email", "uri", "uri-reference", "uuid"} - set(checker.checkers)
    if missing:
        raise RuntimeError(f"jsonschema cannot check the formats {sorted(missing)}: install jsonschema[format]")
    return checker


def errors(validator: jsonschema.Draft202012Validator, path: str, body: bytes) -> list[str]:
    """What is wrong with an answer."""
    found = validator.iter_errors(json.loads(body))
    return [
        f"{path}: {error.json_path}: {error.validator} {error.validator_value}: {error.message[:200]}"
        for error in found
    ]
