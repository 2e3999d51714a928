//! `table/damaged-number`

use arrow_array::StringArray;

use super::{at_cell, at_texts};
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::schema::{Constraints, FieldType};
use crate::model::table::{Batch, Column};
use crate::validate::Rule;

pub(crate) struct DamagedNumber;

static CODE: Code = Code {
    id: "table/damaged-number",
    severity: Severity::Warning,
    title: "Codes that a spreadsheet program took for numbers",
    explain: "A column of text holds what a spreadsheet program makes of codes when it takes them for numbers. Of long ones \
only the first digits are left: `201001234567` became `2.01001E+11`, and what stood behind cannot be brought back. Of codes \
with leading zeros these are lost: `02134` became `2134`.\n\nExport the data again from the source system, and do not open \
the file with a double click: import it (in Excel with Data, From Text/CSV) and set the column to text. If the values are \
what they should be, leave them; it is only a warning.\n\n```csv\nparcel,zip\n2.01001E+11,2134       wrong\n\
201001234567,02134     right\n```\n",
};

impl Rule for DamagedNumber {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        let may_be = |bytes: &[u8]| memchr::memmem::find(bytes, b"E+").is_some();
        at_texts(resource, batch, may_be, |field, text, find| {
            if is_shortened(text) {
                let message = format!("This code of `{field}` was shortened to a number with an exponent.");
                report.push(find(&CODE, &message).help("Export it again from the source system, as text."));
            }
        });
        for (at, column) in batch.columns.iter().enumerate() {
            let field = &resource.schema.fields[at];
            let Column::Text(texts) = column else { continue };
            if field.kind != FieldType::String || says_how_long(&field.constraints) {
                continue;
            }
            let Some(usual) = usual_length(texts) else { continue };
            let name = &field.name;
            let message =
                format!("This code of `{name}` seems to have lost a leading zero: others have {usual} digits.");
            for (row, _) in texts.iter().enumerate().filter(|(_, text)| text.is_some_and(|text| text.len() < usual)) {
                report.push_or_count(&CODE, &resource.shown, Some(name), &message, || {
                    let finding = at_cell(&CODE, resource, batch, row, at, message.as_str());
                    finding.help("Export it again from the source system, as text.")
                });
            }
        }
    }
}

/// Whether a code that lost its zeros breaks a constraint, which is a finding of its own.
fn says_how_long(constraints: &Constraints) -> bool {
    constraints.min_length.is_some() || constraints.pattern.is_some() || !constraints.enumeration.is_empty()
}

/// Whether a text is what a spreadsheet program shows of a whole number of twelve to twenty digits: `2.01001E+11`.
fn is_shortened(text: &str) -> bool {
    let Some((digits, exponent)) = text.split_once("E+") else { return false };
    let (first, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    first.len() == 1
        && is_digits(first)
        && is_digits(decimals)
        && (decimals.len() <= 5 && decimals.is_empty() != digits.contains('.'))
        && exponent.len() == 2
        && exponent.parse::<u8>().is_ok_and(|exponent| (11..20).contains(&exponent))
}

/// How many digits the codes of a column have, where some have leading zeros and a few others are shorter by one or two, as
/// numbers that lost theirs are. A column in which anything else stands holds no such codes.
fn usual_length(texts: &StringArray) -> Option<usize> {
    const LONGEST: usize = 15;
    let (mut count, mut zeros) = ([0_usize; LONGEST + 1], [0_usize; LONGEST + 1]);
    for text in texts.iter().flatten() {
        if text.len() > LONGEST || text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        count[text.len()] += 1;
        zeros[text.len()] += usize::from(text.starts_with('0'));
    }
    let usual = (3..=LONGEST).rev().find(|length| count[*length] > 0)?;
    let shorter = count[usual - 1] + count[usual - 2];
    let is_short = count[..usual - 2].iter().all(|count| *count == 0) && zeros[..usual].iter().all(|zeros| *zeros == 0);
    (is_short && shorter > 0 && zeros[usual] > 1 && shorter * 3 <= count[usual]).then_some(usual)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constraint_speaks_for_itself() {
        let pattern = Constraints { pattern: Some("[0-9]{5}".to_owned()), ..Constraints::default() };
        let required = Constraints { required: true, ..Constraints::default() };
        assert!(says_how_long(&pattern) && !says_how_long(&required));
    }

    #[test]
    fn shortened_codes_are_told_from_measurements() {
        for text in ["2.01001E+11", "2E+11", "1.5E+15"] {
            assert!(is_shortened(text), "{text}");
        }
        for text in
            ["6.02214076E+23", "1.5E+03", "2.01001e+11", "-2.01001E+11", "2.E+11", "12.5E+11", "8E467", "E+11", "1E+"]
        {
            assert!(!is_shortened(text), "{text}");
        }
    }

    #[test]
    fn lost_zeros_need_zeros_that_were_kept() {
        let usual = |texts: &[&str]| usual_length(&texts.iter().copied().map(Some).collect());
        assert_eq!(usual(&["02134", "02119", "10001", "2134"]), Some(5));
        assert_eq!(usual(&["02134", "02119", "10001", "02134"]), None, "all as long as they should be");
        assert_eq!(usual(&["12134", "12119", "10001", "2134"]), None, "no zeros, so numbers");
        assert_eq!(usual(&["02134", "02119", "2134", "2119"]), None, "codes of two kinds");
        assert_eq!(usual(&["02134", "02119", "10001", "0213"]), None, "a shorter code with its zero");
        assert_eq!(usual(&["02134", "02119", "10001", "7"]), None, "too short to be one of them");
        assert_eq!(usual(&["02134", "02119", "10001", "2134", "n/a"]), None);
        assert_eq!(usual(&["01", "02", "11", "3"]), None, "too short to tell");
    }
}
