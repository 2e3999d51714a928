//! Sending files: several at once, in bounded memory, each verified before it is there.

use std::io::{self, Read as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use object_store::MultipartUpload;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{JoinError, JoinSet};

use super::bucket::Bucket;
use crate::files::{self, Digest, FileError, HashingWriter, SitePath};
use crate::publish::PublishError;
use crate::site::{Content, FileRecord};

/// How many files are sent at once.
const FILES_AT_ONCE: usize = 16;
/// How many parts of one file are sent at once.
const PARTS_AT_ONCE: usize = 4;
/// Files up to this size are sent in one request.
const WHOLE: u64 = 16 << 20;
/// The size of a part; larger only when the file would have too many.
const PART: u64 = 8 << 20;
/// Servers take ten thousand parts.
const MOST_PARTS: u64 = 9_000;
/// How many bytes of files are in memory at once, in KiB.
const MEMORY_KIB: u32 = 128 << 10;
/// When resuming, files from this size on are looked at before they are sent again: below it, looking costs as much.
const WORTH_A_LOOK: u64 = 256 << 10;

/// A file to send.
#[derive(Clone, Copy)]
pub(super) struct Job<'a> {
    pub(super) path: &'a SitePath,
    pub(super) record: &'a FileRecord,
    pub(super) content: Option<&'a Content>,
    /// A published file that holds the content, when nothing on this machine does.
    pub(super) from: Option<&'a SitePath>,
}

/// Sends files.
pub(super) struct Uploader {
    bucket: Arc<Bucket>,
    memory: Arc<Semaphore>,
    /// Whether an interrupted publication may have sent some of the files.
    resuming: bool,
}

impl Uploader {
    pub(super) fn new(bucket: &Arc<Bucket>, resuming: bool) -> Self {
        Uploader { bucket: Arc::clone(bucket), memory: Arc::new(Semaphore::new(MEMORY_KIB as usize)), resuming }
    }

    /// Sends files and waits for all of them. After a failure no other file is begun, and those under way are ended in
    /// order, so that they leave nothing behind.
    pub(super) async fn send_all(
        &self,
        jobs: Vec<Job<'_>>,
        mut sent: impl FnMut(&SitePath, u64),
    ) -> Result<(), PublishError> {
        let mut waiting = jobs.into_iter();
        let mut running = JoinSet::new();
        let mut failure = None;
        loop {
            while failure.is_none()
                && running.len() < FILES_AT_ONCE
                && let Some(job) = waiting.next()
            {
                let sending = Sending::new(self, job)?;
                running.spawn(sending.run());
            }
            let Some(ended) = running.join_next().await else { break };
            match joined(ended) {
                Ok((path, bytes)) => sent(&path, bytes),
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        failure.map_or(Ok(()), Err)
    }
}

/// A file that is being sent; it owns what it needs, so that it can run on any thread.
struct Sending {
    bucket: Arc<Bucket>,
    memory: Arc<Semaphore>,
    path: SitePath,
    record: FileRecord,
    source: Source,
    look_first: bool,
}

/// Where the bytes are.
enum Source {
    Memory(Bytes),
    File(PathBuf),
    Host(SitePath),
}

/// Nothing, which stays behind when the source is taken to be sent.
impl Default for Source {
    fn default() -> Self {
        Source::Memory(Bytes::new())
    }
}

impl Sending {
    fn new(uploader: &Uploader, job: Job<'_>) -> Result<Self, PublishError> {
        let source = match (job.content, job.from) {
            (_, Some(from)) => Source::Host(from.clone()),
            (Some(Content::Bytes(bytes)), None) => Source::Memory(bytes.clone()),
            (Some(Content::Staged(path)), None) => Source::File(path.clone()),
            (Some(Content::Published) | None, None) => return Err(PublishError::NotOnHost(job.path.clone())),
        };
        Ok(Sending {
            bucket: Arc::clone(&uploader.bucket),
            memory: Arc::clone(&uploader.memory),
            path: job.path.clone(),
            record: job.record.clone(),
            source,
            look_first: uploader.resuming && job.record.bytes >= WORTH_A_LOOK,
        })
    }

    async fn run(mut self) -> Result<(SitePath, u64), PublishError> {
        if !(self.look_first && self.bucket.holds(self.path.as_str(), &self.record).await) {
            let source = std::mem::take(&mut self.source);
            if self.record.bytes <= WHOLE {
                self.send_whole(source).await?;
            } else {
                self.send_in_parts(source).await?;
            }
        }
        Ok((self.path, self.record.bytes))
    }

    async fn send_whole(&self, source: Source) -> Result<(), PublishError> {
        let _permit = self.reserve(self.record.bytes).await;
        let bytes = match source {
            Source::Memory(bytes) => bytes.into(),
            Source::File(path) => blocking(move || files::read(&path)).await?,
            Source::Host(from) => {
                let stored = self.bucket.get(from.as_str()).await?;
                stored.ok_or(PublishError::NotOnHost(from))?.bytes
            }
        };
        self.expect(Digest::of(&bytes))?;
        self.bucket.put(self.path.as_str(), bytes, &self.record).await
    }

    async fn send_in_parts(&self, source: Source) -> Result<(), PublishError> {
        let mut upload = self.bucket.begin_parts(self.path.as_str(), &self.record).await?;
        let result = self.send_parts(source, &mut *upload).await;
        self.bucket.steps.before(&format!("complete {}", self.path));
        match result {
            Ok(()) => upload.complete().await.map(drop).map_err(|error| self.failure(&error)),
            Err(error) => {
                // The first error is the one to tell; parts that stay are removed by the bucket's own rules.
                let _ = upload.abort().await;
                Err(error)
            }
        }
    }

    async fn send_parts(&self, source: Source, upload: &mut dyn MultipartUpload) -> Result<(), PublishError> {
        let size = PART.max(self.record.bytes.div_ceil(MOST_PARTS));
        let mut reader = PartReader::open(source).await?;
        let mut running: JoinSet<Result<(), object_store::Error>> = JoinSet::new();
        loop {
            let permit = self.reserve(size).await;
            let part;
            (reader, part) = reader.next(self, size).await?;
            if part.is_empty() {
                break;
            }
            while running.len() >= PARTS_AT_ONCE
                && let Some(ended) = running.join_next().await
            {
                joined(ended).map_err(|error| self.failure(&error))?;
            }
            self.bucket.steps.before(&format!("write a part of {}", self.path));
            let sending = upload.put_part(part.into());
            running.spawn(async move {
                let result = sending.await;
                drop(permit);
                result
            });
        }
        while let Some(ended) = running.join_next().await {
            joined(ended).map_err(|error| self.failure(&error))?;
        }
        self.expect(reader.digest())
    }

    /// Waits until there is memory for so many bytes.
    async fn reserve(&self, bytes: u64) -> OwnedSemaphorePermit {
        let kib = u32::try_from(bytes >> 10).unwrap_or(u32::MAX).saturating_add(1).min(MEMORY_KIB);
        Arc::clone(&self.memory).acquire_many_owned(kib).await.expect("the semaphore is never closed")
    }

    fn expect(&self, found: Digest) -> Result<(), PublishError> {
        let expected = self.record.sha256;
        if found == expected {
            return Ok(());
        }
        let path = &self.path;
        let reason =
            format!("`{path}` is not what was built (found {found}, expected {expected}); build and publish again");
        Err(PublishError::VerificationFailed(reason))
    }

    fn failure(&self, error: &object_store::Error) -> PublishError {
        self.bucket.failure("write", self.path.as_str(), error)
    }
}

/// Reads a large file part by part, and hashes it on the way.
struct PartReader {
    from: PartSource,
    hashed: HashingWriter<io::Sink>,
}

enum PartSource {
    Memory(io::Cursor<Bytes>),
    File(std::fs::File, PathBuf),
    Host(SitePath, u64),
}

impl PartReader {
    async fn open(source: Source) -> Result<Self, PublishError> {
        let from = match source {
            Source::Memory(bytes) => PartSource::Memory(io::Cursor::new(bytes)),
            Source::File(path) => blocking(move || files::open(&path).map(|file| PartSource::File(file, path))).await?,
            Source::Host(from) => PartSource::Host(from, 0),
        };
        Ok(PartReader { from, hashed: HashingWriter::new(io::sink()) })
    }

    /// The next part, empty at the end.
    async fn next(self, sending: &Sending, size: u64) -> Result<(Self, Vec<u8>), PublishError> {
        let PartReader { from, mut hashed } = self;
        let (from, part) = match from {
            PartSource::Host(path, at) => {
                let end = sending.record.bytes.min(at + size);
                let part = if at < end { sending.bucket.get_range(path.as_str(), at..end).await? } else { Vec::new() };
                (PartSource::Host(path, end), part)
            }
            local => blocking(move || local.read(size)).await?,
        };
        let (hashed, part) = blocking(move || {
            // Writing to nowhere does not fail.
            let _ = hashed.write_all(&part);
            Ok((hashed, part))
        })
        .await?;
        Ok((PartReader { from, hashed }, part))
    }

    fn digest(self) -> Digest {
        self.hashed.finish().1
    }
}

impl PartSource {
    fn read(self, size: u64) -> Result<(Self, Vec<u8>), FileError> {
        let mut part = Vec::new();
        match self {
            PartSource::Memory(mut bytes) => {
                // Memory does not fail.
                let _ = (&mut bytes).take(size).read_to_end(&mut part);
                Ok((PartSource::Memory(bytes), part))
            }
            PartSource::File(mut file, path) => match (&mut file).take(size).read_to_end(&mut part) {
                Ok(_) => Ok((PartSource::File(file, path), part)),
                Err(source) => Err(FileError::new("read", &path, source)),
            },
            host @ PartSource::Host(..) => Ok((host, part)),
        }
    }
}

/// Runs work that waits for the disk where it does not hold up the network.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, FileError> + Send + 'static,
) -> Result<T, PublishError> {
    Ok(joined(tokio::task::spawn_blocking(work).await)?)
}

/// The result of a task; a panic in it goes on here.
fn joined<T>(ended: Result<T, JoinError>) -> T {
    match ended {
        Ok(result) => result,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
