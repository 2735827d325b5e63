//! The search for the best point of quadratic models under quadratic models of constraints.

use super::{
    elastic_program::ElasticProgram,
    quadratic::{Quadratic, convex},
};
use nalgebra::{DMatrix, DVector};

/// The model of a constraint, to be at most −`margin`, and the price of violating it.
pub(super) struct Limit<'a> {
    pub model: &'a Quadratic,
    pub margin: f64,
    pub price: f64,
}

impl Limit<'_> {
    /// Returns by how much it is too high at `z`, below 0 if it is not.
    pub fn excess(&self, z: &DVector<f64>) -> f64 {
        self.model.at(z) + self.margin
    }
}

/// The point found, and the multipliers of the constraints there.
pub(super) struct Answer {
    pub z: DVector<f64>,
    pub multipliers: DVector<f64>,
}

/// The most shortenings of a step.
const SHORTER: usize = 12;
/// The factor by which a step is shortened.
const SHORTEN: f64 = 0.4;

/// Minimizes `cost` plus the price of violated limits over a box that holds 0, from 0, by at most `steps` convex
/// quadratic programs (SQP with an exact penalty and a line search; Fletcher 1985).
pub(super) fn minimize(
    cost: &Quadratic,
    limits: &[Limit<'_>],
    lower: &DVector<f64>,
    upper: &DVector<f64>,
    steps: usize,
) -> Answer {
    let (n, m) = (cost.slope.len(), limits.len());
    let penalized = |z: &DVector<f64>| {
        let violated = limits.iter().map(|limit| limit.price * limit.excess(z).max(0.0));
        cost.at(z) - cost.value + violated.sum::<f64>()
    };
    let mut z = DVector::zeros(n);
    let mut value = penalized(&z);
    let mut multipliers: DVector<f64> = DVector::zeros(m);
    for step in 0..steps {
        let mut hessian = cost.curvature.clone();
        for (limit, multiplier) in limits.iter().zip(multipliers.iter()) {
            hessian += &limit.model.curvature * *multiplier;
        }
        let slopes: Vec<DVector<f64>> = limits.iter().map(|l| l.model.slope_at(&z)).collect();
        let program = ElasticProgram {
            hessian: convex(&hessian),
            gradient: cost.slope_at(&z),
            rows: DMatrix::from_fn(m, n, |j, i| slopes[j][i]),
            offsets: DVector::from_fn(m, |j, _| limits[j].excess(&z)),
            prices: DVector::from_fn(m, |j, _| limits[j].price),
            lower: lower - &z,
            upper: upper - &z,
        };
        let (d, found) = program.solve();
        multipliers = found;
        let mut length = 1.0;
        let moved = (0..SHORTER).find_map(|_| {
            let at = |i: usize| (z[i] + length * d[i]).clamp(lower[i], upper[i]);
            let trial = DVector::from_fn(n, |i, _| at(i));
            length *= SHORTEN;
            let cost = penalized(&trial);
            (cost < value).then_some((trial, cost))
        });
        match moved {
            Some(better) => (z, value) = better,
            // The first program leaves out how the limits bend: with their multipliers a second is worth it.
            None if step == 0 => continue,
            None => break,
        }
        if d.amax() < 1e-7 {
            break;
        }
    }
    Answer { z, multipliers }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ball_and_a_half_space_bind() {
        // Minimizes z₀ + z₁ within |z|² ≤ ¼ and z₀ ≥ −0.2.
        let n = 2;
        let cost =
            Quadratic { slope: DVector::from_element(n, 1.0), ..Quadratic::constant(0.0, n) };
        let ball =
            Quadratic { curvature: DMatrix::identity(n, n) * 2.0, ..Quadratic::constant(-0.25, n) };
        let wall =
            Quadratic { slope: DVector::from_vec(vec![-1.0, 0.0]), ..Quadratic::constant(-0.2, n) };
        let limit = |model| Limit { model, margin: 0.0, price: 100.0 };
        let half = DVector::from_element(n, 1.0);
        let answer = minimize(&cost, &[limit(&ball), limit(&wall)], &-&half, &half, 12);
        let exact = [-0.2, -(0.25_f64 - 0.04).sqrt()];
        assert!(answer.z.iter().zip(exact).all(|(a, b)| (a - b).abs() < 1e-6), "{}", answer.z);
        let lambda = 1.0 / (2.0 * -exact[1]); // of the ball; the wall has what is left of the slope
        assert!((answer.multipliers[0] - lambda).abs() < 1e-5, "{}", answer.multipliers);
        assert!(
            (answer.multipliers[1] - (1.0 - lambda * 0.4)).abs() < 1e-5,
            "{}",
            answer.multipliers
        );
    }

    #[test]
    fn a_saddle_ends_in_a_corner_of_the_box() {
        let cost = Quadratic {
            slope: DVector::from_vec(vec![0.1, 0.0]),
            curvature: DMatrix::from_row_slice(2, 2, &[-1.0, 0.0, 0.0, 1.0]),
            ..Quadratic::constant(0.0, 2)
        };
        let half = DVector::from_element(2, 0.5);
        let answer = minimize(&cost, &[], &-&half, &half, 12);
        assert!((answer.z[0] + 0.5).abs() < 1e-6 && answer.z[1].abs() < 1e-6, "{}", answer.z);
    }
}
