//! The level that holds for a dataset, read so that a mistake never opens anything.

use crate::document::Document;
use crate::metadata::DatasetFile;
use crate::model::Level;

/// What may stand in `[classification]`.
const KEYS: [&str; 5] = ["level", "exemptions", "reviewed_by", "reviewed_on", "review_by"];

/// The level of a dataset. Exemptions that are written and cannot be read count as exemptions, and a key that nobody knows,
/// which may be a misspelt one, leaves the dataset unclassified.
pub(super) fn level(document: &Document, file: &DatasetFile) -> Option<Level> {
    let classification = file.classification.clone().unwrap_or_default();
    let exemptions = "/classification/exemptions";
    if document.has(exemptions) && classification.exemptions.is_empty() && !document.is_empty_list(exemptions) {
        return Some(Level::Protected);
    }
    classification.derived_level().filter(|level| all_known(document) || *level == Level::Protected)
}

/// Whether nothing was said about the level, not even wrongly.
pub(super) fn is_silent(document: &Document) -> bool {
    !document.has("/classification/level") && all_known(document)
}

fn all_known(document: &Document) -> bool {
    document.keys("/classification").all(|key| KEYS.contains(&key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Report;

    fn level_of(text: &str) -> Option<Level> {
        let mut report = Report::new();
        let document = Document::parse(format!("[classification]\n{text}"), "dataset.toml", &mut report);
        let file: DatasetFile = document.lower(&mut report)?;
        level(&document, &file)
    }

    #[test]
    fn a_mistake_opens_nothing() {
        assert_eq!(level_of("level = \"public\""), Some(Level::Public));
        assert_eq!(level_of("level = \"public\"\nexemptions = []"), Some(Level::Public));
        assert_eq!(level_of("level = \"public\"\nexemptions = [\"a\"]"), Some(Level::Protected));
        assert_eq!(level_of("level = \"public\"\nexemptions = \"privacy\""), Some(Level::Protected));
        assert_eq!(level_of("level = \"public\"\nexemptions = [1]"), Some(Level::Protected));
        assert_eq!(level_of("level = \"public\"\nexemption = [\"a\"]"), None);
        assert_eq!(level_of("level = \"publik\""), None);
        assert_eq!(level_of("level = \"protected\"\nexemption = 1"), Some(Level::Protected));
    }
}
