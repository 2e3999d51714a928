//! Documents: declared, looked into, published as they are.

use std::io::Write;

use serde_json::Value;

use crate::support::{PortalTest, files_below, files_with, zipped};

const TOML: &str = "datasets/trees/dataset.toml";
const PDF: &str = "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n";

/// The base with one document.
fn with(file: &str, content: impl AsRef<[u8]>) -> PortalTest {
    let portal = PortalTest::base();
    let declared = format!("{}\n[[documents]]\npath = \"{file}\"\ntitle = \"Codebook <1>\"\n", portal.read(TOML));
    portal.file(TOML, declared).file(&format!("datasets/trees/{file}"), content)
}

#[test]
fn a_document_is_published_as_it_is_and_described_everywhere() {
    let portal = with("Code book (2).pdf", PDF);
    let more = "description = \"What each code means.\"\nlanguage = \"es\"\n";
    let portal = portal.with(TOML, "title = \"Codebook <1>\"\n", &format!("title = \"Codebook <1>\"\n{more}"));
    assert_eq!(portal.run("check --format json").exits(0).codes(), [""; 0]);
    portal.run("build").exits(0);
    let latest = "data/trees/documents/latest/code-book-2.pdf";
    assert_eq!(portal.read(&format!("_site/{latest}")), PDF);
    let files = files_below(&portal.path("_site/data/trees/documents/v"));
    assert_eq!(files.len(), 1, "{files:?}");

    let page = portal.read("_site/datasets/trees/index.html");
    assert!(page.contains(&format!("href=\"../../data/trees/documents/v/{}\" hreflang=\"es\"", files[0])), "{page}");
    assert!(page.contains("Codebook &lt;1") && page.contains("What each code means."), "{page}");
    let json = |path: &str| -> Value { serde_json::from_str(&portal.read(path)).unwrap() };
    let package = json("_site/data/trees/datapackage.json");
    assert_eq!(package["resources"][1]["path"], "documents/latest/code-book-2.pdf");
    assert_eq!(package["resources"][1]["mediatype"], "application/pdf");
    let dcat = json("_site/data/trees/dcat.jsonld");
    let read = &dcat["@graph"][0]["references"][0];
    assert!(read["@id"].as_str().unwrap().ends_with(latest), "{read}");
    assert_eq!(read["title"]["@language"], "es");
    let found = json("_site/search/documents.json")["documents"][0]["keywords"].clone();
    assert!(found.as_array().unwrap().contains(&"Codebook <1>".into()), "{found}");
    let (_, after) = page.split_once("\"hasPart\":[").unwrap();
    assert!(after.contains("code-book-2.pdf\"") && after.contains("\"inLanguage\":\"es\""), "{after}");
    let comment = portal.run("check --format markdown").exits(0).stdout;
    assert!(comment.contains("document: Codebook") && comment.contains(", and 1 document |"), "{comment}");
    let references = json("_site/data.json")["dataset"][0]["references"].clone();
    assert!(references[0].as_str().unwrap().ends_with(latest), "{references}");
}

#[test]
fn documents_of_a_dataset_that_is_not_public_stay_in() {
    for level in ["level = \"protected\"", ""] {
        let portal = with("codebook.pdf", PDF).with(TOML, "level = \"public\"", level);
        let portal = if level.is_empty() { portal.with(TOML, "[classification]\n", "") } else { portal };
        portal.run("build");
        assert_eq!(files_with(&portal.path("_site"), "%PDF"), [""; 0], "{level}");
        assert_eq!(files_with(&portal.path("_site"), "Codebook"), [""; 0], "{level}");
    }
    // A protected one is not opened either: it would be found to be no PDF.
    let portal = with("codebook.pdf", "no PDF").with(TOML, "level = \"public\"", "level = \"protected\"");
    let codes = portal.run("check --format json").codes();
    assert!(codes.iter().all(|code| code == "policy/data-under-protected"), "{codes:?}");
}

#[test]
fn a_dataset_whose_document_is_not_fit_is_held_back() {
    let portal = with("codebook.pdf", "<html>");
    portal.run("build").exits(1);
    assert!(!portal.has("_site/data/trees"));
}

#[test]
fn what_a_document_holds_besides_the_page_is_named() {
    let word = ("word/document.xml", "<w:document><w:p/></w:document>");
    let open = ("mimetype", "application/vnd.oasis.opendocument.text");
    let pdf = |body: &str| format!("%PDF-1.4\n{body}\n%%EOF").into_bytes();
    let cases: Vec<(&str, Vec<u8>, &[&str])> = vec![
        ("a.pdf", pdf("1 0 obj << /Title (Author \\(all\\)) /Producer (x) >> endobj"), &[]),
        ("a.pdf", pdf("1 0 obj << /Auth#6fr <FEFF0041> >> endobj"), &["attachment/private-metadata"]),
        ("a.pdf", pdf("<< /S /J#61vaScript >>"), &["attachment/active-content"]),
        ("a.pdf", pdf("<< /Type /EmbeddedFile >>"), &["attachment/active-content"]),
        (
            "a.pdf",
            pdf(
                "<< /Type /Metadata >> stream\n<x:m><dc:creator><rdf:Seq><rdf:li>Ann</rdf:li></rdf:Seq></dc:creator></x:m>\nendstream",
            ),
            &["attachment/private-metadata"],
        ),
        ("a.pdf", packed("7 0 << /Author (Ann) >>"), &["attachment/private-metadata"]),
        ("a.pdf", packed("7 0 << /S /Launch >>"), &["attachment/active-content"]),
        ("a.pdf", pdf("<< >> stream\n/JavaScript /Encrypt\nendstream"), &[]),
        ("a.pdf", b"%PDF-1.4\n1 0 obj".to_vec(), &["attachment/content-mismatch"]),
        ("a.docx", zipped(&[word]), &[]),
        ("a.docx", zipped(&[word, ("word/vbaProject.bin", "x")]), &["attachment/active-content"]),
        ("a.docx", zipped(&[word, ("word/comments.xml", "<w:comment w:id=\"0\">")]), &["attachment/review-marks"]),
        (
            "a.docx",
            zipped(&[word, ("docProps/core.xml", "<p><dc:creator>Ann</dc:creator></p>")]),
            &["attachment/private-metadata"],
        ),
        ("a.docx", zipped(&[("xl/workbook.xml", "<workbook/>")]), &["attachment/content-mismatch"]),
        ("a.docx", b"PK\x03\x04".to_vec(), &["attachment/content-mismatch"]),
        ("a.odt", zipped(&[open, ("content.xml", "<text:p/>")]), &[]),
        ("a.odt", zipped(&[open, ("content.xml", "<office:annotation>")]), &["attachment/review-marks"]),
        (
            "a.odt",
            zipped(&[open, ("META-INF/manifest.xml", "<manifest:encryption-data/>")]),
            &["attachment/password-protected"],
        ),
        (
            "a.odt",
            zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet")]),
            &["attachment/content-mismatch"],
        ),
        ("a.txt", "Größe\r\n".into(), &[]),
        ("a.txt", b"Gr\xf6\xdfe".to_vec(), &["attachment/content-mismatch"]),
        ("a.md", "version https://git-lfs.github.com/spec/v1\n".into(), &["attachment/content-mismatch"]),
        ("a.md", b"a\0b".to_vec(), &["attachment/content-mismatch"]),
        ("a.png", picture(""), &[]),
        ("a.png", picture("Author\0Ann"), &["attachment/private-metadata"]),
        ("a.png", picture("Author\0Ann")[..40].to_vec(), &["attachment/content-mismatch"]),
        ("a.jpg", photo(0x8825), &["attachment/private-metadata"]),
        ("a.jpg", photo(0x0100), &[]),
        ("a.jpg", b"\xff\xd8\xff".to_vec(), &["attachment/content-mismatch"]),
    ];
    for (file, content, expected) in cases {
        let ran = with(file, &content).run("check --format json --values show");
        assert_eq!(ran.codes(), expected, "{file} {:?}", String::from_utf8_lossy(&content));
    }
}

/// A PDF whose objects are packed, as most programs write them.
fn packed(objects: &str) -> Vec<u8> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(objects.as_bytes()).unwrap();
    let stream = packer.finish().unwrap();
    let start = b"%PDF-1.5\n1 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\r\n";
    [&start[..], &stream, b"\nendstream\nendobj\n%%EOF\n"].concat()
}

/// A PNG with a text beside its pixels; its checksums are not looked at.
fn picture(text: &str) -> Vec<u8> {
    let chunk = |name: &str, data: &[u8]| {
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        [&length[..], name.as_bytes(), data, &[0; 4]].concat()
    };
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk("IHDR", &[0; 13]), chunk("tEXt", text.as_bytes()), chunk("IEND", b"")]
        .concat()
}

/// A JPEG with one entry of Exif data.
fn photo(tag: u16) -> Vec<u8> {
    let entry = [&tag.to_le_bytes()[..], &[4, 0, 1, 0, 0, 0, 26, 0, 0, 0]].concat();
    let exif = [b"Exif\0\0II\x2a\0\x08\0\0\0\x01\0".to_vec(), entry].concat();
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [b"\xff\xd8\xff\xe1", &length[..], &exif, b"\xff\xda\0\x02\xff\xd9"].concat()
}

#[test]
fn a_name_is_a_value_and_is_not_printed_in_ci() {
    let portal = with("codebook.pdf", PDF.replace("/Root", "/Author (Ann Other) /Root"));
    assert!(!portal.run("check --format github").exits(0).all().contains("Ann"));
    assert!(portal.run("check --values show").exits(0).all().contains("Ann Other"));
}

#[test]
fn declarations_that_cannot_work_are_named() {
    for (file, sentence) in [("../portal.toml", "inside the dataset's own folder"), ("macro.exe", "not of a kind")] {
        let portal = with("codebook.pdf", PDF).with(TOML, "path = \"codebook.pdf\"", &format!("path = \"{file}\""));
        let ran = portal.run("check --format json").exits(1);
        assert_eq!(ran.codes(), ["metadata/invalid-document"]);
        assert!(ran.stdout.contains(sentence), "{}", ran.stdout);
    }
    let portal = with("codebook.pdf", PDF);
    let twice = format!("{}\n[[documents]]\npath = \"Codebook.pdf\"\ntitle = \"Twice\"\n", portal.read(TOML));
    let ran = portal.file(TOML, twice).file("datasets/trees/Codebook.pdf", PDF).run("check --format json").exits(1);
    assert!(ran.stdout.contains("Two documents would be published as `codebook.pdf`."), "{}", ran.stdout);
}

#[cfg(unix)]
#[test]
fn links_out_pipes_folders_and_giants_are_not_read() {
    let portal = with("codebook.pdf", PDF);
    let file = portal.path("datasets/trees/codebook.pdf");
    let again = |portal: &PortalTest| {
        let ran = portal.run("check --format json").exits(1);
        ran.codes()
    };
    let giant = std::fs::OpenOptions::new().write(true).open(&file).unwrap();
    giant.set_len((25 << 20) + 1).unwrap();
    assert_eq!(again(&portal), ["attachment/unreadable"]);
    std::fs::remove_file(&file).unwrap();
    assert_eq!(again(&portal), ["attachment/unreadable"]);
    assert!(std::process::Command::new("mkfifo").arg(&file).status().unwrap().success());
    assert_eq!(again(&portal), ["attachment/unreadable"]);
    std::fs::remove_file(&file).unwrap();
    std::os::unix::fs::symlink(portal.path("portal.toml"), &file).unwrap();
    assert_eq!(again(&portal), ["metadata/invalid-document"]);
}
