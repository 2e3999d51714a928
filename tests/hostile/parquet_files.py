"""Parquet files that lie about what is in them, made byte for byte, because no writer makes them.

A Parquet file is pages, then a directory (the footer) in Thrift's compact protocol, then the length of the directory. What is
wrong in each case is the one argument that differs from a sound file.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field, replace
from typing import Any

MAGIC = b"PAR1"
I32, I64, BINARY, LIST, STRUCT = 5, 6, 8, 9, 12
INT64, BYTE_ARRAY, FIXED_LENGTH = 2, 6, 7
INTERVAL = 21
"""A length of time, which no table of a city has."""
REQUIRED = 0
PLAIN, RLE, RLE_DICTIONARY = 0, 3, 8
UNCOMPRESSED, GZIP = 0, 2
DATA_PAGE, DICTIONARY_PAGE = 0, 2
LARGEST = 2**31 - 1


# Thrift ---------------------------------------------------------------------------------------------------------------


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def zigzag(number: int) -> bytes:
    return varint((number << 1) ^ (number >> 63) if number < 0 else number << 1)


def value(kind: int, content: Any) -> bytes:
    if kind in (I32, I64):
        return zigzag(content)
    if kind == BINARY:
        return varint(len(content)) + content
    if kind == LIST:
        inner, items = content
        return list_head(inner, len(items)) + b"".join(value(inner, item) for item in items)
    return content


def list_head(inner: int, count: int) -> bytes:
    return bytes([count << 4 | inner]) if count < 15 else bytes([0xF0 | inner]) + varint(count)


def record(*members: tuple[int, int, Any]) -> bytes:
    """A struct, of the members that are not None."""
    out, last = b"", 0
    for number, kind, content in members:
        if content is not None:
            out += bytes([(number - last) << 4 | kind]) + value(kind, content)
            last = number
    return out + b"\0"


# Parquet --------------------------------------------------------------------------------------------------------------


def element(name: str, kind: int | None = None, children: int | None = None, interval: bool = False) -> bytes:
    length, converted = (12, INTERVAL) if interval else (None, None)
    return record(
        (1, I32, kind), (2, I32, length), (3, I32, REQUIRED), (4, BINARY, name.encode()), (5, I32, children),
        (6, I32, converted),
    )  # fmt: skip


def page(content: bytes, values: int, uncompressed: int | None = None, encoding: int = PLAIN) -> bytes:
    header = record((1, I32, values), (2, I32, encoding), (3, I32, RLE), (4, I32, RLE))
    size = len(content) if uncompressed is None else uncompressed
    return record((1, I32, DATA_PAGE), (2, I32, size), (3, I32, len(content)), (5, STRUCT, header)) + content


def dictionary_page(content: bytes, values: int) -> bytes:
    header = record((1, I32, values), (2, I32, PLAIN))
    size = len(content)
    return record((1, I32, DICTIONARY_PAGE), (2, I32, size), (3, I32, size), (7, STRUCT, header)) + content


@dataclass(frozen=True)
class Column:
    """A column chunk; what is None is as it should be."""

    name: str
    kind: int
    pages: bytes
    codec: int = UNCOMPRESSED
    values: int = 1
    offset: int | None = None
    size: int | None = None
    dictionary: bool = False
    path: list[str] = field(default_factory=list)

    def metadata(self, offset: int) -> bytes:
        start = offset if self.offset is None else self.offset
        size = len(self.pages) if self.size is None else self.size
        return record(
            (1, I32, self.kind), (2, LIST, (I32, [PLAIN, RLE, RLE_DICTIONARY])),
            (3, LIST, (BINARY, [name.encode() for name in self.path or [self.name]])),
            (4, I32, self.codec), (5, I64, self.values), (6, I64, size), (7, I64, size), (9, I64, start),
            (11, I64, start if self.dictionary else None),
        )  # fmt: skip


ID = Column("id", INT64, page(struct.pack("<q", 1), 1))
NOTE = Column("note", BYTE_ARRAY, page(struct.pack("<i", 1) + b"a", 1))


def whole(
    columns: list[Column],
    schema: list[bytes] | None = None,
    rows: int = 1,
    footer_length: int | None = None,
    footer: bytes | None = None,
) -> bytes:
    out, chunks = bytearray(MAGIC), []
    for column in columns:
        chunks.append(record((2, I64, len(out)), (3, STRUCT, column.metadata(len(out)))))
        out += column.pages
    if schema is None:
        schema = [element("schema", children=len(columns)), *[element(column.name, column.kind) for column in columns]]
    group = record((1, LIST, (STRUCT, chunks)), (2, I64, len(out)), (3, I64, rows))
    if footer is None:
        footer = record((1, I32, 1), (2, LIST, (STRUCT, schema)), (3, I64, rows), (4, LIST, (STRUCT, [group])))
    length = len(footer) if footer_length is None else footer_length
    return bytes(out) + footer + struct.pack("<I", length & 0xFFFFFFFF) + MAGIC


def sound() -> bytes:
    """A file in which nothing is wrong, so that the others are refused for what is wrong with them."""
    return whole([ID, NOTE])


def deep_schema(depth: int = 100_000) -> bytes:
    groups = [element(f"g{level}", children=1) for level in range(depth)]
    schema = [element("schema", children=3), element("id", INT64), element("note", BYTE_ARRAY), *groups, element("x", INT64)]
    path = [f"g{level}" for level in range(depth)] + ["x"] if depth < 1_000 else ["x"]
    return whole([ID, NOTE, replace(ID, name="x", path=path)], schema)


def spans(column: str) -> bytes:
    """A sound file of which a column is of a type that is not read."""
    there = Column(column, FIXED_LENGTH, page(bytes(12), 1))
    return whole([ID, there], [element("schema", children=2), element("id", INT64), element(column, FIXED_LENGTH, interval=True)])


def promised_children() -> bytes:
    """The root says that it has two thousand million columns."""
    return whole([ID, NOTE], [element("schema", children=LARGEST), element("id", INT64), element("note", BYTE_ARRAY)])


def huge_page() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = packer.compress(struct.pack("<i", 1) + b"a") + packer.flush()
    return whole([ID, replace(NOTE, pages=page(packed, 1, uncompressed=LARGEST), codec=GZIP)])


def page_bomb() -> bytes:
    """A page that does unpack to a gigabyte, of one text."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    chunk = b"a" * (1 << 20)
    packed = b"".join([packer.compress(struct.pack("<i", 1 << 30)), *[packer.compress(chunk) for _ in range(1024)], packer.flush()])
    return whole([ID, replace(NOTE, pages=page(packed, 1, uncompressed=(1 << 30) + 4), codec=GZIP)])


def understated_page() -> bytes:
    """The same page, which says that it unpacks to a hundred bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    chunk = b"a" * (1 << 20)
    packed = b"".join([packer.compress(struct.pack("<i", 96)), *[packer.compress(chunk) for _ in range(4096)], packer.flush()])
    return whole([ID, replace(NOTE, pages=page(packed, 1, uncompressed=100), codec=GZIP)])


def promised_values(count: int = LARGEST) -> bytes:
    """The page says that it has more values than there are bytes."""
    return whole([replace(ID, pages=page(struct.pack("<q", 1), count), values=count), NOTE], rows=count)


def dictionary(values: int, index: int = 0) -> bytes:
    words = dictionary_page(struct.pack("<i", 1) + b"a", values)
    indices = page(bytes([1, 2, index]), 1, encoding=RLE_DICTIONARY)
    return whole([ID, replace(NOTE, pages=words + indices, dictionary=True)])


def row_bomb() -> bytes:
    """Two thousand million rows of the one text of a dictionary, in a run of a few bytes."""
    words = dictionary_page(struct.pack("<i", 1000) + b"a" * 1000, 1)
    run = page(bytes([1]) + varint(LARGEST << 1) + b"\0", LARGEST, encoding=RLE_DICTIONARY)
    column = replace(NOTE, pages=words + run, dictionary=True, values=LARGEST)
    return whole([column], rows=LARGEST)


def wide(count: int = 100_000) -> bytes:
    return whole([ID, NOTE, *[replace(ID, name=f"c{number}") for number in range(count)]])


def promised_list() -> bytes:
    """The directory says that it lists two thousand million columns, and ends."""
    return whole([ID, NOTE], footer=record((1, I32, 1))[:-1] + bytes([0x19]) + list_head(STRUCT, LARGEST))


def promised_text() -> bytes:
    """A name in the directory is two gigabytes long, and ends."""
    schema = bytes([0x19]) + list_head(STRUCT, 2) + bytes([0x48]) + varint(LARGEST)
    return whole([ID, NOTE], footer=record((1, I32, 1))[:-1] + schema)


REFUSED = {"table/damaged-file"}
"""Codes of a file whose directory or pages are not what they say."""

FILES = {
    "parquet-deep-schema": (deep_schema, {"table/too-deep"}),
    "parquet-unknown-type": (lambda: spans("note"), {"table/unsupported-feature"}),
    "parquet-promised-children": (promised_children, REFUSED),
    "parquet-promised-list": (promised_list, REFUSED),
    "parquet-promised-text": (promised_text, REFUSED),
    "parquet-promised-values": (lambda: promised_values(1_000), REFUSED),
    "parquet-promised-rows": (promised_values, {"table/archive-too-large"}),
    "parquet-huge-page": (huge_page, {"table/archive-too-large"}),
    "parquet-understated-page": (understated_page, REFUSED),
    "parquet-page-bomb": (page_bomb, {"table/archive-too-large"}),
    "parquet-row-bomb": (row_bomb, {"table/archive-too-large"}),
    "parquet-dictionary-promised": (lambda: dictionary(LARGEST), REFUSED),
    "parquet-dictionary-negative": (lambda: dictionary(-1), REFUSED),
    "parquet-dictionary-index": (lambda: dictionary(1, index=3), REFUSED),
    "parquet-offset-outside": (lambda: whole([replace(ID, offset=1 << 40), NOTE]), REFUSED),
    "parquet-offset-negative": (lambda: whole([replace(ID, offset=-8), NOTE]), REFUSED),
    "parquet-size-outside": (lambda: whole([replace(ID, size=1 << 40), NOTE]), REFUSED),
    "parquet-footer-too-long": (lambda: whole([ID, NOTE], footer_length=1 << 30), REFUSED),
    "parquet-footer-too-short": (lambda: whole([ID, NOTE], footer_length=3), REFUSED),
    "parquet-hundred-thousand-columns": (wide, {"table/extra-label"}),
}
"""What each case holds, and the codes of which one is expected."""
