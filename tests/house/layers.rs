//! Imports run downwards: a module uses only what lies on lower floors.

use super::source::{code, modules, root};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

/// The floors from the ground up. Modules on one floor do not know each other.
const FLOORS: [&[&str]; 9] = [
    &["checksum", "failure", "number", "rng"],
    &["error"],
    &["file", "spectrum", "statistics", "topology"],
    &["chart", "problem"],
    &["swarm", "tour"],
    &["ant", "bee", "cooperative", "covariance", "local_search", "particle", "run", "trust_region"],
    &["ensemble"],
    &["conformance", "distributed", "experiment", "solve"],
    &["catalogue", "glossary", "report"],
];

/// The modules that a text imports from the crate's root: `crate::a`, and the first names in `crate::{…}`.
fn imports(code: &str) -> BTreeSet<String> {
    let word = |text: &str| -> String {
        text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let mut found = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        let Some(group) = after.strip_prefix('{') else {
            found.insert(word(after));
            continue;
        };
        let (mut depth, mut item) = (1, String::new());
        for c in group.chars() {
            depth += i32::from(c == '{') - i32::from(c == '}');
            match c {
                _ if depth == 0 => break,
                ',' if depth == 1 => found.extend([word(std::mem::take(&mut item).trim())]),
                c => item.push(c),
            }
        }
        found.insert(word(item.trim()));
    }
    found.retain(|name| name.starts_with(char::is_lowercase));
    found
}

#[test]
fn imports_run_downwards() {
    let root = root();
    let floor_of: BTreeMap<&str, usize> =
        FLOORS.iter().zip(0..).flat_map(|(floor, i)| floor.iter().map(move |m| (*m, i))).collect();
    let mut wrong = Vec::new();
    for file in modules() {
        let inside = file.strip_prefix(&root).unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
        let own = first.trim_end_matches(".rs");
        let own_floor = *floor_of.get(own).unwrap_or_else(|| panic!("{own} has no floor"));
        for used in imports(&code(&fs::read_to_string(&file).unwrap())) {
            match floor_of.get(&used[..]) {
                _ if used == own => {}
                Some(floor) if *floor < own_floor => {}
                _ => wrong.push(format!("{} uses {used}", inside.display())),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn an_import_is_found_in_every_form() {
    let text =
        "use crate::{error::Error, problem::{Fitness, Space}, Seed};\nfn f() { crate::file::x() }";
    assert_eq!(imports(&code(text)).into_iter().collect::<Vec<_>>(), ["error", "file", "problem"]);
    assert!(imports(&code("// use crate::swarm;\n#[cfg(doc)]\nuse crate::{a,\n b};\n")).is_empty());
}
