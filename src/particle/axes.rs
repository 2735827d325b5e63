//! The axes along which a cloud of points spreads.

use crate::{error::Error, spectrum::Spectrum};
use serde::{Deserialize, Serialize};

/// Orthonormal axes: the eigenvectors of the covariance of some points.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Axes {
    spectrum: Spectrum,
    #[serde(skip)]
    mean: Vec<f64>,
    #[serde(skip)]
    covariance: Vec<f64>,
}

impl Axes {
    /// Creates the coordinate axes.
    pub(super) fn of_the_box(dimensions: usize) -> Self {
        Axes { spectrum: Spectrum::of_ball(dimensions), ..Axes::default() }
    }

    /// Validates axes loaded from a checkpoint against the number of dimensions.
    pub(super) fn check(&self, dimensions: usize) -> Result<(), Error> {
        self.spectrum.check(dimensions)
    }

    /// Allocates the scratch memory.
    pub(super) fn prepare(&mut self, dimensions: usize) {
        self.mean.resize(dimensions, 0.0);
        self.covariance.resize(dimensions * dimensions, 0.0);
    }

    /// Returns an iterator over the axes.
    #[inline]
    pub(super) fn iter(&self) -> impl Iterator<Item = &[f64]> {
        self.spectrum.axes()
    }

    /// Sets the axes to the eigenvectors of the covariance of `points`, lengths in dimension j measured in
    /// `unit(j)`. Leaves them unchanged if the points do not differ.
    pub(super) fn fit<'a>(
        &mut self,
        points: impl ExactSizeIterator<Item = &'a [f64]> + Clone,
        unit: impl Fn(usize) -> f64,
    ) {
        let (d, share) = (self.mean.len(), 1.0 / points.len() as f64);
        self.mean.fill(0.0);
        for point in points.clone() {
            self.mean.iter_mut().zip(point).for_each(|(mean, x)| *mean += share * x);
        }
        self.covariance.fill(0.0);
        for point in points {
            let from = |j: usize| (point[j] - self.mean[j]) / unit(j);
            for i in 0..d {
                let along = share * from(i);
                for j in 0..=i {
                    self.covariance[i * d + j] += along * from(j);
                }
            }
        }
        let spread: f64 = (0..d).map(|j| self.covariance[j * d + j]).sum();
        // Below, products of two entries would leave the range of normal numbers.
        if spread < 1e-280 || !spread.is_finite() {
            return;
        }
        self.covariance.iter_mut().for_each(|entry| *entry /= spread);
        if let Some(spectrum) = Spectrum::of(&self.covariance, d) {
            self.spectrum = spectrum;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Seed, Streams};
    use proptest::prelude::*;

    fn fitted(points: &[Vec<f64>], unit: impl Fn(usize) -> f64) -> Axes {
        let d = points[0].len();
        let mut axes = Axes::of_the_box(d);
        axes.prepare(d);
        axes.fit(points.iter().map(|point| &point[..]), unit);
        axes
    }

    #[test]
    fn a_line_of_points_gives_its_direction() {
        let line: Vec<_> =
            (0..5).map(|t| vec![3.0 * f64::from(t), 1.0 - 4.0 * f64::from(t)]).collect();
        let along = |axes: &Axes, x: f64, y: f64| {
            axes.iter().any(|axis| (axis[0] * x + axis[1] * y).abs() > 1.0 - 1e-12)
        };
        assert!(along(&fitted(&line, |_| 1.0), 0.6, -0.8));
        // Measured in units of 3 and 4 it is the diagonal.
        let half = 0.5_f64.sqrt();
        assert!(along(&fitted(&line, |j| [3.0, 4.0][j]), half, -half));
        // Equal points leave the axes unchanged.
        let same = fitted(&vec![vec![1.0, 2.0]; 4], |_| 1.0);
        assert_eq!(same.iter().collect::<Vec<_>>(), [[1.0, 0.0], [0.0, 1.0]]);
    }

    proptest! {
        #[test]
        fn axes_are_orthonormal_and_points_uncorrelated_along_them(
            d in 1..9_usize, n in 2..30_usize, steep in 0.0..4.0_f64, seed: u64,
        ) {
            let mut rng = Streams::new(Seed(seed)).at(0, 0);
            let mut point = || -> Vec<f64> {
                let common = rng.normal();
                let along = |j: usize| 10_f64.powf(-steep * j as f64 / d as f64) * rng.normal();
                (0..d).map(along).map(|x: f64| x + common).collect()
            };
            let points: Vec<_> = (0..n).map(|_| point()).collect();
            let axes = fitted(&points, |_| 1.0);
            let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
            let along: Vec<Vec<f64>> = axes.iter().map(|axis| {
                let all: Vec<f64> = points.iter().map(|point| dot(axis, point)).collect();
                let mean = all.iter().sum::<f64>() / n as f64;
                all.iter().map(|x| x - mean).collect()
            }).collect();
            let total: f64 = along.iter().map(|a| dot(a, a)).sum();
            for (i, a) in axes.iter().enumerate() {
                for (j, b) in axes.iter().enumerate() {
                    prop_assert!((dot(a, b) - f64::from(u8::from(i == j))).abs() < 1e-12);
                    prop_assert!(i == j || dot(&along[i], &along[j]).abs() < 1e-12 * total);
                }
            }
        }
    }
}
