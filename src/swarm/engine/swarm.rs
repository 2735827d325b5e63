//! The swarm: its construction, settings and accessors. Its round is in `round`.

use super::{
    ConstraintHandling, Origin, Pace, Settings, Tally, Threads, begin::Begin, memory::Memory,
    threads::Executor,
};
use crate::{
    error::{Error, part, require},
    problem::{DynProblem, Fitness, Space},
    rng::{Seed, Stream},
    swarm::{Board, Colony, Context, Population, Slot},
    topology::Topology,
};
use serde_json::{Value, json};

/// A running swarm: a colony `C` on a space `S`.
///
/// Most programs do not use it directly: [`Solve::solve`](crate::run::Solve::solve) builds a swarm and runs it.
/// A swarm built by hand is run round by round ([`step`](Self::step)) or by [`ask`](Self::ask) and
/// [`tell`](Self::tell); all three give the same bits. A [`Session`](crate::run::Session) is ask and tell with stop
/// criteria, history and checkpoints.
///
/// ```
/// use swarmopt::{author::*, prelude::*};
/// let ball = Boxed::cube(-5.0..=5.0, 3)?.minimize(|x| x.iter().map(|x| x * x).sum());
/// let mut swarm = Swarm::new(&ball, ParticleSwarm::new(20), Seed(1), Settings::default())?;
/// for _ in 0..100 {
///     let asked = swarm.ask(&ball, &Limits::NONE)?;
///     let told = asked.into_iter().map(|asked| {
///         let cost = asked.point.iter().map(|x| x * x).sum(); // anywhere, in any order
///         Told::new(asked.ticket, cost)
///     });
///     swarm.tell(&ball, told.collect())?;
/// }
/// assert!(swarm.best().unwrap().fitness < 1e-3);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Debug)]
pub struct Swarm<S: Space, C: Colony<S, F>, F: Fitness = f64> {
    pub(super) method: C,
    pub(crate) slots: usize,
    pub(super) agents: Vec<C::Agent>,
    /// The state that all agents share.
    pub(super) medium: C::Medium,
    pub(super) memory: Memory<S::Point, F>,
    pub(super) topology: Box<dyn Topology>,
    pub(super) executor: Executor,
    /// For each node, the best slot among itself and its informants at the end of the last round.
    pub(super) leaders: Vec<usize>,
    pub(super) led: bool,
}

impl<S: Space, C: Colony<S, F>, F: Fitness> Swarm<S, C, F> {
    /// Creates a swarm of `method`. The problem provides the space and the points to start from; it is not kept.
    ///
    /// # Errors
    /// Returns [`Error::Parameter`] for a parameter or a setting out of range or more start points than slots,
    /// [`Error::Outside`] for a start point outside the space, [`Error::TopologySize`] for a topology that
    /// cannot join the slots, and [`Error::NotSteady`] for a steady pace of a colony that takes whole generations
    /// only.
    pub fn new(
        problem: &DynProblem<'_, S, F>,
        method: C,
        seed: Seed,
        settings: Settings,
    ) -> Result<Self, Error> {
        Self::starting_from(problem, problem.starts(), method, seed, settings)
    }

    /// Creates a swarm that starts from `starts` instead of the problem's own points to start from.
    pub(crate) fn starting_from(
        problem: &DynProblem<'_, S, F>,
        starts: &[S::Point],
        method: C,
        seed: Seed,
        mut settings: Settings,
    ) -> Result<Self, Error> {
        settings.polish.check()?;
        settings.handling.check()?;
        let fits =
            settings.handling == ConstraintHandling::FeasibleFirst || method.has_personal_bests();
        let allowed = format!("FeasibleFirst with {}, which keeps no personal bests", C::NAME);
        require(fits, "constraint handling", format_args!("{:?}", settings.handling), &allowed)?;
        if settings.pace == Pace::Steady && !method.steady() {
            return Err(Error::NotSteady { method: C::NAME });
        }
        let (space, topology) = (problem.space(), settings.topology_for(&method));
        settings.topology = None; // the swarm holds it
        let origin = Origin::of(C::NAME).with("space", space.fingerprint()).with_fields(&method);
        let Population { agents, slots, mut medium } = method.init(space)?;
        method.prepare(&mut medium, space);
        let allowed = format!("at most {slots}, the slots of {}", C::NAME);
        require(starts.len() <= slots, "start points", starts.len(), &allowed)?;
        let seats = agents.len().max(slots);
        let begin = Begin { problem, starts, seed, settings, seats, slots };
        let mut memory = begin.memory(origin, &*topology)?;
        let draw = |slot, rng: &mut Stream, out: &mut S::Point| method.seed(slot, space, rng, out);
        memory.scatter(space, slots, &draw)?;
        let executor = Executor::new(memory.settings.threads);
        let leaders = vec![];
        Ok(Swarm { method, slots, agents, medium, memory, topology, executor, leaders, led: false })
    }

    /// Returns the method: the parameters.
    pub fn method(&self) -> &C {
        &self.method
    }

    /// Returns the medium, the state that all agents share: pheromone, archive, covariance.
    pub fn medium(&self) -> &C::Medium {
        &self.medium
    }

    /// Returns the board, which is empty until the first points are known.
    pub fn board(&self) -> &Board<S::Point, F> {
        &self.memory.board
    }

    /// Returns the positions of the agents: the point that each proposed last; see
    /// [`Optimizer::positions`](super::Optimizer::positions).
    pub fn positions(&self) -> impl Iterator<Item = &S::Point> {
        let seats = self.memory.seats[..self.agents.len()].iter();
        seats.filter(|seat| seat.ask > 0).map(|seat| &seat.candidate.point)
    }

    /// Returns the best point so far, or `None` if there is none yet.
    pub fn best(&self) -> Option<&Slot<S::Point, F>> {
        self.memory.best.as_ref()
    }

    /// Returns whether it has converged so far that it will find nothing better.
    pub fn has_converged(&self) -> bool {
        self.method.has_converged(&self.medium, &self.memory.board)
    }

    /// Returns the counts so far.
    pub fn tally(&self) -> &Tally {
        &self.memory.tally
    }

    /// Returns the topology that joins the slots.
    pub fn topology(&self) -> &dyn Topology {
        &*self.topology
    }

    /// Returns the threads on which it runs.
    pub fn threads(&self) -> Threads {
        self.memory.settings.threads
    }

    /// Takes in the best of another swarm.
    ///
    /// # Errors
    /// Returns [`Error::Outside`] for a point outside the space and [`Error::Parameter`] for a cost that is not a
    /// number.
    pub fn welcome(&mut self, space: &S, guest: &Slot<S::Point, F>) -> Result<(), Error> {
        self.memory.welcome(space, guest)?;
        let memory = &mut self.memory;
        let (wiring, best, progress) = (&memory.wiring, memory.best.as_ref(), memory.progress);
        let streams = memory.streams.round(memory.asks);
        let context = Context { space, wiring, best, progress, streams };
        self.method.welcome(&mut self.medium, &mut memory.board, guest, &context);
        self.led = false;
        Ok(())
    }

    /// Returns its name for tables, such as `particle swarm, ring(1)`.
    pub fn name(&self) -> String {
        format!("{}, {}", C::NAME, self.topology.name())
    }

    /// Returns the complete state, from which a later process goes on with the same bits.
    ///
    /// # Errors
    /// Returns [`Error::Checkpoint`] if a point cannot be written as JSON.
    pub fn save(&self) -> Result<Value, Error> {
        let found = |e: serde_json::Error| Error::Checkpoint {
            expected: "points that JSON can hold".to_owned(),
            found: e.to_string(),
        };
        Ok(json!({
            "agents": serde_json::to_value(&self.agents).map_err(found)?,
            "medium": serde_json::to_value(&self.medium).map_err(found)?,
            "memory": serde_json::to_value(&self.memory).map_err(found)?,
        }))
    }

    /// Returns the method, parameters, seed and space that identify its run.
    pub fn origin(&self) -> Origin {
        self.memory.origin()
    }

    /// Restores the state that [`save`](Self::save) returned, in a swarm built in the same way. The policy on
    /// failures and the threads stay those of this swarm.
    ///
    /// # Errors
    /// Returns [`Error::Checkpoint`] if the state has another [origin](Self::origin) or is damaged; the swarm is
    /// then unchanged.
    pub fn load(&mut self, problem: &DynProblem<'_, S, F>, mut saved: Value) -> Result<(), Error> {
        let memory: Memory<S::Point, F> = part(&mut saved, "memory")?;
        self.memory.origin().check(&memory.origin())?;
        let agents: Vec<C::Agent> = part(&mut saved, "agents")?;
        let mut medium: C::Medium = part(&mut saved, "medium")?;
        self.check(&agents, &medium, &memory, problem.space())?;
        self.method.prepare(&mut medium, problem.space());
        let settings = self.memory.settings.clone();
        (self.agents, self.medium, self.memory) = (agents, medium, Memory { settings, ..memory });
        self.led = false;
        Ok(())
    }
}
