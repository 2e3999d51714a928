//! What is new, as Atom and as JSON Feed: of the portal, and of each department, topic and dataset.
//!
//! An entry is a change of a dataset: that it was published, and that its data changed. Of the latter only the last is known,
//! so an entry that a reader has once is never taken back; its identifier is made of the dataset and the day.

mod atom;
mod json;

use std::collections::BTreeMap;

use super::Vocabulary;
use crate::files::SitePath;
use crate::model::{Catalog, Dataset, Date, Output, PortalDescription};
use crate::policy::Public;
use crate::site::{Kind, SiteFile};

/// The files of a feed, in the folder of the page that it belongs to, each with its media type.
pub const FEED_FILES: [(&str, &str); 2] =
    [("feed.xml", "application/atom+xml"), ("feed.json", "application/feed+json")];

/// How many changes a feed has: the last ones.
const ENTRIES: usize = 100;

pub(super) struct Feeds;

impl Vocabulary for Feeds {
    fn name(&self) -> &'static str {
        "Atom and JSON Feed"
    }

    fn output(&self) -> Output {
        Output::Feeds
    }

    fn describe(&self, catalog: &Public<Catalog>) -> Vec<SiteFile> {
        let portal = &catalog.portal;
        let of_dataset = super::each_dataset(catalog, |dataset| {
            let feed =
                Feed::new(portal, format!("datasets/{}/", dataset.slug), &dataset.metadata.title, vec![&dataset]);
            feed.files().map(|(path, bytes)| SiteFile::of_dataset(&dataset, path, Kind::Catalog, bytes))
        });
        let of_lists = lists(catalog).into_iter().flat_map(|feed| {
            feed.files().map(|(path, bytes)| SiteFile::of_catalog(catalog, path, Kind::Catalog, bytes))
        });
        of_lists.chain(of_dataset).collect()
    }
}

/// The feeds of the portal, of all departments, and of the topics that have datasets: each belongs to a page.
fn lists(catalog: &Catalog) -> Vec<Feed<'_>> {
    let portal = &catalog.portal;
    let (mut publishers, mut themes) = (BTreeMap::<&str, Vec<&Dataset>>::new(), BTreeMap::<_, Vec<&Dataset>>::new());
    publishers.extend(portal.publishers.iter().map(|publisher| (publisher.id.as_str(), Vec::new())));
    for dataset in &catalog.datasets {
        publishers.entry(&dataset.metadata.publisher).or_default().push(dataset);
        themes.entry(dataset.metadata.theme).or_default().push(dataset);
    }
    let mut feeds = vec![Feed::new(portal, String::new(), &portal.title, catalog.datasets.iter().collect())];
    feeds.extend(
        publishers
            .into_iter()
            .map(|(id, datasets)| Feed::new(portal, format!("publishers/{id}/"), portal.publisher_name(id), datasets)),
    );
    feeds.extend(themes.into_iter().map(|(theme, datasets)| {
        let folder = format!("themes/{}/", theme.code().to_lowercase());
        Feed::new(portal, folder, portal.theme_label(theme), datasets)
    }));
    feeds
}

/// A feed, in no syntax yet.
struct Feed<'a> {
    portal: &'a PortalDescription,
    /// The folder of its page, with a slash at the end or empty.
    folder: String,
    title: String,
    /// The newest first.
    entries: Vec<Entry<'a>>,
}

/// A change of a dataset.
struct Entry<'a> {
    dataset: &'a Dataset,
    day: Date,
    /// Whether the dataset was new then.
    is_new: bool,
}

impl<'a> Feed<'a> {
    fn new(portal: &'a PortalDescription, folder: String, name: &str, datasets: Vec<&'a Dataset>) -> Self {
        let mut entries: Vec<Entry<'_>> = datasets.into_iter().flat_map(changes).collect();
        entries.sort_by(|a, b| b.day.cmp(&a.day).then(a.dataset.slug.cmp(&b.dataset.slug)));
        entries.truncate(ENTRIES);
        let title = if folder.is_empty() { name.to_owned() } else { format!("{name} – {}", portal.title) };
        Feed { portal, folder, title, entries }
    }

    /// It in each of its syntaxes.
    fn files(&self) -> [(SitePath, Vec<u8>); 2] {
        let [(xml, _), (json, _)] = FEED_FILES;
        [(xml, atom::write(self)), (json, json::write(self))]
            .map(|(name, bytes)| (SitePath::known(format!("{}{name}", self.folder)), bytes))
    }

    /// The full address of its page.
    fn page(&self) -> String {
        self.portal.url(&self.folder)
    }

    /// The full address of one of its files.
    fn url(&self, file: &str) -> String {
        self.portal.url(&format!("{}{file}", self.folder))
    }

    /// When it last changed. A feed must say so; one without entries never did.
    fn updated(&self) -> String {
        self.entries.first().map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), Entry::moment)
    }
}

/// The changes of a dataset that are known.
fn changes(dataset: &Dataset) -> impl Iterator<Item = Entry<'_>> {
    let metadata = &dataset.metadata;
    let new = Entry { dataset, day: metadata.issued, is_new: true };
    let changed = Entry { dataset, day: metadata.modified, is_new: false };
    std::iter::once(new).chain((metadata.modified > metadata.issued).then_some(changed))
}

impl Entry<'_> {
    /// A `tag:` of RFC 4151, which stays when the data changes again.
    fn id(&self, portal: &PortalDescription) -> String {
        let address = portal.base_url.split_once("://").map_or(portal.base_url.as_str(), |(_, rest)| rest);
        let host = address.split(['/', ':']).next().unwrap_or_default();
        let what = if self.is_new { "new".to_owned() } else { self.day.to_string() };
        format!("tag:{host},{}:{}/{what}", self.dataset.metadata.issued, self.dataset.slug)
    }

    fn title(&self) -> String {
        let title = &self.dataset.metadata.title;
        if self.is_new { format!("New dataset: {title}") } else { format!("New data: {title}") }
    }

    fn url(&self, portal: &PortalDescription) -> String {
        portal.url(&format!("datasets/{}/", self.dataset.slug))
    }

    /// The day as a moment, which both syntaxes ask for.
    fn moment(&self) -> String {
        format!("{}T00:00:00Z", self.day)
    }
}
