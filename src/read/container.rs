//! What is around a table's file: gzip, zip, or nothing. Unpacked as it is read, with bounds on what may come out.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::Crc;
use flate2::read::{DeflateDecoder, MultiGzDecoder};

use super::Flaw;
use super::archive::{self, Entry};
use super::sniff::{Content, HEAD};
use crate::files::{Bundle, Database};
use crate::model::table::RowFaultKind;
use crate::model::{Layout, Packing};

/// Unpacked bytes for each packed one, at most. Tables are packed five to fifty times.
pub(super) const RATIO: u64 = 200;

/// What may come out before the ratio counts: small files are often packed better than large ones.
pub(super) const GRACE: u64 = 32 << 20;

/// What may come out of a container whose content is read in a stream.
pub(super) const STREAM_LIMIT: u64 = 64 << 30;

/// The largest file inside a container that must be kept in memory, because it is not read from its start to its end.
const KEPT_LIMIT: u64 = 64 << 20;

/// The bytes of a table's file, unpacked.
pub enum Source {
    /// A file, and where it lies.
    File(File, PathBuf),
    /// What comes out of a container.
    Stream(Box<dyn Read + Send>),
}

/// A source of which every part is at hand.
pub(super) enum Whole {
    /// A file.
    File(File),
    /// What came out of a container.
    Bytes(Vec<u8>),
}

/// What can be read in any order.
pub(super) trait Seekable: Read + Seek + Send {}

impl<T: Read + Seek + Send> Seekable for T {}

impl Source {
    /// The bytes in their order.
    pub(super) fn into_read(self) -> Box<dyn Read + Send> {
        match self {
            Source::File(file, _) => Box::new(file),
            Source::Stream(stream) => stream,
        }
    }

    /// All of it at hand: the file, or the bytes of what is small enough to be kept.
    pub(super) fn whole(self) -> io::Result<Result<Whole, Flaw>> {
        let stream = match self {
            Source::File(file, _) => return Ok(Ok(Whole::File(file))),
            Source::Stream(stream) => stream,
        };
        let mut bytes = Vec::new();
        if let Err(error) = stream.take(KEPT_LIMIT + 1).read_to_end(&mut bytes) {
            return Ok(Err(Damage::flaw(error)?));
        }
        if bytes.len() as u64 > KEPT_LIMIT {
            let reason = "a workbook or Parquet file inside an archive may have at most 64 MB";
            return Ok(Err(Flaw::TooLarge(reason.to_owned())));
        }
        Ok(Ok(Whole::Bytes(bytes)))
    }

    /// The bytes in any order.
    pub(super) fn into_seekable(self) -> io::Result<Result<Box<dyn Seekable>, Flaw>> {
        Ok(self.whole()?.map(|whole| -> Box<dyn Seekable> {
            match whole {
                Whole::File(file) => Box::new(BufReader::new(file)),
                Whole::Bytes(bytes) => Box::new(Cursor::new(bytes)),
            }
        }))
    }

    /// All of it as a database, which its library opens by name: where it lies, or unpacked into a temporary file.
    pub(super) fn database(self) -> io::Result<Result<rusqlite::Result<Database>, Flaw>> {
        match self {
            Source::File(_, path) => Ok(Ok(Database::open(&path))),
            Source::Stream(stream) => match Database::unpack(stream) {
                Ok(database) => Ok(Ok(database)),
                Err(error) => Ok(Err(Damage::flaw(error)?)),
            },
        }
    }
}

/// The first bytes of a file.
pub(super) fn head(file: &mut File) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    file.take(HEAD as u64).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(head)
}

/// Opens what is declared around a file; with what the first bytes inside are.
pub(super) fn unpack(bundle: &Bundle, layout: &Layout) -> io::Result<Result<(Content, Source), Flaw>> {
    let mut file = bundle.open()?;
    let content = Content::of(&head(&mut file)?);
    let wrong = |expected| Ok(Err(Flaw::WrongFormat { found: content.said(), expected }));
    let mut stream: Box<dyn Read + Send> = match (layout.packing, content) {
        (_, Content::LfsPointer) => return Ok(Err(Flaw::LfsPointer)),
        (Packing::None, _) => return Ok(Ok((content, Source::File(file, bundle.path().to_owned())))),
        (Packing::Gzip, Content::Gzip) => {
            let counter = Counter::new(file);
            let count = Arc::clone(&counter.count);
            Box::new(Unpacked::new(count, None, MultiGzDecoder::new(counter)))
        }
        (Packing::Gzip, _) => return wrong("compressed by gzip"),
        (Packing::Zip, Content::Zip) => match entry_stream(bundle, layout.entry.as_deref())? {
            Ok(stream) => stream,
            Err(flaw) => return Ok(Err(flaw)),
        },
        (Packing::Zip, _) => return wrong("a zip archive"),
    };
    let mut head = Vec::new();
    match (&mut stream).take(HEAD as u64).read_to_end(&mut head) {
        Ok(_) => Ok(Ok((Content::of(&head), Source::Stream(Box::new(Cursor::new(head).chain(stream)))))),
        Err(error) => Ok(Err(Damage::flaw(error)?)),
    }
}

/// The unpacked bytes of the chosen file of an archive.
fn entry_stream(bundle: &Bundle, wanted: Option<&str>) -> io::Result<Result<Box<dyn Read + Send>, Flaw>> {
    match entries(bundle)?.and_then(|entries| choose(entries, wanted)) {
        Ok(chosen) => entry(bundle.open()?, &chosen),
        Err(flaw) => Ok(Err(flaw)),
    }
}

/// What a zip archive says it holds.
pub(super) fn entries(bundle: &Bundle) -> io::Result<Result<Vec<Entry>, Flaw>> {
    let mut file = bundle.open()?;
    Ok(match Content::of(&head(&mut file)?) {
        Content::Zip => archive::entries(&mut BufReader::new(file)),
        Content::LfsPointer => Err(Flaw::LfsPointer),
        other => Err(Flaw::WrongFormat { found: other.said(), expected: "a zip archive" }),
    })
}

/// The unpacked bytes of a file in an archive.
pub(super) fn entry(mut archive: File, entry: &Entry) -> io::Result<Result<Box<dyn Read + Send>, Flaw>> {
    if entry.is_encrypted {
        return Ok(Err(Flaw::Locked));
    }
    archive.seek(SeekFrom::Start(entry.start))?;
    let counter = Counter::new(archive.take(entry.packed));
    let count = Arc::clone(&counter.count);
    let promise = Some((entry.size, entry.crc));
    Ok(match entry.is_deflated {
        Some(true) => Ok(Box::new(Unpacked::new(count, promise, DeflateDecoder::new(counter)))),
        Some(false) => Ok(Box::new(Unpacked::new(count, promise, counter))),
        None => Err(Flaw::Unreadable("the archive is compressed in a way that few programs know".to_owned())),
    })
}

/// The file that is meant.
fn choose(entries: Vec<Entry>, wanted: Option<&str>) -> Result<Entry, Flaw> {
    let mut files: Vec<Entry> = entries.into_iter().filter(Entry::is_data).collect();
    let names = |files: &[Entry]| files.iter().take(30).map(|entry| entry.name.clone()).collect();
    match wanted {
        Some(wanted) => match files.iter().position(|entry| entry.name == wanted) {
            Some(at) => Ok(files.swap_remove(at)),
            None => Err(Flaw::NoEntry { wanted: Some(wanted.to_owned()), there: names(&files) }),
        },
        None => match files.len() {
            0 => Err(Flaw::NoEntry { wanted: None, there: Vec::new() }),
            1 => Ok(files.remove(0)),
            _ => Err(Flaw::SeveralEntries(names(&files))),
        },
    }
}

/// Counts the packed bytes that were read.
struct Counter<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R> Counter<R> {
    fn new(inner: R) -> Self {
        Counter { inner, count: Arc::default() }
    }
}

impl<R: Read> Read for Counter<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// What comes out of a container, counted and held against what the container promised.
struct Unpacked<R> {
    inner: R,
    packed: Arc<AtomicU64>,
    unpacked: u64,
    crc: Crc,
    promise: Option<(u64, u32)>,
}

impl<R> Unpacked<R> {
    fn new(packed: Arc<AtomicU64>, promise: Option<(u64, u32)>, inner: R) -> Self {
        Unpacked { inner, packed, unpacked: 0, crc: Crc::new(), promise }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let damaged = |reason: &str| Damage(RowFaultKind::Malformed(reason.to_owned())).into();
        let read = match self.inner.read(buffer) {
            Ok(read) => read,
            Err(error) => {
                return Err(match error.kind() {
                    io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => {
                        damaged("the compressed file is damaged or cut off")
                    }
                    _ => error,
                });
            }
        };
        self.unpacked += read as u64;
        let packed = self.packed.load(Ordering::Relaxed);
        if let Some(reason) = too_large(packed, self.unpacked, STREAM_LIMIT) {
            return Err(Damage(RowFaultKind::TooLarge(reason)).into());
        }
        if let Some((size, crc)) = self.promise {
            self.crc.update(&buffer[..read]);
            if read == 0 && !buffer.is_empty() && (self.unpacked, self.crc.sum()) != (size, crc) {
                return Err(damaged("its content is not what the archive's directory says, so the archive is damaged"));
            }
        }
        Ok(read)
    }
}

/// Why what was unpacked so far is too much, if it is.
pub(super) fn too_large(packed: u64, unpacked: u64, limit: u64) -> Option<String> {
    if unpacked > limit {
        return Some(format!("unpacked it has more than {} MB", limit >> 20));
    }
    (unpacked > GRACE && unpacked / RATIO > packed)
        .then(|| format!("it is packed more than {RATIO} to 1, as no table is"))
}

/// Why a container cannot be read on, on its way through [`io::Error`].
#[derive(Debug)]
pub(super) struct Damage(RowFaultKind);

impl Damage {
    /// What is wrong with the container.
    ///
    /// # Errors
    /// When the error is no damage of a container but a failure of the world.
    pub(super) fn of(error: io::Error) -> io::Result<RowFaultKind> {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<Damage>()) {
            Some(Damage(kind)) => Ok(kind.clone()),
            None => Err(error),
        }
    }

    /// The same, as what is wrong with the file.
    pub(super) fn flaw(error: io::Error) -> io::Result<Flaw> {
        Ok(match Damage::of(error)? {
            RowFaultKind::TooLarge(reason) => Flaw::TooLarge(reason),
            RowFaultKind::Malformed(reason) => Flaw::Unreadable(reason),
            _ => Flaw::Unreadable("the container is damaged".to_owned()),
        })
    }
}

impl From<Damage> for io::Error {
    fn from(damage: Damage) -> Self {
        io::Error::new(io::ErrorKind::InvalidData, damage)
    }
}

impl std::fmt::Display for Damage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the compressed file is damaged")
    }
}

impl std::error::Error for Damage {}
