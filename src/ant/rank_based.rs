//! Rank-based Ant System (Bullnheimer, Hartl & Strauss 1999).

use super::{AntColony, Deposit, IterationTours, Pheromone};
use crate::{
    error::{Error, require, require_positive_share},
    problem::{ConstructionGraph, Fitness},
    topology::{Isolated, Topology},
};
use serde::{Deserialize, Serialize};

/// Rank-based Ant System (Bullnheimer, Hartl & Strauss 1999, Central European Journal for Operations
/// Research and Economics 7(1)): after each round all pheromone evaporates, τ ← (1 − ρ) τ; then the
/// σ − 1 best ants of the round deposit, the ant of rank r with the weight σ − r, and the best-so-far
/// tour with the weight σ.
///
/// # Topology
///
/// An ant is ranked if none of its informants has a better tour. Default: `Isolated`, the method as
/// published: all are ranked. With a ring the bests of the neighbourhoods are (experimental).
///
/// # Parallel rounds
///
/// As published. The first level is σ (σ − 1) / (2 ρ) deposits of the first round's best, as Dorigo &
/// Stützle (2004, Ant Colony Optimization, MIT Press, box 3.1) advise with the nearest-neighbour tour;
/// the defaults of ρ and σ are theirs, too; the authors took ρ = 0.5.
///
/// # Cost
///
/// O(ants · n · k) per round to build and O(n · k) to evaporate, with k candidates per row: 16
/// neighbours of a city, or all n columns. One evaluation per ant.
///
/// # Parameters
///
/// | parameter | default | range |
/// |---|---|---|
/// | ants | one a city or item | ≥ 1 |
/// | α, β | 1, 2 | ≥ 0 |
/// | evaporation ρ | 0.1 | (0, 1] |
/// | ranks σ | 6 | ≥ 1 |
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let ring: Vec<(f64, f64)> = (0..12).map(|i| (f64::from(i) * 0.5236).sin_cos()).collect();
/// let tsp = Tsp::from_cities(&ring)?;
/// let outcome = RankBasedAntSystem::default().solve(&tsp, Seed(1), Rounds(50))?;
/// assert!((outcome.best().unwrap().value - 6.2117).abs() < 1e-3); // around the circle
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "ASrank")]
pub type RankBasedAntSystem = AntColony<RankBased>;

/// The rule of [`RankBasedAntSystem`]: the best ants deposit by rank, and the best-so-far tour most.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RankBased {
    evaporation: f64,
    ranks: usize,
}

/// The scratch memory of [`RankBased`]: the ants of a round in the order of their ranks.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Ranks(#[serde(skip)] Vec<usize>);

impl Default for RankBasedAntSystem {
    fn default() -> Self {
        AntColony::new(RankBased { evaporation: 0.1, ranks: 6 })
    }
}

impl RankBasedAntSystem {
    /// Sets the evaporation rate ρ. Default: 0.1.
    #[must_use]
    pub fn evaporation(mut self, rate: f64) -> Self {
        self.rule.evaporation = rate;
        self
    }

    /// Sets the weight σ of the best-so-far tour; σ − 1 ants of a round deposit. Default: 6.
    #[must_use]
    pub fn ranks(mut self, sigma: usize) -> Self {
        self.rule.ranks = sigma;
        self
    }
}

impl Deposit for RankBased {
    const NAME: &'static str = "rank-based Ant System";

    type Memory = Ranks;

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Isolated)
    }
    fn check(&self) -> Result<(), Error> {
        require(self.ranks > 0, "ranks", self.ranks, "at least 1")?;
        require_positive_share("evaporation", self.evaporation)
    }
    fn update<S: ConstructionGraph, F: Fitness>(
        &self,
        Ranks(ranking): &mut Ranks,
        pheromone: &mut Pheromone,
        harvest: &IterationTours<'_, S, F>,
    ) {
        let IterationTours { space, tours, best, .. } = harvest;
        let sigma = self.ranks as f64;
        if harvest.first {
            pheromone.fill((sigma * (sigma - 1.0) / 2.0).max(1.0) / self.evaporation);
        }
        pheromone.evaporate(self.evaporation);
        ranking.clear();
        ranking.extend_from_slice(harvest.unbeaten);
        let order = |a: &usize, b: &usize| tours[*a].fitness.order(&tours[*b].fitness);
        ranking.sort_unstable_by(|a, b| order(a, b).then(a.cmp(b)));
        for (rank, tour) in (1..self.ranks).zip(ranking.iter().map(|&i| &tours[i])) {
            let weight = (self.ranks - rank) as f64;
            pheromone.deposit(*space, &tour.point, weight * pheromone.deposit_of(&tour.fitness));
        }
        pheromone.deposit(*space, &best.point, sigma * pheromone.deposit_of(&best.fitness));
    }
}
