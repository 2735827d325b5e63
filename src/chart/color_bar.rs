//! The key to colours that stand for values: a bar with labels, to the right of the chart.

use super::axis::{Axis, Tick};
use super::font::{HALF_DIGIT, text_width};
use super::picture::{Anchor, Picture, Point, Text};
use super::style::{AXIS, Color, LABEL, SMALL, TEXT};
use crate::error::Error;

/// The width of the bar itself.
const BAR: f64 = 16.0;
const TICK: f64 = 4.0;
const GAP: f64 = 5.0;
/// The number of bands of a scale without levels: finer ones cannot be distinguished.
const FINE: usize = 128;

#[derive(Debug)]
pub(super) struct ColorBar {
    /// The colours from the low end to the high end, equally high.
    bands: Vec<Color>,
    /// The labels with their places, from 0 at the low end to 1 at the high end.
    labels: Vec<(f64, String)>,
    title: String,
    widest: f64,
}

impl ColorBar {
    /// Creates a bar as wide as [`width`](Self::width) returns, whatever its height.
    pub fn new(
        bands: Vec<Color>,
        labels: Vec<(f64, String)>,
        title: impl Into<String>,
    ) -> Result<Self, Error> {
        let mut widest: f64 = 0.0;
        for (_, label) in &labels {
            widest = widest.max(text_width(label, SMALL)?);
        }
        Ok(ColorBar { bands, labels, title: title.into(), widest })
    }

    /// Creates the key to a scale without levels.
    pub fn of_axis(
        axis: &Axis,
        color: impl Fn(f64) -> Color,
        title: impl Into<String>,
    ) -> Result<Self, Error> {
        let bands = (0..FINE).map(|k| color((k as f64 + 0.5) / FINE as f64)).collect();
        let label = |tick: &Tick| (axis.position(tick.value), tick.label.clone());
        ColorBar::new(bands, axis.ticks.iter().map(label).collect(), title)
    }

    /// Returns the width from the bar's left side to the right side of its title.
    pub fn width(&self) -> f64 {
        let title = if self.title.is_empty() { 0.0 } else { 2.0 * GAP + LABEL };
        BAR + TICK + GAP + self.widest + title
    }

    /// Draws the bar from its upper left corner down.
    pub fn draw(
        &self,
        picture: &mut Picture,
        (left, top): Point,
        height: f64,
    ) -> Result<(), Error> {
        let (right, bottom) = (left + BAR, top + height);
        let at = |share: f64| bottom - share * height;
        for (band, color) in self.bands.iter().enumerate() {
            // Each band reaches up to the top, so that no seam shows between it and the next.
            let low = at(band as f64 / self.bands.len() as f64);
            picture.rectangle((left, top), (right, low), *color, 1.0);
        }
        picture.outline((left, top), (right, bottom), TEXT, AXIS);
        for (share, label) in &self.labels {
            let y = at(*share);
            picture.rule((right, y), (right + TICK, y), TEXT, AXIS);
            let beside = (right + TICK + GAP, y + HALF_DIGIT * SMALL);
            picture.text(Text::new(label, SMALL, beside).anchor(Anchor::Start));
        }
        let beside = (left + self.width() - 0.2 * LABEL, 0.5 * (top + bottom));
        picture.text(Text::new(&self.title, LABEL, beside).upward().fit(height)?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::viridis::viridis;

    #[test]
    fn a_bar_is_as_wide_as_its_labels_need_and_each_stands_at_its_value() {
        let axis = Axis::linear(0.0, 10.0).unwrap();
        let bar = ColorBar::of_axis(&axis, viridis, "cost").unwrap();
        let mut picture = Picture::new(200.0, 200.0);
        bar.draw(&mut picture, (10.0, 50.0), 100.0).unwrap();
        let svg = picture.svg().unwrap();
        assert_eq!(svg.matches("<polygon").count(), FINE);
        // In drawing units, 6 per pixel: the bar reaches from 900 up to 300.
        let baseline = |label: &str| -> f64 {
            let text = svg.split("<text").find(|text| text.contains(&format!("\n{label}\n")));
            text.unwrap().split("y=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
        };
        assert!((baseline("0") - baseline("10") - 600.0).abs() <= 1.0);
        assert!((baseline("0") - baseline("4") - 240.0).abs() <= 1.0);
        assert!(svg.contains("\ncost\n"));
        let bare = ColorBar::of_axis(&axis, viridis, "").unwrap();
        assert!(bar.width() > bare.width() && bare.width() > BAR);
    }
}
