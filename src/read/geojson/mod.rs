//! GeoJSON (RFC 7946): a feature is a row, its properties and its geometry are the columns. A member `crs`, as the first GeoJSON had
//! it, is believed; positions that cannot be degrees ask for it.

mod place;

use std::io::{self, Cursor, Read};
use std::sync::Arc;

use serde_json::value::RawValue;

use super::crs::{Crs, FARTHEST, chosen};
use super::feed::Feed;
use super::objects::{ListCutter, Member, ObjectDecoder, Record, Shape, elements, entries, unreadable};
use super::{Flaw, Habits, Reader, Shapes, Source, Table, text};
use crate::model::schema::Schema;
use crate::model::{Layout, SourceFormat};

/// The `source` of a field that takes the feature's geometry.
const GEOMETRY: &str = "geometry";

/// How far the member `crs` is looked for.
const HEAD: u64 = 64 << 10;

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

    fn open(&self, mut source: Source, layout: &Layout, schema: &Schema, habits: Habits) -> io::Result<Table> {
        let tail = match &mut source {
            Source::File(file, _) => place::tail(file)?,
            // What comes in a stream has no end that could be seen before its features.
            Source::Stream(_) => Vec::new(),
        };
        let mut text = text::utf8(source.into_read(), layout.encoding.as_deref())?;
        let mut head = Vec::new();
        // Damage on the way is met again, and said, when the features are read.
        let damage = (&mut text.reader).take(HEAD).read_to_end(&mut head).err();
        let named = place::member_crs(&head, &tail);
        let crs = match (chosen(layout, named.as_deref(), Crs::of_code), place::off_earth(&head)) {
            (Ok(None), Some(bounds)) => Err(Flaw::UnknownCrs { named: None, bounds: Some(bounds) }),
            (Err(Flaw::UnknownCrs { named, .. }), bounds) => Err(Flaw::UnknownCrs { named, bounds }),
            (crs, _) => crs.map(|crs| Arc::new(crs.unwrap_or_default())),
        };
        let has_shapes = schema.fields.iter().any(|field| field.source == GEOMETRY);
        if let (true, Err(flaw)) = (has_shapes, &crs) {
            return Ok(Table::refused(flaw.clone()));
        }
        let reader = Cursor::new(head).chain(Failing(damage)).chain(text.reader);
        let shape = Shape { split: elements, read: feature };
        let decoder =
            ObjectDecoder::new(shape, text.is_decoded, schema, &habits).in_crs(&crs.clone().unwrap_or_default());
        let cutter = ListCutter::new(Box::new(reader), &["features".to_owned()], no_features);
        let shapes = Shapes::new(vec![GEOMETRY.to_owned()], crs);
        Ok(Table { flaws: Vec::new(), header: None, shapes, cutter: Box::new(cutter), decoder: Arc::new(decoder) })
    }
}

/// Gives back, once, what went wrong while its source was read.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
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
