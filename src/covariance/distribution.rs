//! The normal distribution that the agents draw from and update (Hansen 2016, arXiv:1604.00772, fig. 6).

use super::{
    fold::DOMAIN,
    rates::Rates,
    shape::{Lesson, Shape},
};
use crate::error::{Error, counted, damaged, sized, sound};
use serde::{Deserialize, Serialize};

/// N(m, σ² C) in the unit cube, and the two evolution paths.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Distribution {
    pub mean: Vec<f64>,
    /// σ, in widths of the box.
    pub step: f64,
    shape: Shape,
    step_path: Vec<f64>,
    shape_path: Vec<f64>,
    rounds: u32,
    /// The number of evaluations since the covariance was last decomposed.
    stale: u64,
    /// Whether the covariance could not be decomposed or the step is not finite.
    broken: bool,
}

/// The smallest step that still moves the agents (Auger & Hansen 2005: TolX).
const LEAST_STEP: f64 = 1e-13;
/// The largest standard deviation, as a share of the box: with a larger one most draws are folded back
/// from beyond the bounds, and the distribution learns the box, not the cost.
const WIDEST: f64 = 0.2;
/// The largest ratio of axis lengths at which the covariance can be decomposed (ibid.: ConditionCov).
const MOST_ELONGATION: f64 = 1e7;

impl Distribution {
    pub(super) fn around(mean: Vec<f64>, step: f64, diagonal: bool) -> Self {
        let n = mean.len();
        Distribution {
            mean,
            step,
            shape: Shape::ball(n, diagonal),
            step_path: vec![0.0; n],
            shape_path: vec![0.0; n],
            rounds: 0,
            stale: 0,
            broken: false,
        }
    }

    /// Validates a distribution loaded from a checkpoint against `n` dimensions.
    pub(super) fn check(&self, n: usize, diagonal: bool) -> Result<(), Error> {
        sized("mean", self.mean.len(), n)?;
        sized("path of the step", self.step_path.len(), n)?;
        sized("path of the shape", self.shape_path.len(), n)?;
        let wrong = self.mean.iter().find(|x| !(DOMAIN.0..=DOMAIN.1).contains(*x));
        wrong.map_or(Ok(()), |x| Err(damaged("a mean inside the box", x)))?;
        let step = self.step;
        sound(step >= 0.0, "a step of 0 or more", step)?;
        counted("points since the axes", self.stale)?;
        self.shape.check(n, diagonal)
    }

    /// Overwrites `out`, which is as long as the mean, with a sample.
    #[inline]
    pub(super) fn draw(&self, draw: impl FnMut() -> f64, out: &mut [f64]) {
        out.fill(0.0);
        self.shape.stretch(draw, out);
        out.iter_mut().zip(&self.mean).for_each(|(x, m)| *x = m + self.step * *x);
    }

    /// Replaces points of the unit cube, one after the other, by their steps from the mean: y = (x − m) / σ.
    pub(super) fn to_steps(&self, points: &mut [f64]) {
        for point in points.chunks_exact_mut(self.mean.len()) {
            point.iter_mut().zip(&self.mean).for_each(|(x, m)| *x = (*x - m) / self.step);
        }
    }

    /// Shortens a step that this distribution is unlikely to draw (Hansen 2011, "Injecting
    /// external solutions into CMA-ES", arXiv:1110.4181, eq. 4 with Δy = 2 n / (n + 2)).
    pub(super) fn shorten(&self, step: &mut [f64]) {
        let n = step.len() as f64;
        let most = n.sqrt() + 2.0 * n / (n + 2.0);
        let length = self.shape.distance_squared(step).sqrt();
        if length > most {
            step.iter_mut().for_each(|y| *y *= most / length);
        }
    }

    /// Moves the distribution to where the better agents were. `steps` are those of
    /// [`to_steps`](Self::to_steps), `weights` one for each; `scratch` is overwritten.
    pub(super) fn learn(
        &mut self,
        rates: &Rates,
        steps: &[f64],
        weights: &mut [f64],
        scratch: &mut Vec<f64>,
    ) {
        let n = self.mean.len();
        scratch.clear();
        scratch.resize(2 * n, 0.0);
        let (shift, white) = scratch.split_at_mut(n);
        for (y, w) in steps.chunks_exact(n).zip(weights.iter()).filter(|(_, w)| **w > 0.0) {
            shift.iter_mut().zip(y).for_each(|(s, y)| *s += w * y);
        }
        self.shape.whiten(shift, white);

        let (c, mu) = (rates.step_path, rates.effective);
        let fresh = (c * (2.0 - c) * mu).sqrt();
        self.step_path.iter_mut().zip(&*white).for_each(|(p, s)| *p = (1.0 - c) * *p + fresh * s);
        let length = self.step_path.iter().map(|p| p * p).sum::<f64>().sqrt();
        self.rounds = self.rounds.saturating_add(1);
        let grown = (1.0 - (1.0 - c).powi(self.rounds.min(1 << 20) as i32 * 2)).sqrt();
        // h_σ: while the step grows fast the covariance does not follow the path.
        let follows = length / grown < (1.4 + 2.0 / (n as f64 + 1.0)) * rates.expected_length;

        let c = rates.shape_path;
        let fresh = if follows { (c * (2.0 - c) * mu).sqrt() } else { 0.0 };
        self.shape_path.iter_mut().zip(&*shift).for_each(|(p, s)| *p = (1.0 - c) * *p + fresh * s);

        self.mean
            .iter_mut()
            .zip(&*shift)
            .for_each(|(m, s)| *m = (*m + self.step * s).clamp(DOMAIN.0, DOMAIN.1));

        let total: f64 = weights.iter().sum();
        let missed = if follows { 0.0 } else { c * (2.0 - c) };
        for (y, w) in steps.chunks_exact(n).zip(weights.iter_mut()) {
            if *w < 0.0 {
                // Eq. 46: a bad step counts as if it were of the usual length.
                *w *= n as f64 / self.shape.distance_squared(y).max(f64::MIN_POSITIVE);
            }
            *w *= rates.rank_many;
        }
        self.shape.learn(&Lesson {
            keep: 1.0 - rates.rank_one * (1.0 - missed) - rates.rank_many * total,
            path_weight: rates.rank_one,
            path: &self.shape_path,
            steps,
            weights,
        });
        let change = rates.step_path / rates.damping * (length / rates.expected_length - 1.0);
        self.step *= change.min(1.0).exp();
        let widest = self.shape.variances().fold(0.0, f64::max).sqrt();
        self.step = self.step.min(WIDEST / widest);
        self.stale += weights.len() as u64;
        if self.stale > rates.decomposition_lasts(n) {
            self.stale = 0;
            self.broken |= !self.shape.refresh();
        }
        self.broken |= !self.step.is_finite();
    }

    /// Returns whether the distribution is too small or too thin to improve any further.
    pub(super) fn is_exhausted(&self) -> bool {
        let widest = self.shape.variances().fold(0.0, f64::max).sqrt();
        let path = self.shape_path.iter().fold(0.0_f64, |most, p| most.max(p.abs()));
        self.broken
            || self.step * widest.max(path) < LEAST_STEP
            || self.shape.elongation() > 0.99 * MOST_ELONGATION
    }
}
