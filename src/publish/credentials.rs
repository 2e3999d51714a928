//! Secrets, and keeping them out of every text.

use std::fmt;

/// How much of a host's own words an error repeats.
const WORDS_KEPT: usize = 300;

/// What object storage asks for. `cli` fills it from the environment variables that each field names; nothing else
/// reads them, and they never stand in a file.
#[derive(Clone, Default)]
pub struct Credentials {
    /// `AWS_ACCESS_KEY_ID`
    pub access_key_id: Option<String>,
    /// `AWS_SECRET_ACCESS_KEY`
    pub secret_access_key: Option<String>,
    /// `AWS_SESSION_TOKEN`, with temporary keys only.
    pub session_token: Option<String>,
}

impl Credentials {
    /// A text of the outside world without the credentials in it, on one line, cut to a length that a person reads.
    /// Servers repeat the request in their errors, so such a text may hold all of them.
    pub fn redact(&self, text: &str) -> String {
        let mut clean = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for secret in [&self.secret_access_key, &self.session_token, &self.access_key_id].into_iter().flatten() {
            for form in [secret.clone(), percent_encoded(secret)] {
                if !form.is_empty() {
                    clean = clean.replace(&form, "[redacted]");
                }
            }
        }
        // Cut last: half a secret would not be found.
        match clean.char_indices().nth(WORDS_KEPT) {
            Some((at, _)) => format!("{}…", &clean[..at]),
            None => clean,
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |value: &Option<String>| value.as_ref().map(|_| "[redacted]");
        f.debug_struct("Credentials")
            .field("access_key_id", &shown(&self.access_key_id))
            .field("secret_access_key", &shown(&self.secret_access_key))
            .field("session_token", &shown(&self.session_token))
            .finish()
    }
}

/// A text as it stands in a URL.
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_prints_a_secret() {
        let credentials = Credentials {
            access_key_id: Some("AKIACANARY".into()),
            secret_access_key: Some("can/ary+secret=".into()),
            session_token: Some("canary token".into()),
        };
        assert!(!format!("{credentials:?}").contains("anary"));
        let words = "403 for AKIACANARY with can/ary+secret= or\ncan%2Fary%2Bsecret%3D and canary token";
        assert_eq!(credentials.redact(words), "403 for [redacted] with [redacted] or [redacted] and [redacted]");
        let long = format!("{}can/ary+secret=", "x".repeat(WORDS_KEPT - 3));
        let clean = credentials.redact(&long);
        assert!(!clean.contains("can") && clean.chars().count() == WORDS_KEPT + 1, "{clean}");
    }
}
