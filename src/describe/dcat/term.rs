//! The terms of the standards that the graph is written in, spelt as the standards spell them: `dct::title` is a property,
//! `dcat::Dataset` a class. What a property's values are is said here once; the context of JSON-LD and the types of literals
//! follow from it.

/// A class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Class {
    /// Its IRI.
    pub(super) iri: &'static str,
}

/// A property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Property {
    /// The last part of its IRI, which is its key in JSON-LD.
    pub(super) name: &'static str,
    /// Its IRI.
    pub(super) iri: &'static str,
    /// What its values are.
    pub(super) values: Values,
    /// Whether there may be any number of values, so that JSON always has a list.
    pub(super) is_set: bool,
}

/// What the values of a property are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Values {
    /// Words, each text in a language.
    Words,
    /// Plain text: names, numbers of versions, identifiers.
    Text,
    /// Literals of a type, named by its IRI.
    Typed(&'static str),
    /// Other nodes.
    Nodes,
}

const DATE: Values = Values::Typed("http://www.w3.org/2001/XMLSchema#date");
const COUNT: Values = Values::Typed("http://www.w3.org/2001/XMLSchema#nonNegativeInteger");
const HEX: Values = Values::Typed("http://www.w3.org/2001/XMLSchema#hexBinary");
const WKT: Values = Values::Typed("http://www.opengis.net/ont/geosparql#wktLiteral");

/// The name of a property, where Rust keeps the word for itself.
macro_rules! name {
    ($property:ident) => {
        stringify!($property)
    };
    ($property:ident $name:literal) => {
        $name
    };
}

/// Namespaces with their classes and properties; `[…]` around the values of a property makes them a set.
macro_rules! vocabulary {
    ($($(#[$doc:meta])* $prefix:ident $namespace:literal {
        $($class:ident)*; $($property:ident $(= $name:literal)?: $values:tt)*
    })*) => {
        $(
            $(#[$doc])*
            #[allow(non_upper_case_globals, reason = "terms are spelt as their standard spells them")]
            pub(super) mod $prefix {
                $(pub(in super::super) const $class: super::Class =
                    super::Class { iri: concat!($namespace, stringify!($class)) };)*
                $(pub(in super::super) const $property: super::Property = super::Property {
                    name: name!($property $($name)?),
                    iri: concat!($namespace, name!($property $($name)?)),
                    values: vocabulary!(@values $values),
                    is_set: vocabulary!(@is_set $values),
                };)*
            }
        )*

        /// The namespaces by their usual prefixes; `xsd` and `gsp` have types of literals only.
        pub(super) const NAMESPACES: &[(&str, &str)] = &[
            $((stringify!($prefix), $namespace),)*
            ("gsp", "http://www.opengis.net/ont/geosparql#"),
            ("xsd", "http://www.w3.org/2001/XMLSchema#"),
        ];

        /// All properties.
        pub(super) const PROPERTIES: &[Property] = &[$($($prefix::$property,)*)*];
    };
    (@values [$values:tt]) => { vocabulary!(@values $values) };
    (@values WORDS) => { super::Values::Words };
    (@values TEXT) => { super::Values::Text };
    (@values NODES) => { super::Values::Nodes };
    (@values $typed:ident) => { super::$typed };
    (@is_set [$values:tt]) => { true };
    (@is_set $values:tt) => { false };
}

vocabulary! {
    /// Asset Description Metadata Schema.
    adms "http://www.w3.org/ns/adms#" {
        ;
        status: NODES
    }

    /// Data Catalog Vocabulary 3.
    dcat "http://www.w3.org/ns/dcat#" {
        Catalog CatalogRecord Dataset Distribution Resource;
        accessURL: NODES
        bbox: WKT
        byteSize: COUNT
        centroid: WKT
        compressFormat: NODES
        contactPoint: NODES
        dataset: [NODES]
        distribution: [NODES]
        downloadURL: NODES
        endDate: DATE
        keyword: [WORDS]
        landingPage: NODES
        mediaType: NODES
        record: [NODES]
        startDate: DATE
        theme: [NODES]
        themeTaxonomy: NODES
        version: TEXT
    }

    /// DCAT application profile for Europe.
    dcatap "http://data.europa.eu/r5r/" {
        ;
        availability: NODES
    }

    /// Dublin Core terms.
    dct "http://purl.org/dc/terms/" {
        Frequency LicenseDocument LinguisticSystem Location MediaType MediaTypeOrExtent PeriodOfTime
        ProvenanceStatement RightsStatement Standard;
        accessRights: NODES
        accrualPeriodicity: NODES
        bibliographicCitation: TEXT
        conformsTo: [NODES]
        description: WORDS
        format: NODES
        identifier: TEXT
        issued: DATE
        language: [NODES]
        license: NODES
        modified: DATE
        provenance: NODES
        publisher: NODES
        references: [NODES]
        relation: [NODES]
        rights: NODES
        spatial: NODES
        temporal: NODES
        title: WORDS
        kind = "type": NODES
    }

    /// Friend of a Friend.
    foaf "http://xmlns.com/foaf/0.1/" {
        Agent Document;
        homepage: NODES
        name: TEXT
        page: NODES
        primaryTopic: NODES
    }

    /// Organizations.
    org "http://www.w3.org/ns/org#" {
        Organization;
        subOrganizationOf: NODES
    }

    /// RDF Schema.
    rdfs "http://www.w3.org/2000/01/rdf-schema#" {
        ;
        label: WORDS
    }

    /// Simple Knowledge Organization System.
    skos "http://www.w3.org/2004/02/skos/core#" {
        Concept ConceptScheme;
        inScheme: NODES
        prefLabel: WORDS
    }

    /// Software Package Data Exchange.
    spdx "http://spdx.org/rdf/terms#" {
        Checksum ChecksumAlgorithm;
        algorithm: NODES
        checksum: NODES
        checksumValue: HEX
    }

    /// Business cards.
    vcard "http://www.w3.org/2006/vcard/ns#" {
        Kind;
        fullName = "fn": TEXT
        hasEmail: NODES
    }
}

/// An IRI as prefix and name, where its namespace is known.
pub(super) fn short(iri: &str) -> String {
    let known = NAMESPACES.iter().find_map(|(prefix, namespace)| Some((prefix, iri.strip_prefix(namespace)?)));
    known.map_or_else(|| iri.to_owned(), |(prefix, name)| format!("{prefix}:{name}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_properties_share_a_key_of_json() {
        let names: BTreeSet<&str> = PROPERTIES.iter().map(|property| property.name).collect();
        assert_eq!(names.len(), PROPERTIES.len());
        assert_eq!(short(dct::kind.iri), "dct:type");
        assert_eq!(short("https://elsewhere.example/a"), "https://elsewhere.example/a");
    }
}
