//! Why a file could not be brought.

use crate::files::{Digest, FileError};

/// Why a file could not be brought, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The address is none.
    #[error("its `url` is not an address: {0}")]
    Address(String),
    /// The address is not an encrypted one.
    #[error(
        "its `url` begins with http://, so anyone on the way could change the file; use https://, or `--allow-http`"
    )]
    NotEncrypted,
    /// Another run fills the cache.
    #[error("another `townbook fetch` is running in this portal; wait for it")]
    Busy,
    /// The server does not give the file.
    #[error("the server answers {0}; open the `url` in a browser where you are not signed in, and correct it")]
    Refused(String),
    /// The connection, or the server, failed on the way.
    #[error("it could not be brought to its end: {0}; run `townbook fetch` again, it goes on where it stopped")]
    Interrupted(String),
    /// It is larger than declared, or than any file may be.
    #[error("the file is larger than {limit} bytes; it has changed, or `bytes` is wrong")]
    TooLarge {
        /// How large it may be.
        limit: u64,
    },
    /// It is smaller than declared.
    #[error("the file has {found} bytes, and `bytes` says {expected}; it has changed, or `bytes` is wrong")]
    OtherSize {
        /// The declared size.
        expected: u64,
        /// The size it has.
        found: u64,
    },
    /// It is another file than declared.
    #[error(
        "the file is not the one that was declared, and was not kept; if you have looked at the new one and want it:\n\
         sha256 = \"{found}\"\nbytes = {bytes}"
    )]
    OtherContent {
        /// The digest it has.
        found: Digest,
        /// The size it has.
        bytes: u64,
    },
    /// A file of this machine.
    #[error(transparent)]
    File(#[from] FileError),
    /// The system gives no means to talk to servers.
    #[error("this machine cannot open connections: {0}")]
    Runtime(std::io::Error),
}

impl FetchError {
    /// What the library says of a connection, without the address, which the caller names.
    pub(super) fn connection(error: reqwest::Error) -> Self {
        let reason = {
            // The outer error only says that sending failed; the innermost says why.
            let error = error.without_url();
            let mut inner: &dyn std::error::Error = &error;
            while let Some(source) = inner.source() {
                inner = source;
            }
            (inner.to_string(), error.is_redirect())
        };
        match reason {
            (reason, true) => FetchError::Refused(reason),
            (reason, false) => FetchError::Interrupted(reason),
        }
    }

    /// Whether it may go well another time, from where it stopped.
    pub(super) fn may_pass(&self) -> bool {
        matches!(self, FetchError::Interrupted(_))
    }

    /// Whether what was brought is not the file that was meant.
    pub(super) fn is_other_file(&self) -> bool {
        matches!(self, FetchError::OtherContent { .. } | FetchError::OtherSize { .. } | FetchError::TooLarge { .. })
    }

    /// The exit code of a run that ends with it.
    pub fn exit_code(&self) -> u8 {
        match self {
            error if error.is_other_file() => 6,
            FetchError::Interrupted(_) => 7,
            _ => 2,
        }
    }
}
