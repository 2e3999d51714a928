//! GeoJSON (RFC 7946): a feature is a row, its properties and its geometry are the columns. Only points can be read so far.

use std::io;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::feed::Feed;
use super::objects::{ListCutter, Member, ObjectDecoder, Record, Shape, elements, entries, unreadable};
use super::{Habits, Reader, Source, Table, text};
use crate::model::schema::Schema;
use crate::model::{Layout, SourceFormat};

/// The `source` of a field that takes the feature's geometry.
const GEOMETRY: &str = "geometry";

/// The `source` of a field that takes the feature's own identifier.
const ID: &str = "id";

/// Reads GeoJSON.
pub(super) struct GeoJson;

impl Reader for GeoJson {
    fn format(&self) -> SourceFormat {
        SourceFormat::GeoJson
    }

    fn added(&self) -> &'static [&'static str] {
        &[GEOMETRY]
    }

    fn open(&self, source: Source, layout: &Layout, schema: &Schema, habits: Habits) -> io::Result<Table> {
        let text = text::utf8(source.into_read(), layout.encoding.as_deref())?;
        let shape = Shape { split: elements, read: feature };
        let decoder = ObjectDecoder::new(shape, text.is_decoded, schema, &habits);
        let cutter = ListCutter::new(text.reader, &["features".to_owned()], no_features);
        Ok(Table { flaws: Vec::new(), header: None, cutter: Box::new(cutter), decoder: Arc::new(decoder) })
    }
}

fn no_features(_: &mut Feed) -> io::Result<String> {
    Ok("this is not a GeoJSON FeatureCollection: it has no `features`".to_owned())
}

/// The members of a feature that matter, as written.
#[derive(serde::Deserialize)]
struct Feature<'a> {
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    properties: Option<&'a RawValue>,
    #[serde(borrow, default)]
    geometry: Option<&'a RawValue>,
}

/// The properties of a feature, with its geometry and its identifier.
fn feature(bytes: &[u8]) -> Result<Record, String> {
    let problem = |error: serde_json::Error| unreadable("feature", bytes, &error);
    if !bytes.starts_with(b"{") {
        // A list would be read as the members of a feature in their order.
        return Err(unreadable("feature", bytes, &serde::de::Error::custom("")));
    }
    let feature: Feature<'_> = serde_json::from_slice(bytes).map_err(problem)?;
    let member = |raw: Option<&RawValue>| raw.map(|raw| serde_json::from_str::<Member>(raw.get())).transpose();
    let members = match feature.properties.map(RawValue::get) {
        None | Some("null") => Vec::new(),
        Some(text) => entries(text).map_err(problem)?,
    };
    let geometry = member(feature.geometry).map_err(problem)?.unwrap_or(Member::Null);
    let mut added = vec![(GEOMETRY, geometry)];
    added.extend(member(feature.id).map_err(problem)?.map(|id| (ID, id)));
    Ok(Record { members, added })
}
