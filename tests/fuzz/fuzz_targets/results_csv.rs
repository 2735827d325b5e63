//! Results as CSV.

#![no_main]

#[path = "../../files/checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::results_csv(bytes));
