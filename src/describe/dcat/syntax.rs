//! The syntaxes that a graph is written in. Each writes some nodes at a time, so that the datasets of a large catalogue are
//! written on all cores and put together in order.

mod json_ld;
mod triples;

use super::node::Node;

pub(super) use json_ld::JsonLd;
pub(super) use triples::{RdfXml, Turtle};

/// A syntax of RDF.
pub(super) trait Syntax: Sync {
    /// The name of the catalogue's file.
    fn file(&self) -> &'static str;

    /// What a document begins with.
    fn head(&self) -> &[u8];

    /// Some nodes with their parts, without the nodes that they share with others.
    fn body(&self, nodes: &[&Node]) -> Vec<u8>;

    /// Nodes of which little is said, and which many speak of.
    fn terms(&self, nodes: &[&Node]) -> Vec<u8> {
        self.body(nodes)
    }

    /// What stands between two bodies.
    fn between(&self) -> &'static [u8] {
        b""
    }

    /// What a document ends with.
    fn foot(&self) -> &'static [u8];
}

/// A document that grows.
pub(super) struct Text<'a> {
    syntax: &'a dyn Syntax,
    bytes: Vec<u8>,
    is_empty: bool,
}

impl<'a> Text<'a> {
    /// A document in which nothing is said yet.
    pub(super) fn new(syntax: &'a dyn Syntax) -> Self {
        Text { syntax, bytes: syntax.head().to_vec(), is_empty: true }
    }

    /// Adds what the syntax wrote of some nodes.
    pub(super) fn push(&mut self, body: &[u8]) {
        if !self.is_empty {
            self.bytes.extend_from_slice(self.syntax.between());
        }
        self.is_empty = false;
        self.bytes.extend_from_slice(body);
    }

    /// The whole document.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.bytes.extend_from_slice(self.syntax.foot());
        self.bytes
    }
}
