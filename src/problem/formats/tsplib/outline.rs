//! The outline of a file: its specification entries and its data sections, not yet interpreted.
//!
//! They are interpreted afterwards because the format allows the entries in any order.

use super::super::block::{Block, count, quoted, wrong};
use crate::{error::Error, file::lines};
use std::collections::BTreeMap;

/// The entries that are read. Others are skipped if a colon marks them as entries.
const ENTRIES: [&str; 7] = [
    "NAME",
    "TYPE",
    "DIMENSION",
    "EDGE_WEIGHT_TYPE",
    "EDGE_WEIGHT_FORMAT",
    "NODE_COORD_TYPE",
    "DISPLAY_DATA_TYPE",
];

#[derive(Default)]
pub(super) struct Outline<'a> {
    entries: BTreeMap<String, Entry<'a>>,
    sections: BTreeMap<String, Block<'a>>,
    /// The lines of all comments.
    pub(super) comment: String,
    lines: usize,
}

/// `KEYWORD : value`.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    line: usize,
    pub(super) value: &'a str,
}

impl<'a> Outline<'a> {
    /// Parses a text. A line that starts with a keyword is an entry or opens a section; any other line holds
    /// data of the open section.
    pub(super) fn of(text: &'a str) -> Result<Self, Error> {
        let mut outline = Outline::default();
        let mut open: Option<String> = None;
        for (line, text) in lines(text) {
            outline.lines = line;
            if text.is_empty() {
                continue;
            }
            if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let section = open.as_ref().and_then(|keyword| outline.sections.get_mut(keyword));
                let section = section.ok_or_else(|| wrong(line, "a keyword", quoted(text)))?;
                section.rows.push((line, text));
                continue;
            }
            let (keyword, value, colon) = split(text);
            if keyword == "EOF" {
                break;
            }
            if !(colon || is_keyword(&keyword)) {
                // Words such as `inf` in the data: the section's reader reports the error.
                let section = open.as_ref().and_then(|keyword| outline.sections.get_mut(keyword));
                let word = || wrong(line, "a keyword or a number", quoted(&text[..keyword.len()]));
                section.ok_or_else(word)?.rows.push((line, text));
                continue;
            }
            open = outline.add(line, keyword, value)?;
        }
        Ok(outline)
    }

    /// Adds a keyword, and returns it if it opens a section.
    fn add(
        &mut self,
        line: usize,
        keyword: String,
        value: &'a str,
    ) -> Result<Option<String>, Error> {
        let known = ENTRIES.contains(&keyword.as_str());
        let again = || wrong(line, format!("{} once", quoted(&keyword)), "it again");
        if keyword.ends_with("_SECTION") {
            let mut block = Block::new(line);
            block.rows.extend((!value.is_empty()).then_some((line, value)));
            if self.sections.insert(keyword.clone(), block).is_some() {
                return Err(again());
            }
            return Ok(Some(keyword));
        }
        if keyword == "COMMENT" {
            self.comment.push_str(if self.comment.is_empty() { "" } else { "\n" });
            self.comment.push_str(value);
        } else if known && self.entries.insert(keyword.clone(), Entry { line, value }).is_some() {
            return Err(again());
        }
        Ok(None)
    }

    pub(super) fn entry(&self, keyword: &str) -> Option<Entry<'a>> {
        self.entries.get(keyword).copied()
    }

    pub(super) fn required(&self, keyword: &str) -> Result<Entry<'a>, Error> {
        self.entry(keyword).ok_or_else(|| self.missing(keyword))
    }

    /// Returns an error if none of these entries exists. It names them all, as a file without a header
    /// lacks them all.
    pub(super) fn required_all(&self, keywords: &[&str]) -> Result<(), Error> {
        if keywords.iter().any(|keyword| self.entry(keyword).is_some()) {
            return Ok(());
        }
        let first = self.sections.values().map(Block::line).min();
        let head = format!("{} before the data", keywords.join(", "));
        let found = if first.is_some() { "the data alone" } else { "the end of the file" };
        Err(wrong(first.unwrap_or(self.lines.max(1)), head, found))
    }

    pub(super) fn section(&self, keyword: &str) -> Option<&Block<'a>> {
        self.sections.get(keyword)
    }

    pub(super) fn required_section(&self, keyword: &str) -> Result<&Block<'a>, Error> {
        self.section(keyword).ok_or_else(|| self.missing(keyword))
    }

    fn missing(&self, keyword: &str) -> Error {
        wrong(self.lines.max(1), keyword, "the end of the file")
    }

    /// Returns an error at the first section that is not one of these.
    pub(super) fn allow(&self, allowed: &[&str]) -> Result<(), Error> {
        let other =
            self.sections.iter().filter(|(keyword, _)| !allowed.contains(&keyword.as_str()));
        match other.min_by_key(|(_, block)| block.line()) {
            Some((keyword, block)) => {
                Err(wrong(block.line(), format!("one of {}", allowed.join(", ")), quoted(keyword)))
            }
            None => Ok(()),
        }
    }
}

impl Entry<'_> {
    /// Returns the choice that the first word of the value names; a remark may follow it.
    pub(super) fn choose<T: Copy>(&self, choices: &[(&str, T)]) -> Result<T, Error> {
        let word = self.value.split_whitespace().next().unwrap_or_default();
        let choice = choices.iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
        choice.map(|(_, choice)| *choice).ok_or_else(|| {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            wrong(self.line, format!("one of {}", names.join(", ")), quoted(word))
        })
    }

    /// Parses the value as a number of nodes.
    pub(super) fn count(&self) -> Result<usize, Error> {
        count((self.line, self.value))
    }
}

/// Returns whether a word is a keyword without a colon after it.
fn is_keyword(keyword: &str) -> bool {
    keyword.ends_with("_SECTION") || keyword == "COMMENT" || ENTRIES.contains(&keyword)
}

/// Returns the keyword in capitals, the value, and whether a colon or an equals sign is between them.
fn split(text: &str) -> (String, &str, bool) {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    let (keyword, rest) = text.split_at(end);
    let rest = rest.trim_start();
    let value = rest.strip_prefix([':', '=']);
    (keyword.to_ascii_uppercase(), value.unwrap_or(rest).trim_start(), value.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line_of(text: &str) -> usize {
        match Outline::of(text) {
            Err(Error::Parse { line, .. }) => line,
            other => panic!("{:?}", other.map(|_| ())),
        }
    }

    #[test]
    fn keywords_stand_with_or_without_spaces_tabs_colons_and_capitals() {
        for text in [
            "NAME: x y",
            "NAME:x y",
            "NAME\t:\tx y\t",
            "name x y\r\n",
            "\u{feff}NAME : x y",
            "NAME=x y",
            "TYPE : TSP\rNAME : x y\r",
            "NAME : x y\n\u{1a}",
            "\n\n  NAME :x y",
        ] {
            assert_eq!(
                Outline::of(text).unwrap().required("NAME").unwrap().value,
                "x y",
                "{text:?}"
            );
        }
    }

    #[test]
    fn sections_keep_their_lines_and_end_at_the_next_keyword() {
        let text = "A_SECTION\n1 2\n\n-3\nNAME : x\nB_SECTION: 4\nEOF\n5 garbage";
        let outline = Outline::of(text).unwrap();
        assert_eq!(outline.section("A_SECTION").unwrap().rows, [(2, "1 2"), (4, "-3")]);
        assert_eq!(outline.section("B_SECTION").unwrap().rows, [(6, "4")]);
        let words = Outline::of("A_SECTION\n1 2\nnan 3\nBEST : 7\n").unwrap();
        assert_eq!(words.section("A_SECTION").unwrap().rows, [(2, "1 2"), (3, "nan 3")]);
        assert!(outline.section("C_SECTION").is_none());
        let error = outline.allow(&["A_SECTION"]).unwrap_err();
        assert!(matches!(error, Error::Parse { line: 6, .. }), "{error}");
    }

    #[test]
    fn what_is_neither_keyword_nor_data_is_refused_where_it_stands() {
        assert_eq!(line_of("NAME : x\n1 2 3"), 2);
        assert_eq!(line_of("nan 3"), 1);
        assert_eq!(line_of("NAME : x\nNAME : y"), 2);
        assert_eq!(line_of("A_SECTION\n1\nA_SECTION\n2"), 3);
        let missing = Outline::of("NAME : x\n\n").unwrap().required("TYPE").err().unwrap();
        assert_eq!(missing.to_string(), "line 2: expected TYPE, found the end of the file");
    }

    #[test]
    fn a_keyword_without_end_is_cut_in_the_message() {
        let long = format!("{}_SECTION", "A".repeat(1_000_000));
        let unknown = Outline::of(&long).unwrap().allow(&["TOUR_SECTION"]).unwrap_err().to_string();
        assert_eq!(unknown.chars().count(), 87, "{unknown}");
        let twice = Outline::of(&format!("{long}\n{long}")).err().unwrap().to_string();
        assert!(twice.starts_with("line 2: expected \"AAAA") && twice.len() < 100, "{twice}");
    }

    #[test]
    fn comments_add_up_and_foreign_entries_are_skipped() {
        let outline = Outline::of("COMMENT : a : b\nBEST : 7\nCOMMENT : c").unwrap();
        assert_eq!(outline.comment, "a : b\nc");
    }
}
