#!/usr/bin/env python3
"""Commits what could harm a reader, and checks that Townbook names it within bounds of memory and time.

    python tests/hostile/run.py --binary target/debug/townbook

Each case is a dataset of its own beside a sound one. `check` must end with a finding whose code is expected, must still check
the sound dataset to its end, must not panic, and must stay below 512 MB. A run that hangs is killed and counts as failed.
Needs nothing but Python.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import re
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import parquet_files

ROOT = Path(__file__).resolve().parent.parent.parent
BASE = ROOT / "tests" / "portals" / "base"
MEMORY = 512
"""Megabytes that a run may use."""
HANG = 120
"""Seconds after which a run counts as hung."""


# Containers -----------------------------------------------------------------------------------------------------------


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def zip_bomb() -> bytes:
    """One gigabyte of a single line in about a megabyte."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("rows.csv", "w") as entry:
        entry.write(b"id,note\n")
        for _ in range(1024):
            entry.write(b"1,a\n" * (1 << 18))
    return out.getvalue()


def gzip_bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    chunk = b"\0" * (1 << 20)
    return b"".join([packer.compress(b"id,note\n"), *[packer.compress(chunk) for _ in range(1024)], packer.flush()])


def lying_size() -> bytes:
    """The directory says that the content has ten bytes; it has a million."""
    whole = bytearray(zipped({"rows.csv": b"id,note\n" + b"1,a\n" * 250_000}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = whole.find(signature)
        whole[at + offset : at + offset + 4] = struct.pack("<I", 10)
    return bytes(whole)


def many_entries() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for number in range(60_000):
            archive.writestr(f"{number}.csv", b"id,note\n")
    return out.getvalue()


# Workbooks ------------------------------------------------------------------------------------------------------------

CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    'Target="{target}"/>{more}</Relationships>'
)
WORKBOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
STRINGS = (
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" '
    'Target="sharedStrings.xml"/>'
)


def workbook(sheet: bytes, strings: bytes | None = None) -> bytes:
    parts = {
        "[Content_Types].xml": CONTENT_TYPES.encode(),
        "_rels/.rels": RELATIONS.format(kind="officeDocument", target="xl/workbook.xml", more="").encode(),
        "xl/workbook.xml": WORKBOOK.encode(),
        "xl/_rels/workbook.xml.rels": RELATIONS.format(
            kind="worksheet", target="worksheets/sheet1.xml", more=STRINGS if strings else ""
        ).encode(),
        "xl/worksheets/sheet1.xml": sheet,
    }
    if strings:
        parts["xl/sharedStrings.xml"] = strings
    return zipped(parts)


def sheet(rows: str, dimension: str = "A1:B2") -> bytes:
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'
    ).encode()


def cell(at: str, text: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


HEADER = f'<row r="1">{cell("A1", "id")}{cell("B1", "note")}</row>'


def workbook_bomb() -> bytes:
    row = '<row><c t="inlineStr"><is><t>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</t></is></c></row>'
    return workbook(sheet(HEADER + row * 12_000_000))


def entity_bomb() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    strings = (
        f'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY e0 "ha">{entities}]>'
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="2" uniqueCount="2">'
        "<si><t>&e9;</t></si><si><t>note</t></si></sst>"
    )
    cells = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    return workbook(sheet(cells), strings.encode())


def promised_strings() -> bytes:
    strings = (
        '<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'count="4000000000" uniqueCount="4000000000"><si><t>id</t></si></sst>'
    )
    return workbook(sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), strings.encode())


def far_corner() -> bytes:
    far = f'<row r="1048576">{cell("XFD1048576", "x")}</row>'
    return workbook(sheet(HEADER + far, "A1:XFD1048576"))


def hidden_formula() -> bytes:
    rows = HEADER + f'<row r="2">{cell("A2", "1")}<c r="B2"><f>WEBSERVICE("http://x.example")</f></c></row>'
    return workbook(sheet(rows))


# Text -----------------------------------------------------------------------------------------------------------------


def endless_cell() -> bytes:
    return b'id,note\n1,"' + b"a" * (100 << 20) + b'"\n'


def wide() -> bytes:
    names = ",".join(f"c{n}" for n in range(100_000))
    return f"{names}\n{names}\n".encode()


def utf16_surrogates() -> bytes:
    return b"\xff\xfe" + "id,note\n1,".encode("utf-16-le") + b"\x00\xd8\x00\xd8" + "\n".encode("utf-16-le")


def one_line(size: int) -> bytes:
    return b"id,note\n" + b"x" * size


WARNINGS = {"table/formula-without-value"}
"""Codes that leave the exit code at 0."""

Plant = Callable[[Path], None]


def content(name: str, make: Callable[[], bytes]) -> tuple[str, Plant]:
    """A file with hostile content."""
    return name, lambda folder: (folder / name).write_bytes(make())


def link(name: str, target: str) -> tuple[str, Plant]:
    """A link to something outside."""
    return name, lambda folder: os.symlink(target, folder / name)


def pipe(name: str) -> tuple[str, Plant]:
    return name, lambda folder: os.mkfifo(folder / name)


def named(path: str) -> tuple[str, Plant]:
    """A path that is not what it should be; no file is made."""
    return path, lambda folder: None


# name: (the file as declared and how it is made, the codes of which one is expected, more lines for the resource)
CASES: dict[str, tuple[tuple[str, Plant], set[str], str]] = {
    "zip-bomb": (content("rows.csv.zip", zip_bomb), {"table/archive-too-large"}, ""),
    "gzip-bomb": (content("rows.csv.gz", gzip_bomb), {"table/archive-too-large", "table/unreadable"}, ""),
    "zip-lying-size": (content("rows.csv.zip", lying_size), {"table/unreadable"}, ""),
    "zip-many-entries": (content("rows.csv.zip", many_entries), {"table/archive-too-large", "table/several-entries"}, ""),
    "zip-climbing-entry": (
        content("rows.csv.zip", lambda: zipped({"../../../rows.csv": b"id,note\n1,a\n", "b.csv": b"x\n"})),
        {"table/several-entries", "table/unreadable", "table/missing-label", "table/extra-label"}, "",
    ),
    "zip-in-zip": (
        content("rows.csv.zip", lambda: zipped({"rows.csv": zipped({"rows.csv": b"id,note\n"})})),
        {"table/format-mismatch"}, "",
    ),
    "zip-cut-off": (content("rows.csv.zip", lambda: zipped({"rows.csv": os.urandom(9000)})[:5000]), {"table/unreadable"}, ""),
    "workbook-bomb": (content("rows.xlsx", workbook_bomb), {"table/archive-too-large", "table/unreadable"}, ""),
    "workbook-entities": (content("rows.xlsx", entity_bomb), {"table/unreadable", "table/missing-label"}, ""),
    "workbook-promised-strings": (content("rows.xlsx", promised_strings), {"table/unreadable"}, ""),
    "workbook-far-corner": (
        content("rows.xlsx", far_corner), {"table/archive-too-large", "table/unreadable", "table/beside-table", "table/extra-label", "table/missing-label"}, "",
    ),
    "workbook-formula": (content("rows.xlsx", hidden_formula), {"table/formula-without-value"}, ""),
    "workbook-noise": (content("rows.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xfe" * 60_000), {"table/unreadable"}, ""),
    "endless-cell": (content("rows.csv", endless_cell), {"table/unreadable", "table/unclosed-quote"}, ""),
    "endless-line": (content("rows.csv", lambda: one_line(100 << 20)), {"table/unreadable"}, ""),
    "hundred-thousand-columns": (content("rows.csv", wide), {"table/extra-label"}, ""),
    "nul-bytes": (content("rows.csv", lambda: b"id,note\n1,a\0b\n\0\0\0,\0\n"), {"table/nul-byte", "table/control-character", "table/type-error"}, ""),
    "invalid-utf-8": (content("rows.csv", lambda: b"id,note\n1,caf\xe9 \xff\n"), {"table/encoding-error", "table/type-error"}, ""),
    "lone-surrogates": (content("rows.csv", utf16_surrogates), {"table/encoding-error", "table/type-error"}, ""),
    "json-deep": (content("rows.json", lambda: b"[" * 100_000), {"table/unreadable"}, ""),
    "json-deep-value": (
        content("rows.json", lambda: b'[{"id":1,"note":' + b"[" * 100_000 + b"]" * 100_000 + b"}]"),
        {"table/unreadable", "table/type-error"}, "",
    ),
    "json-endless-text": (content("rows.json", lambda: b'[{"id":1,"note":"' + b"a" * (100 << 20)), {"table/unreadable"}, ""),
    "ndjson-endless-line": (content("rows.ndjson", lambda: b'{"id":1,"note":"' + b"a" * (100 << 20)), {"table/unreadable"}, ""),
    "geojson-deep": (
        content("rows.geojson", lambda: b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":1,"note":"a"},'
                b'"geometry":{"type":"Polygon","coordinates":' + b"[" * 100_000 + b"]" * 100_000 + b"}}]}"),
        {"table/unreadable", "table/type-error", "table/invalid-geometry"}, "",
    ),
    "number-too-large": (content("rows.csv", lambda: b"id,note\n1e999999999,a\n" + b"9" * 100_000 + b",a\n"), {"table/type-error"}, ""),
    "link-outside": (link("rows.csv", "/etc/hostname"), {"metadata/invalid-resource", "table/file-unreadable", "files/link-outside"}, ""),
    "link-to-device": (link("rows.csv", "/dev/zero"), {"metadata/invalid-resource", "table/file-unreadable", "files/link-outside"}, ""),
    "pipe": (pipe("rows.csv"), {"table/file-unreadable"}, ""),
    "path-climbs": (named("../trees/trees.csv"), {"metadata/invalid-resource"}, ""),
    "path-absolute": (named("/etc/hostname"), {"metadata/invalid-resource"}, ""),
    "name-with-controls": (named("rows\\u202e\\u0007.csv"), {"table/file-missing", "metadata/invalid-resource"}, ""),
    "range-of-nothing": (content("rows.xlsx", hidden_formula), {"metadata/invalid-resource"}, 'range = "ZZZZ1:A0"'),
    "encoding-of-nowhere": (content("rows.csv", lambda: b"id,note\n"), {"metadata/invalid-resource"}, 'encoding = "klingon"'),
}
CASES |= {name: (content("rows.parquet", make), codes, "") for name, (make, codes) in parquet_files.FILES.items()}


def dataset(path: str, more: str) -> str:
    """A dataset.toml for a table with the columns `id` and `note`."""
    fields = "".join(
        f'\n[[resources.fields]]\nname = "{name}"\ntype = "{kind}"\ndescription = "What the case holds, in words."\n'
        for name, kind in (("id", "integer"), ("note", "string"))
    )
    head = (BASE / "datasets/trees/dataset.toml").read_text().split("[[resources]]")[0]
    return f'{head}[[resources]]\npath = "{path}"\n{more}\ntitle = "Rows"\ndescription = "One row is one case."\n{fields}'


def bounded() -> None:
    # The bound that counts is what was used; this one only keeps a failure from taking the machine along.
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))


def problems_of(binary: Path, name: str, temporary: Path) -> tuple[list[str], float]:
    """What is wrong with how a case was met, and the megabytes it took."""
    (path, plant), expected, more = CASES[name]
    portal = temporary / name
    shutil.copytree(BASE, portal)
    folder = portal / "datasets" / "hostile"
    folder.mkdir()
    plant(folder)
    (folder / "dataset.toml").write_text(dataset(path, more))
    command = [str(binary), "check", "--portal", str(portal), "--format", "json"]
    output = tempfile.TemporaryFile()
    process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, preexec_fn=bounded)
    killer = subprocess.Popen(["sh", "-c", f"sleep {HANG} && kill -9 {process.pid}"], stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    killer.kill()
    killer.wait()
    shutil.rmtree(portal)
    code = os.waitstatus_to_exitcode(status)
    megabytes = usage.ru_maxrss / 1024
    output.seek(0)
    text = output.read().decode(errors="replace")
    found = []
    if code != (0 if expected <= WARNINGS else 1):
        found.append(f"it ended with {code}: {text[-600:]}")
    if "panicked" in text:
        found.append(f"it panicked: {text[-600:]}")
    if megabytes > MEMORY:
        found.append(f"it used {megabytes:.0f} MB")
    codes = set(re.findall(r'"code":\s*"([^"]+)"', text))
    if not codes & expected:
        found.append(f"it found {sorted(codes)} and none of {sorted(expected)}")
    try:
        report = json.loads(text)
    except ValueError:
        return [*found, "its report is no JSON"], megabytes
    if report["summary"]["datasets"] != 2:
        found.append(f"it looked at {report['summary']['datasets']} datasets")
    if any(finding.get("path", "").startswith("datasets/trees/") for finding in report["findings"]):
        found.append("the sound dataset has findings")
    return found, megabytes


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("cases", nargs="*", help="only these")
    arguments = parser.parse_args()
    passed = failed = 0
    most = 0.0
    with tempfile.TemporaryDirectory() as name:
        for case in arguments.cases or CASES:
            problems, megabytes = problems_of(arguments.binary.resolve(), case, Path(name))
            most = max(most, megabytes)
            if problems:
                failed += 1
                print(f"FAILED: {case}", *[f"\n    {problem}" for problem in problems])
            else:
                passed += 1
    print(f"hostile: {passed} passed, {failed} failed; at most {most:.0f} MB")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
