//! PDF: its objects are walked as they stand in the file, so that earlier versions, which a PDF may keep, are seen too.

use std::io::Read;

use flate2::read::ZlibDecoder;
use memchr::memmem;

use super::xml::{decode, elements, unescape};
use super::{Trace, mismatch};

/// What streams of objects and metadata may have unpacked, all together.
const UNPACKED: u64 = 128 << 20;

/// Names that make a PDF act or carry other files, with what they are.
const ACTIVE: &[(&str, &str)] =
    &[("JavaScript", "scripts"), ("JS", "scripts"), ("Launch", "commands"), ("EmbeddedFile", "other files")];

pub(super) fn look(content: &[u8]) -> Vec<Trace> {
    if !content.starts_with(b"%PDF-") {
        return vec![mismatch("it is another kind of file")];
    }
    if memmem::rfind(content, b"%%EOF").is_none() {
        return vec![mismatch("it is cut off")];
    }
    let mut walk = Walk { traces: Vec::new(), left: UNPACKED };
    walk.objects(content, true);
    if walk.traces.contains(&Trace::Locked) { vec![Trace::Locked] } else { walk.traces }
}

struct Walk {
    traces: Vec<Trace>,
    /// Bytes that may still be unpacked.
    left: u64,
}

/// What is known of the object that is being read.
#[derive(Default)]
struct Object {
    is_packed: bool,
    has_objects: bool,
    is_metadata: bool,
}

impl Walk {
    /// Reads names and texts; streams are stepped over, but for those that hold objects or metadata.
    fn objects(&mut self, bytes: &[u8], may_have_streams: bool) {
        let mut object = Object::default();
        let mut names_author = false;
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'%' => at += memchr::memchr2(b'\r', b'\n', &bytes[at..]).unwrap_or(bytes.len() - at),
                b'/' => {
                    let (name, end) = name(bytes, at);
                    at = end;
                    names_author = name == "Author";
                    self.name(&name, &mut object);
                }
                b'(' => {
                    let (text, end) = literal(bytes, at);
                    at = end;
                    self.author(std::mem::take(&mut names_author), &text);
                }
                b'<' if bytes.get(at) == Some(&b'<') => at += 1,
                b'<' => {
                    let end = memchr::memchr(b'>', &bytes[at..]).map_or(bytes.len(), |end| at + end);
                    self.author(std::mem::take(&mut names_author), &hexadecimal(&bytes[at..end]));
                    at = end;
                }
                b's' if may_have_streams && bytes[at..].starts_with(b"tream") => {
                    let line = &bytes[at + 5..];
                    let start = line.iter().take(2).take_while(|b| b"\r\n".contains(b)).count();
                    let body = &line[start..];
                    let length = memmem::find(body, b"endstream").unwrap_or(body.len());
                    self.stream(&std::mem::take(&mut object), &body[..length]);
                    at = (at + 5 + start + length + b"endstream".len()).min(bytes.len());
                }
                b'e' if bytes[at..].starts_with(b"ndobj") => {
                    object = Object::default();
                    at += 5;
                }
                _ if byte.is_ascii_whitespace() => {}
                // A number or a word stands where a text would.
                _ => names_author = false,
            }
        }
    }

    fn name(&mut self, name: &str, object: &mut Object) {
        match name {
            "Encrypt" => self.add(Trace::Locked),
            "FlateDecode" | "Fl" => object.is_packed = true,
            "ObjStm" => object.has_objects = true,
            "Metadata" => object.is_metadata = true,
            _ => {
                if let Some((_, what)) = ACTIVE.iter().find(|(active, _)| *active == name) {
                    self.add(Trace::Active(what));
                }
            }
        }
    }

    fn author(&mut self, is_author: bool, text: &[u8]) {
        let words = words(text);
        if is_author && !words.trim().is_empty() {
            self.add(Trace::Metadata("who wrote it", words.trim().to_owned()));
        }
    }

    fn stream(&mut self, object: &Object, body: &[u8]) {
        if !object.has_objects && !object.is_metadata {
            return;
        }
        let mut unpacked = Vec::new();
        let content = if object.is_packed {
            // What can be read of a damaged stream is what other programs show of it.
            let _ = ZlibDecoder::new(body).take(self.left + 1).read_to_end(&mut unpacked);
            if unpacked.len() as u64 > self.left {
                self.left = 0;
                return self.add(mismatch("it unpacks to more than can be looked into"));
            }
            self.left -= unpacked.len() as u64;
            &unpacked
        } else {
            body
        };
        if object.has_objects {
            self.objects(content, false);
        } else {
            self.metadata(&decode(content));
        }
    }

    /// XMP: a list of names below `dc:creator`.
    fn metadata(&mut self, xml: &str) {
        let mut is_creator = false;
        for (element, text) in elements(xml) {
            is_creator = element == "creator" || is_creator && matches!(element, "Seq" | "Bag" | "li");
            if is_creator && !text.trim().is_empty() {
                self.add(Trace::Metadata("who wrote it", unescape(text)));
            }
        }
    }

    fn add(&mut self, trace: Trace) {
        if !self.traces.contains(&trace) && self.traces.len() < 100 {
            self.traces.push(trace);
        }
    }
}

/// A name, in which any character may be written as `#` and two digits, and where it ends.
fn name(bytes: &[u8], start: usize) -> (String, usize) {
    let is_regular = |b: &u8| !b.is_ascii_whitespace() && *b != 0 && !b"()<>[]{}/%".contains(b);
    let end = start + bytes[start..].iter().take_while(|b| is_regular(b)).count();
    let raw = &bytes[start..end];
    let mut name = Vec::new();
    let mut at = 0;
    while let Some(&byte) = raw.get(at) {
        let coded = raw.get(at + 1..at + 3).filter(|_| byte == b'#').and_then(|pair| {
            let [high, low] = [digit(pair[0])?, digit(pair[1])?];
            Some(high << 4 | low)
        });
        name.push(coded.unwrap_or(byte));
        at += if coded.is_some() { 3 } else { 1 };
    }
    (String::from_utf8_lossy(&name).into_owned(), end)
}

/// A text in parentheses, and where it ends.
fn literal(bytes: &[u8], start: usize) -> (Vec<u8>, usize) {
    let (mut text, mut depth, mut at) = (Vec::new(), 1_u32, start);
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'\\' => {
                let octal = bytes[at..].iter().take(3).take_while(|b| (b'0'..b'8').contains(b)).count();
                let code = bytes[at..at + octal].iter().fold(0_u32, |sum, b| sum * 8 + u32::from(b - b'0'));
                match bytes.get(at) {
                    _ if octal > 0 => text.push((code & 0xff) as u8),
                    Some(b'n' | b'r' | b't' | b'\n' | b'\r') => text.push(b' '),
                    other => text.extend(other),
                }
                at += octal.max(1);
                continue;
            }
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        text.push(byte);
    }
    (text, at.min(bytes.len()))
}

fn hexadecimal(text: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = text.iter().filter_map(|b| digit(*b)).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).unwrap_or(&0)).collect()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// A text as people read it: UTF-16 or UTF-8 with a mark, else an encoding whose letters are those of Latin 1.
fn words(text: &[u8]) -> String {
    match encoding_rs::Encoding::for_bom(text) {
        Some((encoding, _)) => encoding.decode(text).0.into_owned(),
        None => text.iter().map(|b| char::from(*b)).collect(),
    }
}
