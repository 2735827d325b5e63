//! Names at the right ends of lines: spread apart, each joined to its line, so that no colour is needed
//! to tell them apart.

use super::font::{HALF_DIGIT, shorten, text_width};
use super::frame::Frame;
use super::legend::Entry;
use super::picture::{Anchor, Picture, Text};
use super::style::{AXIS, SMALL};
use crate::error::Error;

/// The distance between the baselines of two names.
const ROW: f64 = 16.0;
/// The number of names above which they move closer together.
const ROWS: usize = 60;
/// The distance of a name from the end of its line.
const LEADER: f64 = 26.0;
const GAP: f64 = 4.0;
/// The greatest width of a name; longer ones are cut.
const WIDEST: f64 = 200.0;

#[derive(Debug)]
pub(super) struct EndLabels {
    entries: Vec<Entry>,
    /// The width from the right end of the axes to that of the longest name.
    pub width: f64,
}

/// Returns the height that a number of names needs.
pub(super) fn height(names: usize) -> f64 {
    names.min(ROWS) as f64 * ROW
}

impl EndLabels {
    pub fn new(mut entries: Vec<Entry>) -> Result<Self, Error> {
        let mut widest: f64 = 0.0;
        for entry in &mut entries {
            entry.name = shorten(&entry.name, SMALL, WIDEST)?;
            widest = widest.max(text_width(&entry.name, SMALL)?);
        }
        Ok(EndLabels { entries, width: LEADER + GAP + widest })
    }

    /// Joins every name to the height, in the picture, at which its line ends.
    pub fn draw(&self, picture: &mut Picture, frame: &Frame, ends: &[f64]) {
        let places = spread(ends, frame.top, frame.bottom);
        let right = frame.right + LEADER;
        for ((entry, end), place) in self.entries.iter().zip(ends).zip(places) {
            picture.path(vec![(frame.right, *end), (right, place)], entry.color, AXIS, &[]);
            let at = (right + GAP, place + HALF_DIGIT * SMALL);
            picture.text(Text::new(&entry.name, SMALL, at).anchor(Anchor::Start));
        }
    }
}

/// Returns the places nearest to the wanted ones (least squares) in the same order, a row apart: the
/// isotonic regression of the places minus the rows above each.
///
/// O(n log n).
fn spread(wanted: &[f64], top: f64, bottom: f64) -> Vec<f64> {
    let row = ROW.min((bottom - top) / wanted.len().max(1) as f64);
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));
    // Sums and sizes of blocks that stand together.
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for (rank, index) in order.iter().enumerate() {
        let mut block = (wanted[*index] - rank as f64 * row, 1);
        while let Some(&(sum, size)) = blocks.last() {
            if sum / (size as f64) < block.0 / block.1 as f64 {
                break;
            }
            block = (block.0 + sum, block.1 + size);
            blocks.pop();
        }
        blocks.push(block);
    }
    let lowest = (bottom - wanted.len().saturating_sub(1) as f64 * row).max(top);
    let means =
        blocks.iter().flat_map(|(sum, size)| std::iter::repeat_n(sum / *size as f64, *size));
    let mut places = vec![0.0; wanted.len()];
    for ((rank, index), mean) in order.iter().enumerate().zip(means) {
        places[*index] = mean.clamp(top, lowest) + rank as f64 * row;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_that_would_touch_move_apart_and_the_others_stay() {
        assert_eq!(spread(&[300.0, 100.0, 100.0], 0.0, 400.0), [300.0, 92.0, 108.0]);
        assert_eq!(spread(&[400.0, 400.0], 0.0, 400.0), [384.0, 400.0]);
        assert_eq!(spread(&[0.0, 1.0], 0.0, 400.0), [0.0, 16.0]);
        assert!(spread(&[], 0.0, 400.0).is_empty());
    }

    proptest! {
        #[test]
        fn names_are_apart_in_order_and_inside(wanted in prop::collection::vec(0.0..400.0f64, 1..40)) {
            let places = spread(&wanted, 0.0, 400.0);
            let row = ROW.min(400.0 / wanted.len() as f64) - 1e-9;
            for (i, j) in (0..wanted.len()).flat_map(|i| (0..i).map(move |j| (i, j))) {
                prop_assert!((places[i] - places[j]).abs() >= row);
                prop_assert!(wanted[i] <= wanted[j] || places[i] > places[j]);
            }
            prop_assert!(places.iter().all(|place| (-1e-9..=400.0 + 1e-9).contains(place)));
        }
    }
}
