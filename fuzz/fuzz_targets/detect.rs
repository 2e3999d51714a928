//! Telling encoding and dialect from bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use townbook::read::detect;

fuzz_target!(|input: &[u8]| {
    detect::encoding(input);
    detect::dialect(&String::from_utf8_lossy(input));
});
