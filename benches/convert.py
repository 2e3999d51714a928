"""Our whole run on a large table beside DuckDB, our Parquet alone beside DuckDB, Polars and pyarrow, and memory by size.

All have two threads. DuckDB makes the same CSV and JSON, Parquet with zstd, and `SUMMARIZE`, which is nearest to the profile of
the columns. It may read the file once into a table in memory or anew for each; what is faster is taken. It knows the types
beforehand, as we do.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import table
from measure import Run, in_turns, measured, ratios, rows

THREADS = 2

DUCKDB_TYPES = {"integer": "BIGINT", "string": "VARCHAR", "datetime": "TIMESTAMPTZ", "date": "DATE", "number": "DOUBLE",
                "decimal": "DECIMAL(18, 2)", "boolean": "BOOLEAN"}

DUCKDB = """
import sys, duckdb
source, out, columns = sys.argv[1:4]
db = duckdb.connect(config={"threads": 2})
read = f"read_csv('{source}', header = true, columns = {columns})"
"""

# Each output reads the file for itself, or all read a table in memory.
FROM_FILE = "table = read\n"
FROM_MEMORY = 'db.execute(f"CREATE TABLE t AS FROM {read}")\ntable = "t"\n'

OUTPUTS = {
    "csv": """db.execute(f"COPY (FROM {table}) TO '{out}/a.csv' (FORMAT csv, HEADER)")\n""",
    "array": """db.execute(f"COPY (FROM {table}) TO '{out}/a.json' (FORMAT json, ARRAY true)")\n""",
    "lines": """db.execute(f"COPY (FROM {table}) TO '{out}/a.ndjson.gz' (FORMAT json, COMPRESSION gzip)")\n""",
    "parquet": """db.execute(f"COPY (FROM {table}) TO '{out}/a.parquet' (FORMAT parquet, COMPRESSION zstd)")\n""",
    "summarize": 'db.execute(f"SUMMARIZE FROM {table}").fetchall()\n',
}

POLARS = """
import sys, polars as pl
source, out = sys.argv[1:3]
pl.scan_csv(source, try_parse_dates=True, infer_schema_length=10_000).sink_parquet(f"{out}/a.parquet", compression="zstd")
"""

PYARROW = """
import sys, pyarrow as pa, pyarrow.csv as csv, pyarrow.parquet as pq
source, out = sys.argv[1:3]
pa.set_cpu_count(2)
reader = csv.open_csv(source, parse_options=csv.ParseOptions(newlines_in_values=True))
with pq.ParquetWriter(f"{out}/a.parquet", reader.schema, compression="zstd") as writer:
    for batch in reader:
        writer.write_batch(batch)
"""

# More of portal.toml: without the workbook, which the others do not write, and with Parquet alone.
WITHOUT_XLSX = '\n[formats]\nleave_out = ["xlsx"]\n'
PARQUET = '\n[formats]\nleave_out = ["xlsx", "csv", "json"]\n'


class Bench:
    """A table of some megabytes, and commands on it."""

    def __init__(self, binary: Path, folder: Path, megabytes: int):
        self.binary, self.folder = binary, folder
        self.portal = folder / "portal"
        self.table = table.portal(self.portal, megabytes)
        self.settings = (self.portal / "portal.toml").read_text()
        self.dataset = self.table.with_name("dataset.toml").read_text()

    def ours(self, settings: str, json: str) -> Run:
        """The whole run of a portal with more settings and JSON of this form. Nothing is kept from a run before."""
        (self.portal / "portal.toml").write_text(self.settings + settings)
        declared = self.dataset.replace("[[resources]]\n", f'[[resources]]\njson = "{json}"\n')
        self.table.with_name("dataset.toml").write_text(declared)
        site = self.folder / "site"
        shutil.rmtree(site, ignore_errors=True)
        command = [str(self.binary), "build", "--no-cache", "--portal", str(self.portal), "--out", str(site)]
        return measured(command, self.folder, THREADS)

    def theirs(self, script: str) -> Run:
        """A script, with the table, an empty folder and the columns with their types as arguments."""
        out = self.folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        columns = ", ".join(f"'{name}': '{DUCKDB_TYPES[kind]}'" for name, kind in table.FIELDS.items())
        limits = ["env", f"POLARS_MAX_THREADS={THREADS}", f"OMP_NUM_THREADS={THREADS}"]
        return measured([*limits, sys.executable, "-c", script, str(self.table), str(out), "{" + columns + "}"], self.folder)

    def duckdb(self, *outputs: str, source: str) -> Run:
        """DuckDB making some outputs."""
        return self.theirs(DUCKDB + source + "".join(OUTPUTS[output] for output in outputs))

    def against_duckdb(self, title: str, form: str, runs: int) -> list[str]:
        """All outputs, ours and DuckDB's two ways."""
        outputs = ["csv", form, "parquet", "summarize"]
        names = ["townbook build", "DuckDB, a table in memory", "DuckDB, from the file each time"]
        steps = [lambda: self.ours(WITHOUT_XLSX, form), lambda: self.duckdb(*outputs, source=FROM_MEMORY),
                 lambda: self.duckdb(*outputs, source=FROM_FILE)]
        measurements = in_turns(steps, runs, warm_up=False)
        lines = [f"### {title}", "", *rows(dict(zip(names, measurements))), ""]
        lines += [f"Ours to {name}: {ratios(measurements[0], other)}." for name, other in zip(names[1:], measurements[1:])]
        return [*lines, ""]

    def parquet(self, runs: int) -> list[str]:
        """Parquet alone. Ours checks and profiles as well; the others do not."""
        names = ["townbook build, Parquet alone", "DuckDB", "Polars", "pyarrow"]
        steps = [lambda: self.ours(PARQUET, "lines"), lambda: self.duckdb("parquet", source=FROM_FILE), lambda: self.theirs(POLARS),
                 lambda: self.theirs(PYARROW)]
        measurements = in_turns(steps, runs, warm_up=False)
        lines = ["### Parquet alone", "", *rows(dict(zip(names, measurements))), ""]
        lines += [f"Ours to {name}: {ratios(measurements[0], other)}." for name, other in zip(names[1:], measurements[1:])]
        return [*lines, ""]


def report(binary: Path, megabytes: int, sizes: list[int], runs: int) -> list[str]:
    """The measurements as lines of Markdown."""
    lines = [f"## One table of {megabytes:,} MB", ""]
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(binary, Path(name), megabytes)
        lines += bench.against_duckdb("CSV, JSON, Parquet and the profile", "array", runs)
        lines += bench.against_duckdb("The same with JSON in gzip", "lines", runs)
        lines += bench.parquet(runs)
    lines += ["### Memory by size", ""]
    measurements = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            run = Bench(binary, Path(name), size).ours("", "lines")
        measurements[f"townbook build, {size:,} MB, with a workbook where it fits"] = [run]
    return [*lines, *rows(measurements), ""]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--sizes", type=int, nargs="*", default=[100, 1000])
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    print("\n".join(report(arguments.binary.resolve(), arguments.megabytes, arguments.sizes, arguments.runs)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
