//! The sheets of the workbook, and what stands in the first row of each.

/// The sheet about the dataset as a whole.
pub(super) const DATASET: &str = "Dataset";

/// The sheet with a row for each table.
pub(super) const TABLES: &str = "Tables";

/// The sheet with a row for each column.
pub(super) const COLUMNS: &str = "Columns";

/// The labels of [`DATASET`].
pub(super) const DATASET_LABELS: &[&str] = &["Key", "Question", "Answer"];

/// The labels of [`TABLES`].
pub(super) const TABLE_LABELS: &[&str] = &["Table", "File", "Please check", "Publish", "Title", "What is one row?"];

/// Where the answers stand among [`TABLE_LABELS`].
pub(super) mod table {
    pub(in super::super) const PUBLISH: usize = 3;
    pub(in super::super) const TITLE: usize = 4;
    pub(in super::super) const DESCRIPTION: usize = 5;
}

/// The labels of [`COLUMNS`].
pub(super) const COLUMN_LABELS: &[&str] = &[
    "Table",
    "Column",
    "Label in the file",
    "Looks like",
    "Please check",
    "Publish",
    "Title",
    "Type",
    "Format",
    "Description",
    "Unit",
    "Missing values",
    "Identifies a row",
    "New name",
    "Allowed values",
    "Decimals",
    "Decimal mark",
    "Thousands mark",
    "Signs around",
    "Words for yes",
    "Words for no",
];

/// Where the answers, and what says which column they are about, stand among [`COLUMN_LABELS`].
pub(super) mod column {
    pub(in super::super) const NAME: usize = 1;
    pub(in super::super) const LABEL: usize = 2;
    pub(in super::super) const LOOKS: usize = 3;
    pub(in super::super) const PUBLISH: usize = 5;
    pub(in super::super) const TITLE: usize = 6;
    pub(in super::super) const TYPE: usize = 7;
    pub(in super::super) const FORMAT: usize = 8;
    pub(in super::super) const DESCRIPTION: usize = 9;
    pub(in super::super) const UNIT: usize = 10;
    pub(in super::super) const MISSING: usize = 11;
    pub(in super::super) const KEY: usize = 12;
    pub(in super::super) const NEW_NAME: usize = 13;
    pub(in super::super) const ALLOWED: usize = 14;
    pub(in super::super) const DECIMALS: usize = 15;
    pub(in super::super) const DECIMAL_MARK: usize = 16;
    pub(in super::super) const GROUP_MARK: usize = 17;
    pub(in super::super) const SIGNS: usize = 18;
    pub(in super::super) const TRUE_WORDS: usize = 19;
    pub(in super::super) const FALSE_WORDS: usize = 20;
}
