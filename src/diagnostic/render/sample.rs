//! A report for the tests of all formats, with names and values that try to be taken for something else.

use super::Options;
use crate::diagnostic::{
    CheckReceipt, Code, DatasetReceipt, Finding, Place, Quoted, Report, Severity, Standing, TableReceipt, Values,
};

/// What every format but those for people is given.
pub(super) const OPTIONS: Options = Options { values: Values::Shape, colour: false };

static TYPE_ERROR: Code = Code {
    id: "table/type-error",
    severity: Severity::Error,
    title: "A cell that is not of its column's type",
    explain: "A cell cannot be read as what its column is.\n\n```toml\ntype = \"number\"\n```\n",
};

static LICENSE: Code = Code {
    id: "metadata/license",
    severity: Severity::Error,
    title: "A licence that is not allowed",
    explain: "The licence is not in `policy/licenses.toml`.\n",
};

static STALE: Code =
    Code { id: "metadata/stale", severity: Severity::Warning, title: "Old data", explain: "It is late.\n" };

/// The findings, with every line moved down.
pub(super) fn report(down: u64) -> Report {
    let mut report = Report::new();
    let portal = Finding::new(
        &LICENSE,
        "The folder `Street Trees #1` is not named as datasets are.",
        Place::file("datasets/Street Trees #1"),
    );
    report.push(portal);
    let mut trees = Report::new();
    let license = Place::text("datasets/trees/dataset.toml", 4 + down, 11);
    trees.push(
        Finding::new(&LICENSE, "The licence `PDDL 1.0` is not one of those the city allows.", license)
            .help("Did you mean `PDDL-1.0`?")
            .fix("license = \"PDDL-1.0\"  # not ```PDDL```"),
    );
    let name = "height|m](http://x) @mayor <b>`\u{1b}[31m";
    for row in [2, 3, 9] {
        let place = Place {
            row: Some(row + down),
            line: Some(row + down),
            column: Some(5),
            value: Some(Quoted::value("123-45-6789 <script>|@mayor")),
            ..Place::field("datasets/trees/trees.csv", name)
        };
        let mut finding = Finding::new(&TYPE_ERROR, format!("A cell of `{name}` is not a number."), place)
            .help("Write the number only,\nor declare the column as text.");
        finding.count = if row == 9 { 1_202 } else { 1 };
        trees.push(finding);
    }
    for row in [4, 8] {
        let place = Place { row: Some(row + down), ..Place::file("datasets/trees/more.xlsx") };
        trees.push(Finding::new(&STALE, format!("Row {} is {{old}}.", row + down), place));
    }
    trees.belong_to("trees");
    report.extend(trees);
    report
}

/// One dataset with the findings, two without, two that nobody may see.
pub(super) fn receipt() -> CheckReceipt {
    let table = |name: &str, rows, columns| TableReceipt {
        name: name.to_owned(),
        rows,
        columns,
        formats: vec!["CSV", "JSON", "Parquet"],
    };
    let dataset = |slug: &str, title: Option<&str>, standing, tables| DatasetReceipt {
        slug: slug.to_owned(),
        title: title.map(str::to_owned),
        standing,
        tables,
        documents: Vec::new(),
    };
    CheckReceipt {
        datasets: vec![
            dataset(
                "benches",
                Some("Benches | <i>all</i> @mayor"),
                Standing::Public,
                vec![table("benches", 1, 1), table("repairs", 12_345, 7)],
            ),
            dataset("lamps", None, Standing::Unclassified, vec![table("lamps", 20, 3)]),
            dataset("trees", Some("Trees"), Standing::Held, Vec::new()),
        ],
        protected: 2,
    }
}
