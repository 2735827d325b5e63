//! Convex quadratic programs whose constraints may be violated at a price.

use nalgebra::{Cholesky, DMatrix, DVector};

/// Minimizes ½ dᵀBd + gᵀd + Σ pⱼ max(0, aⱼd + cⱼ) over lower ≤ d ≤ upper.
pub(super) struct ElasticProgram {
    /// B, positive definite.
    pub hessian: DMatrix<f64>,
    /// g.
    pub gradient: DVector<f64>,
    /// The rows aⱼ.
    pub rows: DMatrix<f64>,
    /// The cⱼ.
    pub offsets: DVector<f64>,
    /// The pⱼ, above 0.
    pub prices: DVector<f64>,
    /// The lower bounds, below the upper ones.
    pub lower: DVector<f64>,
    /// The upper bounds.
    pub upper: DVector<f64>,
}

/// A point of the central path, or a direction along it. With the constraint j go its violation sⱼ, its slack tⱼ and
/// its multiplier lⱼ, with the bounds on dᵢ the multipliers.
#[derive(Clone)]
struct Path {
    d: DVector<f64>,
    violation: DVector<f64>,
    slack: DVector<f64>,
    multiplier: DVector<f64>,
    at_lower: DVector<f64>,
    at_upper: DVector<f64>,
}

/// The most steps of the path; it takes ten to twenty.
const STEPS: usize = 40;
/// The complementarity at which the path ends, relative to the gradient.
const COMPLETE: f64 = 1e-13;
/// The error of the linear equations at which the path ends, relative to the gradient.
const EXACT: f64 = 1e-9;
/// The share of the way to the boundary that a step takes.
const INSIDE: f64 = 0.995;
/// The share of a box that the path keeps from its faces at the start.
const EDGE: f64 = 0.05;

impl ElasticProgram {
    /// Returns d and the multipliers of the constraints, by a primal-dual interior-point method with predictor and
    /// corrector (Mehrotra 1992). If rounding stops it early, the point reached. O(STEPS · (m n² + n³)).
    pub fn solve(&self) -> (DVector<f64>, DVector<f64>) {
        let size = self.gradient.amax().max(1e-8);
        let mut path = self.start(size);
        for _ in 0..STEPS {
            let mean = self.complementarity(&path);
            let (dual, primal) = self.residuals(&path);
            let wrong = dual.amax().max(if primal.is_empty() { 0.0 } else { primal.amax() });
            if mean < COMPLETE * size && wrong < EXACT * size {
                break;
            }
            let Some(system) = self.system(&path) else { break };
            let predictor = self.direction(&path, &system, &dual, &primal, 0.0, None);
            let ahead = path.moved(self.longest(&path, &predictor), &predictor);
            let shrinks = (self.complementarity(&ahead) / mean).powi(3).clamp(1e-6, 1.0);
            let target = mean * shrinks;
            let step = self.direction(&path, &system, &dual, &primal, target, Some(&predictor));
            let length = INSIDE * self.longest(&path, &step);
            if !(length > 1e-12 && step.d.iter().all(|v| v.is_finite())) {
                break;
            }
            path = path.moved(length, &step);
        }
        (path.d, path.multiplier)
    }

    /// Returns a point inside all bounds, near 0.
    fn start(&self, size: f64) -> Path {
        let n = self.gradient.len();
        let inside = |i: usize| {
            let (lower, upper) = (self.lower[i], self.upper[i]);
            let edge = EDGE * (upper - lower);
            0.0_f64.clamp(lower + edge, upper - edge)
        };
        let d = DVector::from_fn(n, |i, _| inside(i));
        let values = &self.rows * &d + &self.offsets;
        let violation = values.map(|value| value.max(0.0) + 0.1);
        let slack = &violation - &values;
        let least = |price: f64, slack: f64| (0.5 * price).min(size / slack.max(0.1));
        let multiplier = self.prices.zip_map(&slack, least);
        let at_bound = DVector::from_element(n, size);
        Path { d, violation, slack, multiplier, at_lower: at_bound.clone(), at_upper: at_bound }
    }

    /// Returns the mean of all products that are 0 at the solution.
    fn complementarity(&self, path: &Path) -> f64 {
        let Path { d, violation, slack, multiplier, at_lower, at_upper } = path;
        let constraints = multiplier.dot(slack) + (&self.prices - multiplier).dot(violation);
        let bounds = at_lower.dot(&(d - &self.lower)) + at_upper.dot(&(&self.upper - d));
        (constraints + bounds) / (2 * (d.len() + slack.len())) as f64
    }

    /// Returns by how much the gradient of the Lagrangian and the equations of the constraints differ from 0.
    fn residuals(&self, path: &Path) -> (DVector<f64>, DVector<f64>) {
        let bounds = &path.at_upper - &path.at_lower;
        let gradient = &self.hessian * &path.d + &self.gradient + bounds;
        let dual = gradient + self.rows.tr_mul(&path.multiplier);
        let primal = &self.rows * &path.d + &self.offsets - &path.violation + &path.slack;
        (dual, primal)
    }

    /// Returns the weights of the constraints and the factored matrix of the reduced Newton equations; `None` if it
    /// has no factors.
    fn system(&self, path: &Path) -> Option<(DVector<f64>, Cholesky<f64, nalgebra::Dyn>)> {
        let weight = |j: usize| {
            let left = self.prices[j] - path.multiplier[j];
            1.0 / (path.violation[j] / left + path.slack[j] / path.multiplier[j])
        };
        let weights = DVector::from_fn(self.prices.len(), |j, _| weight(j));
        let mut scaled = self.rows.clone();
        for (mut row, weight) in scaled.row_iter_mut().zip(weights.iter()) {
            row *= *weight;
        }
        let mut matrix = &self.hessian + self.rows.tr_mul(&scaled);
        for i in 0..path.d.len() {
            matrix[(i, i)] += path.at_lower[i] / (path.d[i] - self.lower[i])
                + path.at_upper[i] / (self.upper[i] - path.d[i]);
        }
        let top = matrix.diagonal().max();
        let mut jitter = 0.0;
        while jitter < 1.0 {
            let mut raised = matrix.clone();
            (0..path.d.len()).for_each(|i| raised[(i, i)] += jitter * top);
            if let Some(factored) = Cholesky::new(raised) {
                return Some((weights, factored));
            }
            jitter = if jitter == 0.0 { 1e-15 } else { 100.0 * jitter };
        }
        None
    }

    /// Returns the direction to the point of the path at which all products are `target`; with the predictor, its
    /// second-order terms are corrected.
    fn direction(
        &self,
        path: &Path,
        (weights, factored): &(DVector<f64>, Cholesky<f64, nalgebra::Dyn>),
        dual: &DVector<f64>,
        primal: &DVector<f64>,
        target: f64,
        predictor: Option<&Path>,
    ) -> Path {
        let product = |a: &dyn Fn(&Path) -> f64, b: &dyn Fn(&Path) -> f64| {
            predictor.map_or(0.0, |p| a(p) * b(p))
        };
        let m = weights.len();
        let left = |j: usize| self.prices[j] - path.multiplier[j];
        // The products of violation and slack with their multipliers, as they are to be.
        let violated =
            DVector::from_fn(m, |j, _| target + product(&|p| p.violation[j], &|p| p.multiplier[j]));
        let slack =
            DVector::from_fn(m, |j, _| target - product(&|p| p.slack[j], &|p| p.multiplier[j]));
        let hold = DVector::from_fn(m, |j, _| {
            primal[j] - violated[j] / left(j) + path.violation[j] + slack[j] / path.multiplier[j]
                - path.slack[j]
        });
        let (low, high) = (&path.d - &self.lower, &self.upper - &path.d);
        let n = path.d.len();
        let at_lower =
            DVector::from_fn(n, |i, _| target - product(&|p| p.d[i], &|p| p.at_lower[i]));
        let at_upper =
            DVector::from_fn(n, |i, _| target + product(&|p| p.d[i], &|p| p.at_upper[i]));
        let bounds = DVector::from_fn(n, |i, _| {
            at_lower[i] / low[i] - path.at_lower[i] - at_upper[i] / high[i] + path.at_upper[i]
        });
        let right = bounds - dual - self.rows.tr_mul(&weights.component_mul(&hold));
        let d = factored.solve(&right);
        let multiplier = weights.component_mul(&(&self.rows * &d + hold));
        let of = |f: &dyn Fn(usize) -> f64, n: usize| DVector::from_fn(n, |j, _| f(j));
        Path {
            violation: of(
                &|j| {
                    let share = path.violation[j] / left(j);
                    violated[j] / left(j) - path.violation[j] + share * multiplier[j]
                },
                m,
            ),
            slack: of(
                &|j| {
                    let share = path.slack[j] / path.multiplier[j];
                    slack[j] / path.multiplier[j] - path.slack[j] - share * multiplier[j]
                },
                m,
            ),
            at_lower: of(
                &|i| at_lower[i] / low[i] - path.at_lower[i] - path.at_lower[i] / low[i] * d[i],
                n,
            ),
            at_upper: of(
                &|i| at_upper[i] / high[i] - path.at_upper[i] + path.at_upper[i] / high[i] * d[i],
                n,
            ),
            d,
            multiplier,
        }
    }

    /// Returns the largest share of a direction, at most 1, along which everything stays positive.
    fn longest(&self, path: &Path, along: &Path) -> f64 {
        fn reach<'a>(
            values: impl Iterator<Item = f64> + 'a,
            changes: impl Iterator<Item = f64> + 'a,
        ) -> f64 {
            let falling = values.zip(changes).filter(|(_, change)| *change < 0.0);
            falling.fold(1.0, |least, (value, change)| least.min(-value / change))
        }
        let pairs = [
            (&path.violation, &along.violation),
            (&path.slack, &along.slack),
            (&path.multiplier, &along.multiplier),
            (&path.at_lower, &along.at_lower),
            (&path.at_upper, &along.at_upper),
        ];
        let all =
            pairs.map(|(values, changes)| reach(values.iter().copied(), changes.iter().copied()));
        let left = self.prices.iter().zip(path.multiplier.iter()).map(|(price, l)| price - l);
        let low = path.d.iter().zip(self.lower.iter()).map(|(d, lower)| d - lower);
        let high = path.d.iter().zip(self.upper.iter()).map(|(d, upper)| upper - d);
        let rest = [
            reach(left, along.multiplier.iter().map(|l| -l)),
            reach(low, along.d.iter().copied()),
            reach(high, along.d.iter().map(|d| -d)),
        ];
        all.into_iter().chain(rest).fold(1.0, f64::min)
    }
}

impl Path {
    fn moved(&self, length: f64, along: &Path) -> Path {
        let sum = |a: &DVector<f64>, b: &DVector<f64>| a + b * length;
        Path {
            d: sum(&self.d, &along.d),
            violation: sum(&self.violation, &along.violation),
            slack: sum(&self.slack, &along.slack),
            multiplier: sum(&self.multiplier, &along.multiplier),
            at_lower: sum(&self.at_lower, &along.at_lower),
            at_upper: sum(&self.at_upper, &along.at_upper),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Minimizes (d₀ − 3)² / 2 + (d₁ + 1)² in a box of half-width `half`, subject to rows.
    fn program(half: f64, rows: &[[f64; 3]], price: f64) -> (DVector<f64>, DVector<f64>) {
        let m = rows.len();
        ElasticProgram {
            hessian: DMatrix::from_diagonal(&DVector::from_vec(vec![1.0, 2.0])),
            gradient: DVector::from_vec(vec![-3.0, 2.0]),
            rows: DMatrix::from_fn(m, 2, |j, i| rows[j][i]),
            offsets: DVector::from_fn(m, |j, _| rows[j][2]),
            prices: DVector::from_element(m, price),
            lower: DVector::from_element(2, -half),
            upper: DVector::from_element(2, half),
        }
        .solve()
    }

    #[test]
    fn solutions_known_by_hand_are_found() {
        let near = |found: &DVector<f64>, exact: &[f64]| {
            assert_eq!(found.len(), exact.len());
            let off = found.iter().zip(exact).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(off < 1e-6, "{found} instead of {exact:?}");
        };
        near(&program(9.0, &[], 1.0).0, &[3.0, -1.0]);
        near(&program(0.5, &[], 1.0).0, &[0.5, -0.5]);
        // d₀ + d₁ ≤ 1 binds, with multiplier 2 / 3.
        let (d, multipliers) = program(9.0, &[[1.0, 1.0, -1.0], [1.0, 0.0, -8.0]], 50.0);
        near(&d, &[7.0 / 3.0, -4.0 / 3.0]);
        near(&multipliers, &[2.0 / 3.0, 0.0]);
        // Too cheap to be kept: the multiplier is its price.
        let (d, multipliers) = program(9.0, &[[1.0, 1.0, -1.0]], 0.5);
        near(&d, &[2.5, -1.25]);
        near(&multipliers, &[0.5]);
        // Constraints that contradict each other are violated at the same price where the cost decides.
        let (d, _) = program(9.0, &[[1.0, 0.0, 0.0], [-1.0, 0.0, 1.0]], 50.0);
        near(&d, &[1.0, -1.0]);
    }
}
