//! JUnit's XML, which GitLab and Jenkins show as tests: a suite a dataset, in it a test that failed for every error.
//!
//! Both show one failure a test and take tests of one name for one, so every finding is a test of its own with a name
//! that holds no line. A warning is a test that passed and says something; a dataset without findings is one test that
//! passed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::Options;
use super::words::{found, inside, lines, one_line, thousands};
use crate::diagnostic::{CheckReceipt, Finding, Place, Report, Severity};

/// Places of one finding that are named; the rest is counted.
const PLACES_SHOWN: usize = 10;

/// Where findings stand that belong to no dataset.
const PORTAL: &str = "portal";

pub(super) fn render(report: &Report, receipt: &CheckReceipt, options: Options) -> String {
    let mut suites: BTreeMap<String, Vec<&Finding>> = BTreeMap::new();
    for dataset in &receipt.datasets {
        suites.insert(suite_name(Some(&dataset.slug)), Vec::new());
    }
    for finding in report.findings() {
        suites.entry(suite_name(finding.dataset.as_deref())).or_default().push(finding);
    }
    let mut body = String::new();
    let (mut tests, mut failures) = (0, 0);
    for (name, findings) in &suites {
        let failed = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        let cases = findings.len().max(1);
        tests += cases;
        failures += failed;
        let name = escape(name);
        let _ =
            writeln!(body, r#"  <testsuite name="{name}" tests="{cases}" failures="{failed}" errors="0" skipped="0">"#);
        if findings.is_empty() {
            let _ = writeln!(body, r#"    <testcase classname="{name}" name="no findings"/>"#);
        }
        let mut taken = BTreeSet::new();
        for finding in findings {
            write_case(&mut body, &name, &free_name(finding, &mut taken), finding, options);
        }
        body.push_str("  </testsuite>\n");
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"townbook check\" tests=\"{tests}\" \
         failures=\"{failures}\" errors=\"0\">\n{body}</testsuites>\n"
    )
}

fn suite_name(dataset: Option<&str>) -> String {
    dataset.map_or_else(|| PORTAL.to_owned(), |slug| format!("datasets.{}", one_line(slug)))
}

fn write_case(out: &mut String, suite: &str, name: &str, finding: &Finding, options: Options) {
    let file = escape(&one_line(&finding.place().path));
    let _ = writeln!(out, r#"    <testcase classname="{suite}" name="{}" file="{file}">"#, escape(name));
    let text = escape(&words(finding, options));
    let _ = match finding.severity {
        Severity::Error => {
            let message = escape(&one_line(&finding.message));
            writeln!(out, r#"      <failure message="{message}" type="{}">{text}</failure>"#, escape(finding.code.id))
        }
        Severity::Warning | Severity::Note => writeln!(out, "      <system-out>{text}</system-out>"),
    };
    out.push_str("    </testcase>\n");
}

/// `table/type-error: trees.csv, column height_m`, with a number if that is taken.
fn free_name(finding: &Finding, taken: &mut BTreeSet<String>) -> String {
    let place = finding.place();
    let file = place.path.rsplit('/').next().unwrap_or(&place.path);
    let mut name = format!("{}: {}", finding.code.id, one_line(file));
    if let Some(field) = &place.field {
        let _ = write!(name, ", column {}", one_line(field));
    }
    let free = (1..)
        .map(|time| if time == 1 { name.clone() } else { format!("{name} ({time})") })
        .find(|name| !taken.contains(name))
        .expect("numbers do not end");
    taken.insert(free.clone());
    free
}

/// What is wrong, where, and what to do, for people.
fn words(finding: &Finding, options: Options) -> String {
    let mut text = format!("{}: {}", finding.severity.word(), one_line(&finding.message));
    for place in finding.places.iter().take(PLACES_SHOWN) {
        let _ = write!(text, "\nat {}", one_line(&place_words(place)));
        if let Some(found) = found(place, options) {
            let _ = write!(text, ", found: {found}");
        }
    }
    let shown = finding.places.len().min(PLACES_SHOWN) as u64;
    if finding.count > shown {
        let _ = write!(text, "\nand {} more like this", thousands(finding.count - shown));
    }
    for help in &finding.help {
        let _ = write!(text, "\nhelp: {}", lines(help));
    }
    if let Some(fix) = &finding.fix {
        let _ = write!(text, "\nto paste:\n{}", lines(fix.trim_end()));
    }
    text
}

fn place_words(place: &Place) -> String {
    match inside(place) {
        inside if inside.is_empty() => place.path.clone(),
        inside => format!("{}, {inside}", place.path),
    }
}

fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&apos;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::render::sample;

    #[test]
    fn a_suite_a_dataset_and_a_test_a_finding() {
        insta::assert_snapshot!(render(&sample::report(0), &sample::receipt(), sample::OPTIONS), @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="townbook check" tests="7" failures="3" errors="0">
          <testsuite name="datasets.benches" tests="1" failures="0" errors="0" skipped="0">
            <testcase classname="datasets.benches" name="no findings"/>
          </testsuite>
          <testsuite name="datasets.lamps" tests="1" failures="0" errors="0" skipped="0">
            <testcase classname="datasets.lamps" name="no findings"/>
          </testsuite>
          <testsuite name="datasets.trees" tests="4" failures="2" errors="0" skipped="0">
            <testcase classname="datasets.trees" name="metadata/license: dataset.toml" file="datasets/trees/dataset.toml">
              <failure message="The licence `PDDL 1.0` is not one of those the city allows." type="metadata/license">error: The licence `PDDL 1.0` is not one of those the city allows.
        at datasets/trees/dataset.toml, line 4, character 11
        help: Did you mean `PDDL-1.0`?
        to paste:
        license = &quot;PDDL-1.0&quot;  # not ```PDDL```</failure>
            </testcase>
            <testcase classname="datasets.trees" name="table/type-error: trees.csv, column height|m](http://x) @mayor &lt;b&gt;`·[31m" file="datasets/trees/trees.csv">
              <failure message="A cell of `height|m](http://x) @mayor &lt;b&gt;`·[31m` is not a number." type="table/type-error">error: A cell of `height|m](http://x) @mayor &lt;b&gt;`·[31m` is not a number.
        at datasets/trees/trees.csv, row 2, column height|m](http://x) @mayor &lt;b&gt;`·[31m, found: 999-99-9999 &lt;aaaaaa&gt;|@aaaaa
        at datasets/trees/trees.csv, row 3, column height|m](http://x) @mayor &lt;b&gt;`·[31m, found: 999-99-9999 &lt;aaaaaa&gt;|@aaaaa
        at datasets/trees/trees.csv, row 9, column height|m](http://x) @mayor &lt;b&gt;`·[31m, found: 999-99-9999 &lt;aaaaaa&gt;|@aaaaa
        and 1,201 more like this
        help: Write the number only,
        or declare the column as text.</failure>
            </testcase>
            <testcase classname="datasets.trees" name="metadata/stale: more.xlsx" file="datasets/trees/more.xlsx">
              <system-out>warning: Row 4 is {old}.
        at datasets/trees/more.xlsx, row 4</system-out>
            </testcase>
            <testcase classname="datasets.trees" name="metadata/stale: more.xlsx (2)" file="datasets/trees/more.xlsx">
              <system-out>warning: Row 8 is {old}.
        at datasets/trees/more.xlsx, row 8</system-out>
            </testcase>
          </testsuite>
          <testsuite name="portal" tests="1" failures="1" errors="0" skipped="0">
            <testcase classname="portal" name="metadata/license: Street Trees #1" file="datasets/Street Trees #1">
              <failure message="The folder `Street Trees #1` is not named as datasets are." type="metadata/license">error: The folder `Street Trees #1` is not named as datasets are.
        at datasets/Street Trees #1</failure>
            </testcase>
          </testsuite>
        </testsuites>
        "#);
    }

    #[test]
    fn names_hold_no_lines_and_are_not_used_twice() {
        let names = |text: String| {
            let names = text.lines().filter_map(|line| line.split("<testcase ").nth(1).map(str::to_owned));
            names.collect::<Vec<_>>()
        };
        let before = names(render(&sample::report(0), &sample::receipt(), sample::OPTIONS));
        assert_eq!(before, names(render(&sample::report(40), &sample::receipt(), sample::OPTIONS)));
        assert_eq!(before.iter().collect::<BTreeSet<_>>().len(), before.len());
    }
}
