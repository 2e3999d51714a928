//! Catalogues in DCAT 3 (or its earlier versions) as JSON-LD, brought into the form of DCAT-US 1.1, which is read then.
//!
//! Nothing is looked up on the network: a name is known by its last part, whether it is written whole
//! (`http://purl.org/dc/terms/title`), short (`dct:title`) or as a context gives it (`title`).

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Where addresses of media types begin.
const MEDIA_TYPES: &str = "/media-types/";

/// The datasets of a catalogue; none if it is no such catalogue.
pub(super) fn datasets(catalog: &Value) -> Vec<Value> {
    let mut graph = Graph::default();
    graph.gather(catalog, 0);
    let datasets = graph.objects.iter().filter(|object| is_a(object, "Dataset"));
    datasets.map(|object| dataset(Node { graph: &graph, object })).collect()
}

/// How deep objects lie in each other in a catalogue.
const DEEPEST: usize = 16;

/// All objects of the document, and those with a name by it.
#[derive(Default)]
struct Graph<'a> {
    objects: Vec<&'a Map<String, Value>>,
    named: BTreeMap<&'a str, &'a Map<String, Value>>,
}

impl<'a> Graph<'a> {
    fn gather(&mut self, value: &'a Value, depth: usize) {
        match value {
            Value::Array(items) if depth < DEEPEST => items.iter().for_each(|item| self.gather(item, depth + 1)),
            Value::Object(object) if depth < DEEPEST => {
                // A mention says only the name.
                if object.len() > 1 {
                    self.objects.push(object);
                    if let Some(name) = object.get("@id").and_then(Value::as_str) {
                        self.named.entry(name).or_insert(object);
                    }
                }
                let members = object.iter().filter(|(key, _)| *key != "@context");
                members.for_each(|(_, member)| self.gather(member, depth + 1));
            }
            _ => {}
        }
    }
}

/// The last part of a name.
fn local(name: &str) -> &str {
    name.rsplit(['/', '#', ':']).next().unwrap_or(name)
}

fn is_a(object: &Map<String, Value>, kind: &str) -> bool {
    let types = object.get("@type").or_else(|| object.get("type"));
    types.into_iter().flat_map(items).any(|name| name.as_str().is_some_and(|name| local(name) == kind))
}

/// A list's items, or a value alone.
fn items(value: &Value) -> impl Iterator<Item = &Value> {
    let (list, one) = match value {
        Value::Array(list) => (list.as_slice(), None),
        one => (&[][..], Some(one)),
    };
    list.iter().chain(one)
}

/// An object with the others that it may mention.
#[derive(Clone, Copy)]
struct Node<'a> {
    graph: &'a Graph<'a>,
    object: &'a Map<String, Value>,
}

impl<'a> Node<'a> {
    /// All values of a property.
    fn all(self, property: &'static str) -> impl Iterator<Item = &'a Value> {
        let members = self.object.iter().filter(move |(key, _)| local(key) == property);
        members.flat_map(|(_, value)| items(value))
    }

    /// What a property says in text: English first, else the first; the name of what it mentions, if that is all there is.
    fn text(self, property: &'static str) -> Option<&'a str> {
        let is_english = |value: &&Value| value["@language"].as_str().is_some_and(|tag| tag.starts_with("en"));
        let value = self.all(property).find(is_english).or_else(|| self.all(property).next())?;
        value.as_str().or_else(|| value["@value"].as_str()).or_else(|| value["@id"].as_str())
    }

    /// The objects that a property holds or mentions.
    fn nodes(self, property: &'static str) -> impl Iterator<Item = Node<'a>> {
        self.all(property).filter_map(move |value| {
            let name = value.as_str().or_else(|| value["@id"].as_str());
            let named = name.and_then(|name| self.graph.named.get(name).copied());
            let object = named.or_else(|| value.as_object().filter(|object| !object.contains_key("@value")))?;
            Some(Node { object, ..self })
        })
    }
}

/// A dataset in the words of DCAT-US 1.1.
fn dataset(node: Node<'_>) -> Value {
    let words = |property| -> Vec<&str> {
        node.all(property).filter_map(|value| value.as_str().or_else(|| value["@value"].as_str())).collect()
    };
    let themes: Vec<&str> =
        node.all("theme").filter_map(|value| value.as_str().or_else(|| value["@id"].as_str())).map(local).collect();
    let files: Vec<Value> = node.nodes("distribution").map(distribution).collect();
    let license = node.text("license").or_else(|| node.nodes("distribution").find_map(|file| file.text("license")));
    json!({
        "title": node.text("title"),
        "description": node.text("description"),
        "identifier": node.text("identifier").or_else(|| node.object.get("@id")?.as_str()),
        "keyword": words("keyword"),
        "theme": themes,
        "issued": node.text("issued"),
        "modified": node.text("modified"),
        "accrualPeriodicity": node.text("accrualPeriodicity").map(frequency),
        "license": license,
        "landingPage": node.text("landingPage"),
        "temporal": node.nodes("temporal").find_map(period),
        "publisher": node.nodes("publisher").next().map(|agent| json!({ "name": agent.text("name") })),
        "contactPoint": node.nodes("contactPoint").next().map(|contact| json!({
            "fn": contact.text("fn"),
            "hasEmail": contact.text("hasEmail"),
        })),
        "distribution": files,
    })
}

fn distribution(file: Node<'_>) -> Value {
    let media_type = file.text("mediaType").map(|name| name.split_once(MEDIA_TYPES).map_or(name, |(_, name)| name));
    json!({
        "title": file.text("title"),
        "description": file.text("description"),
        "downloadURL": file.text("downloadURL"),
        "accessURL": file.text("accessURL"),
        "mediaType": media_type,
        "format": file.text("format").map(local),
    })
}

/// The words of the EU's list of frequencies that are not ours.
fn frequency(name: &str) -> String {
    match local(name) {
        "CONT" | "UPDATE_CONT" => "continuous".to_owned(),
        "IRREG" => "irregular".to_owned(),
        "ANNUAL_2" => "semiannual".to_owned(),
        _ if name.starts_with("R/") => name.to_owned(),
        word => word.to_lowercase(),
    }
}

/// The days of a period, as an interval.
fn period(period: Node<'_>) -> Option<String> {
    let start = period.text("startDate").or_else(|| period.text("hasBeginning"))?;
    Some(format!("{start}/{}", period.text("endDate").unwrap_or("..")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_every_spelling() {
        let expanded = json!([
            { "@id": "_:p", "@type": ["http://xmlns.com/foaf/0.1/Agent"], "http://xmlns.com/foaf/0.1/name": [{ "@value": "Parks" }] },
            { "@id": "https://old.example.gov/d/1", "@type": ["http://www.w3.org/ns/dcat#Dataset"],
              "http://purl.org/dc/terms/title": [{ "@value": "Bäume", "@language": "de" }, { "@value": "Trees", "@language": "en" }],
              "http://purl.org/dc/terms/publisher": [{ "@id": "_:p" }],
              "http://www.w3.org/ns/dcat#distribution": [{ "@id": "_:f" }] },
            { "@id": "_:f", "@type": ["http://www.w3.org/ns/dcat#Distribution"],
              "http://www.w3.org/ns/dcat#downloadURL": [{ "@id": "https://old.example.gov/trees.csv" }],
              "http://www.w3.org/ns/dcat#mediaType": [{ "@id": "https://www.iana.org/assignments/media-types/text/csv" }] },
        ]);
        let compact = json!({ "@context": { "title": "dct:title" }, "@type": "dcat:Catalog", "dcat:dataset": [{
            "@id": "https://old.example.gov/d/1", "@type": "dcat:Dataset", "dct:title": "Trees",
            "dct:publisher": { "@type": "foaf:Agent", "foaf:name": "Parks" },
            "dcat:distribution": { "@type": "dcat:Distribution", "dcat:mediaType": "text/csv",
                "dcat:downloadURL": { "@id": "https://old.example.gov/trees.csv" } },
        }] });
        for catalog in [expanded, compact] {
            let [dataset] = &datasets(&catalog)[..] else { panic!("{catalog}") };
            assert_eq!(dataset["title"], "Trees");
            assert_eq!(dataset["identifier"], "https://old.example.gov/d/1");
            assert_eq!(dataset["publisher"]["name"], "Parks");
            assert_eq!(dataset["distribution"][0]["downloadURL"], "https://old.example.gov/trees.csv");
            assert_eq!(dataset["distribution"][0]["mediaType"], "text/csv");
        }
        assert!(datasets(&json!({ "dataset": [{ "title": "Trees" }] })).is_empty());
    }
}
