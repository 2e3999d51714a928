//! What is amiss with where a table is declared to lie, told by its declared columns and the rows around its labels.

use std::collections::HashSet;

use super::place::{GridRow, lower_labels, second, usual_width};

/// Where the declared labels stand, when they do not stand where they should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// The first row of labels, from 1.
    pub row: u64,
    /// How many rows of labels there are.
    pub header_rows: usize,
}

/// Looks for the declared labels in the first rows. `known` of them stand where they should; only a place with more of them,
/// and with at least half of all, is better.
pub fn find_labels(rows: &[GridRow], sources: &HashSet<&str>, known: usize) -> Option<Found> {
    const LOOK: usize = 200;
    const HEADER: usize = 3;
    let mut best: Option<(usize, Found)> = None;
    // As few rows of labels as will do, so that no title is taken for one.
    for header_rows in 1..=HEADER {
        for head in rows[..rows.len().min(LOOK)].windows(header_rows) {
            if head[header_rows - 1].row != head[0].row + header_rows as u64 - 1 {
                continue;
            }
            let found = known_labels(labels(head).iter().map(String::as_str), sources);
            if found > best.map_or(known, |(most, _)| most) {
                best = Some((found, Found { row: head[0].row, header_rows }));
            }
        }
    }
    best.filter(|(found, _)| found * 2 >= sources.len() && *found >= sources.len().min(2)).map(|(_, found)| found)
}

/// How many different labels are declared.
pub fn known_labels<'a>(labels: impl Iterator<Item = &'a str>, sources: &HashSet<&str>) -> usize {
    labels.filter(|label| sources.contains(label)).collect::<HashSet<_>>().len()
}

/// The labels that some rows make together.
fn labels(rows: &[GridRow]) -> Vec<String> {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let texts =
        |column: usize| rows.iter().filter_map(move |row| row.cells.get(column)).filter(|text| !text.is_empty());
    (0..width).map(|column| texts(column).map(String::as_str).collect::<Vec<_>>().join(" ")).collect()
}

/// What stands among the rows of a table that is no record of it.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Around {
    /// The row below the labels, where it holds units or second names.
    pub units: Option<u64>,
    /// A row in which another table begins.
    pub second: Option<u64>,
}

/// Looks at the last row of labels and the first rows below it.
pub fn around(labels: &GridRow, below: &[GridRow]) -> Around {
    let rows: Vec<&GridRow> = std::iter::once(labels).chain(below.iter().filter(|row| !row.is_blank())).collect();
    let width = usual_width(rows.iter().copied());
    let units = lower_labels(&rows, 0, width);
    Around { units: rows[..=units].get(1).map(|row| row.row), second: second(&rows[units + 1..], labels) }
}

#[cfg(test)]
mod tests {
    use super::super::{left_out, trailing};
    use super::*;

    /// Rows with their numbers; a blank one is an empty text.
    fn grid(text: &str) -> Vec<GridRow> {
        let row = |(at, line): (usize, &str)| GridRow {
            row: at as u64 + 1,
            cells: line.split(',').map(str::to_owned).collect(),
            is_empty: line.is_empty(),
        };
        text.lines().enumerate().map(row).collect()
    }

    #[test]
    fn labels_are_found_where_most_of_them_stand() {
        let rows = grid("Report\n\nid,2026,2026\nno,plan,actual\n1,5,6");
        let find = |sources: &[&str], known| find_labels(&rows, &sources.iter().copied().collect(), known);
        assert_eq!(find(&["id", "2026"], 0), Some(Found { row: 3, header_rows: 1 }));
        assert_eq!(find(&["id no", "2026 plan", "2026 actual"], 0), Some(Found { row: 3, header_rows: 2 }));
        assert_eq!(find(&["id", "x", "y"], 0), None, "one label of three may be chance");
        assert_eq!(find(&["id", "2026"], 2), None, "no better than where they should be");
        assert_eq!(find(&[], 0), None);
    }

    #[test]
    fn units_and_second_tables_are_told_from_records() {
        let look = |text: &str| {
            let rows = grid(text);
            around(&rows[0], &rows[1..])
        };
        let units = look("site,depth,flow\n,m,m3/s\nA,1,2.5\nB,2,3.5\nC,3,1.5");
        assert_eq!(units, Around { units: Some(2), second: None });
        assert_eq!(look("site,depth,flow\nA,1,2.5\nB,n/a,-\nC,3,1.5"), Around::default());
        let second = look("a,b,c\n1,2,3\n2,3,4\n3,4,5\n\nx,y,z\n7,8,9");
        assert_eq!(second, Around { units: None, second: Some(6) });
    }

    #[test]
    fn totals_and_notes_below_are_told_from_records() {
        let look = |text: &str| trailing(&grid("site,spring,autumn")[0], &grid(text));
        assert_eq!(look("A,1,2\nB,2,3\nTotal,3,5\n\nSource: the city,,"), Some((2, 3)));
        assert_eq!(look("A,1,2\nB,2,3\nAs of May,,"), Some((1, 3)));
        assert_eq!(look("A,1,2\nB,2,3\nC,,"), None, "a name of which nothing is known");
        assert_eq!(look("A,1,2\nTotal,1,2\nB,2,3\nTotal,2,3"), None, "totals between the records too");
        assert_eq!(look("Total,1,2"), None);
        assert_eq!(look("name,text\nsource,text\nnotes,text"), None, "a table about columns");
        assert_eq!(look(""), None);
    }

    #[test]
    fn records_that_are_left_out_are_told_from_totals_and_notes() {
        let records = "7,Harbor,1.5,2026-01-02,\n8,Hill,20,2026-02-03,\n9,Mill,3,2026-01-20,seen";
        let look = |below: &str| left_out(&grid(records), &grid(below));
        assert_eq!(look("10,Harbor,2.5,2026-03-01,"), Some((1, 1)));
        assert_eq!(look("10,Harbor,2.5,2026-03-01,\n11,Hill,4,2026-03-01,\nSource: the city,,,,"), Some((2, 1)));
        for below in ["", "Total,,24.5,,", ",,24.5,,", "3,,24.5,,", "As of May,,,,", "Total,3 sites,24.5,2026-02-03,"] {
            assert_eq!(look(below), None, "{below}");
        }
        let counts = grid("Harbor,1,2\nHill,2,3\nMill,0,9");
        let look = |below: &str| left_out(&counts, &grid(below));
        assert_eq!(look("Old Town,3,1"), Some((1, 1)));
        for below in ["Whole town,3,14", "Mean,1,4.7", "All districts,3,14", "Old Town,,"] {
            assert_eq!(look(below), None, "{below}");
        }
        assert_eq!(left_out(&grid("A,1"), &grid("B,2")), None, "one record tells too little");
        assert_eq!(left_out(&grid("Oak Street\nElm Street"), &grid("Main Street")), None, "a single text");
    }
}
