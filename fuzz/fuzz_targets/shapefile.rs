//! Shapefiles inside zip archives.
#![no_main]

use libfuzzer_sys::fuzz_target;
use townbook::model::{Packing, SourceFormat};

fuzz_target!(|input: &[u8]| townbook_fuzz::read(SourceFormat::Shapefile, Packing::Zip, input));
