//! DCAT 3 as `catalog.jsonld`, in the shape of DCAT-AP 3.0.1. Terms of controlled vocabularies are described where they are
//! used, so that a validator needs no other file.

use serde_json::{Value, json};

use super::term::{EU_AUTHORITY, IANA_MEDIA_TYPES, SPDX_SHA256, eu_language};
use super::{Vocabulary, compact, json_bytes};
use crate::files::SitePath;
use crate::model::{Attachment, Catalog, Dataset, Location, Output, PeriodEnd, PortalDescription, Resource};
use crate::policy::Public;
use crate::site::{Kind, SiteFile};

pub(super) struct Dcat;

impl Vocabulary for Dcat {
    fn name(&self) -> &'static str {
        "DCAT 3"
    }

    fn output(&self) -> Output {
        Output::Dcat
    }

    fn describe(&self, catalog: &Public<Catalog>) -> Vec<SiteFile> {
        let mut document = self::catalog(catalog);
        document["@context"] = context();
        vec![SiteFile::of_catalog(catalog, SitePath::known("catalog.jsonld"), Kind::Catalog, json_bytes(&document))]
    }
}

/// Our own context: short names for the terms, and types for dates, numbers and geometries.
fn context() -> Value {
    let date = |id: &str| json!({ "@id": id, "@type": "xsd:date" });
    let reference = |id: &str| json!({ "@id": id, "@type": "@id" });
    json!({
        "dcat": "http://www.w3.org/ns/dcat#",
        "dct": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "locn": "http://www.w3.org/ns/locn#",
        "org": "http://www.w3.org/ns/org#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "spdx": "http://spdx.org/rdf/terms#",
        "vcard": "http://www.w3.org/2006/vcard/ns#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "gsp": "http://www.opengis.net/ont/geosparql#",
        "title": "dct:title",
        "description": "dct:description",
        "identifier": "dct:identifier",
        "keyword": "dcat:keyword",
        "name": "foaf:name",
        "prefLabel": "skos:prefLabel",
        "inScheme": reference("skos:inScheme"),
        "homepage": reference("foaf:homepage"),
        "page": reference("foaf:page"),
        "relation": reference("dct:relation"),
        "dataset": "dcat:dataset",
        "distribution": "dcat:distribution",
        "publisher": "dct:publisher",
        "subOrganizationOf": reference("org:subOrganizationOf"),
        "type": "dct:type",
        "contactPoint": "dcat:contactPoint",
        "fn": "vcard:fn",
        "hasEmail": reference("vcard:hasEmail"),
        "issued": date("dct:issued"),
        "modified": date("dct:modified"),
        "temporal": "dct:temporal",
        "startDate": date("dcat:startDate"),
        "endDate": date("dcat:endDate"),
        "spatial": "dct:spatial",
        "bbox": { "@id": "dcat:bbox", "@type": "gsp:wktLiteral" },
        "centroid": { "@id": "dcat:centroid", "@type": "gsp:wktLiteral" },
        "theme": "dcat:theme",
        "themeTaxonomy": "dcat:themeTaxonomy",
        "language": "dct:language",
        "license": "dct:license",
        "accessRights": "dct:accessRights",
        "accrualPeriodicity": "dct:accrualPeriodicity",
        "provenance": "dct:provenance",
        "landingPage": "dcat:landingPage",
        "accessURL": reference("dcat:accessURL"),
        "downloadURL": reference("dcat:downloadURL"),
        "mediaType": "dcat:mediaType",
        "compressFormat": "dcat:compressFormat",
        "format": "dct:format",
        "byteSize": { "@id": "dcat:byteSize", "@type": "xsd:nonNegativeInteger" },
        "checksum": "spdx:checksum",
        "algorithm": "spdx:algorithm",
        "checksumValue": { "@id": "spdx:checksumValue", "@type": "xsd:hexBinary" },
        "bibliographicCitation": "dct:bibliographicCitation",
    })
}

fn catalog(catalog: &Public<Catalog>) -> Value {
    let portal = &catalog.portal;
    let language = portal.default_language();
    let issued = catalog.datasets().map(|dataset| dataset.metadata.issued).min();
    let modified = catalog.datasets().map(|dataset| dataset.metadata.modified).max();
    compact(json!({
        "@id": portal.url("catalog.jsonld#catalog"),
        "@type": "dcat:Catalog",
        "title": text(&portal.title, language),
        "description": text(&portal.description, language),
        "publisher": agent(portal, &portal.publisher),
        "homepage": document(&portal.base_url),
        "issued": issued,
        "modified": modified,
        "language": languages(&portal.languages),
        "spatial": place(&portal.spatial),
        "themeTaxonomy": {
            "@id": format!("{EU_AUTHORITY}data-theme"),
            "@type": "skos:ConceptScheme",
            "title": text("Dataset types", "en"),
        },
        "dataset": catalog.datasets().map(|dataset| describe(portal, &dataset)).collect::<Vec<_>>(),
    }))
}

fn describe(portal: &PortalDescription, dataset: &Dataset) -> Value {
    let metadata = &dataset.metadata;
    let language = metadata.language.as_deref().unwrap_or(portal.default_language());
    let page = portal.url(&format!("datasets/{}/", dataset.slug));
    let mut titles = vec![text(&metadata.title, language)];
    let mut descriptions = vec![text(&metadata.description, language)];
    let mut keywords: Vec<Value> = metadata.keywords.iter().map(|word| text(word, language)).collect();
    for (tag, translation) in &metadata.translations {
        titles.extend(translation.title.iter().map(|words| text(words, tag)));
        descriptions.extend(translation.description.iter().map(|words| text(words, tag)));
        keywords.extend(translation.keywords.iter().map(|word| text(word, tag)));
    }
    compact(json!({
        "@id": format!("{page}#dataset"),
        "@type": "dcat:Dataset",
        "identifier": dataset.identifier(&portal.base_url),
        "title": titles,
        "description": descriptions,
        "keyword": keywords,
        "theme": concept("data-theme", metadata.theme.code(), portal.theme_label(metadata.theme), "skos:Concept"),
        "publisher": agent(portal, &metadata.publisher),
        "contactPoint": {
            "@type": "vcard:Kind",
            "fn": metadata.contact.name,
            "hasEmail": format!("mailto:{}", metadata.contact.email),
        },
        "issued": metadata.issued,
        "modified": metadata.modified,
        "temporal": temporal(dataset),
        "spatial": place(metadata.spatial.as_ref().unwrap_or(&portal.spatial)),
        "language": languages(&[language.to_owned()]),
        "accessRights": concept("access-right", "PUBLIC", "public", "dct:RightsStatement"),
        "accrualPeriodicity": concept(
            "frequency", metadata.update_frequency.eu_code(), metadata.update_frequency.words(), "dct:Frequency",
        ),
        "provenance": metadata.provenance.as_ref().map(|provenance| json!({
            "@type": "dct:ProvenanceStatement",
            "http://www.w3.org/2000/01/rdf-schema#label": text(provenance, language),
        })),
        "landingPage": document(&page),
        "page": pages(portal, dataset),
        "relation": (!metadata.related.is_empty()).then_some(&metadata.related),
        "bibliographicCitation": metadata.citation,
        "distribution": dataset.resources.iter().flat_map(|resource| distributions(portal, dataset, resource)).collect::<Vec<_>>(),
    }))
}

/// What there is to read about a dataset: its documentation, and the documents published with it.
fn pages(portal: &PortalDescription, dataset: &Dataset) -> Option<Vec<Value>> {
    let language = dataset.metadata.language.as_deref().unwrap_or(portal.default_language());
    let one = |attachment: &Attachment| {
        let language = attachment.language.as_deref().unwrap_or(language);
        let mut page = document(&portal.url(attachment.latest.as_str()));
        page["title"] = text(&attachment.title, language);
        if let Some(description) = &attachment.description {
            page["description"] = text(description, language);
        }
        page
    };
    let documentation = dataset.metadata.documentation.as_deref().map(document);
    let pages: Vec<Value> = documentation.into_iter().chain(dataset.attachments.iter().map(one)).collect();
    (!pages.is_empty()).then_some(pages)
}

fn distributions(portal: &PortalDescription, dataset: &Dataset, resource: &Resource) -> Vec<Value> {
    let language = dataset.metadata.language.as_deref().unwrap_or(portal.default_language());
    let license = &dataset.metadata.license;
    let license_iri = license.eu_code().map_or(license.url.clone(), |code| format!("{EU_AUTHORITY}licence/{code}"));
    let one = |distribution: &crate::model::Distribution| {
        let url = portal.url(distribution.latest.as_str());
        // Only registered types have an address; what is not is told by its format alone.
        let is_registered = !distribution.format.media_type().starts_with("application/x-");
        compact(json!({
            "@id": format!("{url}#distribution"),
            "@type": "dcat:Distribution",
            "title": text(&format!("{} ({})", resource.title, distribution.format.label()), language),
            "description": text(&resource.description, language),
            "accessURL": portal.url(&format!("datasets/{}/", dataset.slug)),
            "downloadURL": url,
            "format": concept("file-type", distribution.format.eu_code(), distribution.format.label(), "dct:MediaTypeOrExtent"),
            "mediaType": is_registered.then(|| media_type(distribution.format.media_type())),
            "compressFormat": distribution.format.compression().map(media_type),
            "license": { "@id": license_iri, "@type": "dct:LicenseDocument", "title": text(&license.title, "en") },
            "byteSize": distribution.bytes.to_string(),
            "issued": dataset.metadata.issued,
            "modified": dataset.metadata.modified,
            "checksum": {
                "@type": "spdx:Checksum",
                "algorithm": { "@id": SPDX_SHA256, "@type": "spdx:ChecksumAlgorithm" },
                "checksumValue": distribution.sha256,
            },
        }))
    };
    resource.distributions.iter().map(one).collect()
}

fn media_type(name: &str) -> Value {
    json!({ "@id": format!("{IANA_MEDIA_TYPES}{name}"), "@type": "dct:MediaType" })
}

fn text(value: &str, language: &str) -> Value {
    json!({ "@value": value, "@language": language })
}

fn document(url: &str) -> Value {
    json!({ "@id": url, "@type": "foaf:Document" })
}

/// A term of an EU authority table, described in place.
fn concept(table: &str, code: &str, label: &str, kind: &str) -> Value {
    let kinds = if kind == "skos:Concept" { json!([kind]) } else { json!([kind, "skos:Concept"]) };
    json!({
        "@id": format!("{EU_AUTHORITY}{table}/{code}"),
        "@type": kinds,
        "prefLabel": text(label, "en"),
        "inScheme": format!("{EU_AUTHORITY}{table}"),
    })
}

fn agent(portal: &PortalDescription, id: &str) -> Value {
    let Some(publisher) = portal.publisher(id) else { return Value::Null };
    compact(json!({
        "@id": portal.url(&format!("publishers/{id}/")),
        "@type": "foaf:Agent",
        "name": text(&publisher.name, portal.default_language()),
        "homepage": publisher.url.as_deref().map(document),
        "subOrganizationOf": publisher.parent.as_ref().map(|parent| portal.url(&format!("publishers/{parent}/"))),
        "type": {
            "@id": "http://purl.org/adms/publishertype/LocalAuthority",
            "@type": "skos:Concept",
            "prefLabel": text("Local Authority", "en"),
            "inScheme": "http://purl.org/adms/publishertype/1.0",
        },
    }))
}

fn languages(tags: &[String]) -> Vec<Value> {
    tags.iter()
        .filter_map(|tag| eu_language(tag))
        .map(|code| concept("language", code, code, "dct:LinguisticSystem"))
        .collect()
}

fn place(location: &Location) -> Value {
    let [west, south, east, north] = location.bbox;
    let (x, y) = (f64::midpoint(west, east), f64::midpoint(south, north));
    let mut place = json!({
        "@type": "dct:Location",
        "prefLabel": text(&location.name, "en"),
        "bbox": format!("POLYGON(({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))"),
        "centroid": format!("POINT({x:.6} {y:.6})"),
    });
    if let Some(geonames) = &location.geonames {
        place["@id"] = json!(geonames);
    }
    place
}

/// A period; data that goes on reaches to its last change, because validators ask for an end.
fn temporal(dataset: &Dataset) -> Value {
    let period = &dataset.metadata.temporal;
    let end = match period.end {
        PeriodEnd::On(end) => end,
        PeriodEnd::Ongoing => dataset.metadata.modified.max(period.start),
    };
    json!({ "@type": "dct:PeriodOfTime", "startDate": period.start, "endDate": end })
}
