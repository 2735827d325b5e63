//! The problem: a space and the cost of its points.

use super::{Failure, Fitness, Space};
use crate::rng::Stream;
use serde::{Deserialize, Serialize};

/// What is to be solved. Whatever the user's sense, `evaluate` returns a cost: lower is better.
pub trait Problem: Send + Sync {
    /// Where the points live.
    type Space: Space;
    /// What a point is worth.
    type Fitness: Fitness;

    /// The space searched.
    fn space(&self) -> &Self::Space;

    /// The cost of `x`. An error or a panic is counted and ranks last; it does not end the run.
    ///
    /// # Errors
    /// Whatever keeps the cost from being known.
    fn evaluate(&self, x: &Point<Self>) -> Result<Self::Fitness, Failure>;

    /// Whether candidates go to [`evaluate_all`](Self::evaluate_all), a round at a time on one
    /// thread, and not to [`evaluate`](Self::evaluate), one by one on many.
    fn batched(&self) -> bool {
        false
    }

    /// The costs of all `points`, pushed to `costs` in the same order.
    fn evaluate_all(
        &self,
        points: &[&Point<Self>],
        costs: &mut Vec<Result<Self::Fitness, Failure>>,
    ) {
        costs.extend(points.iter().map(|x| self.evaluate(x)));
    }

    /// Local search from `x` in place, `fitness` being its cost: the cost it ends with and the
    /// evaluations spent, at most `allowance`. Does nothing by default; a
    /// [`LocalSearch`](crate::local_search::LocalSearch) put `on` a problem does something.
    fn improve(
        &self,
        _x: &mut Point<Self>,
        fitness: Self::Fitness,
        _allowance: u64,
        _rng: &mut Stream,
    ) -> (Self::Fitness, u64) {
        (fitness, 0)
    }

    /// Whether the user's values are to fall or to rise.
    fn sense(&self) -> Sense {
        Sense::Minimize
    }

    /// What tables and charts call it.
    fn name(&self) -> &str {
        "objective"
    }

    /// The best value possible, in the user's sense, where it is known.
    fn optimum(&self) -> Option<f64> {
        None
    }
}

/// A point of a problem's space.
pub type Point<P> = <<P as Problem>::Space as Space>::Point;

/// Which way is better for the user. Inside, costs fall; this turns them back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sense {
    /// Lower values are better.
    #[default]
    Minimize,
    /// Higher values are better.
    Maximize,
}

impl Sense {
    /// From a cost to the user's value, or back.
    #[inline]
    pub fn turn(self, x: f64) -> f64 {
        match self {
            Sense::Minimize => x,
            Sense::Maximize => -x,
        }
    }
}

impl<P: Problem + ?Sized> Problem for &P {
    type Space = P::Space;
    type Fitness = P::Fitness;

    fn space(&self) -> &P::Space {
        (**self).space()
    }
    fn evaluate(&self, x: &Point<P>) -> Result<P::Fitness, Failure> {
        (**self).evaluate(x)
    }
    fn batched(&self) -> bool {
        (**self).batched()
    }
    fn evaluate_all(&self, points: &[&Point<P>], costs: &mut Vec<Result<P::Fitness, Failure>>) {
        (**self).evaluate_all(points, costs);
    }
    fn improve(
        &self,
        x: &mut Point<P>,
        fitness: P::Fitness,
        allowance: u64,
        rng: &mut Stream,
    ) -> (P::Fitness, u64) {
        (**self).improve(x, fitness, allowance, rng)
    }
    fn sense(&self) -> Sense {
        (**self).sense()
    }
    fn name(&self) -> &str {
        (**self).name()
    }
    fn optimum(&self) -> Option<f64> {
        (**self).optimum()
    }
}
