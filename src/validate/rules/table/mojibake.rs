//! `table/mojibake`

use encoding_rs::WINDOWS_1252;

use super::at_texts;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::Batch;
use crate::validate::Rule;

pub(crate) struct Mojibake;

static CODE: Code = Code {
    id: "table/mojibake",
    severity: Severity::Warning,
    title: "Letters that were encoded twice",
    explain: "A cell holds signs such as `Ã©` where a single letter (`é`) is meant. UTF-8 was read as if it were windows-1252 and \
saved as UTF-8 again, so every letter beyond plain English became two or three signs.\n\nFind the step that reads the file in the \
wrong encoding, often a spreadsheet program that opened a CSV with a double click, and export the data again. In Excel, import the \
file with Data, From Text/CSV, and choose `65001: Unicode (UTF-8)`.\n\n```csv\nname\nCafÃ© Azul      wrong\nCafé Azul       \
right\n```\n",
};

impl Rule for Mojibake {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        at_texts(resource, batch, may_be, |field, text, find| {
            if is_mojibake(text) {
                let message = format!("Letters in this cell of `{field}` seem to have been encoded twice.");
                let help = "Export the data again; somewhere on its way UTF-8 was read as windows-1252.";
                report
                    .push_or_count(&CODE, &resource.shown, Some(field), &message, || find(&CODE, &message).help(help));
            }
        });
    }
}

/// Whether a first byte of a UTF-8 letter, read as a letter of its own (`Â` to `ô`), has another sign after it.
fn may_be(bytes: &[u8]) -> bool {
    memchr::memchr_iter(0xc3, bytes)
        .any(|at| matches!(bytes.get(at + 1), Some(0x82..=0xb4)) && bytes.get(at + 2).is_some_and(|next| *next >= 0x80))
}

/// Whether a run of signs is UTF-8 once they are bytes of windows-1252 again.
fn is_mojibake(text: &str) -> bool {
    may_be(text.as_bytes())
        && text.split(|c: char| c.is_ascii()).filter(|run| run.chars().nth(1).is_some()).any(|run| {
            let (bytes, _, has_lost) = WINDOWS_1252.encode(run);
            !has_lost && std::str::from_utf8(&bytes).is_ok_and(|meant| !meant.chars().any(is_rare))
        })
}

/// Letters of phonetics and of small alphabets: two signs that stand together by chance are often one of them.
const fn is_rare(c: char) -> bool {
    matches!(c, '\u{250}'..='\u{36f}' | '\u{452}'..='\u{58f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_encoded_twice_is_named() {
        for text in ["Café", "DÃ©jÃ\u{a0} vu", "Oâ€™Brien", "20 Â°C", "ÐœÐ¸Ñ€"] {
            assert_eq!(is_mojibake(text), text != "Café", "{text}");
        }
        for text in ["São Paulo", "Âge", "façade — été", "ÃO", "Łódź", "東京", "naïveté", "«Ô»", "Ô…"]
        {
            assert!(!is_mojibake(text), "{text}");
        }
    }
}
