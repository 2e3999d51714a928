//! In which notation a cell that is no number yet would be one.

use super::CellParser;
use crate::model::schema::{Field, FieldType, Notation};
use crate::model::table::ZoneHabit;

/// Marks that stand between groups of digits somewhere in the world.
const GROUPS: [char; 4] = [',', '.', ' ', '\''];

/// The notations in which a text would be a value of a column of numbers, of those that keep what is declared and add the
/// fewest settings to it: two where a mark can be understood in two ways. None where words stand around the digits, as the
/// text may then be no number at all.
pub fn notations(field: &Field, text: &str) -> Vec<Notation> {
    let declared = field.notation;
    let decimals: &[char] = match field.kind {
        FieldType::Number { .. } if declared.decimal == '.' => &['.', ','],
        FieldType::Number { .. } | FieldType::Integer => &[declared.decimal],
        _ => return Vec::new(),
    };
    if !is_of_numbers(text) {
        return Vec::new();
    }
    let groups: Vec<Option<char>> = match declared.group {
        Some(_) => vec![declared.group],
        None => std::iter::once(None).chain(GROUPS.map(Some)).collect(),
    };
    let bares: &[bool] = if declared.bare { &[true, false] } else { &[false] };
    let all = groups.iter().flat_map(|group| {
        decimals
            .iter()
            .flat_map(|decimal| bares.iter().map(|bare| Notation { group: *group, decimal: *decimal, bare: *bare }))
    });
    let fitting: Vec<Notation> = all
        .filter(|notation| {
            notation.group != Some(notation.decimal) && is_value(&Field { notation: *notation, ..field.clone() }, text)
        })
        .collect();
    let added = |notation: &Notation| {
        let is_other =
            [notation.group != declared.group, notation.decimal != declared.decimal, notation.bare != declared.bare];
        is_other.into_iter().filter(|is_other| *is_other).count()
    };
    let fewest = fitting.iter().map(added).min().unwrap_or_default();
    fitting.into_iter().filter(|notation| added(notation) == fewest).collect()
}

/// Whether a text is a value of a field, written as the field declares.
pub fn is_value(field: &Field, text: &str) -> bool {
    let parser = CellParser::new(field, ZoneHabit::Local);
    parser.append(text, &mut parser.builder(field, 1)).is_ok()
}

/// Whether a text is made of digits, marks, signs, and the signs of currencies and percent alone.
fn is_of_numbers(text: &str) -> bool {
    let is_currency = |c: char| matches!(c, '$' | '\u{a2}'..='\u{a5}' | '\u{20a0}'..='\u{20cf}');
    let is_mark = |c: char| matches!(c, '.' | ',' | '\'' | '’' | '+' | '-' | '−' | '(' | ')' | '%' | '‰');
    text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || is_currency(c) || is_mark(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The settings that a text asks for, in short: the mark of groups, that of decimals, and `$` for clothes.
    fn asked(declared: Notation, kind: FieldType, text: &str) -> Vec<String> {
        let field = Field { kind, notation: declared, ..Field::text("cost", "") };
        let short = |notation: Notation| {
            let group = notation.group.map_or(String::new(), String::from);
            format!("{group}{}{}", notation.decimal, if notation.bare { "" } else { "$" })
        };
        notations(&field, text).into_iter().map(short).collect()
    }

    #[test]
    fn the_fewest_settings_that_make_a_number_are_found() {
        let (plain, number) = (Notation::default(), FieldType::Number { decimals: Some(2) });
        let money = Notation { bare: false, ..plain };
        for (declared, text, expected) in [
            (money, "$1,250.50", vec![",.$"]),
            (plain, "$1,250.50", vec![",.$"]),
            (plain, "12.5%", vec![".$"]),
            (plain, "12.50-", vec![".$"]),
            (plain, "12,5", vec![","]),
            (plain, "1,250", vec![",", ",."]),
            (plain, "1 250,50", vec![" ,"]),
            (plain, "1'250.50", vec!["'."]),
            (Notation { group: Some('.'), ..plain }, "1.250,50", vec![".,"]),
            (plain, "<5", vec![]),
            (plain, "12 High St", vec![]),
            (plain, "11/02/2026", vec![]),
        ] {
            let mut found = asked(declared, number.clone(), text);
            found.sort();
            assert_eq!(found, expected, "{text}");
        }
        assert_eq!(asked(plain, FieldType::Integer, "1,250"), [",."]);
        assert_eq!(asked(plain, FieldType::String, "1,250"), [""; 0]);
    }
}
