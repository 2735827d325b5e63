//! MAX–MIN Ant System in the hyper-cube framework (Blum & Dorigo 2004).

use super::{AntColony, Deposit, IterationTours, Pheromone};
use crate::{
    error::{Error, require_positive_share, require_rounds},
    problem::{ConstructionGraph, Fitness},
    topology::{Complete, Topology},
};
use serde::{Deserialize, Serialize};

/// MAX–MIN Ant System in the hyper-cube framework (Blum & Dorigo 2004, IEEE SMC-B 34(2)): the deposit
/// of a round is divided among the ants that deposit, so that the levels are a point of the hyper-cube
/// [0, 1]ᵈ, and each round moves it towards the mean of their tours, which are corners of it:
///
/// τ ← (1 − ρ) τ + ρ Σ w(s) δ(s), w(s) = F(s) / Σ F, F = 1 / cost,
///
/// δ being 1 on the choices of a tour and 0 elsewhere. The variant is this: the best of the round
/// deposits, in every `best_so_far_every`-th round the best-so-far tour in its place, as in MAX–MIN Ant
/// System (Stützle & Hoos 2000); levels start at ½ and are kept in [0.001, 0.999], as in Blum 2005
/// (Computers & Operations Research 32(6)), which also gives ρ. Blum's weights that change with the
/// convergence factor are not used: levels of a tour problem are low from the start, and the factor
/// would take them for converged.
///
/// # Topology
///
/// An ant deposits if none of its informants has a better tour. Default: `Complete`, the variant above.
/// With `Isolated` all ants deposit, which is Ant System in the framework; with others the best of each
/// neighbourhood (experimental).
///
/// # Parallel rounds
///
/// As published.
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
/// | rate ρ | 0.1 | (0, 1] |
/// | best so far every | 25 rounds | ≥ 1 |
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let ring: Vec<(f64, f64)> = (0..12).map(|i| (f64::from(i) * 0.5236).sin_cos()).collect();
/// let tsp = Tsp::from_cities(&ring)?;
/// let outcome = HyperCubeAntSystem::default().solve(&tsp, Seed(1), Rounds(50))?;
/// assert!((outcome.best().unwrap().value - 6.2117).abs() < 1e-3); // around the circle
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "HCF")]
pub type HyperCubeAntSystem = AntColony<HyperCube>;

/// The rule of [`HyperCubeAntSystem`]: levels move towards the mean of the tours that deposit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HyperCube {
    evaporation: f64,
    best_so_far_every: u64,
}

/// The limits of the levels.
const LIMITS: (f64, f64) = (0.001, 0.999);

impl Default for HyperCubeAntSystem {
    fn default() -> Self {
        AntColony::new(HyperCube { evaporation: 0.1, best_so_far_every: 25 })
    }
}

impl HyperCubeAntSystem {
    /// Sets the evaporation rate ρ. Default: 0.1.
    #[must_use]
    pub fn evaporation(mut self, rate: f64) -> Self {
        self.rule.evaporation = rate;
        self
    }

    /// Sets the interval, in rounds, at which the best-so-far tour deposits in place of the best of the
    /// round. Default: 25.
    #[must_use]
    pub fn best_so_far_every(mut self, rounds: u64) -> Self {
        self.rule.best_so_far_every = rounds;
        self
    }
}

impl Deposit for HyperCube {
    const NAME: &'static str = "hyper-cube Ant System";

    type Memory = ();

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Complete)
    }
    fn check(&self) -> Result<(), Error> {
        let rounds = self.best_so_far_every;
        require_rounds("best_so_far_every", rounds)?;
        require_positive_share("evaporation", self.evaporation)
    }
    fn update<S: ConstructionGraph, F: Fitness>(
        &self,
        (): &mut (),
        pheromone: &mut Pheromone,
        harvest: &IterationTours<'_, S, F>,
    ) {
        let IterationTours { space, tours, best, .. } = harvest;
        if harvest.first {
            pheromone.fill(0.5);
        }
        pheromone.evaporate(self.evaporation);
        let chosen = harvest.unbeaten.iter().map(|&i| &tours[i]);
        let total: f64 = chosen.clone().map(|tour| pheromone.deposit_of(&tour.fitness)).sum();
        // Where no tour of the round has a finite cost, the best-so-far tour deposits.
        if harvest.round.is_multiple_of(self.best_so_far_every) || total <= 0.0 {
            pheromone.deposit(*space, &best.point, self.evaporation);
        } else {
            for tour in chosen {
                let weight = pheromone.deposit_of(&tour.fitness) / total;
                pheromone.deposit(*space, &tour.point, self.evaporation * weight);
            }
        }
        pheromone.clamp(LIMITS.0, LIMITS.1);
    }
}
