//! The rules: one file each.

mod metadata;
mod table;

use super::Rule;

pub(super) use table::missing_label::never_seen;

pub(super) static RULES: &[&dyn Rule] = &[
    &metadata::bad_contact::BadContact,
    &metadata::bad_dates::BadDates,
    &metadata::bad_spatial::BadSpatial,
    &metadata::bad_language::BadLanguage,
    &metadata::column_name::ColumnName,
    &metadata::column_without_description::ColumnWithoutDescription,
    &metadata::description_length::DescriptionLength,
    &metadata::empty_text::EmptyText,
    &metadata::file_name::FileName,
    &metadata::keywords::Keywords,
    &metadata::overdue::Overdue,
    &metadata::review_overdue::ReviewOverdue,
    &metadata::unknown_license::UnknownLicense,
    &metadata::unknown_publisher::UnknownPublisher,
    &table::unreadable::Unreadable,
    &table::archive_too_large::ArchiveTooLarge,
    &table::blank_label::BlankLabel,
    &table::blank_row::BlankRow,
    &table::cell_count::ExtraCell,
    &table::cell_count::MissingCell,
    &table::constraint_error::ConstraintError,
    &table::control_character::ControlCharacter,
    &table::duplicate_label::DuplicateLabel,
    &table::encoding_error::EncodingError,
    &table::entry_missing::EntryMissing,
    &table::error_cell::ErrorCell,
    &table::extra_label::ExtraLabel,
    &table::format_mismatch::FormatMismatch,
    &table::formula_without_value::FormulaWithoutValue,
    &table::hidden_sheet::HiddenSheet,
    &table::lfs_pointer::LfsPointer,
    &table::merged_cells::MergedCells,
    &table::missing_label::MissingLabel,
    &table::missing_value::MissingValue,
    &table::mixed_line_breaks::MixedLineBreaks,
    &table::mojibake::Mojibake,
    &table::no_header_row::NoHeaderRow,
    &table::no_rows::NoRows,
    &table::password_protected::PasswordProtected,
    &table::repeated_header::RepeatedHeader,
    &table::replacement_character::ReplacementCharacter,
    &table::several_entries::SeveralEntries,
    &table::several_sheets::SeveralSheets,
    &table::sheet_missing::SheetMissing,
    &table::stray_quote::StrayQuotes,
    &table::type_error::TypeError,
    &table::unclosed_quote::UnclosedQuote,
];
