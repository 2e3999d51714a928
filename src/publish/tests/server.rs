//! An S3 server in this process, on a folder, that writes down every request and fails when a test says so.

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::error_handling::HandleError;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::serve::ListenerExt as _;
use s3s::auth::SimpleAuth;
use s3s::dto::{GetObjectInput, GetObjectOutput, PutObjectInput, PutObjectOutput};
use s3s::service::S3ServiceBuilder;
use s3s::{S3, S3Request, S3Response, S3Result};
use s3s_fs::FileSystem;
use tokio::runtime::Runtime;

use crate::publish::ObjectStorage;

pub(super) const BUCKET: &str = "town-data";
pub(super) const KEY: &str = "AKIATOWNBOOK";
pub(super) const SECRET: &str = "canary/secret+of=the+tests";

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is answered.
    Answered,
    /// It is carried out, and the answer says that the server failed.
    AnswerLost,
    /// It is refused.
    Refused,
}

type Faults = Box<dyn FnMut(&Method, &str) -> Fate + Send>;

#[derive(Clone)]
struct Watch {
    root: PathBuf,
    requests: Arc<Mutex<Vec<String>>>,
    faults: Arc<Mutex<Faults>>,
    pointer: Arc<tokio::sync::Mutex<()>>,
}

/// The server. It stops when it is dropped.
pub(super) struct Server {
    pub(super) endpoint: String,
    /// A publisher to it, opened when it is first asked for.
    pub(super) storage: OnceLock<ObjectStorage>,
    folder: tempfile::TempDir,
    watch: Watch,
    _runtime: Runtime,
}

impl Server {
    /// A server that keeps to the protocol.
    pub(super) fn new() -> Self {
        Server::start(|store| store)
    }

    /// A server that ignores conditions, as some do.
    pub(super) fn lying() -> Self {
        Server::start(Lying)
    }

    fn start<S: S3>(wrap: impl FnOnce(FileSystem) -> S) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(BUCKET)).unwrap();
        let mut builder = S3ServiceBuilder::new(wrap(FileSystem::new(folder.path()).unwrap()));
        builder.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let service = HandleError::new(builder.build(), |error: s3s::HttpError| async move {
            (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:?}"))
        });
        let watch = Watch {
            root: folder.path().to_owned(),
            requests: Arc::default(),
            faults: Arc::new(Mutex::new(Box::new(|_, _| Fate::Answered))),
            pointer: Arc::default(),
        };
        let app = Router::new().fallback_service(service).layer(from_fn_with_state(watch.clone(), observe));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        // Small answers must not wait for more to send: that is forty milliseconds for each request.
        let listener = listener.tap_io(|stream| stream.set_nodelay(true).unwrap());
        runtime.spawn(async move { axum::serve(listener, app).await });
        Server { endpoint, storage: OnceLock::new(), folder, watch, _runtime: runtime }
    }

    /// The bucket's objects.
    pub(super) fn objects(&self) -> PathBuf {
        self.folder.path().join(BUCKET)
    }

    /// Files of uploads that were begun and neither completed nor aborted.
    pub(super) fn unfinished(&self) -> Vec<String> {
        let entries = crate::files::Tree::new(self.folder.path()).entries(1).unwrap();
        entries.into_iter().map(|entry| entry.relative).filter(|name| name.starts_with(".upload")).collect()
    }

    /// The requests since the last call: `PUT /bucket/key`.
    pub(super) fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.watch.requests.lock().unwrap())
    }

    /// How many requests since then were to write or remove something.
    pub(super) fn written(&self) -> usize {
        let reads = |request: &&String| request.starts_with("GET") || request.starts_with("HEAD");
        self.watch.requests.lock().unwrap().iter().filter(|request| !reads(request)).count()
    }

    /// Lets a test decide about each request.
    pub(super) fn fail(&self, faults: impl FnMut(&Method, &str) -> Fate + Send + 'static) {
        *self.watch.faults.lock().unwrap() = Box::new(faults);
    }
}

async fn observe(State(watch): State<Watch>, request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    watch.requests.lock().unwrap().push(format!("{method} {path}"));
    let fate = (watch.faults.lock().unwrap())(&method, &path);
    // The store behind would make the bucket; Amazon says that there is none.
    let bucket = path.split('/').nth(1).unwrap_or_default();
    if !watch.root.join(bucket).is_dir() {
        return error(StatusCode::NOT_FOUND, "NoSuchBucket", "The specified bucket does not exist");
    }
    // The store looks whether a condition holds and then writes; a real one does both at once.
    let _alone = match path.ends_with("/current.json") {
        true => Some(watch.pointer.lock().await),
        false => None,
    };
    match fate {
        Fate::Answered => next.run(request).await,
        Fate::AnswerLost => {
            next.run(request).await;
            error(StatusCode::INTERNAL_SERVER_ERROR, "InternalError", "We encountered an internal error")
        }
        Fate::Refused => error(StatusCode::FORBIDDEN, "AccessDenied", "Access Denied"),
    }
}

fn error(status: StatusCode, code: &str, message: &str) -> Response {
    (status, Body::from(format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>"))).into_response()
}

/// A store that writes whatever the condition.
struct Lying(FileSystem);

type Answer<'a, T> = Pin<Box<dyn Future<Output = S3Result<S3Response<T>>> + Send + 'a>>;

impl S3 for Lying {
    fn get_object<'life0, 'async_trait>(
        &'life0 self,
        request: S3Request<GetObjectInput>,
    ) -> Answer<'async_trait, GetObjectOutput>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        self.0.get_object(request)
    }

    fn put_object<'life0, 'async_trait>(
        &'life0 self,
        mut request: S3Request<PutObjectInput>,
    ) -> Answer<'async_trait, PutObjectOutput>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        request.input.if_match = None;
        request.input.if_none_match = None;
        self.0.put_object(request)
    }
}
