//! What Townbook has to say about a city's data: a [`Finding`] is data, and terminals, forges and machines are views of it.
//!
//! Three kinds of trouble are kept apart everywhere: *findings* about the city's data accumulate in a [`Report`] and stop
//! nothing; *failures* of the world (disk, network) are errors and stop the run; *bugs* panic.

mod code;
mod kept;
mod place;
mod quoted;
mod receipt;
pub mod render;
mod repair;
mod report;
mod suggest;

pub use code::{Code, Severity};
pub use kept::KeptReport;
pub use place::{Cell, Excerpt, Place};
pub use quoted::{Quoted, Values};
pub use receipt::{CheckReceipt, DatasetReceipt, Standing, TableReceipt};
pub use repair::Repair;
pub use report::{Report, Summary};
pub use suggest::closest;

/// How many places of one kind of finding are kept; beyond that only [`Finding::count`] grows.
pub const PLACES_KEPT: usize = 1_000;

/// One thing that is wrong (or worth knowing), at one place or at many places of the same column.
///
/// Repeats of a code in one column fold into one finding: `places` keeps the first [`PLACES_KEPT`] of them, `count` is exact.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What kind of finding this is.
    pub code: &'static Code,
    /// How grave it is here; by default the code's own severity.
    pub severity: Severity,
    /// One plain sentence that makes sense alone. It never holds a value of the data: those go into [`Place::value`].
    pub message: String,
    /// Where, in file order; at least one.
    pub places: Vec<Place>,
    /// How often, places not kept included.
    pub count: u64,
    /// What to do next.
    pub help: Vec<String>,
    /// Text that can be pasted into the file to mend it.
    pub fix: Option<String>,
    /// What a program may do about it.
    pub repair: Option<Repair>,
    /// The dataset it belongs to, when it belongs to one.
    pub dataset: Option<String>,
}

impl Finding {
    /// A finding with the severity of its code.
    pub fn new(code: &'static Code, message: impl Into<String>, place: Place) -> Self {
        Finding {
            code,
            severity: code.severity,
            message: message.into(),
            places: vec![place],
            count: 1,
            help: Vec::new(),
            fix: None,
            repair: None,
            dataset: None,
        }
    }

    /// Adds a line that says what to do next.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Adds text to paste.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    /// Adds what a program may do about it.
    #[must_use]
    pub fn repair(mut self, repair: impl Into<Option<Repair>>) -> Self {
        self.repair = repair.into();
        self
    }

    /// Marks it as belonging to a dataset.
    #[must_use]
    pub fn of_dataset(mut self, slug: &str) -> Self {
        self.dataset = Some(slug.to_owned());
        self
    }

    /// The first place, which is where the renderers point.
    pub fn place(&self) -> &Place {
        &self.places[0]
    }
}
