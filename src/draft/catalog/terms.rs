//! Words of other portals in ours: licences, frequencies, topics, departments, days.

use crate::draft::{Choice, Choices};
use crate::model::{Date, Frequency, License, Theme};

/// The SPDX identifier behind the address of a licence.
pub(super) fn license(address: &str) -> Option<String> {
    let address = address.trim().to_lowercase();
    let path = address.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
    let parts: Vec<&str> = path.split(['/', '#', '?']).filter(|part| !part.is_empty()).collect();
    let wanted = match parts.as_slice() {
        ["creativecommons.org", "publicdomain", "zero", version, ..] => format!("cc0-{version}"),
        ["creativecommons.org", "licenses", kind, version, ..] => format!("cc-{kind}-{version}"),
        ["opendatacommons.org", "licenses", "pddl", ..] => "pddl-1.0".to_owned(),
        ["opendatacommons.org", "licenses", "by", ..] => "odc-by-1.0".to_owned(),
        ["opendatacommons.org", "licenses", "odbl", ..] => "odbl-1.0".to_owned(),
        ["publications.europa.eu", "resource", "authority", "licence", code] => match *code {
            "odc_pddl" => "pddl-1.0",
            "odc_by" => "odc-by-1.0",
            "odc_bl" => "odbl-1.0",
            "cc0" => "cc0-1.0",
            "cc_by_4_0" => "cc-by-4.0",
            "cc_bysa_4_0" => "cc-by-sa-4.0",
            _ => return None,
        }
        .to_owned(),
        ["spdx.org", "licenses", name, ..] => name.trim_end_matches(".html").to_owned(),
        // Some portals write the identifier itself.
        [name] => (*name).to_owned(),
        _ => return None,
    };
    let id = License::known_ids().find(|id| id.to_lowercase() == wanted)?;
    License::from_spdx(id).map(|license| license.id)
}

/// The frequency behind an ISO 8601 repeating interval, or one of our words.
pub(super) fn frequency(interval: &str) -> Option<Frequency> {
    Some(match interval {
        "R/PT1S" => Frequency::Continuous,
        "R/P1D" => Frequency::Daily,
        "R/P1W" | "R/P7D" => Frequency::Weekly,
        "R/P2W" | "R/P14D" => Frequency::Biweekly,
        "R/P1M" => Frequency::Monthly,
        "R/P2M" => Frequency::Bimonthly,
        "R/P3M" => Frequency::Quarterly,
        "R/P6M" => Frequency::Semiannual,
        "R/P1Y" => Frequency::Annual,
        "R/P2Y" => Frequency::Biennial,
        word => serde_json::from_value(serde_json::Value::String(word.to_lowercase())).ok()?,
    })
}

/// The topic that a word of the old portal names: a code, or a label, of this portal or of the standard.
pub(super) fn theme(word: &str, choices: &Choices) -> Option<Theme> {
    let word = word.trim();
    let same = |other: &str| other.eq_ignore_ascii_case(word);
    choices
        .themes
        .iter()
        .filter_map(|choice| Some((choice, serde_json::from_value::<Theme>(choice.id.clone().into()).ok()?)))
        .find(|(choice, theme)| same(&choice.id) || same(&choice.words) || same(theme.label()))
        .map(|(_, theme)| theme)
}

/// The department with a name.
pub(super) fn publisher<'a>(name: &str, choices: &'a Choices) -> Option<&'a Choice> {
    let name = name.trim().to_lowercase();
    choices.publishers.iter().find(|choice| choice.words.to_lowercase() == name || choice.id == name)
}

/// A day at the start of an ISO 8601 day or time.
pub(super) fn day(text: &str) -> Option<Date> {
    text.trim().get(..10)?.parse().ok()
}

/// The days of an ISO 8601 interval; the second is left out while it goes on.
pub(super) fn period(text: &str) -> Option<(Date, Option<Date>)> {
    let (start, end) = text.split_once('/')?;
    let start = day(start)?;
    match end.trim() {
        "" | ".." => Some((start, None)),
        end => Some((start, Some(day(end)?))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_licences_are_known() {
        for (address, id) in [
            ("https://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0"),
            ("http://www.creativecommons.org/licenses/by-sa/4.0/legalcode", "CC-BY-SA-4.0"),
            ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
            ("http://opendatacommons.org/licenses/pddl/1.0/", "PDDL-1.0"),
            ("https://opendatacommons.org/licenses/odbl/summary/", "ODbL-1.0"),
            ("https://spdx.org/licenses/ODC-By-1.0.html", "ODC-By-1.0"),
            ("CC-BY-4.0", "CC-BY-4.0"),
        ] {
            assert_eq!(license(address).as_deref(), Some(id), "{address}");
        }
        for unknown in ["https://www.usa.gov/government-works", "", "creativecommons.org/licenses", "public"] {
            assert_eq!(license(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn times_are_read_as_catalogues_write_them() {
        assert_eq!(day("2024-03-01T12:00:00Z"), day("2024-03-01"));
        assert!(day("2024-03-01").is_some() && day("R/P1D").is_none() && day("2024-3-1").is_none());
        assert_eq!(day("zweitausendéé"), None);
        assert_eq!(period("2020-01-01/2020-12-31"), Some((day("2020-01-01").unwrap(), day("2020-12-31"))));
        assert_eq!(period("2020-01-01/.."), Some((day("2020-01-01").unwrap(), None)));
        assert_eq!(period("2020-01-01/P1Y"), None);
        for frequency_word in Choices::frequencies() {
            assert!(frequency(&frequency_word.id).is_some(), "{}", frequency_word.id);
        }
    }
}
