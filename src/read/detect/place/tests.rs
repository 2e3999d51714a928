//! Grids as people make them.

use super::*;

/// A grid from lines of text, with `|` between cells.
fn grid(text: &str) -> Grid {
    let row = |(at, line): (usize, &str)| GridRow {
        row: at as u64 + 1,
        cells: line.trim().split('|').map(|cell| cell.trim().to_owned()).collect(),
        is_empty: line.trim().is_empty(),
    };
    Grid { first: text.trim_start_matches('\n').lines().enumerate().map(row).collect(), ..Grid::default() }
}

/// Rows above the labels, of labels, and below the table.
fn found(text: &str) -> (usize, usize, usize) {
    let place = place(&grid(text));
    assert_eq!((place.refusal, place.unlabelled), (None, None));
    (place.skip_rows, place.header_rows, place.footer_rows)
}

#[test]
fn a_plain_table_needs_no_hints() {
    assert_eq!(found("id|name|cost\n1|oak|2.5\n2|elm|3\n3|ash|4"), (0, 1, 0));
    assert_eq!(found("name\noak\nelm"), (0, 1, 0));
    assert_eq!(found("region|2019|2020\nnorth|5|6\nsouth|7|8"), (0, 1, 0));
    // A word that stands all along a row is no row of labels.
    assert_eq!(found("x|y|z\n1|2|3\nINF|INF|INF\n4|5|6\n7|8|9\n0|1|2\n3|4|5\n6|7|8"), (0, 1, 0));
}

#[test]
fn titles_notes_and_totals_are_left_out() {
    let text = "Payments over 250\n\nvendor|area|amount\nAce|parks|10\nBee|roads|20\nCee|roads|30\n\nTotal||60\nSource: ledger";
    assert_eq!(found(text), (2, 1, 2));
}

#[test]
fn second_rows_of_labels_count() {
    assert_eq!(found("id|geo|est\nId|Geography|Estimate\n1|north|10\n2|south|20\n3|east|30\n4|west|40"), (0, 2, 0));
    assert_eq!(found("2019||2020|\nq1|q2|q1|q2\n1|2|3|4\n5|6|7|8\n9|1|2|3"), (0, 2, 0));
    // Labels that stand twice above the rows, with a gap: the lower ones count.
    assert_eq!(found("who|what|sum\n\nName|Item|Paid\nAce|x|1\nBee|y|2\nCee|z|3"), (2, 1, 0));
    // A word for a missing value is no label.
    assert_eq!(found("id|name|cost\n1|oak|N/A\n2|elm|3\n3|ash|4\n4|fir|5"), (0, 1, 0));
}

#[test]
fn tables_without_labels_are_told() {
    assert_eq!(place(&grid("1|oak|2.5\n2|elm|3\n3|ash|4\n4|fir|5")).unlabelled, Some((1, 3)));
}

#[test]
fn tables_side_by_side_are_told_apart() {
    let place = place(&grid("id|name|cost||sum|of\n1|oak|2||9|all\n2|elm|3\n3|ash|4\n4|fir|5"));
    assert_eq!(place.columns, Some((0, 2)));
}

#[test]
fn documents_are_refused() {
    let block = "WARD 1\nname|p1|p2\nAda|1|2\nBob|3|4\n\n";
    assert!(place(&grid(&block.repeat(4))).refusal.is_some());
    let second = place(&grid("id|cost\n1|2\n3|4\n\ncode|weight\n5|6\n7|8")).refusal.unwrap();
    assert!(second.contains("another begins in row 5"), "{second}");
    let again = place(&grid(
        "name|p1|p2|p3\nAda|1|2|3\nBob|4|5|6\nCal|7|8|9\nOffice|p1|p2|all\nDee|1|2|3\nEve|4|5|6\nFay|7|8|9",
    ));
    assert!(again.refusal.unwrap().contains("another begins in row 5"));
    assert!(place(&grid("")).refusal.is_some());
}
