//! Character encodings: those of the web, and the two of DOS that its standard leaves out.

use std::io::{self, Read, Write};

use encoding_rs::{DecoderResult, Encoding};
use encoding_rs_io::DecodeReaderBytesBuilder;

/// How much is read at once.
const CHUNK: usize = 16 << 10;

/// A character encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charset(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// One of the WHATWG standard.
    Web(&'static Encoding),
    /// One of DOS: the characters of the bytes from 128 on.
    Dos(&'static str),
}

/// Names that people and programs use and the WHATWG standard does not know, with one that it does.
const ALIASES: &[(&str, &str)] = &[
    ("cp932", "shift_jis"),
    ("cp936", "gbk"),
    ("cp949", "euc-kr"),
    ("cp950", "big5"),
    ("mac", "macintosh"),
    ("macroman", "macintosh"),
    ("uhc", "euc-kr"),
    ("utf8sig", "utf-8"),
    ("sjis", "shift_jis"),
    ("eucjp", "euc-jp"),
    ("euckr", "euc-kr"),
    ("latin9", "iso-8859-15"),
];

const CP437: &str = "\
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ\
    áíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
    └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
    αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

const CP850: &str = "\
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒ\
    áíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
    └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀\
    ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

impl Charset {
    /// UTF-8.
    pub const UTF_8: Charset = Charset(Kind::Web(encoding_rs::UTF_8));

    /// The encoding of a name: one of the WHATWG standard, `cp850`, `cp437`, or a name that Python and Windows use.
    pub fn of_label(label: &str) -> Option<Self> {
        let label = label.trim().to_lowercase();
        if let Some(encoding) = Encoding::for_label_no_replacement(label.as_bytes()) {
            return Some(Charset(Kind::Web(encoding)));
        }
        let plain: String = label.chars().filter(char::is_ascii_alphanumeric).collect();
        match plain.trim_start_matches("ibm").trim_start_matches("cp") {
            "437" => return Some(Charset(Kind::Dos(CP437))),
            "850" => return Some(Charset(Kind::Dos(CP850))),
            _ => {}
        }
        let known = ALIASES.iter().find(|(alias, _)| *alias == plain).map_or(&*plain, |(_, name)| name);
        // `latin_1` is `latin1`, `windows_1252` is `windows-1252`.
        [known.to_owned(), label.replace('_', "-")]
            .iter()
            .find_map(|name| Encoding::for_label_no_replacement(name.as_bytes()))
            .map(|encoding| Charset(Kind::Web(encoding)))
    }

    /// Its name in the WHATWG standard, where it is there.
    pub fn name(self) -> Option<&'static str> {
        match self.0 {
            Kind::Web(encoding) => Some(encoding.name()),
            Kind::Dos(_) => None,
        }
    }

    /// The encoding that a byte order mark stands for, and how long the mark is.
    pub fn of_mark(head: &[u8]) -> Option<(Self, usize)> {
        Encoding::for_bom(head).map(|(encoding, length)| (Charset(Kind::Web(encoding)), length))
    }

    /// The text of some bytes; none if they are not all of this encoding.
    pub(super) fn decode(self, bytes: &[u8]) -> Option<String> {
        match self.0 {
            Kind::Dos(high) => Some(bytes.iter().map(|byte| character(high, *byte)).collect()),
            Kind::Web(encoding) => {
                let mut decoder = encoding.new_decoder_without_bom_handling();
                let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len())?;
                let mut text = String::with_capacity(room);
                let (result, _) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
                matches!(result, DecoderResult::InputEmpty).then_some(text)
            }
        }
    }

    /// Text in this encoding; none if it has not all the characters, or cannot be written at all, as UTF-16.
    pub fn encode(self, text: &str) -> Option<Vec<u8>> {
        match self.0 {
            Kind::Dos(high) => {
                let byte = |c: char| match u8::try_from(c) {
                    Ok(byte) if byte < 128 => Some(byte),
                    _ => high.chars().position(|known| known == c).map(|at| at as u8 + 128),
                };
                text.chars().map(byte).collect()
            }
            Kind::Web(encoding) => {
                let (bytes, used, has_failed) = encoding.encode(text);
                (used == encoding && !has_failed).then(|| bytes.into_owned())
            }
        }
    }

    /// Copies bytes in this encoding as UTF-8; `false` as soon as some are no text in it.
    pub(super) fn copy(self, mut bytes: impl Read + Send + 'static, copy: &mut impl Write) -> io::Result<bool> {
        let Kind::Web(encoding) = self.0 else {
            // Every byte is a character of DOS.
            return io::copy(&mut self.reader(bytes), copy).map(|_| true);
        };
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let (mut chunk, mut text) = (vec![0; CHUNK], String::new());
        loop {
            let count = bytes.read(&mut chunk)?;
            text.clear();
            text.reserve(decoder.max_utf8_buffer_length_without_replacement(count).unwrap_or(4 * CHUNK));
            let (result, _) = decoder.decode_to_string_without_replacement(&chunk[..count], &mut text, count == 0);
            if result != DecoderResult::InputEmpty {
                return Ok(false);
            }
            copy.write_all(text.as_bytes())?;
            if count == 0 {
                return Ok(true);
            }
        }
    }

    /// Bytes in this encoding as UTF-8. What is not text in it becomes U+FFFD.
    pub(super) fn reader(self, bytes: impl Read + Send + 'static) -> Box<dyn Read + Send> {
        match self.0 {
            Kind::Web(encoding) => {
                Box::new(DecodeReaderBytesBuilder::new().encoding(Some(encoding)).bom_sniffing(false).build(bytes))
            }
            Kind::Dos(high) => {
                Box::new(DosReader { bytes, characters: high.chars().collect(), ready: Vec::new(), taken: 0 })
            }
        }
    }
}

fn character(high: &str, byte: u8) -> char {
    match byte.checked_sub(128) {
        None => char::from(byte),
        Some(at) => high.chars().nth(usize::from(at)).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

/// Text of DOS as UTF-8.
struct DosReader<R> {
    bytes: R,
    characters: Vec<char>,
    /// UTF-8 that was not asked for yet, from `taken` on.
    ready: Vec<u8>,
    taken: usize,
}

impl<R: Read> Read for DosReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.ready.len() {
            let mut chunk = [0; CHUNK];
            let read = self.bytes.read(&mut chunk)?;
            self.taken = 0;
            self.ready.clear();
            for byte in &chunk[..read] {
                match byte.checked_sub(128) {
                    None => self.ready.push(*byte),
                    Some(at) => {
                        let mut utf8 = [0; 4];
                        let text = self.characters[usize::from(at)].encode_utf8(&mut utf8);
                        self.ready.extend_from_slice(text.as_bytes());
                    }
                }
            }
        }
        let count = buffer.len().min(self.ready.len() - self.taken);
        buffer[..count].copy_from_slice(&self.ready[self.taken..self.taken + count]);
        self.taken += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_people_use() {
        for (label, same) in [
            ("latin1", "windows-1252"),
            ("Latin-1", "windows-1252"),
            ("ISO-8859-1", "windows-1252"),
            ("cp1252", "windows-1252"),
            ("windows_1252", "windows-1252"),
            ("cp949", "euc-kr"),
            ("CP950", "big5"),
            ("mac_roman", "macintosh"),
            ("utf-8-sig", "utf-8"),
            ("IBM850", "cp850"),
            ("437", "cp437"),
        ] {
            assert_eq!(Charset::of_label(label), Charset::of_label(same), "{label}");
            assert!(Charset::of_label(label).is_some(), "{label}");
        }
        for label in ["", "klingon", "utf-7", "cp", "iso-2022-kr"] {
            assert_eq!(Charset::of_label(label), None, "{label}");
        }
    }

    #[test]
    fn dos_has_256_characters() {
        for high in [CP437, CP850] {
            assert_eq!(high.chars().count(), 128);
        }
        let cp850 = Charset::of_label("cp850").unwrap();
        assert_eq!(cp850.decode(b"caf\x82, \xb5rea, \x9c5").as_deref(), Some("café, Área, £5"));
        assert_eq!(Charset::of_label("cp437").unwrap().decode(b"\x9b\xe1").as_deref(), Some("¢ß"));
        let mut text = String::new();
        cp850.reader(&b"\x80\xff"[..]).read_to_string(&mut text).unwrap();
        assert_eq!(text, "Ç\u{a0}");
    }

    #[test]
    fn text_is_written_where_the_encoding_has_it() {
        let of = |label: &str| Charset::of_label(label).unwrap();
        assert_eq!(of("cp850").encode("café").as_deref(), Some(&b"caf\x82"[..]));
        assert_eq!(of("windows-1252").encode("café €").as_deref(), Some(&b"caf\xe9 \x80"[..]));
        assert_eq!(of("windows-1252").encode("中"), None);
        assert_eq!(of("cp437").encode("中"), None);
        assert_eq!(of("utf-16le").encode("a"), None);
    }

    #[test]
    fn what_is_no_text_has_none() {
        assert_eq!(Charset::of_label("big5").unwrap().decode(b"caf\xe9"), None);
        assert_eq!(Charset::UTF_8.decode("é".as_bytes()).as_deref(), Some("é"));
    }
}
