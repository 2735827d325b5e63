//! The swarm: its construction, settings and accessors. Its round is in `round`.

use super::{
    Origin, Pace, Settings, Tally, Threads,
    memory::{Memory, Seat, State},
    threads::Executor,
};
use crate::{
    error::{Error, require},
    problem::{DynProblem, Fitness, Space, require_inside},
    rng::{Seed, Streams},
    swarm::{Board, Candidate, Colony, Context, Population, Slot, context::lane},
    topology::Topology,
};
use serde_json::Value;

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
    pub(super) memory: Memory<S, C, F>,
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
        if settings.pace == Pace::Steady && !method.steady() {
            return Err(Error::NotSteady { method: C::NAME });
        }
        let topology = settings.topology_for(&method);
        settings.topology = None; // the swarm holds it
        let (space, initialization) = (problem.space(), settings.initialization);
        let origin = Origin::of(C::NAME).with("space", space.fingerprint()).with_fields(&method);
        let mut origin = origin
            .with("topology", topology.name())
            .with("graph", format_args!("{topology:?}"))
            .with("first points", format_args!("{initialization:?}"))
            .with("seed", seed.0);
        if let Some(search) = problem.local_search() {
            origin = origin.with("local search", search);
        }
        if !starts.is_empty() {
            let points = serde_json::to_string(starts).unwrap_or_default();
            origin = origin.with("points to start from", points);
        }
        let Population { agents, slots, mut medium } = method.init(space)?;
        method.prepare(&mut medium, space);
        let streams = Streams::new(seed);
        let wiring = topology.wire(slots, &mut streams.at(0, lane::WIRE))?;
        let mut agents = agents.into_iter();
        let seats = (0..agents.len().max(slots)).map(|_| Seat {
            agent: agents.next(),
            candidate: Candidate::at(S::Point::default()),
            state: State::Idle,
            ask: 0,
        });
        let mut memory: Memory<S, C, F> = Memory {
            origin,
            dimensions: space.dimensions(),
            seats: seats.collect(),
            board: Board::with_capacity(slots),
            medium,
            wiring,
            settings,
            best: None,
            best_ticket: 0,
            failed_ticket: 0,
            improved: false,
            streams,
            asks: 0,
            next: 0,
            given: 0,
            scattered: 0,
            seeding: true,
            progress: 0.0,
            most: u64::MAX,
            tally: Tally::default(),
        };
        let allowed = format!("at most {slots}, the slots of {}", C::NAME);
        require(starts.len() <= slots, "start points", starts.len(), &allowed)?;
        memory.given = starts.len();
        for (k, (seat, point)) in memory.seats.iter_mut().zip(starts).enumerate() {
            require_inside(space, point, || format!("start point {k}"))?;
            seat.candidate.point.clone_from(point);
        }
        let executor = Executor::new(memory.settings.threads);
        let leaders = vec![];
        let mut swarm = Swarm { method, slots, memory, topology, executor, leaders, led: false };
        swarm.scatter(space)?;
        Ok(swarm)
    }

    /// Returns the method: the parameters.
    pub fn method(&self) -> &C {
        &self.method
    }

    /// Returns the medium, the state that all agents share: pheromone, archive, covariance.
    pub fn medium(&self) -> &C::Medium {
        &self.memory.medium
    }

    /// Returns the board, which is empty until the first points are known.
    pub fn board(&self) -> &Board<S::Point, F> {
        &self.memory.board
    }

    /// Returns the positions of the agents: the point that each proposed last; see
    /// [`Optimizer::positions`](super::Optimizer::positions).
    pub fn positions(&self) -> impl Iterator<Item = &S::Point> {
        let proposed = |seat: &&Seat<C::Agent, S::Point, F>| seat.agent.is_some() && seat.ask > 0;
        self.memory.seats.iter().filter(proposed).map(|seat| &seat.candidate.point)
    }

    /// Returns the best point so far, or `None` if there is none yet.
    pub fn best(&self) -> Option<&Slot<S::Point, F>> {
        self.memory.best.as_ref()
    }

    /// Returns whether it has converged so far that it will find nothing better.
    pub fn has_converged(&self) -> bool {
        self.method.has_converged(&self.memory.medium, &self.memory.board)
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
        require_inside(space, &guest.point, || "the guest".to_owned())?;
        let cost = guest.fitness;
        require(cost.is_valid(), "cost of a guest", format_args!("{cost:?}"), "a number")?;
        let memory = &mut self.memory;
        if memory.best.as_ref().is_none_or(|best| guest.fitness.beats(&best.fitness)) {
            (memory.best, memory.best_ticket) = (Some(guest.clone()), 0);
        }
        let (wiring, best, progress) = (&memory.wiring, memory.best.as_ref(), memory.progress);
        let streams = memory.streams.round(memory.asks);
        let context = Context { space, wiring, best, progress, streams };
        self.method.welcome(&mut memory.medium, &mut memory.board, guest, &context);
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
        let expected = || "points that JSON can hold".to_owned();
        serde_json::to_value(&self.memory)
            .map_err(|e| Error::Checkpoint { expected: expected(), found: e.to_string() })
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
    pub fn load(&mut self, problem: &DynProblem<'_, S, F>, saved: Value) -> Result<(), Error> {
        let expected = || format!("a swarm of {}", C::NAME);
        let mut saved: Memory<S, C, F> = serde_json::from_value(saved)
            .map_err(|e| Error::Checkpoint { expected: expected(), found: e.to_string() })?;
        saved.check(self, problem.space())?;
        saved.settings = self.memory.settings.clone();
        self.memory = saved;
        self.method.prepare(&mut self.memory.medium, problem.space());
        self.led = false;
        Ok(())
    }
}
