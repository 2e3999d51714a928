//! What lets a forge know a finding again after a file has changed.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::diagnostic::{Finding, Report};

/// A fingerprint for every finding, in order: 32 hexadecimal digits, no two alike.
///
/// It is made of the code, the file, the column and the words of the message, never of line, row, count or value, so it
/// stays the same when lines move. Numbers in the message are left out as well. Findings that agree in all of this are
/// numbered.
pub(super) fn all(report: &Report) -> Vec<String> {
    let mut met: HashMap<String, u64> = HashMap::new();
    let fingerprint = |finding: &Finding| {
        let place = finding.place();
        let words: String = finding.message.chars().filter(|c| !c.is_ascii_digit()).collect();
        let [part, field] = [&place.part, &place.field].map(|name| name.as_deref().unwrap_or_default());
        // Of a file that is one whole, nothing stands where the part would: most files are.
        let part = if part.is_empty() { String::new() } else { format!("{part}\0") };
        let key = format!("{}\0{}\0{part}{field}\0{words}", finding.code.id, place.path);
        let time = met.entry(key.clone()).and_modify(|time| *time += 1).or_insert(1);
        let digest = Sha256::digest(format!("{key}\0{time}"));
        digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    };
    report.findings().iter().map(fingerprint).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::render::sample;

    #[test]
    fn they_stay_when_lines_move_and_no_two_are_alike() {
        let (before, after) = (all(&sample::report(0)), all(&sample::report(40)));
        assert_eq!(before, after);
        let distinct: std::collections::BTreeSet<&String> = before.iter().collect();
        assert_eq!(distinct.len(), before.len());
        assert!(before.iter().all(|one| one.len() == 32));
    }
}
