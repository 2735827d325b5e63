//! Random rotations of ℝⁿ.

use crate::rng::Stream;
use ndarray::Array2;

/// Draws an orthogonal matrix, uniform in the Haar measure (a reflection in half the cases): the rows
/// are normal draws, made orthonormal by the Gram–Schmidt process (Stewart 1980, SIAM J. Numerical
/// Analysis 17). O(n³).
pub(super) fn rotation(n: usize, rng: &mut Stream) -> Array2<f64> {
    let mut matrix = Array2::from_shape_simple_fn((n, n), || rng.normal());
    for i in 0..n {
        let (done, mut rest) = matrix.view_mut().split_at(ndarray::Axis(0), i);
        let mut row = rest.row_mut(0);
        // Twice is enough: a second pass removes what rounding left (Giraud et al. 2005).
        for _ in 0..2 {
            for other in done.rows() {
                let share = row.dot(&other);
                row.scaled_add(-share, &other);
            }
        }
        let length = row.dot(&row).sqrt();
        row /= length;
    }
    matrix
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Seed, Streams};

    #[test]
    fn rows_are_orthonormal() {
        for n in [1, 2, 3, 10, 60] {
            let q = rotation(n, &mut Streams::new(Seed(n as u64)).at(0, 0));
            let deviation = q.dot(&q.t()) - Array2::<f64>::eye(n);
            assert!(deviation.iter().all(|d| d.abs() < 1e-12), "{n}");
        }
    }

    #[test]
    fn entries_have_the_moments_of_the_haar_measure() {
        // E q = 0 and E q² = 1/n, also in the last row, whose direction the others determine.
        let (n, draws) = (3, 4_000);
        let streams = Streams::new(Seed(1)).round(0);
        for at in [(0, 0), (1, 2), (2, 2)] {
            let q: Vec<f64> = (0..draws).map(|k| rotation(n, &mut streams.lane(k))[at]).collect();
            let mean = q.iter().sum::<f64>() / draws as f64;
            let square = q.iter().map(|q| q * q).sum::<f64>() / draws as f64;
            // Four standard errors: σ(q) = √(1/3), σ(q²) = √(1/5 − 1/9).
            assert!(mean.abs() < 0.0366, "{at:?} {mean}");
            assert!((square - 1.0 / 3.0).abs() < 0.0189, "{at:?} {square}");
        }
    }
}
