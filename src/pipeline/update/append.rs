//! Rows of a new file at the end of the one that is there.

use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::super::PipelineError;
use super::super::trial::Trial;
use super::place::{Placed, cannot};
use super::{NewFile, Update, UpdateError, digest};
use crate::change::{self, Action, Appended};
use crate::draft;
use crate::files::{self, Bundle, FileError};
use crate::metadata::ResourceDraft;
use crate::model::schema::{Field, Schema};
use crate::model::table::ZoneHabit;
use crate::model::{Layout, Packing, SourceFormat};
use crate::read::{self, Charset, Table};

/// How much of a file is looked at for the way its lines end.
const HEAD: u64 = 1 << 20;

impl Update {
    /// Takes a copy of the table's file with further rows; `None` if there are none.
    pub(super) fn append(
        &self,
        trial: &mut Trial,
        relative: &str,
        new: NewFile<'_>,
    ) -> Result<Option<Placed>, PipelineError> {
        let Some(resource) = self.resource(&*self.admitted) else {
            return cannot("the table is not declared well enough to be read; `townbook check` says why");
        };
        if let Some(reason) = objection(resource) {
            return cannot(reason);
        }
        let old = trial.path(relative);
        let before = digest(&old)?;
        let layout = match mark(&old)? {
            Some(charset) if charset != Charset::UTF_8 => {
                return cannot(
                    "the table's file is written in UTF-16, to which nothing can be added; `townbook check --fix` makes it UTF-8",
                );
            }
            // The mark says that it is UTF-8, whatever is declared.
            Some(_) => Layout { encoding: None, ..resource.layout.clone() },
            None => resource.layout.clone(),
        };
        let labels = labels(&old, SourceFormat::Csv, &layout)?;
        if labels.is_empty() {
            return cannot("the table's file has no column names that can be read; `townbook check` says why");
        }
        let (table, columns) = open_like(new, &layout, &labels)?;
        let desk = trial.desk("longer");
        let failed = |source| FileError::new("write", &desk, source);
        let mut file = BufWriter::new(files::create_new(&desk)?);
        io::copy(&mut files::open(&old)?, &mut file).map_err(failed)?;
        let ending = Ending::of(&old).map_err(failed)?;
        if ending.is_missing {
            file.write_all(ending.line_break.as_bytes()).map_err(failed)?;
        }
        match change::append(table, columns, &layout, ending.line_break, file).map_err(failed)? {
            Appended::Rows(0) => Ok(None),
            Appended::Rows(_) => {
                let (sha256, bytes) = digest(&desk)?;
                trial.take(&desk, relative)?;
                let relative = Some(relative.to_owned());
                Ok(Some(Placed { action: Action::Append, relative, before: Some(before), sha256, bytes }))
            }
            Appended::Refused(reason) => cannot(format!("the rows cannot be added to `{relative}`: {reason}")),
        }
    }
}

/// Why nothing can be added to the file of a table, and what can be done.
fn objection(resource: &ResourceDraft) -> Option<&'static str> {
    let Layout { packing, several, footer_rows, .. } = &resource.layout;
    match () {
        () if resource.format != SourceFormat::Csv => Some(
            "rows can be added to delimited text only; give the whole table without --append, or declare `files = \"…-*\"` so \
             that each delivery is a file of its own",
        ),
        () if *packing != Packing::None || several.is_some() => Some(
            "nothing can be added to a file that is compressed; give the whole table without --append, or declare `files = \
             \"…-*\"` so that each delivery is a file of its own",
        ),
        () if *footer_rows > 0 => {
            Some("the file ends with rows that are no records (`footer_rows`), and new ones would stand below them")
        }
        () => None,
    }
}

/// What the first bytes of a file say about its encoding.
fn mark(path: &Path) -> Result<Option<Charset>, FileError> {
    let mut head = Vec::new();
    files::open(path)?.take(3).read_to_end(&mut head).map_err(|source| FileError::new("read", path, source))?;
    Ok(Charset::of_mark(&head).map(|(charset, _)| charset))
}

/// The names of the columns of a file.
fn labels(path: &Path, format: SourceFormat, layout: &Layout) -> Result<Vec<String>, FileError> {
    let table = open(path, format, layout, &Schema::default())?;
    let header = table.header.filter(|header| header.problem.is_none());
    Ok(header.map(|header| header.labels.into_iter().map(|label| label.text).collect()).unwrap_or_default())
}

fn open(path: &Path, format: SourceFormat, layout: &Layout, schema: &Schema) -> Result<Table, FileError> {
    let habits = vec![ZoneHabit::Local; schema.fields.len()];
    read::open(&Bundle::new(path), format, layout, schema, habits)
        .map_err(|source| FileError::new("read", path, source))
}

/// Opens the new file as a table of texts that has the same columns, and says where each of them is: as the table's file is
/// declared, or else as the file itself shows.
fn open_like(new: NewFile<'_>, layout: &Layout, labels: &[String]) -> Result<(Table, Vec<usize>), PipelineError> {
    let mut ways = vec![(SourceFormat::Csv, Layout { footer_rows: 0, ..layout.clone() })];
    let inspected = draft::inspect(new.path, Some(1))?.tables;
    ways.extend(inspected.iter().map(|table| (table.format, table.layout.clone())));
    let declared = layout.encoding.clone();
    let mut problem = format!("`{}` holds no table", new.name);
    for (at, (format, mut layout)) in ways.into_iter().enumerate() {
        // Which encoding a file has is seen by `inspect` and decided by people: here it is UTF-8, or that of the table's file.
        if let Some(guessed) = layout.encoding.take() {
            let Some(declared) = &declared else {
                problem = format!(
                    "`{}` is not UTF-8; it looks like `{guessed}`. Save it as UTF-8, and look at its letters",
                    new.name
                );
                continue;
            };
            layout.encoding = Some(declared.clone());
        }
        let found = match at.checked_sub(1).map(|at| &inspected[at]) {
            None => self::labels(new.path, format, &layout)?,
            Some(table) => table.fields.iter().map(|field| field.source.clone()).collect(),
        };
        let columns = labels.iter().map(|label| found.iter().position(|found| found == label));
        match columns.collect::<Option<Vec<usize>>>() {
            Some(columns) if found.len() == labels.len() => {
                let fields: Vec<Field> = found.iter().map(|label| Field::text(label.as_str(), label)).collect();
                let table = open(new.path, format, &layout, &Schema { fields, ..Schema::default() })?;
                return Ok((table, columns));
            }
            _ if found.is_empty() => {}
            _ => problem = difference(new.name, labels, &found),
        }
    }
    Err(UpdateError::Cannot(problem).into())
}

/// In what the columns of a new file differ from those of the table's.
fn difference(name: &str, labels: &[String], found: &[String]) -> String {
    let without = |all: &[String], others: &[String]| -> String {
        let missing = all.iter().filter(|label| !others.contains(label));
        missing.map(|label| format!("`{label}`")).collect::<Vec<_>>().join(", ")
    };
    let (missing, added) = (without(labels, found), without(found, labels));
    let mut text = format!("`{name}` has not the columns of the table");
    if !missing.is_empty() {
        text += &format!("; missing: {missing}");
    }
    if !added.is_empty() {
        text += &format!("; not in the table: {added}");
    }
    text + ". Rows can be added only where all columns are the same"
}

/// How the lines of a file end.
struct Ending {
    line_break: &'static str,
    /// Whether the last line lacks it.
    is_missing: bool,
}

impl Ending {
    fn of(path: &Path) -> io::Result<Self> {
        let mut file = files::open(path).map_err(io::Error::other)?;
        let mut head = Vec::new();
        (&mut file).take(HEAD).read_to_end(&mut head)?;
        let first = head.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let line_break = match first.map(|at| &head[at..]) {
            Some([b'\r', b'\n', ..]) => "\r\n",
            Some([b'\r', ..]) => "\r",
            _ => "\n",
        };
        let is_missing = match file.seek(SeekFrom::End(0))? {
            0 => false,
            length => {
                let mut last = [0];
                file.seek(SeekFrom::Start(length - 1))?;
                file.read_exact(&mut last)?;
                !matches!(last[0], b'\n' | b'\r')
            }
        };
        Ok(Ending { line_break, is_missing })
    }
}
