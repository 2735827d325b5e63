//! The swarm and its round: propose, evaluate, take in.

use super::{
    Agent, Around, Candidate, Colony, Limits, Polish, Slot, Tally, Threads, View,
    candidate::{Polishing, guarded},
    memory::{Memory, Pace, Seat, State, lane},
    threads::Crew,
};
use crate::{
    error::{Error, require},
    problem::{Failure, Fitness, Manner, Problem, Space},
    rng::{Seed, Streams},
    topology::{Standing, Topology},
};

/// A running swarm: a colony `C` on a space `S`.
///
/// Most programs never name it: [`Solve::solve`](crate::run::Solve::solve) builds one and runs it.
/// Built by hand it is run round by round ([`step`](Self::step)) or by
/// [`ask`](Self::ask) and [`tell`](Self::tell); all three give the same bits.
///
/// ```
/// use swarmopt::prelude::*;
/// let ball = Boxed::cube(-5.0..=5.0, 3)?.minimize(|x| x.iter().map(|x| x * x).sum());
/// let mut swarm = Swarm::new(&ball, ParticleSwarm::new(20), Box::new(Ring::new(1)), Seed(1))?;
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
    pub(super) memory: Memory<S, C, F>,
    topology: Box<dyn Topology>,
    threads: Threads,
    proposing: Crew,
    evaluating: Crew,
    /// For each node the best of itself and its informants, as of the last round.
    leaders: Vec<usize>,
    led: bool,
}

impl<S: Space, C: Colony<S, F>, F: Fitness> Swarm<S, C, F> {
    /// Founds the colony and joins its slots. The problem tells the space and the points to start
    /// from; it is not kept.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a parameter out of range or more start points than slots,
    /// [`Error::Outside`] for one outside the space, [`Error::TopologySize`] for a topology that
    /// cannot join the slots.
    pub fn new<P>(
        problem: &P,
        mut colony: C,
        topology: Box<dyn Topology>,
        seed: Seed,
    ) -> Result<Self, Error>
    where
        P: Problem<Space = S, Fitness = F> + ?Sized,
    {
        let space = problem.space();
        let agents = colony.found(space)?;
        colony.prepare(space);
        let slots = colony.slots();
        let streams = Streams::new(seed);
        let wiring = topology.wire(slots, &mut streams.at(0, lane::WIRE))?;
        let mut agents = agents.into_iter();
        let seats = (0..agents.len().max(slots)).map(|_| Seat {
            agent: agents.next(),
            candidate: Candidate::at(S::Point::default()),
            state: State::Idle,
            ask: 0,
        });
        let mut memory = Memory {
            method: C::NAME.to_owned(),
            dimensions: space.dimensions(),
            seats: seats.collect(),
            board: Vec::with_capacity(slots),
            colony,
            wiring,
            pace: Pace::default(),
            polish: Polish::default(),
            best: None,
            best_ticket: 0,
            improved: false,
            streams,
            asks: 0,
            next: 0,
            given: 0,
            seeding: true,
            progress: 0.0,
            tally: Tally::default(),
        };
        let starts = problem.starts();
        let allowed = format!("at most {slots}, the slots of {}", C::NAME);
        require(starts.len() <= slots, "start points", starts.len(), &allowed)?;
        memory.given = starts.len();
        for (seat, point) in memory.seats.iter_mut().zip(starts) {
            if !space.contains(point) {
                return Err(Error::Outside { point: format!("{point:?}") });
            }
            seat.candidate.point.clone_from(point);
        }
        let threads = Threads::default();
        let crew = || Crew::new(threads);
        let (proposing, evaluating) = (crew(), crew());
        Ok(Swarm { memory, topology, threads, proposing, evaluating, leaders: vec![], led: false })
    }

    /// Where agents propose and candidates are evaluated; never changes the result.
    #[must_use]
    pub fn with_threads(mut self, threads: Threads) -> Self {
        self.threads = threads;
        (self.proposing, self.evaluating) = (Crew::new(threads), Crew::new(threads));
        self
    }

    /// Which candidates get the problem's local search.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a share outside [0, 1].
    pub fn with_polish(mut self, polish: Polish) -> Result<Self, Error> {
        polish.check()?;
        self.memory.polish = polish;
        Ok(self)
    }

    /// When results are taken in. A steady swarm is run by ask and tell; its first points are
    /// still waited for.
    ///
    /// # Errors
    /// [`Error::NotSteady`] if the colony takes whole generations only.
    pub fn with_pace(mut self, pace: Pace) -> Result<Self, Error> {
        if pace == Pace::Steady && !self.memory.colony.steady() {
            return Err(Error::NotSteady { method: C::NAME });
        }
        self.memory.pace = pace;
        Ok(self)
    }

    /// The colony, with its parameters and its medium.
    pub fn colony(&self) -> &C {
        &self.memory.colony
    }

    /// Public memory; empty until the first points are known.
    pub fn board(&self) -> &[Slot<S::Point, F>] {
        &self.memory.board
    }

    /// The best point ever evaluated.
    pub fn best(&self) -> Option<&Slot<S::Point, F>> {
        self.memory.best.as_ref()
    }

    /// What has been done so far.
    pub fn tally(&self) -> &Tally {
        &self.memory.tally
    }

    /// The topology, as a recipe.
    pub fn topology(&self) -> &dyn Topology {
        &*self.topology
    }

    /// The threads it was asked to run on.
    pub fn threads(&self) -> Threads {
        self.threads
    }

    /// One round, or as much of it as the limits allow: the next step goes on from there.
    ///
    /// # Errors
    /// [`Error::Waiting`] while candidates handed out by [`ask`](Self::ask) have not been told;
    /// [`Error::Idle`] if no agent proposes anything.
    pub fn step<P>(&mut self, problem: &P, limits: &Limits<'_>) -> Result<(), Error>
    where
        P: Problem<Space = S, Fitness = F> + ?Sized,
    {
        if self.memory.any(State::Out) {
            return Err(self.waiting());
        }
        if !self.memory.any(State::Proposed) {
            self.propose(problem.space(), usize::MAX, limits.progress)?;
        }
        let spent = self.evaluate(problem, limits);
        if !self.memory.any(State::Proposed) {
            self.close(problem, limits.evaluations - spent);
        }
        Ok(())
    }

    pub(super) fn waiting(&self) -> Error {
        let busy = |state| matches!(state, State::Out | State::Told);
        Error::Waiting { open: self.memory.seats.iter().filter(|s| busy(s.state)).count() }
    }

    /// Every seat that is called writes a candidate.
    pub(super) fn propose(
        &mut self,
        space: &S,
        at_most: usize,
        progress: f64,
    ) -> Result<(), Error> {
        let memory = &mut self.memory;
        let steady = memory.pace == Pace::Steady && !memory.seeding;
        if !steady && memory.any(State::Told) {
            return Err(self.waiting());
        }
        memory.progress = progress;
        memory.asks += 1;
        if !self.led {
            self.lead();
        }
        let memory = &mut self.memory;
        let ask = memory.asks;
        let round = memory.streams.round(ask);
        if memory.seeding {
            let (given, slots, colony) = (memory.given, memory.colony.slots(), &memory.colony);
            self.proposing.each(&mut memory.seats, |i, seat| {
                seat.candidate.clear();
                (seat.candidate.slot, seat.ask) = (i, ask);
                let mut rng = round.lane(i as u64);
                let point = &mut seat.candidate.point;
                if i < given || i < slots && colony.seed(i, space, &mut rng, point) {
                    seat.state = State::Proposed;
                }
            });
            if memory.any(State::Proposed) {
                return Ok(());
            }
            memory.seeding = false; // a colony that starts from an empty board
        }
        let (colony, board, wiring) = (&memory.colony, &memory.board[..], &memory.wiring);
        let leaders = &self.leaders[..];
        let write = |me: usize, seat: &mut Seat<C::Agent, S::Point, F>| {
            let Some(agent) = &mut seat.agent else { return };
            let view = View { me, space, colony, board, wiring, progress, steady, leaders };
            seat.candidate.clear();
            seat.ask = ask;
            if agent.propose(&view, &mut round.lane(me as u64), &mut seat.candidate) {
                seat.state = State::Proposed;
            }
        };
        if steady {
            call_free(&mut memory.seats, &mut memory.next, at_most, write);
        } else {
            self.proposing.each(&mut memory.seats, write);
        }
        match () {
            () if memory.any(State::Proposed) => Ok(()),
            () if memory.any(State::Out) => Err(self.waiting()),
            () => Err(Error::Idle { method: C::NAME }),
        }
    }

    /// Evaluates the candidates that are waiting, the first ones where not all are allowed. The
    /// evaluations that took.
    fn evaluate<P>(&mut self, problem: &P, limits: &Limits<'_>) -> u64
    where
        P: Problem<Space = S, Fitness = F> + ?Sized,
    {
        let waiting = |seat: &Seat<_, _, _>| seat.state == State::Proposed;
        let seats = &mut self.memory.seats[..];
        let pending = seats.iter().filter(|seat| waiting(seat)).count() as u64;
        let allowed = pending.min(limits.evaluations);
        // What local search may spend beyond the evaluation itself, shared out evenly.
        let allowance = match limits.evaluations {
            u64::MAX => u64::MAX,
            left => (left - allowed) / allowed.max(1),
        };
        let mut end = 0;
        for _ in 0..allowed {
            end += seats[end..].iter().position(waiting).map_or(0, |k| k + 1);
        }
        let seats = &mut seats[..end];
        let (polish, streams) = (self.memory.polish, self.memory.streams);
        let finish = |i: usize, seat: &mut Seat<C::Agent, S::Point, F>| {
            if let Some(key) = polish.key(streams.round(seat.ask), i) {
                seat.candidate.polish(problem, Polishing { key, allowance });
            }
        };
        let one = |i: usize, seat: &mut Seat<C::Agent, S::Point, F>| {
            if seat.state == State::Proposed && !limits.cuts() {
                seat.candidate.evaluate(problem);
                finish(i, seat);
            }
        };
        match problem.manner() {
            Manner::Apart => self.evaluating.each(seats, one),
            Manner::InOrder => seats.iter_mut().enumerate().for_each(|(i, seat)| one(i, seat)),
            Manner::Together => {
                together(problem, seats);
                self.evaluating.each(seats, |i, seat| {
                    if seat.state == State::Proposed {
                        finish(i, seat);
                    }
                });
            }
        }
        let mut spent = 0;
        for i in 0..end {
            if self.memory.seats[i].state == State::Proposed {
                spent += self.count(i);
            }
        }
        spent
    }

    /// Counts what the candidate of a seat has cost, and keeps it if it is the best yet. The
    /// evaluations it took; 0 if it has not been evaluated.
    pub(super) fn count(&mut self, i: usize) -> u64 {
        let ticket = self.memory.ticket(i);
        let memory = &mut self.memory;
        let Seat { candidate, state, .. } = &mut memory.seats[i];
        if candidate.evaluations == 0 {
            return 0;
        }
        *state = State::Told;
        memory.tally.evaluations += candidate.evaluations;
        if let Some(failure) = &candidate.failure {
            memory.tally.failures.count(failure.clone());
        }
        let cost = candidate.cost();
        let better = match &mut memory.best {
            None => cost.is_valid(),
            Some(best) => {
                cost.beats(&best.fitness)
                    || ticket < memory.best_ticket && cost.is_valid() && !best.fitness.beats(&cost)
            }
        };
        if better {
            memory.improved |= memory.best.as_ref().is_none_or(|best| cost.beats(&best.fitness));
            memory.best_ticket = ticket;
            match &mut memory.best {
                None => memory.best = Some(candidate.to_slot()),
                Some(best) => {
                    best.point.clone_from(&candidate.point);
                    best.fitness = cost;
                }
            }
        }
        candidate.evaluations
    }

    /// The round is over: the colony takes in what was told, in the order of the seats.
    pub(super) fn close<P>(&mut self, problem: &P, left: u64)
    where
        P: Problem<Space = S, Fitness = F> + ?Sized,
    {
        self.polish_best(problem, left);
        for i in 0..self.memory.seats.len() {
            if self.memory.seats[i].state == State::Told {
                self.absorb(problem.space(), i);
            }
        }
        self.settle(problem.space());
    }

    /// Hands the candidate of a seat to the colony, or seeds the board with it.
    pub(super) fn absorb(&mut self, space: &S, i: usize) {
        let memory = &mut self.memory;
        let Seat { candidate, state, .. } = &mut memory.seats[i];
        *state = State::Idle;
        if memory.seeding {
            return memory.board.push(candidate.to_slot());
        }
        let (wiring, best, progress) = (&memory.wiring, memory.best.as_ref(), memory.progress);
        let around = Around { space, wiring, best, progress };
        memory.colony.absorb(&mut memory.board, candidate, &around);
    }

    /// Brings the colony, the wiring and the counts up to date.
    pub(super) fn settle(&mut self, space: &S) {
        let memory = &mut self.memory;
        memory.seeding = false;
        let (wiring, best, progress) = (&memory.wiring, memory.best.as_ref(), memory.progress);
        memory.colony.settle(&mut memory.board, &Around { space, wiring, best, progress });
        let board = &memory.board;
        let standing = Standing {
            improved: memory.improved,
            leads: &|a, b| match (board.get(a), board.get(b)) {
                (Some(x), Some(y)) => x.leads(y, a < b),
                (x, _) => x.is_some(),
            },
        };
        let rng = &mut memory.streams.at(memory.asks, lane::WIRE);
        self.topology.rewire(&mut memory.wiring, &standing, rng);
        memory.tally.stalls = if memory.improved { 0 } else { memory.tally.stalls + 1 };
        memory.tally.rounds += 1;
        memory.improved = false;
        self.led = false;
    }

    /// Local search on the best candidate of the round.
    fn polish_best<P>(&mut self, problem: &P, allowance: u64)
    where
        P: Problem<Space = S, Fitness = F> + ?Sized,
    {
        if self.memory.polish != Polish::Best || allowance == 0 {
            return;
        }
        let told = self.memory.seats.iter().enumerate().filter(|(_, s)| s.state == State::Told);
        let cost = |seat: &Seat<_, _, F>| seat.candidate.cost();
        let best = told.min_by(|(_, a), (_, b)| cost(a).order(&cost(b))).map(|(i, _)| i);
        if let Some(i) = best {
            let key = self.memory.streams.round(self.memory.asks).key(lane::POLISH_BEST);
            let candidate = &mut self.memory.seats[i].candidate;
            let (before, failed) = (candidate.evaluations, candidate.failure.is_some());
            candidate.polish(problem, Polishing { key, allowance });
            // Counted once already: what is new is what local search has spent.
            candidate.evaluations -= before;
            if candidate.evaluations > 0 || !failed && candidate.failure.is_some() {
                self.count(i);
            }
        }
    }

    /// Brings the leaders up to date; there are none while the board is not full.
    fn lead(&mut self) {
        let Memory { board, wiring, .. } = &self.memory;
        self.leaders.clear();
        if board.len() == wiring.nodes() {
            wiring.leaders(|a, b| board[a].leads(&board[b], a < b), &mut self.leaders);
        }
        self.led = true;
    }

    /// Takes in the best of another swarm.
    pub fn welcome(&mut self, space: &S, guest: &Slot<S::Point, F>) {
        let memory = &mut self.memory;
        if memory.best.as_ref().is_none_or(|best| guest.fitness.beats(&best.fitness)) {
            (memory.best, memory.best_ticket) = (Some(guest.clone()), 0);
        }
        let (wiring, best, progress) = (&memory.wiring, memory.best.as_ref(), memory.progress);
        let around = Around { space, wiring, best, progress };
        memory.colony.welcome(&mut memory.board, guest, &around);
        self.led = false;
    }

    /// Replaces all it knows by what a checkpoint held.
    pub(super) fn remember(&mut self, space: &S, saved: Memory<S, C, F>) -> Result<(), Error> {
        saved.check(&self.memory, space)?;
        self.memory = saved;
        self.memory.colony.prepare(space);
        self.led = false;
        Ok(())
    }
}

/// At a steady pace: the next free seats in turn write a candidate.
fn call_free<A, X, F>(
    seats: &mut [Seat<A, X, F>],
    next: &mut usize,
    at_most: usize,
    write: impl Fn(usize, &mut Seat<A, X, F>),
) {
    let first = *next;
    let mut left = at_most;
    for i in (first..seats.len()).chain(0..first) {
        if left > 0 && seats[i].state == State::Idle && seats[i].agent.is_some() {
            write(i, &mut seats[i]);
            left -= 1;
            *next = (i + 1) % seats.len();
        }
    }
}

/// Evaluates all waiting candidates in one call. A panic, or too few costs, fails those without one.
fn together<P, A>(problem: &P, seats: &mut [Seat<A, crate::problem::Point<P>, P::Fitness>])
where
    P: Problem + ?Sized,
{
    let (mut points, mut costs) =
        (Vec::with_capacity(seats.len()), Vec::with_capacity(seats.len()));
    let waiting =
        seats.iter().filter(|s| s.state == State::Proposed && s.candidate.fitness.is_none());
    points.extend(waiting.map(|seat| &seat.candidate.point));
    let done = guarded(|| {
        problem.evaluate_all(&points, &mut costs);
        Ok(())
    });
    let missing = done.err().unwrap_or(Failure::Error("no cost for this point".to_owned()));
    let mut costs = costs.into_iter();
    for seat in seats.iter_mut().filter(|seat| seat.state == State::Proposed) {
        match seat.candidate.fitness {
            Some(known) => seat.candidate.take(Ok(known)),
            None => seat.candidate.take(costs.next().unwrap_or_else(|| Err(missing.clone()))),
        }
    }
}
