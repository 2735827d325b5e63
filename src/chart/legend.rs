//! The legend: in a corner where it covers nothing, otherwise beside the axes.

use super::font::{HALF_DIGIT, shorten, text_width};
use super::frame::Frame;
use super::picture::{Anchor, Picture, Point, Text};
use super::style::{BAND, Color, GRID, HAIRLINE, LINE, SMALL, WHITE};
use crate::error::Error;

/// The distance between the baselines of two entries.
const ROW: f64 = 20.0;
const PADDING: f64 = 9.0;
/// The length of a sample of a line.
const SAMPLE: f64 = 28.0;
/// The most rows; further lines are only counted.
const ROWS: usize = 40;
/// The greatest width of a name; longer ones are cut.
const WIDEST: f64 = 260.0;
/// The least distance from a line.
const CLEARANCE: f64 = 6.0;
/// The distance from the sides of the frame.
const INSET: f64 = 12.0;

/// A line's name and look.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub name: String,
    pub color: Color,
    pub dashes: &'static [f64],
    pub band: bool,
}

#[derive(Debug)]
pub(super) struct Legend {
    entries: Vec<Entry>,
    pub width: f64,
    pub height: f64,
}

impl Legend {
    pub fn new(mut entries: Vec<Entry>) -> Result<Self, Error> {
        let lines = entries.len();
        if lines > ROWS {
            entries.truncate(ROWS - 1);
            let name = format!("and {} more", lines + 1 - ROWS);
            entries.push(Entry { name, color: WHITE, dashes: &[], band: false });
        }
        let mut widest: f64 = 0.0;
        for entry in &mut entries {
            entry.name = shorten(&entry.name, SMALL, WIDEST)?;
            widest = widest.max(text_width(&entry.name, SMALL)?);
        }
        let width = 3.0 * PADDING + SAMPLE + widest;
        let height = entries.len() as f64 * ROW + PADDING;
        Ok(Legend { entries, width, height })
    }

    /// Returns the upper left of the first corner, beginning at the upper right, where the legend
    /// touches none of the `boxes` (each from its upper left to its lower right).
    pub fn free_corner(&self, frame: &Frame, boxes: &[(Point, Point)]) -> Option<Point> {
        let (left, right) = (frame.left + INSET, frame.right - INSET - self.width);
        let (top, bottom) = (frame.top + INSET, frame.bottom - INSET - self.height);
        let corners = [(right, top), (left, bottom), (right, bottom), (left, top)];
        let free = |&(x, y): &Point| {
            boxes.iter().all(|(from, to)| {
                to.0 + CLEARANCE < x
                    || from.0 - CLEARANCE > x + self.width
                    || to.1 + CLEARANCE < y
                    || from.1 - CLEARANCE > y + self.height
            })
        };
        let fits = left <= right && top <= bottom;
        corners.into_iter().find(|corner| fits && free(corner))
    }

    pub fn draw(&self, picture: &mut Picture, (left, top): Point) {
        if self.entries.is_empty() {
            return;
        }
        let (right, bottom) = (left + self.width, top + self.height);
        let outline = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
        picture.rectangle(outline[0], outline[2], WHITE, 1.0);
        for side in outline.windows(2) {
            picture.rule(side[0], side[1], GRID, HAIRLINE);
        }
        for (row, entry) in self.entries.iter().enumerate() {
            let y = top + PADDING / 2.0 + (row as f64 + 0.5) * ROW;
            let (from, to) = (left + PADDING, left + PADDING + SAMPLE);
            if entry.band {
                picture.rectangle((from, y - 5.0), (to, y + 5.0), entry.color, BAND);
            }
            picture.sample((from, y), (to, y), entry.color, LINE, entry.dashes);
            let at = (to + PADDING, y + HALF_DIGIT * SMALL);
            picture.text(Text::new(&entry.name, SMALL, at).anchor(Anchor::Start));
        }
    }
}
