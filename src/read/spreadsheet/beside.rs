//! What stands beside a table in its sheet: side totals, notes, another table.

use std::collections::HashSet;
use std::ops::Range;

use crate::model::column_letters;
use crate::model::schema::Schema;
use crate::read::{Flaw, Label};

/// The columns of the table, where an empty column stands between them and others and all declared labels that were found
/// are on one side of it; as places in `columns`. Nothing if all columns may belong to it.
pub(super) fn apart(columns: &[u16], labels: &[Label], schema: &Schema) -> Option<Range<usize>> {
    let sources: HashSet<&str> = schema.fields.iter().map(|field| field.source.as_str()).collect();
    let mut declared = (0..columns.len()).filter(|at| sources.contains(labels[*at].text.as_str()));
    let first = declared.next()?;
    let last = declared.next_back().unwrap_or(first);
    let is_gap = |at: usize| columns[at] - columns[at - 1] > 1;
    if (first + 1..=last).any(is_gap) {
        return None;
    }
    let start = (1..=first).rev().find(|at| is_gap(*at)).unwrap_or(0);
    let end = (last + 1..columns.len()).find(|at| is_gap(*at)).unwrap_or(columns.len());
    (end - start < columns.len()).then_some(start..end)
}

/// What is said of it, with the columns of the table.
pub(super) fn flaw(columns: &[u16]) -> Flaw {
    let letters = |column: Option<&u16>| column.map_or_else(String::new, |column| column_letters(u32::from(*column)));
    Flaw::BesideTable { range: format!("{}1:{}", letters(columns.first()), letters(columns.last())) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Cell;
    use crate::model::schema::Field;

    #[test]
    fn a_table_ends_at_an_empty_column_unless_it_goes_on_behind() {
        let schema =
            Schema { fields: ["a", "b"].map(|name| Field::text(name.to_owned(), name)).to_vec(), ..Schema::default() };
        let apart = |columns: &[(u16, &str)]| {
            let label = |(_, text): &(u16, &str)| Label::new(*text, Cell::default());
            let places: Vec<u16> = columns.iter().map(|(column, _)| *column).collect();
            apart(&places, &columns.iter().map(label).collect::<Vec<_>>(), &schema)
        };
        assert_eq!(apart(&[(0, "a"), (1, "b"), (3, ""), (4, "x")]), Some(0..2));
        assert_eq!(apart(&[(0, "x"), (2, "a"), (3, "b"), (4, "c"), (6, "")]), Some(1..4));
        assert_eq!(apart(&[(0, "a"), (1, "x"), (2, "b")]), None);
        assert_eq!(apart(&[(0, "a"), (2, "b")]), None, "an empty column inside");
        assert_eq!(apart(&[(0, "x"), (2, "y")]), None, "nothing that is declared");
    }
}
