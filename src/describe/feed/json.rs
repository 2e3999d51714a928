//! JSON Feed 1.1.

use serde_json::{Value, json};

use super::{Entry, FEED_FILES, Feed};
use crate::describe::{json_bytes, language};

const VERSION: &str = "https://jsonfeed.org/version/1.1";

pub(super) fn write(feed: &Feed<'_>) -> Vec<u8> {
    let [_, (name, _)] = FEED_FILES;
    json_bytes(&json!({
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.page(),
        "feed_url": feed.url(name),
        "language": feed.portal.default_language(),
        "authors": [{ "name": feed.portal.publisher_name(&feed.portal.publisher) }],
        "items": feed.entries.iter().map(|entry| item(feed, entry)).collect::<Vec<_>>(),
    }))
}

fn item(feed: &Feed<'_>, entry: &Entry<'_>) -> Value {
    let metadata = &entry.dataset.metadata;
    json!({
        "id": entry.id(feed.portal),
        "url": entry.url(feed.portal),
        "title": entry.title(),
        "content_text": metadata.description,
        "date_published": entry.moment(),
        "authors": [{ "name": feed.portal.publisher_name(&metadata.publisher) }],
        "tags": metadata.keywords,
        "language": language(feed.portal, entry.dataset),
    })
}
