//! The suite: the real program on whole portals. One binary, so that it links once; one module for each promise.
//!
//! `docs/reference/` and `schemas/` are written by the module `docs` when it runs with `UPDATE=1`; snapshots follow
//! `INSTA_UPDATE` as everywhere.

// Portals in temporary folders, and runs of the program.
mod support;

// The static API and the actions of CKAN.
mod api;
// Damaged files of every format are read to an end.
mod arbitrary;
// Where a site is written.
mod build;
// What is kept between runs changes nothing but the time.
mod cache;
// The catalogue as linked data, and what can never come into it.
mod catalogue;
// What `townbook check` says, in every format.
mod check;
// The command line itself.
mod cli;
// No file, however broken or hostile, makes the program panic or wait.
mod corpus;
// Delimited text, cell by cell and flaw by flaw.
mod delimited;
// The same input gives the same bytes, wherever and on however many cores.
mod determinism;
// The questions of a draft as a workbook.
mod dictionary;
// The reference and the JSON Schemas agree with the code.
mod docs;
// Documents that are published as they are.
mod documents;
// When the world fails.
#[cfg(unix)]
mod failures;
// What is mended without a decision.
mod fix;
// Whatever format a table comes in, what is published is the same.
mod formats;
// Shapes on the map.
mod geography;
// Layers of a GeoPackage, whole, damaged and hostile.
mod geopackage;
// A dataset that is held back keeps its last published version.
mod held;
// What people and programs send that could do harm on its way through.
mod hostile;
// `townbook init` makes a portal that works at once.
mod init;
// One minimal portal for every code.
mod invalid;
// Another portal moves in.
mod moving_in;
// `townbook new` drafts what only a person can finish.
mod new;
// Where in a file a table is declared to lie, and where it does.
mod json_form;
mod layout;
// Nothing protected or unclassified leaves.
mod leak;
// What files are that nobody has declared.
mod inspect;
// What is written for programs, and can be switched off.
mod outputs;
// Publishing, killed and repeated.
mod personal;
mod profile;
mod publish;
// How good the catalogue is.
mod quality;
// Old addresses lead to what is published.
mod redirects;
// Tables of several files, tables elsewhere, keys between tables.
mod resources;
// Tables of every type, by way of every format.
mod round_trips;
// Code that reads tables, and the page for developers.
mod snippets;
// What a city makes of the rules.
mod rows_api;
mod standards;
mod stumbles;
// Every type, format and constraint of the standard, each with a value that fits and one that does not.
mod table_schema;
// The layers, and what only certain modules may do.
mod tidy;
// Every type of Table Schema, declared, checked and published.
mod types;
// What new data changes, before it is written.
mod update;
// Valid portals, and every cell of what is made of them.
mod valid;
// No file leaves that does not hold what its source says.
mod verified;
// What is declared and not to be published.
mod withheld;
