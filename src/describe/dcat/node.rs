//! A graph as a tree: nodes with what is said of them. Every node has an IRI of its own, so that the same thing has the same
//! name in every syntax and in every build, and two graphs can be put together.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::term::{Class, Property};

/// A thing and what is said of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    /// Its IRI.
    pub(super) id: String,
    /// What it is.
    pub(super) classes: Vec<Class>,
    /// What is said of it, each property once.
    pub(super) properties: Vec<(Property, Vec<Value>)>,
}

/// What a property says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Words in a language, by its BCP 47 tag.
    Words(String, String),
    /// A literal of the type that the property has.
    Literal(String),
    /// A node that is described elsewhere.
    Link(String),
    /// A node that belongs to this one and is described in it.
    Part(Node),
    /// A node that many others speak of, described once in a graph.
    Shared(Node),
}

impl Node {
    /// A thing of which nothing else is known yet.
    pub(super) fn new(id: impl AsRef<str>, classes: &[Class]) -> Self {
        Node { id: iri(id.as_ref()), classes: classes.to_vec(), properties: Vec::new() }
    }

    /// Says something in words of a language.
    pub(super) fn words(self, property: Property, words: &str, language: &str) -> Self {
        self.with(property, Value::Words(text(words), language.to_owned()))
    }

    /// Says something in a literal of the property's type.
    pub(super) fn literal(self, property: Property, value: impl ToString) -> Self {
        self.with(property, Value::Literal(text(&value.to_string())))
    }

    /// Names another thing.
    pub(super) fn link(self, property: Property, id: impl AsRef<str>) -> Self {
        self.with(property, Value::Link(iri(id.as_ref())))
    }

    /// Names other things, of which there may be thousands: no two of them the same.
    pub(super) fn links(mut self, property: Property, ids: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let values: Vec<Value> = ids.into_iter().map(|id| Value::Link(iri(id.as_ref()))).collect();
        if !values.is_empty() {
            self.properties.push((property, values));
        }
        self
    }

    /// Describes a thing that belongs to this one.
    pub(super) fn part(self, property: Property, node: Node) -> Self {
        self.with(property, Value::Part(node))
    }

    /// Describes a thing that others speak of too.
    pub(super) fn shared(self, property: Property, node: Node) -> Self {
        self.with(property, Value::Shared(node))
    }

    /// Goes on only with something that may not be there.
    pub(super) fn when<T>(self, there: Option<T>, say: impl FnOnce(Self, T) -> Self) -> Self {
        match there {
            Some(value) => say(self, value),
            None => self,
        }
    }

    fn with(mut self, property: Property, value: Value) -> Self {
        match self.properties.iter_mut().find(|(known, _)| *known == property) {
            Some((_, values)) if values.contains(&value) => {}
            Some((_, values)) => values.push(value),
            None => self.properties.push((property, vec![value])),
        }
        self
    }

    /// All that is said, with the property.
    pub(super) fn statements(&self) -> impl Iterator<Item = (Property, &Value)> {
        self.properties.iter().flat_map(|(property, values)| values.iter().map(|value| (*property, value)))
    }

    /// Whether anything is said with a property.
    pub(super) fn says(&self, property: Property) -> bool {
        self.properties.iter().any(|(known, values)| *known == property && !values.is_empty())
    }

    /// The nodes that are described with a property.
    pub(super) fn nodes_of(&self, property: Property) -> impl Iterator<Item = &Node> {
        self.statements().filter_map(move |(known, value)| match value {
            Value::Part(node) | Value::Shared(node) if known == property => Some(node),
            _ => None,
        })
    }

    /// The IRIs of what is named or described with a property.
    pub(super) fn ids_of(&self, property: Property) -> impl Iterator<Item = &str> {
        self.statements().filter(move |(known, _)| *known == property).filter_map(|(_, value)| match value {
            Value::Link(id) => Some(id.as_str()),
            Value::Part(node) | Value::Shared(node) => Some(node.id.as_str()),
            Value::Words(..) | Value::Literal(_) => None,
        })
    }

    /// Adds the shared nodes that this one and its parts speak of.
    pub(super) fn gather_shared<'a>(&'a self, shared: &mut BTreeMap<&'a str, &'a Node>) {
        for (_, value) in self.statements() {
            match value {
                Value::Part(node) => node.gather_shared(shared),
                Value::Shared(node) => {
                    if let Entry::Vacant(place) = shared.entry(&node.id) {
                        place.insert(node);
                        node.gather_shared(shared);
                    }
                }
                Value::Words(..) | Value::Literal(_) | Value::Link(_) => {}
            }
        }
    }
}

/// An address without the characters that no IRI may have.
fn iri(address: &str) -> String {
    let is_forbidden = |c: char| c <= ' ' || c == '\u{7f}' || "<>\"{}|\\^`".contains(c);
    if !address.contains(is_forbidden) {
        return address.to_owned();
    }
    let mut encoded = String::with_capacity(address.len() + 8);
    for c in address.chars() {
        match is_forbidden(c) {
            true => encoded.push_str(&format!("%{:02X}", u32::from(c))),
            false => encoded.push(c),
        }
    }
    encoded
}

/// Words as all syntaxes can have them: XML knows no control characters, and takes every line break for a line feed.
fn text(words: &str) -> String {
    let is_forbidden = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{fffe}' | '\u{ffff}');
    match words.contains(is_forbidden) {
        true => words.replace("\r\n", "\n").replace('\r', "\n").replace(is_forbidden, ""),
        false => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::term::{dct, foaf};
    use super::*;

    #[test]
    fn what_one_syntax_cannot_have_is_in_none() {
        assert_eq!(text("a\r\nb\rc\u{7}\tü"), "a\nb\nc\tü");
        assert_eq!(iri("https://a.example/ü b<c>#d"), "https://a.example/ü%20b%3Cc%3E#d");
    }

    #[test]
    fn a_shared_node_is_found_once_wherever_it_is_spoken_of() {
        let deep = Node::new("https://a.example/deep", &[foaf::Agent]);
        let shared = Node::new("https://a.example/shared", &[foaf::Agent]).shared(dct::publisher, deep);
        let part = Node::new("https://a.example/part", &[]).shared(dct::publisher, shared.clone());
        let whole = Node::new("https://a.example/", &[]).part(dct::spatial, part).shared(dct::publisher, shared);
        let mut found = BTreeMap::new();
        whole.gather_shared(&mut found);
        assert_eq!(found.into_keys().collect::<Vec<_>>(), ["https://a.example/deep", "https://a.example/shared"]);
        // The same said twice is said once.
        let twice = whole.clone().link(dct::relation, "https://b.example/").link(dct::relation, "https://b.example/");
        assert_eq!(twice.statements().count(), 3);
    }
}
