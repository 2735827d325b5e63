//! Focused ants on tours (after Skinderowicz 2022).

use crate::{
    swarm::Method,
    topology::{Complete, Topology},
};
use serde::{Deserialize, Serialize};

/// Focused ants, for tours of up to hundreds of thousands of cities: an ant does not build a tour from
/// nothing but changes one in a few places where the pheromone attracts it (Skinderowicz 2022, Improving
/// ant colony optimization efficiency for solving large TSP instances, Applied Soft Computing 120). This
/// method differs from the paper's in what an ant does in its search of one round:
///
/// - An ant kicks its tour `kicks` times. A kick moves a short path of the tour behind a
///   city whose neighbour it then is; that neighbour is drawn in proportion to τ^α η^β, the random
///   proportional rule, among those that are not there already.
/// - The cities a change has touched are repaired at once by Lin–Kernighan steps and Or-opt moves (where
///   the direction matters, by segment insertion); see [`LinKernighan`](crate::local_search::LinKernighan).
/// - A kick is kept if the repaired tour is no longer than before, or longer by no more than the `temperature`
///   allows (large-step Markov chains: Martin, Otto & Felten 1991, Complex Systems 5(3)); otherwise it is
///   undone. So a search costs O(n) once, and otherwise only what it changes.
/// - An ant continues from its current tour. After `patience` rounds without a shorter tour it restarts:
///   with probability `share` from the best tour among its informants, if that is better than its own,
///   otherwise from a tour built along the pheromone, as in other colonies.
///
/// Pheromone is kept for [candidates](crate::problem::ConstructionGraph::candidates) only. After a round
/// all evaporates, τ ← (1 − ρ) τ, and every ant that no informant beats deposits ρ times the deposit of
/// its best tour on it. Levels are kept between limits, as in the MAX–MIN Ant System (Stützle & Hoos
/// 2000), here the deposit of the best-so-far tour and a twentieth of it.
///
/// Cities that share a place are visited in a row, as one.
///
/// Ants start from nearest-neighbour tours from random cities, or from the start points given. A search
/// along a tour not yet improved by local search may take several rounds, so that time limits hold.
///
/// # Topology
///
/// A slot is an ant's best tour. An ant may take over the best tour of its informants, and deposits if
/// none of theirs is better. Default: `Complete`, the paper's global best.
///
/// # Parallel rounds
///
/// The ants of a round see the same pheromone, as published.
///
/// # Cost
///
/// O(ants · (n + kicks)) per round, and 16 n for the pheromone. A move whose gain is computed counts as
/// one evaluation, and so does an ant's tour at the end of its search.
///
/// # Parameters
///
/// | parameter | default | range |
/// |---|---|---|
/// | ants | 2 | ≥ 1 |
/// | kicks a round | n / 4, within 100 to 2000 | 1 to 10⁷ |
/// | temperature | 0.5, as a share of the mean leg; falls to 0 as the run goes on, and stays in a run without an end | ≥ 0 |
/// | patience | 30 rounds | ≥ 1 |
/// | share | 0.5 | [0, 1] |
/// | α, β | 1, 1 | ≥ 0 |
/// | evaporation ρ | 0.1 | (0, 1] |
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let tsp = Tsp::read("examples/data/kroA100.tsp")?;
/// let outcome = FocusedAnts::default().solve(&tsp, Seed(1), Rounds(20))?;
/// assert_eq!(outcome.best().unwrap().value, 21282.0);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FocusedAnts {
    pub(super) ants: usize,
    pub(super) kicks: Option<usize>,
    pub(super) temperature: f64,
    pub(super) patience: u32,
    pub(super) share: f64,
    pub(super) alpha: f64,
    pub(super) beta: f64,
    pub(super) evaporation: f64,
}

impl Default for FocusedAnts {
    fn default() -> Self {
        FocusedAnts {
            ants: 2,
            kicks: None,
            temperature: 0.5,
            patience: 30,
            share: 0.5,
            alpha: 1.0,
            beta: 1.0,
            evaporation: 0.1,
        }
    }
}

impl FocusedAnts {
    /// Sets the number of ants, each with its own tour. Default: 2.
    #[must_use]
    pub fn ants(mut self, ants: usize) -> Self {
        self.ants = ants;
        self
    }

    /// Sets the number of kicks an ant makes in a round. Default: a quarter of the number of cities, within 100 to
    /// 2000.
    #[must_use]
    pub fn kicks(mut self, kicks: usize) -> Self {
        self.kicks = Some(kicks);
        self
    }

    /// Sets the temperature at the start of the run, as a share of the mean leg of the tour: a change that
    /// makes the tour longer by Δ is kept with probability e^(−Δ / temperature). Default: 0.5.
    #[must_use]
    pub fn temperature(mut self, temperature: f64) -> Self {
        self.temperature = temperature;
        self
    }

    /// Sets the number of rounds without a shorter tour after which an ant restarts. Default: 30.
    #[must_use]
    pub fn patience(mut self, rounds: u32) -> Self {
        self.patience = rounds;
        self
    }

    /// Sets the probability that an ant restarts from the best tour among its informants. Default: 0.5.
    #[must_use]
    pub fn share(mut self, share: f64) -> Self {
        self.share = share;
        self
    }

    /// Sets the exponents of pheromone (α) and of heuristic desirability (β). Default: 1, 1.
    #[must_use]
    pub fn exponents(mut self, alpha: f64, beta: f64) -> Self {
        (self.alpha, self.beta) = (alpha, beta);
        self
    }

    /// Sets the evaporation rate ρ. Default: 0.1.
    #[must_use]
    pub fn evaporation(mut self, rate: f64) -> Self {
        self.evaporation = rate;
        self
    }
}

impl Method for FocusedAnts {
    const NAME: &'static str = "focused ants";

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Complete)
    }
}
