//! What a check looked at, for the answer to "and what becomes of it?".

/// The datasets that a check looked at. It has no room for the name of a protected dataset: of those there is only a
/// count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckReceipt {
    /// Every dataset that is public or not classified yet and whose `dataset.toml` could be read, in order.
    pub datasets: Vec<DatasetReceipt>,
    /// How many datasets are protected.
    pub protected: u64,
}

/// One dataset that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatasetReceipt {
    /// Its identifier.
    pub slug: String,
    /// Its title, if it has one.
    pub title: Option<String>,
    /// What becomes of it.
    pub standing: Standing,
    /// Its tables, as far as they could be read.
    pub tables: Vec<TableReceipt>,
    /// The titles of its documents, as far as they could be read.
    pub documents: Vec<String>,
}

/// What becomes of a dataset that was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The next publication shows it as it is now.
    Public,
    /// It is classified public and held back for its errors; the last published version stays.
    Held,
    /// Nobody has classified it yet, so it is checked and not published.
    Unclassified,
}

/// One table that was read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableReceipt {
    /// Its name.
    pub name: String,
    /// Its rows, without the header.
    pub rows: u64,
    /// Its columns.
    pub columns: u64,
    /// The formats in which it can be downloaded, as people call them.
    pub formats: Vec<&'static str>,
}
