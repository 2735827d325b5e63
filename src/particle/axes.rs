//! The axes along which a cloud of points spreads.

use serde::{Deserialize, Serialize};

/// Orthonormal axes: the eigenvectors of the covariance of some points.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Axes {
    /// One axis after the other.
    rows: Vec<f64>,
    #[serde(skip)]
    mean: Vec<f64>,
    /// Scratch memory; diagonal once the axes are found.
    #[serde(skip)]
    covariance: Vec<f64>,
}

impl Axes {
    /// Those of the coordinates.
    pub(super) fn of_the_box(dimensions: usize) -> Self {
        let mut axes = Axes { rows: vec![0.0; dimensions * dimensions], ..Axes::default() };
        identity(&mut axes.rows, dimensions);
        axes
    }

    /// Makes room to work in.
    pub(super) fn prepare(&mut self, dimensions: usize) {
        self.mean.resize(dimensions, 0.0);
        self.covariance.resize(dimensions * dimensions, 0.0);
    }

    /// The axes in turn.
    #[inline]
    pub(super) fn iter(&self, dimensions: usize) -> impl Iterator<Item = &[f64]> {
        self.rows.chunks_exact(dimensions)
    }

    /// Turns the axes to the spread of `points`, lengths in dimension j measured in `unit(j)`. They stay
    /// as they are where the points do not differ.
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
                for j in i..d {
                    self.covariance[i * d + j] += along * from(j);
                }
            }
        }
        let spread: f64 = (0..d).map(|j| self.covariance[j * d + j]).sum();
        // Below, products of two entries would leave the range of normal numbers.
        if spread > 1e-280 && spread.is_finite() {
            for i in 0..d {
                for j in i..d {
                    self.covariance[i * d + j] /= spread;
                    self.covariance[j * d + i] = self.covariance[i * d + j];
                }
            }
            identity(&mut self.rows, d);
            diagonalise(&mut self.covariance, &mut self.rows, d);
        }
    }
}

fn identity(matrix: &mut [f64], d: usize) {
    matrix.fill(0.0);
    matrix.iter_mut().step_by(d + 1).for_each(|x| *x = 1.0);
}

/// The cyclic Jacobi method (Golub & Van Loan 2013, *Matrix computations*, section 8.5): turns pairs of
/// rows of `axes` until `a`, symmetric and of trace 1, is diagonal in them. It needs no memory, and finds
/// small eigenvalues to their own precision.
fn diagonalise(a: &mut [f64], axes: &mut [f64], d: usize) {
    const SWEEPS: usize = 12; // 6 to 10 are usual
    for _ in 0..SWEEPS {
        let mut rest = 0.0;
        for p in 0..d {
            for q in p + 1..d {
                let (pp, qq, pq) = (a[p * d + p], a[q * d + q], a[p * d + q]);
                if pq * pq <= 1e-30 * (pp * qq).abs() {
                    continue; // straight already, as far as rounding lets us know
                }
                rest += pq * pq;
                let theta = (qq - pp) / (2.0 * pq);
                let tangent = theta.signum() / (theta.abs() + theta.hypot(1.0));
                let cosine = 1.0 / tangent.hypot(1.0);
                let sine = tangent * cosine;
                for k in 0..d {
                    turn(a, k * d + p, k * d + q, cosine, sine);
                }
                for k in 0..d {
                    turn(a, p * d + k, q * d + k, cosine, sine);
                    turn(axes, p * d + k, q * d + k, cosine, sine);
                }
            }
        }
        if rest < 1e-26 {
            break;
        }
    }
}

#[inline]
fn turn(matrix: &mut [f64], i: usize, j: usize, cosine: f64, sine: f64) {
    let (x, y) = (matrix[i], matrix[j]);
    matrix[i] = cosine * x - sine * y;
    matrix[j] = sine * x + cosine * y;
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
            axes.iter(2).any(|axis| (axis[0] * x + axis[1] * y).abs() > 1.0 - 1e-12)
        };
        assert!(along(&fitted(&line, |_| 1.0), 0.6, -0.8));
        // Measured in units of 3 and 4 it is the diagonal.
        let half = 0.5_f64.sqrt();
        assert!(along(&fitted(&line, |j| [3.0, 4.0][j]), half, -half));
        // One place only says nothing.
        let same = fitted(&vec![vec![1.0, 2.0]; 4], |_| 1.0);
        assert_eq!(same.rows, [1.0, 0.0, 0.0, 1.0]);
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
            let along: Vec<Vec<f64>> = axes.iter(d).map(|axis| {
                let all: Vec<f64> = points.iter().map(|point| dot(axis, point)).collect();
                let mean = all.iter().sum::<f64>() / n as f64;
                all.iter().map(|x| x - mean).collect()
            }).collect();
            let total: f64 = along.iter().map(|a| dot(a, a)).sum();
            for (i, a) in axes.iter(d).enumerate() {
                for (j, b) in axes.iter(d).enumerate() {
                    prop_assert!((dot(a, b) - f64::from(u8::from(i == j))).abs() < 1e-12);
                    prop_assert!(i == j || dot(&along[i], &along[j]).abs() < 1e-12 * total);
                }
            }
        }
    }
}
