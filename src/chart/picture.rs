//! Pictures, independent of any file format: shapes in logical pixels, later ones on top.

use super::font::{shorten, text_width};
use super::style::{Color, MARGIN, MUTED, SMALL, TEXT, TITLE};
use crate::error::Error;

/// A place in logical pixels, from the upper left.
pub(super) type Point = (f64, f64);

/// A drawing that can be saved in any format.
#[derive(Debug, Default)]
pub struct Picture {
    pub(super) size: (f64, f64),
    pub(super) shapes: Vec<Shape>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// A straight line of an axis, a grid or a legend.
    Rule { from: Point, to: Point, color: Color, width: f64 },
    /// A line of the data.
    Path { points: Vec<Point>, color: Color, width: f64 },
    /// A filled polygon.
    Area { points: Vec<Point>, color: Color, opacity: f64 },
    /// A filled circle.
    Disc { center: Point, radius: f64, color: Color },
    /// A line of text.
    Text(Text),
}

/// A line of text on its baseline.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Text {
    pub text: String,
    pub at: Point,
    pub em: f64,
    pub color: Color,
    pub anchor: Anchor,
    /// Whether the text reads from bottom to top.
    pub upward: bool,
}

/// The point of a text's baseline that lies at its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Text {
    /// Creates a dark, level, centred text.
    pub fn new(text: impl Into<String>, em: f64, at: Point) -> Self {
        let (color, anchor) = (TEXT, Anchor::Middle);
        // An SVG may not hold control characters.
        let text = text.into().replace(char::is_control, " ");
        Text { text, at, em, color, anchor, upward: false }
    }

    pub fn color(self, color: Color) -> Self {
        Text { color, ..self }
    }

    pub fn anchor(self, anchor: Anchor) -> Self {
        Text { anchor, ..self }
    }

    pub fn upward(self) -> Self {
        Text { upward: true, ..self }
    }

    /// Shrinks the text to no less than two thirds, and then cuts it, until it is no wider than `width`.
    pub fn fit(mut self, width: f64) -> Result<Self, Error> {
        let needed = text_width(&self.text, self.em)?;
        if needed > width {
            self.em *= (width / needed).max(2.0 / 3.0);
            self.text = shorten(&self.text, self.em, width + 0.01)?;
        }
        Ok(self)
    }
}

impl Picture {
    pub(super) fn new(width: f64, height: f64) -> Self {
        Picture { size: (width, height), shapes: Vec::new() }
    }

    /// Appends a picture to the right of this one.
    pub(super) fn append(&mut self, right: Picture) {
        let by = self.size.0;
        self.shapes.extend(right.shapes.into_iter().map(|shape| shape.shifted(by)));
        self.size = (by + right.size.0, self.size.1.max(right.size.1));
    }

    pub(super) fn text(&mut self, text: Text) {
        if !text.text.is_empty() {
            self.shapes.push(Shape::Text(text));
        }
    }

    pub(super) fn rule(&mut self, from: Point, to: Point, color: Color, width: f64) {
        self.shapes.push(Shape::Rule { from, to, color, width });
    }

    pub(super) fn rectangle(&mut self, from: Point, to: Point, color: Color, opacity: f64) {
        self.area(vec![from, (to.0, from.1), to, (from.0, to.1)], color, opacity);
    }

    pub(super) fn area(&mut self, points: Vec<Point>, color: Color, opacity: f64) {
        self.shapes.push(Shape::Area { points, color, opacity });
    }

    pub(super) fn disc(&mut self, center: Point, radius: f64, color: Color) {
        self.shapes.push(Shape::Disc { center, radius, color });
    }

    /// Draws the sides of a rectangle.
    pub(super) fn outline(
        &mut self,
        (left, top): Point,
        (right, bottom): Point,
        color: Color,
        width: f64,
    ) {
        // Longer by half a line width, so that corners are filled.
        let over = width / 2.0;
        for y in [top, bottom] {
            self.rule((left - over, y), (right + over, y), color, width);
        }
        for x in [left, right] {
            self.rule((x, top), (x, bottom), color, width);
        }
    }

    /// Draws title and subtitle, centred at the top. Returns where the rest may begin.
    pub(super) fn heading(&mut self, title: &str, subtitle: &str) -> Result<f64, Error> {
        let (middle, width) = (0.5 * self.size.0, self.size.0 - 2.0 * MARGIN);
        let mut y = MARGIN;
        for (text, em, color) in [(title, TITLE, TEXT), (subtitle, SMALL, MUTED)] {
            if !text.is_empty() {
                let baseline = (middle, y + 0.8 * em);
                self.text(Text::new(text, em, baseline).color(color).fit(width)?);
                y += 1.5 * em;
            }
        }
        Ok(y + 0.4 * MARGIN)
    }

    /// Draws a straight piece of a line for the legend.
    pub(super) fn sample(
        &mut self,
        from: Point,
        to: Point,
        color: Color,
        width: f64,
        dashes: &[f64],
    ) {
        if dashes.is_empty() {
            return self.rule(from, to, color, width);
        }
        for piece in dashed(&[from, to], dashes) {
            self.rule(piece[0], piece[piece.len() - 1], color, width);
        }
    }

    /// Draws a line of the data: solid if `dashes` is empty, a dot if the line has no length.
    pub(super) fn path(&mut self, points: Vec<Point>, color: Color, width: f64, dashes: &[f64]) {
        let Some(&center) = points.first() else { return };
        if points.iter().all(|point| distance(center, *point) < 0.5) {
            self.disc(center, 1.6 * width, color);
        } else if dashes.is_empty() {
            self.shapes.push(Shape::Path { points, color, width });
        } else {
            let pieces = dashed(&points, dashes);
            self.shapes.extend(pieces.into_iter().map(|points| Shape::Path {
                points,
                color,
                width,
            }));
        }
    }
}

impl Shape {
    /// Returns the shape moved to the right.
    fn shifted(mut self, by: f64) -> Self {
        match &mut self {
            Shape::Rule { from, to, .. } => [from, to].into_iter().for_each(|point| point.0 += by),
            Shape::Path { points, .. } | Shape::Area { points, .. } => {
                points.iter_mut().for_each(|point| point.0 += by);
            }
            Shape::Disc { center, .. } => center.0 += by,
            Shape::Text(text) => text.at.0 += by,
        }
        self
    }
}

pub(super) fn distance(a: Point, b: Point) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

/// Returns the pieces of a path that lie under the dashes, whose lengths alternate with those of the gaps.
fn dashed(points: &[Point], lengths: &[f64]) -> Vec<Vec<Point>> {
    let mut pieces = Vec::new();
    let mut piece: Vec<Point> = points.first().copied().into_iter().collect();
    let mut turn = 0; // even turns are drawn
    let mut left = lengths[0];
    for ends in points.windows(2) {
        let (mut from, to) = (ends[0], ends[1]);
        while distance(from, to) > left {
            let share = left / distance(from, to);
            from = (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1));
            if turn % 2 == 0 {
                piece.push(from);
                pieces.push(std::mem::take(&mut piece));
            } else {
                piece = vec![from];
            }
            turn += 1;
            left = lengths[turn % lengths.len()];
        }
        left -= distance(from, to);
        if turn % 2 == 0 {
            piece.push(to);
        }
    }
    if piece.len() > 1 {
        pieces.push(piece);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_run_round_corners_and_skip_their_gaps() {
        let pieces = dashed(&[(0.0, 0.0), (4.0, 0.0), (4.0, 6.0)], &[5.0, 2.0]);
        let expected = [vec![(0.0, 0.0), (4.0, 0.0), (4.0, 1.0)], vec![(4.0, 3.0), (4.0, 6.0)]];
        assert_eq!(pieces, expected);
    }

    #[test]
    fn a_path_without_length_is_a_dot() {
        let mut picture = Picture::new(10.0, 10.0);
        picture.path(vec![(1.0, 1.0), (1.0, 1.0)], TEXT, 2.0, &[]);
        picture.path(Vec::new(), TEXT, 2.0, &[]);
        assert!(matches!(picture.shapes[..], [Shape::Disc { .. }]), "{:?}", picture.shapes);
    }

    #[test]
    fn a_long_title_shrinks_first_and_is_cut_last() {
        let title = |n: usize| Text::new("word ".repeat(n).trim_end(), 15.0, (0.0, 0.0));
        let wide = text_width(&title(10).text, 15.0).unwrap();
        assert_eq!(title(10).fit(wide).unwrap().em, 15.0);
        let smaller = title(12).fit(wide).unwrap();
        assert!(smaller.em < 15.0 && smaller.em > 11.0 && smaller.text == title(12).text);
        let cut = title(100).fit(wide).unwrap();
        assert_eq!(cut.em, 10.0);
        assert!(cut.text.ends_with('…') && text_width(&cut.text, cut.em).unwrap() <= wide);
    }
}
