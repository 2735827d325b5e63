//! MAX–MIN Ant System (Stützle & Hoos 2000).

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
    topology::{Complete, Topology},
};
use serde::{Deserialize, Serialize};

/// MAX–MIN Ant System (Stützle & Hoos 2000, Future Generation Computer Systems 16(8)): only the best
/// ant of a round deposits, every `best_so_far_every`-th round the best ever in its place, and all
/// pheromone is kept between limits:
///
/// τmax = deposit of the best ever / ρ (eq. 6), τmin = τmax (1 − p) / ((n / 2 − 1) p), p = 0.05^(1/n)
/// (eq. 11). After `restart_after` rounds without a better tour all trails are set to τmax again.
///
/// **Topology.** An ant deposits if none of its informants has a better tour: `Complete` is the
/// iteration-best rule as published; other topologies let the best of each neighbourhood deposit
/// and are experimental.
///
/// **Parallel rounds.** None differs. Trails start at the τmax of the first round's best, as
/// published ("after the first iteration"). The published restart looks at the branching factor;
/// here a stagnation count stands for it.
///
/// Cost of a round: O(ants · n²) to build, O(n²) to evaporate; as many evaluations as ants.
///
/// | parameter | default | range |
/// |---|---|---|
/// | ants | one a city or item | ≥ 1 |
/// | α, β | 1, 2 | ≥ 0 |
/// | evaporation ρ | 0.02 | (0, 1] |
/// | best so far every | 25 rounds | ≥ 1 |
/// | restart after | 250 rounds | ≥ 1 |
///
/// ```
/// use swarmopt::prelude::*;
/// let ring: Vec<(f64, f64)> = (0..12).map(|i| (f64::from(i) * 0.5236).sin_cos()).collect();
/// let tsp = Tsp::from_cities(&ring)?;
/// let outcome = MaxMinAntSystem::default().evaporation(0.1).solve(&tsp, Seed(1), Rounds(30))?;
/// assert!((outcome.best().unwrap().value - 6.2117).abs() < 1e-3); // around the circle
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MaxMinAntSystem {
    ants: Option<usize>,
    alpha: f64,
    beta: f64,
    evaporation: f64,
    best_so_far_every: u64,
    restart_after: u64,
    hatched: usize,
    pheromone: Pheromone,
    rounds: u64,
    /// Rounds without a tour better than the best since the last restart, and that best's cost.
    stalls: u64,
    restart_best: Option<f64>,
    #[serde(skip)]
    leaders: Vec<usize>,
}

impl Default for MaxMinAntSystem {
    fn default() -> Self {
        MaxMinAntSystem {
            ants: None,
            alpha: 1.0,
            beta: 2.0,
            evaporation: 0.02,
            best_so_far_every: 25,
            restart_after: 250,
            hatched: 0,
            pheromone: Pheromone::default(),
            rounds: 0,
            stalls: 0,
            restart_best: None,
            leaders: Vec::new(),
        }
    }
}

impl MaxMinAntSystem {
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

    /// In which rounds the best ever deposits in place of the best of the round.
    #[must_use]
    pub fn best_so_far_every(mut self, rounds: u64) -> Self {
        self.best_so_far_every = rounds;
        self
    }

    /// After how many rounds without a better tour the trails start anew.
    #[must_use]
    pub fn restart_after(mut self, rounds: u64) -> Self {
        self.restart_after = rounds;
        self
    }

    /// The limits that trails are kept between, for a best whose deposit is `deposit`.
    fn limits(&self, deposit: f64, dimensions: usize) -> (f64, f64) {
        let most = deposit / self.evaporation;
        let n = dimensions as f64;
        let p = 0.05f64.powf(1.0 / n);
        let choices = (n / 2.0 - 1.0).max(1.0);
        ((most * (1.0 - p) / (choices * p)).min(most), most)
    }
}

impl Foraging for MaxMinAntSystem {
    fn pheromone(&self) -> &Pheromone {
        &self.pheromone
    }
}

impl Method for MaxMinAntSystem {
    const NAME: &'static str = "MAX–MIN Ant System";

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Complete)
    }
}

impl<S: Trail, F: Fitness> Colony<S, F> for MaxMinAntSystem {
    type Agent = Ant;

    fn found(&mut self, space: &S) -> Result<Vec<Ant>, Error> {
        self.hatched = one_each(self.ants, space);
        check(self.hatched, self.alpha, self.beta, &[("evaporation", self.evaporation)])?;
        let rounds = self.best_so_far_every;
        require(rounds > 0, "best_so_far_every", rounds, "at least 1 round")?;
        require(self.restart_after > 0, "restart_after", self.restart_after, "at least 1 round")?;
        self.pheromone = Pheromone::new(space, self.alpha, self.beta);
        (self.rounds, self.stalls, self.restart_best) = (0, 0, None);
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
        let (Some(ever), Some(best)) = (around.best, best_of(board)) else { return };
        let (space, pheromone) = (around.space, &mut self.pheromone);
        if !pheromone.has_reference() {
            pheromone.refer_to(ever.fitness.scalar());
        }
        self.rounds += 1;
        self.stalls += 1;
        if self.restart_best.is_none_or(|before| best.fitness.scalar() < before) {
            (self.restart_best, self.stalls) = (Some(best.fitness.scalar()), 0);
        }
        let (least, most) =
            self.limits(self.pheromone.deposit_of(&ever.fitness), space.dimensions());
        if self.rounds == 1 || self.stalls >= self.restart_after {
            (self.restart_best, self.stalls) = (None, 0);
            self.pheromone.fill(most);
        }
        self.pheromone.evaporate(self.evaporation);
        if self.rounds.is_multiple_of(self.best_so_far_every) {
            let amount = self.pheromone.deposit_of(&ever.fitness);
            self.pheromone.deposit(space, &ever.point, amount);
        } else if board.len() == around.wiring.nodes() {
            let beats = |a: usize, b: usize| board[a].fitness.beats(&board[b].fitness);
            around.wiring.leaders(beats, &mut self.leaders);
            for (_, slot) in board.iter().enumerate().filter(|(i, _)| self.leaders[*i] == *i) {
                let amount = self.pheromone.deposit_of(&slot.fitness);
                self.pheromone.deposit(space, &slot.point, amount);
            }
        }
        self.pheromone.clamp(least, most);
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
