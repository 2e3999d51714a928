//! `metadata/column-name`

use crate::diagnostic::{Code, Report, Severity};
use crate::validate::{DraftContext, Rule};

pub(crate) struct ColumnName;

static CODE: Code = Code {
    id: "metadata/column-name",
    severity: Severity::Warning,
    title: "A column name that trips programs",
    explain: "The published name of a column becomes the name of a variable or of a database column. It should begin with a \
letter, have single underscores between its words, be no longer than 63 characters, and be no word that every database keeps \
for itself. The header in the file can stay as it is: it goes into `source`.\n\n```toml\nname = \"2026_total\"    # wrong\n\
name = \"total_2026\"    # right\nname = \"order\"         # wrong\nname = \"order_number\"  # right\n```\n",
};

/// The longest name that PostgreSQL keeps whole.
const LONGEST: usize = 63;

/// Words that SQL reserves in every common database.
const RESERVED: [&str; 31] = [
    "all",
    "and",
    "as",
    "between",
    "case",
    "check",
    "constraint",
    "create",
    "default",
    "distinct",
    "else",
    "foreign",
    "from",
    "group",
    "having",
    "in",
    "is",
    "join",
    "not",
    "null",
    "on",
    "or",
    "order",
    "primary",
    "references",
    "select",
    "table",
    "then",
    "union",
    "when",
    "where",
];

impl Rule for ColumnName {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_draft(&self, context: &DraftContext<'_>, report: &mut Report) {
        for resource in &context.draft.resources {
            for (at, field) in resource.schema.fields.iter().enumerate() {
                let Some(flaw) = flaw(&field.name) else { continue };
                let message = format!("The column name `{}` {flaw}.", field.name);
                let pointer = format!("{}/name", resource.column_pointer(at));
                let finding = context.draft.document.finding(&CODE, &pointer, message);
                report.push(finding.help("Choose another `name`; the file's own header goes into `source`."));
            }
        }
    }
}

/// What trips programs about a name.
fn flaw(name: &str) -> Option<&'static str> {
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        Some("begins with a digit")
    } else if name.starts_with('_') || name.ends_with('_') || name.contains("__") {
        Some("has an underscore that stands between no words")
    } else if name.len() > LONGEST {
        Some("is longer than databases keep")
    } else if RESERVED.contains(&name) {
        Some("is a word that databases keep for themselves")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::flaw;

    #[test]
    fn only_names_that_trip_are_found() {
        for name in ["id", "height_m", "date", "year_2026", "location", "value"] {
            assert_eq!(flaw(name), None, "{name}");
        }
        for name in ["2026", "_id", "a__b", "order", &"a".repeat(64)] {
            assert!(flaw(name).is_some(), "{name}");
        }
    }
}
