//! The file that an experiment goes on from.

#![no_main]

#[path = "../../files/checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::ledger(bytes));
