//! Ant System (Dorigo, Maniezzo & Colorni 1996).

use super::{
    Ant, Foraging, Pheromone,
    construction::{best_of, check, record},
    pheromone::one_each,
};
use crate::{
    error::{Error, require},
    problem::{Fitness, Trail},
    rng::Stream,
    swarm::{Around, Candidate, Colony, Method, Slot},
    topology::{Isolated, Topology},
};
use serde::{Deserialize, Serialize};

/// Ant System, the first ant colony (Dorigo, Maniezzo & Colorni 1996, IEEE SMC-B 26(1); the *ant
/// cycle* variant, eqs. 1 to 4): after each round the pheromone evaporates, τ ← (1 − ρ) τ, and ants
/// deposit an amount in proportion to 1 / cost on their choices. With `elite(e)` the best tour ever
/// deposits e times more (their elitist strategy).
///
/// **Topology.** An ant deposits if none of its informants has a better tour. `Isolated` is Ant
/// System as published: all deposit. `Complete` leaves the best of the round alone, a ring the best
/// of each neighbourhood; the points between are experimental.
///
/// **Parallel rounds.** None differs: the ants of the original do not see each other's tours before
/// the round is over, either. The first level, published as 1 / (ρ · nearest-neighbour tour), is
/// taken from the best of the first round instead, which is the same for every choice in that round.
///
/// Cost of a round: O(ants · n²) to build, O(n²) to evaporate; as many evaluations as ants.
///
/// | parameter | default | range |
/// |---|---|---|
/// | ants | one a city or item | ≥ 1 |
/// | α, β | 1, 2 | ≥ 0 |
/// | evaporation ρ | 0.5 | (0, 1] |
/// | elite | 0 | ≥ 0 |
///
/// ```
/// use swarmopt::prelude::*;
/// let ring: Vec<(f64, f64)> = (0..12).map(|i| (f64::from(i) * 0.5236).sin_cos()).collect();
/// let tsp = Tsp::from_cities(&ring)?;
/// let outcome = AntSystem::default().solve(&tsp, Seed(1), Rounds(30))?;
/// assert!((outcome.best().unwrap().value - 6.2117).abs() < 1e-3); // around the circle
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AntSystem {
    ants: Option<usize>,
    alpha: f64,
    beta: f64,
    evaporation: f64,
    elite: f64,
    hatched: usize,
    pheromone: Pheromone,
    #[serde(skip)]
    leaders: Vec<usize>,
}

impl Default for AntSystem {
    fn default() -> Self {
        AntSystem {
            ants: None,
            alpha: 1.0,
            beta: 2.0,
            evaporation: 0.5,
            elite: 0.0,
            hatched: 0,
            pheromone: Pheromone::default(),
            leaders: Vec::new(),
        }
    }
}

impl AntSystem {
    /// How many ants; else one for each city or item.
    #[must_use]
    pub fn ants(mut self, ants: usize) -> Self {
        self.ants = Some(ants);
        self
    }

    /// The exponents of pheromone (α) and of heuristic desirability (β).
    #[must_use]
    pub fn exponents(mut self, alpha: f64, beta: f64) -> Self {
        (self.alpha, self.beta) = (alpha, beta);
        self
    }

    /// The evaporation rate ρ.
    #[must_use]
    pub fn evaporation(mut self, rate: f64) -> Self {
        self.evaporation = rate;
        self
    }

    /// How often the best tour ever deposits after each round.
    #[must_use]
    pub fn elite(mut self, weight: f64) -> Self {
        self.elite = weight;
        self
    }
}

impl Foraging for AntSystem {
    fn pheromone(&self) -> &Pheromone {
        &self.pheromone
    }
}

impl Method for AntSystem {
    const NAME: &'static str = "Ant System";

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Isolated)
    }
}

impl<S: Trail, F: Fitness> Colony<S, F> for AntSystem {
    type Agent = Ant;

    fn found(&mut self, space: &S) -> Result<Vec<Ant>, Error> {
        self.hatched = one_each(self.ants, space);
        check(self.hatched, self.alpha, self.beta, &[("evaporation", self.evaporation)])?;
        require(self.elite >= 0.0 && self.elite.is_finite(), "elite", self.elite, "0 or more")?;
        self.pheromone = Pheromone::new(space, self.alpha, self.beta);
        Ok(vec![Ant::default(); self.hatched])
    }
    fn prepare(&mut self, space: &S) {
        self.pheromone.prepare(space);
    }
    fn slots(&self) -> usize {
        self.hatched
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
        let space = around.space;
        if !self.pheromone.has_reference()
            && let Some(best) = best_of(board).filter(|best| best.fitness.is_valid())
        {
            self.pheromone.refer_to(best.fitness.scalar());
            self.pheromone.fill(1.0 / self.evaporation);
        }
        self.pheromone.evaporate(self.evaporation);
        if board.len() == around.wiring.nodes() {
            let beats = |a: usize, b: usize| board[a].fitness.beats(&board[b].fitness);
            around.wiring.leaders(beats, &mut self.leaders);
        } else {
            self.leaders.clear(); // points to start from: all of them deposit
            self.leaders.extend(0..board.len());
        }
        for (i, slot) in board.iter().enumerate().filter(|(i, _)| self.leaders[*i] == *i) {
            debug_assert!(i < board.len());
            let amount = self.pheromone.deposit_of(&slot.fitness);
            self.pheromone.deposit(space, &slot.point, amount);
        }
        if let Some(best) = around.best.filter(|_| self.elite > 0.0) {
            let amount = self.elite * self.pheromone.deposit_of(&best.fitness);
            self.pheromone.deposit(space, &best.point, amount);
        }
        self.pheromone.refresh();
    }
    /// The guest deposits at once: the board is overwritten in the next round.
    fn welcome(
        &mut self,
        _: &mut Vec<Slot<S::Point, F>>,
        guest: &Slot<S::Point, F>,
        around: &Around<'_, S, F>,
    ) {
        let amount = self.pheromone.deposit_of(&guest.fitness);
        self.pheromone.deposit(around.space, &guest.point, amount);
        self.pheromone.refresh();
    }
}
