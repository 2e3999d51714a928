//! The old addresses of datasets that move in, as entries of `portal.toml`.

use std::collections::BTreeSet;

use super::Moved;
use crate::draft::toml_text::text;

/// The text of `portal.toml` with an entry for the page of each of these datasets that has none yet; `None` where none is to
/// be added. Entries that the file has stay, and so does everything else.
///
/// # Errors
/// The entries, when they cannot be added at the end of the file as it is written.
pub fn with_redirects(portal: &str, moved: &[&Moved]) -> Result<Option<String>, String> {
    let known = portal.parse::<toml::Table>().ok();
    let known = known.as_ref().and_then(|table| table.get("redirects")).and_then(toml::Value::as_array);
    let from = |entry: &toml::Value| entry.get("from").and_then(toml::Value::as_str).map(key);
    let mut taken: BTreeSet<String> = known.into_iter().flatten().filter_map(from).collect();
    let mut entries = String::new();
    for dataset in moved {
        let Some(page) = dataset.page.as_deref().filter(|page| is_kept(page) && taken.insert(key(page))) else {
            continue;
        };
        let to = text(&format!("/datasets/{}/", dataset.slug));
        entries.push_str(&format!("\n[[redirects]]\nfrom = {}\nto = {to}\n", text(page)));
    }
    if entries.is_empty() {
        return Ok(None);
    }
    let whole = format!("{}\n{entries}", portal.trim_end());
    if whole.parse::<toml::Table>().is_ok() { Ok(Some(whole)) } else { Err(entries) }
}

/// Whether a static site can answer at an address: it knows nothing of what stands after a question mark.
fn is_kept(page: &str) -> bool {
    let is_address = page.starts_with("https://") || page.starts_with("http://");
    is_address && !page.contains(|c: char| c.is_whitespace() || c.is_control() || "?#\"<>".contains(c))
}

/// What two spellings of an address have in common.
fn key(address: &str) -> String {
    address.trim_end_matches('/').to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::Answers;
    use crate::model::Slug;

    #[test]
    fn each_old_page_leads_to_one_place() {
        let moved = |slug: &str, page: Option<&str>| Moved {
            slug: Slug::new(slug).unwrap(),
            answers: Answers::default(),
            files: Vec::new(),
            page: page.map(str::to_owned),
        };
        let all = [
            moved("trees", Some("https://old.example.gov/d/1")),
            moved("parks", Some("https://old.example.gov/d/1/")),
            moved("roads", Some("https://old.example.gov/view?id=7")),
            moved("bikes", Some("https://old.example.gov/d/2")),
            moved("paths", None),
        ];
        let all: Vec<&Moved> = all.iter().collect();
        let portal = "title = \"x\"\n\n[[redirects]]\nfrom = \"https://old.example.gov/D/2/\"\nto = \"/about/\"\n\n\n";
        let whole = with_redirects(portal, &all).unwrap().unwrap();
        assert_eq!(
            whole.strip_prefix(portal.trim_end()),
            Some("\n\n[[redirects]]\nfrom = \"https://old.example.gov/d/1\"\nto = \"/datasets/trees/\"\n")
        );
        assert_eq!(with_redirects(&whole, &all), Ok(None));
        assert!(with_redirects("redirects = []\n", &all).unwrap_err().contains("/datasets/bikes/"));
    }
}
