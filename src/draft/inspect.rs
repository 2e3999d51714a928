//! Looks at a file that nobody has described.
//!
//! The readers say which tables it holds, `read::detect::place` where in a grid each lies. A first pass reads all columns
//! as text and counts; from the counts comes a type for each. A second pass reads the table with these types, under the
//! same rules as `check`, so that no type is claimed that a value does not have.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::Path;

use super::inspection::asks_for_crs;
use super::judgement::{self, Judged};
use super::profile::ProfileObserver;
use super::proof::ProofObserver;
use super::{Around, InspectedField, InspectedTable, Inspection, near_key};
use crate::diagnostic::{Finding, Report, Severity};
use crate::files::Bundle;
use crate::metadata::ResourceDraft;
use crate::model::schema::{Field, FieldType, Schema};
use crate::model::table::ZoneHabit;
use crate::model::{CellRange, Layout, SourceFormat};
use crate::policy::personal::PersonalData;
use crate::read::detect::{self, Place};
use crate::read::{self, Block, Columns, Cutter, Flaw, Habits, Outline, Shapes, Shown, Table};
use crate::scan::{self, ScanError};
use crate::validate::{RULES, TableRules};

/// Where more than one row of so many is broken, what was read is hardly the table that was meant.
const BROKEN: u64 = 5;

/// What a file is. With `sample`, types are judged by about so many rows, and rows are not counted.
///
/// # Errors
/// When the file cannot be opened or read.
pub fn inspect(path: &Path, sample: Option<u64>) -> Result<Inspection, ScanError> {
    let shown = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let bundle = Bundle::found(path, &read::SHAPEFILE_PARTS);
    let bytes = bundle.open().and_then(|file| file.metadata()).map_err(|source| failed(&shown, source))?.len();
    let mut inspection = Inspection { file: shown.clone(), bytes, tables: Vec::new(), findings: Vec::new() };
    match read::outline(&bundle).map_err(|source| failed(&shown, source))? {
        Ok(outlines) => {
            for outline in outlines {
                let mut table = Looker { bundle: &bundle, shown: &shown, sample }
                    .table(outline)
                    .map_err(|source| failed(&shown, source))?;
                // The properties of the file are said once, and not of every sheet.
                let known: Vec<&Finding> = inspection.tables.iter().flat_map(|table| &table.findings).collect();
                let is_said = known.iter().any(|finding| finding.code.id == "table/author-property");
                table.findings.retain(|finding| !is_said || finding.code.id != "table/author-property");
                inspection.tables.push(table);
            }
        }
        Err(flaw) => {
            let format = SourceFormat::of_name(&shown).unwrap_or(SourceFormat::Csv);
            let resource = resource(path, &shown, format, Layout::default(), Vec::new());
            inspection.findings = objections(&resource, &[flaw]);
        }
    }
    Ok(inspection)
}

fn failed(shown: &str, source: io::Error) -> ScanError {
    ScanError::Io { path: shown.to_owned(), source }
}

/// What the rules of `check` say about flaws.
fn objections(resource: &ResourceDraft, flaws: &[Flaw]) -> Vec<Finding> {
    let mut report = Report::new();
    for rule in RULES {
        rule.check_file(resource, flaws, &mut report);
    }
    report.findings().to_vec()
}

/// Whether nothing can be declared because of a finding.
fn is_error(finding: &Finding) -> bool {
    finding.severity == Severity::Error && !asks_for_crs(finding)
}

struct Looker<'a> {
    bundle: &'a Bundle,
    shown: &'a str,
    sample: Option<u64>,
}

impl Looker<'_> {
    fn table(&self, outline: Outline) -> io::Result<InspectedTable> {
        let Outline { name, format, mut layout, encoding, line_ending, columns, shapes, mut flaws } = outline;
        let mut around = Around::default();
        let mut shown = HashMap::new();
        let labels = match columns {
            Columns::Named(labels) => Some(labels),
            Columns::Grid(grid) => {
                let place = detect::place(&grid);
                flaws.extend(objection(&place));
                let is_table = place.refusal.is_none();
                lay_out(&mut layout, format, &place);
                around = Around::of(&grid, &place);
                if is_table { self.labels(format, &layout, &mut flaws, &mut shown)? } else { None }
            }
            Columns::Unknown => None,
        };
        let stem = self.shown.split('.').next().unwrap_or(self.shown);
        let mut table = InspectedTable {
            name: name.unwrap_or_else(|| stem.to_owned()),
            format,
            layout,
            around,
            encoding,
            line_ending,
            rows: None,
            fields: Vec::new(),
            key: Vec::new(),
            crs: shapes.crs(),
            is_refused: false,
            findings: Vec::new(),
        };
        let mut fields = labels.map(|labels| fields(&labels, &shapes)).unwrap_or_default();
        let mut unplaced = Vec::new();
        if let Some(unknown) = shapes.unknown() {
            flaws.push(unknown.clone());
            unplaced.extend(fields.extract_if(.., |field| field.kind == FieldType::GeoJson));
        }
        let resource = resource(self.bundle.path(), self.shown, format, table.layout.clone(), fields);
        table.findings = objections(&resource, &flaws);
        table.is_refused = table.findings.iter().any(is_error);
        if !resource.schema.fields.is_empty() {
            self.read(resource, &shown, &mut table)?;
        }
        if format == SourceFormat::Shapefile {
            judgement::ask_for_names(&mut table.fields);
        }
        if !unplaced.is_empty() {
            table.fields.extend(unplaced.iter().map(judgement::unplaced));
        }
        Ok(table)
    }

    /// The labels of a table in a grid, once it is known where they are, and how the numbers below them are shown.
    fn labels(
        &self,
        format: SourceFormat,
        layout: &Layout,
        flaws: &mut Vec<Flaw>,
        shown: &mut HashMap<String, Shown>,
    ) -> io::Result<Option<Vec<String>>> {
        let table = self.open(format, layout, &Schema::default(), Habits::new())?;
        let Some(header) = table.header else {
            flaws.extend(table.flaws);
            return Ok(None);
        };
        flaws.extend(header.problem.map(|problem| Flaw::Unreadable(problem.trim_end_matches('.').to_owned())));
        // Of labels that stand twice the first column is read.
        for label in header.labels.iter().rev() {
            match label.shown {
                Some(look) => shown.insert(label.text.clone(), look),
                None => shown.remove(&label.text),
            };
        }
        Ok(Some(header.labels.into_iter().map(|label| label.text).collect()))
    }

    fn open(&self, format: SourceFormat, layout: &Layout, schema: &Schema, habits: Habits) -> io::Result<Table> {
        read::open(self.bundle, format, layout, schema, habits)
    }

    fn cut(&self, resource: &ResourceDraft, habits: Habits) -> io::Result<Table> {
        let table = self.open(resource.format, &resource.layout, &resource.schema, habits)?;
        Ok(match self.sample {
            Some(left) => Table { cutter: Box::new(Sample { cutter: table.cutter, left }), ..table },
            None => table,
        })
    }

    /// Reads a table twice: once to judge its columns, once to prove the judgements.
    fn read(
        &self,
        mut resource: ResourceDraft,
        shown: &HashMap<String, Shown>,
        table: &mut InspectedTable,
    ) -> io::Result<()> {
        let count = resource.schema.fields.len();
        let profiles = ProfileObserver::new(count);
        let rows = scan::loose(self.cut(&resource, vec![ZoneHabit::Local; count])?, &[&profiles])?;
        let mut judged: Vec<Judged> = judgement::judge(&resource.schema, profiles.finish(), shown, resource.format);
        let mut habits = Habits::new();
        for (field, judged) in resource.schema.fields.iter_mut().zip(&judged) {
            field.kind = judged.field.kind.clone();
            field.notation = judged.notation;
            field.missing_values.extend(judged.field.missing_values.iter().map(|text| text.as_str().into()));
            habits.push(judged.habit);
        }
        let key = judgement::single_key(&judged, rows);
        // Beside a column that is a key but for a few mistakes, a pair would be one by chance.
        let is_near = key.is_none() && self.sample.is_none() && near_key::mark(&mut judged, rows);
        let pairs = if key.is_none() && !is_near { judgement::pairs(&judged, rows) } else { Vec::new() };
        let (proof, rules) = (ProofObserver::new(count, pairs), TableRules::new(&resource));
        let personal = PersonalData::new(&resource);
        scan::loose(self.cut(&resource, habits)?, &[&proof, &rules, &personal])?;
        let (proofs, pair) = proof.finish();
        for (judged, proof) in judged.iter_mut().zip(proofs) {
            judged.settle(proof);
        }
        let key = key.map(|at| vec![at]).or(pair.map(|(first, second)| vec![first, second]));
        table.key = key.into_iter().flatten().map(|at| judged[at].field.name.clone()).collect();
        // Without a name and without a value it is no column.
        let is_column =
            |field: &InspectedField| !field.source.is_empty() || field.nulls < rows || self.sample.is_some();
        table.fields = judged.into_iter().map(|judged| judged.field).filter(is_column).collect();
        table.rows = self.sample.is_none().then_some(rows);
        // What does not have the type that was tried has another: the settled field says so. A shape has no other.
        let is_place = |finding: &Finding| {
            let name = finding.places.first().and_then(|place| place.field.as_deref());
            table.fields.iter().any(|field| field.kind.is_place() && Some(field.name.as_str()) == name)
        };
        let found = rules.finish();
        // All columns are declared as they are, but for shapes of which nobody knows where they lie.
        let is_news = |finding: &&Finding| match finding.code.id {
            "table/type-error" => is_place(finding),
            "table/extra-label" => false,
            _ => true,
        };
        let found: Vec<Finding> = found.findings().iter().filter(is_news).cloned().collect();
        let broken: u64 = found.iter().filter(|found| is_error(found)).map(|found| found.count).sum();
        table.is_refused |= broken.saturating_mul(BROKEN) > rows;
        table.findings.extend(found);
        table.findings.extend(personal.finish().findings().iter().cloned());
        Ok(())
    }
}

/// Hands out blocks until enough rows were handed out.
struct Sample {
    cutter: Box<dyn Cutter>,
    left: u64,
}

impl Cutter for Sample {
    fn next_block(&mut self) -> io::Result<Option<Block>> {
        if self.left == 0 {
            return Ok(None);
        }
        let block = self.cutter.next_block()?;
        self.left = self.left.saturating_sub(block.as_ref().map_or(0, |block| block.records));
        Ok(block)
    }
}

/// What stands against reading a table where it seems to lie.
fn objection(place: &Place) -> Option<Flaw> {
    let first = place.skip_rows as u64 + 1;
    match &place.refusal {
        Some(refusal) => Some(Flaw::NoTable(refusal.clone())),
        None => place.unlabelled.map(|(named, columns)| Flaw::NoHeader { row: first, named, columns, instead: None }),
    }
}

/// Puts the place into the reading hints.
fn lay_out(layout: &mut Layout, format: SourceFormat, place: &Place) {
    layout.header_rows = place.header_rows;
    match place.columns {
        Some((first, last)) if format == SourceFormat::Spreadsheet => {
            layout.range = Some(CellRange {
                first_row: place.skip_rows as u32,
                last_row: None,
                first_column: first as u32,
                last_column: last as u32,
            });
        }
        _ => layout.skip_rows = place.skip_rows,
    }
    layout.footer_rows = place.footer_rows;
}

/// A field for each label, of text or of shapes; of labels that stand twice only the first can be read.
fn fields(labels: &[String], shapes: &Shapes) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let (mut known, mut taken) = (HashSet::new(), HashSet::new());
    for label in labels {
        if !known.insert(label) {
            continue;
        }
        let name = judgement::name(label, fields.len(), |name| taken.contains(name));
        taken.insert(name.clone());
        let mut field = Field::text(name, label);
        if shapes.columns.contains(label) {
            field.kind = FieldType::GeoJson;
        }
        fields.push(field);
    }
    fields
}

fn resource(path: &Path, shown: &str, format: SourceFormat, layout: Layout, fields: Vec<Field>) -> ResourceDraft {
    ResourceDraft::of_file(path, shown, format, layout, Schema { fields, ..Schema::default() })
}
