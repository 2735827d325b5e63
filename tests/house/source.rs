//! The source files of the crate, and their text without comments and tests.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Returns the folder of the sources.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Returns all files below `folder`, in order.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    let below = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    entries.into_iter().flat_map(below).collect()
}

/// Returns all files of the library but those of tests and `lib.rs`.
pub fn modules() -> Vec<PathBuf> {
    let mut files = files(&root());
    files.retain(|path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        !name.ends_with("tests.rs") && name != "lib.rs"
    });
    assert!(files.len() > 150, "{files:?}");
    files
}

/// Returns the text without its comments, its tests and what only its documentation uses.
pub fn code(text: &str) -> String {
    let text = text.split("\nmod tests {").next().unwrap();
    let mut lines = text.lines().map(|line| line.split("//").next().unwrap());
    let mut kept = String::new();
    while let Some(line) = lines.next() {
        if line.trim() == "#[cfg(doc)]" {
            lines.find(|line| line.ends_with(';'));
        } else {
            kept += line;
            kept.push(' ');
        }
    }
    kept
}
