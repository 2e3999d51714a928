//! Text files rewritten without any change to what they say: in UTF-8, or with one kind of line break.

use std::io::{self, Read, Write};

use super::csv::unify_line_breaks as unify;
use super::{Charset, text};
use crate::model::Dialect;

/// In which encoding other than UTF-8 a file is written, as its byte order mark says or else as declared.
///
/// # Errors
/// When the file cannot be read.
pub fn foreign_charset(file: impl Read, declared: Option<&str>) -> io::Result<Option<Charset>> {
    let mut head = Vec::new();
    file.take(text::MARK as u64).read_to_end(&mut head)?;
    let marked = Charset::of_mark(&head).map(|(charset, _)| charset);
    let charset = marked.or(declared.and_then(Charset::of_label));
    Ok(charset.filter(|charset| *charset != Charset::UTF_8))
}

/// Copies a file of a known encoding as UTF-8, without a byte order mark. `false` if a part of it is no text in that encoding:
/// then what was written is of no use.
///
/// # Errors
/// When either file fails.
pub fn copy_as_utf8(mut file: impl Read + Send + 'static, charset: Charset, mut copy: impl Write) -> io::Result<bool> {
    let mut head = Vec::new();
    (&mut file).take(text::MARK as u64).read_to_end(&mut head)?;
    if let Some((_, mark)) = Charset::of_mark(&head) {
        head.drain(..mark);
    }
    let is_whole = charset.copy(io::Cursor::new(head).chain(file), &mut copy)?;
    copy.flush()?;
    Ok(is_whole)
}

/// Copies delimited text in UTF-8 so that all its records end alike; line breaks inside quotation marks stay. `false` if the
/// file is not UTF-8, or has a record that is too long: then what was written is of no use.
///
/// # Errors
/// When either file fails.
pub fn unify_line_breaks(
    file: impl Read,
    dialect: &Dialect,
    line_break: &str,
    mut copy: impl Write,
) -> io::Result<bool> {
    let is_whole = unify(file, dialect, line_break.as_bytes(), &mut copy)?;
    copy.flush()?;
    Ok(is_whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transcoded(bytes: &[u8], declared: Option<&str>) -> Option<String> {
        let charset = foreign_charset(bytes, declared).unwrap()?;
        let mut copy = Vec::new();
        let is_whole = copy_as_utf8(io::Cursor::new(bytes.to_vec()), charset, &mut copy).unwrap();
        is_whole.then(|| String::from_utf8(copy).unwrap())
    }

    #[test]
    fn text_becomes_utf_8_whole_or_not_at_all() {
        assert_eq!(transcoded(b"caf\xe9,\x80", Some("windows-1252")).as_deref(), Some("café,€"));
        assert_eq!(transcoded(b"\xff\xfea\0\xe9\0", None).as_deref(), Some("aé"));
        assert_eq!(transcoded(b"\xff\xfea\0\xe9", None), None, "cut off");
        assert_eq!(transcoded(b"caf\x82", Some("cp850")).as_deref(), Some("café"));
        assert_eq!(transcoded(b"a\xff\xff", Some("big5")), None);
        assert_eq!(transcoded("é".as_bytes(), Some("utf-8")), None, "it is UTF-8 already");
        assert_eq!(transcoded(b"\xef\xbb\xbfa", Some("big5")), None, "its mark says that it is UTF-8");
        let long = "中文,".repeat(100_000);
        let bytes = Charset::of_label("big5").unwrap().encode(&long).unwrap();
        assert_eq!(transcoded(&bytes, Some("big5")), Some(long));
    }

    fn unified(text: &[u8], line_break: &str) -> Option<Vec<u8>> {
        let mut copy = Vec::new();
        unify_line_breaks(text, &Dialect::default(), line_break, &mut copy).unwrap().then_some(copy)
    }

    #[test]
    fn records_end_alike_and_quoted_breaks_stay() {
        assert_eq!(unified(b"a\r\nb\nc\r\"d\r\ne\n\"\nf", "\r\n").unwrap(), b"a\r\nb\r\nc\r\n\"d\r\ne\n\"\r\nf");
        assert_eq!(unified(b"a\r\n\r\nb\n", "\n").unwrap(), b"a\n\nb\n");
        assert_eq!(unified(b"", "\n").unwrap(), b"");
        let long = "x,\"y\r\"\r\n".repeat(1_000_000);
        assert_eq!(unified(long.as_bytes(), "\n").unwrap(), "x,\"y\r\"\n".repeat(1_000_000).as_bytes());
    }

    #[test]
    fn what_is_not_plain_utf_8_is_left_alone() {
        assert_eq!(unified(b"a\0\r\0\n\0", "\n"), None);
        assert_eq!(unified(b"caf\xe9\r\n", "\n"), None);
    }
}
