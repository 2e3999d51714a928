"""The checks of a served API, each with the broken twins that it must refuse."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import jsonschema
from ckanapi import RemoteCKAN
from ckanapi.errors import CKANAPIError
from openapi_spec_validator import OpenAPIV31SpecValidator

import snippets
from answers import OPENAPI, SCHEMAS, answers, document, errors, fetch, formats, named, validator
from built_site import Site
from proof import Result, Twin
from served import Check, MANIFEST, Served

PACKAGES = "current_package_list_with_resources"
DEVELOPERS = "developers/index.html"
REDOCLY = "REDOCLY_FOLDER"
"""The variable that names the folder in which Redocly is installed."""


# The document


def openapi_is_valid(served: Served) -> Result:
    """The OpenAPI document by openapi-spec-validator."""
    openapi = document(served)
    problems = [error.message[:300] for error in OpenAPIV31SpecValidator(openapi).iter_errors()]
    return Result({"paths": len(openapi["paths"]), "schemas": len(openapi["components"]["schemas"])}, problems)


def openapi_is_linted(served: Served) -> Result:
    """The OpenAPI document by Redocly's recommended rules: neither errors nor warnings."""
    folder = Path(os.environ[REDOCLY])
    program = folder / "node_modules/.bin/redocly"
    if not program.exists():
        return Result(problems=[f"Redocly is not installed: run `npm ci` in {folder}"])
    openapi = document(served)
    with tempfile.TemporaryDirectory() as work:
        (Path(work) / "openapi.json").write_text(json.dumps(openapi), encoding="utf-8")
        command = [
            program.resolve(),
            "lint",
            "--extends=recommended",
            "--format=json",
            "--max-problems=1000",
            "openapi.json",
        ]
        quiet = {**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "CI": "true"}
        done = subprocess.run(command, cwd=work, env=quiet, capture_output=True, text=True, check=False)
    if not done.stdout.lstrip().startswith("{"):
        return Result(problems=[f"Redocly ended with {done.returncode}: {(done.stderr or done.stdout)[-300:]}"])
    report = json.loads(done.stdout)
    problems = [f"{problem['severity']} {problem['ruleId']}: {problem['message']}" for problem in report["problems"]]
    totals = report["totals"]
    if totals["errors"] + totals["warnings"] != len(problems):
        problems.append(f"Redocly counts {totals}")
    return Result({"operations": len(openapi["paths"])}, problems)


# The answers


def addresses_answer(served: Served) -> Result:
    """Every address of the OpenAPI document answers as it says, and there is no other."""
    openapi = document(served)
    result = Result({"addresses": 0, "answers with a schema": 0})
    there = {path for path in served.site.json(MANIFEST)["files"] if path.startswith("api/")}
    all_named = set(named(openapi))
    result.problems += [f"{path} is there and not named" for path in sorted(there - all_named)]
    result.problems += [f"{path} is named and not in the manifest" for path in sorted(all_named - there)]
    validators: dict[str, tuple[str, jsonschema.Draft202012Validator]] = {}
    for answer in answers(served):
        result.counted["addresses"] += 1
        if answer.response not in validators:
            validators[answer.response] = validator(openapi, answer.response)
        media_type, schema = validators[answer.response]
        if answer.status != 200 or answer.content_type != media_type:
            result.problems.append(
                f"{answer.path} answered {answer.status} {answer.content_type}, not 200 {media_type}"
            )
            continue
        result.counted["answers with a schema"] += "$ref" in schema.schema
        result.problems += errors(schema, answer.path, answer.body)
    for wrong in ("api/v1/datasets/no-such-dataset.json", "api/3/action/package_show", "api/action/package_search"):
        if fetch(served, wrong)[0] != 404:
            result.problems.append(f"{wrong} answers, and should not be there")
    return result


def schemas_hold(served: Served) -> Result:
    """Every published JSON Schema is one, says where it is, and is kept by the answers of its name."""
    result = Result({"schemas": 0, "answers": 0})
    by_response: dict[str, list[Any]] = {}
    for answer in answers(served):
        by_response.setdefault(answer.response, []).append(answer)
    for path in [path for path in served.site.paths() if path.startswith(SCHEMAS)]:
        schema = json.loads(fetch(served, path)[2])
        jsonschema.Draft202012Validator.check_schema(schema)
        result.counted["schemas"] += 1
        if schema["$id"] != served.base_url + path:
            result.problems.append(f"{path} says that it is {schema['$id']}")
        check = jsonschema.Draft202012Validator(schema, format_checker=formats())
        if check.is_valid({}):
            result.problems.append(f"{path} lets an empty answer pass")
        for answer in by_response.get(path.removeprefix(SCHEMAS).removesuffix(".json"), []):
            result.counted["answers"] += 1
            result.problems += errors(check, answer.path, answer.body)
    return result


def links_lead_somewhere(served: Served) -> Result:
    """Every link in an answer leads to something that the site has."""
    openapi = document(served)
    found: dict[str, str] = {}
    for answer in answers(served):
        if not answer.content_type.endswith("json"):
            continue
        _, schema = validator(openapi, answer.response)
        for link in links(schema, json.loads(answer.body)):
            target = urljoin(served.address + answer.path, served.here(link))
            if target.startswith(served.address):
                found.setdefault(target.removeprefix(served.address).partition("#")[0], answer.path)
    result = Result({"links": len(found)})
    for link, path in found.items():
        status = fetch(served, link, "HEAD")[0]
        if status != 200:
            result.problems.append(f"{path} leads to {link}, which answers {status}")
    return result


def links(schema: jsonschema.Draft202012Validator, content: Any) -> list[str]:
    """The values that a schema calls links: the checker of formats sees each of them."""
    seen: list[str] = []
    checker = jsonschema.FormatChecker(formats=())
    for name in ("uri", "uri-reference"):
        checker.checks(name)(lambda value: isinstance(value, str) and seen.append(value) or True)
    list(schema.evolve(format_checker=checker).iter_errors(content))
    return seen


# CKAN


def ckan_reads(served: Served) -> Result:
    """ckanapi reads the lists, and they have what the manifest has."""
    datasets = sorted(served.site.json(MANIFEST)["datasets"])
    described = [served.site.json(f"api/v1/datasets/{slug}.json") for slug in datasets]
    files = sum(len(one["documents"]) + sum(len(table["files"]) for table in one["resources"]) for one in described)
    result = Result({"datasets": len(datasets), "files": files})

    def expect(what: str, found: Any, wanted: Any) -> None:
        if found != wanted:
            result.problems.append(f"{what}: {found}, not {wanted}")

    with RemoteCKAN(served.address, get_only=True) as ckan:
        packages = ckan.action.current_package_list_with_resources()
        expect("package_list", ckan.action.package_list(), datasets)
        expect("packages", [package["name"] for package in packages], datasets)
        expect("resources", sum(len(package["resources"]) for package in packages), files)
        expect(
            "ids",
            len({part["id"] for package in packages for part in [package, *package["resources"]]}),
            len(datasets) + files,
        )
        expect(
            "organization_list", ckan.action.organization_list(), sorted({one["publisher"]["id"] for one in described})
        )
        expect("group_list", ckan.action.group_list(), sorted({one["theme"]["code"].lower() for one in described}))
        expect(
            "tag_list", ckan.action.tag_list(), sorted({keyword for one in described for keyword in one["keywords"]})
        )
        licenses = [license["id"] for license in ckan.action.license_list()]
        expect("license_list", licenses, sorted({one["license"]["id"] for one in described}))
        expect("status_show", ckan.action.status_show()["site_url"] + "/", served.base_url)
        try:
            ckan.action.package_show(id=datasets[0])
            result.problems.append("package_show answers, and cannot know what it was asked")
        except CKANAPIError:
            pass
    for path in [path for path in served.site.paths() if path.startswith("api/action/")]:
        versioned = path.replace("api/action/", "api/3/action/")
        if fetch(served, path)[2] != fetch(served, versioned)[2]:
            result.problems.append(f"{path} and {versioned} differ")
    return result


# The code on pages


def code_runs(served: Served) -> Result:
    """The code on pages runs, and reads as many rows as the API counts.

    Of a twin only the page for developers is looked at: what is broken in it is there.
    """
    all_pages = [
        path for path in served.site.ending("/index.html") if path.startswith("datasets/") or path == DEVELOPERS
    ]
    pages = [DEVELOPERS] if served.site.changes else all_pages
    result = Result({"pages": 0})
    languages: dict[str, int] = {}
    skipped: dict[str, None] = {}
    for page in pages:
        found = snippets.of_page(served.site, page)
        result.counted["pages"] += bool(found)
        for snippet in found:
            try:
                rows, wanted = snippets.run(served, snippet), snippets.expected(served, snippet)
            except snippets.Skipped as reason:
                skipped[str(reason)] = None
                continue
            except Exception as error:
                result.problems.append(f"{page}: {snippet.language}: {type(error).__name__}: {error}")
                continue
            languages[snippet.language] = languages.get(snippet.language, 0) + 1
            if rows != wanted:
                result.problems.append(f"{page}: {snippet.language} reads {rows} rows, not {wanted}")
    datasets = len(served.site.json(MANIFEST)["datasets"])
    if pages == all_pages and result.counted["pages"] != datasets + 1:
        result.problems.append(
            f"{result.counted['pages']} pages have code, and there are {datasets} datasets and one page more"
        )
    result.counted |= {f"× {language}": count for language, count in languages.items()}
    result.skipped = list(skipped)
    return result


# Broken twins


def edit(path: str, change: Callable[[Any], Any]) -> Callable[[Site], Site]:
    """Changes a file of JSON in memory."""

    def broken(site: Site) -> Site:
        content = site.json(path)
        change(content)
        return site.changed(path, content)

    return broken


def replace(path: str, old: str, new: str) -> Callable[[Site], Site]:
    """Replaces text of a file in memory, once; it must be there."""

    def broken(site: Site) -> Site:
        text = site.read(path).decode()
        if old not in text:
            raise ValueError(f"{path} does not hold {old}")
        return site.changed(path, text.replace(old, new, 1))

    return broken


def unnamed(site: Site) -> Site:
    """A site whose manifest has an answer that the document does not name."""
    manifest = site.json(MANIFEST)
    manifest["files"]["api/v1/more.json"] = manifest["files"]["api/v1/index.json"]
    return site.changed(MANIFEST, manifest).changed("api/v1/more.json", {})


CHECKS = [
    Check(
        "OpenAPI by openapi-spec-validator",
        openapi_is_valid,
        [
            Twin("no title", edit(OPENAPI, lambda openapi: openapi["info"].pop("title")), "title"),
            Twin(
                "a parameter that is not there",
                edit(
                    OPENAPI,
                    lambda openapi: openapi["paths"].__setitem__("/api/{x}", openapi["paths"]["/api/v1/index.json"]),
                ),
                "x",
            ),
        ],
    ),
    Check(
        "OpenAPI by Redocly",
        openapi_is_linted,
        [
            Twin("no word on security", edit(OPENAPI, lambda openapi: openapi.pop("security")), "security-defined"),
            Twin(
                "no answer for what is not there",
                edit(OPENAPI, lambda openapi: openapi["paths"]["/api/v1/index.json"]["get"]["responses"].pop("404")),
                "operation-4xx-response",
            ),
        ],
    ),
    Check(
        "every address answers, and no other",
        addresses_answer,
        [
            Twin("an answer is gone", lambda site: site.changed("api/v1/themes.json", None), "404"),
            Twin("an answer without its title", edit("api/v1/index.json", lambda index: index.pop("title")), "title"),
            Twin("an answer that is not named", unnamed, "not named"),
            Twin(
                "an action that depends on a question",
                lambda site: site.changed("api/action/package_search", {}),
                "should not be there",
            ),
        ],
    ),
    Check(
        "JSON Schemas are kept",
        schemas_hold,
        [
            Twin(
                "a schema of something else",
                edit(f"{SCHEMAS}themes.json", lambda schema: schema.__setitem__("type", "array")),
                "array",
            ),
            Twin(
                "a schema that lets everything pass",
                edit(f"{SCHEMAS}rows.json", lambda schema: [schema.pop("required"), schema.pop("type")]),
                "empty answer",
            ),
        ],
    ),
    Check(
        "links lead somewhere",
        links_lead_somewhere,
        [
            Twin(
                "a link to nothing",
                edit("api/v1/datasets.json", lambda page: page["datasets"][0].__setitem__("url", "datasets/gone.json")),
                "datasets/gone.json",
            ),
            Twin("a file that is gone", replace(f"api/action/{PACKAGES}", "/latest/", "/lost/"), "/lost/"),
        ],
    ),
    Check(
        "CKAN's clients read the lists",
        ckan_reads,
        [
            Twin(
                "a dataset too few",
                edit("api/action/package_list", lambda answer: answer["result"].pop()),
                "package_list",
            ),
            Twin(
                "a failure",
                edit("api/action/tag_list", lambda answer: answer.__setitem__("success", False)),
                "CKANAPIError",
            ),
            Twin(
                "an answer to every question",
                lambda site: site.changed("api/action/package_show", site.read("api/action/status_show")),
                "package_show",
            ),
        ],
    ),
]

CODE = Check(
    "code on pages runs",
    code_runs,
    [
        Twin("code that needs what is not there", replace(DEVELOPERS, "import pandas", "import pandaz"), "pandaz"),
        Twin(
            "another column",
            replace(DEVELOPERS, "print(table[[", "print(table[[&quot;no such column&quot;, "),
            "no such column",
        ),
        Twin("SQL that is none", replace(DEVELOPERS, "CREATE VIEW", "CREATE VEIW"), "duckdb: ParserException"),
        Twin("a file that is gone", lambda site: site.changed(example(site), None), "error: 404"),
        Twin("a row too few", lambda site: last_row_lost(site), "not"),
        Twin(
            "a column that Excel would not find",
            replace(
                DEVELOPERS, "[PromoteAllScalars = true])", "[PromoteAllScalars = true]), {&quot;none&quot;, type text}"
            ),
            "no columns ['none']",
        ),
    ],
)


def example(site: Site) -> str:
    """The path of the CSV that the page for developers reads."""
    code = next(snippet.code for snippet in snippets.of_page(site, DEVELOPERS) if snippet.code.endswith('.csv"'))
    return code.rsplit('"', 2)[1].removeprefix(site.json("api/v1/index.json")["base_url"])


def last_row_lost(site: Site) -> Site:
    """A site in which that CSV has lost its last row."""
    return site.changed(example(site), site.read(example(site)).rstrip(b"\n").rpartition(b"\n")[0] + b"\n")
