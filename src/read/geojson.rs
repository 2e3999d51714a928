//! GeoJSON (RFC 7946): a feature is a row, its properties and its geometry are the columns. Only points can be read so far.
//!
//! The cutter finds the `features` array and cuts it between features by counting braces outside strings, so that a file of
//! any size is read in blocks.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::cell::{CellParser, on_earth};
use super::{BLOCK_BYTES, Block, Cutter, Decoder, Habits, RECORD_LIMIT, Reader, Table, cell_of};
use crate::diagnostic::Cell;
use crate::model::schema::{Field, FieldType, Schema};
use crate::model::table::{Batch, ColumnBuilder, Fault, FaultKind, Locate, RowFault, RowFaultKind};
use crate::model::{Layout, SourceFormat};

/// The `source` of a field that takes the feature's geometry.
const GEOMETRY: &str = "geometry";

/// The `source` of a field that takes the feature's own identifier.
const ID: &str = "id";

/// Reads GeoJSON.
pub(super) struct GeoJson;

impl Reader for GeoJson {
    fn format(&self) -> SourceFormat {
        SourceFormat::GeoJson
    }

    fn open(&self, file: File, _: &Layout, schema: &Schema, habits: Habits) -> io::Result<Table> {
        let parsers = schema.fields.iter().zip(&habits).map(|(field, habit)| CellParser::new(field, *habit)).collect();
        let decoder = GeoJsonDecoder { fields: Arc::new(schema.fields.clone()), parsers };
        Ok(Table { header: None, cutter: Box::new(FeatureCutter::new(file)), decoder: Arc::new(decoder) })
    }
}

/// Follows the nesting of JSON byte by byte, strings skipped.
#[derive(Default, Clone, Copy)]
struct Nesting {
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Nesting {
    /// Takes a byte; whether it closed something.
    fn take(&mut self, byte: u8) -> bool {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return false;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                return true;
            }
            _ => {}
        }
        false
    }
}

struct FeatureCutter {
    file: File,
    buffer: Vec<u8>,
    ended: bool,
    started: bool,
    finished: bool,
    record: u64,
    line: u64,
}

impl FeatureCutter {
    fn new(file: File) -> Self {
        FeatureCutter { file, buffer: Vec::new(), ended: false, started: false, finished: false, record: 0, line: 0 }
    }

    fn fill(&mut self, size: usize) -> io::Result<()> {
        while self.buffer.len() < size && !self.ended {
            let want = (size - self.buffer.len()) as u64;
            self.ended = (&mut self.file).take(want).read_to_end(&mut self.buffer)? == 0;
        }
        Ok(())
    }

    fn broken(&mut self, reason: &str) -> Block {
        self.finished = true;
        let block = Block {
            bytes: Arc::new(std::mem::take(&mut self.buffer)),
            first_record: self.record,
            first_line: self.line,
            broken: Some(reason.to_owned()),
        };
        Block { bytes: Arc::default(), ..block }
    }

    /// Moves past the opening bracket of the top object's `features`; a problem as a sentence.
    fn start(&mut self) -> io::Result<Result<(), &'static str>> {
        let mut want = 64 << 10;
        loop {
            self.fill(want)?;
            match find_features(&self.buffer) {
                Some(at) => {
                    let head: Vec<u8> = self.buffer.drain(..at).collect();
                    self.line += memchr::memchr_iter(b'\n', &head).count() as u64;
                    return Ok(Ok(()));
                }
                None if self.ended || want >= RECORD_LIMIT => {
                    return Ok(Err("this is not a GeoJSON FeatureCollection: it has no `features`"));
                }
                None => want *= 2,
            }
        }
    }
}

/// The byte after the bracket that opens the array under the key `features` of the outermost object.
fn find_features(bytes: &[u8]) -> Option<usize> {
    let mut nesting = Nesting::default();
    let (mut key_start, mut key, mut after_key) = (0, None::<Range<usize>>, false);
    for (at, &byte) in bytes.iter().enumerate() {
        let was_string = nesting.in_string;
        nesting.take(byte);
        match (was_string, nesting.in_string) {
            (false, true) => key_start = at + 1,
            (true, false) if nesting.depth == 1 => (key, after_key) = (Some(key_start..at), false),
            _ => {}
        }
        if nesting.in_string || was_string {
            continue;
        }
        match byte {
            b':' if nesting.depth == 1 => after_key = true,
            b'[' if nesting.depth == 2 && after_key && key.clone().is_some_and(|key| &bytes[key] == b"features") => {
                return Some(at + 1);
            }
            b' ' | b'\t' | b'\n' | b'\r' => {}
            _ => after_key = after_key && byte == b':',
        }
    }
    None
}

impl Cutter for FeatureCutter {
    fn next_block(&mut self) -> io::Result<Option<Block>> {
        if self.finished {
            return Ok(None);
        }
        if !self.started {
            self.started = true;
            if let Err(reason) = self.start()? {
                return Ok(Some(self.broken(reason)));
            }
        }
        let mut want = BLOCK_BYTES;
        loop {
            self.fill(want)?;
            let mut nesting = Nesting::default();
            let (mut end, mut records, mut closed) = (0, 0, false);
            for (at, &byte) in self.buffer.iter().enumerate() {
                if byte == b']' && nesting.depth == 0 && !nesting.in_string {
                    (end, closed) = (at, true);
                    break;
                }
                if nesting.take(byte) && nesting.depth == 0 {
                    end = at + 1;
                    records += 1;
                }
            }
            if records == 0 && closed {
                self.finished = true;
                return Ok(None);
            }
            if records == 0 && !self.ended && want < RECORD_LIMIT {
                want *= 2;
                continue;
            }
            if records == 0 {
                return Ok(Some(self.broken("the list of features is not closed, so the file is cut off")));
            }
            let rest = self.buffer.split_off(end);
            let bytes = Arc::new(std::mem::replace(&mut self.buffer, rest));
            let block = Block { first_record: self.record, first_line: self.line, broken: None, bytes };
            self.record += records;
            self.line += memchr::memchr_iter(b'\n', &block.bytes).count() as u64;
            self.finished = closed;
            return Ok(Some(block));
        }
    }
}

/// The bytes of each feature of a block.
fn features(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut nesting = Nesting::default();
    let (mut start, mut found) = (None, Vec::new());
    for (at, &byte) in bytes.iter().enumerate() {
        if start.is_none() && matches!(byte, b'{' | b'[') {
            start = Some(at);
        }
        if nesting.take(byte)
            && nesting.depth == 0
            && let Some(start) = start.take()
        {
            found.push(start..at + 1);
        }
    }
    found
}

struct GeoJsonDecoder {
    fields: Arc<Vec<Field>>,
    parsers: Vec<CellParser>,
}

/// The members of a feature that matter, as written.
#[derive(serde::Deserialize)]
struct Feature<'a> {
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    properties: Option<&'a RawValue>,
    #[serde(borrow, default)]
    geometry: Option<&'a RawValue>,
}

impl Decoder for GeoJsonDecoder {
    fn decode(&self, block: Block) -> Batch {
        let bytes = &block.bytes[..];
        let ranges = features(bytes);
        let mut builders: Vec<_> =
            self.parsers.iter().zip(&*self.fields).map(|(parser, field)| parser.builder(field, ranges.len())).collect();
        let mut seen = vec![false; self.fields.len()];
        let (mut faults, mut row_faults, mut rows) = (Vec::new(), Vec::new(), Vec::new());
        for (number, range) in ranges.iter().enumerate() {
            let mut row_fault = |kind| row_faults.push(RowFault { row: rows.len(), kind, place: number });
            let members = match members(&bytes[range.clone()]) {
                Ok(members) => members,
                Err(reason) => {
                    row_fault(RowFaultKind::Malformed(reason));
                    continue;
                }
            };
            for (name, _) in &members.properties {
                if !self.fields.iter().any(|field| field.source == *name) {
                    row_fault(RowFaultKind::UndeclaredMember(name.clone()));
                }
            }
            for (at, field) in self.fields.iter().enumerate() {
                let value = members.value(field);
                seen[at] |= value.is_some();
                if let Err(kind) = append(&self.parsers[at], field, value.unwrap_or(&Member::NULL), &mut builders[at]) {
                    faults.push(Fault { row: rows.len(), field: at, kind });
                }
            }
            rows.push(number);
        }
        let mut ranges = ranges;
        if let Some(reason) = &block.broken {
            row_faults.push(RowFault {
                row: rows.len(),
                kind: RowFaultKind::Malformed(reason.clone()),
                place: ranges.len(),
            });
            ranges.push(0..0);
        }
        Batch {
            rows: rows.len(),
            columns: builders.into_iter().map(ColumnBuilder::finish).collect(),
            faults,
            row_faults,
            seen: Some(seen),
            absent: Vec::new(),
            locator: Box::new(FeatureLocator { block, ranges, rows, fields: Arc::clone(&self.fields) }),
        }
    }

    fn visit(&self, block: &Block, field: usize, visitor: &mut dyn FnMut(&str) -> bool) {
        for range in features(&block.bytes) {
            if let Ok(members) = members(&block.bytes[range])
                && let Some(Member::Other(Value::String(text))) = members.value(&self.fields[field])
                && !visitor(text)
            {
                return;
            }
        }
    }
}

/// A feature's members.
struct Members {
    properties: Vec<(String, Member)>,
    id: Option<Member>,
    geometry: Option<Member>,
}

/// A value of a feature.
enum Member {
    /// A number as the text it was written with, so that no digit is lost before its type is known.
    Number(String),
    Other(Value),
}

impl Member {
    const NULL: Member = Member::Other(Value::Null);
}

impl Members {
    /// What a field takes: a property first, else the geometry or the identifier.
    fn value(&self, field: &Field) -> Option<&Member> {
        let property = self.properties.iter().find(|(name, _)| *name == field.source).map(|(_, value)| value);
        property.or(match field.source.as_str() {
            GEOMETRY => self.geometry.as_ref(),
            ID => self.id.as_ref(),
            _ => None,
        })
    }
}

fn members(bytes: &[u8]) -> Result<Members, String> {
    // What the library says of a value of the wrong kind quotes it, and these sentences reach logs that others read.
    let sentence = |error: serde_json::Error| match error.classify() {
        serde_json::error::Category::Data => "this feature is not made as GeoJSON says".to_owned(),
        _ => format!("this feature cannot be read: {error}"),
    };
    if !bytes.starts_with(b"{") {
        return Err("this feature is a list, not an object".to_owned());
    }
    let feature: Feature<'_> = serde_json::from_slice(bytes).map_err(sentence)?;
    let member = |raw: Option<&RawValue>| raw.map(|raw| serde_json::from_str::<Member>(raw.get())).transpose();
    let properties = match feature.properties.map(RawValue::get) {
        None | Some("null") => Vec::new(),
        Some(text) => serde_json::Deserializer::from_str(text).deserialize_map(Entries).map_err(sentence)?,
    };
    Ok(Members {
        properties,
        id: member(feature.id).map_err(sentence)?,
        geometry: Some(member(feature.geometry).map_err(sentence)?.unwrap_or(Member::NULL)),
    })
}

/// Reads an object as pairs in its order; a repeated name keeps its first value.
struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = Vec<(String, Member)>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object of properties")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries: Vec<(String, Member)> = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            if entries.iter().any(|(known, _)| *known == name) {
                map.next_value::<IgnoredAny>()?;
            } else {
                let value = map.next_value::<Member>()?;
                entries.push((name, value));
            }
        }
        Ok(entries)
    }
}

impl<'de> serde::Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        if raw.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
            return Ok(Member::Number(raw.to_owned()));
        }
        serde_json::from_str(raw).map(Member::Other).map_err(serde::de::Error::custom)
    }
}

fn append(parser: &CellParser, field: &Field, value: &Member, builder: &mut ColumnBuilder) -> Result<(), FaultKind> {
    let value = match value {
        // Text keeps it as it was written, a number must fit its type.
        Member::Number(text) => {
            let whole = text.strip_suffix(".0").filter(|_| matches!(field.kind, FieldType::Integer | FieldType::Year));
            return parser.append(whole.unwrap_or(text), builder);
        }
        Member::Other(value) => value,
    };
    match (value, builder) {
        (Value::Null, builder) => {
            builder.append_null();
            Ok(())
        }
        (Value::Object(geometry), ColumnBuilder::Point { longitude, latitude }) => {
            let outcome = coordinates(geometry);
            match outcome {
                Ok((x, y)) => {
                    longitude.append_value(x);
                    latitude.append_value(y);
                }
                Err(_) => {
                    longitude.append_null();
                    latitude.append_null();
                }
            }
            outcome.map(drop)
        }
        (Value::Bool(truth), ColumnBuilder::Boolean(builder)) => {
            builder.append_value(*truth);
            Ok(())
        }
        (Value::String(text), builder) => parser.append(text, builder),
        (_, builder) => {
            builder.append_null();
            Err(FaultKind::NotOfType)
        }
    }
}

fn coordinates(geometry: &serde_json::Map<String, Value>) -> Result<(f64, f64), FaultKind> {
    if geometry.get("type").and_then(Value::as_str) != Some("Point") {
        return Err(FaultKind::NotOfType);
    }
    let position = geometry.get("coordinates").and_then(Value::as_array).ok_or(FaultKind::NotOfType)?;
    let degree = |at: usize| position.get(at).and_then(Value::as_f64).ok_or(FaultKind::NotOfType);
    on_earth(degree(0)?, degree(1)?)
}

struct FeatureLocator {
    block: Block,
    ranges: Vec<Range<usize>>,
    /// The feature of each row.
    rows: Vec<usize>,
    fields: Arc<Vec<Field>>,
}

impl std::fmt::Debug for FeatureLocator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FeatureLocator")
    }
}

impl FeatureLocator {
    fn cell_in(&self, feature: usize, field: Option<usize>) -> Cell {
        let bytes = &self.block.bytes[..];
        let range = self.ranges[feature].clone();
        let row = self.number(feature);
        let mut mark = range.start..(range.start + 1).min(range.end);
        let mut value = None;
        if let Some(field) = field {
            let field = &self.fields[field];
            let name = serde_json::to_string(&field.source).unwrap_or_default();
            if let Some(at) = memchr::memmem::find(&bytes[range.clone()], name.as_bytes()) {
                mark = range.start + at..range.start + at + name.len();
            }
            value = members(&bytes[range]).ok().and_then(|members| members.value(field).map(shown));
        }
        let cell =
            cell_of(bytes, mark.start, mark.end, self.block.first_line, row, value.as_deref().unwrap_or_default());
        Cell { value: value.and(cell.value), ..cell }
    }

    /// The header of a spreadsheet counts as row 1 here too, so that a row has one number in every format.
    fn number(&self, feature: usize) -> u64 {
        self.block.first_record + feature as u64 + 2
    }
}

fn shown(value: &Member) -> String {
    match value {
        Member::Number(text) | Member::Other(Value::String(text)) => text.clone(),
        Member::Other(other) => other.to_string(),
    }
}

impl Locate for FeatureLocator {
    fn cell(&self, row: usize, field: usize) -> Cell {
        self.cell_in(self.rows[row], Some(field))
    }

    fn row_fault(&self, place: usize) -> Cell {
        self.cell_in(place, None)
    }

    fn row_number(&self, row: usize) -> u64 {
        self.number(self.rows[row])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_found_whatever_stands_before_them() {
        for text in [
            r#"{"type":"FeatureCollection","features":[{"a":1}]}"#,
            r#"{"name":"features","crs":{"features":[1]},"features" : [ {"a":"]}\""} ]}"#,
        ] {
            let at = find_features(text.as_bytes()).expect("found");
            assert_eq!(features(&text.as_bytes()[at..text.len() - 2]).len(), 1, "{text}");
        }
        assert_eq!(find_features(br#"{"features":{"features":[]}}"#), None);
    }
}
