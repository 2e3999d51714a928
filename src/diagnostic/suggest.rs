//! "Did you mean …?"

/// The candidate that was most likely meant, if one is near enough: it begins with the word, or at most a third of its
/// letters differ.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let candidate_lower = candidate.to_lowercase();
            let begins = lower.chars().count() >= 3 && candidate_lower.starts_with(&lower);
            let distance = if begins { 1 } else { strsim::damerau_levenshtein(&lower, &candidate_lower) };
            (distance <= candidate.chars().count().max(3) / 3).then_some((distance, candidate))
        })
        .min_by_key(|(distance, candidate)| (*distance, candidate.len()))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn suggests_only_near_words() {
        assert_eq!(closest("descriptoin", ["title", "description"]), Some("description"));
        assert_eq!(closest("Licence", ["license", "title"]), Some("license"));
        assert_eq!(closest("banana", ["title", "description"]), None);
    }
}
