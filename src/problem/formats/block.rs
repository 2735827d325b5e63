//! The data lines of a file, and the errors in them.

use crate::{error::Error, file::lines};
use std::fmt::Display;

/// The lines that hold data, each with its number counted from 1.
pub(super) struct Block<'a> {
    /// The line on which the block is announced.
    line: usize,
    pub(super) rows: Vec<(usize, &'a str)>,
}

impl<'a> Block<'a> {
    pub(super) fn new(line: usize) -> Self {
        Block { line, rows: Vec::new() }
    }

    /// Creates a block of all lines of a text except blank ones.
    pub(super) fn of(text: &'a str) -> Self {
        Block { line: 1, rows: lines(text).filter(|(_, text)| !text.is_empty()).collect() }
    }

    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// Returns the number of words on the first line that holds data.
    pub(super) fn first_row(&self) -> usize {
        self.rows.first().map_or(0, |(_, text)| text.split_whitespace().count())
    }

    /// Returns the last line that holds data, at which missing data are reported.
    pub(super) fn last_line(&self) -> usize {
        self.rows.last().map_or(self.line, |(line, _)| *line)
    }

    /// Returns the words of the block, each with its line.
    pub(super) fn words(&self) -> impl Iterator<Item = (usize, &'a str)> {
        self.rows.iter().flat_map(|&(line, text)| text.split_whitespace().map(move |w| (line, w)))
    }

    /// Returns the next word, or an error that names the missing one.
    pub(super) fn next_word(
        &self,
        words: &mut impl Iterator<Item = (usize, &'a str)>,
        expected: impl FnOnce() -> String,
    ) -> Result<(usize, &'a str), Error> {
        words.next().ok_or_else(|| wrong(self.last_line(), expected(), "the end of the data"))
    }

    /// Returns an error if words are left over.
    pub(super) fn finish(
        &self,
        mut words: impl Iterator<Item = (usize, &'a str)>,
    ) -> Result<(), Error> {
        match words.next() {
            Some((line, word)) => Err(wrong(line, "the end of the data", quoted(word))),
            None => Ok(()),
        }
    }
}

pub(super) fn wrong(line: usize, expected: impl Into<String>, found: impl Display) -> Error {
    Error::Parse { line, expected: expected.into(), found: found.to_string() }
}

/// Returns a word as an error shows it: in quotes, and truncated if long.
pub(super) fn quoted(word: &str) -> String {
    const SHOWN: usize = 40;
    let start: String = word.chars().take(SHOWN).collect();
    format!("{start:?}{}", if start.len() < word.len() { "…" } else { "" })
}

/// Parses a finite number.
pub(super) fn number((line, word): (usize, &str)) -> Result<f64, Error> {
    let value = word.parse().ok().filter(|x: &f64| x.is_finite());
    value.ok_or_else(|| wrong(line, "a finite number", quoted(word)))
}

/// Parses an integer of at least 1.
pub(super) fn count((line, word): (usize, &str)) -> Result<usize, Error> {
    let value = word.parse().ok().filter(|n: &usize| *n > 0);
    value.ok_or_else(|| wrong(line, "a whole number, at least 1", quoted(word)))
}

/// Parses one of `n` items, counted from 1 in a file and from 0 here, and returns it with its line.
pub(super) fn item(
    (line, word): (usize, &str),
    what: &str,
    n: usize,
) -> Result<(usize, usize), Error> {
    let item = word.parse().ok().filter(|item: &usize| (1..=n).contains(item));
    let item = item.ok_or_else(|| wrong(line, format!("{what} from 1 to {n}"), quoted(word)))?;
    Ok((item - 1, line))
}

/// Returns an error unless every item, given with its line, occurs exactly once. Sorting limits the memory to
/// the items found.
pub(super) fn each_once(
    found: &[(usize, usize)],
    n: usize,
    what: &str,
    last_line: usize,
) -> Result<(), Error> {
    let mut sorted = found.to_vec();
    sorted.sort_unstable();
    let again = sorted.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| pair[1]);
    if let Some((item, line)) = again.min_by_key(|(_, line)| *line) {
        return Err(wrong(line, format!("each {what} once"), format!("{what} {} again", item + 1)));
    }
    if found.len() < n {
        let found = format!("the end of the data after {}", found.len());
        return Err(wrong(last_line, format!("{n} {what}s"), found));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_their_line_and_blank_lines_count() {
        let block = Block::of("1 2\r\n\r\n \t3\n");
        assert_eq!(block.words().collect::<Vec<_>>(), [(1, "1"), (1, "2"), (3, "3")]);
        assert_eq!(block.last_line(), 3);
        assert!(matches!(block.finish(block.words().skip(2)), Err(Error::Parse { line: 3, .. })));
        assert!(block.finish(block.words().skip(3)).is_ok());
    }

    #[test]
    fn numbers_are_finite_in_any_notation() {
        for (word, value) in [("1e3", 1000.0), ("+1.5E+01", 15.0), ("-.5", -0.5), ("007", 7.0)] {
            assert_eq!(number((1, word)).unwrap(), value);
        }
        for word in ["nan", "inf", "-Infinity", "1e999", "1,5", "0x1", "--1", ""] {
            assert!(matches!(number((7, word)), Err(Error::Parse { line: 7, .. })), "{word}");
        }
        for word in ["0", "-1", "1.5", "99999999999999999999999"] {
            assert!(count((1, word)).is_err(), "{word}");
        }
    }

    #[test]
    fn a_long_word_is_cut() {
        assert_eq!(quoted("abc"), "\"abc\"");
        assert_eq!(quoted(&"é".repeat(1000)).chars().count(), 43);
    }
}
