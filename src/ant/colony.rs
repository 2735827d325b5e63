//! What all ant colonies on trails share; they differ in who deposits how much.

use super::{Ant, Pheromone};
use crate::{
    error::{Error, population, require},
    problem::{Fitness, Trail},
    rng::Stream,
    swarm::{Around, Candidate, Colony, Method, Slot, counted, sound},
    topology::{Topology, Wiring},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt::Debug;

/// Who deposits how much, and what wears off: the one thing in which ant colonies differ.
///
/// A rule of your own makes a colony of your own: `AntColony::new(rule)`.
pub trait Deposit: Clone + Debug + Send + Sync + Serialize + DeserializeOwned + 'static {
    /// What tables call the colony.
    const NAME: &'static str;

    /// The topology of the method as published.
    fn canonical_topology(&self) -> Box<dyn Topology>;

    /// Checks the rule's parameters and forgets earlier runs.
    ///
    /// # Errors
    /// [`Error::Parameter`] names the parameter that is out of range.
    fn found(&mut self) -> Result<(), Error>;

    /// Whether what a checkpoint held is a memory that rounds on a trail of so many cells could have
    /// left. The parameters are not looked at here: they have to pass [`found`](Self::found) once more.
    ///
    /// # Errors
    /// [`Error::Checkpoint`] says what does not fit.
    fn check(&self, _cells: usize) -> Result<(), Error> {
        Ok(())
    }

    /// The probability of taking the best choice instead of drawing one: q₀ of the Ant Colony System.
    fn greed(&self) -> f64 {
        0.0
    }

    /// The parameter that follows the progress of the run, if one does.
    fn schedule(&self) -> Option<&'static str> {
        None
    }

    /// Takes note of the cost of another swarm's best, which has just deposited.
    fn welcome(&mut self, _cost: f64) {}

    /// Brings the pheromone up to date after a round.
    fn update<S: Trail, F: Fitness>(
        &mut self,
        pheromone: &mut Pheromone,
        harvest: &Harvest<'_, S, F>,
    );
}

/// What the ants of a round have brought home.
pub struct Harvest<'a, S: Trail, F> {
    /// Where the tours live.
    pub space: &'a S,
    /// The tours of this round.
    pub tours: &'a [Slot<S::Point, F>],
    /// Those of them that no informant's tour beats.
    pub unbeaten: &'a [usize],
    /// The best tour ever; its cost is finite.
    pub best: &'a Slot<S::Point, F>,
    /// Whether it is the first harvest, whose best is the reference of the deposits.
    pub first: bool,
    /// How many harvests there have been, this one included.
    pub round: u64,
    /// How far the run has come, in [0, 1].
    pub progress: f64,
    stream: Stream,
}

impl<S: Trail, F: Fitness> Harvest<'_, S, F> {
    /// Random numbers for a rule, others in each round.
    pub fn stream(&self) -> Stream {
        self.stream.clone()
    }
}

/// An ant colony: ants that build points along a trail, and a rule for what becomes of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct AntColony<D: Deposit> {
    ants: Option<usize>,
    alpha: f64,
    beta: f64,
    pub(super) rule: D,
    hatched: usize,
    pheromone: Pheromone,
    rounds: u64,
    #[serde(skip)]
    unbeaten: Vec<usize>,
}

impl<D: Deposit> AntColony<D> {
    /// A colony with this rule: one ant a city or item, α = 1, β = 2.
    pub fn new(rule: D) -> Self {
        let (pheromone, unbeaten) = (Pheromone::default(), Vec::new());
        let (hatched, rounds) = (0, 0);
        AntColony { ants: None, alpha: 1.0, beta: 2.0, rule, hatched, pheromone, rounds, unbeaten }
    }

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

    /// The rule.
    pub fn rule(&self) -> &D {
        &self.rule
    }

    /// The trail.
    pub fn pheromone(&self) -> &Pheromone {
        &self.pheromone
    }
}

impl<D: Deposit> Method for AntColony<D> {
    const NAME: &'static str = D::NAME;

    fn canonical_topology(&self) -> Box<dyn Topology> {
        self.rule.canonical_topology()
    }
}

impl<S: Trail, F: Fitness, D: Deposit> Colony<S, F> for AntColony<D> {
    type Agent = Ant;

    fn found(&mut self, space: &S) -> Result<Vec<Ant>, Error> {
        self.hatched = self.ants.unwrap_or(space.dimensions());
        population("ants", self.hatched, 1)?;
        for (name, exponent) in [("alpha", self.alpha), ("beta", self.beta)] {
            require(exponent >= 0.0 && exponent.is_finite(), name, exponent, "0 or more")?;
        }
        self.rule.found()?;
        self.rounds = 0;
        self.pheromone = Pheromone::new(space, self.alpha, self.beta);
        Ok(vec![Ant::default(); self.hatched])
    }
    fn prepare(&mut self, space: &S) {
        self.pheromone.prepare(space);
    }
    fn check(&self, space: &S, _: &[Slot<S::Point, F>]) -> Result<(), Error> {
        let (ants, hatched) = (self.ants.unwrap_or(space.dimensions()), self.hatched);
        sound(ants == hatched, format_args!("{hatched} ants"), ants)?;
        counted("rounds of deposits", self.rounds)?;
        self.pheromone.check(space)?;
        self.rule.check(self.pheromone.levels().len())
    }
    fn schedule(&self) -> Option<&'static str> {
        self.rule.schedule()
    }
    fn slots(&self) -> usize {
        self.hatched
    }
    /// The board is empty until the ants have walked.
    fn seed(&self, _: usize, _: &S, _: &mut Stream, _: &mut S::Point) -> bool {
        false
    }
    /// The board is the tours of this round: a tour takes its ant's slot from the last one.
    fn absorb(
        &mut self,
        board: &mut Vec<Slot<S::Point, F>>,
        told: &Candidate<S::Point, F>,
        _: &Around<'_, S, F>,
    ) {
        match board.get_mut(told.slot) {
            Some(slot) => {
                slot.point.clone_from(&told.point);
                slot.fitness = told.cost();
            }
            None => board.push(Slot { point: told.point.clone(), fitness: told.cost(), stalls: 0 }),
        }
    }
    fn to_beat(&self, _: &[Slot<S::Point, F>], _: &Candidate<S::Point, F>) -> Option<F> {
        None // every tour of a round may be one that pheromone is laid along
    }
    fn settle(&mut self, board: &mut Vec<Slot<S::Point, F>>, around: &Around<'_, S, F>) {
        // An endless cost tells nothing about levels.
        let Some(best) = around.best.filter(|best| best.fitness.scalar().is_finite()) else {
            return;
        };
        keep_unbeaten(board, around.wiring, &mut self.unbeaten);
        let first = self.pheromone.set_reference(best.fitness.scalar());
        self.rounds += 1;
        let harvest = Harvest {
            space: around.space,
            tours: board,
            unbeaten: &self.unbeaten,
            best,
            first,
            round: self.rounds,
            progress: around.progress,
            stream: around.stream(),
        };
        self.rule.update(&mut self.pheromone, &harvest);
        self.pheromone.refresh();
    }
    /// The guest deposits at once: the board is overwritten in the next round.
    fn welcome(
        &mut self,
        _: &mut Vec<Slot<S::Point, F>>,
        guest: &Slot<S::Point, F>,
        around: &Around<'_, S, F>,
    ) {
        self.rule.welcome(guest.fitness.scalar());
        let amount = self.pheromone.deposit_of(&guest.fitness);
        self.pheromone.deposit(around.space, &guest.point, amount);
        self.pheromone.refresh();
    }
}

/// Overwrites `unbeaten` with the ants that no informant beats: all, while there are only points to
/// start from and nobody has walked yet.
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

/// A rate that a rule multiplies with: more than 0, at most 1.
pub(super) fn check_rate(name: &'static str, rate: f64) -> Result<(), Error> {
    require(rate > 0.0 && rate <= 1.0, name, rate, "more than 0, at most 1")
}
