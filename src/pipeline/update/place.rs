//! Where the file of a new version goes.

use super::super::PipelineError;
use super::super::trial::Trial;
use super::{NewFile, Update, UpdateError, digest};
use crate::change::Action;
use crate::files::{self, Cache, Digest};
use crate::model::{Packing, SourceFormat};

/// A file that was taken into the copy of a dataset.
pub(super) struct Placed {
    pub(super) action: Action,
    /// Its name in the folder; none for a file that lies elsewhere.
    pub(super) relative: Option<String>,
    /// The digest and size of the file that was there, if there was one.
    pub(super) before: Option<(Digest, u64)>,
    pub(super) sha256: Digest,
    pub(super) bytes: u64,
}

impl Update {
    /// Takes a file in; `None` if the very bytes are there already.
    pub(super) fn place(
        &self,
        trial: &mut Trial,
        new: NewFile<'_>,
        append: bool,
    ) -> Result<Option<Placed>, PipelineError> {
        let entry = self.entry();
        match (&entry.path, &entry.files, &entry.url) {
            (Some(path), None, None) if append => self.append(trial, path, new),
            (Some(path), None, None) => {
                let is_loose = Packing::of_name(path) == Packing::None;
                if SourceFormat::of_name(path) == Some(SourceFormat::Shapefile) && is_loose {
                    return cannot(
                        "a shapefile is several files that belong together: put the new ones into the dataset's folder under the \
                         names of the old, and run `townbook check`",
                    );
                }
                self.replace(trial, path, new)
            }
            (None, Some(pattern), None) => {
                let relative = self.part_name(pattern, new.name, append)?;
                if append { self.add(trial, pattern, &relative, new) } else { self.replace(trial, &relative, new) }
            }
            (None, None, Some(_)) if append => cannot(
                "the file lies elsewhere, so rows can be added to it only there; without --append the new file is declared",
            ),
            (None, None, Some(_)) => self.pin(trial, new),
            _ => cannot("the table does not say which file it is in: it needs one of `path`, `files` and `url`"),
        }
    }

    fn replace(&self, trial: &mut Trial, relative: &str, new: NewFile<'_>) -> Result<Option<Placed>, PipelineError> {
        let old = trial.path(relative);
        let before = if old.is_file() { Some(digest(&old)?) } else { None };
        let desk = trial.desk("new");
        let (sha256, bytes) = files::copy_hashed(new.path, &desk)?;
        if before == Some((sha256, bytes)) {
            return Ok(None);
        }
        trial.take(&desk, relative)?;
        Ok(Some(Placed { action: Action::Replace, relative: Some(relative.to_owned()), before, sha256, bytes }))
    }

    fn add(
        &self,
        trial: &mut Trial,
        pattern: &str,
        relative: &str,
        new: NewFile<'_>,
    ) -> Result<Option<Placed>, PipelineError> {
        let desk = trial.desk("new");
        let (sha256, bytes) = files::copy_hashed(new.path, &desk)?;
        let known = files::Tree::new(&trial.directory.path).matching(pattern).map_err(UpdateError::Cannot)?;
        for part in known {
            if files::size_of(&part.path) == Some(bytes) && digest(&part.path)?.0 == sha256 {
                return Ok(None);
            }
        }
        if trial.path(relative).exists() {
            return cannot(format!(
                "there is a file `{relative}` already, and this one is another; without --append it takes that place"
            ));
        }
        trial.take(&desk, relative)?;
        let relative = Some(relative.to_owned());
        Ok(Some(Placed { action: Action::Add, relative, before: None, sha256, bytes }))
    }

    /// The name of a part: that of the new file if it fits the pattern, else the pattern with the day in it.
    fn part_name(&self, pattern: &str, name: &str, append: bool) -> Result<String, PipelineError> {
        let folder = pattern.rfind('/').map_or("", |end| &pattern[..=end]);
        let relative = format!("{folder}{name}");
        let fits = glob::Pattern::new(pattern).is_ok_and(|fits| fits.matches(&relative));
        match append {
            true if fits => Ok(relative),
            true if pattern.matches('*').count() == 1 && !pattern.contains(['?', '[']) => {
                Ok(pattern.replace('*', &self.today.to_string()))
            }
            true => cannot(format!("the name `{name}` does not fit `{pattern}`; rename the file so that it does")),
            false if fits && self.directory.path.join(&relative).is_file() => Ok(relative),
            false => cannot(format!(
                "the table has several files (`{pattern}`), and none of them is called `{name}`; --append adds it, or name it \
                 as the file whose place it takes"
            )),
        }
    }

    /// Puts a file that lies elsewhere into the cache, from where it can be checked.
    fn pin(&self, trial: &Trial, new: NewFile<'_>) -> Result<Option<Placed>, PipelineError> {
        let entry = self.entry();
        let (sha256, bytes) = digest(new.path)?;
        let before = entry.sha256.as_ref().and_then(|text| text.parse().ok()).zip(entry.bytes);
        let is_same_place = new.url.is_none_or(|url| entry.url.as_deref() == Some(url));
        if before == Some((sha256, bytes)) && is_same_place {
            return Ok(None);
        }
        let copy = Cache::of(&self.office.portal.root).path(sha256);
        if !files::holds(&copy, sha256, bytes)? {
            let desk = trial.desk("copy");
            files::copy_hashed(new.path, &desk)?;
            files::replace(&desk, &copy)?;
        }
        Ok(Some(Placed { action: Action::Pin, relative: None, before, sha256, bytes }))
    }
}

pub(super) fn cannot<T>(reason: impl Into<String>) -> Result<T, PipelineError> {
    Err(UpdateError::Cannot(reason.into()).into())
}
