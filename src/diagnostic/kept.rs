//! Findings in a form that can be stored and read back by the same build of this program, values of the data included: for a
//! private folder of the machine that has the data anyway, never for a report.

use serde::{Deserialize, Serialize};

use super::{Code, Excerpt, Finding, Place, Quoted, Report, Severity};

/// A report to be stored. What a program may do about a finding is left out: whoever mends looks anew.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeptReport(Vec<KeptFinding>);

/// Places of the longest report that is stored. A longer one, of a file with a hundred thousand columns for instance, would
/// take more memory to store than to find again.
const MOST_PLACES: usize = 20_000;

impl KeptReport {
    /// All findings of a report; `None` if they are too many to be stored.
    pub fn of(report: &Report) -> Option<Self> {
        let places: usize = report.findings().iter().map(|finding| finding.places.len()).sum();
        (places <= MOST_PLACES).then(|| KeptReport(report.findings().iter().map(KeptFinding::of).collect()))
    }

    /// The report again; `None` if it names a code that is not among `codes`.
    pub fn restore(self, codes: &[&'static Code]) -> Option<Report> {
        let mut report = Report::new();
        for finding in self.0 {
            report.push(finding.restore(codes)?);
        }
        Some(report)
    }
}

/// A [`Finding`]. All members are taken apart by name, so that one that is added cannot be forgotten here.
#[derive(Debug, Serialize, Deserialize)]
struct KeptFinding {
    code: String,
    severity: Severity,
    message: String,
    places: Vec<KeptPlace>,
    count: u64,
    help: Vec<String>,
    fix: Option<String>,
    dataset: Option<String>,
}

impl KeptFinding {
    fn of(finding: &Finding) -> Self {
        let Finding { code, severity, message, places, count, help, fix, repair: _, dataset } = finding.clone();
        let places = places.into_iter().map(KeptPlace::of).collect();
        KeptFinding { code: code.id.to_owned(), severity, message, places, count, help, fix, dataset }
    }

    fn restore(self, codes: &[&'static Code]) -> Option<Finding> {
        let KeptFinding { code, severity, message, places, count, help, fix, dataset } = self;
        let code = codes.iter().find(|known| known.id == code)?;
        if places.is_empty() {
            return None;
        }
        let places = places.into_iter().map(KeptPlace::restore).collect();
        Some(Finding { code, severity, message, places, count, help, fix, repair: None, dataset })
    }
}

/// A [`Place`].
#[derive(Debug, Serialize, Deserialize)]
struct KeptPlace {
    path: String,
    part: Option<String>,
    line: Option<u64>,
    column: Option<u64>,
    row: Option<u64>,
    field: Option<String>,
    value: Option<KeptText>,
    note: Option<String>,
    excerpt: Option<(KeptText, std::ops::Range<usize>)>,
}

impl KeptPlace {
    fn of(place: Place) -> Self {
        let Place { path, part, line, column, row, field, value, note, excerpt } = place;
        let value = value.map(KeptText::of);
        let excerpt = excerpt.map(|Excerpt { line, mark }| (KeptText::of(line), mark));
        KeptPlace { path, part, line, column, row, field, value, note, excerpt }
    }

    fn restore(self) -> Place {
        let KeptPlace { path, part, line, column, row, field, value, note, excerpt } = self;
        let value = value.map(KeptText::restore);
        let excerpt = excerpt.map(|(line, mark)| Excerpt { line: line.restore(), mark });
        Place { path, part, line, column, row, field, value, note, excerpt }
    }
}

/// A [`Quoted`], which cannot be written by accident: here it is written on purpose.
#[derive(Serialize, Deserialize)]
struct KeptText {
    text: String,
    metadata: bool,
}

impl KeptText {
    fn of(quoted: Quoted) -> Self {
        let (text, metadata) = quoted.into_parts();
        KeptText { text, metadata }
    }

    fn restore(self) -> Quoted {
        Quoted::from_parts(self.text, self.metadata)
    }
}

impl std::fmt::Debug for KeptText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeptText(‹withheld›)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Values;

    static CODE: Code = Code { id: "table/type-error", severity: Severity::Error, title: "", explain: "" };

    #[test]
    fn a_report_comes_back_as_it_was() {
        let mut report = Report::new();
        for row in 2..1_500 {
            let place = Place {
                row: Some(row),
                value: Some(Quoted::value(format!("value {row}"))),
                note: Some("first seen in row 1".to_owned()),
                excerpt: Some(Excerpt { line: Quoted::line("a,b"), mark: 0..1 }),
                ..Place::field("datasets/a/a.csv", "a")
            };
            report.push(Finding::new(&CODE, "This is no number.", place).help("Correct it.").fix("x = 1"));
        }
        report.push(Finding::new(&CODE, "Elsewhere.", Place::text("datasets/a/dataset.toml", 3, 4)).of_dataset("a"));
        let written = serde_json::to_string(&KeptReport::of(&report)).unwrap();
        let kept: KeptReport = serde_json::from_str(&written).unwrap();
        assert!(!format!("{kept:?}").contains("value 2"), "nothing of the data is printed by accident");
        let again = kept.restore(&[&CODE]).unwrap();
        assert_eq!(again.summary(1), report.summary(1));
        assert_eq!(again.findings()[0].places[4].value.as_ref().unwrap().render(Values::Show), "value 6");
        assert_eq!(serde_json::to_string(&KeptReport::of(&again)).unwrap(), written);
        let kept: KeptReport = serde_json::from_str(&written).unwrap();
        assert!(kept.restore(&[]).is_none(), "a code that is not known");
    }

    #[test]
    fn a_report_without_end_is_not_stored() {
        let mut report = Report::new();
        for column in 0..=MOST_PLACES {
            assert!(column > 100 || KeptReport::of(&report).is_some());
            report.push(Finding::new(&CODE, format!("Column {column}."), Place::field("a.csv", format!("c{column}"))));
        }
        assert!(KeptReport::of(&report).is_none());
    }
}
