//! Best–worst Ant System (Cordón, Fernández de Viana, Herrera & Moreno 2000).

use super::{AntColony, Deposit, IterationTours, Pheromone};
use crate::{
    error::{Error, require_not_negative, require_positive_share, require_share, sound},
    problem::{ConstructionGraph, Fitness},
    topology::{Isolated, Topology},
};
use serde::{Deserialize, Serialize};

/// Best–worst Ant System (Cordón, Fernández de Viana, Herrera & Moreno 2000, ANTS 2000): after each
/// round
///
/// 1. all pheromone evaporates, τ ← (1 − ρ) τ, and only the best-so-far tour deposits;
/// 2. on the choices that the worst tour of the round makes and the best-so-far tour does not,
///    pheromone evaporates again;
/// 3. if these two tours differ in less than `restart_below` of their choices, all pheromone is reset
///    to the first level; otherwise each row is mutated with probability `mutation`: one of its levels,
///    at random, rises or falls by σ · progress · mean level of the best-so-far tour. Progress is that
///    since the last restart, as a share of what was left then. No level falls below 0.
///
/// # Topology
///
/// It has no effect: ants communicate through the pheromone alone.
///
/// # Parallel rounds
///
/// As published. The first level, published as 1 / (n · nearest-neighbour tour), is 1 / n of the deposit
/// of the first round's best. Progress is that of the stop criterion: without a budget nothing mutates.
/// A mutation changes one cell, and not its mirror image.
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
/// | ants | 25 | ≥ 1 |
/// | α, β | 1, 2 | ≥ 0 |
/// | evaporation ρ | 0.2 | (0, 1] |
/// | mutation probability | 0.3 | [0, 1] |
/// | mutation strength σ | 4 | ≥ 0 |
/// | restart below | 0.05 | [0, 1] |
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let ring: Vec<(f64, f64)> = (0..12).map(|i| (f64::from(i) * 0.5236).sin_cos()).collect();
/// let tsp = Tsp::from_cities(&ring)?;
/// let outcome = BestWorstAntSystem::default().solve(&tsp, Seed(1), Rounds(50))?;
/// assert!((outcome.best().unwrap().value - 6.2117).abs() < 1e-3); // around the circle
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "BWAS")]
pub type BestWorstAntSystem = AntColony<BestWorst>;

/// The rule of [`BestWorstAntSystem`]: the best-so-far tour deposits, pheromone evaporates along the
/// worst of the round, and levels mutate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BestWorst {
    evaporation: f64,
    mutation: f64,
    strength: f64,
    restart_below: f64,
}

/// The memory of [`BestWorst`]: the last reset of the pheromone.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Restarted {
    /// The progress of the run at the last restart.
    at: f64,
    #[serde(skip)]
    best: Vec<u32>,
    #[serde(skip)]
    worst: Vec<u32>,
}

impl Default for BestWorstAntSystem {
    fn default() -> Self {
        AntColony::new(BestWorst {
            evaporation: 0.2,
            mutation: 0.3,
            strength: 4.0,
            restart_below: 0.05,
        })
        .ants(25)
    }
}

impl BestWorstAntSystem {
    /// Sets the evaporation rate ρ. Default: 0.2.
    #[must_use]
    pub fn evaporation(mut self, rate: f64) -> Self {
        self.rule.evaporation = rate;
        self
    }

    /// Sets the probability that a row is mutated, and the strength σ. Default: 0.3, 4.
    #[must_use]
    pub fn mutation(mut self, probability: f64, strength: f64) -> Self {
        (self.rule.mutation, self.rule.strength) = (probability, strength);
        self
    }

    /// Sets the share of different choices between the best-so-far and the worst tour below which the
    /// pheromone is reset. Default: 0.05.
    #[must_use]
    pub fn restart_below(mut self, share: f64) -> Self {
        self.rule.restart_below = share;
        self
    }
}

impl BestWorst {
    fn mutate<S: ConstructionGraph, F: Fitness>(
        &self,
        seen: &Restarted,
        pheromone: &mut Pheromone,
        harvest: &IterationTours<'_, S, F>,
    ) {
        let mean = seen.best.iter().map(|&cell| pheromone.levels()[cell as usize]).sum::<f64>()
            / seen.best.len().max(1) as f64;
        let since = harvest.progress - seen.at;
        let step = self.strength * mean * since / (1.0 - seen.at).max(f64::EPSILON);
        let (width, mut rng) = (pheromone.width(), harvest.stream());
        if !(step > 0.0 && step.is_finite()) || width == 0 {
            return;
        }
        for first in (0..pheromone.levels().len()).step_by(width) {
            if rng.unit() < self.mutation {
                let cell = first + rng.below(width);
                let step = if rng.unit() < 0.5 { step } else { -step };
                pheromone.change_at(cell, |level| (level + step).max(0.0));
            }
        }
    }
}

impl Deposit for BestWorst {
    const NAME: &'static str = "best–worst Ant System";

    type Memory = Restarted;

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Isolated)
    }
    fn check(&self) -> Result<(), Error> {
        require_positive_share("evaporation", self.evaporation)?;
        for (name, share) in [("mutation", self.mutation), ("restart_below", self.restart_below)] {
            require_share(name, share)?;
        }
        let strength = self.strength;
        require_not_negative("strength", strength)?;
        Ok(())
    }
    fn schedule(&self) -> Option<&'static str> {
        (self.mutation > 0.0 && self.strength > 0.0).then_some("mutation")
    }
    fn check_memory(&self, seen: &Restarted, _: usize) -> Result<(), Error> {
        sound((0.0..=1.0).contains(&seen.at), "a restart from 0 to 1", seen.at)
    }
    fn update<S: ConstructionGraph, F: Fitness>(
        &self,
        seen: &mut Restarted,
        pheromone: &mut Pheromone,
        harvest: &IterationTours<'_, S, F>,
    ) {
        let IterationTours { space, tours, best, .. } = harvest;
        let base = 1.0 / space.dimensions() as f64;
        if harvest.first {
            pheromone.fill(base);
        }
        pheromone.evaporate(self.evaporation);
        pheromone.deposit(*space, &best.point, pheromone.deposit_of(&best.fitness));
        let Some(worst) = tours.iter().max_by(|a, b| a.fitness.order(&b.fitness)) else { return };
        pheromone.cells(*space, &best.point, &mut seen.best);
        pheromone.cells(*space, &worst.point, &mut seen.worst);
        seen.best.sort_unstable();
        let all = seen.worst.len() as f64;
        let Restarted { best: own, worst, .. } = seen;
        worst.retain(|cell| own.binary_search(cell).is_err());
        for &cell in &seen.worst {
            pheromone.change_at(cell as usize, |level| (1.0 - self.evaporation) * level);
        }
        if (seen.worst.len() as f64) < self.restart_below * all {
            pheromone.fill(base);
            seen.at = harvest.progress;
        } else {
            self.mutate(seen, pheromone, harvest);
        }
    }
}
