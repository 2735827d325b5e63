//! Drawing the shapes of a picture in each format.

use super::picture::{Anchor, Point, Text};
use super::style::Color;
use crate::error::Error;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// The number of drawing units per logical pixel: the backends take whole units only.
pub(super) const UNITS: u32 = 6;
const SCALE: f64 = UNITS as f64;

/// The fonts that viewers of an SVG should use; Verdana is as wide as DejaVu Sans.
const FAMILY: &str = "DejaVu Sans, Verdana, sans-serif";

/// The operations in which the backends differ.
pub(super) trait Pen: DrawingBackend {
    /// Draws a line through all points.
    fn stroke(&mut self, points: &[(i32, i32)], ink: &ShapeStyle) -> Result<(), Error>;

    fn write(&mut self, text: &Text) -> Result<(), Error>;
}

impl Pen for SVGBackend<'_> {
    fn stroke(&mut self, points: &[(i32, i32)], ink: &ShapeStyle) -> Result<(), Error> {
        self.draw_path(points.iter().copied(), ink).map_err(failed)
    }

    fn write(&mut self, text: &Text) -> Result<(), Error> {
        // plotters draws text at 1/1.24 of the size, with the baseline 0.76 em below the place.
        const EM: f64 = 1.24;
        const RISE: f64 = 0.76;
        let side = match text.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let (x, y) = text.at;
        let (at, turn) = if text.upward {
            ((x - RISE * text.em, y), FontTransform::Rotate270)
        } else {
            ((x, y - RISE * text.em), FontTransform::None)
        };
        let ink = ink(text.color, 1.0, 0.0);
        let font = (FAMILY, EM * text.em * SCALE).into_font().transform(turn);
        let style = TextStyle::from(font).color(&ink.color).pos(Pos::new(side, VPos::Top));
        self.draw_text(&text.text, &style, unit(&at)).map_err(failed)
    }
}

pub(super) fn unit(point: &Point) -> (i32, i32) {
    ((point.0 * SCALE).round() as i32, (point.1 * SCALE).round() as i32)
}

/// Converts a path to drawing units, without points that repeat the one before.
pub(super) fn units(points: &[Point]) -> Vec<(i32, i32)> {
    let mut units: Vec<_> = points.iter().map(unit).collect();
    units.dedup();
    units
}

pub(super) fn ink((r, g, b): Color, opacity: f64, width: f64) -> ShapeStyle {
    let color = RGBAColor(r, g, b, opacity);
    ShapeStyle { color, filled: true, stroke_width: (width * SCALE).round() as u32 }
}

pub(super) fn failed(error: impl ToString) -> Error {
    Error::Chart(error.to_string())
}
