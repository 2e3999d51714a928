//! How well a text looks like something that people write.

use std::ops::RangeInclusive;

/// The bytes of two-byte characters that are in everyday use in an encoding.
pub(super) struct Pairs {
    pub(super) leads: RangeInclusive<u8>,
    pub(super) trails: RangeInclusive<u8>,
}

impl Pairs {
    /// Points for the everyday characters among those of a text that is known to be in the encoding.
    pub(super) fn points(&self, bytes: &[u8]) -> i64 {
        let (mut sum, mut at) = (0, 0);
        while at + 1 < bytes.len() {
            if bytes[at].is_ascii() {
                at += 1;
                continue;
            }
            let is_usual = self.leads.contains(&bytes[at]) && self.trails.contains(&bytes[at + 1]);
            sum += if is_usual { 2 } else { -1 };
            at += 2;
        }
        sum
    }
}

/// What a character is, as far as it matters here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Latin,
    Greek,
    Cyrillic,
    Semitic,
    EastAsian,
    Digit,
    Space,
    Other,
}

fn kind(c: char) -> Kind {
    match c {
        'a'..='z' | 'A'..='Z' => Kind::Latin,
        '\u{c0}'..='\u{24f}' if c.is_alphabetic() => Kind::Latin,
        '\u{370}'..='\u{3ff}' if c.is_alphabetic() => Kind::Greek,
        '\u{400}'..='\u{4ff}' => Kind::Cyrillic,
        '\u{590}'..='\u{6ff}' => Kind::Semitic,
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => Kind::EastAsian,
        '0'..='9' => Kind::Digit,
        _ if c.is_whitespace() => Kind::Space,
        _ => Kind::Other,
    }
}

fn is_letter(kind: Kind) -> bool {
    matches!(kind, Kind::Latin | Kind::Greek | Kind::Cyrillic | Kind::Semitic | Kind::EastAsian)
}

/// Points for every character of a text that is not ASCII, by its neighbours.
pub(super) fn points(text: &str) -> i64 {
    let mut before = ' ';
    let mut sum = 0;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if !c.is_ascii() {
            sum += character(before, c, rest.peek().copied().unwrap_or(' '));
        }
        before = c;
    }
    sum
}

fn character(before: char, c: char, after: char) -> i64 {
    match kind(c) {
        Kind::Latin => latin(before, c, after),
        Kind::EastAsian => i64::from(kind(before) != Kind::Latin && kind(after) != Kind::Latin) * 4 - 3,
        script @ (Kind::Greek | Kind::Cyrillic | Kind::Semitic) => word(script, before, c, after),
        _ => sign(before, c, after),
    }
}

/// Letters that whole languages share; others are as good, but rarer.
const USUAL: &str = "éèàçêâîôûëïüöäßñáíóúãõåæøÉÈÀÇÊÖÄÜÑÁÍÓÚÅØąćęłńśźżčěřšťůžőűýğışĄĆĘŁŃÓŚŹŻČŘŠŽ";

fn latin(before: char, c: char, after: char) -> i64 {
    let neighbours = [before, after];
    let mut sum = if USUAL.contains(c) { 2 } else { 0 };
    if is_letter(kind(before)) && kind(before) != Kind::Latin || is_letter(kind(after)) && kind(after) != Kind::Latin {
        sum -= 4;
    }
    if neighbours.iter().any(|c| kind(*c) == Kind::Digit) {
        sum -= 3;
    }
    // Two accented letters side by side are rare in any Latin spelling.
    sum -= neighbours.iter().filter(|c| !c.is_ascii()).count() as i64;
    if neighbours.iter().all(|c| !is_letter(kind(*c))) {
        return sum - 3;
    }
    sum + 1 + case(before, c, after)
}

/// A letter of an alphabet in which whole words are written.
fn word(script: Kind, before: char, c: char, after: char) -> i64 {
    let near = [before, after].map(kind);
    let own = near.iter().filter(|kind| **kind == script).count() as i64;
    let foreign = near.iter().filter(|kind| is_letter(**kind) && **kind != script).count() as i64;
    if own == 0 {
        return -2 - 4 * foreign;
    }
    own + 1 - 4 * foreign + case(before, c, after) + usual(c)
}

/// Letters that make up most of a text, and those that only one language of many has.
fn usual(c: char) -> i64 {
    match c {
        'о' | 'а' | 'е' | 'и' | 'н' | 'т' | 'с' | 'р' => 1,
        'α' | 'ο' | 'ι' | 'ε' | 'τ' | 'σ' | 'ν' | 'η' | 'ς' | 'ά' | 'ό' | 'ί' | 'έ' | 'ή' => 1,
        '\u{402}'..='\u{40f}' | '\u{452}'..='\u{4ff}' => -2,
        _ => 0,
    }
}

/// Capitals stand at the start of a word, or everywhere in it.
fn case(before: char, c: char, after: char) -> i64 {
    match () {
        () if before.is_lowercase() && c.is_uppercase() => -5,
        () if before.is_uppercase() && c.is_lowercase() && after.is_uppercase() => -4,
        () if c.is_uppercase() && after.is_lowercase() && before.is_uppercase() => -2,
        () => 0,
    }
}

fn sign(before: char, c: char, after: char) -> i64 {
    let (left, right) = (kind(before), kind(after));
    let is_within = is_letter(left) && is_letter(right);
    let is_apart = !is_letter(left) && !is_letter(right);
    let good = match c {
        '£' | '€' | '¥' | '¢' => is_apart,
        '’' => is_letter(left),
        '‘' | '“' | '«' | '¿' | '¡' | '„' => !is_letter(left),
        '”' | '»' | '…' | '™' | '®' => !is_letter(right),
        '–' | '—' | '•' | '·' | '\u{a0}' | '©' | '§' => !is_within,
        '°' | 'º' | 'ª' => left == Kind::Digit || before.eq_ignore_ascii_case(&'n'),
        '½' | '¼' | '¾' | '±' | '×' => !is_letter(left),
        '²' | '³' | 'µ' => before == 'm' || after == 'g' || after == 'm',
        '、' | '。' | '（' | '）' | '，' | '：' | '；' | '「' | '」' | '\u{3000}' | '～' | '－' => true,
        _ => return odd(c),
    };
    if good { 3 } else { -3 }
}

/// Signs that hardly anyone types, and characters that are none.
fn odd(c: char) -> i64 {
    match c {
        '\u{80}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}' => -20,
        '\u{2500}'..='\u{259f}' => -5,
        _ => -2,
    }
}
