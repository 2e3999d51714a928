//! One answer: which file a request means, and the headers that a real host would send with it.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use tower_http::services::ServeFile;

use super::Served;
use crate::files::{self, SitePath, Tree};
use crate::site;

/// The policy that pages are served with: nothing from elsewhere, nothing inline.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
     img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

/// Answers a request.
pub(super) async fn respond(State(served): State<Served>, request: Request) -> Response {
    let mut response = answer(&served, request).await;
    let headers = response.headers_mut();
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // A preview shows the newest, whatever a host would let browsers keep.
    set(headers, header::CACHE_CONTROL, "no-store");
    headers.remove(header::LAST_MODIFIED);
    if headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")) {
        set(headers, header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
    } else {
        set(headers, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        set(headers, header::ACCESS_CONTROL_EXPOSE_HEADERS, "Accept-Ranges, Content-Length, Content-Range, ETag");
    }
    response
}

async fn answer(served: &Served, mut request: Request) -> Response {
    if !names_this_machine(request.headers()) {
        return text(StatusCode::FORBIDDEN, "This preview answers only at http://localhost and http://127.0.0.1.\n");
    }
    if request.method() == Method::OPTIONS {
        return preflight();
    }
    if request.method() != Method::GET && request.method() != Method::HEAD {
        let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "A preview can only be read.\n");
        set(response.headers_mut(), header::ALLOW, "GET, HEAD, OPTIONS");
        return response;
    }
    let root = served.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
    // A time in seconds says nothing about a preview: a rebuild within one would look unchanged.
    for name in [header::IF_MODIFIED_SINCE, header::IF_UNMODIFIED_SINCE] {
        request.headers_mut().remove(name);
    }
    match find(&Tree::new(root.clone()), request.uri().path()) {
        Found::File(path) => file(&root, &path, request).await,
        Found::Folder(location) => {
            let mut response = text(StatusCode::PERMANENT_REDIRECT, "");
            if let Ok(location) = HeaderValue::from_str(&location) {
                response.headers_mut().insert(header::LOCATION, location);
            }
            response
        }
        Found::Nothing => not_found(&root),
    }
}

/// What a request means.
enum Found {
    File(SitePath),
    /// A folder named without its slash, and where it really is.
    Folder(String),
    Nothing,
}

/// Finds the file of a URL's path. Names of published files are narrow, so nothing that leads elsewhere is one.
fn find(tree: &Tree, path: &str) -> Found {
    let Some(decoded) = decode(path) else { return Found::Nothing };
    let Some(relative) = decoded.strip_prefix('/') else { return Found::Nothing };
    let name = if relative.is_empty() || relative.ends_with('/') {
        format!("{relative}index.html")
    } else {
        relative.to_owned()
    };
    let Ok(name) = SitePath::new(name) else { return Found::Nothing };
    if is_hidden(&name) {
        return Found::Nothing;
    }
    // This also refuses links that lead out of the site.
    match tree.resolve(name.as_str()) {
        Ok(file) if file.is_dir() => Found::Folder(format!("/{name}/")),
        Ok(file) if files::size_of(&file).is_some() => Found::File(name),
        _ => Found::Nothing,
    }
}

/// Whether a path has a part that begins with a dot, but for the two folders that are meant to be served.
fn is_hidden(path: &SitePath) -> bool {
    let mut parts = path.as_str().split('/').enumerate();
    parts.any(|(at, part)| part.starts_with('.') && !(at == 0 && matches!(part, ".townbook" | ".well-known")))
}

/// A path with its percent signs decoded once; nothing when it is not text.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || char::from(rest.next()?).to_digit(16);
            let value = digit()? * 16 + digit()?;
            bytes.push(u8::try_from(value).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Serves a file, or the range of it that was asked for.
async fn file(root: &std::path::Path, path: &SitePath, request: Request) -> Response {
    match ServeFile::new(root.join(path.as_str())).try_call(request).await {
        Ok(response) => {
            let mut response = response.map(Body::new);
            set(response.headers_mut(), header::CONTENT_TYPE, site::content_type(path));
            response
        }
        Err(error) => text(StatusCode::INTERNAL_SERVER_ERROR, format!("{path} cannot be read: {error}\n")),
    }
}

/// The site's own page for what is not there.
fn not_found(root: &std::path::Path) -> Response {
    let page = SitePath::known("404.html");
    match files::read(&root.join(page.as_str())) {
        Ok(bytes) => {
            let mut response = Response::new(Body::from(bytes));
            *response.status_mut() = StatusCode::NOT_FOUND;
            set(response.headers_mut(), header::CONTENT_TYPE, site::content_type(&page));
            response
        }
        Err(_) => text(StatusCode::NOT_FOUND, "There is nothing here.\n"),
    }
}

/// What a browser asks before a script of another page reads a range of a data file.
fn preflight() -> Response {
    let mut response = text(StatusCode::NO_CONTENT, "");
    let headers = response.headers_mut();
    set(headers, header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD");
    set(headers, header::ACCESS_CONTROL_ALLOW_HEADERS, "Range, If-Match, If-None-Match, If-Modified-Since");
    set(headers, header::ACCESS_CONTROL_MAX_AGE, "86400");
    response
}

/// Whether a request was meant for this machine by name.
fn names_this_machine(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else { return false };
    let name = host.rsplit_once(':').map_or(host, |(name, _port)| name);
    name.eq_ignore_ascii_case("localhost") || name == "127.0.0.1"
}

fn text(status: StatusCode, text: impl Into<String>) -> Response {
    let mut response = Response::new(Body::from(text.into()));
    *response.status_mut() = status;
    set(response.headers_mut(), header::CONTENT_TYPE, "text/plain; charset=utf-8");
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}
