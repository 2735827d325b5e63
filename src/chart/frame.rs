//! The two axes, their ticks and labels, and the area between them.

use super::axis::Axis;
use super::font::{HALF_DIGIT, text_width};
use super::picture::{Anchor, Picture, Point, Text};
use super::style::{AXIS, GRID, HAIRLINE, LABEL, MARGIN, SMALL, TEXT};
use crate::error::Error;

/// The length of a tick.
const TICK: f64 = 5.0;
/// The distance between a tick or a label and the next element.
const GAP: f64 = 5.0;
/// The distance between the lowest value and the axis below it, so that a line there stays visible.
const LIFT: f64 = 8.0;

/// The height of the labels below the axes.
pub(super) const FOOT: f64 = MARGIN + LABEL + 2.0 * GAP + SMALL + GAP + TICK;

/// The position of the axes in the picture.
#[derive(Debug)]
pub(super) struct Frame {
    pub x: Axis,
    pub y: Axis,
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    lift: f64,
}

impl Frame {
    /// Creates a frame as large as labels allow, below `top` and left of `right`.
    pub fn new(x: Axis, y: Axis, top: f64, right: f64, bottom: f64) -> Result<Self, Error> {
        let left = left_of(&y)?;
        // The last label of the x axis is centred on its tick and may reach beyond the axis.
        let mut beyond: f64 = 0.0;
        for tick in &x.ticks {
            let end = left + (right - left) * x.position(tick.value);
            beyond = beyond.max(end + text_width(&tick.label, SMALL)? / 2.0 - right);
        }
        Ok(Frame { x, y, left, right: right - beyond, top, bottom: bottom - FOOT, lift: LIFT })
    }

    /// Creates a frame around a field of this size, which reaches from axis to axis.
    pub fn around(x: Axis, y: Axis, top: f64, (width, height): Point) -> Result<Self, Error> {
        let left = left_of(&y)?;
        Ok(Frame { x, y, left, right: left + width, top, bottom: top + height, lift: 0.0 })
    }

    /// Returns the position of a pair of values.
    pub fn at(&self, x: f64, y: f64) -> Point {
        let (width, height) = (self.right - self.left, self.bottom - self.lift - self.top);
        let (x, y) = (self.x.position(x), self.y.position(y));
        (self.left + x * width, self.bottom - self.lift - y * height)
    }

    /// Draws everything except the data.
    pub fn draw(&self, picture: &mut Picture, x_label: &str, y_label: &str) -> Result<(), Error> {
        let Frame { left, right, top, bottom, .. } = *self;
        for tick in &self.y.ticks {
            let y = self.at(0.0, tick.value).1;
            picture.rule((left, y), (right, y), GRID, HAIRLINE);
            picture.rule((left - TICK, y), (left, y), TEXT, AXIS);
            let at = (left - TICK - GAP, y + HALF_DIGIT * SMALL);
            picture.text(Text::new(&tick.label, SMALL, at).anchor(Anchor::End));
        }
        for tick in &self.x.ticks {
            let x = left + self.x.position(tick.value) * (right - left);
            picture.rule((x, bottom), (x, bottom + TICK), TEXT, AXIS);
            picture.text(Text::new(&tick.label, SMALL, (x, bottom + TICK + GAP + 0.8 * SMALL)));
        }
        // The corner is shared by both.
        picture.rule((left, top), (left, bottom + AXIS / 2.0), TEXT, AXIS);
        picture.rule((left - AXIS / 2.0, bottom), (right, bottom), TEXT, AXIS);

        let below = (0.5 * (left + right), picture.size.1 - MARGIN - 0.2 * LABEL);
        picture.text(Text::new(x_label, LABEL, below).fit(right - left)?);
        let beside = (MARGIN + 0.8 * LABEL, 0.5 * (top + bottom));
        picture.text(Text::new(y_label, LABEL, beside).upward().fit(bottom - top)?);
        Ok(())
    }
}

/// Returns where the area to the right of an axis and its labels begins.
fn left_of(y: &Axis) -> Result<f64, Error> {
    let mut widest: f64 = 0.0;
    for tick in &y.ticks {
        widest = widest.max(text_width(&tick.label, SMALL)?);
    }
    Ok(MARGIN + LABEL + 2.0 * GAP + widest + GAP + TICK)
}
