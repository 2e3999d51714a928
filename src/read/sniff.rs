//! What a file is, told from its first bytes, whatever its name says.

use crate::model::SourceFormat;

/// How many bytes are looked at.
pub(super) const HEAD: usize = 512;

/// What the first bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// A pointer of Git LFS.
    LfsPointer,
    /// gzip.
    Gzip,
    /// A zip archive, and so perhaps a workbook.
    Zip,
    /// An OLE container: an old workbook, or one with a password.
    Ole,
    /// A Parquet file.
    Parquet,
    /// An SQLite database, and so perhaps a GeoPackage.
    Sqlite,
    /// The `.shp` file of a shapefile, or its index.
    Shapefile,
    /// Something that is no table that could be meant; in words.
    Foreign(&'static str),
    /// Text, as far as can be told.
    Other,
}

impl Content {
    pub(super) fn of(head: &[u8]) -> Self {
        const MAGIC: &[(&[u8], Content)] = &[
            (b"version https://git-lfs", Content::LfsPointer),
            (b"\x1f\x8b", Content::Gzip),
            (b"PK\x03\x04", Content::Zip),
            (b"PK\x05\x06", Content::Zip),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Content::Ole),
            (b"PAR1", Content::Parquet),
            (b"PARE", Content::Parquet),
            (b"\0\0\x27\x0a\0\0\0\0", Content::Shapefile),
            (b"%PDF-", Content::Foreign("a PDF document")),
            (b"SQLite format 3\0", Content::Sqlite),
            (b"BZh", Content::Foreign("a bzip2 archive")),
            (b"\xfd7zXZ\0", Content::Foreign("an xz archive")),
            (b"7z\xbc\xaf\x27\x1c", Content::Foreign("a 7z archive")),
            (b"Rar!\x1a\x07", Content::Foreign("a RAR archive")),
        ];
        if let Some((_, content)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
            return *content;
        }
        let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        let starts =
            |word: &str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()));
        if starts("<!doctype html") || starts("<html") {
            return Content::Foreign("an HTML page");
        }
        let is_element = matches!(text, [b'<', b'a'..=b'z' | b'A'..=b'Z' | b'?', ..]) && text.contains(&b'>');
        if is_element {
            let is_kml = memchr::memmem::find(text, b"<kml").is_some();
            return Content::Foreign(if is_kml { "a KML file" } else { "an XML document" });
        }
        Content::Other
    }

    /// The content in words.
    pub(super) fn said(self) -> &'static str {
        match self {
            Content::LfsPointer => "a pointer of Git LFS",
            Content::Gzip => "compressed by gzip",
            Content::Zip => "a zip archive or a workbook",
            Content::Ole => "an old Office document",
            Content::Parquet => "a Parquet file",
            Content::Sqlite => "an SQLite database or GeoPackage",
            Content::Shapefile => "a part of a shapefile",
            Content::Foreign(said) => said,
            Content::Other => "text, or something unknown",
        }
    }

    /// Whether a format can look like this; else what was expected.
    pub(super) fn suits(self, format: SourceFormat) -> Result<(), &'static str> {
        let is_workbook = matches!(self, Content::Zip | Content::Ole);
        match (format, self) {
            (SourceFormat::Spreadsheet, _) if is_workbook => Ok(()),
            (SourceFormat::Spreadsheet, _) => Err("a workbook"),
            (SourceFormat::Parquet, Content::Parquet) => Ok(()),
            (SourceFormat::Parquet, _) => Err("a Parquet file"),
            (SourceFormat::GeoPackage, Content::Sqlite) => Ok(()),
            (SourceFormat::GeoPackage, _) => Err("a GeoPackage"),
            (_, Content::Other) => Ok(()),
            _ => Err("text"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_told_from_the_first_bytes() {
        for (head, content) in [
            (&b"id,name\n"[..], Content::Other),
            (b"", Content::Other),
            (b"PK", Content::Other),
            (b"PK\x03\x04\x14", Content::Zip),
            (b"\x1f\x8b\x08", Content::Gzip),
            (b"PAR1\x15", Content::Parquet),
            (b"SQLite format 3\0\x10", Content::Sqlite),
            (b"version https://git-lfs.github.com/spec/v1\n", Content::LfsPointer),
            (b"\xef\xbb\xbf \n<!DOCTYPE HTML>", Content::Foreign("an HTML page")),
            (b"<?xml version=\"1.0\"?>\r\n<metadata>", Content::Foreign("an XML document")),
            (b"<?xml version=\"1.0\"?>\n<kml xmlns=\"x\">", Content::Foreign("a KML file")),
        ] {
            assert_eq!(Content::of(head), content, "{head:?}");
        }
        assert_eq!(Content::Zip.suits(SourceFormat::Csv), Err("text"));
        assert_eq!(Content::Zip.suits(SourceFormat::Spreadsheet), Ok(()));
        assert_eq!(Content::Parquet.suits(SourceFormat::Parquet), Ok(()));
        assert_eq!(Content::Parquet.suits(SourceFormat::Csv), Err("text"));
        assert_eq!(Content::Other.suits(SourceFormat::Spreadsheet), Err("a workbook"));
    }
}
