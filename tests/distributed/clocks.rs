//! A clock on the wall that jumps: nothing in a run depends on it.

use crate::{
    engine::{Engine, say_skipped},
    faults::{GENERATION, LIMIT},
    play::Play,
};
use std::{env, fs, path::PathBuf};

/// The library that gives a process another clock: Debian's package `faketime`.
fn faketime() -> Option<PathBuf> {
    let folders = fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let mut files = folders.map(|folder| folder.path().join("faketime/libfaketimeMT.so.1"));
    let found = files.find(|file| file.exists());
    if found.is_none() {
        let none = "no libfaketime; Debian's package is called faketime";
        assert!(env::var("CI").as_deref() != Ok("true"), "{none}");
        say_skipped(none);
    }
    found
}

#[test]
fn the_clock_jumps_by_hours_forward_and_back() {
    let (Some(_), Some(library)) = (Engine::find(), faketime()) else { return };
    let engine = Engine::start(3);
    let mut play = Play::new(&engine, |plan| plan);
    let clock = play.plan.folder.join("clock");
    let set = |shift: &str| {
        // Whole or not at all: it is read at any time.
        fs::write(clock.with_extension("draft"), shift).unwrap();
        fs::rename(clock.with_extension("draft"), &clock).unwrap();
    };
    set("+0");
    let variables = [
        ("LD_PRELOAD", library.to_str().unwrap()),
        ("FAKETIME_TIMESTAMP_FILE", clock.to_str().unwrap()),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        ("FAKETIME_NO_CACHE", "1"),
    ];
    play.env = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    play.enter(&["c0", "w0", "w1"]);
    play.wait_for_more(10 * GENERATION);
    play.fault_now();
    for shift in ["+5h", "-7h", "+200d", "+0"] {
        set(shift);
        play.wait_for_more(8 * GENERATION);
    }
    let clocks = play.clocks();
    play.end("a clock that jumps by hours and days", 0, LIMIT);
    // It has jumped indeed.
    let jumps: Vec<_> = clocks.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let jumps: Vec<_> = jumps
        .into_iter()
        .map(|seconds| (seconds as f64 / 3_600.0).round())
        .filter(|hours| *hours != 0.0)
        .collect();
    assert_eq!(jumps, [5.0, -12.0, 4_807.0, -4_800.0]);
}
