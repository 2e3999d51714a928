//! Texts of a form that can be checked.

use crate::model::schema::StringFormat;

/// Whether a text has a form of Table Schema's `string`.
pub(super) fn is_formatted(text: &str, format: StringFormat) -> bool {
    match format {
        StringFormat::Email => is_email(text),
        StringFormat::Uri => is_uri(text),
        StringFormat::Uuid => is_uuid(text.as_bytes()),
        StringFormat::Binary => is_base64(text.as_bytes()),
    }
}

/// A local part and a domain with a full stop in it; quoted local parts, which nobody has, are refused.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let is_local = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    local.len() <= 64
        && local.split('.').all(|part| !part.is_empty() && part.chars().all(is_local))
        && domain.len() <= 253
        && domain.contains('.')
        && domain.split('.').all(label)
}

/// A scheme, a colon and something after it, in the characters of RFC 3986.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let scheme_fits = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    let is_allowed = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&b);
    let hex = |b: Option<&u8>| b.is_some_and(u8::is_ascii_hexdigit);
    let bytes = rest.as_bytes();
    let escapes_fit = || memchr::memchr_iter(b'%', bytes).all(|at| hex(bytes.get(at + 1)) && hex(bytes.get(at + 2)));
    scheme_fits && !rest.is_empty() && rest != "//" && bytes.iter().all(|b| is_allowed(*b)) && escapes_fit()
}

fn is_uuid(bytes: &[u8]) -> bool {
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn is_base64(bytes: &[u8]) -> bool {
    let padding = bytes.iter().rev().take_while(|byte| **byte == b'=').count();
    let digits = &bytes[..bytes.len() - padding];
    bytes.len().is_multiple_of(4)
        && padding <= 2
        && digits.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}

/// `YYYY-MM`.
pub(super) fn is_year_month(text: &str) -> bool {
    matches!(text.as_bytes(), [y @ .., b'-', m1, m2]
        if y.len() == 4 && y.iter().all(u8::is_ascii_digit) && matches!((m1, m2), (b'0', b'1'..=b'9') | (b'1', b'0'..=b'2')))
}

/// A time of a service day in its full form, `07:05:00` for `7:05:00`; hours go on to 99.
pub(super) fn service_time(text: &str) -> Option<[u8; 8]> {
    let mut out = *b"00:00:00";
    let bytes = text.as_bytes();
    let start = 8_usize.checked_sub(bytes.len()).filter(|start| *start <= 1)?;
    out[start..].copy_from_slice(bytes);
    let fits = out.iter().enumerate().all(|(at, byte)| match at {
        2 | 5 => *byte == b':',
        3 | 6 => (b'0'..=b'5').contains(byte),
        _ => byte.is_ascii_digit(),
    });
    fits.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_checked() {
        let all = |format, good: &[&str], bad: &[&str]| {
            for text in good {
                assert!(is_formatted(text, format), "{text:?} is a {format:?}");
            }
            for text in bad {
                assert!(!is_formatted(text, format), "{text:?} is no {format:?}");
            }
        };
        all(
            StringFormat::Email,
            &["a.b+c@town.example"],
            &["", "a@b", "a b@c.de", "@c.de", "a@.de", "a..b@c.de", "a@c.de "],
        );
        all(
            StringFormat::Uri,
            &["https://town.example/a?b=%20#c", "mailto:a@b.de", "urn:isbn:1"],
            &["", "town.example", "http://", "http://a b", "1a:b", "http://a/%2", "http://a/%zz"],
        );
        all(
            StringFormat::Uuid,
            &["95ecc380-afe9-11e4-9b6c-751b66dd541E"],
            &["95ecc380", "95ecc380-afe9-11e4-9b6c-751b66dd541g"],
        );
        all(StringFormat::Binary, &["", "YQ==", "YWI=", "YWJj"], &["YQ", "Y===", "YW=j", "Y Q="]);
    }

    #[test]
    fn months_are_checked() {
        for (text, fits) in
            [("2026-11", true), ("2026-13", false), ("2026-00", false), ("26-11", false), ("2026-1", false)]
        {
            assert_eq!(is_year_month(text), fits, "{text:?}");
        }
    }

    #[test]
    fn service_days_go_on_after_midnight() {
        assert_eq!(service_time("25:10:00"), Some(*b"25:10:00"));
        assert_eq!(service_time("7:05:00"), Some(*b"07:05:00"));
        for text in ["", "5:00", "07:65:00", "07:05:00.5", "100:00:00", "-7:05:00", "é:05:00"] {
            assert_eq!(service_time(text), None, "{text:?}");
        }
    }
}
