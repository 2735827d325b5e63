//! The eigendecomposition of a covariance: its axes, and the standard deviation along each.

use crate::error::{Error, sized, sound};
use nalgebra::{DMatrix, SymmetricEigen};
use serde::{Deserialize, Serialize};

/// The eigenvectors b_k and the square roots d_k of the eigenvalues of a covariance.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Spectrum {
    /// Row k is b_k.
    axes: Vec<f64>,
    reaches: Vec<f64>,
}

/// The least variance of an axis, as a fraction of the largest; smaller ones are raised to it, because
/// below it no significant digits are left.
const LEAST: f64 = 1e-14;

impl Spectrum {
    /// Returns the spectrum of the unit matrix.
    pub(crate) fn of_ball(n: usize) -> Self {
        let mut axes = vec![0.0; n * n];
        axes.iter_mut().step_by(n + 1).for_each(|one| *one = 1.0);
        Spectrum { axes, reaches: vec![1.0; n] }
    }

    /// Returns the spectrum of a symmetric n × n matrix, of which the lower triangle is read. `None` if
    /// the decomposition does not converge or the largest eigenvalue is not positive and finite. O(n³).
    pub(crate) fn of(covariance: &[f64], n: usize) -> Option<Self> {
        let symmetric = |i: usize, j: usize| covariance[i.max(j) * n + i.min(j)];
        let matrix = DMatrix::from_fn(n, n, symmetric);
        let eigen = SymmetricEigen::try_new(matrix, f64::EPSILON, 100 * n + 1000)?;
        let largest = eigen.eigenvalues.max();
        if !(largest > 0.0 && largest.is_finite()) {
            return None;
        }
        let reaches = eigen.eigenvalues.iter().map(|v| v.max(LEAST * largest).sqrt()).collect();
        // Column-major: the columns, one after the other, are the rows here.
        Some(Spectrum { axes: eigen.eigenvectors.as_slice().to_vec(), reaches })
    }

    /// Validates a spectrum read from a checkpoint against the number of dimensions.
    pub(crate) fn check(&self, n: usize) -> Result<(), Error> {
        sized("axes", self.axes.len(), n.saturating_mul(n))?;
        sized("reaches", self.reaches.len(), n)?;
        let least = self.reaches.iter().copied().fold(f64::INFINITY, f64::min);
        sound(least > 0.0, "reaches above 0", least)
    }

    fn pairs(&self) -> impl Iterator<Item = (&[f64], f64)> {
        self.axes.chunks_exact(self.reaches.len().max(1)).zip(self.reaches.iter().copied())
    }

    /// Returns the axes in order, each of length 1.
    #[inline]
    pub(crate) fn axes(&self) -> impl Iterator<Item = &[f64]> {
        self.pairs().map(|(axis, _)| axis)
    }

    /// Adds C^½ z = Σ z_k d_k b_k to `out`, drawing each z_k when it is needed.
    #[inline]
    pub(crate) fn stretch(&self, mut draw: impl FnMut() -> f64, out: &mut [f64]) {
        for (axis, reach) in self.pairs() {
            let z = reach * draw();
            out.iter_mut().zip(axis).for_each(|(o, b)| *o += z * b);
        }
    }

    /// Adds C^−½ y to `out`.
    pub(crate) fn whiten(&self, y: &[f64], out: &mut [f64]) {
        for (axis, reach) in self.pairs() {
            let z = dot(axis, y) / reach;
            out.iter_mut().zip(axis).for_each(|(o, b)| *o += z * b);
        }
    }

    /// Returns ‖C^−½ y‖².
    pub(crate) fn distance_squared(&self, y: &[f64]) -> f64 {
        self.pairs().map(|(axis, reach)| (dot(axis, y) / reach).powi(2)).sum()
    }

    /// Returns the longest reach and the shortest.
    pub(crate) fn extremes(&self) -> (f64, f64) {
        let (most, least) = (f64::max, f64::min);
        let reaches = self.reaches.iter().copied();
        (reaches.clone().fold(0.0, most), reaches.fold(f64::INFINITY, least))
    }
}

/// Returns the dot product, with eight sums at once so that it vectorises.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (a, b) = (a.chunks(8), b.chunks(8));
    for (a, b) in a.zip(b) {
        sums.iter_mut().zip(a.iter().zip(b)).for_each(|(sum, (a, b))| *sum += a * b);
    }
    sums.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    /// Checks that [[2, 1], [1, 2]] has eigenvalues 3 along (1, 1) and 1 along (1, −1).
    #[test]
    fn a_known_matrix_comes_apart() {
        let spectrum = Spectrum::of(&[2.0, f64::NAN, 1.0, 2.0], 2).unwrap();
        let (most, least) = spectrum.extremes();
        assert_relative_eq!(most * most, 3.0, max_relative = 1e-12);
        assert_relative_eq!(least * least, 1.0, max_relative = 1e-12);
        assert_relative_eq!(
            spectrum.distance_squared(&[1.0, 1.0]),
            2.0 / 3.0,
            max_relative = 1e-12
        );
        assert_relative_eq!(spectrum.distance_squared(&[1.0, -1.0]), 2.0, max_relative = 1e-12);
        let mut white = [0.0; 2];
        spectrum.whiten(&[1.0, 1.0], &mut white);
        assert_relative_eq!(white[0], 1.0 / 3_f64.sqrt(), max_relative = 1e-12);
        let mut draws = [1.0, -2.0].into_iter();
        let mut y = [0.0; 2];
        spectrum.stretch(|| draws.next().unwrap(), &mut y);
        assert_relative_eq!(spectrum.distance_squared(&y), 5.0, max_relative = 1e-12);
    }

    #[test]
    fn what_is_no_covariance_has_none() {
        assert!(Spectrum::of(&[f64::NAN], 1).is_none());
        assert!(Spectrum::of(&[f64::INFINITY, 0.0, 0.0, 1.0], 2).is_none());
        assert!(Spectrum::of(&[0.0], 1).is_none());
        let flat = Spectrum::of(&[1.0, 0.0, 0.0, 0.0], 2).unwrap();
        assert_relative_eq!(flat.extremes().1, 1e-7, max_relative = 1e-9);
    }
}
