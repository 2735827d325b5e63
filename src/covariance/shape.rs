//! The shape of the distribution: its covariance, full or diagonal.

use crate::{
    error::{Error, damaged, sized, sound},
    spectrum::Spectrum,
};
use serde::{Deserialize, Serialize};

/// A covariance C that can be drawn from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Shape {
    /// The full covariance: O(n²) numbers. The spectrum may be some rounds old.
    Full {
        /// n rows, of which the lower triangle is kept.
        covariance: Vec<f64>,
        spectrum: Spectrum,
    },
    /// The variance of each coordinate: O(n) numbers.
    Diagonal(Vec<f64>),
}

/// The update of the covariance by one round: C ← keep · C + path_weight · p pᵀ + Σ w_i y_i y_iᵀ.
pub(super) struct Lesson<'a> {
    pub keep: f64,
    pub path_weight: f64,
    pub path: &'a [f64],
    /// The y_i, one after the other.
    pub steps: &'a [f64],
    pub weights: &'a [f64],
}

impl Lesson<'_> {
    /// Returns an iterator over the vectors and their weights.
    fn outer(&self) -> impl Iterator<Item = (&[f64], f64)> {
        let steps = self.steps.chunks_exact(self.path.len());
        let taught = steps.zip(self.weights.iter().copied()).filter(|(_, w)| *w != 0.0);
        std::iter::once((self.path, self.path_weight)).chain(taught)
    }
}

impl Shape {
    /// Creates the unit covariance.
    pub(super) fn ball(n: usize, diagonal: bool) -> Self {
        if diagonal {
            return Shape::Diagonal(vec![1.0; n]);
        }
        let mut covariance = vec![0.0; n * n];
        covariance.iter_mut().step_by(n + 1).for_each(|one| *one = 1.0);
        Shape::Full { covariance, spectrum: Spectrum::of_ball(n) }
    }

    /// Validates a shape loaded from a checkpoint against `n` dimensions.
    pub(super) fn check(&self, n: usize, diagonal: bool) -> Result<(), Error> {
        match self {
            Shape::Full { covariance, spectrum } if !diagonal => {
                sized("covariance", covariance.len(), n.saturating_mul(n))?;
                spectrum.check(n)?;
            }
            Shape::Diagonal(variances) if diagonal => sized("variances", variances.len(), n)?,
            _ => return Err(damaged("a shape as it was asked for", "the other one")),
        }
        let least = self.variances().fold(f64::INFINITY, f64::min);
        sound(least >= 0.0, "variances of 0 or more", least)
    }

    /// Adds C^½ z to `out`, the coordinates of z drawn one by one.
    #[inline]
    pub(super) fn stretch(&self, mut draw: impl FnMut() -> f64, out: &mut [f64]) {
        match self {
            Shape::Full { spectrum, .. } => spectrum.stretch(draw, out),
            Shape::Diagonal(variances) => {
                out.iter_mut().zip(variances).for_each(|(o, v)| *o += v.sqrt() * draw());
            }
        }
    }

    /// Adds C^−½ y to `out`.
    pub(super) fn whiten(&self, y: &[f64], out: &mut [f64]) {
        match self {
            Shape::Full { spectrum, .. } => spectrum.whiten(y, out),
            Shape::Diagonal(variances) => {
                let scaled = y.iter().zip(variances).map(|(y, v)| y / v.sqrt());
                out.iter_mut().zip(scaled).for_each(|(o, y)| *o += y);
            }
        }
    }

    /// Returns ‖C^−½ y‖².
    pub(super) fn distance_squared(&self, y: &[f64]) -> f64 {
        match self {
            Shape::Full { spectrum, .. } => spectrum.distance_squared(y),
            Shape::Diagonal(variances) => y.iter().zip(variances).map(|(y, v)| y * y / v).sum(),
        }
    }

    /// Returns the variance of each coordinate.
    pub(super) fn variances(&self) -> impl Iterator<Item = f64> {
        let (numbers, stride) = match self {
            Shape::Full { covariance, .. } => {
                (covariance, (covariance.len() as f64).sqrt() as usize + 1)
            }
            Shape::Diagonal(variances) => (variances, 1),
        };
        numbers.iter().step_by(stride).copied()
    }

    /// Updates the covariance by a round's lesson, in O(λ n²), or O(λ n) for a diagonal.
    pub(super) fn learn(&mut self, lesson: &Lesson<'_>) {
        let n = lesson.path.len();
        match self {
            Shape::Full { covariance, .. } => {
                for (i, row) in covariance.chunks_exact_mut(n).enumerate() {
                    let row = &mut row[..=i];
                    row.iter_mut().for_each(|c| *c *= lesson.keep);
                    for (y, weight) in lesson.outer() {
                        let scale = weight * y[i];
                        row.iter_mut().zip(y).for_each(|(c, y)| *c += scale * y);
                    }
                }
            }
            Shape::Diagonal(variances) => {
                variances.iter_mut().for_each(|v| *v *= lesson.keep);
                for (y, weight) in lesson.outer() {
                    variances.iter_mut().zip(y).for_each(|(v, y)| *v += weight * y * y);
                }
                variances.iter_mut().for_each(|v| *v = v.max(f64::MIN_POSITIVE));
            }
        }
    }

    /// Decomposes the covariance again. Returns `false` if it is no longer one.
    pub(super) fn refresh(&mut self) -> bool {
        match self {
            Shape::Full { covariance, spectrum } => {
                let n = (covariance.len() as f64).sqrt() as usize;
                Spectrum::of(covariance, n).map(|new| *spectrum = new).is_some()
            }
            Shape::Diagonal(variances) => variances.iter().all(|v| v.is_finite()),
        }
    }

    /// Returns the ratio of the longest axis to the shortest.
    pub(super) fn elongation(&self) -> f64 {
        match self {
            Shape::Full { spectrum, .. } => {
                let (longest, shortest) = spectrum.extremes();
                longest / shortest
            }
            Shape::Diagonal(variances) => {
                let (most, least) = (f64::max, f64::min);
                let variances = variances.iter().copied();
                let longest = variances.clone().fold(0.0, most);
                (longest / variances.fold(f64::INFINITY, least)).sqrt()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn a_lesson_is_its_formula() {
        let lesson = Lesson {
            keep: 0.5,
            path_weight: 0.25,
            path: &[2.0, 1.0],
            steps: &[1.0, 0.0, 0.0, 3.0],
            weights: &[0.5, -0.01],
        };
        let mut whole = Shape::ball(2, false);
        whole.learn(&lesson);
        assert!(whole.refresh());
        // 0.5 I + 0.25 [4 2; 2 1] + 0.5 [1 0; 0 0] − 0.01 [0 0; 0 9] = [2 0.5; 0.5 0.66].
        let y = [1.0, 2.0];
        let determinant = 2.0 * 0.66 - 0.25;
        let exact = (0.66 * 1.0 - 2.0 * 0.5 * 2.0 + 2.0 * 4.0) / determinant;
        assert_relative_eq!(whole.distance_squared(&y), exact, max_relative = 1e-12);
        let mut diagonal = Shape::ball(2, true);
        diagonal.learn(&lesson);
        for (shape, exact) in [(whole, [2.0, 0.66]), (diagonal, [2.0, 0.66])] {
            for (variance, exact) in shape.variances().zip(exact) {
                assert_relative_eq!(variance, exact, max_relative = 1e-12);
            }
        }
    }

    #[test]
    fn whitening_undoes_stretching() {
        let mut shape = Shape::ball(3, false);
        let steps = [1.0, 2.0, 3.0, 0.0, 1.0, -1.0];
        shape.learn(&Lesson {
            keep: 0.1,
            path_weight: 0.0,
            path: &[0.0; 3],
            steps: &steps,
            weights: &[1.0, 2.0],
        });
        assert!(shape.refresh());
        let (z, mut y, mut back) = ([0.3, -1.0, 2.0], [0.0; 3], [0.0; 3]);
        let mut draws = z.into_iter();
        shape.stretch(|| draws.next().unwrap(), &mut y);
        shape.whiten(&y, &mut back);
        let length = |v: &[f64; 3]| v.iter().map(|v| v * v).sum::<f64>();
        assert_relative_eq!(length(&back), length(&z), max_relative = 1e-10);
    }
}
