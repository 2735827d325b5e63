//! What all ant colonies on construction graphs share; they differ in which ants deposit how much.

use super::{Ant, Pheromone};
use crate::{
    error::{Error, counted, population, require},
    problem::{ConstructionGraph, Fitness},
    rng::Stream,
    swarm::{Board, Candidate, Colony, Context, Method, Population, Slot},
    topology::{Topology, Wiring},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt::Debug;

/// The pheromone update of an ant colony: which ants deposit how much, and what evaporates.
///
/// `AntColony::new(rule)` makes a colony of any rule.
pub trait Deposit:
    Clone + Debug + PartialEq + Send + Sync + Serialize + DeserializeOwned + 'static
{
    /// The name of the colony in tables.
    const NAME: &'static str;

    /// The state of the rule besides the pheromone, kept from round to round; `()` if none.
    type Memory: Clone + Debug + Default + Send + Sync + Serialize + DeserializeOwned;

    /// Returns the topology of the method as published.
    fn canonical_topology(&self) -> Box<dyn Topology>;

    /// Checks the rule's parameters.
    ///
    /// # Errors
    /// [`Error::Parameter`] names the parameter that is out of range.
    fn check(&self) -> Result<(), Error>;

    /// Validates a memory loaded from a checkpoint, for pheromone of `cells` cells.
    ///
    /// # Errors
    /// [`Error::Checkpoint`] says what does not fit.
    fn check_memory(&self, _memory: &Self::Memory, _cells: usize) -> Result<(), Error> {
        Ok(())
    }

    /// Returns the probability of taking the most attractive choice instead of drawing one: q₀ of the
    /// Ant Colony System. Default: 0.
    fn greed(&self) -> f64 {
        0.0
    }

    /// Returns the name of the parameter that follows the progress of the run, if one does.
    /// Default: `None`.
    fn schedule(&self) -> Option<&'static str> {
        None
    }

    /// Notes the cost of another swarm's best, which is about to deposit. Default: does nothing.
    fn welcome(&self, _memory: &mut Self::Memory, _cost: f64) {}

    /// Updates the pheromone after a round.
    fn update<S: ConstructionGraph, F: Fitness>(
        &self,
        memory: &mut Self::Memory,
        pheromone: &mut Pheromone,
        harvest: &IterationTours<'_, S, F>,
    );
}

/// The tours of a round, and what a rule needs to update the pheromone with them.
pub struct IterationTours<'a, S: ConstructionGraph, F> {
    /// The space of the tours.
    pub space: &'a S,
    /// The tours of this round.
    pub tours: &'a [Slot<S::Point, F>],
    /// The indices of those that no informant's tour beats.
    pub unbeaten: &'a [usize],
    /// The best-so-far tour; its cost is finite.
    pub best: &'a Slot<S::Point, F>,
    /// Whether this is the first update, whose best is the reference of the deposits.
    pub first: bool,
    /// The number of updates so far, this one included.
    pub round: u64,
    /// The progress of the run, in [0, 1].
    pub progress: f64,
    stream: Stream,
}

impl<S: ConstructionGraph, F: Fitness> IterationTours<'_, S, F> {
    /// Returns a stream of random numbers for the rule, a different one in each round.
    pub fn stream(&self) -> Stream {
        self.stream.clone()
    }
}

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

    /// Sets the exponents of pheromone (α) and of heuristic desirability (β).
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
            require(exponent >= 0.0 && exponent.is_finite(), name, exponent, "0 or more")?;
        }
        self.rule.check()?;
        let trails = Trails::new(Pheromone::new(space));
        Ok(Population::new(vec![Ant::default(); ants]).medium(trails))
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
            None => board.push(Slot { point: told.point.clone(), fitness: told.cost(), trials: 0 }),
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
        let first = pheromone.set_reference(best.fitness.scalar());
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
        self.rule.welcome(&mut trails.memory, guest.fitness.scalar());
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

/// Validates a rate that a rule multiplies with: more than 0, at most 1.
pub(super) fn check_rate(name: &'static str, rate: f64) -> Result<(), Error> {
    require(rate > 0.0 && rate <= 1.0, name, rate, "more than 0, at most 1")
}
