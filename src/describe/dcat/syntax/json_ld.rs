//! JSON-LD 1.1: a list of nodes, in which parts lie in what they belong to. The context gives each property a short key and
//! says what its values are; words in the portal's first language are plain text.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value as Json};

use super::super::node::{Node, Value};
use super::super::term::{NAMESPACES, PROPERTIES, Property, Values, short};
use super::Syntax;
use crate::describe::listed;

pub(in super::super) struct JsonLd<'a> {
    /// The language of words that name none.
    language: &'a str,
    head: Vec<u8>,
}

impl<'a> JsonLd<'a> {
    pub(in super::super) fn new(language: &'a str) -> Self {
        // A term on each line.
        let terms: Vec<String> =
            context(language).iter().map(|(key, value)| format!("    \"{key}\": {value}")).collect();
        let head = format!("{{\n  \"@context\": {{\n{}\n  }},\n  \"@graph\": [\n    ", terms.join(",\n"));
        JsonLd { language, head: head.into_bytes() }
    }
}

impl Syntax for JsonLd<'_> {
    fn file(&self) -> &'static str {
        "catalog.jsonld"
    }

    fn head(&self) -> &[u8] {
        &self.head
    }

    fn body(&self, nodes: &[&Node]) -> Vec<u8> {
        let written = |node: &&Node| listed::item(&Written { node, language: self.language });
        nodes.iter().map(written).collect::<Vec<_>>().join(listed::BETWEEN)
    }

    fn terms(&self, nodes: &[&Node]) -> Vec<u8> {
        let written = |node: &&Node| listed::line(&Written { node, language: self.language });
        nodes.iter().map(written).collect::<Vec<_>>().join(listed::BETWEEN)
    }

    fn between(&self) -> &'static [u8] {
        listed::BETWEEN
    }

    fn foot(&self) -> &'static [u8] {
        listed::CLOSE
    }
}

/// The short names of all properties, and what their values are.
fn context(language: &str) -> Map<String, Json> {
    let mut context = Map::from_iter([("@language".to_owned(), language.into())]);
    context.extend(NAMESPACES.iter().map(|&(prefix, namespace)| (prefix.to_owned(), namespace.into())));
    context.extend(PROPERTIES.iter().map(|property| (property.name.to_owned(), definition(property))));
    context
}

/// What the context says of a property.
fn definition(property: &Property) -> Json {
    let mut definition = Map::from_iter([("@id".to_owned(), short(property.iri).into())]);
    match property.values {
        Values::Words => {}
        Values::Text => _ = definition.insert("@language".to_owned(), Json::Null),
        Values::Typed(kind) => _ = definition.insert("@type".to_owned(), short(kind).into()),
        Values::Nodes => _ = definition.insert("@type".to_owned(), "@id".into()),
    }
    if property.is_set {
        definition.insert("@container".to_owned(), "@set".into());
    }
    if definition.len() == 1 {
        return short(property.iri).into();
    }
    Json::Object(definition)
}

/// A node as JSON.
struct Written<'a> {
    node: &'a Node,
    language: &'a str,
}

/// A value of a property as JSON.
struct WrittenValue<'a> {
    value: &'a Value,
    language: &'a str,
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Written { node, language } = *self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("@id", &node.id)?;
        let classes: Vec<String> = node.classes.iter().map(|class| short(class.iri)).collect();
        match &classes[..] {
            [] => {}
            [class] => map.serialize_entry("@type", class)?,
            classes => map.serialize_entry("@type", classes)?,
        }
        for (property, values) in &node.properties {
            let written: Vec<_> = values.iter().map(|value| WrittenValue { value, language }).collect();
            match &written[..] {
                [value] if !property.is_set => map.serialize_entry(property.name, value)?,
                values => map.serialize_entry(property.name, values)?,
            }
        }
        map.end()
    }
}

impl Serialize for WrittenValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let language = self.language;
        match self.value {
            Value::Words(words, tag) if tag != language => {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("@value", words)?;
                map.serialize_entry("@language", tag)?;
                map.end()
            }
            Value::Words(text, _) | Value::Literal(text) | Value::Link(text) => serializer.serialize_str(text),
            Value::Shared(node) => serializer.serialize_str(&node.id),
            Value::Part(node) => Written { node, language }.serialize(serializer),
        }
    }
}
