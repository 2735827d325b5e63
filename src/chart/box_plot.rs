//! One method's runs as a box with whiskers.

use super::picture::Picture;
use super::style::{AXIS, BAND, Color, LINE};

/// The runs of a method in the picture; heights grow downwards.
#[derive(Debug)]
pub(super) struct Column {
    pub middle: f64,
    pub room: f64,
    pub color: Color,
    /// One height per run that found something, unordered.
    pub runs: Vec<f64>,
    /// The distance between the quartiles of these runs.
    pub found: f64,
    /// The lower quartile, the median and the upper quartile of all runs; `None` for one that lies among
    /// runs that found nothing.
    pub quartiles: [Option<f64>; 3],
    /// The lower and the upper end of the axis.
    pub ends: (f64, f64),
}

/// As a share of the room, and at most in pixels: half the width of a box, and the distance of single
/// runs to the left.
const HALF: (f64, f64) = (0.26, 34.0);
const BESIDE: (f64, f64) = (0.38, 48.0);
/// The radius of the dot of a run, and of an outlier.
const DOT: f64 = 1.8;
const OUTLIER: f64 = 2.6;
/// More runs than this are not drawn one by one.
const SINGLE: usize = 50;
/// The share of white in a faint colour.
const FAINT: f64 = 0.5;

impl Column {
    /// Returns a share of the room, up to a limit in pixels.
    pub fn share(&self, (share, most): (f64, f64)) -> f64 {
        (share * self.room).min(most)
    }

    /// Draws every run as a faint dot beside the rest.
    pub fn draw_runs(&self, picture: &mut Picture) {
        if self.runs.len() > SINGLE {
            return;
        }
        let faint = |part: u8| (f64::from(part) * (1.0 - FAINT) + 255.0 * FAINT).round() as u8;
        let (r, g, b) = self.color;
        let x = self.middle - self.share(BESIDE);
        for run in &self.runs {
            picture.disc((x, *run), DOT, (faint(r), faint(g), faint(b)));
        }
    }

    /// Returns the ends of the box: the end of the axis where the middle half holds runs that found
    /// nothing, and `None` if it holds no others.
    pub fn box_ends(&self) -> Option<(f64, f64)> {
        match self.quartiles {
            [None, _, None] => None,
            [lower, _, upper] => Some((lower.unwrap_or(self.ends.0), upper.unwrap_or(self.ends.1))),
        }
    }

    /// Draws the middle half as a box, whiskers to the furthest runs within one and a half of its height
    /// (Tukey, *Exploratory Data Analysis*, 1977), and the runs beyond.
    pub fn draw_box(&self, picture: &mut Picture) {
        let (x, half) = (self.middle, self.share(HALF));
        let Some((lower, upper)) = self.box_ends() else {
            for run in &self.runs {
                picture.disc((x, *run), OUTLIER, self.color);
            }
            return;
        };
        let (low, high) = self.whiskers(lower, upper);
        for (from, to) in [(lower, low), (upper, high)] {
            if (from - to).abs() > 0.5 {
                picture.rule((x, from), (x, to), self.color, 1.3 * AXIS);
                let cap = 0.4 * half;
                picture.rule((x - cap, to), (x + cap, to), self.color, 1.3 * AXIS);
            }
        }
        let (left, right) = (x - half, x + half);
        let corners = [(left, upper), (right, upper), (right, lower), (left, lower)];
        let around = |first: usize, count: usize| -> Vec<_> {
            (first..first + count).map(|corner| corners[corner % 4]).collect()
        };
        picture.area(around(0, 5), self.color, BAND);
        let outline = match self.quartiles {
            [None, ..] => around(3, 4),
            [.., None] => around(1, 4),
            _ => around(0, 5),
        };
        picture.path(outline, self.color, 1.3 * AXIS, &[]);
        if let Some(median) = self.quartiles[1] {
            picture.rule((left, median), (right, median), self.color, 1.3 * LINE);
        }
        for run in self.runs.iter().filter(|run| **run > low || **run < high) {
            picture.disc((x, *run), OUTLIER, self.color);
        }
    }

    /// Returns the ends of the whiskers, the lower one first.
    fn whiskers(&self, lower: f64, upper: f64) -> (f64, f64) {
        let reach = 1.5 * (lower - upper) + 1e-9;
        let (lowest, highest) = (lower + reach, upper - reach);
        let within = self.runs.iter().filter(|run| (highest..=lowest).contains(*run));
        within.fold((lower, upper), |(low, high), run| (low.max(*run), high.min(*run)))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::chart::style::TEXT;

    /// Returns a column of runs with the given quartiles.
    pub fn column(runs: &[f64], lower: f64, median: f64, upper: f64) -> Column {
        Column {
            middle: 50.0,
            room: 100.0,
            color: TEXT,
            runs: runs.to_vec(),
            found: lower - upper,
            quartiles: [lower, median, upper].map(Some),
            ends: (200.0, 0.0),
        }
    }

    #[test]
    fn whiskers_reach_the_furthest_runs_within_one_and_a_half_boxes() {
        let runs = [125.0, 116.0, 110.0, 105.0, 100.0, 85.0, 84.0];
        let column = column(&runs, 110.0, 105.0, 100.0);
        assert_eq!(column.whiskers(110.0, 100.0), (125.0, 85.0));
        let mut picture = Picture::new(100.0, 200.0);
        column.draw_box(&mut picture);
        let svg = picture.svg().unwrap();
        assert_eq!(svg.matches("<circle").count(), 1, "{svg}");
        // Two whiskers with caps, and the median.
        assert_eq!(svg.matches("<line").count(), 5);
        column.draw_runs(&mut picture);
        assert_eq!(picture.svg().unwrap().matches("<circle").count(), 8);
    }

    #[test]
    fn a_whisker_does_not_end_inside_the_box() {
        let wide = column(&[105.0, 300.0], 110.0, 105.0, 100.0);
        assert_eq!(wide.whiskers(110.0, 100.0), (110.0, 100.0));
        assert_eq!(column(&[7.0; 3], 7.0, 7.0, 7.0).whiskers(7.0, 7.0), (7.0, 7.0));
    }

    #[test]
    fn many_runs_are_not_drawn_one_by_one() {
        let mut picture = Picture::new(100.0, 200.0);
        column(&[100.0; 51], 100.0, 100.0, 100.0).draw_runs(&mut picture);
        assert!(picture.shapes.is_empty());
    }
}
