//! What a program may do about a finding without asking anybody.

/// A change that mends a finding and touches no value of the data. A rule gives one only where nothing has to be decided: what
/// may be meant in two ways is said in the help, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repair {
    /// Keys of `dataset.toml` get values.
    Set {
        /// The table that has the keys, as a JSON pointer: `/resources/0/fields/2`.
        table: String,
        /// The keys with their values as TOML.
        settings: Vec<(&'static str, String)>,
    },
    /// Columns of the file are declared, as drafts that ask what each means.
    Declare {
        /// The resource, as a JSON pointer.
        resource: String,
        /// The columns' labels in the file.
        labels: Vec<String>,
    },
    /// All lines of the file end alike, those inside quotation marks aside.
    UnifyLineBreaks {
        /// The resource, as a JSON pointer.
        resource: String,
        /// What the line with the column names ends with.
        line_break: &'static str,
    },
}
