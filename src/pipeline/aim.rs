//! What datasets are looked at for.

use super::desk::Desk;

/// What datasets are looked at for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Aim<'a> {
    /// To say what is wrong with them.
    Check,
    /// To publish them: all that could be published of a dataset is laid on its desk.
    Build(Desk<'a>),
    /// To know whether a build would make anything else than an earlier one: what is kept of it is looked up, and nothing made.
    Compare,
}

impl<'a> Aim<'a> {
    /// Where files are written.
    pub(super) fn desk(self) -> Option<Desk<'a>> {
        match self {
            Aim::Build(desk) => Some(desk),
            Aim::Check | Aim::Compare => None,
        }
    }

    /// The same for a dataset of which nothing will be published.
    pub(super) fn without_files(self) -> Self {
        match self {
            Aim::Build(_) => Aim::Check,
            other => other,
        }
    }

    /// The kinds of examinations that will do. What was proved will do where no proof is asked for, and not the other way
    /// round.
    pub(super) fn kinds(self, verify: bool) -> &'static [&'static str] {
        match (self, verify) {
            (Aim::Check, _) => &["checked"],
            (_, true) => &["proved"],
            (_, false) => &["built", "proved"],
        }
    }
}
