//! Names below an axis, one per column: level on up to two lines if all fit, otherwise turned.

use super::font::{HALF_DIGIT, shorten, text_width};
use super::picture::{Anchor, Picture, Text};
use super::style::{Color, MUTED, SMALL, TEXT};
use crate::error::Error;

/// The distance between the baselines of two lines.
const ROW: f64 = 15.5;
/// The distance between two names.
const GAP: f64 = 8.0;
/// The greatest width of a name; longer ones are cut.
const LONGEST: f64 = 170.0;

#[derive(Debug)]
pub(super) struct CategoryLabels {
    /// The lines of each name.
    names: Vec<Vec<(String, Color)>>,
    turned: bool,
    /// The height from the top of the first line to the bottom of the last.
    pub height: f64,
}

impl CategoryLabels {
    /// Lays out names, each with a remark, which may be empty.
    pub fn new(names: &[(String, String)], room: f64) -> Result<Self, Error> {
        let mut level = Vec::new();
        for (name, remark) in names {
            match (wrap(name, room - GAP)?, wrap(remark, room - GAP)?) {
                (Some(name), Some(remark)) => {
                    let dark = name.into_iter().map(|line| (line, TEXT));
                    level.push(dark.chain(remark.into_iter().map(|line| (line, MUTED))).collect());
                }
                _ => return Self::turned(names),
            }
        }
        let rows = level.iter().map(Vec::len).max().unwrap_or(0);
        Ok(CategoryLabels { names: level, turned: false, height: rows as f64 * ROW })
    }

    fn turned(names: &[(String, String)]) -> Result<Self, Error> {
        let (mut turned, mut height) = (Vec::new(), 0.0_f64);
        for (name, remark) in names {
            let mut text = shorten(name, SMALL, LONGEST)?;
            if !remark.is_empty() {
                text += &format!(" ({remark})");
            }
            height = height.max(text_width(&text, SMALL)?);
            turned.push(vec![(text, TEXT)]);
        }
        Ok(CategoryLabels { names: turned, turned: true, height })
    }

    /// Draws each name below `top` at its place along the axis.
    pub fn draw(&self, picture: &mut Picture, places: impl Iterator<Item = f64>, top: f64) {
        for (lines, x) in self.names.iter().zip(places) {
            for (row, (line, color)) in lines.iter().enumerate() {
                let text = if self.turned {
                    let at = (x + HALF_DIGIT * SMALL, top);
                    Text::new(line, SMALL, at).anchor(Anchor::End).upward()
                } else {
                    Text::new(line, SMALL, (x, top + 0.8 * SMALL + row as f64 * ROW))
                };
                picture.text(text.color(*color));
            }
        }
    }
}

/// Returns the text on one line, or on two; `None` if neither fits. An empty text has no lines.
fn wrap(text: &str, width: f64) -> Result<Option<Vec<String>>, Error> {
    if text.is_empty() || text_width(text, SMALL)? <= width {
        let line = (!text.is_empty()).then(|| text.to_owned());
        return Ok(Some(line.into_iter().collect()));
    }
    let mut best: Option<(f64, [&str; 2])> = None;
    for (space, _) in text.match_indices(' ') {
        let halves = [text[..space].trim_end(), text[space..].trim_start()];
        let wider = text_width(halves[0], SMALL)?.max(text_width(halves[1], SMALL)?);
        if wider <= width && best.is_none_or(|(least, _)| wider < least) {
            best = Some((wider, halves));
        }
    }
    Ok(best.map(|(_, halves)| halves.map(str::to_owned).to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(names: &[&str]) -> Vec<(String, String)> {
        names.iter().map(|name| (name.to_string(), String::new())).collect()
    }

    #[test]
    fn names_stand_on_one_line_or_two_as_even_as_can_be() {
        let two = wrap("particle swarm (ring)", 100.0).unwrap().unwrap();
        assert_eq!(two, ["particle", "swarm (ring)"]);
        assert_eq!(wrap("ants", 100.0).unwrap().unwrap(), ["ants"]);
        assert!(wrap("", 100.0).unwrap().unwrap().is_empty());
        assert_eq!(wrap("particles", 20.0).unwrap(), None);
    }

    #[test]
    fn one_name_too_long_turns_all() {
        let level = CategoryLabels::new(&named(&["ants", "artificial bees"]), 70.0).unwrap();
        assert!(!level.turned && level.height == 2.0 * ROW);
        let mut names = named(&["ants", &"x".repeat(500)]);
        let turned = CategoryLabels::new(&names, 90.0).unwrap();
        assert!(turned.turned && turned.height <= LONGEST && turned.height > 0.9 * LONGEST);
        names[1].1 = "3 of 25 found none".into();
        let remarked = CategoryLabels::new(&names, 90.0).unwrap();
        assert!(remarked.names[1][0].0.ends_with("… (3 of 25 found none)"));
    }
}
