//! Brings files that lie elsewhere into the cache, and keeps none that is not the one declared.
//!
//! A file comes in pieces that are kept: a run that is cut off goes on where it stopped, if the server can tell that it is
//! still the same version (`If-Range`). Sizes are counted, whatever a server says, and the digest is computed over what lies
//! on disk. Redirects are followed a few times, and never from an encrypted address to another.

mod error;
#[cfg(test)]
mod tests;

use std::time::Duration;

use reqwest::header::{CONTENT_RANGE, ETAG, HeaderMap, IF_RANGE, LAST_MODIFIED, RANGE};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode, Url};

pub use self::error::FetchError;
use crate::files::{Cache, Digest, Partial, holds};

/// The largest file that is brought when its size is not declared.
const LIMIT: u64 = 64 << 30;

/// How often a server is asked before the run ends; what came is kept for the next.
const TRIES: u32 = 5;

/// How many redirects are followed.
const REDIRECTS: usize = 5;

/// How long to wait for a connection.
const CONNECT: Duration = Duration::from_secs(30);

/// How long to wait for the next bytes.
const SILENCE: Duration = Duration::from_secs(60);

/// A file that lies elsewhere.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The dataset it belongs to.
    pub dataset: String,
    /// Where it is.
    pub url: String,
    /// Its SHA-256, if that is declared already.
    pub sha256: Option<Digest>,
    /// Its size, if that is declared already.
    pub bytes: Option<u64>,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fetched {
    /// Its SHA-256.
    pub sha256: Digest,
    /// Its size.
    pub bytes: u64,
    /// Whether it lay in the cache already.
    pub was_there: bool,
}

/// How to fetch.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Whether files may come over connections that anyone on the way can read and change. Those of this machine may always.
    pub allow_http: bool,
    /// Between two tries.
    pub pause: Duration,
}

/// Hears how far a file has come.
pub trait Progress {
    /// So many bytes are there, of how many, if that is known.
    fn reached(&self, bytes: u64, of: Option<u64>);
}

/// Brings one file.
///
/// # Errors
/// When it cannot be had, or is not the one declared.
pub fn fetch(cache: &Cache, wanted: &Wanted, options: Options, progress: &dyn Progress) -> Result<Fetched, FetchError> {
    if let (Some(sha256), Some(bytes)) = (wanted.sha256, wanted.bytes)
        && holds(&cache.path(sha256), sha256, bytes)?
    {
        return Ok(Fetched { sha256, bytes, was_there: true });
    }
    let url = Url::parse(&wanted.url).map_err(|error| FetchError::Address(error.to_string()))?;
    if !may_be_asked(&url, options.allow_http) {
        return Err(FetchError::NotEncrypted);
    }
    let _lock = cache.lock()?.ok_or(FetchError::Busy)?;
    let mut partial = cache.partial(&wanted.url)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(FetchError::Runtime)?;
    let brought = runtime.block_on(async {
        let client = client(options.allow_http)?;
        let mut attempt = 1;
        loop {
            match bring(&client, &url, wanted, &mut partial, progress).await {
                Err(error) if error.may_pass() && attempt < TRIES => attempt += 1,
                other => return other,
            }
            tokio::time::sleep(options.pause).await;
        }
    });
    let verified = brought.and_then(|()| verify(wanted, &partial));
    match verified {
        Ok(sha256) => {
            let bytes = partial.bytes();
            cache.keep(partial, sha256)?;
            Ok(Fetched { sha256, bytes, was_there: false })
        }
        Err(error) => {
            // What may still become the file stays for the next run; what cannot goes.
            if error.is_other_file() {
                partial.discard()?;
            }
            Err(error)
        }
    }
}

fn client(allow_http: bool) -> Result<Client, FetchError> {
    let policy = Policy::custom(move |attempt| {
        let was_encrypted = attempt.previous().iter().any(|url| url.scheme() == "https");
        let is_safe = attempt.url().scheme() == "https" || (!was_encrypted && may_be_asked(attempt.url(), allow_http));
        if attempt.previous().len() > REDIRECTS {
            attempt.error("the server sends from one address to the next")
        } else if is_safe {
            attempt.follow()
        } else {
            attempt.error("the server sends to an address without encryption")
        }
    });
    let builder = Client::builder().redirect(policy).connect_timeout(CONNECT).read_timeout(SILENCE);
    builder.user_agent(concat!("townbook/", env!("CARGO_PKG_VERSION"))).build().map_err(FetchError::connection)
}

/// Whether what comes from an address can be relied on to come from there.
fn may_be_asked(url: &Url, allow_http: bool) -> bool {
    let is_here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    url.scheme() == "https" || (url.scheme() == "http" && (allow_http || is_here))
}

/// Brings what is missing of a file, to its end.
async fn bring(
    client: &Client,
    url: &Url,
    wanted: &Wanted,
    partial: &mut Partial,
    progress: &dyn Progress,
) -> Result<(), FetchError> {
    let validator = partial.validator().filter(|_| partial.bytes() > 0);
    if wanted.bytes.is_some_and(|bytes| bytes == partial.bytes()) && validator.is_some() {
        return Ok(());
    }
    let mut request = client.get(url.clone());
    if let Some(validator) = &validator {
        request = request.header(RANGE, format!("bytes={}-", partial.bytes())).header(IF_RANGE, validator);
    }
    let mut answer = request.send().await.map_err(FetchError::connection)?;
    match answer.status() {
        StatusCode::PARTIAL_CONTENT if goes_on(&answer, partial.bytes()) && validator.is_some() => {}
        StatusCode::OK => partial.restart(validator_of(answer.headers()).as_deref())?,
        StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE => {
            // The part that is there is of no use to this server: the next try begins anew.
            partial.restart(None)?;
            return Err(FetchError::Interrupted("the server could not go on where it stopped".to_owned()));
        }
        status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
            return Err(FetchError::Interrupted(format!("the server answers {status}")));
        }
        status => return Err(FetchError::Refused(status.to_string())),
    }
    let limit = wanted.bytes.unwrap_or(LIMIT);
    let whole = answer.content_length().map(|rest| partial.bytes().saturating_add(rest));
    if whole.is_some_and(|whole| whole > limit) {
        return Err(FetchError::TooLarge { limit });
    }
    while let Some(bytes) = answer.chunk().await.map_err(FetchError::connection)? {
        if partial.bytes() + bytes.len() as u64 > limit {
            return Err(FetchError::TooLarge { limit });
        }
        partial.append(&bytes)?;
        progress.reached(partial.bytes(), wanted.bytes.or(whole));
    }
    Ok(())
}

/// Whether an answer begins right after the bytes that are there.
fn goes_on(answer: &Response, bytes: u64) -> bool {
    let range = answer.headers().get(CONTENT_RANGE).and_then(|range| range.to_str().ok()).unwrap_or_default();
    range.strip_prefix("bytes ").and_then(|range| range.split('-').next()) == Some(bytes.to_string().as_str())
}

/// By what the server will know this version again. A weak tag says only that two versions mean the same.
fn validator_of(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    text(ETAG).filter(|tag| !tag.starts_with("W/")).or_else(|| text(LAST_MODIFIED))
}

/// Holds a file that has come to its end against what is declared.
fn verify(wanted: &Wanted, partial: &Partial) -> Result<Digest, FetchError> {
    if let Some(expected) = wanted.bytes.filter(|bytes| *bytes != partial.bytes()) {
        return Err(FetchError::OtherSize { expected, found: partial.bytes() });
    }
    let found = partial.digest()?;
    match wanted.sha256.filter(|expected| *expected != found) {
        Some(_) => Err(FetchError::OtherContent { found, bytes: partial.bytes() }),
        None => Ok(found),
    }
}
