//! JSON: a list of objects, which may lie under a path of names; and newline-delimited JSON, one object a line.

use std::io;
use std::sync::Arc;

use super::data_package::DataPackage;
use super::feed::Feed;
use super::objects::{
    LineCutter, ListCutter, ObjectDecoder, Record, Shape, elements, entries, lines, lists, unreadable,
};
use super::outline::{self, Opener, Outline};
use super::{Cutter, Flaw, Habits, Reader, Shapes, Source, Table, text};
use crate::model::schema::Schema;
use crate::model::{Layout, SourceFormat};

/// How much of a file is looked through for lists that could be meant.
const HEAD: usize = 1 << 20;

/// Reads JSON.
pub(super) struct Json;

/// Reads newline-delimited JSON.
pub(super) struct NdJson;

impl Reader for Json {
    fn format(&self) -> SourceFormat {
        SourceFormat::Json
    }

    fn outline(&self, open: &Opener<'_>, layout: &Layout) -> io::Result<Result<Vec<Outline>, Flaw>> {
        let records = match longest(open)? {
            Ok(records) => records,
            Err(flaw) => return Ok(Err(flaw)),
        };
        if records == ["resources"]
            && let Some(package) = DataPackage::read(open)?
        {
            return package.outlines(self, open, layout);
        }
        outline::of_named(self, open, &Layout { records, ..layout.clone() })
    }

    fn open(&self, source: Source, layout: &Layout, schema: &Schema, habits: Habits) -> io::Result<Table> {
        let text = text::utf8(source.into_read(), layout.encoding.as_deref())?;
        let decoder = ObjectDecoder::new(Shape { split: elements, read: record }, text.is_decoded, schema, &habits);
        let explain = if layout.records.is_empty() { no_list } else { no_list_there };
        let cutter = ListCutter::new(text.reader, &layout.records, explain);
        Ok(Table {
            flaws: Vec::new(),
            header: None,
            shapes: Shapes::default(),
            cutter: Box::new(cutter),
            decoder: Arc::new(decoder),
        })
    }
}

/// The way to the longest list of objects in a document that is no list itself.
fn longest(open: &Opener<'_>) -> io::Result<Result<Vec<String>, Flaw>> {
    let feed = || {
        Ok::<_, io::Error>(match open()? {
            Ok(source) => Ok(text::utf8(source.into_read(), None)?.reader),
            Err(flaw) => Err(flaw),
        })
    };
    let mut head = match feed()? {
        Ok(reader) => Feed::new(reader),
        Err(flaw) => return Ok(Err(flaw)),
    };
    head.fill(HEAD)?;
    let text = head.buffer.trim_ascii_start();
    if is_topology(text) {
        return Ok(Err(Flaw::WrongFormat { found: "a TopoJSON file", expected: "a table" }));
    }
    let mut best = (0, Vec::new());
    for path in if text.starts_with(b"{") { lists(text) } else { Vec::new() } {
        let path: Vec<String> = path.split('.').map(str::to_owned).collect();
        let Ok(reader) = feed()? else { continue };
        let mut cutter = ListCutter::new(reader, &path, no_list_there);
        let mut bytes = 0;
        while let Some(block) = cutter.next_block()? {
            bytes += block.bytes.len();
        }
        if bytes > best.0 {
            best = (bytes, path);
        }
    }
    Ok(Ok(best.1))
}

/// Whether a document begins as TopoJSON does: its lists are arcs of shapes and no records.
fn is_topology(text: &[u8]) -> bool {
    let start: Vec<u8> = text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).take(64).collect();
    start.starts_with(b"{\"type\":\"Topology\"")
}

impl Reader for NdJson {
    fn format(&self) -> SourceFormat {
        SourceFormat::NdJson
    }

    fn open(&self, source: Source, layout: &Layout, schema: &Schema, habits: Habits) -> io::Result<Table> {
        let text = text::utf8(source.into_read(), layout.encoding.as_deref())?;
        let decoder = ObjectDecoder::new(Shape { split: lines, read: record }, text.is_decoded, schema, &habits);
        let cutter = LineCutter::new(text.reader, no_lines);
        Ok(Table {
            flaws: Vec::new(),
            header: None,
            shapes: Shapes::default(),
            cutter: Box::new(cutter),
            decoder: Arc::new(decoder),
        })
    }
}

fn record(bytes: &[u8]) -> Result<Record, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "this record is not UTF-8".to_owned())?;
    let members = entries(text).map_err(|error| unreadable("record", bytes, &error))?;
    Ok(Record { members, added: Vec::new() })
}

/// Why a file is no list, with what to declare.
fn no_list(feed: &mut Feed) -> io::Result<String> {
    feed.fill(HEAD)?;
    let text = feed.buffer.trim_ascii_start();
    if text.is_empty() {
        return Ok("the file is empty".to_owned());
    }
    if !text.starts_with(b"{") {
        return Ok("this is not JSON with a list of records".to_owned());
    }
    let mut objects = serde_json::Deserializer::from_slice(text).into_iter::<serde::de::IgnoredAny>();
    if matches!(objects.next(), Some(Ok(_))) && text[objects.byte_offset()..].trim_ascii_start().starts_with(b"{") {
        return Ok("this is one object a line, not a list: declare `format = \"ndjson\"`".to_owned());
    }
    let named: Vec<String> = lists(text).iter().map(|path| format!("`records = \"{path}\"`")).collect();
    Ok(match named.as_slice() {
        [] => "the file is an object without a list of records in it".to_owned(),
        named => format!("the file is an object, and its records may lie in it: declare {}", named.join(" or ")),
    })
}

fn no_list_there(_: &mut Feed) -> io::Result<String> {
    Ok("there is no list under the path that `records` gives".to_owned())
}

fn no_lines(head: &[u8]) -> Option<&'static str> {
    match head.trim_ascii_start().first() {
        None => Some("the file is empty"),
        Some(b'[') => Some("this is a list, not one object a line: declare `format = \"json\"`"),
        Some(_) => None,
    }
}
