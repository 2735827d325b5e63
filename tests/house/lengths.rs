//! A file is a page: it can be read in one go.

use super::source::{files, root};
use std::fs;

/// The most lines of a file.
const MOST: usize = 320;

#[test]
fn no_file_is_longer_than_a_page() {
    let mut long = Vec::new();
    for file in files(&root()) {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        if lines > MOST {
            let inside = file.strip_prefix(root()).unwrap();
            long.push(format!("{}: {lines} lines", inside.display()));
        }
    }
    let why = "one concept a file, so that a reader has it before them as a whole: say it more simply, or \
               give a part that stands for itself a file";
    assert!(long.is_empty(), "more than {MOST} lines; {why}: {long:#?}");
}
