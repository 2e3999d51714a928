//! Text in any encoding as UTF-8.
//!
//! Nothing is guessed: a byte order mark says which Unicode form it is, else the declared encoding holds, else the file is UTF-8.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use super::Charset;
use super::detect::Census;

/// Enough of a file to see a byte order mark.
pub(super) const MARK: usize = 3;

/// A file's text.
pub(super) struct Text {
    /// UTF-8, without a byte order mark.
    pub(super) reader: Box<dyn Read + Send>,
    /// Whether it was decoded, so that U+FFFD stands where that was not possible.
    pub(super) is_decoded: bool,
    /// What its bytes say about its encoding, where it is read as UTF-8 and somebody asked.
    pub(super) census: Option<Arc<Mutex<Census>>>,
}

/// A file's text as UTF-8. Bytes that the declared encoding cannot have become U+FFFD; bytes of a
/// file that should be UTF-8 and is not are passed on as they are, so that each can be named.
pub(super) fn utf8(mut file: impl Read + Send + 'static, declared: Option<&str>) -> io::Result<Text> {
    let mut head = Vec::new();
    (&mut file).take(MARK as u64).read_to_end(&mut head)?;
    let declared = declared.and_then(Charset::of_label).unwrap_or(Charset::UTF_8);
    let (charset, mark) = Charset::of_mark(&head).unwrap_or((declared, 0));
    head.drain(..mark);
    let whole = io::Cursor::new(head).chain(file);
    let is_decoded = charset != Charset::UTF_8;
    let reader = if is_decoded { charset.reader(whole) } else { Box::new(whole) };
    Ok(Text { reader, is_decoded, census: None })
}

/// The same, with an eye on bytes that are not UTF-8 where they should be.
pub(super) fn watched(file: impl Read + Send + 'static, declared: Option<&str>) -> io::Result<Text> {
    let mut text = utf8(file, declared)?;
    if !text.is_decoded {
        let census = Arc::new(Mutex::new(Census::default()));
        text.reader = Box::new(Watch { source: text.reader, census: Arc::clone(&census) });
        text.census = Some(census);
    }
    Ok(text)
}

/// Shows a census all bytes that are read.
struct Watch {
    source: Box<dyn Read + Send>,
    census: Arc<Mutex<Census>>,
}

impl Read for Watch {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.census.lock().unwrap_or_else(PoisonError::into_inner).push(&buffer[..count]);
        Ok(count)
    }
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
