//! Fetching from servers that behave, break off, lie and refuse.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::{HeaderMap, Response, header};
use futures::{StreamExt, stream};

use super::*;

const TEXT: &str = "id,height\n1,12.5\n2,8\n3,17.25\n";

/// What a server does.
#[derive(Clone, Copy, Default)]
struct Manners {
    /// Breaks the connection off after so many bytes of each answer.
    cut_at: Option<usize>,
    /// Answers `Range`.
    ranges: bool,
    /// Gives another version at every request.
    changes: bool,
    /// Answers with this status instead.
    status: Option<u16>,
    /// Sends elsewhere.
    location: Option<&'static str>,
}

/// A server that runs as long as it is kept.
struct Server {
    _runtime: tokio::runtime::Runtime,
    url: String,
    requests: Arc<AtomicUsize>,
    ranges: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn new(manners: Manners) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}/crowns.csv", listener.local_addr().unwrap());
        let (requests, ranges) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
        let (count, log) = (Arc::clone(&requests), Arc::clone(&ranges));
        let app = axum::Router::new().fallback(move |headers: HeaderMap| {
            let number = count.fetch_add(1, Ordering::SeqCst);
            let range = headers.get(header::RANGE).map(|range| range.to_str().unwrap().to_owned());
            log.lock().unwrap().extend(range.clone());
            let answer = answer(manners, number, range.as_deref(), headers.get(header::IF_RANGE));
            async move { answer }
        });
        runtime.spawn(async { axum::serve(listener, app).await });
        Server { _runtime: runtime, url, requests, ranges }
    }
}

fn answer(
    manners: Manners,
    number: usize,
    range: Option<&str>,
    if_range: Option<&axum::http::HeaderValue>,
) -> Response<Body> {
    if let Some(status) = manners.status {
        return Response::builder().status(status).body(Body::empty()).unwrap();
    }
    if let Some(location) = manners.location {
        return Response::builder().status(302).header(header::LOCATION, location).body(Body::empty()).unwrap();
    }
    let tag = if manners.changes { format!("\"v{number}\"") } else { "\"v\"".to_owned() };
    let text = if manners.changes { TEXT.replace("17", &(17 + number).to_string()) } else { TEXT.to_owned() };
    let is_same = if_range.is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let start = range
        .filter(|_| manners.ranges && is_same)
        .map_or(0, |range| range.trim_start_matches("bytes=").trim_end_matches('-').parse().unwrap());
    let rest = text[start..].to_owned();
    let mut builder = Response::builder().header(header::ETAG, tag).header(header::CONTENT_LENGTH, rest.len());
    if start > 0 {
        let range = format!("bytes {start}-{}/{}", text.len() - 1, text.len());
        builder = builder.status(206).header(header::CONTENT_RANGE, range);
    }
    let body = match manners.cut_at.filter(|at| *at < rest.len()) {
        Some(at) => {
            let first = Ok(rest[..at].to_owned());
            // Bytes that were not sent yet go down with a connection.
            let cut = async {
                tokio::time::sleep(Duration::from_millis(50)).await;
                Err(std::io::Error::other("cut off"))
            };
            Body::from_stream(stream::iter([first]).chain(stream::once(cut)))
        }
        None => Body::from(rest),
    };
    builder.body(body).unwrap()
}

struct Silent;

impl Progress for Silent {
    fn reached(&self, _: u64, _: Option<u64>) {}
}

const OPTIONS: Options = Options { allow_http: false, pause: Duration::ZERO };

/// A cache, and a file wanted for it that is declared as it is.
fn wanted(url: &str) -> (tempfile::TempDir, Cache, Wanted) {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::of(folder.path());
    let wanted = Wanted {
        dataset: "crowns".to_owned(),
        url: url.to_owned(),
        sha256: Some(Digest::of(TEXT.as_bytes())),
        bytes: Some(TEXT.len() as u64),
    };
    (folder, cache, wanted)
}

/// Asserts that nothing was kept as a copy, and whether a part was kept.
#[track_caller]
fn nothing_kept(cache: &Cache, wanted: &Wanted, part: bool) {
    let copies = [Digest::of(TEXT.as_bytes()), Digest::of(b"")].map(|digest| cache.path(digest).exists());
    assert_eq!(copies, [false; 2]);
    assert_eq!(cache.partial(&wanted.url).unwrap().bytes() > 0, part);
}

#[test]
fn a_file_is_brought_once() {
    let server = Server::new(Manners::default());
    let (_folder, cache, mut wanted) = wanted(&server.url);
    let fetched = fetch(&cache, &wanted, OPTIONS, &Silent).unwrap();
    assert_eq!(fetched, Fetched { sha256: wanted.sha256.unwrap(), bytes: TEXT.len() as u64, was_there: false });
    assert!(fetch(&cache, &wanted, OPTIONS, &Silent).unwrap().was_there);
    assert_eq!(server.requests.load(Ordering::SeqCst), 1);
    // Without a digest it is brought too, so that its digest is known.
    (wanted.sha256, wanted.bytes) = (None, None);
    assert_eq!(fetch(&cache, &wanted, OPTIONS, &Silent).unwrap().sha256, fetched.sha256);
}

#[test]
fn a_connection_that_breaks_is_taken_up_again() {
    let server = Server::new(Manners { cut_at: Some(10), ranges: true, ..Manners::default() });
    let (_folder, cache, wanted) = wanted(&server.url);
    fetch(&cache, &wanted, OPTIONS, &Silent).unwrap();
    assert_eq!(*server.ranges.lock().unwrap(), ["bytes=10-", "bytes=20-"]);
}

#[test]
fn a_later_run_goes_on_where_the_last_one_stopped() {
    let server = Server::new(Manners { cut_at: Some(4), ranges: true, ..Manners::default() });
    let (_folder, cache, wanted) = wanted(&server.url);
    let error = fetch(&cache, &wanted, OPTIONS, &Silent).unwrap_err();
    assert_eq!(error.exit_code(), 7, "{error}");
    nothing_kept(&cache, &wanted, true);
    fetch(&cache, &wanted, OPTIONS, &Silent).unwrap();
    assert!(server.ranges.lock().unwrap().contains(&"bytes=20-".to_owned()));
}

#[test]
fn a_server_without_ranges_is_asked_for_the_whole() {
    let server = Server::new(Manners { cut_at: Some(10), ..Manners::default() });
    let (_folder, cache, wanted) = wanted(&server.url);
    let error = fetch(&cache, &wanted, OPTIONS, &Silent).unwrap_err();
    assert_eq!(error.exit_code(), 7);
    assert_eq!(server.requests.load(Ordering::SeqCst), TRIES as usize);
    assert_eq!(cache.partial(&wanted.url).unwrap().bytes(), 10, "each answer replaced the one before");
}

#[test]
fn versions_are_never_mixed() {
    let server = Server::new(Manners { cut_at: Some(20), ranges: true, changes: true, ..Manners::default() });
    let (_folder, cache, wanted) = wanted(&server.url);
    assert!(fetch(&cache, &wanted, OPTIONS, &Silent).is_err());
    nothing_kept(&cache, &wanted, true);
}

#[test]
fn what_is_not_the_declared_file_is_not_kept() {
    let server = Server::new(Manners::default());
    let size = TEXT.len() as u64;
    for (sha256, bytes) in [
        (Digest::of(b"another"), size),
        (Digest::of(TEXT.as_bytes()), size - 1),
        (Digest::of(TEXT.as_bytes()), size + 1),
        (Digest::of(b""), 0),
    ] {
        let (_folder, cache, mut wanted) = wanted(&server.url);
        (wanted.sha256, wanted.bytes) = (Some(sha256), Some(bytes));
        let error = fetch(&cache, &wanted, OPTIONS, &Silent).unwrap_err();
        assert_eq!(error.exit_code(), 6, "{error}");
        nothing_kept(&cache, &wanted, false);
    }
}

#[test]
fn a_server_that_refuses_is_asked_once_and_one_that_is_busy_again() {
    for (status, requests, code) in [(404, 1, 2), (403, 1, 2), (503, TRIES as usize, 7), (416, TRIES as usize, 7)] {
        let server = Server::new(Manners { status: Some(status), ..Manners::default() });
        let (_folder, cache, wanted) = wanted(&server.url);
        let error = fetch(&cache, &wanted, OPTIONS, &Silent).unwrap_err();
        assert_eq!(error.exit_code(), code, "{error}");
        assert_eq!(server.requests.load(Ordering::SeqCst), requests, "{status}");
        nothing_kept(&cache, &wanted, false);
    }
}

#[test]
fn addresses_without_encryption_are_not_asked() {
    for url in ["http://files.example/x.csv", "ftp://127.0.0.1/x.csv", "file:///etc/hostname", "x.csv"] {
        let (_folder, cache, wanted) = wanted(url);
        assert_eq!(fetch(&cache, &wanted, OPTIONS, &Silent).unwrap_err().exit_code(), 2, "{url}");
    }
    // Nor by way of a redirect, nor in circles.
    for location in ["http://files.example/x.csv", "/again", "file:///etc/hostname"] {
        let server = Server::new(Manners { location: Some(location), ..Manners::default() });
        let (_folder, cache, wanted) = wanted(&server.url);
        let error = fetch(&cache, &wanted, OPTIONS, &Silent).unwrap_err();
        assert_eq!(error.exit_code(), 2, "{location}: {error}");
        nothing_kept(&cache, &wanted, false);
    }
}
