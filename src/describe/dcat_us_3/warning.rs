//! What data.gov warns of when it harvests DCAT-US 3, as far as our file can say it: its other warnings are about members that we
//! do not write (telephone numbers, addresses, resolutions, restrictions, metrics, services).

use serde_json::Value;

use crate::model::{Date, Language};

/// The words of DCAT-US 1.1 for who may have data, which version 3 has no more.
const LEGACY: [&str; 2] = ["non-public", "restricted public"];

/// All warnings about a dataset's description, each a sentence.
pub(super) fn warnings(description: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(description, &mut found);
    found
}

fn walk(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
        Value::Object(object) => {
            match value["@type"].as_str().unwrap_or_default() {
                "Dataset" => of_dataset(value, found),
                "Distribution" => of_distribution(value, found),
                "Location" => of_location(value, found),
                "PeriodOfTime" => in_order(value, ["startDate", "endDate"], found),
                _ => {}
            }
            object.values().for_each(|member| walk(member, found));
        }
        _ => {}
    }
}

fn of_dataset(dataset: &Value, found: &mut Vec<String>) {
    let keywords: Vec<&str> = texts(&dataset["keyword"]).collect();
    for (at, keyword) in keywords.iter().enumerate() {
        if keywords[..at].contains(keyword) {
            found.push(format!("The keyword `{keyword}` stands twice."));
        }
    }
    let rights = dataset["accessRights"].as_str().unwrap_or_default().trim().to_lowercase();
    if LEGACY.contains(&rights.as_str()) {
        found.push(format!("`accessRights` is `{rights}`, a word of DCAT-US 1.1."));
    }
    for tag in texts(&dataset["language"]) {
        if tag.len() != 2 || Language::of_tag(tag).is_none() {
            found.push(format!("The language `{tag}` is none of ISO 639-1."));
        }
    }
    in_order(dataset, ["issued", "modified"], found);
}

fn of_distribution(file: &Value, found: &mut Vec<String>) {
    if let Some(bytes) = file["byteSize"].as_str().filter(|text| text.parse::<f64>().is_err()) {
        found.push(format!("`byteSize` is `{bytes}`, which is no number."));
    }
    if let Some(name) = file["mediaType"].as_str().filter(|name| name.contains("/x-") || !name.contains('/')) {
        found.push(format!("The media type `{name}` is not registered with IANA."));
    }
}

fn of_location(place: &Value, found: &mut Vec<String>) {
    let Some(text) = place["bbox"].as_str() else { return };
    let shape: Result<wkt::Wkt<f64>, _> = text.parse();
    if !matches!(shape, Ok(wkt::Wkt::Polygon(_))) {
        found.push(format!("`bbox` is `{text}`, which is no area."));
    }
}

/// Warns where the first of two days comes after the second.
fn in_order(object: &Value, keys: [&str; 2], found: &mut Vec<String>) {
    let [first, second] = keys.map(|key| object[key].as_str().and_then(|text| text.parse::<Date>().ok()));
    if let (Some(first), Some(second)) = (first, second)
        && first > second
    {
        found.push(format!("`{}` is {first}, after `{}`, {second}.", keys[0], keys[1]));
    }
}

/// A text, or the texts of a list.
fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_str().into_iter().chain(value.as_array().into_iter().flatten().filter_map(Value::as_str))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_warning_is_given_for_its_mistake() {
        let clean = json!({
            "@type": "Dataset", "keyword": ["a", "b"], "accessRights": "public", "language": ["en"],
            "issued": "2026-01-01", "modified": "2026-01-01",
            "temporal": [{ "@type": "PeriodOfTime", "startDate": "2020-01-01", "endDate": "2025-12-31" }],
            "spatial": [{ "@type": "Location", "bbox": "POLYGON((1 2,3 2,3 4,1 4,1 2))" }],
            "distribution": [{ "@type": "Distribution", "byteSize": "12", "mediaType": "text/csv" }],
        });
        assert_eq!(warnings(&clean), [""; 0]);
        for (pointer, value, part) in [
            ("/keyword", json!(["a", "b", "a"]), "`a` stands twice"),
            ("/accessRights", json!("Restricted Public"), "DCAT-US 1.1"),
            ("/language", json!(["xx"]), "`xx`"),
            ("/issued", json!("2026-01-02"), "after `modified`"),
            ("/temporal/0/endDate", json!("2019-12-31"), "after `endDate`"),
            ("/spatial/0/bbox", json!("1,2,3"), "no area"),
            ("/distribution/0/byteSize", json!("12 kB"), "no number"),
            ("/distribution/0/mediaType", json!("application/x-ndjson"), "not registered"),
        ] {
            let mut broken = clean.clone();
            *broken.pointer_mut(pointer).unwrap() = value;
            let found = warnings(&broken);
            assert!(found.len() == 1 && found[0].contains(part), "{pointer}: {found:?}");
        }
    }
}
