//! The medium of a covariance swarm, and its update after a round.

use super::{convergence::Convergence, distribution::Distribution, fold::unfold, rates::Rates};
use crate::{
    problem::{Bounded, Fitness},
    swarm::{Board, Context},
    topology::Wiring,
};
use serde::{Deserialize, Serialize};

/// The medium of a covariance swarm: what the agents have learnt about the landscape.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Learned {
    pub(super) distribution: Option<Distribution>,
    pub(super) convergence: Convergence,
    /// The best of another swarm, which agent 0 proposes in the next round.
    pub(super) guest: Option<Vec<f64>>,
    #[serde(skip)]
    pub(super) rates: Rates,
    #[serde(skip)]
    scratch: Scratch,
}

/// The scratch memory of a round.
#[derive(Clone, Debug, Default)]
struct Scratch {
    steps: Vec<f64>,
    weights: Vec<f64>,
    rest: Vec<f64>,
}

impl Learned {
    /// Writes the weight of each slot, which depends on its rank among itself and its informants.
    fn weigh<X, F: Fitness>(&mut self, board: &Board<X, F>, wiring: &Wiring) {
        let last = self.rates.weights.len() - 1;
        let weights = &mut self.scratch.weights;
        weights.clear();
        weights.extend((0..board.len()).map(|i| {
            let rank = board.rank(i, wiring);
            self.rates.weights[rank * last / wiring.degree(i).max(1)]
        }));
        if !wiring.is_complete() {
            let good: f64 = weights.iter().filter(|w| **w > 0.0).sum();
            weights.iter_mut().for_each(|w| *w /= good);
        }
    }

    /// Moves the distribution to where the better points of a round are.
    pub(super) fn update<S: Bounded, F: Fitness>(
        &mut self,
        board: &Board<Vec<f64>, F>,
        context: &Context<'_, S, F>,
    ) {
        self.weigh(board, context.wiring);
        let Learned { distribution, convergence, guest, rates, scratch } = self;
        let Some(distribution) = distribution else { return };
        let (space, n) = (context.space, context.space.dimensions());
        let Scratch { steps, weights, rest } = scratch;
        steps.clear();
        board.iter().for_each(|slot| steps.extend(unfolded(space, &slot.point)));
        distribution.to_steps(steps);
        if guest.take().is_some() {
            distribution.shorten(&mut steps[..n]);
        }
        distribution.learn(rates, steps, weights, rest);
        convergence.note(&board[board.best()].fitness, n, board.len());
        convergence.over |= distribution.is_exhausted();
    }
}

/// Returns the place of a point in the unit cube before it was folded at the bounds.
pub(super) fn unfolded<S: Bounded>(space: &S, point: &[f64]) -> impl Iterator<Item = f64> {
    point.iter().enumerate().map(|(j, x)| unfold(space.share(j, *x)))
}
