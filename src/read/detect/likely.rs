//! Which of the encodings that some bytes could be in makes sense of them.
//!
//! Every candidate reads the same pieces of text. One that cannot read a piece is out; the others get points for what people
//! write (an accented letter within a word, a pound sign before a number, a word of Greek) and lose some for what they do not
//! (a capital in the middle of a word, a box-drawing line, two alphabets in one word).

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use super::encoding::Piece;
use super::points::{Pairs, points};
use crate::model::{Candidate, DetectedEncoding, Evidence};
use crate::read::Charset;

/// Encodings that departments' systems write, the more usual before the less usual: of equals the first one wins.
const CANDIDATES: &[(&str, Option<Pairs>)] = &[
    ("windows-1252", None),
    ("iso-8859-15", None),
    ("windows-1250", None),
    ("iso-8859-2", None),
    ("macintosh", None),
    ("cp850", None),
    ("cp437", None),
    ("windows-1251", None),
    ("koi8-r", None),
    ("iso-8859-5", None),
    ("ibm866", None),
    ("iso-8859-7", None),
    ("windows-1253", None),
    ("windows-1254", None),
    ("windows-1257", None),
    ("windows-1255", None),
    ("windows-1256", None),
    ("big5", Some(Pairs { leads: 0xa4..=0xc6, trails: 0x40..=0xfe })),
    ("gbk", Some(Pairs { leads: 0xb0..=0xd7, trails: 0xa1..=0xfe })),
    ("euc-kr", Some(Pairs { leads: 0xb0..=0xc8, trails: 0xa1..=0xfe })),
    ("shift_jis", Some(Pairs { leads: 0x81..=0x97, trails: 0x40..=0xfc })),
    ("euc-jp", Some(Pairs { leads: 0xa1..=0xcf, trails: 0xa1..=0xfe })),
];

/// How many different readings are offered.
const OFFERED: usize = 3;

/// How many pieces are shown as evidence, and how much of each.
const SHOWN: usize = 3;
const AROUND: usize = 24;

/// An encoding that the pattern of its bytes gives away.
pub(super) fn only(name: &'static str, damaged: u64) -> DetectedEncoding {
    let candidates = vec![Candidate { name, alike: Vec::new(), evidence: Vec::new() }];
    DetectedEncoding { name, is_certain: false, has_mark: false, damaged, candidates }
}

/// How an encoding reads all pieces.
struct Reading {
    name: &'static str,
    alike: Vec<&'static str>,
    texts: Vec<String>,
    points: i64,
}

/// The encodings that can read all pieces, the most likely first.
pub(super) fn candidates(pieces: &[Piece]) -> Vec<Candidate> {
    let favourite = favourite(pieces);
    let mut readings: Vec<Reading> = Vec::new();
    for (name, pairs) in CANDIDATES {
        let charset = Charset::of_label(name).expect("candidates are known");
        let Some(texts) = pieces.iter().map(|piece| charset.decode(&piece.bytes)).collect::<Option<Vec<_>>>() else {
            continue;
        };
        if let Some(same) = readings.iter_mut().find(|other| other.texts == texts) {
            same.alike.push(name);
            continue;
        }
        let mut sum: i64 = texts.iter().map(|text| points(text)).sum();
        if let Some(pairs) = pairs {
            sum += pieces.iter().map(|piece| pairs.points(&piece.bytes)).sum::<i64>();
        }
        if *name == favourite {
            sum += 1 + texts.len().min(20) as i64;
        }
        readings.push(Reading { name, alike: Vec::new(), texts, points: sum });
    }
    // The sort is stable: the more usual stays before the less usual.
    readings.sort_by_key(|reading| -reading.points);
    readings.truncate(OFFERED);
    let deciding = deciding(pieces, &readings);
    readings
        .into_iter()
        .map(|reading| Candidate {
            name: reading.name,
            alike: reading.alike,
            evidence: deciding
                .iter()
                .map(|&at| Evidence { line: pieces[at].line, text: around(&reading.texts[at]) })
                .collect(),
        })
        .collect()
}

/// What the detector of web browsers takes the bytes for.
fn favourite(pieces: &[Piece]) -> String {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    for piece in pieces {
        detector.feed(&piece.bytes, false);
        detector.feed(b"\n", false);
    }
    detector.feed(b"", true);
    detector.guess(None, Utf8Detection::Deny).name().to_lowercase()
}

/// Pieces that the readings disagree on, short ones first; else any.
fn deciding(pieces: &[Piece], readings: &[Reading]) -> Vec<usize> {
    let differs = |at: usize| readings.iter().any(|reading| reading.texts[at] != readings[0].texts[at]);
    let mut found: Vec<usize> = (0..pieces.len()).collect();
    found.sort_by_key(|&at| (readings.is_empty() || !differs(at), pieces[at].bytes.len() > 2 * AROUND, at));
    found.truncate(SHOWN);
    found.sort_unstable();
    found
}

/// The part of a text around its first character beyond ASCII.
fn around(text: &str) -> String {
    let text = text.trim();
    let first = text.chars().position(|c| !c.is_ascii()).unwrap_or(0);
    let start = first.saturating_sub(AROUND);
    let lead = if start > 0 { "…" } else { "" };
    let tail = if text.chars().count() > start + 2 * AROUND { "…" } else { "" };
    format!("{lead}{}{tail}", text.chars().skip(start).take(2 * AROUND).collect::<String>())
}

#[cfg(test)]
mod tests {
    use crate::read::Charset;
    use crate::read::detect::encoding;

    /// The most likely name for some text in an encoding, which every cell is taken from.
    #[track_caller]
    fn found(label: &str, bytes: &[u8], expected: &str) {
        let detected = encoding(bytes);
        let names: Vec<_> = detected.candidates.iter().map(|c| (c.name, &c.alike, &c.evidence)).collect();
        assert!(!detected.is_certain);
        assert_eq!(detected.name, expected, "{label}: {names:#?}");
    }

    #[test]
    fn small_files_are_told_apart() {
        found("a pound", b"item,cost\nchairs,\xa3250.00\n", "windows-1252");
        found("a pound alone", b"Amount (\xa3)\n1\n", "windows-1252");
        found("an accent", b"id;accessibilit\xe9\n", "windows-1252");
        found("an apostrophe", b"name\nO\x92Brien\n", "windows-1252");
        found("a bullet", b"name\nNorth \x95 South\n", "windows-1252");
        found("a degree", b"lat\n37\xb036'37.8\"N\n", "windows-1252");
        found("a euro of 1999", b"cost\n\xa4 250\n\xa45\nna\xefve\n", "iso-8859-15");
        found("DOS", b"nom\ncaf\x82\nr\x82seau\nfa\x87ade\n", "cp850");
        found("old Mac", b"nom\ncaf\x8e\nr\x8eseau\nd\xd5Artagnan\n", "macintosh");
        found("Polish", b"miasto\n\xa3\xf3d\x9f\nkr\xf3l\nPozna\xf1\nza\xbf\xf3\xb3\xe6\n", "windows-1250");
    }

    #[test]
    fn alphabets_are_told_apart() {
        let greek = Charset::of_label("iso-8859-7");
        assert_eq!(greek.unwrap().decode(b"\xc1\xe8\xde\xed\xe1").as_deref(), Some("Αθήνα"));
        found(
            "Greek",
            b"\xd0\xfc\xeb\xe7\n\xc1\xe8\xde\xed\xe1\n\xc8\xe5\xf3\xf3\xe1\xeb\xef\xed\xdf\xea\xe7\n",
            "iso-8859-7",
        );
        found(
            "Russian",
            b"\xc3\xee\xf0\xee\xe4\n\xcc\xee\xf1\xea\xe2\xe0\n\xf3\xeb\xe8\xf6\xe0 \xcb\xe5\xed\xe8\xed\xe0\n",
            "windows-1251",
        );
        found("Russian of Unix", b"\xe7\xcf\xd2\xcf\xc4\n\xed\xcf\xd3\xcb\xd7\xc1\n\xd5\xcc\xc9\xc3\xc1\n", "koi8-r");
    }

    #[test]
    fn east_asian_text_is_told_apart() {
        let text = |label, text: &str| {
            let (bytes, _, lost) = encoding_rs::Encoding::for_label(str::as_bytes(label)).unwrap().encode(text);
            assert!(!lost);
            bytes.into_owned()
        };
        // In Big5 the second byte of 許, 功 and 蓋 is a backslash.
        found("Big5", &text("big5", "編號,名稱\n1,許功蓋\n2,臺南市南鯤鯓代天府\n"), "big5");
        found("Korean", &text("euc-kr", "번호,이름\n1,서울특별시 강남구\n2,부산광역시\n"), "euc-kr");
        found("Japanese", &text("shift_jis", "番号,名前\n1,東京都の公園\n2,サクラ公園\n"), "shift_jis");
        found("Chinese", &text("gbk", "编号,名称\n1,北京市海淀区\n2,人民广场\n"), "gbk");
    }

    #[test]
    fn encodings_that_read_the_same_are_named_together() {
        let detected = encoding(b"nom\ncaf\xe9\n");
        let best = &detected.candidates[0];
        assert_eq!(best.name, "windows-1252");
        assert!(best.alike.contains(&"iso-8859-15") && best.alike.contains(&"windows-1250"), "{:?}", best.alike);
        assert_eq!((best.evidence[0].line, best.evidence[0].text.as_str()), (2, "café"));
        assert!(detected.candidates[1..].iter().all(|other| other.evidence[0].text != "café"));
    }
}
