//! Every host is put through the same tests; what only one of them promises stands in its own file.

#[cfg(unix)]
mod directory;
mod object_storage;
mod server;
mod shared;
pub(super) mod sites;
