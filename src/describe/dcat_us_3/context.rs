//! The context of `dcat-us-3.json`. The published one leaves dates untyped and words as text where its own shapes want resources,
//! and cannot be amended; with this one the plain JSON that data.gov asks for is also the graph that the shapes ask for.

use serde_json::{Map, Value, json};

use crate::describe::term::{EU_AUTHORITY, IANA_MEDIA_TYPES, SPDX_SHA256};
use crate::model::{Catalog, Format, Frequency, Language};

/// What says that anyone may have something.
pub(super) const PUBLIC: &str = "public";

/// What the algorithm of digests is called.
pub(super) const SHA_256: &str = "SHA-256";

/// The short names of all that is said in the file.
pub(super) fn context(catalog: &Catalog) -> Value {
    let node = |id: &str| json!({ "@id": id, "@type": "@id" });
    let nodes = |id: &str| json!({ "@id": id, "@type": "@id", "@container": "@set" });
    let date = |id: &str| json!({ "@id": id, "@type": "xsd:date" });
    let wkt = |id: &str| json!({ "@id": id, "@type": "gsp:wktLiteral" });
    json!({
        "@version": 1.1,
        "adms": "http://www.w3.org/ns/adms#",
        "dcat": "http://www.w3.org/ns/dcat#",
        "dcat-us": "http://data.resources.gov/ontology/dcat-us#",
        "dct": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "gsp": "http://www.opengis.net/ont/geosparql#",
        "org": "http://www.w3.org/ns/org#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "spdx": "http://spdx.org/rdf/terms#",
        "vcard": "http://www.w3.org/2006/vcard/ns#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "Catalog": "dcat:Catalog",
        "Checksum": "spdx:Checksum",
        "Concept": "skos:Concept",
        "ConceptScheme": "skos:ConceptScheme",
        "Dataset": "dcat:Dataset",
        "Distribution": "dcat:Distribution",
        "Document": "foaf:Document",
        "Kind": "vcard:Kind",
        "Location": "dct:Location",
        "Organization": "org:Organization",
        "PeriodOfTime": "dct:PeriodOfTime",
        "Standard": "dct:Standard",
        "accessRights": words("dct:accessRights", [(PUBLIC.to_owned(), format!("{EU_AUTHORITY}access-right/PUBLIC"))]),
        "accessURL": node("dcat:accessURL"),
        "accrualPeriodicity": words("dct:accrualPeriodicity", Frequency::ALL.map(|frequency| {
            (frequency.dublin_core().to_owned(), format!("{EU_AUTHORITY}frequency/{}", frequency.eu_code()))
        })),
        "algorithm": words("spdx:algorithm", [(SHA_256.to_owned(), SPDX_SHA256.to_owned())]),
        "bbox": wkt("dcat:bbox"),
        "byteSize": { "@id": "dcat:byteSize", "@type": "xsd:nonNegativeInteger" },
        "centroid": wkt("dcat:centroid"),
        "checksum": node("spdx:checksum"),
        "checksumValue": { "@id": "spdx:checksumValue", "@type": "xsd:hexBinary" },
        "compressFormat": media_type("dcat:compressFormat"),
        "conformsTo": node("dct:conformsTo"),
        "contactPoint": nodes("dcat:contactPoint"),
        "dataset": nodes("dcat:dataset"),
        "describedBy": node("dcat-us:describedBy"),
        "description": "dct:description",
        "distribution": nodes("dcat:distribution"),
        "downloadURL": node("dcat:downloadURL"),
        "endDate": date("dcat:endDate"),
        "fn": "vcard:fn",
        "format": words("dct:format", Format::ALL.map(|format| {
            (format.label().to_owned(), format!("{EU_AUTHORITY}file-type/{}", format.eu_code()))
        })),
        "hasEmail": node("vcard:hasEmail"),
        "homepage": node("foaf:homepage"),
        "identifier": "dct:identifier",
        "inScheme": node("skos:inScheme"),
        "issued": date("dct:issued"),
        "keyword": { "@id": "dcat:keyword", "@container": "@set" },
        "landingPage": node("dcat:landingPage"),
        "language": words("dct:language", languages(catalog)),
        "license": node("dct:license"),
        "mediaType": media_type("dcat:mediaType"),
        "modified": date("dct:modified"),
        "name": "foaf:name",
        "page": nodes("foaf:page"),
        "prefLabel": "skos:prefLabel",
        // A text, where the graph has a statement: catalog.jsonld says it.
        "provenance": null,
        "publisher": node("dct:publisher"),
        "references": nodes("dct:references"),
        "relation": nodes("dct:relation"),
        "rights": null,
        "spatial": nodes("dct:spatial"),
        "startDate": date("dcat:startDate"),
        "subOrganizationOf": nodes("org:subOrganizationOf"),
        "temporal": nodes("dct:temporal"),
        "theme": nodes("dcat:theme"),
        "themeTaxonomy": nodes("dcat:themeTaxonomy"),
        "title": "dct:title",
        "version": "dcat:version",
    })
}

/// A property whose values are words in the file and resources in the graph.
fn words(id: &str, meanings: impl IntoIterator<Item = (String, String)>) -> Value {
    let meanings: Map<String, Value> = meanings.into_iter().map(|(word, iri)| (word, iri.into())).collect();
    json!({ "@id": id, "@type": "@vocab", "@context": meanings })
}

/// A property whose values are names of media types.
fn media_type(id: &str) -> Value {
    json!({ "@id": id, "@type": "@vocab", "@context": { "@vocab": IANA_MEDIA_TYPES } })
}

/// The languages of the catalogue, as the standard has them: those of two letters.
fn languages(catalog: &Catalog) -> impl Iterator<Item = (String, String)> {
    let of_datasets = catalog.datasets.iter().filter_map(|dataset| dataset.metadata.language.as_ref());
    let tags = catalog.portal.languages.iter().chain(of_datasets);
    tags.filter_map(|tag| Language::of_tag(tag)).map(|language| {
        let iri = format!("{EU_AUTHORITY}language/{}", language.eu_code);
        (language.tag, iri)
    })
}
