//! Ant System (Dorigo, Maniezzo & Colorni 1996).

use super::{AntColony, Deposit, IterationTours, Pheromone};
use crate::{
    error::{Error, require_not_negative, require_positive_share},
    problem::{ConstructionGraph, Fitness},
    topology::{Isolated, Topology},
};
use serde::{Deserialize, Serialize};

/// Ant System, the first ant colony (Dorigo, Maniezzo & Colorni 1996, IEEE SMC-B 26(1); the *ant
/// cycle* variant, eqs. 1 to 4): after each round the pheromone evaporates, τ ← (1 − ρ) τ, and ants
/// deposit an amount in proportion to 1 / cost on their choices. With `elite(e)` the best-so-far tour
/// also deposits e times (their elitist strategy).
///
/// # Topology
///
/// An ant deposits if none of its informants has a better tour. Default: `Isolated`, Ant System as
/// published: all deposit. With `Complete` only the best of the round deposits, with a ring the best of
/// each neighbourhood; topologies between are experimental.
///
/// # Parallel rounds
///
/// As published: the ants of the original do not see each other's tours before the end of the round
/// either. The first level, published as 1 / (ρ · nearest-neighbour tour), is taken from the best of
/// the first round instead, which is the same for every choice in that round.
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
/// | evaporation ρ | 0.5 | (0, 1] |
/// | elite | 0 | ≥ 0 |
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let ring: Vec<(f64, f64)> = (0..12).map(|i| (f64::from(i) * 0.5236).sin_cos()).collect();
/// let tsp = Tsp::from_cities(&ring)?;
/// let outcome = AntSystem::default().solve(&tsp, Seed(1), Rounds(30))?;
/// assert!((outcome.best().unwrap().value - 6.2117).abs() < 1e-3); // around the circle
/// # Ok::<(), swarmopt::Error>(())
/// ```
pub type AntSystem = AntColony<AntCycle>;

/// The rule of [`AntSystem`]: all pheromone evaporates, and every ant that no informant beats deposits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AntCycle {
    evaporation: f64,
    elite: f64,
}

impl Default for AntSystem {
    fn default() -> Self {
        AntColony::new(AntCycle { evaporation: 0.5, elite: 0.0 })
    }
}

impl AntSystem {
    /// Sets the evaporation rate ρ. Default: 0.5.
    #[must_use]
    pub fn evaporation(mut self, rate: f64) -> Self {
        self.rule.evaporation = rate;
        self
    }

    /// Sets the number of times the best-so-far tour deposits after each round. Default: 0.
    #[must_use]
    pub fn elite(mut self, weight: f64) -> Self {
        self.rule.elite = weight;
        self
    }
}

impl Deposit for AntCycle {
    const NAME: &'static str = "Ant System";

    type Memory = ();

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Isolated)
    }
    fn check(&self) -> Result<(), Error> {
        require_not_negative("elite", self.elite)?;
        require_positive_share("evaporation", self.evaporation)
    }
    fn update<S: ConstructionGraph, F: Fitness>(
        &self,
        (): &mut (),
        pheromone: &mut Pheromone,
        harvest: &IterationTours<'_, S, F>,
    ) {
        if harvest.first {
            pheromone.fill(1.0 / self.evaporation);
        }
        pheromone.evaporate(self.evaporation);
        for tour in harvest.unbeaten.iter().map(|&i| &harvest.tours[i]) {
            pheromone.deposit(harvest.space, &tour.point, pheromone.deposit_of(&tour.fitness));
        }
        if self.elite > 0.0 {
            let amount = self.elite * pheromone.deposit_of(&harvest.best.fitness);
            pheromone.deposit(harvest.space, &harvest.best.point, amount);
        }
    }
}
