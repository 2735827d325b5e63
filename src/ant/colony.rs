//! The ant, and the template of all colonies that build points choice by choice.

use super::{Deposit, IterationTours, Pheromone, construction::Builder};
use crate::{
    error::{Error, counted, population, require_not_negative},
    problem::{ConstructionGraph, Fitness},
    rng::Stream,
    swarm::{Agent, Board, Candidate, Colony, Context, Method, Population, Slot, View},
    topology::{Topology, Wiring},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt::Debug;

/// An ant colony: ants that build points on a construction graph, and a rule that updates the pheromone.
#[doc(alias = "ACO")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct AntColony<D: Deposit> {
    ants: Option<usize>,
    alpha: f64,
    beta: f64,
    pub(super) rule: D,
}

/// The medium of an ant colony: the pheromone, and the state of the colony's rule.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "M: Serialize + DeserializeOwned")]
pub struct Trails<M = ()> {
    pub(super) pheromone: Pheromone,
    pub(super) memory: M,
    rounds: u64,
    #[serde(skip)]
    pub(super) unbeaten: Vec<usize>,
}

impl<M: Default> Trails<M> {
    /// Creates the medium before the first round.
    pub(super) fn new(pheromone: Pheromone) -> Self {
        Trails { pheromone, memory: M::default(), rounds: 0, unbeaten: Vec::new() }
    }
}

impl<M> Trails<M> {
    /// Returns the pheromone. With [`FocusedAnts`](super::FocusedAnts), where several cities share a place
    /// (they are at distance 0 from each other, and as far from all others), its rows and columns are the
    /// places in the order of their first cities.
    pub fn pheromone(&self) -> &Pheromone {
        &self.pheromone
    }
}

impl<D: Deposit> AntColony<D> {
    /// Creates a colony with this rule: one ant per city or item, α = 1, β = 2.
    pub fn new(rule: D) -> Self {
        AntColony { ants: None, alpha: 1.0, beta: 2.0, rule }
    }

    /// Sets the number of ants. Default: one per city or item.
    #[must_use]
    pub fn ants(mut self, ants: usize) -> Self {
        self.ants = Some(ants);
        self
    }

    /// Sets the exponents of pheromone (α) and of heuristic desirability (β). Default: 1, 2.
    #[must_use]
    pub fn exponents(mut self, alpha: f64, beta: f64) -> Self {
        (self.alpha, self.beta) = (alpha, beta);
        self
    }

    /// Returns the rule.
    pub fn rule(&self) -> &D {
        &self.rule
    }
}

/// An ant. It has no memory of its own: all it knows is in the pheromone.
///
/// In each row it draws one of the open candidates in proportion to τ^α η^β, the random proportional
/// rule (Dorigo, Maniezzo & Colorni 1996, eq. 4); with probability [`greed`](Deposit::greed) it takes
/// the most attractive one, the pseudo-random proportional rule (Dorigo & Gambardella 1997, eq. 3).
/// Where no candidate is open, the space chooses. O(k) per step with k candidates.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Ant {
    #[serde(skip)]
    builder: Builder,
}

impl<S: ConstructionGraph, F: Fitness, D: Deposit> Agent<S, F, AntColony<D>> for Ant {
    fn propose(
        &mut self,
        view: &View<'_, S, F, AntColony<D>>,
        rng: &mut Stream,
        out: &mut Candidate<S::Point, F>,
    ) -> bool {
        let (pheromone, greed) = (view.medium.pheromone(), view.method.rule().greed());
        self.builder.build(view.space, pheromone, greed, rng, &mut out.point);
        out.slot = view.me;
        true
    }
}

impl<D: Deposit> Method for AntColony<D> {
    const NAME: &'static str = D::NAME;

    fn canonical_topology(&self) -> Box<dyn Topology> {
        self.rule.canonical_topology()
    }
    fn schedule(&self) -> Option<&'static str> {
        self.rule.schedule()
    }
}

impl<S: ConstructionGraph, F: Fitness, D: Deposit> Colony<S, F> for AntColony<D> {
    type Agent = Ant;
    type Medium = Trails<D::Memory>;

    fn init(&self, space: &S) -> Result<Population<Ant, Self::Medium>, Error> {
        let ants = self.ants.unwrap_or(space.dimensions());
        population("ants", ants, 1)?;
        for (name, exponent) in [("alpha", self.alpha), ("beta", self.beta)] {
            require_not_negative(name, exponent)?;
        }
        self.rule.check()?;
        let trails = Trails::new(Pheromone::new(space));
        Ok(Population::new(vec![Ant::default(); ants]).medium(trails))
    }
    fn has_personal_bests(&self) -> bool {
        false
    }
    fn prepare(&self, trails: &mut Self::Medium, space: &S) {
        trails.pheromone.prepare(space, self.alpha, self.beta);
    }
    fn check(&self, trails: &Self::Medium, space: &S, _: &Board<S::Point, F>) -> Result<(), Error> {
        counted("rounds of deposits", trails.rounds)?;
        trails.pheromone.check(space)?;
        self.rule.check_memory(&trails.memory, trails.pheromone.levels().len())
    }
    /// Writes nothing: the board is empty until the ants have built tours.
    fn seed(&self, _: usize, _: &S, _: &mut Stream, _: &mut S::Point) -> bool {
        false
    }
    /// Overwrites the ant's slot: the board holds the tours of this round.
    fn absorb(
        &self,
        _: &mut Self::Medium,
        board: &mut Board<S::Point, F>,
        told: &Candidate<S::Point, F>,
        _: &Context<'_, S, F>,
    ) {
        match board.get_mut(told.slot) {
            Some(slot) => {
                slot.point.clone_from(&told.point);
                slot.fitness = told.cost();
            }
            None => board.push(told.to_slot()),
        }
    }
    fn to_beat(&self, _: &Board<S::Point, F>, _: &Candidate<S::Point, F>) -> Option<F> {
        None // every tour of a round may be one that deposits
    }
    fn end_round(
        &self,
        trails: &mut Self::Medium,
        board: &mut Board<S::Point, F>,
        context: &Context<'_, S, F>,
    ) {
        // A cost that is not finite is no reference for levels.
        let Some(best) = context.best.filter(|best| best.fitness.scalar().is_finite()) else {
            return;
        };
        let Trails { pheromone, memory, rounds, unbeaten } = trails;
        keep_unbeaten(board, context.wiring, unbeaten);
        let first = pheromone.set_reference(&best.fitness);
        *rounds += 1;
        let harvest = IterationTours {
            space: context.space,
            tours: board,
            unbeaten,
            best,
            first,
            round: *rounds,
            progress: context.progress,
            stream: context.stream(),
        };
        self.rule.update(memory, pheromone, &harvest);
        pheromone.refresh();
    }
    /// Deposits on the guest's choices at once: the board is overwritten in the next round.
    fn welcome(
        &self,
        trails: &mut Self::Medium,
        _: &mut Board<S::Point, F>,
        guest: &Slot<S::Point, F>,
        context: &Context<'_, S, F>,
    ) {
        self.rule.welcome(&mut trails.memory, &guest.fitness);
        let amount = trails.pheromone.deposit_of(&guest.fitness);
        trails.pheromone.deposit(context.space, &guest.point, amount);
        trails.pheromone.refresh();
    }
}

/// Overwrites `unbeaten` with the ants that no informant beats: all ants while the board holds only
/// some start points and no tours of ants.
pub(super) fn keep_unbeaten<X: Clone, F: Fitness>(
    board: &[Slot<X, F>],
    wiring: &Wiring,
    unbeaten: &mut Vec<usize>,
) {
    unbeaten.clear();
    if board.len() == wiring.nodes() {
        wiring.leaders(|a, b| board[a].fitness.beats(&board[b].fitness), unbeaten);
        let mut ant = 0..;
        unbeaten.retain(|leader| ant.next() == Some(*leader));
    } else {
        unbeaten.extend(0..board.len());
    }
}
