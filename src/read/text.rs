//! Text in any encoding as UTF-8.
//!
//! Nothing is guessed: a byte order mark says which Unicode form it is, else the declared encoding holds, else the file is UTF-8.

use std::io::{self, Read};

use encoding_rs::{Encoding, UTF_8};
use encoding_rs_io::DecodeReaderBytesBuilder;

/// Enough of a file to see a byte order mark.
const MARK: usize = 3;

/// A file's text.
pub(super) struct Text {
    /// UTF-8, without a byte order mark.
    pub(super) reader: Box<dyn Read + Send>,
    /// Whether it was decoded, so that U+FFFD stands where that was not possible.
    pub(super) is_decoded: bool,
}

/// A file's text as UTF-8. Bytes that the declared encoding cannot have become U+FFFD; bytes of a
/// file that should be UTF-8 and is not are passed on as they are, so that each can be named.
pub(super) fn utf8(mut file: impl Read + Send + 'static, declared: Option<&str>) -> io::Result<Text> {
    let mut head = Vec::new();
    (&mut file).take(MARK as u64).read_to_end(&mut head)?;
    let marked = Encoding::for_bom(&head);
    let declared = declared.and_then(|label| Encoding::for_label(label.as_bytes()));
    let (encoding, mark) = match marked {
        Some((encoding, mark)) => (encoding, mark),
        None => (declared.unwrap_or(UTF_8), 0),
    };
    head.drain(..mark);
    let whole = io::Cursor::new(head).chain(file);
    if encoding == UTF_8 {
        return Ok(Text { reader: Box::new(whole), is_decoded: false });
    }
    let reader = DecodeReaderBytesBuilder::new().encoding(Some(encoding)).bom_sniffing(false).build(whole);
    Ok(Text { reader: Box::new(reader), is_decoded: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &'static [u8], declared: Option<&str>) -> Vec<u8> {
        let mut text = Vec::new();
        utf8(bytes, declared).unwrap().reader.read_to_end(&mut text).unwrap();
        text
    }

    #[test]
    fn marks_win_over_declarations() {
        assert_eq!(read(b"\xef\xbb\xbfa,\xc3\xa9", Some("windows-1252")), "a,é".as_bytes());
        assert_eq!(read(b"\xff\xfea\0,\0\xe9\0", None), "a,é".as_bytes());
        assert_eq!(read(b"\xfe\xff\0a\0\xe9", None), "aé".as_bytes());
    }

    #[test]
    fn declared_encodings_are_decoded() {
        assert_eq!(read(b"caf\xe9 \x80", Some("windows-1252")), "café €".as_bytes());
        assert_eq!(read(b"\xa4\xa4\xa4\xe5", Some("big5")), "中文".as_bytes());
        assert_eq!(read(b"", Some("big5")), b"");
    }

    #[test]
    fn undeclared_bytes_pass_as_they_are() {
        assert_eq!(read(b"caf\xe9", None), b"caf\xe9");
    }
}
