//! One method's runs as a density.

use super::box_plot::Column;
use super::picture::{Picture, Point};
use super::style::{AXIS, BAND, TEXT, WHITE};

/// As a share of the room, and at most in pixels: half the width where the density is highest.
const HALF: (f64, f64) = (0.31, 40.0);
/// The width of the bar between the quartiles, and the radius of the median.
const BAR: f64 = 4.0;
const MEDIAN: f64 = 2.4;
/// The number of heights at which the density is computed.
const STEPS: usize = 120;

impl Column {
    /// Draws the density from the least run to the greatest, equally wide in every column where it is
    /// highest, with the quartiles of all runs as a bar and their median as a dot.
    pub fn draw_violin(&self, picture: &mut Picture) {
        let x = self.middle;
        let outline = self.outline();
        picture.area(outline.clone(), self.color, BAND);
        picture.path(outline, self.color, 1.3 * AXIS, &[]);
        if let Some((lower, upper)) = self.box_ends() {
            picture.rule((x, lower), (x, upper), TEXT, BAR);
        }
        if let Some(median) = self.quartiles[1] {
            picture.disc((x, median), MEDIAN + 1.4, TEXT);
            picture.disc((x, median), MEDIAN, WHITE);
        }
    }

    /// Returns the outline: down the right side and up the left; a level line if all runs are equal.
    fn outline(&self) -> Vec<Point> {
        let half = self.share(HALF);
        let top = self.runs.iter().copied().fold(f64::INFINITY, f64::min);
        let bottom = self.runs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let width = self.bandwidth();
        if width < 1e-3 {
            return vec![(self.middle - half, top), (self.middle + half, top)];
        }
        let heights = (0..=STEPS).map(|k| top + (bottom - top) * k as f64 / STEPS as f64);
        let kernel = |distance: f64| (-0.5 * (distance / width).powi(2)).exp();
        let density = |at: f64| self.runs.iter().map(|run| kernel(at - run)).sum::<f64>();
        let sides: Vec<Point> = heights.map(|height| (height, density(height))).collect();
        let highest = sides.iter().map(|side| side.1).fold(f64::MIN_POSITIVE, f64::max);
        let side = |sign: f64| {
            move |(height, density): &Point| {
                (self.middle + sign * half * density / highest, *height)
            }
        };
        let mut outline: Vec<Point> = sides.iter().map(side(1.0)).collect();
        outline.extend(sides.iter().rev().map(side(-1.0)));
        outline.extend(outline.first().copied());
        outline
    }

    /// Returns the bandwidth by Silverman's rule of thumb (*Density Estimation*, 1986, eq. 3.31): 0.9 A
    /// n^(−1/5), where A is the standard deviation or the interquartile range over 1.34, whichever is
    /// less and not 0.
    fn bandwidth(&self) -> f64 {
        let n = self.runs.len() as f64;
        let mean = self.runs.iter().sum::<f64>() / n;
        let squares: f64 = self.runs.iter().map(|run| (run - mean).powi(2)).sum();
        let deviation = (squares / (n - 1.0).max(1.0)).sqrt();
        let quartiles = self.found / 1.34;
        let scale = if quartiles > 0.0 { deviation.min(quartiles) } else { deviation };
        0.9 * scale * n.powf(-0.2)
    }
}

#[cfg(test)]
mod tests {
    use super::super::box_plot::tests::column;

    #[test]
    fn the_bandwidth_is_silvermans() {
        // Deviation √2.5, quartile range 2 over 1.34.
        let spread = column(&[5.0, 1.0, 2.0, 3.0, 4.0], 4.0, 3.0, 2.0);
        assert!((spread.bandwidth() - 0.9 * 2.0 / 1.34 * 5.0_f64.powf(-0.2)).abs() < 1e-12);
        let mostly_equal = column(&[3.0, 3.0, 3.0, 3.0, 8.0], 3.0, 3.0, 3.0);
        assert!(
            (mostly_equal.bandwidth() - 0.9 * 5.0_f64.sqrt() * 5.0_f64.powf(-0.2)).abs() < 1e-12
        );
    }

    #[test]
    fn a_violin_is_symmetric_widest_in_the_middle_and_cut_at_the_extremes() {
        let outline = column(&[90.0, 98.0, 100.0, 102.0, 110.0], 105.0, 100.0, 95.0).outline();
        let (first, highest) = (outline[0], outline[60]);
        assert_eq!((first.1, outline[120].1), (90.0, 110.0));
        assert_eq!(highest, (50.0 + 31.0, 100.0));
        assert!(first.0 > 50.0 && first.0 < 70.0, "{first:?}");
        for (right, left) in outline[..121].iter().zip(outline[121..242].iter().rev()) {
            assert!((right.0 + left.0 - 100.0).abs() < 1e-9 && right.1 == left.1);
        }
    }

    #[test]
    fn equal_runs_and_a_single_one_are_a_line() {
        for runs in [vec![7.0; 5], vec![7.0]] {
            assert_eq!(column(&runs, 7.0, 7.0, 7.0).outline(), [(19.0, 7.0), (81.0, 7.0)]);
        }
    }
}
