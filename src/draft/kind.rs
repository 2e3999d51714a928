//! From the counts of a column to the narrowest type that loses nothing, with the reason.

use super::form::Dress;
use super::inspection::Instead;
use super::moment::{Day, Zone};
use super::money::{is_money, may_be_money};
use super::mostly::{Mostly, mostly};
use super::profile::{Profile, Tally};
use super::toml_text;
use crate::model::schema::{DateFormat, FieldType, GeoPointFormat};
use crate::read::Shown;

/// What a column is taken for.
#[derive(Debug, Default)]
pub(super) struct Judgement {
    /// The type; text unless every value is something narrower.
    pub(super) kind: Option<FieldType>,
    pub(super) why: String,
    pub(super) question: Option<String>,
    pub(super) instead: Vec<Instead>,
    /// Whether the type is right, and the order of day and month that it has is only one of two.
    pub(super) is_open_order: bool,
    pub(super) missing_values: Vec<String>,
    /// Marks of numbers that are not plain.
    pub(super) dress: Option<Dress>,
    /// What it would be, but for a few cells.
    pub(super) mostly: Option<Mostly>,
}

impl Judgement {
    fn of(kind: FieldType, why: impl Into<String>) -> Self {
        Judgement { kind: Some(kind), why: why.into(), ..Judgement::default() }
    }

    fn text(why: impl Into<String>) -> Self {
        Judgement::of(FieldType::String, why)
    }
}

/// What is known of the cells of a column besides what stands in them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cells {
    /// Whether the file keeps no zeros at the end of decimals.
    pub(super) drops_zeros: bool,
    /// How all numbers are shown.
    pub(super) shown: Option<Shown>,
}

/// Judges a column by its label and counts.
pub(super) fn judge(label: &str, profile: &Profile, cells: Cells) -> Judgement {
    let values = profile.values();
    let words: Vec<String> = profile.missing.iter().map(|(word, _)| word.clone()).collect();
    if values == 0 {
        let why =
            if words.is_empty() { "all cells are empty" } else { "no cell holds more than a word for a missing value" };
        return asked_for(Judgement::text(why), &words);
    }
    let judgement = narrow(label, profile, values, cells);
    if judgement.kind == Some(FieldType::String) {
        return asked_for(judgement, &words);
    }
    Judgement { missing_values: words, ..judgement }
}

/// Judges a column of shapes by their kinds.
pub(super) fn judge_shapes(profile: &Profile) -> Judgement {
    let kinds: Vec<&str> = profile.shapes.iter().copied().collect();
    match kinds[..] {
        [] => Judgement::of(FieldType::GeoJson, "no row has a shape that could be read"),
        ["Point"] => {
            let kind = FieldType::GeoPoint { format: GeoPointFormat::Default };
            Judgement::of(kind, "every shape is a Point")
        }
        [one] => Judgement::of(FieldType::GeoJson, format!("every shape is a {one}")),
        _ => Judgement::of(FieldType::GeoJson, format!("shapes of the kinds {}", kinds.join(", "))),
    }
}

/// Asks whether words in a column of text stand for missing values.
fn asked_for(judgement: Judgement, words: &[String]) -> Judgement {
    // Spaces alone are nobody's word, and text keeps them as they are.
    let words: Vec<&String> = words.iter().filter(|word| !word.trim().is_empty()).collect();
    if words.is_empty() || judgement.question.is_some() {
        return judgement;
    }
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    let question = format!("Does this stand for a missing value: {}?", quoted.join(", "));
    let value = toml_text::list(std::iter::once("").chain(words.into_iter().map(String::as_str)));
    let instead = Instead { when: "If so, take the # away:", key: "missing_values", value };
    Judgement { question: Some(question), instead: vec![instead], ..judgement }
}

fn narrow(label: &str, profile: &Profile, values: u64, cells: Cells) -> Judgement {
    let plain = profile.integers.count + profile.decimals.count;
    let dressed: u64 = profile.dressed.iter().map(|(_, tally)| tally.count).sum();
    let moments: u64 = profile.moments.iter().map(|(_, tally)| tally.count).sum();
    let numeric = plain + profile.codes.count + profile.long.count + profile.exponents.count;
    // Years are shown with four digits as well.
    let are_years = profile.integers.count == values && profile.not_years == 0;
    if cells.shown == Some(Shown::Code) && !are_years {
        return Judgement::text("codes: the workbook shows the numbers with a fixed number of digits");
    }
    if profile.months.count == values {
        return Judgement::of(FieldType::YearMonth, "every value is a month of a year");
    }
    if moments == values {
        return moment(profile);
    }
    if profile.exponents.count > 0 && numeric == values {
        let why = format!(
            "from row {} on a spreadsheet has shortened long numbers, and their digits are lost",
            profile.exponents.first
        );
        let question = "Can the file be exported again with this column as text?".to_owned();
        return Judgement { question: Some(question), ..Judgement::text(why) };
    }
    if profile.codes.count > 0 && numeric == values {
        return Judgement::text(format!("leading zeros, as in row {}, would be lost in a number", profile.codes.first));
    }
    if profile.long.count > 0 && numeric == values {
        return Judgement::text(format!(
            "the number in row {} has more digits than a number keeps",
            profile.long.first
        ));
    }
    if let Some(judgement) = numbers(label, profile, values, cells) {
        return judgement;
    }
    if let Some(judgement) = truth(profile) {
        return judgement;
    }
    let mostly = mostly(label, profile, values, cells);
    Judgement { mostly, ..text(profile, values, numeric + dressed, moments) }
}

/// Numbers, where so many values are numbers that lose nothing.
pub(super) fn numbers(label: &str, profile: &Profile, values: u64, cells: Cells) -> Option<Judgement> {
    let plain = profile.integers.count + profile.decimals.count;
    let dressed: u64 = profile.dressed.iter().map(|(_, tally)| tally.count).sum();
    if plain == values {
        let number = || number(label, profile, cells.drops_zeros);
        let is_whole = profile.integers.count == values;
        let usual = || if is_whole { integer(label, profile) } else { number() };
        return Some(shown_number(profile, cells.shown).unwrap_or_else(usual));
    }
    if plain + dressed == values { dressed_number(label, profile) } else { None }
}

fn integer(label: &str, profile: &Profile) -> Judgement {
    let is_named =
        label.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| word == "year" || word == "yr");
    if profile.not_years == 0 && is_named {
        return Judgement::of(FieldType::Year, "every value is a year");
    }
    Judgement::of(FieldType::Integer, "every value is a whole number")
}

/// Numbers of which the workbook says more than they do.
fn shown_number(profile: &Profile, shown: Option<Shown>) -> Option<Judgement> {
    match shown? {
        Shown::Cents if profile.places.is_none_or(|(_, most)| most <= 2) => {
            let why = "amounts: the workbook shows every number with two decimals, and none has more";
            Some(Judgement::of(FieldType::Number { decimals: Some(2) }, why))
        }
        Shown::Percent => {
            let why = "every value is a number; the workbook shows it as percent, so that 0.25 stands for 25 %";
            Some(Judgement::of(FieldType::Number { decimals: None }, why))
        }
        Shown::Cents | Shown::Code => None,
    }
}

fn number(label: &str, profile: &Profile, drops_zeros: bool) -> Judgement {
    match profile.places {
        Some((2, 2)) if profile.integers.count == 0 && may_be_money(label) => {
            Judgement::of(FieldType::Number { decimals: Some(2) }, "amounts, all with two decimals")
        }
        Some((_, 1 | 2)) if drops_zeros && is_money(label) => {
            let why = "amounts with cents, of which a workbook keeps no zeros at the end";
            Judgement::of(FieldType::Number { decimals: Some(2) }, why)
        }
        _ => Judgement::of(FieldType::Number { decimals: None }, "every value is a number"),
    }
}

/// Numbers with marks, where all agree what the marks mean.
fn dressed_number(label: &str, profile: &Profile) -> Option<Judgement> {
    let mut whole = Dress::default();
    for (at, (dress, _)) in profile.dressed.iter().enumerate() {
        whole.sign = if at == 0 || whole.sign == dress.sign { dress.sign } else { None };
        whole.is_around |= dress.is_around;
        whole.decimals = whole.decimals.max(dress.decimals);
        for (mine, theirs) in [(&mut whole.group, dress.group), (&mut whole.decimal, dress.decimal)] {
            match (*mine, theirs) {
                (None, theirs) => *mine = theirs,
                (Some(mark), Some(other)) if mark != other => return None,
                _ => {}
            }
        }
    }
    // Plain numbers among them have a point before their decimals.
    let point = profile.decimals.count > 0 && whole.decimal.is_some_and(|mark| mark != '.');
    if point
        || (whole.group.is_some() && whole.group == whole.decimal)
        || (profile.decimals.count > 0 && whole.group == Some('.'))
    {
        return None;
    }
    let mut said = Vec::new();
    if let Some(mark) = whole.group {
        said.push(format!("`{mark}` between thousands"));
    }
    if let Some(mark) = whole.decimal {
        said.push(format!("`{mark}` before decimals"));
    }
    if whole.is_around {
        said.push("signs or spaces around them".to_owned());
    }
    let kind = if whole.decimal.is_none() && profile.decimals.count == 0 {
        FieldType::Integer
    } else {
        let has_cents = profile.integers.count == 0
            && profile.places.is_none_or(|places| places == (2, 2))
            && profile.dressed.iter().all(|(dress, _)| dress.decimals == 2)
            && (may_be_money(label) || whole.sign.is_some_and(|sign| sign != '%'));
        FieldType::Number { decimals: has_cents.then_some(2) }
    };
    let why = format!("numbers with {}", said.join(", "));
    Some(Judgement { dress: Some(whole), ..Judgement::of(kind, why) })
}

/// Two words for yes and no.
fn truth(profile: &Profile) -> Option<Judgement> {
    const PAIRS: [(&str, &str); 13] = [
        ("true", "false"),
        ("yes", "no"),
        ("y", "n"),
        ("t", "f"),
        ("si", "no"),
        ("sí", "no"),
        ("oui", "non"),
        ("ja", "nein"),
        ("ja", "nee"),
        ("sim", "não"),
        ("da", "ne"),
        ("vrai", "faux"),
        ("wahr", "falsch"),
    ];
    let words = &profile.examples;
    let has_all = !profile.is_overfull && profile.distinct.len() == words.len() + profile.missing.len();
    let (yes, no) = PAIRS
        .iter()
        .find(|(yes, no)| words.iter().all(|word| word.eq_ignore_ascii_case(yes) || word.eq_ignore_ascii_case(no)))?;
    let spelt = |meant: &str| words.iter().filter(|word| word.eq_ignore_ascii_case(meant)).cloned().collect::<Vec<_>>();
    let (mut true_values, mut false_values) = (spelt(yes), spelt(no));
    // These two words mean nothing else, even alone.
    if *yes == "true" && true_values.is_empty() {
        true_values.push("true".to_owned());
    } else if *yes == "true" && false_values.is_empty() {
        false_values.push("false".to_owned());
    }
    if !has_all || words.is_empty() || true_values.is_empty() || false_values.is_empty() {
        return None;
    }
    let why = format!("every value is {}", words.join(" or "));
    Some(Judgement::of(FieldType::Boolean { true_values, false_values }, why))
}

/// Days and times.
pub(super) fn moment(profile: &Profile) -> Judgement {
    let (first, tally) = profile.moments[0];
    if let Some((_, other)) = profile.moments.get(1) {
        let why = format!(
            "days or times are written in different ways: as in row {}, and as in row {}",
            tally.first, other.first
        );
        return Judgement::text(why);
    }
    if profile.late_times > 0 {
        let is_service = first.day.is_none() && first.time.is_some_and(|time| time.has_seconds && !time.has_half);
        let why = "times past 24:00, as timetables have them";
        return Judgement::of(if is_service { FieldType::ServiceTime } else { FieldType::String }, why);
    }
    let is_open = matches!(first.day, Some(Day::Open(..)));
    let (largest, second) = profile.largest_pair;
    let (day_first, question) = match (is_open, largest > 12, second > 12) {
        (true, true, true) => return Judgement::text("in some days the month comes first, in others the day"),
        (true, false, false) => {
            let question = "Does the day or the month come first? No value of this column tells.".to_owned();
            (false, Some(question))
        }
        (_, day_first, _) => (day_first, None),
    };
    let is_open_order = question.is_some();
    let line = |(when, is_day_first)| {
        let value = toml_text::text(&first.pattern(is_day_first)?);
        Some(Instead { when, key: "format", value })
    };
    let answers = [("If it is the month, take the # away:", false), ("If it is the day, take the # away:", true)];
    let instead = answers.into_iter().filter(|_| is_open_order).filter_map(line).collect();
    let pattern = first.pattern(day_first);
    let why = match (is_open && question.is_none(), day_first) {
        (true, true) => format!("days come before months: the first number goes up to {largest}"),
        (true, false) => format!("months come before days: the second number goes up to {second}"),
        _ if first.time.is_some_and(|time| time.zone == Zone::Offset) => {
            "every value is written the same way, with its offset".to_owned()
        }
        _ => "every value is written the same way".to_owned(),
    };
    let format = pattern.map_or(DateFormat::Iso, DateFormat::Pattern);
    let kind = match (first.day, first.time) {
        (Some(_), None) => FieldType::Date { format },
        (Some(_), Some(_)) => FieldType::DateTime { format, timezone: None },
        (None, _) => FieldType::Time { format },
    };
    Judgement { question, instead, is_open_order, ..Judgement::of(kind, why) }
}

/// Why a column is text.
fn text(profile: &Profile, values: u64, numeric: u64, moments: u64) -> Judgement {
    let texts = profile.texts;
    if profile.well_known == values {
        return Judgement::text("every value is a geometry in text");
    }
    if texts.count > 0 && numeric + texts.count == values && numeric * 2 > values {
        return Judgement::text(format!("numbers, but for {}", these(texts)));
    }
    if texts.count > 0 && moments + texts.count == values && moments * 2 > values {
        return Judgement::text(format!("days or times, but for {}", these(texts)));
    }
    Judgement::text(if texts.count == values { "text" } else { "text and numbers" })
}

/// The cells with text among other values.
fn these(texts: Tally) -> String {
    match texts.count {
        1 => format!("one cell in row {}", texts.first),
        count => format!("{count} cells, the first in row {}", texts.first),
    }
}
