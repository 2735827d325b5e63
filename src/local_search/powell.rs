//! Powell's direction set method (Powell 1964).

use super::{LocalSearch, line::bracket_and_close, steps::require_steps};
use crate::{
    error::Error,
    problem::{Allowance, Bounded, Fitness, Problem},
    rng::Stream,
};

/// Powell's method for boxes (Powell 1964, The Computer Journal 7(2); the choice of the direction to be
/// replaced after Brent 1973, ch. 7): line searches along a set of directions that adapts to the valleys.
///
/// A pass minimizes along each direction in turn. The step from its start to its end becomes a new
/// direction, in place of the one that gained most, unless nothing more is to be gained along it. On a quadratic
/// function the directions become conjugate, however the valley lies. A line that meets a bound goes on along it.
///
/// A line search takes a step, brackets the minimum by growing it by the golden ratio, and takes
/// parabolic steps inside the bracket (Brent 1973, ch. 5). The next one along the same direction starts
/// with the distance just moved, or a tenth of the step if it did not move. When all steps of a pass are less
/// than the last step, the search goes on with random directions at right angles, as the old ones may no longer
/// span the space (Brent 1973, ch. 7). It ends when such a set moves it nowhere, and when its allowance is
/// exhausted.
///
/// # Cost
/// About 4 to 8 evaluations per dimension for a pass, and O(dimensions²). Every point tried is one evaluation.
/// One that fails counts, and is no better.
///
/// # Parameters
/// | parameter | default | range |
/// |---|---|---|
/// | first step | 0.1 of the width | (0, 1] |
/// | last step | 10⁻⁹ of the width | > 0, at most the first |
///
/// # Example
/// ```
/// use swarmopt::prelude::*;
/// let turned = Function::Ellipsoid.in_dimensions(5)?.rotated(Seed(2));
/// let outcome = GuidedBeeColony::default()
///     .polish(Polish::Best)
///     .solve(&Powell::default().on(turned), Seed(1), Evaluations(3_000))?;
/// assert!(outcome.error().unwrap() < 1e-8);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Powell {
    first: f64,
    last: f64,
}

impl Default for Powell {
    fn default() -> Self {
        Powell { first: 0.1, last: 1e-9 }
    }
}

impl Powell {
    /// Sets the first and the last step, as shares of the width of each dimension. Default: 0.1, 10⁻⁹.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a step out of range.
    pub fn steps(self, first: f64, last: f64) -> Result<Self, Error> {
        require_steps(first, last)?;
        Ok(Powell { first, last })
    }
}

impl<P: Problem<Space: Bounded, Fitness = f64>> LocalSearch<P> for Powell {
    fn improve(
        &self,
        problem: &P,
        x: &mut Vec<f64>,
        fitness: P::Fitness,
        allowance: &mut Allowance<'_>,
        rng: &mut Stream,
    ) -> P::Fitness {
        let (n, lower, upper) = (x.len(), problem.space().lower(), problem.space().upper());
        let (trial, best) = (x.clone(), x.clone());
        let mut walk = Walk { problem, allowance, lower, upper, trial, best, fitness };
        // Directions are in shares of the width, so that a step means the same along each of them.
        let axis = |j| (0..n).map(|i| if i == j { 1.0 } else { 0.0 }).collect();
        let mut directions: Vec<Vec<f64>> = (0..n).map(axis).collect();
        loop {
            let start = walk.best.clone();
            walk.follow(&mut directions, self.first, self.last);
            let moved = (0..n).any(|j| walk.share(j, start[j]).abs() >= self.last);
            if !moved || walk.allowance.is_exhausted() {
                break;
            }
            directions = orthonormal(n, rng);
        }
        x.clone_from(&walk.best);
        walk.fitness
    }
}

/// Returns random directions at right angles, one per dimension.
fn orthonormal(n: usize, rng: &mut Stream) -> Vec<Vec<f64>> {
    let mut directions: Vec<Vec<f64>> = Vec::with_capacity(n);
    while directions.len() < n {
        let mut new: Vec<f64> = (0..n).map(|_| rng.normal()).collect();
        for old in &directions {
            let along: f64 = new.iter().zip(old).map(|(a, b)| a * b).sum();
            new.iter_mut().zip(old).for_each(|(a, b)| *a -= along * b);
        }
        let length = new.iter().map(|d| d * d).sum::<f64>().sqrt();
        if length > 1e-6 {
            new.iter_mut().for_each(|d| *d /= length);
            directions.push(new);
        }
    }
    directions
}

/// The state of a search: its best point, the point on trial and the box.
struct Walk<'a, 'b, P> {
    problem: &'a P,
    allowance: &'a mut Allowance<'b>,
    lower: &'a [f64],
    upper: &'a [f64],
    trial: Vec<f64>,
    best: Vec<f64>,
    fitness: f64,
}

impl<P: Problem<Space: Bounded, Fitness = f64>> Walk<'_, '_, P> {
    /// Passes along the directions, from steps of `first` down to `last`, and learns better directions.
    fn follow(&mut self, directions: &mut Vec<Vec<f64>>, first: f64, last: f64) {
        let n = directions.len();
        let mut steps = vec![first; n];
        while steps.iter().any(|step| *step >= last) && !self.allowance.is_exhausted() {
            let (start, before) = (self.best.clone(), self.fitness);
            let mut greatest = (0, 0.0);
            for (k, direction) in directions.iter().enumerate() {
                let here = self.fitness;
                let way = self.minimize(direction, steps[k]);
                steps[k] = if way == 0.0 { steps[k] / 10.0 } else { way.abs().min(first) };
                let gain = here - self.fitness;
                if gain > greatest.1 {
                    greatest = (k, gain);
                }
            }
            if !self.fitness.beats(&before) {
                continue;
            }
            // Twice the distance: if it is no better there, or most of the gain was made along one
            // direction, the new direction is not kept (Brent 1973; Acton 1970).
            let beyond = self.beyond(&start);
            let (from, to, gain) = (before, self.fitness, greatest.1);
            let bend = from - 2.0 * to + beyond;
            // In shares of the gain: the third power of a cost may overflow.
            let share = |cost: f64| cost / gain;
            let spent =
                share(from - to - gain).powi(2) * 2.0 * share(bend) >= share(from - beyond).powi(2);
            if beyond < from && !spent {
                let mut way: Vec<f64> = (0..n).map(|j| self.share(j, start[j])).collect();
                let length = way.iter().map(|d| d * d).sum::<f64>().sqrt();
                if length > 0.0 {
                    way.iter_mut().for_each(|d| *d /= length);
                    let made = self.minimize(&way, length.min(first));
                    directions.swap_remove(greatest.0);
                    directions.push(way);
                    steps.swap_remove(greatest.0);
                    steps.push(made.abs().clamp(last, first));
                }
            }
        }
    }

    fn width(&self, j: usize) -> f64 {
        (self.upper[j] - self.lower[j]).min(f64::MAX) // at most the largest number
    }

    /// Returns how far the best is from `start` in dimension `j`, as a share of the width.
    fn share(&self, j: usize, start: f64) -> f64 {
        let width = self.width(j);
        if width > 0.0 { (self.best[j] - start) / width } else { 0.0 }
    }

    /// Returns the cost at the reflection of `start` in the best point, clamped to the box.
    fn beyond(&mut self, start: &[f64]) -> P::Fitness {
        for (j, start) in start.iter().enumerate() {
            let x = self.best[j] + (self.best[j] - start);
            self.trial[j] = x.clamp(self.lower[j], self.upper[j]);
        }
        self.allowance.evaluate(self.problem, &self.trial)
    }

    /// Returns how far along `direction`, backwards and forwards, the point still changes: a line that meets a
    /// bound goes on along it, until it is in a corner.
    fn reach(&self, direction: &[f64]) -> (f64, f64) {
        let (mut back, mut forth) = (0.0_f64, 0.0_f64);
        for (j, d) in direction.iter().enumerate() {
            let slope = d * self.width(j);
            if slope != 0.0 {
                let to_lower = (self.lower[j] - self.best[j]) / slope;
                let to_upper = (self.upper[j] - self.best[j]) / slope;
                back = back.min(to_lower.min(to_upper));
                forth = forth.max(to_lower.max(to_upper));
            }
        }
        (back.max(-1e9), forth.min(1e9))
    }

    /// Moves the best to the least cost found along `direction` and returns how far. A step is a share.
    fn minimize(&mut self, direction: &[f64], step: f64) -> f64 {
        let origin = self.best.clone();
        let (back, forth) = self.reach(direction);
        // Costs at places along the line, each evaluated; the best of all is kept in `self`.
        let mut place = 0.0;
        let mut cost_at = |walk: &mut Self, t: f64| {
            for j in 0..origin.len() {
                let x = origin[j] + t * direction[j] * walk.width(j);
                walk.trial[j] = x.clamp(walk.lower[j], walk.upper[j]);
            }
            let cost = walk.allowance.evaluate(walk.problem, &walk.trial);
            if cost.beats(&walk.fitness) {
                (walk.fitness, place) = (cost, t);
                walk.best.clone_from(&walk.trial);
            }
            cost
        };
        bracket_and_close(self.fitness, step, (back, forth), |t| cost_at(self, t));
        place
    }
}

#[cfg(test)]
mod tests;
