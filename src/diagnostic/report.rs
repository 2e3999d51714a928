//! All findings of a run, folded.

use std::collections::HashMap;

use serde::Serialize;

use super::{Code, Finding, PLACES_KEPT, Severity};

/// Findings in the order they were met. Repeats of the same code and message in the same file and column fold into one.
#[derive(Debug, Default)]
pub struct Report {
    findings: Vec<Finding>,
    index: HashMap<Kind, usize>,
}

/// What repeats have in common: code, file, part of the file, column and message.
type Kind = (&'static str, String, Option<String>, Option<String>, String);

/// The counts that close a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Findings at error level, every repeat counted.
    pub errors: u64,
    /// Findings at warning level, every repeat counted.
    pub warnings: u64,
    /// Datasets looked at.
    pub datasets: u64,
}

impl Report {
    /// An empty report.
    pub fn new() -> Self {
        Report::default()
    }

    /// Adds a finding, folding it into an equal one met before. Only cells fold: findings about text keep their own place.
    pub fn push(&mut self, finding: Finding) {
        let place = finding.place();
        if place.row.is_none() {
            // What concerns a file as a whole is found by each of the tables in it, and said once.
            let is_of_file = place.line.is_none() && place.field.is_none() && place.part.is_none();
            let key = (finding.code.id, place.path.clone(), None, None, finding.message.clone());
            if !(is_of_file && self.index.contains_key(&key)) {
                if is_of_file {
                    self.index.insert(key, self.findings.len());
                }
                self.findings.push(finding);
            }
            return;
        }
        let key =
            (finding.code.id, place.path.clone(), place.part.clone(), place.field.clone(), finding.message.clone());
        match self.index.get(&key) {
            Some(&at) => {
                let earlier = &mut self.findings[at];
                earlier.count += finding.count;
                let room = PLACES_KEPT.saturating_sub(earlier.places.len());
                earlier.places.extend(finding.places.into_iter().take(room));
            }
            None => {
                self.index.insert(key, self.findings.len());
                self.findings.push(finding);
            }
        }
    }

    /// Adds a finding at a cell or row, or only counts it when enough places of its kind are kept: to find a place costs a walk.
    pub fn push_or_count(
        &mut self,
        code: &'static Code,
        path: &str,
        field: Option<&str>,
        message: &str,
        find: impl FnOnce() -> Finding,
    ) {
        let key = (code.id, path.to_owned(), None, field.map(str::to_owned), message.to_owned());
        match self.index.get(&key).map(|at| &mut self.findings[*at]) {
            Some(earlier) if earlier.places.len() >= PLACES_KEPT => earlier.count += 1,
            _ => self.push(find()),
        }
    }

    /// Adds all findings of another report, in its order.
    pub fn extend(&mut self, other: Report) {
        for finding in other.findings {
            self.push(finding);
        }
    }

    /// Adds all findings of another report about one text, in the order in which its lines are read.
    pub fn extend_in_order_of_lines(&mut self, mut other: Report) {
        other.findings.sort_by_key(|finding| (finding.place().line, finding.place().column));
        self.extend(other);
    }

    /// Marks every finding as belonging to a dataset.
    pub fn belong_to(&mut self, dataset: &str) {
        for finding in &mut self.findings {
            finding.dataset = Some(dataset.to_owned());
        }
    }

    /// Marks every place as standing in one of several parts of its file.
    pub fn stand_in(&mut self, part: &str) {
        for place in self.findings.iter_mut().flat_map(|finding| &mut finding.places) {
            place.part = Some(part.to_owned());
        }
    }

    /// Lets every finding be graded anew, and keeps those for which `keep` says so.
    pub fn regrade(&mut self, keep: impl Fn(&mut Finding) -> bool) {
        // Positions change where findings go, so the index is made anew.
        for mut finding in std::mem::take(self).findings {
            if keep(&mut finding) {
                self.push(finding);
            }
        }
    }

    /// The findings.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether anything is at error level.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// The counts; `datasets` is given by the caller, who knows how many were looked at.
    pub fn summary(&self, datasets: u64) -> Summary {
        let count = |severity| self.findings.iter().filter(|f| f.severity == severity).map(|f| f.count).sum();
        Summary { errors: count(Severity::Error), warnings: count(Severity::Warning), datasets }
    }
}
