//! A bucket with a prefix: single requests, with errors that say what to do and hold no secret.

use std::error::Error as _;
use std::ops::Range;
use std::time::Duration;

use futures::{StreamExt as _, TryStreamExt as _};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path as Key;
use object_store::{
    Attribute, Attributes, ClientOptions, Error, GetOptions, MultipartUpload, ObjectStore, ObjectStoreExt as _,
    PutMode, PutMultipartOptions, PutOptions, RetryConfig, UpdateVersion,
};

use crate::files::{Digest, SitePath};
use crate::portal::HostSettings;
use crate::publish::host::step::Steps;
use crate::publish::{Credentials, PublishError};
use crate::site::FileRecord;

/// A whole request may take this long: a part of a large file on a slow line takes minutes.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(600);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
/// With the pauses between them growing, these go on for about half a minute.
const RETRIES: usize = 8;
/// The name under which each object keeps its digest, so that a resumed publication need not send it again.
const DIGEST: &str = "sha256";

/// A bucket with a prefix. No `Debug`: the store's builder would print the secret key.
pub(super) struct Bucket {
    store: AmazonS3,
    name: String,
    /// Empty, or ends with a slash.
    prefix: String,
    description: String,
    credentials: Credentials,
    pub(super) steps: Steps,
}

/// An object as it was read.
pub(super) struct Stored {
    pub(super) bytes: Vec<u8>,
    /// The server's mark of this very content, for conditional writes.
    pub(super) mark: Option<String>,
}

/// The condition of a write.
pub(super) enum Condition<'a> {
    /// Nothing is there.
    Absent,
    /// What is there has this mark.
    Unchanged(&'a str),
}

/// What became of a conditional write.
pub(super) enum Written {
    /// Done; the mark of what is there now.
    Done(Option<String>),
    /// The condition did not hold.
    Refused,
}

impl Bucket {
    pub(super) fn open(settings: &HostSettings, credentials: Credentials) -> Result<Self, PublishError> {
        let missing = |what: &str| PublishError::Settings(format!("a host of kind `s3` needs {what}"));
        let given = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
        let name = given(&settings.bucket).ok_or_else(|| missing("`bucket` in portal.toml"))?;
        let endpoint = given(&settings.endpoint);
        let region = given(&settings.region)
            // Servers that are not Amazon's mostly take any region.
            .or_else(|| endpoint.as_ref().map(|_| "us-east-1".to_owned()))
            .ok_or_else(|| missing("`region` in portal.toml"))?;
        let key = given(&credentials.access_key_id).ok_or_else(|| missing("AWS_ACCESS_KEY_ID in the environment"))?;
        let secret =
            given(&credentials.secret_access_key).ok_or_else(|| missing("AWS_SECRET_ACCESS_KEY in the environment"))?;
        let prefix = match given(&settings.prefix) {
            None => String::new(),
            Some(prefix) => format!(
                "{}/",
                SitePath::new(prefix).map_err(|error| PublishError::Settings(format!("`prefix`: {error}")))?
            ),
        };
        if endpoint.as_ref().is_some_and(|endpoint| endpoint.starts_with("http://")) && !settings.allow_http {
            return Err(missing(
                "an endpoint that begins with https:// (`allow_http` is for servers on the same machine)",
            ));
        }
        let options = ClientOptions::new()
            .with_timeout(REQUEST_TIMEOUT)
            .with_connect_timeout(CONNECT_TIMEOUT)
            .with_allow_http(settings.allow_http);
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&name)
            .with_region(region)
            .with_access_key_id(key)
            .with_secret_access_key(secret)
            .with_client_options(options)
            .with_retry(RetryConfig { max_retries: RETRIES, ..RetryConfig::default() })
            // Amazon wants the bucket in the host's name, except where a dot in it would break the certificate; other
            // servers want it in the path.
            .with_virtual_hosted_style_request(endpoint.is_none() && !name.contains('.'));
        if let Some(token) = given(&credentials.session_token) {
            builder = builder.with_token(token);
        }
        let mut description = format!("s3://{name}/{prefix}").trim_end_matches('/').to_owned();
        if let Some(endpoint) = endpoint {
            description.push_str(&format!(" at {endpoint}"));
            builder = builder.with_endpoint(endpoint);
        }
        let store = builder.build().map_err(|error| PublishError::Settings(credentials.redact(&words(&error))))?;
        Ok(Bucket { store, name, prefix, description, credentials, steps: Steps::default() })
    }

    #[cfg(test)]
    pub(super) fn watched(mut self, hook: crate::publish::host::Hook) -> Self {
        self.steps = Steps::watched(hook);
        self
    }

    /// The bucket in a few words.
    pub(super) fn describe(&self) -> &str {
        &self.description
    }

    /// Reads an object, if it is there.
    pub(super) async fn get(&self, path: &str) -> Result<Option<Stored>, PublishError> {
        self.steps.before(&format!("read {path}"));
        let result = async {
            let object = self.store.get(&self.key(path)).await?;
            let mark = object.meta.e_tag.clone();
            Ok(Stored { bytes: object.bytes().await?.into(), mark })
        };
        match result.await {
            Ok(stored) => Ok(Some(stored)),
            Err(error) => match self.failure("read", path, &error) {
                PublishError::NoBucket(name) => Err(PublishError::NoBucket(name)),
                _ if matches!(error, Error::NotFound { .. }) => Ok(None),
                failure => Err(failure),
            },
        }
    }

    /// Reads a part of an object.
    pub(super) async fn get_range(&self, path: &str, range: Range<u64>) -> Result<Vec<u8>, PublishError> {
        self.steps.before(&format!("read {path}"));
        let bytes = self.store.get_range(&self.key(path), range).await;
        Ok(bytes.map_err(|error| self.failure("read", path, &error))?.into())
    }

    /// Whether an object has this content and these headers already, as far as its own mark tells. A failure counts as
    /// no.
    pub(super) async fn holds(&self, path: &str, record: &FileRecord) -> bool {
        self.steps.before(&format!("look at {path}"));
        let options = GetOptions { head: true, ..GetOptions::default() };
        let Ok(object) = self.store.get_opts(&self.key(path), options).await else { return false };
        object.meta.size == record.bytes
            && attributes(record).iter().all(|(name, value)| object.attributes.get(name) == Some(value))
    }

    /// Writes a file of the site.
    pub(super) async fn put(&self, path: &str, bytes: Vec<u8>, record: &FileRecord) -> Result<(), PublishError> {
        let options = PutOptions { attributes: attributes(record), ..PutOptions::default() };
        self.put_with(path, bytes, options).await.map(drop).map_err(|error| self.failure("write", path, &error))
    }

    /// Writes a JSON file of our own.
    pub(super) async fn put_json(&self, path: &str, bytes: Vec<u8>, cache: &'static str) -> Result<(), PublishError> {
        let options = PutOptions { attributes: json_attributes(cache), ..PutOptions::default() };
        self.put_with(path, bytes, options).await.map(drop).map_err(|error| self.failure("write", path, &error))
    }

    /// Writes a JSON file of our own if a condition holds.
    pub(super) async fn put_json_if(
        &self,
        path: &str,
        bytes: Vec<u8>,
        condition: Condition<'_>,
    ) -> Result<Written, PublishError> {
        let mode = match condition {
            Condition::Absent => PutMode::Create,
            Condition::Unchanged(mark) => {
                PutMode::Update(UpdateVersion { e_tag: Some(mark.to_owned()), version: None })
            }
        };
        let options = PutOptions { mode, attributes: json_attributes("no-cache"), ..PutOptions::default() };
        match self.put_with(path, bytes, options).await {
            Ok(mark) => Ok(Written::Done(mark)),
            Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => Ok(Written::Refused),
            Err(error) => Err(self.failure("write", path, &error)),
        }
    }

    async fn put_with(&self, path: &str, bytes: Vec<u8>, options: PutOptions) -> Result<Option<String>, Error> {
        self.steps.before(&format!("write {path}"));
        Ok(self.store.put_opts(&self.key(path), bytes.into(), options).await?.e_tag)
    }

    /// Begins to write a large file of the site in parts. It is not there until the upload is completed.
    pub(super) async fn begin_parts(
        &self,
        path: &str,
        record: &FileRecord,
    ) -> Result<Box<dyn MultipartUpload>, PublishError> {
        self.steps.before(&format!("begin {path}"));
        let options = PutMultipartOptions { attributes: attributes(record), ..PutMultipartOptions::default() };
        let upload = self.store.put_multipart_opts(&self.key(path), options).await;
        upload.map_err(|error| self.failure("write", path, &error))
    }

    /// Removes objects; those that are not there are fine.
    pub(super) async fn remove(&self, paths: &[SitePath]) -> Result<(), PublishError> {
        self.steps.before("remove files");
        let keys: Vec<_> = paths.iter().map(|path| Ok(self.key(path.as_str()))).collect();
        let removed = self.store.delete_stream(futures::stream::iter(keys).boxed());
        let result: Result<Vec<_>, Error> = removed.try_collect().await;
        result.map(drop).map_err(|error| self.failure("remove", &format!("{} files", paths.len()), &error))
    }

    /// An error in our own words.
    pub(super) fn failure(&self, action: &str, path: &str, error: &Error) -> PublishError {
        let words = words(error);
        let code = element(&words, "Code").unwrap_or_default();
        let reason = match element(&words, "Message") {
            Some(message) => self.credentials.redact(&format!("{code}: {message}")),
            None => self.credentials.redact(&words),
        };
        let (host, action) = (self.description.clone(), format!("{action} `{path}`"));
        match (code, error) {
            ("NoSuchBucket", _) => PublishError::NoBucket(self.name.clone()),
            ("NotImplemented", _) | (_, Error::NotImplemented { .. } | Error::NotSupported { .. }) => {
                PublishError::Lacks(format!("{host} cannot {action} as it is needed ({reason})"))
            }
            (_, Error::PermissionDenied { .. } | Error::Unauthenticated { .. }) => {
                PublishError::Refused { host, action, reason }
            }
            _ => PublishError::Host { host, action, reason },
        }
    }

    fn key(&self, path: &str) -> Key {
        // `from` would encode characters and so change the address that the public uses.
        Key::parse(format!("{}{path}", self.prefix)).expect("site paths and prefixes are valid keys")
    }
}

/// What an object is stored with.
fn attributes(record: &FileRecord) -> Attributes {
    Attributes::from_iter([
        (Attribute::ContentType, record.content_type.clone()),
        (Attribute::CacheControl, record.cache_control.clone()),
        (Attribute::Metadata(DIGEST.into()), record.sha256.to_string()),
    ])
}

fn json_attributes(cache: &'static str) -> Attributes {
    Attributes::from_iter([(Attribute::ContentType, "application/json"), (Attribute::CacheControl, cache)])
}

/// The path of a deployment's manifest, which never changes.
pub(super) fn manifest_path(digest: Digest) -> String {
    format!(".townbook/manifests/{digest}.json")
}

/// What an error and its causes say. May hold secrets: servers repeat requests.
fn words(error: &Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let text = inner.to_string();
        if !words.contains(&text) {
            words.push_str(": ");
            words.push_str(&text);
        }
        cause = inner.source();
    }
    words
}

/// The content of the first element of a name in a server's XML answer.
fn element<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let after = text.split_once(&format!("<{name}>"))?.1;
    Some(after.split_once(&format!("</{name}>"))?.0)
}
