//! Ant Colony System (Dorigo & Gambardella 1997).

use super::{AntColony, Deposit, IterationTours, Pheromone};
use crate::{
    error::{Error, require_positive_share, require_share},
    problem::{ConstructionGraph, Fitness},
    topology::{Isolated, Topology},
};
use serde::{Deserialize, Serialize};

/// Ant Colony System, ACS (Dorigo & Gambardella 1997, IEEE TEC 1(1)): ants are greedy with probability
/// q₀ (eq. 3); pheromone evaporates along each ant's tour, τ ← (1 − ξ) τ + ξ τ₀ (eq. 5), which makes
/// the next ant explore elsewhere; after the round only the best-so-far tour deposits, and only on its
/// own choices, τ ← (1 − ρ) τ + ρ · deposit (eq. 4).
///
/// # Topology
///
/// It has no effect: ants communicate through the pheromone alone.
///
/// # Parallel rounds
///
/// In the original, pheromone evaporates from each edge as an ant crosses it, so ants of the same round
/// already avoid each other. Here all ants of a round see the same pheromone, and their local updates
/// follow at the end of the round, in agent order. τ₀, published as 1 / (n · nearest-neighbour tour),
/// is 1 / n of the deposit of the first round's best.
///
/// # Cost
///
/// O(ants · n · k) per round to build and to update, with k candidates per row: 16 neighbours of a
/// city, or all n columns. One evaluation per ant.
///
/// # Parameters
///
/// | parameter | default | range |
/// |---|---|---|
/// | ants | 10 | ≥ 1 |
/// | α, β | 1, 2 | ≥ 0 |
/// | greed q₀ | 0.9 | [0, 1] |
/// | evaporation ρ | 0.1 | (0, 1] |
/// | local evaporation ξ | 0.1 | (0, 1] |
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let ring: Vec<(f64, f64)> = (0..12).map(|i| (f64::from(i) * 0.5236).sin_cos()).collect();
/// let tsp = Tsp::from_cities(&ring)?;
/// let outcome = AntColonySystem::default().solve(&tsp, Seed(1), Rounds(50))?;
/// assert!((outcome.best().unwrap().value - 6.2117).abs() < 1e-3); // around the circle
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "ACS")]
pub type AntColonySystem = AntColony<LocalAndGlobalUpdate>;

/// The rule of [`AntColonySystem`]: pheromone evaporates along every tour, and the best-so-far tour
/// deposits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LocalAndGlobalUpdate {
    greed: f64,
    evaporation: f64,
    local_evaporation: f64,
}

impl Default for AntColonySystem {
    fn default() -> Self {
        AntColony::new(LocalAndGlobalUpdate {
            greed: 0.9,
            evaporation: 0.1,
            local_evaporation: 0.1,
        })
        .ants(10)
    }
}

impl AntColonySystem {
    /// Sets the probability q₀ of the most attractive choice. Default: 0.9.
    #[must_use]
    pub fn greed(mut self, q0: f64) -> Self {
        self.rule.greed = q0;
        self
    }

    /// Sets the evaporation rate ρ on the best-so-far tour and the local one, ξ, on every ant's tour. Default:
    /// 0.1, 0.1.
    #[must_use]
    pub fn rates(mut self, evaporation: f64, local_evaporation: f64) -> Self {
        (self.rule.evaporation, self.rule.local_evaporation) = (evaporation, local_evaporation);
        self
    }
}

impl Deposit for LocalAndGlobalUpdate {
    const NAME: &'static str = "Ant Colony System";

    type Memory = ();

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Isolated)
    }
    fn check(&self) -> Result<(), Error> {
        require_share("greed", self.greed)?;
        require_positive_share("evaporation", self.evaporation)?;
        require_positive_share("local_evaporation", self.local_evaporation)
    }
    fn greed(&self) -> f64 {
        self.greed
    }
    fn update<S: ConstructionGraph, F: Fitness>(
        &self,
        (): &mut (),
        pheromone: &mut Pheromone,
        harvest: &IterationTours<'_, S, F>,
    ) {
        let base = 1.0 / harvest.space.dimensions() as f64;
        if harvest.first {
            pheromone.fill(base);
        }
        for tour in harvest.tours {
            pheromone.pull(harvest.space, &tour.point, self.local_evaporation, base);
        }
        let deposit = pheromone.deposit_of(&harvest.best.fitness);
        pheromone.pull(harvest.space, &harvest.best.point, self.evaporation, deposit);
    }
}
