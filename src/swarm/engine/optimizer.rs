//! The object-safe interface of every swarm.

use super::{Asked, Origin, Threads, Told};
use crate::{
    error::Error,
    problem::{Cut, DynProblem, Failures, Fitness, Space},
    swarm::Slot,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A swarm of any method, as runs, islands, experiments and coordinators use it.
pub trait Optimizer<S: Space, F: Fitness = f64>: Send {
    /// Hands out at most `limits.evaluations` candidates for evaluation elsewhere; those of a generation in
    /// agent order.
    ///
    /// # Errors
    /// Returns [`Error::Waiting`] if all are out already.
    fn ask(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        limits: &Limits<'_>,
    ) -> Result<Vec<Asked<S::Point, F>>, Error>;

    /// Takes back all candidates handed out and not told. The next `ask` hands them out again, under the same
    /// tickets; until then their results are refused.
    fn recall(&mut self);

    /// Checks that [`tell`](Self::tell) would take in these results.
    ///
    /// # Errors
    /// Returns the errors of `tell`.
    fn admits(
        &self,
        problem: &DynProblem<'_, S, F>,
        told: &[Told<S::Point, F>],
    ) -> Result<(), Error>;

    /// Takes in results in any order and number: all of them or, on error, none. The last result of a generation
    /// ends the round.
    ///
    /// # Errors
    /// Returns [`Error::UnknownTicket`], [`Error::RepeatedTicket`], or [`Error::Outside`] for a point moved out of
    /// the space; the swarm is then unchanged.
    fn tell(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        told: Vec<Told<S::Point, F>>,
    ) -> Result<(), Error>;

    /// Runs one round: `ask`, evaluate, `tell`, without copying a candidate. If the limits end it early, the next
    /// step goes on where this one stopped.
    ///
    /// # Errors
    /// Returns [`Error::Waiting`] while candidates handed out by `ask` have not been told.
    fn step(&mut self, problem: &DynProblem<'_, S, F>, limits: &Limits<'_>) -> Result<(), Error>;

    /// Returns the number of candidates handed out and not yet told.
    fn open(&self) -> usize;

    /// Returns the best point so far, or `None` if there is none yet.
    fn best(&self) -> Option<&Slot<S::Point, F>>;

    /// Returns all slots of the board.
    fn slots(&self) -> Box<dyn Iterator<Item = &Slot<S::Point, F>> + '_>;

    /// Returns the positions of the agents: the point that each proposed last, local search included. Agents that
    /// have not proposed yet are left out. Diversity is measured on these points, and charts of the swarm show
    /// them.
    fn positions(&self) -> Box<dyn Iterator<Item = &S::Point> + '_>;

    /// Takes in the best of another swarm.
    ///
    /// # Errors
    /// Returns [`Error::Outside`] for a point outside the space and [`Error::Parameter`] for a cost that is not a
    /// number; the swarm is then unchanged.
    fn welcome(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        guest: &Slot<S::Point, F>,
    ) -> Result<(), Error>;

    /// Returns the counts so far.
    fn tally(&self) -> Tally;

    /// Returns whether it has converged so far that it will find nothing better, and does not restart. Default:
    /// `false`.
    fn has_converged(&self) -> bool {
        false
    }

    /// Returns whether it goes on if no point has a cost after the first round; see
    /// [`OnFailure::Persist`](super::OnFailure::Persist). Default: `false`.
    fn persists(&self) -> bool {
        false
    }

    /// Returns the names of the method and of its topology, for tables.
    fn names(&self) -> (String, String);

    /// Returns both [names](Self::names) in one, such as `particle swarm, ring(1)`.
    fn name(&self) -> String {
        let (method, topology) = self.names();
        format!("{method}, {topology}")
    }

    /// Returns the method, parameters, seed and space that identify the run. They have to be the same for the run
    /// to go on from a checkpoint or in another process.
    fn origin(&self) -> Origin;

    /// Returns the threads on which it runs; a run creates their pool once.
    fn threads(&self) -> Threads;

    /// Returns the complete state, from which a later process goes on with the same bits.
    ///
    /// # Errors
    /// Returns [`Error::Checkpoint`] if a point cannot be written as JSON.
    fn save(&self) -> Result<Value, Error>;

    /// Restores the state that [`save`](Self::save) returned, in a swarm built in the same way.
    ///
    /// # Errors
    /// Returns [`Error::Checkpoint`] if the state has another [origin](Self::origin) or is damaged; the swarm is
    /// then unchanged.
    fn load(&mut self, problem: &DynProblem<'_, S, F>, saved: Value) -> Result<(), Error>;
}

/// Forwards methods of [`Optimizer<S, F>`] to the inner optimiser: `ask` those that hand candidates out, `tell` and `step`
/// themselves, `state` those that show how it stands, `identity` those that name it, `checkpoint` those that save it.
macro_rules! forward_optimizer {
    ($self:ident => $inner:expr, $first:ident, $($other:ident),+) => {
        $crate::swarm::forward_optimizer!($self => $inner, $first);
        $crate::swarm::forward_optimizer!($self => $inner, $($other),+);
    };
    ($self:ident => $inner:expr, ask) => {
        fn ask(
            &mut $self,
            problem: &DynProblem<'_, S, F>,
            limits: &Limits<'_>,
        ) -> Result<Vec<Asked<S::Point, F>>, Error> {
            $inner.ask(problem, limits)
        }
        fn recall(&mut $self) {
            $inner.recall();
        }
        fn admits(
            &$self,
            problem: &DynProblem<'_, S, F>,
            told: &[Told<S::Point, F>],
        ) -> Result<(), Error> {
            $inner.admits(problem, told)
        }
    };
    ($self:ident => $inner:expr, tell) => {
        fn tell(
            &mut $self,
            problem: &DynProblem<'_, S, F>,
            told: Vec<Told<S::Point, F>>,
        ) -> Result<(), Error> {
            $inner.tell(problem, told)
        }
    };
    ($self:ident => $inner:expr, step) => {
        fn step(
            &mut $self,
            problem: &DynProblem<'_, S, F>,
            limits: &Limits<'_>,
        ) -> Result<(), Error> {
            $inner.step(problem, limits)
        }
    };
    ($self:ident => $inner:expr, state) => {
        fn open(&$self) -> usize {
            $inner.open()
        }
        fn best(&$self) -> Option<&Slot<S::Point, F>> {
            $inner.best()
        }
        fn slots(&$self) -> Box<dyn Iterator<Item = &Slot<S::Point, F>> + '_> {
            $inner.slots()
        }
        fn positions(&$self) -> Box<dyn Iterator<Item = &S::Point> + '_> {
            $inner.positions()
        }
        fn welcome(
            &mut $self,
            problem: &DynProblem<'_, S, F>,
            guest: &Slot<S::Point, F>,
        ) -> Result<(), Error> {
            $inner.welcome(problem, guest)
        }
        fn tally(&$self) -> Tally {
            $inner.tally()
        }
        fn has_converged(&$self) -> bool {
            $inner.has_converged()
        }
        fn persists(&$self) -> bool {
            $inner.persists()
        }
        fn threads(&$self) -> Threads {
            $inner.threads()
        }
    };
    ($self:ident => $inner:expr, identity) => {
        fn names(&$self) -> (String, String) {
            $inner.names()
        }
        fn name(&$self) -> String {
            $inner.name()
        }
        fn origin(&$self) -> Origin {
            $inner.origin()
        }
    };
    ($self:ident => $inner:expr, checkpoint) => {
        fn save(&$self) -> Result<Value, Error> {
            $inner.save()
        }
        fn load(&mut $self, problem: &DynProblem<'_, S, F>, saved: Value) -> Result<(), Error> {
            $inner.load(problem, saved)
        }
    };
}
pub(crate) use forward_optimizer;

/// A boxed optimiser is an optimiser.
impl<S: Space, F: Fitness> Optimizer<S, F> for Box<dyn Optimizer<S, F>> {
    forward_optimizer!(self => (**self), ask, tell, step, state, identity, checkpoint);
}

/// The counts of a run so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// The number of rounds completed. The evaluation of the first points counts as one.
    pub rounds: u64,
    /// The number of evaluations, failed ones and those inside local search included.
    pub evaluations: u64,
    /// The number of these evaluations that agents used on their way to a candidate: moves tried along a tour, for
    /// example.
    #[serde(default)]
    pub inner_evaluations: u64,
    /// The number of rounds since the best last improved.
    pub stagnation: u64,
    /// The number of restarts: how often a new swarm took over.
    #[serde(default)]
    pub restarts: u64,
    /// The evaluations that gave no cost.
    pub failures: Failures,
}

/// The limits of a step or an ask.
#[derive(Clone, Copy)]
pub struct Limits<'a> {
    /// The maximum number of evaluations of a step, which is never exceeded. For [`ask`](Optimizer::ask), the
    /// maximum number of candidates handed out.
    pub evaluations: u64,
    /// The evaluations for all candidates that `ask` hands out, local search included: each candidate carries its
    /// share. A step uses `evaluations` instead.
    pub budget: u64,
    /// The number of candidates left without a cost at which the rest of the round is left for later.
    pub failures: u64,
    /// The progress of the run, in [0, 1], which schedules follow. `None` if the run has no end: a colony with a
    /// schedule is then refused.
    pub progress: Option<f64>,
    /// The cost that ends the round of a step: seats after the first that reaches it have their turn in the next
    /// step.
    pub target: Option<f64>,
    /// The check before each evaluation: `true` leaves the rest of the round for later.
    pub cut: Option<Cut<'a>>,
}

impl<'a> Limits<'a> {
    /// No limits.
    pub const NONE: Limits<'static> = Limits {
        evaluations: u64::MAX,
        budget: u64::MAX,
        failures: u64::MAX,
        progress: None,
        target: None,
        cut: None,
    };

    /// Creates limits with this number of evaluations, or of candidates asked, and no other limit.
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
