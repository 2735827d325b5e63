//! The object-safe face of every swarm.

use super::{Asked, Origin, Slot, Threads, Told};
use crate::{
    error::Error,
    problem::{Cut, DynProblem, Failures, Fitness, Space},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What runs, islands, experiments and coordinators need of a swarm, whatever animal it is.
pub trait Optimizer<S: Space, F: Fitness = f64>: Send {
    /// Hands out candidates to be evaluated elsewhere, at most `limits.evaluations` of them; those
    /// of a generation in agent order.
    ///
    /// # Errors
    /// [`Error::Waiting`] if all are out already.
    fn ask(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        limits: &Limits<'_>,
    ) -> Result<Vec<Asked<S::Point, F>>, Error>;

    /// Whether [`tell`](Self::tell) would take these results.
    ///
    /// # Errors
    /// Those of `tell`.
    fn admits(
        &self,
        problem: &DynProblem<'_, S, F>,
        told: &[Told<S::Point, F>],
    ) -> Result<(), Error>;

    /// Takes results in any order and number; all of them or, with an error, none. The last one of
    /// a generation ends the round.
    ///
    /// # Errors
    /// [`Error::UnknownTicket`], [`Error::RepeatedTicket`], or [`Error::Outside`] for a point moved
    /// out of the space; the swarm is then as it was.
    fn tell(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        told: Vec<Told<S::Point, F>>,
    ) -> Result<(), Error>;

    /// One round: `ask`, evaluate, `tell`, without copying a candidate. Where the limits end it
    /// early, the next step goes on where this one stopped.
    ///
    /// # Errors
    /// [`Error::Waiting`] while candidates handed out by `ask` have not been told.
    fn step(&mut self, problem: &DynProblem<'_, S, F>, limits: &Limits<'_>) -> Result<(), Error>;

    /// How many candidates have been handed out and not been told.
    fn open(&self) -> usize;

    /// The best point ever evaluated, once there is one.
    fn best(&self) -> Option<&Slot<S::Point, F>>;

    /// All slots of public memory.
    fn slots(&self) -> Box<dyn Iterator<Item = &Slot<S::Point, F>> + '_>;

    /// Where the agents are: the point that each proposed last, local search included; none from an
    /// agent that has not proposed yet. What diversity is measured on, and what a chart of the swarm
    /// shows.
    fn positions(&self) -> Box<dyn Iterator<Item = &S::Point> + '_>;

    /// Takes in the best of another swarm.
    ///
    /// # Errors
    /// [`Error::Outside`] for a point outside the space, [`Error::Parameter`] for a cost that is no number; the
    /// swarm is then as it was.
    fn welcome(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        guest: &Slot<S::Point, F>,
    ) -> Result<(), Error>;

    /// What has been done so far.
    fn tally(&self) -> Tally;

    /// Whether it has converged so far that it will find nothing better, and does not start again.
    fn has_converged(&self) -> bool {
        false
    }

    /// Returns whether it goes on though no point has a cost after the first round; see
    /// [`OnFailure::Persist`](super::OnFailure::Persist).
    fn persists(&self) -> bool {
        false
    }

    /// What tables call it: `particle swarm, ring(1)`.
    fn name(&self) -> String;

    /// Returns the method, parameters, seed and space that identify the run: what has to be the same for it to
    /// go on from a checkpoint, or in another process.
    fn origin(&self) -> Origin;

    /// The threads it asks for; a run sets up their pool once.
    fn threads(&self) -> Threads;

    /// Everything a later process needs to go on with the same bits.
    ///
    /// # Errors
    /// [`Error::Checkpoint`] if a point cannot be written as JSON.
    fn save(&self) -> Result<Value, Error>;

    /// Goes on from what [`save`](Self::save) wrote, in a swarm built as that one was.
    ///
    /// # Errors
    /// [`Error::Checkpoint`] if its [origin](Self::origin) is another, or it is damaged; the swarm is then as
    /// it was.
    fn load(&mut self, problem: &DynProblem<'_, S, F>, saved: Value) -> Result<(), Error>;
}

/// What has been done so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Rounds completed, the first points counting as one.
    pub rounds: u64,
    /// Evaluations, failed ones and those inside local search included.
    pub evaluations: u64,
    /// How many of the evaluations agents spent on their way to a candidate: moves tried along a tour,
    /// for example.
    #[serde(default)]
    pub inner_evaluations: u64,
    /// Rounds since the best last improved.
    pub stagnation: u64,
    /// How often a swarm had converged and another took over.
    #[serde(default)]
    pub restarts: u64,
    /// Evaluations that gave no cost.
    pub failures: Failures,
}

/// How far a step may go.
#[derive(Clone, Copy)]
pub struct Limits<'a> {
    /// How many evaluations it may spend; it never spends more. To [`ask`](Optimizer::ask) it says how
    /// many candidates may be handed out.
    pub evaluations: u64,
    /// What may be spent on all that `ask` hands out, local search included: each candidate's share of
    /// it goes along. A step takes `evaluations` for it.
    pub budget: u64,
    /// How many candidates may be left without a cost; then the rest of the round is left for later.
    pub failures: u64,
    /// How far the run has come, in [0, 1]: what schedules follow. `None` if it has no end: a colony with a
    /// schedule is then refused.
    pub progress: Option<f64>,
    /// The cost that ends a round of a step: seats after the first that reaches it have their turn in the
    /// next step.
    pub target: Option<f64>,
    /// Asked before each evaluation: true leaves the rest of the round for later.
    pub cut: Option<Cut<'a>>,
}

impl<'a> Limits<'a> {
    /// No limit.
    pub const NONE: Limits<'static> = Limits {
        evaluations: u64::MAX,
        budget: u64::MAX,
        failures: u64::MAX,
        progress: None,
        target: None,
        cut: None,
    };

    /// So many evaluations, or candidates asked.
    pub fn evaluations(evaluations: u64) -> Self {
        Limits { evaluations, ..Limits::NONE }
    }

    /// Returns these limits with the progress set: 0 at the start of the run, 1 at its end.
    #[must_use]
    pub fn at(self, progress: f64) -> Limits<'a> {
        Limits { progress: Some(progress), ..self }
    }

    #[inline]
    pub(super) fn cuts(&self) -> bool {
        self.cut.is_some_and(|cut| cut())
    }
}
