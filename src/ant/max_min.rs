//! MAX–MIN Ant System (Stützle & Hoos 2000).

use super::{AntColony, Deposit, IterationTours, Pheromone};
use crate::{
    error::{Error, counted, require_positive_share, require_rounds},
    problem::{ConstructionGraph, Fitness},
    topology::{Complete, Topology},
};
use serde::{Deserialize, Serialize};

/// MAX–MIN Ant System, MMAS (Stützle & Hoos 2000, Future Generation Computer Systems 16(8)): only the
/// best ant of a round deposits, in every `best_so_far_every`-th round the best-so-far tour in its place,
/// and all pheromone is kept between limits:
///
/// τmax = deposit of the best so far / ρ (eq. 6), τmin = τmax (1 − p) / ((n / 2 − 1) p), p = 0.05^(1/n)
/// (eq. 11). After `restart_after` rounds without a better tour all pheromone is set to τmax again, and
/// until it is found again the best-so-far tour does not deposit.
///
/// # Topology
///
/// An ant deposits if none of its informants has a better tour. Default: `Complete`, the iteration-best
/// rule as published; other topologies let the best of each neighbourhood deposit and are experimental.
///
/// # Parallel rounds
///
/// As published. Pheromone starts at the τmax of the first round's best, as published ("after the first
/// iteration"). The published restart depends on the branching factor; here it depends on stagnation.
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
/// | evaporation ρ | 0.02 | (0, 1] |
/// | best so far every | 25 rounds | ≥ 1 |
/// | restart after | 250 rounds | ≥ 1 |
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let ring: Vec<(f64, f64)> = (0..12).map(|i| (f64::from(i) * 0.5236).sin_cos()).collect();
/// let tsp = Tsp::from_cities(&ring)?;
/// let outcome = MaxMinAntSystem::default().evaporation(0.1).solve(&tsp, Seed(1), Rounds(30))?;
/// assert!((outcome.best().unwrap().value - 6.2117).abs() < 1e-3); // around the circle
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "MMAS")]
pub type MaxMinAntSystem = AntColony<MaxMin>;

/// The rule of [`MaxMinAntSystem`]: the best deposits, and all levels are kept between limits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MaxMin {
    evaporation: f64,
    best_so_far_every: u64,
    restart_after: u64,
}

/// The memory of [`MaxMin`]: the best cost since the last restart.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Stagnation {
    rounds: u64,
    /// The number of rounds without a tour better than the best since the last restart, and its cost.
    stagnation: u64,
    restart_best: Option<f64>,
    /// Whether a feasible tour is known: others are then left out.
    #[serde(default)]
    feasible: bool,
}

impl Default for MaxMinAntSystem {
    fn default() -> Self {
        AntColony::new(MaxMin { evaporation: 0.02, best_so_far_every: 25, restart_after: 250 })
    }
}

impl MaxMinAntSystem {
    /// Sets the evaporation rate ρ. Default: 0.02.
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

    /// Sets the number of rounds without a better tour after which the pheromone is set to τmax again.
    /// Default: 250.
    #[must_use]
    pub fn restart_after(mut self, rounds: u64) -> Self {
        self.rule.restart_after = rounds;
        self
    }
}

impl MaxMin {
    /// Returns the limits of the levels, for a best-so-far tour that deposits `deposit`.
    fn limits(&self, deposit: f64, dimensions: usize) -> (f64, f64) {
        let most = deposit / self.evaporation;
        let n = dimensions as f64;
        let p = 0.05f64.powf(1.0 / n);
        let choices = (n / 2.0 - 1.0).max(1.0);
        ((most * (1.0 - p) / (choices * p)).min(most), most)
    }
}

impl Stagnation {
    /// Notes a tour; one better than the best since the last restart ends the stagnation.
    fn note<F: Fitness>(&mut self, tour: &F) {
        match (self.feasible, tour.is_feasible()) {
            (true, false) => return,
            (false, true) => (self.feasible, self.restart_best) = (true, None),
            _ => {}
        }
        let cost = tour.scalar();
        if cost < self.restart_best.unwrap_or(f64::INFINITY) {
            (self.restart_best, self.stagnation) = (Some(cost), 0);
        }
    }

    /// Returns whether the stagnation has reached `restart_after`, and if so resets it.
    fn is_stuck(&mut self, restart_after: u64) -> bool {
        let stuck = self.stagnation >= restart_after;
        if stuck {
            (self.restart_best, self.stagnation) = (None, 0);
        }
        stuck
    }
}

impl Deposit for MaxMin {
    const NAME: &'static str = "MAX–MIN Ant System";

    type Memory = Stagnation;

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Complete)
    }
    fn check(&self) -> Result<(), Error> {
        require_positive_share("evaporation", self.evaporation)?;
        let rounds = self.best_so_far_every;
        require_rounds("best_so_far_every", rounds)?;
        require_rounds("restart_after", self.restart_after)
    }
    fn check_memory(&self, seen: &Stagnation, _: usize) -> Result<(), Error> {
        counted("rounds of deposits", seen.rounds)?;
        counted("stalled rounds", seen.stagnation)
    }
    fn welcome<F: Fitness>(&self, seen: &mut Stagnation, best: &F) {
        seen.note(best);
    }
    fn update<S: ConstructionGraph, F: Fitness>(
        &self,
        seen: &mut Stagnation,
        pheromone: &mut Pheromone,
        harvest: &IterationTours<'_, S, F>,
    ) {
        let IterationTours { space, tours, best, .. } = harvest;
        let deposit = pheromone.deposit_of(&best.fitness);
        let (least, most) = self.limits(deposit, space.dimensions());
        (seen.rounds, seen.stagnation) = (seen.rounds + 1, seen.stagnation + 1);
        tours.iter().for_each(|tour| seen.note(&tour.fitness));
        if seen.is_stuck(self.restart_after) || harvest.first {
            pheromone.fill(most);
        }
        pheromone.evaporate(self.evaporation);
        // After a restart the best-so-far tour would lead the pheromone back to where it was.
        let recent = seen.restart_best.is_some_and(|cost| cost <= best.fitness.scalar());
        if seen.rounds.is_multiple_of(self.best_so_far_every) && recent {
            pheromone.deposit(*space, &best.point, deposit);
        } else {
            for tour in harvest.unbeaten.iter().map(|&i| &tours[i]) {
                pheromone.deposit(*space, &tour.point, pheromone.deposit_of(&tour.fitness));
            }
        }
        pheromone.clamp(least, most);
    }
}
