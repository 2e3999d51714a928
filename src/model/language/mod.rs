//! Languages, named by BCP 47 tags in what people write.

mod table;

use table::LANGUAGES;

/// A language of a tag, without its region and script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    /// The first part of the tag: two letters (ISO 639-1) where there are two, else three.
    pub tag: String,
    /// Code in the EU's table of languages, which DCAT-AP uses: three letters in capitals.
    pub eu_code: String,
    /// Its name in English; the tag where we have none.
    pub name: String,
}

impl Language {
    /// The language of a tag. Two letters must be one of ISO 639-1; three are taken as they are, because there are thousands.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let first = tag.split('-').next().unwrap_or_default();
        if let Ok(at) = LANGUAGES.binary_search_by_key(&first, |(two, ..)| two) {
            let (two, three, name) = LANGUAGES[at];
            return Some(Language { tag: two.to_owned(), eu_code: three.to_owned(), name: name.to_owned() });
        }
        let is_code = first.len() == 3 && first.bytes().all(|byte| byte.is_ascii_lowercase());
        is_code.then(|| Language { tag: first.to_owned(), eu_code: first.to_uppercase(), name: first.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_known_by_its_first_part() {
        let code = |tag| Language::of_tag(tag).map(|language| language.eu_code);
        assert_eq!(code("pt-BR").as_deref(), Some("POR"));
        assert_eq!(code("zh-Hant").as_deref(), Some("ZHO"));
        assert_eq!(code("kea").as_deref(), Some("KEA"));
        for tag in ["", "e", "xx", "English", "EN"] {
            assert_eq!(code(tag), None, "{tag}");
        }
    }

    #[test]
    fn the_table_is_in_order() {
        assert!(LANGUAGES.is_sorted_by_key(|(two, ..)| *two));
        assert!(LANGUAGES.iter().all(|(two, three, _)| two.len() == 2 && three.len() == 3));
    }
}
