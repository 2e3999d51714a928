//! One line a finding, as compilers print them and editors read them:
//! `path:line:column: severity[code] message (3 times)`.

use std::fmt::Write;

use super::words::{one_line, thousands};
use crate::diagnostic::Report;

pub(super) fn render(report: &Report) -> String {
    let mut out = String::new();
    for finding in report.findings() {
        let place = finding.place();
        out.push_str(&one_line(&place.path));
        if let Some(part) = &place.part {
            let _ = write!(out, ", {}", one_line(part));
        }
        match (place.line, place.column, place.row) {
            (Some(line), Some(column), _) => _ = write!(out, ":{line}:{column}"),
            (Some(line), None, _) => _ = write!(out, ":{line}"),
            (None, _, Some(row)) => _ = write!(out, ", row {row}"),
            (None, _, None) => {}
        }
        let _ = write!(out, ": {}[{}] {}", finding.severity.word(), finding.code.id, one_line(&finding.message));
        if finding.count > 1 {
            let _ = write!(out, " ({} times)", thousands(finding.count));
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::render::sample;

    #[test]
    fn a_line_a_finding() {
        insta::assert_snapshot!(render(&sample::report(0)), @r"
        datasets/Street Trees #1: error[metadata/license] The folder `Street Trees #1` is not named as datasets are.
        datasets/trees/dataset.toml:4:11: error[metadata/license] The licence `PDDL 1.0` is not one of those the city allows.
        datasets/trees/trees.csv:2:5: error[table/type-error] A cell of `height|m](http://x) @mayor <b>`·[31m` is not a number. (1,204 times)
        datasets/trees/more.xlsx, row 4: warning[metadata/stale] Row 4 is {old}.
        datasets/trees/more.xlsx, row 8: warning[metadata/stale] Row 8 is {old}.
        ");
    }

    #[test]
    fn nothing_for_nothing() {
        assert_eq!(render(&Report::new()), "");
    }
}
