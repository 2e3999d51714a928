//! Why a publication did not happen.

use std::path::PathBuf;

use crate::files::{FileError, SitePath};
use crate::site::ManifestError;

/// Why a publication did not happen, and what to do next. No text of this type holds a credential.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The host's settings in `portal.toml` or its credentials are not complete.
    #[error("the host cannot be used: {0}")]
    Settings(String),
    /// Another process is publishing to the same folder right now.
    #[error("another publication holds {}; wait until it ends, then publish again", .0.display())]
    Busy(PathBuf),
    /// The host has another deployment than the one that the plan was made from.
    #[error("another publication got there first: the host changed after it was read; publish again")]
    Stale,
    /// The host lacks something without which publishing is not safe.
    #[error("the host lacks a needed ability: {0}")]
    Lacks(String),
    /// Bytes are not those that were promised.
    #[error("verification failed: {0}")]
    VerificationFailed(String),
    /// It stopped after the first file was sent.
    #[error("publishing stopped after {sent} of {files} files ({cause}); publish again to finish")]
    Stopped {
        /// How many files were sent.
        sent: usize,
        /// How many there were to send.
        files: usize,
        /// What stopped it.
        cause: Box<PublishError>,
    },
    /// The host does not accept the credentials, or they do not allow what is needed.
    #[error("{host} refused to {action} ({reason}); check the credentials and what they allow")]
    Refused {
        /// The host.
        host: String,
        /// What was tried.
        action: String,
        /// What the host said.
        reason: String,
    },
    /// The bucket does not exist.
    #[error("there is no bucket `{0}`; create it, or correct `bucket` in portal.toml")]
    NoBucket(String),
    /// The host failed or cannot be reached.
    #[error("{host} failed to {action}: {reason}")]
    Host {
        /// The host.
        host: String,
        /// What was tried.
        action: String,
        /// What happened.
        reason: String,
    },
    /// What is on the host is not what a publication left there.
    #[error("what is published on the host is damaged: {0}")]
    Damaged(String),
    /// The site refers to content that should be on the host already and is not.
    #[error("`{0}` should be on the host already, but no published file has its content; build and publish again")]
    NotOnHost(SitePath),
    /// The manifest on the host cannot be used.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// A file of this machine.
    #[error(transparent)]
    File(#[from] FileError),
}

impl PublishError {
    /// The exit code that tells a script what to do next.
    pub fn exit_code(&self) -> u8 {
        match self {
            PublishError::Busy(_) | PublishError::Stale => 4,
            PublishError::Lacks(_) => 5,
            PublishError::VerificationFailed(_) => 6,
            PublishError::Stopped { .. } => 7,
            PublishError::Settings(_)
            | PublishError::Refused { .. }
            | PublishError::NoBucket(_)
            | PublishError::Host { .. }
            | PublishError::Damaged(_)
            | PublishError::NotOnHost(_)
            | PublishError::Manifest(_)
            | PublishError::File(_) => 2,
        }
    }

    /// The error of a publication that had begun to send: failures of the world become [`PublishError::Stopped`], while
    /// a lost race and bytes that are wrong stay what they are, because running again does not finish those.
    pub(super) fn after(self, sent: usize, files: usize) -> Self {
        match self {
            PublishError::Refused { .. }
            | PublishError::Host { .. }
            | PublishError::File(_)
            | PublishError::NoBucket(_) => PublishError::Stopped { sent, files, cause: Box::new(self) },
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_failures_of_the_world_can_be_resumed() {
        let failed = PublishError::Host { host: "s3://b".into(), action: "write `a`".into(), reason: "timeout".into() };
        let stopped = failed.after(3, 9);
        assert_eq!(stopped.exit_code(), 7);
        assert!(stopped.to_string().contains("3 of 9 files"), "{stopped}");
        assert_eq!(PublishError::Stale.after(3, 9).exit_code(), 4);
    }
}
