"""Makes the workbooks and archives under tests/portals. See README.md; needs openpyxl, odfpy and xlwt.

    python3 -m venv /tmp/fixtures && /tmp/fixtures/bin/pip install openpyxl odfpy xlwt
    /tmp/fixtures/bin/python tests/portals/make_fixtures.py
"""

import datetime
import gzip
import io
import pathlib
import struct
import sys
import zipfile

import openpyxl
import openpyxl.comments
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

HERE = pathlib.Path(__file__).parent
NAMES = ["tree_id", "species", "height_m"]
TREES = [["0001", "red maple", 12.5], ["0002", "pin oak", 18]]


def invalid(code, file="trees.xlsx", hints=""):
    """Where a fixture goes, with a dataset.toml that declares it in the place of trees.csv."""
    folder = HERE / "invalid" / "table" / code / "datasets" / "trees"
    folder.mkdir(parents=True, exist_ok=True)
    base = (HERE / "base/datasets/trees/dataset.toml").read_text()
    declared = f'path = "{file}"\n{hints}'
    (folder / "dataset.toml").write_text(base.replace('path = "trees.csv"\n', declared))
    return folder / file


def book(path, *sheets):
    """A workbook of sheets: a title, rows, and what else is done to the sheet."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for title, rows, *change in sheets:
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for act in change:
            act(sheet)
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)


def archive(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in files.items():
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, text)


def patched(path, offset_local, offset_central, value):
    """Overwrites a field of the first file in an archive, in both its headers."""
    data = bytearray(path.read_bytes())
    local, central = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
    data[local + offset_local : local + offset_local + len(value)] = value
    data[central + offset_central : central + offset_central + len(value)] = value
    path.write_bytes(bytes(data))


def csv(rows):
    return "".join(",".join(str(cell) for cell in row) + "\n" for row in rows)


def hide(sheet):
    sheet.sheet_state = "hidden"


def hide_row(sheet):
    sheet.row_dimensions[3].hidden = True


def hide_column(sheet):
    sheet.column_dimensions["C"].hidden = True


def note(sheet):
    sheet["B3"].comment = openpyxl.comments.Comment("Ask the arborist.", "Somebody")


def sign(sheet):
    sheet.parent.properties.creator = "Somebody"


def zeros(sheet):
    for cell in sheet["C"][1:]:
        cell.number_format = "0000"


TABLE = [NAMES, *TREES]

# Invalid: one portal for each code.
book(invalid("several-sheets"), ("Trees", TABLE), ("Notes", [["Asked the arborist."]]))
book(invalid("sheet-missing", hints='sheet = "Trees 2026"\n'), ("Trees", TABLE))
book(invalid("hidden-sheet", hints='sheet = "Trees"\n'), ("Front", [["See the next sheet."]]), ("Trees", TABLE, hide))
book(invalid("no-header-row"), ("Trees", [["Street trees of Testwick"], [], ["As of January 2026"], [], *TABLE]))
book(invalid("merged-cells"), ("Trees", [NAMES, TREES[0], ["0002", None, 18]], lambda s: s.merge_cells("B2:B3")))
book(invalid("hidden-row"), ("Trees", TABLE, hide_row))
book(invalid("hidden-column"), ("Trees", TABLE, hide_column))
book(invalid("cell-note"), ("Trees", TABLE, note))
book(invalid("author-property"), ("Trees", TABLE, sign))
book(invalid("number-as-text"), ("Trees", [NAMES, *TREES, ["0003", "silver birch", "14.5"]]))
book(invalid("code-as-number"), ("Trees", TABLE, zeros))
wards = [[[f"Ward {ward}"], ["oaks", 4, None, 12.5], ["maples", 2, None, 18]] for ward in range(1, 5)]
book(invalid("no-table"), ("Trees", [["Street trees of Testwick"], *sum(wards, [])]))
aside = [[*row, None, *more] for row, more in zip(TABLE, [[], ["Total", 30.5], []], strict=True)]
book(invalid("beside-table"), ("Trees", aside))
book(invalid("formula-without-value"), ("Trees", [NAMES, TREES[0], ["0002", "pin oak", "=6*3"]]))
book(invalid("error-cell"), ("Trees", [NAMES, TREES[0], ["0002", "pin oak", "#N/A"]]))

archive(invalid("several-entries", "trees.zip", 'format = "csv"\n'), {"trees.csv": csv(TABLE), "old/trees.csv": csv(TABLE)})
archive(invalid("entry-missing", "trees.zip", 'entry = "bushes.csv"\n'), {"trees.csv": csv(TABLE)})
locked = invalid("password-protected", "trees.zip", 'entry = "trees.csv"\n')
archive(locked, {"trees.csv": csv(TABLE)})
patched(locked, 6, 8, b"\x01\x00")  # the flag that says: encrypted
large = invalid("archive-too-large")
archive(large, {"[Content_Types].xml": "<Types/>"})
patched(large, 22, 24, struct.pack("<I", 600 << 20))  # the size that comes of it

pointer = HERE / "invalid/table/lfs-pointer/datasets/trees/trees.csv"
pointer.parent.mkdir(parents=True, exist_ok=True)
pointer.write_text(f"version https://git-lfs.github.com/spec/v1\noid sha256:{'4d7a' * 16}\nsize 12345\n")
page = HERE / "invalid/table/format-mismatch/datasets/trees/trees.csv"
page.parent.mkdir(parents=True, exist_ok=True)
page.write_text("<!DOCTYPE html>\n<html><title>Sign in</title><p>Please sign in to download.</p></html>\n")

# Valid: one table in every format. Its CSV is written by hand, and what is published of all must be the same.
valid = HERE / "valid/formats/datasets/visits"
text = (valid / "visits.csv").read_text()
archive(valid / "zipped.csv.zip", {"visits.csv": text, "__MACOSX/._visits.csv": "litter"})
archive(valid / "several.zip", {"data/visits.csv": text, "README.txt": "The visits."})
(valid / "gzipped.csv.gz").write_bytes(gzip.compress(text.encode(), mtime=0))

HEAD = ["visit_id", "zip", "seen_on", "seen_at", "opens", "score", "passed", "note"]
ROWS = [
    ["0017", 2134, datetime.date(2026, 1, 5), datetime.datetime(2026, 1, 5, 8, 30), datetime.time(9, 0), 96, True, "tidy"],
    ["0018", 2119, datetime.date(1904, 2, 29), datetime.datetime(2026, 1, 6, 17, 5, 9), datetime.time(11, 30), 87.5, False,
     'two\nlines, "quoted"'],
    ["0019", None, None, None, None, None, None, None],
]
ABOVE = [["Visits of the health division"], [], ["", "", "", "Seen", "", "", "", ""]]
BELOW = [["Total", "", "", "", "", 183.5], ["Source: the inspectors' notebooks"]]

book(valid / "workbook.xlsx", ("Visits", [HEAD, *ROWS]), ("Empty", []))
mac = openpyxl.Workbook()
mac.epoch = openpyxl.utils.datetime.MAC_EPOCH
mac.active.title = "Visits"
for row in [HEAD, *ROWS]:
    mac.active.append(row)
mac.save(valid / "since-1904.xlsx")
report = [*ABOVE[:2], ["visit", "zip", "seen", None, "opens", "score", "passed", "note"],
          ["id", None, "on", "at", None, None, None, None], *ROWS, *BELOW]
book(valid / "report.xlsx", ("Read me", [["How to read this."]]), ("Report", report, lambda s: s.merge_cells("C3:D3")))
shifted = [[None, None, *row] for row in [["A note"], [], HEAD, *ROWS, [], ["Another table"]]]
book(valid / "corner.xlsx", ("Sheet1", shifted))

old = xlwt.Workbook()
sheet = old.add_sheet("Visits")
styles = {datetime.date: "yyyy-mm-dd", datetime.datetime: "yyyy-mm-dd hh:mm:ss", datetime.time: "hh:mm:ss"}
for r, row in enumerate([HEAD, *ROWS]):
    for c, cell in enumerate(row):
        # xlwt cannot write days before 1900-03-01 as others read them; none is there.
        style = xlwt.easyxf(num_format_str=styles.get(type(cell), "General"))
        if cell is not None:
            sheet.write(r, c, cell, style)
old.save(valid / "old.xls")

ods = OpenDocumentSpreadsheet()
table = Table(name="Visits")
for row in [HEAD, *ROWS]:
    line = TableRow()
    for cell in row:
        match cell:
            case None:
                item = TableCell()
            case bool():
                item = TableCell(valuetype="boolean", booleanvalue=str(cell).lower())
            case int() | float():
                item = TableCell(valuetype="float", value=cell)
            case datetime.date():
                item = TableCell(valuetype="date", datevalue=cell.isoformat())
            case datetime.time():
                item = TableCell(valuetype="time", timevalue=cell.strftime("PT%HH%MM%SS"))
            case _:
                item = TableCell(valuetype="string")
                for part in cell.split("\n"):
                    item.addElement(P(text=part))
        line.addElement(item)
    table.addElement(line)
ods.spreadsheet.addElement(table)
ods.save(valid / "open.ods")

# Documents, which are published as they are.
BASE = (HERE / "base/datasets/trees/dataset.toml").read_text()


def document(code, file, content=None):
    """The base with a document that is declared, and its content if there is one."""
    folder = HERE / "invalid" / code / "datasets" / "trees"
    folder.mkdir(parents=True, exist_ok=True)
    declared = f'\n[[documents]]\npath = "{file}"\ntitle = "Codebook"\n'
    (folder / "dataset.toml").write_text(BASE + declared)
    if isinstance(content, dict):
        archive(folder / file, content)
    elif content is not None:
        (folder / file).write_bytes(content)


def pdf(*objects, trailer=""):
    bodies = "".join(f"{at} 0 obj\n{body}\nendobj\n" for at, body in enumerate(objects, 1))
    return f"%PDF-1.7\n{bodies}trailer\n<< /Root 1 0 R {trailer}>>\nstartxref\n0\n%%EOF\n".encode("latin-1")


CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"
PAGES = "<< /Type /Pages /Kids [] /Count 0 >>"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CHANGED = f'<w:document {W}><w:body><w:p><w:ins w:author="Somebody"><w:r><w:t>new</w:t></w:r></w:ins></w:p></w:body></w:document>'

document("metadata/invalid-document", "codebook.doc")
(HERE / "invalid/metadata/invalid-document/datasets/trees/codebook.doc").write_text("Any text.\n")
document("attachment/unreadable", "codebook.pdf")
document("attachment/content-mismatch", "codebook.pdf", b"<!doctype html>\n<title>Sign in</title>\n")
document("attachment/password-protected", "codebook.pdf", pdf(CATALOG, PAGES, trailer="/Encrypt 3 0 R "))
document("attachment/active-content", "codebook.pdf",
         pdf("<< /Type /Catalog /Pages 2 0 R /OpenAction 3 0 R >>", PAGES, "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"))
document("attachment/review-marks", "codebook.docx", {"[Content_Types].xml": "<Types/>", "word/document.xml": CHANGED})
document("attachment/private-metadata", "codebook.pdf",
         pdf(CATALOG, PAGES, "<< /Author (Somebody) /Creator (A text program) >>", trailer="/Info 3 0 R "))

# Parquet files that no writer makes.
sys.path.insert(0, str(HERE.parent / "hostile"))
import parquet_files  # noqa: E402

invalid("damaged-file", "trees.parquet").write_bytes(parquet_files.sound()[:60])
invalid("too-deep", "trees.parquet").write_bytes(parquet_files.deep_schema(100))
invalid("unsupported-feature", "trees.parquet").write_bytes(parquet_files.spans("species"))
