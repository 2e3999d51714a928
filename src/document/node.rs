//! A TOML value with its place in the source.

use std::ops::Range;

use serde_json::Value;
use toml::de::{DeTable, DeValue};

/// A value and the bytes of the source it was written with.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where; for a key's value, the value alone.
    pub span: Range<usize>,
    /// What.
    pub kind: Kind,
}

/// What a [`Node`] holds.
#[derive(Debug, Clone)]
pub enum Kind {
    /// Keys in the order of the source, each with the place of the key.
    Table(Vec<(String, Range<usize>, Node)>),
    /// Items.
    Array(Vec<Node>),
    /// Text, number or truth.
    Plain(Value),
    /// A day, a time or both, as written.
    Moment(String),
}

impl Node {
    /// The tree of a parsed file.
    pub fn from_table(table: &toml::Spanned<DeTable<'_>>) -> Self {
        Node { span: 0..0, kind: table_kind(table.get_ref()) }
    }

    fn from_value(value: &toml::Spanned<DeValue<'_>>) -> Self {
        let kind = match value.get_ref() {
            DeValue::String(text) => Kind::Plain(Value::from(text.as_ref())),
            DeValue::Integer(number) => {
                Kind::Plain(i64::from_str_radix(number.as_str(), number.radix()).map_or(Value::Null, Value::from))
            }
            DeValue::Float(number) => Kind::Plain(number.as_str().parse::<f64>().map_or(Value::Null, Value::from)),
            DeValue::Boolean(truth) => Kind::Plain(Value::from(*truth)),
            DeValue::Datetime(moment) => Kind::Moment(moment.to_string()),
            DeValue::Array(items) => Kind::Array(items.iter().map(Node::from_value).collect()),
            DeValue::Table(table) => table_kind(table),
        };
        Node { span: value.span(), kind }
    }

    /// What is at a JSON pointer.
    pub fn at(&self, pointer: &str) -> Option<&Node> {
        let mut node = self;
        for part in pointer.split('/').skip(1) {
            node = node.child(part)?;
        }
        Some(node)
    }

    /// What is at a JSON pointer, or the last thing on the way to it.
    pub fn nearest(&self, pointer: &str) -> &Node {
        let mut node = self;
        for part in pointer.split('/').skip(1) {
            match node.child(part) {
                Some(child) => node = child,
                None => break,
            }
        }
        node
    }

    fn child(&self, part: &str) -> Option<&Node> {
        match &self.kind {
            Kind::Table(entries) => {
                let name = part.replace("~1", "/").replace("~0", "~");
                entries.iter().find(|(key, _, _)| *key == name).map(|(_, _, node)| node)
            }
            Kind::Array(items) => items.get(part.parse::<usize>().ok()?),
            _ => None,
        }
    }

    /// Collects where the headers of the tables in it stand.
    pub fn headers(&self, source: &str, starts: &mut Vec<usize>) {
        let children: Vec<&Node> = match &self.kind {
            Kind::Table(entries) => entries.iter().map(|(_, _, node)| node).collect(),
            Kind::Array(items) => items.iter().collect(),
            Kind::Plain(_) | Kind::Moment(_) => return,
        };
        // A table in braces has no header.
        if matches!(self.kind, Kind::Table(_)) && source[self.span.start..].starts_with('[') {
            starts.push(self.span.start);
        }
        children.into_iter().for_each(|child| child.headers(source, starts));
    }

    /// What people call such a value.
    pub fn type_words(&self) -> &'static str {
        match &self.kind {
            Kind::Table(_) => "a table",
            Kind::Array(_) => "a list",
            Kind::Moment(_) => "a date or time",
            Kind::Plain(Value::String(_)) => "text",
            Kind::Plain(Value::Bool(_)) => "true or false",
            Kind::Plain(Value::Number(number)) if number.is_f64() => "a number",
            Kind::Plain(Value::Number(_)) => "a whole number",
            Kind::Plain(_) => "a number that is too large",
        }
    }
}

fn table_kind(table: &DeTable<'_>) -> Kind {
    let mut entries: Vec<_> =
        table.iter().map(|(key, value)| (key.get_ref().to_string(), key.span(), Node::from_value(value))).collect();
    entries.sort_by_key(|(_, span, _)| span.start);
    Kind::Table(entries)
}

/// A key as a part of a JSON pointer.
pub fn pointer_part(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
