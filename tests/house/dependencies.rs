//! What the crate is built from: licences that allow it, and few things twice. Asks no network.

use std::{collections::BTreeMap, process::Command};

/// Licences that ask for no more than to be named.
const ALLOWED: [&str; 12] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Packages that are there in two versions, as the writer of PNG files asks for an old one, and the client of
/// NATS and its derive macros do.
const TWICE: [&str; 6] = ["miniz_oxide", "cpufeatures", "getrandom", "rand", "rand_core", "syn"];

/// Name, version and licence of what the library needs with some features; what tests and benches need is left out.
fn needed(features: &[&str]) -> Vec<(String, String, String)> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--edges", "normal"])
        .args(features)
        .args(["--prefix", "none", "--format", "{p}|{l}"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let package = |line: &str| {
        let (package, licence) = line.trim_end_matches(" (*)").split_once('|').unwrap();
        let mut words = package.split(' ');
        let mut word = || words.next().unwrap().to_owned();
        (word(), word(), licence.to_owned())
    };
    let mut packages: Vec<_> =
        String::from_utf8(output.stdout).unwrap().lines().map(package).collect();
    packages.sort();
    packages.dedup();
    packages
}

/// Whether one of the alternatives is allowed in all its parts. `A/B` is an old way to write `A OR B`.
fn is_allowed(licence: &str) -> bool {
    let plain = licence.replace(['(', ')'], "").replace('/', " OR ");
    let all = |parts: &str| parts.split(" AND ").all(|part| ALLOWED.contains(&part.trim()));
    plain.split(" OR ").any(all)
}

#[test]
fn licences_allow_it_and_little_is_there_twice() {
    let packages = needed(&["--all-features"]);
    assert!(packages.len() > 20, "{packages:?}");
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, version, licence) in &packages {
        assert!(is_allowed(licence), "{name}: {licence:?}");
        versions.entry(name).or_default().push(version);
    }
    versions.retain(|name, versions| versions.len() > 1 && !TWICE.contains(name));
    assert!(versions.is_empty(), "{versions:?}");
}

#[test]
fn the_library_is_light() {
    for (features, most) in [(&[][..], 60), (&["--no-default-features"], 30)] {
        let count = needed(features).len();
        assert!((20..=most).contains(&count), "{count} crates with {features:?}, {most} allowed");
    }
}

/// Only the swarm over machines knows of a network.
#[test]
fn without_nats_nothing_is_asynchronous() {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--edges", "normal", "--prefix", "none"])
        .args(["--features", "tracing"])
        .output()
        .unwrap();
    let tree = String::from_utf8(output.stdout).unwrap();
    assert!(tree.contains("rayon v") && output.status.success(), "{tree}");
    for package in ["tokio v", "async-nats v", "futures-util v"] {
        assert!(!tree.contains(package), "{package}");
    }
}

#[test]
fn a_licence_is_read_by_its_alternatives() {
    for good in ["MIT", "MIT OR GPL-3.0", "MIT/Apache-2.0", "(MIT OR Apache-2.0) AND Unicode-3.0"] {
        assert!(is_allowed(good), "{good}");
    }
    for bad in ["GPL-3.0", "MIT AND GPL-3.0", ""] {
        assert!(!is_allowed(bad), "{bad}");
    }
}
