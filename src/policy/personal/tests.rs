//! Detectors over columns that are generated here: what they must find, and what they must leave alone.

use super::*;
use crate::diagnostic::{Cell, Severity};
use crate::model::Layout;
use crate::model::SourceFormat;
use crate::model::schema::{Field, Schema};
use crate::model::table::{Locate, TextCache};

#[derive(Debug)]
struct Rows(u64);

impl Locate for Rows {
    fn cell(&self, row: usize, _: usize) -> Cell {
        self.row(row)
    }

    fn row_fault(&self, place: usize) -> Cell {
        self.row(place)
    }

    fn row_number(&self, row: usize) -> u64 {
        self.0 + row as u64
    }
}

fn table(fields: Vec<Field>) -> ResourceDraft {
    let schema = Schema { fields, ..Schema::default() };
    ResourceDraft::of_file("x.csv".as_ref(), "x.csv", SourceFormat::Csv, Layout::default(), schema)
}

/// What is found in columns that are shown in batches of so many rows.
fn found(detectors: &'static [&'static dyn Detector], columns: &[(&str, Vec<String>)], step: usize) -> Report {
    let resource = table(columns.iter().map(|(name, _)| Field::text(*name, *name)).collect());
    let observer = PersonalData::with(detectors, &resource);
    observer.begin(&resource);
    for start in (0..columns[0].1.len()).step_by(step) {
        let texts = |(_, values): &(&str, Vec<String>)| {
            let texts = values[start..values.len().min(start + step)].iter();
            Column::Text(texts.map(|text| (!text.is_empty()).then_some(text.as_str())).collect())
        };
        let columns: Vec<Column> = columns.iter().map(texts).collect();
        let rows = columns[0].len();
        observer.merge(observer.observe(&batch(columns, rows, start)).unwrap()).unwrap();
    }
    observer.finish()
}

fn batch(columns: Vec<Column>, rows: usize, start: usize) -> Batch {
    Batch {
        rows,
        columns,
        faults: Vec::new(),
        row_faults: Vec::new(),
        absent: Vec::new(),
        seen: None,
        cache: TextCache::default(),
        locator: Box::new(Rows(start as u64 + 2)),
    }
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    /// A number as the administration gives them out, its parts joined by a mark.
    fn issued(&mut self, mark: &str) -> String {
        let area = match self.below(898) + 1 {
            666 => 665,
            area => area,
        };
        format!("{area:03}{mark}{:02}{mark}{:04}", self.below(99) + 1, self.below(9_999) + 1)
    }
}

fn column(rows: usize, mut value: impl FnMut(usize) -> String) -> Vec<String> {
    (0..rows).map(&mut value).collect()
}

/// In how many of a hundred columns of Social Security numbers, under names that say nothing, so many are found that hardly
/// one is missed.
fn recall(detectors: &'static [&'static dyn Detector]) -> usize {
    let mut dice = Dice(1);
    let mut is_found = |at: usize| {
        let values = match at % 5 {
            0 => column(40, |_| dice.issued("-")),
            1 => column(150, |row| if row % 3 == 0 { dice.issued(" ") } else { String::new() }),
            2 => column(400, |_| dice.issued("")),
            3 => column(60, |row| format!("Called on day {row}; caller gave {}, see file.", dice.issued("-"))),
            _ => {
                column(300, |row| if row == 137 { format!("ssn {}", dice.issued("")) } else { format!("visit {row}") })
            }
        };
        let all = values.iter().filter(|value| value.len() > 8 && !value.starts_with("visit")).count();
        let report = found(detectors, &[("c7", values)], 64);
        let said = report.findings().first().map_or("", |finding| finding.message.as_str());
        let count = said.split(" in ").nth(1).and_then(|rest| rest.split(' ').next()?.parse::<usize>().ok());
        count.unwrap_or(0) * 100 >= all * 98
    };
    (0..100).filter(|at| is_found(*at)).count()
}

#[test]
fn hardly_a_column_under_another_name_is_missed() {
    assert!(recall(DETECTORS) >= 98, "{}", recall(DETECTORS));
    assert_eq!(recall(&[]), 0, "without the detector nothing is found");
}

#[test]
fn other_numbers_are_left_alone() {
    let mut dice = Dice(2);
    let random = column(1_000, |_| format!("{:09}", dice.below(1_000_000_000)));
    let columns = [
        ("c1", random),
        ("c2", column(1_000, |row| (100_000_000 + row * 10_007).to_string())),
        ("c3", column(1_000, |_| format!("617-555-{:04}", dice.below(10_000)))),
        ("c4", column(1_000, |_| format!("02{:03}-{:04}", dice.below(200), dice.below(10_000)))),
        ("c5", column(1_000, |_| format!("02{:03}{:04}", dice.below(200), dice.below(10_000)))),
        ("c6", column(1_000, |_| format!("{:03}-{:02}-{:04}", dice.below(1_000), dice.below(100), dice.below(10_000)))),
        ("parcel_number", column(1_000, |_| dice.issued("-"))),
        ("account_id", column(1_000, |_| dice.issued(""))),
        ("c9", column(1_000, |_| format!("{:02}-{:07}", dice.below(100), dice.below(10_000_000)))),
        ("c10", column(1_000, |_| format!("part A-{}-X, serial {}-99", dice.issued("-"), dice.issued("-")))),
        ("c11", column(1_000, |_| format!("https://town.example/{}/", dice.issued("-")))),
        ("c12", column(1_000, |_| format!("call {} {}", dice.issued(" "), dice.issued("")))),
        ("c13", column(1_000, |_| "e.g. 078-05-1120, 219-09-9999, 123-45-6789 or 000-12-3456".to_owned())),
    ];
    let report = found(DETECTORS, &columns, 300);
    let said: Vec<&str> = report.findings().iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(said, [""; 0]);
}

#[test]
fn a_name_is_evidence_and_a_finding_says_where_but_never_what() {
    let mut dice = Dice(3);
    let mut few = vec!["n/a".to_owned(); 20];
    few[7] = dice.issued("");
    let columns = [("ApplicantSSN", few.clone()), ("c2", few)];
    let report = found(DETECTORS, &columns, 6);
    let [finding] = report.findings() else { panic!("{:?}", report.findings()) };
    assert_eq!(
        (finding.severity, finding.place().row, finding.place().value.is_none()),
        (Severity::Error, Some(9), true)
    );
    assert_eq!((finding.place().path.as_str(), finding.place().field.as_deref()), ("x.csv", Some("ApplicantSSN")));
    let text = format!("{} {:?} {:?}", finding.message, finding.places, finding.help);
    assert!(text.contains("in 1 cell:") && !text.contains(&columns[0].1[7]) && !text.contains("999"), "{text}");
}

#[test]
fn the_counts_do_not_depend_on_the_batches() {
    let mut dice = Dice(4);
    let values = column(500, |row| if row > 300 { dice.issued("-") } else { String::new() });
    let said = |step: usize| {
        let report = found(DETECTORS, &[("c1", values.clone())], step);
        report.findings().iter().map(|finding| (finding.message.clone(), finding.place().row)).collect::<Vec<_>>()
    };
    assert_eq!(said(1), said(500));
    assert_eq!(said(7)[0].1, Some(303));
}

#[test]
fn numbers_that_lost_their_zeros_are_found() {
    let mut dice = Dice(5);
    let numbers: Vec<i64> = (0..400).map(|_| dice.issued("").parse().unwrap()).collect();
    let reals: Vec<f64> = numbers.iter().map(|number| *number as f64).collect();
    let amounts: Vec<i64> = (0..400).map(|_| 1_000 + dice.below(900_000_000) as i64).collect();
    let fields = ["c1", "ssn", "soc_sec", "c2", "id"].map(|name| Field::text(name, name));
    let resource = table(fields.to_vec());
    let observer = PersonalData::new(&resource);
    let columns = vec![
        Column::Integer(numbers.clone().into()),
        Column::Integer(
            vec![Some(1_010_001), None, Some(-1), Some(7)].into_iter().chain((4..400).map(|_| None)).collect(),
        ),
        Column::Number(reals.into()),
        Column::Integer(amounts.into()),
        Column::Integer(numbers.into()),
    ];
    observer.merge(observer.observe(&batch(columns, 400, 0)).unwrap()).unwrap();
    let report = observer.finish();
    let found: Vec<&str> = report.findings().iter().filter_map(|finding| finding.place().field.as_deref()).collect();
    assert_eq!(found, ["c1", "ssn", "soc_sec"]);
    assert!(report.findings()[1].message.contains("in 1 cell"));
}
