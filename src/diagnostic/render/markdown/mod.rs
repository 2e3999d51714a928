//! The comment that a bot posts on a pull request: one line for a manager, a folded table for every dataset with
//! findings, and a receipt of what was read and what residents will see.
//!
//! Nothing that people send can act in it: see [`escape`].

mod escape;
mod receipt;
mod section;

use std::collections::{BTreeMap, BTreeSet};

pub use escape::{fenced, prose};
use section::Section;

use super::Options;
use super::words::{counted, thousands};
use crate::diagnostic::{CheckReceipt, Finding, Report, Severity, Summary};

/// What a comment may have: GitHub refuses more than 65,536 characters.
const LIMIT: usize = 60_000;

/// What is kept free for the note at the end.
const NOTE_ROOM: usize = 300;

pub(super) fn render(report: &Report, summary: Summary, receipt: &CheckReceipt, options: Options) -> String {
    let mut out = headline(report, summary);
    if summary.errors + summary.warnings > 0 {
        out.push_str(
            "\n\nA dataset with an error is held back until it is mended; its last published version stays. Warnings \
             hold nothing back. Open a dataset to see where to look and what to do.\n",
        );
    } else {
        out.push('\n');
    }
    let total = LIMIT - NOTE_ROOM - length(&out);
    let mut room = total;
    let receipt_text = receipt::render(receipt, report.findings().is_empty());
    let sections: Vec<Section> =
        sections(report).into_iter().map(|(slug, findings)| Section::new(slug, &findings, receipt, options)).collect();
    let whole = sections.iter().map(Section::length).sum::<usize>() + length(&receipt_text);
    let (mut left_out, mut datasets_left_out) = (0, 0);
    for (at, section) in sections.iter().enumerate() {
        // Where there is not room for all, every dataset gets its part of what is left, and at least its first finding.
        let part = if whole <= total { room } else { section.least().max(room / (sections.len() - at)).min(room) };
        match section.write(&mut out, part) {
            Some(written) => {
                left_out += written.left_out;
                room -= written.length;
            }
            None => datasets_left_out += 1,
        }
    }
    let receipt_fits = length(&receipt_text) <= room;
    if receipt_fits {
        out.push_str(&receipt_text);
    }
    out.push_str(&note(left_out, datasets_left_out, receipt_fits));
    out
}

/// What a manager reads.
fn headline(report: &Report, summary: Summary) -> String {
    let checked = counted(summary.datasets, "dataset");
    let were = if summary.datasets == 1 { "was" } else { "were" };
    let (errors, warnings) = (counted(summary.errors, "error"), counted(summary.warnings, "warning"));
    let text = match (summary.errors, summary.warnings) {
        (0, 0) if summary.datasets == 0 => "There is no dataset to check.".to_owned(),
        (0, 0) => format!("All is well: {checked} {were} checked and nothing has to be mended."),
        (0, _) => format!("Nothing has to be mended: {checked} {were} checked, with {warnings} to look at."),
        _ => {
            let is_error = |finding: &&Finding| finding.severity == Severity::Error;
            let errors_of = report.findings().iter().filter(is_error);
            let bad: BTreeSet<&str> = errors_of.filter_map(|finding| finding.dataset.as_deref()).collect();
            let mut places = Vec::new();
            if report.findings().iter().filter(is_error).any(|finding| finding.dataset.is_none()) {
                places.push("the portal itself".to_owned());
            }
            if !bad.is_empty() {
                places.push(format!("{} of {checked}", thousands(bad.len() as u64)));
            }
            let warnings = if summary.warnings == 0 { String::new() } else { format!(", and {warnings} to look at") };
            format!("There is something to mend in {}: {errors}{warnings}.", places.join(" and in "))
        }
    };
    format!("**{text}**")
}

/// The findings of every dataset: those with errors first, and what belongs to no dataset before all.
fn sections(report: &Report) -> Vec<(Option<&str>, Vec<&Finding>)> {
    let mut by_dataset: BTreeMap<Option<&str>, Vec<&Finding>> = BTreeMap::new();
    for finding in report.findings() {
        by_dataset.entry(finding.dataset.as_deref()).or_default().push(finding);
    }
    let mut sections: Vec<_> = by_dataset.into_iter().collect();
    for (_, findings) in &mut sections {
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    }
    sections.sort_by_key(|(_, findings)| std::cmp::Reverse(findings[0].severity));
    sections
}

/// Says what did not fit.
fn note(findings: usize, datasets: usize, receipt_fits: bool) -> String {
    let mut missing = Vec::new();
    if findings > 0 {
        missing.push(counted(findings as u64, "kind of finding").replace("kind of findings", "kinds of findings"));
    }
    if datasets > 0 {
        missing.push(counted(datasets as u64, "whole dataset"));
    }
    if !receipt_fits {
        missing.push("the list of what was checked".to_owned());
    }
    if missing.is_empty() {
        return String::new();
    }
    format!(
        "\nNot everything fits into a comment. Left out: {}. `townbook check` prints all findings.\n",
        missing.join(", ")
    )
}

fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::render::sample;
    use crate::diagnostic::{Place, Standing};

    fn comment(report: &Report, receipt: &CheckReceipt, datasets: u64) -> String {
        render(report, report.summary(datasets), receipt, sample::OPTIONS)
    }

    #[test]
    fn findings() {
        insta::assert_snapshot!(comment(&sample::report(0), &sample::receipt(), 5), @r#"
        **There is something to mend in the portal itself and in 1 of 5 datasets: 1,206 errors, and 2 warnings to look at.**

        A dataset with an error is held back until it is mended; its last published version stays. Warnings hold nothing back. Open a dataset to see where to look and what to do.

        <details>
        <summary><b>The portal</b>: 1 error</summary>

        | Where | What is wrong | What to do |
        |---|---|---|
        | datasets/Street Trees &#35;&#8203;1 | **error**: The folder <code>Street Trees &#35;&#8203;1</code> is not named as datasets are.<br>`metadata/license` | `townbook explain metadata/license` says more. |

        </details>

        <details>
        <summary><b>Trees</b> (trees): 1,205 errors, 2 warnings</summary>

        | Where | What is wrong | What to do |
        |---|---|---|
        | dataset.toml<br>line 4, character 11 | **error**: The licence <code>PDDL 1.0</code> is not one of those the city allows.<br>`metadata/license` | Did you mean <code>PDDL-1.0</code>?<br>Paste block 1 from below. |
        | trees.csv<br>row 2, column height&#124;m&#93;(http:&#8203;//x) &#64;&#8203;mayor &#60;b&#62;&#96;·&#91;31m<br>also rows 3, 9 and 1,201 more | **error**: A cell of <code>height&#124;m&#93;(http:&#8203;//x) &#64;&#8203;mayor &#60;b&#62;</code>·&#91;31m&#96; is not a number.<br>found: 999-99-9999 &#60;aaaaaa&#62;&#124;&#64;&#8203;aaaaa<br>`table/type-error` | Write the number only, or declare the column as text. |
        | more.xlsx<br>row 4 | **warning**: Row 4 is {old}.<br>`metadata/stale` | `townbook explain metadata/stale` says more. |
        | more.xlsx<br>row 8 | **warning**: Row 8 is {old}.<br>`metadata/stale` | `townbook explain metadata/stale` says more. |

        Block 1, for dataset.toml:

        ````toml
        license = "PDDL-1.0"  # not ```PDDL```
        ````

        </details>

        <details>
        <summary>What was read, and what residents will see</summary>

        | Dataset | Was read | Residents will see |
        |---|---|---|
        | <b>Benches &#124; &#60;i&#62;all&#60;/i&#62; &#64;&#8203;mayor</b><br>benches | benches: 1 row, 1 column<br>repairs: 12,345 rows, 7 columns | a page at datasets/benches/, with 2 tables as CSV, JSON, Parquet |
        | lamps | lamps: 20 rows, 3 columns | nothing, until somebody decides whether it is public |
        | <b>Trees</b><br>trees | no table | what was published last, if anything, until this is mended |

        2 protected datasets: no data was opened, and residents see nothing.

        </details>
        "#);
    }

    #[test]
    fn all_is_well() {
        let mut receipt = sample::receipt();
        receipt.datasets.retain(|dataset| dataset.standing != Standing::Held);
        insta::assert_snapshot!(comment(&Report::new(), &receipt, 4), @r"
        **All is well: 4 datasets were checked and nothing has to be mended.**

        | Dataset | Was read | Residents will see |
        |---|---|---|
        | <b>Benches &#124; &#60;i&#62;all&#60;/i&#62; &#64;&#8203;mayor</b><br>benches | benches: 1 row, 1 column<br>repairs: 12,345 rows, 7 columns | a page at datasets/benches/, with 2 tables as CSV, JSON, Parquet |
        | lamps | lamps: 20 rows, 3 columns | nothing, until somebody decides whether it is public |

        2 protected datasets: no data was opened, and residents see nothing.
        ");
        assert_eq!(comment(&Report::new(), &CheckReceipt::default(), 0), "**There is no dataset to check.**\n");
    }

    /// A report with so many findings that only a part fits.
    fn long(datasets: usize, findings: usize) -> Report {
        let code = sample::report(0).findings()[0].code;
        let mut report = Report::new();
        for dataset in 0..datasets {
            let mut one = Report::new();
            for line in 0..findings {
                let place = Place::text(format!("datasets/d{dataset}/dataset.toml"), line as u64 + 1, 1);
                let message = "Something is wrong with `a|b` that @mayor wrote. ".repeat(40);
                one.push(Finding::new(code, message, place).fix("x = \"`\"\n".repeat(line * 20)));
            }
            one.belong_to(&format!("d{dataset}"));
            report.extend(one);
        }
        report
    }

    #[test]
    fn a_comment_is_never_too_long_and_says_what_is_missing() {
        for (datasets, findings) in [(1, 400), (40, 40), (2_000, 1)] {
            let text = comment(&long(datasets, findings), &sample::receipt(), datasets as u64);
            assert!(length(&text) <= LIMIT, "{}", length(&text));
            assert!(length(&text) > LIMIT / 2, "{}", length(&text));
            assert!(text.contains("\nNot everything fits into a comment. Left out: "), "{}", &text[text.len() - 500..]);
            assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
            let fences = text.lines().filter(|line| line.starts_with("```")).count();
            assert_eq!(fences % 2, 0);
        }
        // One dataset with much to say does not silence the others.
        let mut report = long(1, 400);
        let mut small = Report::new();
        small.push(Finding::new(report.findings()[0].code, "Small.", Place::file("datasets/small/dataset.toml")));
        small.belong_to("small");
        report.extend(small);
        assert!(comment(&report, &CheckReceipt::default(), 2).contains("Small."));
    }
}
