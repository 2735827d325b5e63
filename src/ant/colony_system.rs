//! Ant Colony System (Dorigo & Gambardella 1997).

use super::{
    Ant, Foraging, Pheromone,
    construction::{best_of, check, record},
};
use crate::{
    error::{Error, require},
    problem::{Fitness, Trail},
    rng::Stream,
    swarm::{Around, Candidate, Colony, Method, Slot},
    topology::{Isolated, Topology},
};
use serde::{Deserialize, Serialize};

/// Ant Colony System (Dorigo & Gambardella 1997, IEEE TEC 1(1)): ants are greedy with probability
/// q₀ (eq. 3); each wears off the trail it walks, τ ← (1 − ξ) τ + ξ τ₀ (eq. 5), which makes the next
/// one look elsewhere; after the round only the best tour ever deposits, and only on its own choices,
/// τ ← (1 − ρ) τ + ρ · deposit (eq. 4).
///
/// **Parallel rounds.** In the original an ant wears off each edge as it crosses it, so ants of the
/// same round already avoid each other. Here all ants of a round see the same trail, and it is worn
/// off by all of them when the round is over, in agent order. τ₀, published as 1 / (n ·
/// nearest-neighbour tour), is 1 / n of the deposit of the first round's best.
///
/// **Topology.** It plays no part: ants speak through the pheromone alone.
///
/// Cost of a round: O(ants · n²) to build, O(ants · n) to update; as many evaluations as ants.
///
/// | parameter | default | range |
/// |---|---|---|
/// | ants | 10 | ≥ 1 |
/// | β | 2 | ≥ 0 |
/// | greed q₀ | 0.9 | [0, 1] |
/// | evaporation ρ | 0.1 | (0, 1] |
/// | wear ξ | 0.1 | (0, 1] |
///
/// ```
/// use swarmopt::prelude::*;
/// let ring: Vec<(f64, f64)> = (0..12).map(|i| (f64::from(i) * 0.5236).sin_cos()).collect();
/// let tsp = Tsp::from_cities(&ring)?;
/// let outcome = AntColonySystem::default().solve(&tsp, Seed(1), Rounds(50))?;
/// assert!((outcome.best().unwrap().value - 6.2117).abs() < 1e-3); // around the circle
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AntColonySystem {
    ants: usize,
    beta: f64,
    greed: f64,
    evaporation: f64,
    wear: f64,
    pheromone: Pheromone,
}

impl Default for AntColonySystem {
    fn default() -> Self {
        let pheromone = Pheromone::default();
        AntColonySystem { ants: 10, beta: 2.0, greed: 0.9, evaporation: 0.1, wear: 0.1, pheromone }
    }
}

impl AntColonySystem {
    /// How many ants.
    #[must_use]
    pub fn ants(mut self, ants: usize) -> Self {
        self.ants = ants;
        self
    }

    /// The exponent β of heuristic desirability.
    #[must_use]
    pub fn exponent(mut self, beta: f64) -> Self {
        self.beta = beta;
        self
    }

    /// The probability q₀ of the best choice.
    #[must_use]
    pub fn greed(mut self, q0: f64) -> Self {
        self.greed = q0;
        self
    }

    /// The evaporation rate ρ on the best tour, and the wear rate ξ on all.
    #[must_use]
    pub fn rates(mut self, evaporation: f64, wear: f64) -> Self {
        (self.evaporation, self.wear) = (evaporation, wear);
        self
    }
}

impl Foraging for AntColonySystem {
    fn pheromone(&self) -> &Pheromone {
        &self.pheromone
    }
    fn greed(&self) -> f64 {
        self.greed
    }
}

impl Method for AntColonySystem {
    const NAME: &'static str = "Ant Colony System";

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Isolated)
    }
}

impl<S: Trail, F: Fitness> Colony<S, F> for AntColonySystem {
    type Agent = Ant;

    fn found(&mut self, space: &S) -> Result<Vec<Ant>, Error> {
        let rates = [("evaporation", self.evaporation), ("wear", self.wear)];
        check(self.ants, 1.0, self.beta, &rates)?;
        require((0.0..=1.0).contains(&self.greed), "greed", self.greed, "0 to 1")?;
        self.pheromone = Pheromone::new(space, 1.0, self.beta);
        Ok(vec![Ant::default(); self.ants])
    }
    fn prepare(&mut self, space: &S) {
        self.pheromone.prepare(space);
    }
    fn slots(&self) -> usize {
        self.ants
    }
    fn seed(&self, _: usize, _: &S, _: &mut Stream, _: &mut S::Point) -> bool {
        false
    }
    fn absorb(
        &mut self,
        board: &mut Vec<Slot<S::Point, F>>,
        told: &Candidate<S::Point, F>,
        _: &Around<'_, S, F>,
    ) {
        record(board, told);
    }
    fn settle(&mut self, board: &mut Vec<Slot<S::Point, F>>, around: &Around<'_, S, F>) {
        let (Some(ever), Some(best)) = (around.best, best_of(board)) else { return };
        let space = around.space;
        let base = 1.0 / space.dimensions() as f64;
        if !self.pheromone.has_reference() {
            self.pheromone.refer_to(best.fitness.scalar());
            self.pheromone.fill(base);
        }
        for slot in board.iter() {
            self.pheromone.pull(space, &slot.point, self.wear, base);
        }
        let deposit = self.pheromone.deposit_of(&ever.fitness);
        self.pheromone.pull(space, &ever.point, self.evaporation, deposit);
        self.pheromone.refresh();
    }
    /// The guest deposits at once: the board is overwritten in the next round.
    fn welcome(
        &mut self,
        _: &mut Vec<Slot<S::Point, F>>,
        guest: &Slot<S::Point, F>,
        around: &Around<'_, S, F>,
    ) {
        let deposit = self.pheromone.deposit_of(&guest.fitness);
        self.pheromone.pull(around.space, &guest.point, self.evaporation, deposit);
        self.pheromone.refresh();
    }
}
