//! Every file of the fuzzers' corpora, whole and damaged, through the checks that the fuzzers run, held
//! to the memory and the time that its length warrants.
//!
//! 21,775 cases: instances of tours and assignments whole and damaged 300 times each (18,963),
//! checkpoints and results 100 times (1,414 and 1,212), ledgers, which run what is missing, 30 times
//! (186).

use crate::checks;
use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use swarmopt::{
    author::*, experiment::Results, prelude::*, problem::formats::Tsplib, rng::Stream,
    run::Checkpoint,
};

fn folder(format: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(format)
}

/// The files of a corpus in the order of their names.
fn corpus(format: &str) -> Vec<(String, Vec<u8>)> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder(format)).unwrap().map(|file| file.unwrap().path()).collect();
    paths.sort();
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), fs::read(path).unwrap())).collect()
}

/// What numbers are replaced by.
const NUMBERS: [&str; 16] = [
    "0",
    "-1",
    "-0",
    "1.5",
    "007",
    "1000000000",
    "4294967296",
    "18446744073709551615",
    "18446744073709551616",
    "1e308",
    "-1e300",
    "1e999",
    "5e-324",
    "NaN",
    "-inf",
    "null",
];

fn is_number(byte: u8) -> bool {
    byte.is_ascii_digit() || b"+-.eE".contains(&byte)
}

fn damaged(file: &[u8], other: &[u8], rng: &mut Stream) -> Vec<u8> {
    let mut bytes = file.to_vec();
    if bytes.is_empty() {
        return other[..rng.below(other.len() + 1)].to_vec();
    }
    let at = rng.below(bytes.len());
    let mut lines: Vec<&[u8]> = file.split_inclusive(|byte| *byte == b'\n').collect();
    let line = rng.below(lines.len());
    match rng.below(8) {
        0 => bytes[at] ^= 1 << rng.below(8),
        1 => bytes.truncate(at),
        2 => {
            bytes.truncate(at);
            bytes.extend(&other[rng.below(other.len() + 1)..]);
        }
        3 => {
            lines.insert(rng.below(lines.len() + 1), lines[line]);
            bytes = lines.concat();
        }
        4 => {
            lines.remove(line);
            bytes = lines.concat();
        }
        5 => drop(bytes.drain(at..(at + 1 + rng.below(20)).min(file.len()))),
        _ => {
            let start = (at..file.len()).find(|i| file[*i].is_ascii_digit()).unwrap_or(at);
            let length = file[start..].iter().take_while(|byte| is_number(**byte)).count();
            let number = NUMBERS[rng.below(NUMBERS.len())].as_bytes();
            bytes.splice(start..start + length, number.iter().copied());
        }
    }
    bytes
}

/// Runs every file and so many damaged ones of each through a check.
fn all(format: &str, damages: u64, check: impl Fn(&[u8])) {
    let files = corpus(format);
    let timed = |name: &str, case: u64, bytes: &[u8]| {
        let start = Instant::now();
        check(bytes);
        let took = start.elapsed();
        assert!(took < Duration::from_secs(2), "{format}/{name}, case {case}: {took:?}");
    };
    for (i, (name, file)) in files.iter().enumerate() {
        timed(name, 0, file);
        for case in 1..=damages {
            let mut rng = Streams::new(Seed(i as u64)).at(case, 0);
            let (_, other) = &files[rng.below(files.len())];
            let mut bytes = damaged(file, other, &mut rng);
            if rng.unit() < 0.5 {
                bytes = damaged(&bytes, other, &mut rng);
            }
            timed(name, case, &bytes);
        }
    }
}

/// The memory that reading takes at its height is at most so many bytes for each of the file's, and
/// 64 KB.
fn bounded<T>(bytes: &[u8], times: u64, read: impl FnOnce() -> T) {
    let used = allocation_counter::measure(|| drop(read())).bytes_max;
    let allowed = times * bytes.len() as u64 + 65_536;
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    assert!(used <= allowed, "{used} bytes for {} of {start}", bytes.len());
}

#[test]
fn instances_of_tours() {
    all("tsplib", 300, |bytes| {
        bounded(bytes, 64, || String::from_utf8_lossy(bytes).parse::<Tsplib>());
        checks::tsplib(bytes);
    });
}

#[test]
fn instances_of_assignments() {
    all("qaplib", 300, |bytes| {
        bounded(bytes, 64, || String::from_utf8_lossy(bytes).parse::<Qap>());
        checks::qaplib(bytes);
    });
}

#[test]
fn checkpoints() {
    all("checkpoint", 100, |bytes| {
        bounded(bytes, 64, || serde_json::from_slice::<Checkpoint>(bytes));
        checks::checkpoint(bytes);
    });
}

fn results(format: &str, name: &str) {
    all(format, 100, |bytes| {
        let path = checks::written(bytes, name);
        bounded(bytes, 64, || Results::read(&path));
        checks::results(bytes, name);
    });
}

#[test]
fn results_as_a_table() {
    results("results_csv", "results.csv");
}

#[test]
fn results_as_lines() {
    results("results_jsonl", "results.jsonl");
}

#[test]
fn ledgers() {
    all("ledger", 30, checks::ledger);
}

/// The densest files there are: as many numbers, lines and sections as fit into 100 KB.
#[test]
fn dense_files_take_no_more_memory() {
    let many = |part: &str| part.repeat(100_000 / part.len());
    let tsp = "TYPE : TSP\nDIMENSION : 1000000000\nEDGE_WEIGHT_TYPE : EXPLICIT\n\
               EDGE_WEIGHT_FORMAT : FULL_MATRIX\nEDGE_WEIGHT_SECTION\n";
    let tour = "TYPE : TOUR\nTOUR_SECTION\n";
    let nodes =
        "TYPE : TSP\nDIMENSION : 1000000000\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n";
    let sections: String = (0..10_000).map(|i| format!("A{i}_SECTION\n")).collect();
    for text in [
        format!("{tsp}{}", many("1 ")),
        format!("{tsp}{}", many("1\n")),
        format!("{tour}{}", many("1 -1 ")),
        format!("{tour}{}", many("1 ")),
        format!("{nodes}{}", many("1 0 0\n")),
        format!("TYPE : TSP\n{}", many("COMMENT\n")),
        format!("TYPE : TSP\n{sections}"),
    ] {
        bounded(text.as_bytes(), 64, || text.parse::<Tsplib>());
    }
    for text in [format!("1000000000\n{}", many("1 ")), format!("1000000000\n{}", many("1\n"))] {
        bounded(text.as_bytes(), 64, || text.parse::<Qap>());
    }
    for text in [
        format!("{{\"problem\":\"\",\"swarm\":[0{}],\"history\":0}}", many(",0")),
        format!("{{\"problem\":\"\",\"swarm\":[[]{}],\"history\":0}}", many(",{}")),
    ] {
        bounded(text.as_bytes(), 64, || serde_json::from_str::<Checkpoint>(&text));
    }
}

/// Writes the seeds that the crate itself makes: to be run when a format changes, with
/// `cargo test --test files corpus -- --ignored`.
#[test]
#[ignore = "writes into the corpus"]
fn seeds() {
    for (name, text) in checks::checkpoints() {
        fs::write(folder("checkpoint").join(name), text).unwrap();
    }
    let [table, lines] = checks::results_files(["whole.csv", "whole.jsonl"]);
    fs::write(folder("results_csv").join("whole.csv"), table).unwrap();
    fs::write(folder("results_jsonl").join("whole.jsonl"), &lines).unwrap();
    let first = lines.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    fs::write(folder("ledger").join("one_run.jsonl"), &lines[..first]).unwrap();
    fs::write(folder("ledger").join("whole.jsonl"), lines).unwrap();
}

/// The seeds are those of today's format: every checkpoint of the corpus can be resumed.
#[test]
fn seeds_are_whole() {
    for (name, _) in checks::checkpoints() {
        let text = fs::read_to_string(folder("checkpoint").join(&name)).unwrap();
        assert!(serde_json::from_str::<Checkpoint>(&text).is_ok(), "{name}");
    }
    let results = Results::read(folder("results_csv").join("whole.csv")).unwrap();
    assert_eq!(results, Results::read(folder("results_jsonl").join("whole.jsonl")).unwrap());
    assert_eq!(results.rows()[0].trials.len(), 2);
}
