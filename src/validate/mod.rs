//! Holds datasets against their declarations and the city's standards.
//!
//! A [`Rule`] is one file: its code with its page for `townbook explain`, its check and its tests. Rules over metadata look at
//! a draft; rules over tables look at every batch of a scan through one [`TableRules`] observer; keys, which concern a whole
//! table, have their own observer in [`keys`].

mod attachments;
mod columns;
mod folder;
mod json_form;
pub mod keys;
mod rules;
mod table;

pub use attachments::check_attachment;
pub use columns::ColumnNames;
pub use folder::check_folder;
pub use json_form::check_json_form;
pub use rules::plainer_name;
pub use table::TableRules;

use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::{Draft, ResourceDraft};
use crate::model::Date;
use crate::model::table::Batch;
use crate::policy::Policy;
use crate::portal::Portal;
use crate::read::{Flaw, Header};

/// What rules over metadata may look at.
pub struct DraftContext<'a> {
    /// The dataset.
    pub draft: &'a Draft,
    /// The portal it belongs to.
    pub portal: &'a Portal,
    /// The city's policy.
    pub policy: &'a Policy,
    /// The day it is. `None` where nothing may depend on it: in a build.
    pub today: Option<Date>,
}

/// One thing that can be wrong.
pub trait Rule: Sync {
    /// What it finds.
    fn code(&self) -> &'static Code;

    /// Whether it is a matter of standards, so that `policy/standards.toml` may make it an error, a warning or nothing. What
    /// holds no dataset back by itself is; an error is only where the rule says so, because most errors mean that data would
    /// be published wrongly.
    fn is_standard(&self) -> bool {
        self.code().severity == Severity::Warning
    }

    /// Looks at metadata.
    fn check_draft(&self, _context: &DraftContext<'_>, _report: &mut Report) {}

    /// Looks at what is wrong with a table's file as a whole.
    fn check_file(&self, _resource: &ResourceDraft, _flaws: &[Flaw], _report: &mut Report) {}

    /// Looks at the labels over a table's columns.
    fn check_header(&self, _resource: &ResourceDraft, _header: &Header, _report: &mut Report) {}

    /// Looks at a batch of a table.
    fn check_batch(&self, _resource: &ResourceDraft, _batch: &Batch, _report: &mut Report) {}

    /// Looks at what is known of a table when all its parts were read; the report has what was found in them.
    fn check_end(&self, _resource: &ResourceDraft, _rows: u64, _report: &mut Report) {}
}

/// All rules. Adding one is one file and one line.
pub static RULES: &[&dyn Rule] = rules::RULES;

/// Runs all rules over a dataset's metadata.
pub fn check_draft(context: &DraftContext<'_>, report: &mut Report) {
    for rule in RULES {
        rule.check_draft(context, report);
    }
}

/// The codes of all rules, those about keys included.
pub fn codes() -> impl Iterator<Item = &'static Code> {
    RULES
        .iter()
        .map(|rule| rule.code())
        .chain(keys::CODES.iter().chain(folder::CODES).chain(attachments::CODES).chain(json_form::CODES).copied())
}

/// The codes whose severity a city may change.
pub fn standards() -> impl Iterator<Item = &'static Code> {
    let others = keys::CODES.iter().chain(folder::CODES).chain(json_form::CODES).copied();
    let warnings = others.filter(|code| code.severity == Severity::Warning);
    RULES.iter().filter(|rule| rule.is_standard()).map(|rule| rule.code()).chain(warnings)
}
