//! By what an examination is found again: a digest of everything that it is made from.
//!
//! Nothing is listed twice. Scanning is given [`Terms`], a draft and files, and here the whole of each goes into the digest, by
//! its `Debug` text; what is taken apart is taken apart without `..`, so that the compiler asks about whatever is added.

use std::fmt::Debug;
use std::io::{self, Write};

use super::references::Referred;
use super::sources::Sources;
use super::tables::Terms;
use crate::files::{Digest, HashingWriter};
use crate::metadata::{AttachmentDraft, DataFile, Draft, ResourceDraft};
use crate::model::{PortalDescription, Slug};
use crate::render;

/// Gathers the digest.
struct Key(HashingWriter<io::Sink>);

/// The key of an examination; `None` if one of its files cannot be read, so that what comes of it is not known either.
/// `sources` are the files of each table, and `documents` the digests of the documents.
pub(super) fn of<'a>(
    program: Digest,
    terms: &Terms,
    draft: &Draft,
    sources: &[Sources],
    documents: &[Digest],
    referred: impl Iterator<Item = (&'a Referred<'a>, &'a Sources)>,
) -> Option<Digest> {
    // The folder is known by its files; `file` is made of the document, by this program.
    let Draft { slug, directory: _, document, metadata, file: _, resources, attachments } = draft;
    let mut key = Key(HashingWriter::new(io::sink()));
    key.add("program", &program);
    key.add("terms", terms);
    key.add("slug", slug);
    key.add("document", &document.source());
    key.add("metadata", metadata);
    for (resource, sources) in resources.iter().zip(sources) {
        key.table(resource, sources)?;
    }
    for (attachment, digest) in attachments.iter().zip(documents) {
        key.attachment(attachment, *digest);
    }
    for (Referred { dataset, resource }, sources) in referred {
        key.add("refers to", &dataset.draft().slug);
        key.table(resource, sources)?;
    }
    Some(key.0.finish().1)
}

/// The identity of a site: a digest of everything that it is made from. `datasets` are the keys of the datasets in it.
pub(super) fn of_site(program: Digest, portal: &PortalDescription, datasets: &[(Slug, Digest)]) -> Digest {
    let mut key = Key(HashingWriter::new(io::sink()));
    key.add("program", &program);
    key.add("material", &render::material());
    key.add("portal", portal);
    key.add("datasets", &datasets);
    key.0.finish().1
}

impl Key {
    fn add(&mut self, what: &str, value: &dyn Debug) {
        // Debug text of strings is quoted and escaped, so no value can run on into the next.
        writeln!(self.0, "{what} {value:?}").expect("a digest takes everything");
    }

    fn table(&mut self, resource: &ResourceDraft, sources: &Sources) -> Option<()> {
        // Where the portal lies says nothing about its files, so that what was kept can be taken along.
        let endings = |beside: &[(&'static str, _)]| beside.iter().map(|(ending, _)| *ending).collect::<Vec<_>>();
        let ResourceDraft {
            pointer,
            name,
            title,
            description,
            path: _,
            beside,
            shown,
            more,
            external,
            part,
            format,
            layout,
            extent,
            json,
            schema,
            declared_at,
        } = resource;
        self.add("table", &(pointer, name, title, description, endings(beside), shown));
        for DataFile { path: _, beside, shown } in more {
            self.add("more", &(endings(beside), shown));
        }
        self.add("reading", &(external, part, format, layout, extent, json, schema, declared_at));
        self.add("files", &sources.contents()?);
        Some(())
    }

    fn attachment(&mut self, attachment: &AttachmentDraft, digest: Digest) {
        let AttachmentDraft { pointer, name, title, description, language, kind, path: _, shown } = attachment;
        self.add("attachment", &(pointer, name, title, description, language, kind, shown, digest));
    }
}
