//! How an ant builds a point.

use super::Pheromone;
use crate::{
    error::{Error, require},
    problem::{Fitness, Trail},
    rng::Stream,
    swarm::{Agent, Candidate, Slot, View},
};
use serde::{Deserialize, Serialize};

/// What an ant needs of its colony.
pub trait Foraging {
    /// The trail.
    fn pheromone(&self) -> &Pheromone;

    /// The probability of taking the best choice instead of drawing one: q₀ of the Ant Colony System.
    fn greed(&self) -> f64 {
        0.0
    }
}

/// An ant. It remembers nothing from round to round: all it knows is in the pheromone.
///
/// From each row it draws one of the open columns in proportion to τ^α η^β, the random proportional
/// rule (Dorigo, Maniezzo & Colorni 1996, eq. 4); with probability [`greed`](Foraging::greed) it
/// takes the most attractive one, the pseudo-random proportional rule (Dorigo & Gambardella 1997,
/// eq. 3). O(n²) a point.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Ant {
    #[serde(skip)]
    weights: Vec<f64>,
}

impl<S: Trail, F: Fitness, C: Foraging> Agent<S, F, C> for Ant {
    fn propose(
        &mut self,
        view: &View<'_, S, F, C>,
        rng: &mut Stream,
        out: &mut Candidate<S::Point, F>,
    ) -> bool {
        let (pheromone, greed) = (view.colony.pheromone(), view.colony.greed());
        let weights = &mut self.weights;
        let mut pick = |row: usize, open: &[usize], rng: &mut Stream| {
            let attraction = pheromone.row(row);
            if greed > 0.0 && rng.unit() < greed {
                let better = |best: usize, i: usize| {
                    if attraction[open[i]] > attraction[open[best]] { i } else { best }
                };
                return (1..open.len()).fold(0, better);
            }
            weights.clear();
            weights.extend(open.iter().map(|&column| attraction[column]));
            rng.roulette(weights)
        };
        view.space.walk(&mut pick, rng, &mut out.point);
        out.slot = view.me;
        true
    }
}

/// The board is the tours of this round: a tour takes its ant's slot from the last one.
pub(super) fn record<X: Clone, F: Fitness>(board: &mut Vec<Slot<X, F>>, told: &Candidate<X, F>) {
    match board.get_mut(told.slot) {
        Some(slot) => {
            slot.point.clone_from(&told.point);
            slot.fitness = told.cost();
        }
        None => board.push(Slot { point: told.point.clone(), fitness: told.cost(), stalls: 0 }),
    }
}

/// The best slot of the board; of equals the first.
pub(super) fn best_of<X, F: Fitness>(board: &[Slot<X, F>]) -> Option<&Slot<X, F>> {
    board.iter().min_by(|a, b| a.fitness.order(&b.fitness))
}

pub(super) fn check(
    ants: usize,
    alpha: f64,
    beta: f64,
    rates: &[(&'static str, f64)],
) -> Result<(), Error> {
    require(ants > 0, "ants", ants, "at least 1")?;
    for (name, exponent) in [("alpha", alpha), ("beta", beta)] {
        require(exponent >= 0.0 && exponent.is_finite(), name, exponent, "0 or more")?;
    }
    for &(name, rate) in rates {
        require(rate > 0.0 && rate <= 1.0, name, rate, "more than 0, at most 1")?;
    }
    Ok(())
}
