//! How an ant builds a point.

use super::{AntColony, Deposit};
use crate::{
    problem::{Fitness, Trail},
    rng::Stream,
    swarm::{Agent, Candidate, View},
};
use serde::{Deserialize, Serialize};

/// An ant. It remembers nothing from round to round: all it knows is in the pheromone.
///
/// From each row it draws one of the open columns in proportion to τ^α η^β, the random proportional
/// rule (Dorigo, Maniezzo & Colorni 1996, eq. 4); with probability [`greed`](Deposit::greed) it takes
/// the most attractive one, the pseudo-random proportional rule (Dorigo & Gambardella 1997, eq. 3).
/// O(n²) a point.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Ant {
    #[serde(skip)]
    weights: Vec<f64>,
}

impl<S: Trail, F: Fitness, D: Deposit> Agent<S, F, AntColony<D>> for Ant {
    fn propose(
        &mut self,
        view: &View<'_, S, F, AntColony<D>>,
        rng: &mut Stream,
        out: &mut Candidate<S::Point, F>,
    ) -> bool {
        let (pheromone, greed) = (view.colony.pheromone(), view.colony.rule().greed());
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
