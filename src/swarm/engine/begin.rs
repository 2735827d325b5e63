//! The state in which a swarm begins.

use super::{
    Origin, Settings, Tally,
    memory::{Memory, Seat, State},
};
use crate::{
    error::Error,
    problem::{DynProblem, Fitness, Space, require_inside},
    rng::{Seed, Streams},
    swarm::{Board, Candidate, context::lane},
    topology::Topology,
};

/// What a swarm begins with, beside its method.
pub(super) struct Begin<'a, S: Space, F: Fitness> {
    pub problem: &'a DynProblem<'a, S, F>,
    pub starts: &'a [S::Point],
    pub seed: Seed,
    pub settings: Settings,
    pub seats: usize,
    pub slots: usize,
}

impl<S: Space, F: Fitness> Begin<'_, S, F> {
    /// Creates the state before the first round; `origin` names the method and the space.
    pub(super) fn memory(
        self,
        origin: Origin,
        topology: &dyn Topology,
    ) -> Result<Memory<S::Point, F>, Error> {
        let Begin { problem, starts, seed, settings, seats, slots } = self;
        let mut origin = origin
            .with("topology", topology.name())
            .with("graph", format_args!("{topology:?}"))
            .with("first points", format_args!("{:?}", settings.initialization))
            .with("seed", seed.0);
        if let Some(search) = problem.local_search() {
            origin = origin.with("local search", search);
        }
        if !starts.is_empty() {
            let points = serde_json::to_string(starts).unwrap_or_default();
            origin = origin.with("points to start from", points);
        }
        let (streams, space) = (Streams::new(seed), problem.space());
        let mut candidates = Vec::with_capacity(seats);
        for (k, point) in starts.iter().enumerate() {
            require_inside(space, point, || format!("start point {k}"))?;
            candidates.push(Candidate::at(point.clone()));
        }
        candidates.resize_with(seats, || Candidate::at(S::Point::default()));
        let seat = |candidate| Seat { candidate, state: State::Idle, ask: 0 };
        Ok(Memory {
            origin,
            dimensions: space.dimensions(),
            wiring: topology.wire(slots, &mut streams.at(0, lane::WIRE))?,
            settings,
            seats: candidates.into_iter().map(seat).collect(),
            board: Board::with_capacity(slots),
            best: None,
            best_ticket: 0,
            failed_ticket: 0,
            improved: false,
            streams,
            asks: 0,
            next: 0,
            given: starts.len(),
            scattered: 0,
            seeding: true,
            progress: 0.0,
            first_level: None,
            most: u64::MAX,
            tally: Tally::default(),
        })
    }
}
