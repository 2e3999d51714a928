//! `personal/social-security-number`: numbers of the United States' Social Security Administration.
//!
//! Three digits of an area, two of a group, four of a serial number. Nothing in a number proves it, but about one in nine
//! random numbers of nine digits cannot be one, so that a column of other numbers shows sooner or later that it is none.

use arrow_array::Array;

use super::tally::Tally;
use super::{Cells, Detector, Label};
use crate::diagnostic::{Code, Severity};

pub(super) struct SocialSecurity;

static CODE: Code = Code {
    id: "personal/social-security-number",
    severity: Severity::Error,
    title: "Social Security numbers in a table that is to be public",
    explain: "A Social Security number opens bank accounts in somebody else's name. None may ever be published, so the dataset is \
held back. Townbook looks into every cell: for numbers written 3-2-4 with hyphens, alone or inside a note; for nine digits \
without marks, where the column's name or title speaks of Social Security, the words stand right before them, or nearly every \
value of a long column can be such a number and nothing else explains them; and for numbers whose leading zeros a spreadsheet \
has dropped. Numbers that were never given out (area 000, 666 or 900 to 999, group 00, serial 0000, and those known from \
advertisements) do not count. The finding names the column, never a value.\n\nTake the numbers out of the file. What was \
committed once stays in the history of the repository: tell whoever looks after it at once, so that the history can be purged \
and the people concerned be told.\n\nIf the numbers are something else, say so where people read it too, in the column's \
`title`:\n\n```toml\nname = \"pid\"\ntitle = \"Parcel number\"\n```\n\nA column whose name speaks of Social Security is believed \
to hold them, whatever its title says.\n",
};

/// What is counted: cells with a value, with a number in groups, and with one that is sound, of these with hyphens.
const VALUES: usize = 0;
const GROUPED: usize = 1;
const SOUND: usize = 2;
const HYPHENS: usize = 3;
/// Longer texts in which a sound number with hyphens stands, and those in which the words stand before it.
const INSIDE: usize = 4;
const SAID: usize = 5;
/// Nine digits and nothing else, and those that are sound.
const BARE: usize = 6;
const BARE_SOUND: usize = 7;
/// Whole numbers, which may have lost zeros, of at least seven digits, and those that are sound; of these with eight or nine.
const WHOLE: usize = 8;
const WHOLE_SOUND: usize = 9;
const WHOLE_LONG: usize = 10;
/// Bare numbers that are routing numbers of banks by their check digit.
const ROUTING: usize = 11;

/// Words for them.
const NAMES: [&str; 9] =
    ["ssn", "ssns", "ssan", "socsec", "soc sec", "social security", "social sec", "ss number", "ss no"];

/// Words for numbers in groups that are something else.
const OTHERS: &str = "parcel parcels apn pin pid folio plat lot block account acct permit license licence case docket citation \
    invoice sku part item catalog isbn issn phone telephone tel fax zip postal routing ein duns asset";

/// Words for digits without marks that are something else, besides.
const DIGITS: &str = "id ids key code number no nr num ref reference identifier fein tin fips geoid barcode serial zipcode \
    cusip meter";

/// Words for columns of sentences, which are about anything.
const PROSE: &str = "note notes comment comments remark remarks description narrative details text memo summary";

impl Detector for SocialSecurity {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn name(&self) -> &'static str {
        "Social Security numbers"
    }

    fn count(&self, cells: Cells<'_>, tally: &mut Tally) {
        match cells {
            Cells::Text(texts) => {
                let (bytes, offsets) = (texts.value_data(), texts.value_offsets());
                tally.add_all(VALUES, (texts.len() - texts.null_count()) as u64);
                // Most columns of words hold fewer digits than one number has.
                if bytes.iter().filter(|byte| byte.is_ascii_digit()).count() < 9 {
                    return;
                }
                for (row, ends) in offsets.windows(2).enumerate() {
                    let (start, end) = (ends[0] as usize, ends[1] as usize);
                    // What a missing value leaves behind is empty.
                    if end - start >= 9 {
                        count_text(&bytes[start..end], row, tally);
                    }
                }
            }
            Cells::Whole(numbers) => {
                tally.add_all(VALUES, (numbers.len() - numbers.null_count()) as u64);
                for (row, number) in numbers.iter().enumerate() {
                    let whole = number.and_then(|number| u64::try_from(number).ok());
                    whole.iter().for_each(|number| count_whole(*number, row, tally));
                }
            }
            Cells::Real(numbers) => {
                tally.add_all(VALUES, (numbers.len() - numbers.null_count()) as u64);
                for (row, number) in numbers.iter().enumerate() {
                    let whole = number.filter(|number| number.fract() == 0.0 && (0.0..1e9).contains(number));
                    whole.iter().for_each(|number| count_whole(*number as u64, row, tally));
                }
            }
        }
    }

    fn judge(&self, label: &Label, tally: &Tally) -> u64 {
        let count = |slot| tally.count(slot);
        if label.says(NAMES) {
            return [SOUND, INSIDE, SAID, BARE_SOUND, WHOLE_SOUND].into_iter().map(count).sum();
        }
        let mut found = count(SAID);
        let is_explained = label.says(OTHERS.split(' '));
        if !is_explained || label.says(PROSE.split(' ')) {
            found += count(INSIDE);
        }
        // Groups with other marks than hyphens must be what the column is made of.
        let is_grouped = count(HYPHENS) > 0 || count(GROUPED) * 2 >= count(VALUES);
        if !is_explained && is_grouped && count(SOUND) * 20 >= count(GROUPED) * 19 {
            found += count(SOUND);
        }
        let is_key = label.is_key || is_explained || label.says(DIGITS.split(' ')) || label.ends("id");
        if !is_key
            && is_all(count(BARE), count(VALUES), 100)
            && tally.marked() >= 50
            && count(ROUTING) * 2 < count(BARE)
        {
            found += sound(count(BARE_SOUND), count(BARE));
        }
        if !is_key && is_all(count(WHOLE_LONG), count(VALUES), 300) && tally.marked() >= 100 {
            found += sound(count(WHOLE_SOUND), count(WHOLE));
        }
        found
    }
}

/// Whether nearly all values of a column are so, and enough to tell.
fn is_all(some: u64, values: u64, least: u64) -> bool {
    some >= least && some * 100 >= values * 95
}

/// The sound numbers among digits without marks, where nearly all are: one in a hundred random ones has the group 00.
fn sound(sound: u64, all: u64) -> u64 {
    if sound * 1_000 >= all * 995 { sound } else { 0 }
}

fn count_whole(number: u64, row: usize, tally: &mut Tally) {
    if !(1_000_000..1_000_000_000).contains(&number) {
        return;
    }
    tally.add(WHOLE);
    tally.add_all(WHOLE_LONG, u64::from(number >= 10_000_000));
    if is_sound(number as u32) {
        tally.add(WHOLE_SOUND);
        tally.mark(number as usize / 1_000_000);
        tally.hit(row);
    }
}

fn count_text(text: &[u8], row: usize, tally: &mut Tally) {
    let cell = text.trim_ascii();
    if let Some(number) = bare(cell) {
        tally.add(BARE);
        tally.add_all(ROUTING, u64::from(is_routing(number)));
        if is_sound(number) {
            tally.add(BARE_SOUND);
            tally.mark(number as usize / 1_000_000);
            tally.hit(row);
        }
    } else if cell.len() == 11 {
        let Some(number) = grouped(cell) else { return };
        tally.add(GROUPED);
        if is_sound(number) {
            tally.add(SOUND);
            tally.add_all(HYPHENS, u64::from(cell[3] == b'-'));
            tally.hit(row);
        }
    } else if cell.len() > 11
        // Most notes hold no number, and to count digits is cheaper than to look where they stand.
        && cell.iter().filter(|byte| byte.is_ascii_digit()).count() >= 9
        && let Some(slot) = inside(cell)
    {
        tally.add(slot);
        tally.hit(row);
    }
}

/// Nine digits and nothing else.
fn bare(text: &[u8]) -> Option<u32> {
    (text.len() == 9).then(|| digits(text)).flatten()
}

/// Three digits, two, and four, with the same mark between them.
fn grouped(text: &[u8]) -> Option<u32> {
    let [a, b, c, first, d, e, second, f, g, h, i] = *text.first_chunk::<11>()?;
    (first == second && matches!(first, b'-' | b' ' | b'.')).then(|| digits(&[a, b, c, d, e, f, g, h, i])).flatten()
}

fn digits(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
}

/// The first sound number inside a text: whether the words stand before it. Without them only hyphens count.
fn inside(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(skipped) = text[at..].iter().position(u8::is_ascii_digit) {
        let start = at + skipped;
        let run = text[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        at = start + run;
        let (number, length) = match run {
            3 => (grouped(&text[start..]), 11),
            9 => (bare(&text[start..at]), 9),
            _ => continue,
        };
        if !number.is_some_and(is_sound) || !stands_alone(text, start, start + length) {
            continue;
        }
        if is_said(&text[..start]) {
            return Some(SAID);
        }
        if run == 3 && text[start + 3] == b'-' {
            return Some(INSIDE);
        }
    }
    None
}

/// Whether what stands between two places is no part of a longer number, word or address.
fn stands_alone(text: &[u8], start: usize, end: usize) -> bool {
    let joins = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/' | b'=');
    let before = start.checked_sub(1).map(|before| &text[before]);
    let goes_on = match &text[end..] {
        [b'.' | b',', digit, ..] => digit.is_ascii_digit(),
        [next, ..] => joins(next),
        [] => false,
    };
    !goes_on && !before.is_some_and(joins)
}

/// Whether the words stand right before a number.
fn is_said(before: &[u8]) -> bool {
    const NEAR: usize = 28;
    let near = before[before.len().saturating_sub(NEAR)..].to_ascii_lowercase();
    ["ssn", "social sec", "soc. sec", "soc sec", "ss#", "ss #"]
        .iter()
        .any(|words| memchr::memmem::find(&near, words.as_bytes()).is_some())
}

/// Whether the administration may have given out a number.
fn is_sound(number: u32) -> bool {
    /// Printed on leaflets and in advertisements, and what people write in examples.
    const KNOWN: [(u32, u32, u32); 3] = [(78, 5, 1_120), (219, 9, 9_999), (123, 45, 6_789)];
    let (area, group, serial) = (number / 1_000_000, number / 10_000 % 100, number % 10_000);
    let is_given = (1..900).contains(&area) && area != 666 && group > 0 && serial > 0;
    is_given && !number.is_multiple_of(111_111_111) && !KNOWN.contains(&(area, group, serial))
}

/// Whether the check digit is that of a bank's routing number.
fn is_routing(number: u32) -> bool {
    let digit = |place: u32| number / 10_u32.pow(place) % 10;
    let sum: u32 = (0..9).map(|place| digit(place) * [1, 7, 3][place as usize % 3]).sum();
    sum.is_multiple_of(10)
}
