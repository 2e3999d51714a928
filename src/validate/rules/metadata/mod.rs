//! Rules over what `dataset.toml` says.

pub(super) mod bad_address;
pub(super) mod bad_contact;
pub(super) mod bad_dates;
pub(super) mod bad_language;
pub(super) mod bad_reviewer;
pub(super) mod bad_spatial;
pub(super) mod column_name;
pub(super) mod column_without_description;
pub(super) mod description_length;
pub(super) mod empty_text;
pub(super) mod file_name;
pub(super) mod keywords;
pub(super) mod missing_key;
pub(super) mod overdue;
pub(super) mod review_overdue;
pub(super) mod row_description;
pub(super) mod title_length;
pub(super) mod unknown_license;
pub(super) mod unknown_publisher;
