//! Files that lie elsewhere, as an old catalogue names them.

use std::collections::BTreeSet;

use super::tables::{ROW, unique};
use super::toml_text::{comment, text};
use crate::model::{SourceFormat, resource_name};

/// A file that stays where it is, at an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RemoteFile {
    /// Where it is.
    pub url: String,
    /// What residents call it.
    pub title: Option<String>,
    /// What it holds.
    pub description: Option<String>,
    /// What the old catalogue says about its format, as a media type or a word.
    pub format: Option<String>,
}

/// Formats from which a table is read with the least doubt first.
const PREFERRED: [SourceFormat; 7] = [
    SourceFormat::Csv,
    SourceFormat::GeoJson,
    SourceFormat::Parquet,
    SourceFormat::Spreadsheet,
    SourceFormat::Json,
    SourceFormat::NdJson,
    SourceFormat::Shapefile,
];

impl RemoteFile {
    /// Its format, where that can be read: by what is said of it, else by its name.
    fn table(&self) -> Option<SourceFormat> {
        let said = self.format.as_deref().unwrap_or_default().to_lowercase();
        match said.split(';').next().unwrap_or_default().trim() {
            "text/csv" | "csv" | "text/tab-separated-values" | "tsv" => Some(SourceFormat::Csv),
            "application/geo+json" | "application/vnd.geo+json" | "geojson" => Some(SourceFormat::GeoJson),
            "application/json" | "json" => Some(SourceFormat::Json),
            "application/vnd.apache.parquet" | "parquet" => Some(SourceFormat::Parquet),
            "application/vnd.ms-excel"
            | "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            | "application/vnd.oasis.opendocument.spreadsheet"
            | "xlsx"
            | "xls"
            | "ods" => Some(SourceFormat::Spreadsheet),
            "" | "application/octet-stream" | "application/zip" => SourceFormat::of_name(self.name()),
            _ => None,
        }
    }

    /// What it holds, whatever its form: its title without the name of a format at the end.
    fn subject(&self) -> Option<&str> {
        const FORMS: [&str; 12] =
            ["csv", "tsv", "json", "geojson", "ndjson", "parquet", "excel", "xlsx", "xls", "xml", "rdf", "shapefile"];
        let title = self.title.as_deref()?.trim();
        let (before, last) = title.rsplit_once([' ', '(', '-', '.']).unwrap_or(("", title));
        let is_form = FORMS.contains(&last.trim_end_matches([')', ']']).to_lowercase().as_str());
        let title = if is_form { before.trim_end_matches(|c: char| " ([-–:.".contains(c)) } else { title };
        (!title.is_empty()).then_some(title)
    }

    /// The name at the end of its address.
    fn name(&self) -> &str {
        let path = self.url.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
        path.rsplit('/').next().unwrap_or_default()
    }
}

/// The files of an old dataset: each table once, in the form that is read best, and the others as comments.
pub(super) fn resources(files: &[RemoteFile]) -> String {
    let mut names = BTreeSet::new();
    let one = |(at, file): (usize, &RemoteFile)| match chosen(files, at) {
        Some(format) => table(file, format, &mut names),
        None => other(file),
    };
    files.iter().enumerate().map(one).collect()
}

/// The format of a file, if of all that hold the same it is the one to take.
fn chosen(files: &[RemoteFile], at: usize) -> Option<SourceFormat> {
    let rank = |file: &RemoteFile| PREFERRED.iter().position(|format| file.table() == Some(*format));
    let alike = files.iter().enumerate().filter(|(_, file)| file.subject() == files[at].subject());
    let best = alike.filter_map(|(at, file)| Some((rank(file)?, at))).min()?;
    (best.1 == at).then(|| PREFERRED[best.0])
}

/// A table at its old address. Its digest and its columns are for a person to add, who has looked at the file.
fn table(file: &RemoteFile, format: SourceFormat, names: &mut BTreeSet<String>) -> String {
    let mut lines = vec![
        String::new(),
        comment(
            "A file of the old portal. `townbook fetch` brings it and prints the lines `sha256` and `bytes` to add here.",
        ),
        comment(
            "To keep it in this repository, put it into this folder, and write `path` with its name in place of `url`.",
        ),
        "[[resources]]".to_owned(),
        format!("url = {}", text(&file.url)),
    ];
    let name = unique(resource_name(file.subject().unwrap_or(file.name())), names);
    if name != resource_name(file.name()) {
        lines.push(format!("name = {}", text(&name)));
    }
    if SourceFormat::of_name(file.name()) != Some(format) {
        lines.push(format!("format = {}", text(format.word())));
    }
    match file.subject() {
        Some(title) => lines.push(format!("title = {}", text(title))),
        None => lines.extend([comment("What do residents call this table?"), "# title = \"\"".to_owned()]),
    }
    match &file.description {
        Some(description) => lines.push(format!("description = {}", text(description))),
        None => lines.extend([comment(ROW), "# description = \"\"".to_owned()]),
    }
    lines.join("\n") + "\n"
}

/// Another form of a table, or no table: named, so that nothing is forgotten.
fn other(file: &RemoteFile) -> String {
    let mut lines = vec![String::new(), comment("Another file of the old portal:")];
    lines.extend(file.title.as_deref().map(|title| comment(&format!("  {title}"))));
    lines.extend(file.format.as_deref().map(|format| comment(&format!("  it is said to be {format}"))));
    // Not cut as comments are: an address is of use only when it is whole.
    lines.push(format!("#   {}", text(&file.url)));
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_forms_of_a_table_one_is_taken() {
        let file = |title: Option<&str>, name: &str, format: &str| RemoteFile {
            url: format!("https://old.example.gov/{name}"),
            title: title.map(str::to_owned),
            format: Some(format.to_owned()),
            ..RemoteFile::default()
        };
        let drafted = |files: &[RemoteFile]| {
            let toml = resources(files);
            let taken = toml.lines().filter_map(|line| line.strip_prefix("url = \"https://old.example.gov/"));
            taken.map(|line| line.trim_end_matches('"').to_owned()).collect::<Vec<_>>()
        };
        let forms = [
            file(None, "rows.rdf", "application/rdf+xml"),
            file(None, "rows.json?x=1", "application/json"),
            file(None, "rows.csv?x=1", "text/csv"),
        ];
        assert_eq!(drafted(&forms), ["rows.csv?x=1"]);
        let tables = [
            file(Some("Trees (JSON)"), "1", "JSON"),
            file(Some("Trees (CSV)"), "2", "CSV"),
            file(Some("Parks.xlsx"), "3", "XLSX"),
            file(Some("Guide"), "guide.pdf", "application/pdf"),
        ];
        assert_eq!(drafted(&tables), ["2", "3"]);
    }
}
