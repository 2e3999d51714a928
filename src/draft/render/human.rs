//! What was found, for people.

use std::fmt::Write;

use super::{line_ending, pattern, range};
use crate::diagnostic::render::{Format, Options, render};
use crate::diagnostic::{CheckReceipt, Finding, Quoted, Report};
use crate::draft::{InspectedField, InspectedTable, Inspection};
use crate::model::SourceFormat;

/// What was found, for people.
pub fn human(inspections: &[Inspection], options: Options) -> String {
    let mut out = String::new();
    for inspection in inspections {
        let tables = match inspection.tables.len() {
            1 => "1 table".to_owned(),
            count => format!("{count} tables"),
        };
        let _ = writeln!(out, "{}: {tables}, {} bytes\n", tame(&inspection.file), inspection.bytes);
        for table in &inspection.tables {
            write_table(&mut out, table, &inspection.alike(table), options);
        }
        write_findings(&mut out, &inspection.findings, options);
    }
    out
}

fn write_table(out: &mut String, table: &InspectedTable, alike: &[&str], options: Options) {
    let layout = &table.layout;
    let mut facts = vec![table.format.word().to_owned()];
    facts.extend(table.encoding.as_ref().map(|encoding| encoding.name.to_owned()));
    if table.format == SourceFormat::Csv {
        facts.push(format!("{:?} between cells", layout.dialect.delimiter.unwrap_or(',')));
    }
    facts.extend(table.line_ending.and_then(line_ending).map(|ending| format!("lines end with {ending}")));
    if layout.header_rows > 1 {
        facts.push(format!("{} rows of column names", layout.header_rows));
    }
    if layout.skip_rows > 0 {
        facts.push(format!("column names in row {}", layout.skip_rows + 1));
    }
    if layout.footer_rows > 0 {
        facts.push(format!("{} rows below the table", layout.footer_rows));
    }
    facts.extend(range(layout).map(|range| format!("in the cells {range}")));
    facts.extend(table.crs.as_ref().map(|crs| format!("positions in {}", tame(crs))));
    facts.extend(table.rows.map(|rows| format!("{rows} rows")));
    let _ = writeln!(out, "{}: {}", tame(&table.name), facts.join(", "));
    for field in &table.fields {
        write_field(out, field, options);
    }
    if !table.key.is_empty() {
        let names: Vec<String> = table.key.iter().map(|name| tame(name)).collect();
        let _ = writeln!(out, "  No two rows are alike in: {}", names.join(", "));
    }
    for (field, near) in table.fields.iter().filter_map(|field| Some((field, field.near_key?))) {
        let _ = writeln!(out, "  {} would identify a row, but it {}.", tame(&field.name), near.words());
    }
    if !alike.is_empty() {
        let names: Vec<String> = alike.iter().map(|name| tame(name)).collect();
        let _ = writeln!(out, "  The same columns are in: {} (`sheets` reads them as one table)", names.join(", "));
    }
    out.push('\n');
    write_findings(out, &table.findings, options);
}

fn write_field(out: &mut String, field: &InspectedField, options: Options) {
    let label = if field.source.trim().is_empty() { "(no label)".to_owned() } else { tame(&field.source) };
    let pattern = pattern(&field.kind).map_or_else(String::new, |pattern| format!(" {pattern}"));
    let _ = writeln!(out, "  {label}: {}{pattern} ({})", field.kind.words(), tame(&field.why));
    let examples: Vec<String> =
        field.examples.iter().take(3).map(|text| tame(&Quoted::value(text).render(options.values))).collect();
    if !examples.is_empty() {
        let _ = writeln!(out, "      such as {}", examples.join(" | "));
    }
    if !field.missing_values.is_empty() {
        let _ = writeln!(out, "      missing values: {}", tame(&field.missing_values.join(", ")));
    }
    if let Some(question) = &field.privacy {
        let _ = writeln!(out, "      ? {} If not, declare it with `publish = false`.", tame(question));
    }
    if let Some(question) = &field.question {
        let _ = writeln!(out, "      ? {}", tame(question));
    }
}

fn write_findings(out: &mut String, findings: &[Finding], options: Options) {
    if findings.is_empty() {
        return;
    }
    let mut report = Report::new();
    findings.iter().for_each(|finding| report.push(finding.clone()));
    let text = render(&report, report.summary(0), &CheckReceipt::default(), Format::Human, options);
    // The closing line counts datasets, and there is none.
    out.push_str(text.trim_end().rsplit_once('\n').map_or("", |(findings, _)| findings));
    out.push('\n');
}

/// Text of a file, on one line and without anything that a terminal would act on.
fn tame(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') { ' ' } else { c })
        .collect()
}
