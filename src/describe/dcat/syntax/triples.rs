//! Turtle and RDF/XML, by way of their libraries: a node is the triples that are said of it.

use std::io;

use oxrdf::vocab::rdf;
use oxrdf::{LiteralRef, NamedNodeRef, TermRef, TripleRef};
use oxrdfxml::RdfXmlSerializer;
use oxttl::TurtleSerializer;

use super::super::node::{Node, Value};
use super::super::term::{NAMESPACES, Values};
use super::Syntax;

const NEVER: &str = "namespaces are IRIs, and nothing goes wrong when memory is written to";

pub(in super::super) struct Turtle {
    /// Knows the prefixes.
    serializer: TurtleSerializer,
    head: Vec<u8>,
}

impl Turtle {
    pub(in super::super) fn new() -> Self {
        let with = |all: TurtleSerializer, (prefix, namespace): &(&str, &str)| {
            all.with_prefix(*prefix, *namespace).expect(NEVER)
        };
        let serializer = NAMESPACES.iter().fold(TurtleSerializer::new(), with);
        let lines = NAMESPACES.iter().map(|(prefix, namespace)| format!("@prefix {prefix}: <{namespace}> .\n"));
        Turtle { serializer, head: (lines.collect::<String>() + "\n").into_bytes() }
    }
}

impl Syntax for Turtle {
    fn file(&self) -> &'static str {
        "catalog.ttl"
    }

    fn head(&self) -> &[u8] {
        &self.head
    }

    fn body(&self, nodes: &[&Node]) -> Vec<u8> {
        let mut serializer = self.serializer.clone().for_writer(Vec::new());
        nodes.iter().try_for_each(|node| each(node, &mut |triple| serializer.serialize_triple(triple))).expect(NEVER);
        let mut text = serializer.finish().expect(NEVER);
        // It begins with the prefixes, which stand in the head.
        let prefixes: usize = text.split_inclusive(|&byte| byte == b'\n').take(NAMESPACES.len()).map(<[u8]>::len).sum();
        text.drain(..prefixes);
        text
    }

    fn foot(&self) -> &'static [u8] {
        b""
    }
}

pub(in super::super) struct RdfXml {
    /// Knows the prefixes.
    serializer: RdfXmlSerializer,
    head: Vec<u8>,
}

/// What the library ends a document with.
const CLOSING: &[u8] = b"\n</rdf:RDF>";

impl RdfXml {
    pub(in super::super) fn new() -> Self {
        let with = |all: RdfXmlSerializer, (prefix, namespace): &(&str, &str)| {
            all.with_prefix(*prefix, *namespace).expect(NEVER)
        };
        let serializer = NAMESPACES.iter().fold(RdfXmlSerializer::new(), with);
        let mut head = serializer.clone().for_writer(Vec::new()).finish().expect(NEVER);
        head.truncate(head.len() - CLOSING.len());
        RdfXml { serializer, head }
    }
}

impl Syntax for RdfXml {
    fn file(&self) -> &'static str {
        "catalog.rdf"
    }

    fn head(&self) -> &[u8] {
        &self.head
    }

    fn body(&self, nodes: &[&Node]) -> Vec<u8> {
        let mut serializer = self.serializer.clone().for_writer(Vec::new());
        nodes.iter().try_for_each(|node| each(node, &mut |triple| serializer.serialize_triple(triple))).expect(NEVER);
        let mut text = serializer.finish().expect(NEVER);
        text.truncate(text.len() - CLOSING.len());
        text.drain(..self.head.len());
        text
    }

    fn foot(&self) -> &'static [u8] {
        b"\n</rdf:RDF>\n"
    }
}

/// Calls with every triple that is said of a node, and then with those of its parts.
fn each(node: &Node, call: &mut dyn FnMut(TripleRef<'_>) -> io::Result<()>) -> io::Result<()> {
    let subject = NamedNodeRef::new_unchecked(&node.id);
    for class in &node.classes {
        call(TripleRef::new(subject, rdf::TYPE, NamedNodeRef::new_unchecked(class.iri)))?;
    }
    for (property, value) in node.statements() {
        let object: TermRef<'_> = match (value, property.values) {
            (Value::Words(words, tag), _) => LiteralRef::new_language_tagged_literal_unchecked(words, tag).into(),
            (Value::Literal(text), Values::Typed(kind)) => {
                LiteralRef::new_typed_literal(text, NamedNodeRef::new_unchecked(kind)).into()
            }
            (Value::Literal(text), _) => LiteralRef::new_simple_literal(text).into(),
            (Value::Link(id), _) => NamedNodeRef::new_unchecked(id).into(),
            (Value::Part(node) | Value::Shared(node), _) => NamedNodeRef::new_unchecked(&node.id).into(),
        };
        call(TripleRef::new(subject, NamedNodeRef::new_unchecked(property.iri), object))?;
    }
    for (_, value) in node.statements() {
        if let Value::Part(part) = value {
            each(part, call)?;
        }
    }
    Ok(())
}
