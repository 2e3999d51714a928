//! GitLab's Code Quality report, shown in merge requests beside the lines and as a list of what is new and what is
//! mended.

use serde::Serialize;

use super::words::sentence;
use super::{Options, fingerprint};
use crate::diagnostic::{Finding, Report, Severity};

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u64,
}

pub(super) fn render(report: &Report, options: Options) -> String {
    let findings = report.findings().iter().zip(fingerprint::all(report));
    let issues: Vec<Issue<'_>> = findings.map(|(finding, fingerprint)| issue(finding, fingerprint, options)).collect();
    let mut text = serde_json::to_string_pretty(&issues).expect("a report is plain data");
    text.push('\n');
    text
}

fn issue(finding: &Finding, fingerprint: String, options: Options) -> Issue<'_> {
    let place = finding.place();
    Issue {
        description: sentence(finding, options),
        check_name: finding.code.id,
        fingerprint,
        // Of info, minor, major, critical and blocker.
        severity: match finding.severity {
            Severity::Error => "critical",
            Severity::Warning => "minor",
            Severity::Note => "info",
        },
        // GitLab asks for a line; where there is none, as in a workbook, it is the first.
        location: Location { path: &place.path, lines: Lines { begin: place.line.unwrap_or(1) } },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::render::sample;

    #[test]
    fn the_report_as_gitlab_wants_it() {
        insta::assert_snapshot!(render(&sample::report(0), sample::OPTIONS), @r#"
        [
          {
            "description": "The folder `Street Trees #1` is not named as datasets are.",
            "check_name": "metadata/license",
            "fingerprint": "b5aea65ae9f13eb07b87d381555dbb0d",
            "severity": "critical",
            "location": {
              "path": "datasets/Street Trees #1",
              "lines": {
                "begin": 1
              }
            }
          },
          {
            "description": "The licence `PDDL 1.0` is not one of those the city allows.",
            "check_name": "metadata/license",
            "fingerprint": "dda8972b5568ed6508d6457104871cda",
            "severity": "critical",
            "location": {
              "path": "datasets/trees/dataset.toml",
              "lines": {
                "begin": 4
              }
            }
          },
          {
            "description": "A cell of `height|m](http://x) @mayor <b>`·[31m` is not a number. 1,204 times, first in row 2. Found: 999-99-9999 <aaaaaa>|@aaaaa",
            "check_name": "table/type-error",
            "fingerprint": "37e5f23179a2c9df96af29c004ce3aa3",
            "severity": "critical",
            "location": {
              "path": "datasets/trees/trees.csv",
              "lines": {
                "begin": 2
              }
            }
          },
          {
            "description": "Row 4 is {old}. In row 4.",
            "check_name": "metadata/stale",
            "fingerprint": "92b9735565df50ab8d0040a195008468",
            "severity": "minor",
            "location": {
              "path": "datasets/trees/more.xlsx",
              "lines": {
                "begin": 1
              }
            }
          },
          {
            "description": "Row 8 is {old}. In row 8.",
            "check_name": "metadata/stale",
            "fingerprint": "dc5246d45e91d4d388730406200b0479",
            "severity": "minor",
            "location": {
              "path": "datasets/trees/more.xlsx",
              "lines": {
                "begin": 1
              }
            }
          }
        ]
        "#);
    }

    #[test]
    fn nothing_is_an_empty_list() {
        assert_eq!(render(&Report::new(), sample::OPTIONS), "[]\n");
    }
}
