//! Population-based ant colony optimisation (Guntsch & Middendorf 2002).

use super::{AntColony, Deposit, IterationTours, Pheromone};
use crate::{
    error::{Error, require, require_share, sound},
    problem::{ConstructionGraph, Fitness},
    topology::{Complete, Topology},
};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Population-based ant colony optimisation, P-ACO (Guntsch & Middendorf 2002, EvoWorkshops 2002, LNCS
/// 2279; the FIFO queue, called *age* elsewhere): pheromone is a function of a population of k tours.
/// In each round the best tour enters, and once there are k of them the oldest leaves. A choice has the
/// level τ₀ + m (τmax − τ₀) / k if m tours of the population make it; nothing evaporates. Ants are
/// greedy with probability q₀, as in the Ant Colony System.
///
/// # Topology
///
/// A tour enters if none of its ant's informants has a better one. Default: `Complete`, the method as
/// published. With other topologies the bests of the neighbourhoods enter, in the order of the ants
/// (experimental).
///
/// # Parallel rounds
///
/// As published. τ₀, published as 1 / (n − 1), is one over the number of candidates, so that a row adds
/// up to 1 as there. A guest from another swarm guides for one round.
///
/// # Cost
///
/// O(ants · n · c) per round to build, with c candidates per row: 16 neighbours of a city, or all n
/// columns; O(n · (c + k)) to update. One evaluation per ant.
///
/// # Parameters
///
/// | parameter | default | range |
/// |---|---|---|
/// | ants | 10 | ≥ 1 |
/// | α, β | 1, 5 | ≥ 0 |
/// | population k | 5 | ≥ 1 |
/// | highest level τmax | 3 | ≥ 1 |
/// | greed q₀ | 0.9 | [0, 1] |
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let ring: Vec<(f64, f64)> = (0..12).map(|i| (f64::from(i) * 0.5236).sin_cos()).collect();
/// let tsp = Tsp::from_cities(&ring)?;
/// let outcome = PopulationAntColony::default().solve(&tsp, Seed(1), Rounds(50))?;
/// assert!((outcome.best().unwrap().value - 6.2117).abs() < 1e-3); // around the circle
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "P-ACO")]
#[doc(alias = "PACO")]
pub type PopulationAntColony = AntColony<PopulationBased>;

/// The rule of [`PopulationAntColony`]: a queue of tours determines the pheromone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PopulationBased {
    size: usize,
    most: f64,
    greed: f64,
}

/// The memory of [`PopulationBased`]: the tours of the population.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Queue {
    /// The cells of the tours, oldest first.
    tours: VecDeque<Vec<u32>>,
}

impl Default for PopulationAntColony {
    fn default() -> Self {
        let rule = PopulationBased { size: 5, most: 3.0, greed: 0.9 };
        AntColony::new(rule).ants(10).exponents(1.0, 5.0)
    }
}

impl PopulationAntColony {
    /// Sets the number of tours in the population. Default: 5.
    #[must_use]
    pub fn population(mut self, tours: usize) -> Self {
        self.rule.size = tours;
        self
    }

    /// Sets the level τmax of a choice that all tours of a full population make. Default: 3.
    #[must_use]
    pub fn highest_level(mut self, level: f64) -> Self {
        self.rule.most = level;
        self
    }

    /// Sets the probability q₀ of the most attractive choice. Default: 0.9.
    #[must_use]
    pub fn greed(mut self, q0: f64) -> Self {
        self.rule.greed = q0;
        self
    }
}

impl Deposit for PopulationBased {
    const NAME: &'static str = "population-based ant colony";

    type Memory = Queue;

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Complete)
    }
    fn check(&self) -> Result<(), Error> {
        require_share("greed", self.greed)?;
        let (size, most) = (self.size, self.most);
        require((1..=10_000).contains(&size), "population", size, "1 to 10000")?;
        require((1.0..=1e9).contains(&most), "highest_level", most, "1 to 1e9")
    }
    fn check_memory(&self, queue: &Queue, cells: usize) -> Result<(), Error> {
        let (size, tours) = (self.size, queue.tours.len());
        sound(tours <= size, format_args!("a population of at most {size}"), tours)?;
        let last = queue.tours.iter().flatten().max().map_or(0, |cell| *cell as usize);
        sound(last < cells.max(1), format_args!("cells below {cells}"), last)
    }
    fn greed(&self) -> f64 {
        self.greed
    }
    fn update<S: ConstructionGraph, F: Fitness>(
        &self,
        queue: &mut Queue,
        pheromone: &mut Pheromone,
        harvest: &IterationTours<'_, S, F>,
    ) {
        for tour in harvest.unbeaten.iter().map(|&i| &harvest.tours[i]) {
            let oldest = if queue.tours.len() < self.size { None } else { queue.tours.pop_front() };
            let mut cells = oldest.unwrap_or_default();
            pheromone.cells(harvest.space, &tour.point, &mut cells);
            queue.tours.push_back(cells);
        }
        let base = 1.0 / pheromone.width().max(1) as f64;
        let share = (self.most - base) / self.size as f64;
        pheromone.fill(base);
        for &cell in queue.tours.iter().flatten() {
            pheromone.change_at(cell as usize, |level| level + share);
        }
    }
}
