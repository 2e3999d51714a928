//! The pointer: the one object that says what is published, and what an interrupted publication may have touched.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::bucket::{Bucket, Condition, Stored, Written, manifest_path};
use crate::files::{Digest, SitePath};
use crate::publish::PublishError;
use crate::publish::host::HostState;
use crate::site::Deployment;

/// Where the pointer lies.
pub(super) const POINTER_PATH: &str = ".townbook/current.json";

/// The pointer's content; digests are those of manifests. A field that is not known is an error, because a newer
/// program may rely on it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pointer {
    /// The deployment that counts.
    pub(super) deployment: Option<Digest>,
    /// Deployments that may have been carried out in part: wherever they differ from the one that counts, the bucket
    /// may hold either.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) uploading: Vec<Digest>,
    /// Deployments whose files go, as far as the one that counts does not have them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) removing: Vec<Digest>,
}

impl Pointer {
    pub(super) fn to_json(&self) -> Vec<u8> {
        let mut json = serde_json::to_vec_pretty(self).expect("a pointer is plain data");
        json.push(b'\n');
        json
    }

    fn from_json(json: &[u8]) -> Result<Self, PublishError> {
        serde_json::from_slice(json).map_err(|error| {
            PublishError::Damaged(format!(
                "{POINTER_PATH} cannot be read ({error}); was it written by a newer townbook?"
            ))
        })
    }

    /// The pointer of a bucket and its mark; the empty one and no mark when nothing was ever published.
    pub(super) async fn read(bucket: &Bucket) -> Result<(Self, Option<String>), PublishError> {
        let Some(Stored { bytes, mark }) = bucket.get(POINTER_PATH).await? else { return Ok(Default::default()) };
        let mark = mark.ok_or_else(no_mark)?;
        Ok((Self::from_json(&bytes)?, Some(mark)))
    }

    /// Writes the pointer on the condition that it is still as it was read, and gives its new mark.
    pub(super) async fn replace(&self, bucket: &Bucket, mark: Option<&str>) -> Result<String, PublishError> {
        let condition = mark.map_or(Condition::Absent, Condition::Unchanged);
        match bucket.put_json_if(POINTER_PATH, self.to_json(), condition).await? {
            Written::Done(mark) => mark.ok_or_else(no_mark),
            // When the answer to our write was lost and it was sent again, the second one meets the first.
            Written::Refused => match Self::read(bucket).await? {
                (found, Some(mark)) if found == *self => Ok(mark),
                _ => Err(PublishError::Stale),
            },
        }
    }

    /// Checks, where nothing was published before, that the server keeps to conditions: one that ignores them would let
    /// two publications overwrite one another and report success.
    pub(super) async fn probe(&self, bucket: &Bucket) -> Result<(), PublishError> {
        let never = "\"00000000000000000000000000000000\"";
        let cases = [(Condition::Absent, "If-None-Match"), (Condition::Unchanged(never), "If-Match")];
        for (condition, header) in cases {
            if let Written::Done(_) = bucket.put_json_if(POINTER_PATH, self.to_json(), condition).await? {
                let host = bucket.describe();
                return Err(PublishError::Lacks(format!(
                    "{host} ignores `{header}` on a write, so two publications at once could overwrite one another"
                )));
            }
        }
        Ok(())
    }
}

fn no_mark() -> PublishError {
    PublishError::Lacks("it gives no ETag, so a change by another publication could not be seen".to_owned())
}

/// The manifest of a digest, verified.
async fn manifest(bucket: &Bucket, digest: Digest) -> Result<Deployment, PublishError> {
    let path = manifest_path(digest);
    let stored = bucket.get(&path).await?.ok_or_else(|| PublishError::Damaged(format!("`{path}` is missing")))?;
    if Digest::of(&stored.bytes) != digest {
        return Err(PublishError::VerificationFailed(format!("`{path}` has not the content that its name promises")));
    }
    Ok(Deployment::from_json(&stored.bytes)?)
}

/// What a bucket has published. Two requests, unless a publication was interrupted.
pub(super) async fn published(bucket: &Bucket) -> Result<HostState, PublishError> {
    let (pointer, mark) = Pointer::read(bucket).await?;
    let deployment = match pointer.deployment {
        Some(digest) => Some(manifest(bucket, digest).await?),
        None => None,
    };
    let nothing = BTreeMap::new();
    let counts = deployment.as_ref().map_or(&nothing, |deployment| &deployment.files);
    let mut unsettled = BTreeSet::new();
    // After a lost race a name may be there twice.
    for digest in pointer.uploading.iter().collect::<BTreeSet<_>>() {
        let started = manifest(bucket, *digest).await?.files;
        let differs = |path: &&SitePath| counts.get(*path) != started.get(*path);
        unsettled.extend(counts.keys().chain(started.keys()).filter(differs).cloned());
    }
    for digest in &pointer.removing {
        let earlier = manifest(bucket, *digest).await?;
        unsettled.extend(earlier.files.into_keys().filter(|path| !counts.contains_key(path)));
    }
    Ok(HostState { digest: pointer.deployment, deployment, unsettled, mark })
}
