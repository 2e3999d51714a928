//! Plain letters, for names that every program takes.

use deunicode::deunicode_char;

/// A text with all its letters in ASCII: accents are left off (`Coût` becomes `Cout`), and letters of other scripts are
/// written as they sound. What is no letter stays as it is, and so do ideographs: their sound depends on the language.
pub fn plain_letters(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            // An accent that is written after its letter, as macOS does in the names of files.
            '\u{300}'..='\u{36f}' => {}
            // People write square and cubic metres with them.
            '²' => plain.push('2'),
            '³' => plain.push('3'),
            _ if c.is_ascii() || !c.is_alphabetic() || is_ideograph(c) => plain.push(c),
            _ => match deunicode_char(c) {
                Some(letters) => plain.push_str(letters),
                None => plain.push(c),
            },
        }
    }
    plain
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_go_and_letters_stay() {
        for (text, plain) in [
            ("Équipement", "Equipement"),
            ("Coût (€)", "Cout (€)"),
            ("Mate\u{301}riel", "Materiel"),
            ("Straße", "Strasse"),
            ("Surface m²", "Surface m2"),
            ("Žabljak Đurđevac", "Zabljak Durdevac"),
            ("São João", "Sao Joao"),
            ("Площадь", "Ploshchad'"),
            ("日本 #1", "日本 #1"),
        ] {
            assert_eq!(plain_letters(text), plain);
        }
    }
}
