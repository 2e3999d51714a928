"""Why Townbook and Frictionless judge a file differently. One sentence each, for the page that `compare.py` writes."""

NO_HEADER = (
    "The first row looks like data, so Townbook asks which row names the columns; Frictionless takes any first row."
)
UNNAMED = (
    "Townbook asks what the column without a name holds, as a question of the draft; it is an error once the file is declared."
)
TEXT = "Content counts for Townbook, not the ending: any text is a table of at least one column until it is declared."
PLACED = (
    "Townbook finds where the table lies and proposes the hints (`skip_rows`, `range`); Frictionless reads from the first row."
)
AROUND = "Empty rows and columns around the table are no part of it for Townbook; Frictionless counts them."
MERGED = "The only label is merged over other cells; Townbook reads one column without rows, and warns of that."
SPACE = (
    "A space stands before the quotation marks, which programs read in two ways; Townbook asks for `skip_initial_space`."
)
UNPACKED = "Townbook knows the archive from its first bytes; Frictionless believes the ending and finds no text."

BELOW = "The empty rows stand right below the table: Townbook proposes `footer_rows`, which leaves them out."
PARQUET = "Townbook reads Parquet; Frictionless with its `parquet` extra ends in a source error."

EXPLAINED: dict[str, str] = {
    "[table].csv": "Frictionless reads the name as a pattern of files; Townbook as a name.",
    "blank-headers.csv": UNNAMED,
    "blank-rows-multiple.csv": BELOW,
    "blank-rows.csv": BELOW,
    "chunk2.headless.csv": NO_HEADER,
    "chunk3.csv": NO_HEADER,
    "compression/implicit-gz.csv": UNPACKED,
    "compression/implicit-zip.csv": UNPACKED,
    "dialect.csv": "`|` stands between the cells of both, but a row has one cell more; Frictionless read the file as one column.",
    "escaping.csv": SPACE,
    "fixtures/cli/long-error-messages-976.txt": TEXT,
    "fixtures/summary/describe-with-required-field.txt": TEXT,
    "fixtures/summary/describe.txt": TEXT,
    "fixtures/summary/extract.txt": TEXT,
    "fixtures/summary/five-rows-only.txt": TEXT,
    "fixtures/summary/multiline-errors.txt": TEXT,
    "issue-1109.csv": SPACE,
    "issue-1138.csv": UNNAMED,
    "issue-1478/table.csv": "The first row is data, and one line ends with LF where the others end with CRLF.",
    "issue-277.csv": "Frictionless infers a narrower type from the first rows than the others have; Townbook looks at every row.",
    "issue-313.xlsx": AROUND,
    "issue-647.csv.txt": "Content counts for Townbook: it is a table in windows-1252 with semicolons, whatever its name ends with.",
    "merged-cells-boolean.xls": MERGED,
    "merged-cells.xls": MERGED,
    "merged-cells.xlsx": MERGED,
    "numeric-labels.csv": NO_HEADER,
    "package-dialect-no-header.csv": "The lines end partly with CRLF and partly with LF, which Frictionless does not look at.",
    "preserve-formatting.xlsx": NO_HEADER,
    "sheet2.xls": "The first sheet is empty and the second holds the table: Townbook takes the one with data.",
    "sheet2.xlsx": "The first sheet is empty and the second holds the table: Townbook takes the one with data.",
    "skip-rows-before-headers.csv": PLACED,
    "skip-rows.xlsx": PLACED,
    "table-infer-increase-limit.csv": (
        "Frictionless infers a narrower type from the first rows than the others have; Townbook looks at every row."
    ),
    "table-multiple-files.zip": "Townbook looks at each table of an archive; Frictionless must be told which.",
    "table-output.ods": AROUND,
    "table-output.parq": PARQUET,
    "table.parq": PARQUET,
    "table.parquet": PARQUET,
    "table.xlsx": "A second sheet holds a table without column names; Frictionless looks at the first sheet only.",
    "text.txt": TEXT,
    "wide.csv": NO_HEADER,
    "without-headers.csv": NO_HEADER,
}
