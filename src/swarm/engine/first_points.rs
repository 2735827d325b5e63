//! The first points: the points to start from, those of the initialization, and the colony's own.

use super::{
    Swarm,
    memory::{Memory, Seat, State},
};
use crate::{
    error::Error,
    problem::{Fitness, Initialization, Space, require_inside},
    rng::Stream,
    swarm::{Colony, context::lane},
};

impl<X: Default, F: Fitness> Memory<X, F> {
    /// Draws the first points of `slots` slots by the initialization. Points to start from keep their slots, and the
    /// others share the space. An initialization that is not uniform replaces `seed`, the colony's own rule for first
    /// points; slots that the rule leaves empty stay empty.
    ///
    /// # Errors
    /// Returns the errors of [`Space::scatter`], and [`Error::Outside`] if a point lies outside the space.
    pub(super) fn scatter<S: Space<Point = X>>(
        &mut self,
        space: &S,
        slots: usize,
        seed: &dyn Fn(usize, &mut Stream, &mut X) -> bool,
    ) -> Result<(), Error> {
        let initialization = self.settings.initialization;
        if initialization == Initialization::Uniform {
            return Ok(()); // drawn by each seat when it is first called
        }
        let rng = &mut self.streams.at(0, lane::SCATTER);
        let mut spare = X::default();
        let seeded = |slot: &usize| seed(*slot, &mut rng.clone(), &mut spare);
        let open = (self.given..slots).take_while(seeded).count();
        let points = space.scatter(initialization, open, rng)?;
        for (seat, point) in self.seats[self.given..].iter_mut().take(open).zip(points) {
            require_inside(space, &point, || {
                "a first point that the space itself gave".to_owned()
            })?;
            seat.candidate.point = point;
            self.scattered += 1;
        }
        Ok(())
    }
}

impl<S: Space, C: Colony<S, F>, F: Fitness> Swarm<S, C, F> {
    /// Writes the first point of every slot and runs `then` on it in the same task. Returns whether there is a
    /// first point: a colony may start from an empty board.
    pub(super) fn seed(
        &mut self,
        space: &S,
        then: impl Fn(usize, &mut Seat<S::Point, F>) + Sync + Send,
    ) -> bool {
        let (memory, method) = (&mut self.memory, &self.method);
        let (ask, round) = (memory.asks, memory.streams.round(memory.asks));
        let written = memory.given.saturating_add(memory.scattered);
        self.executor.each(&mut memory.seats[..self.slots], |i, seat| {
            seat.candidate.clear();
            (seat.candidate.slot, seat.ask) = (i, ask);
            let mut rng = round.lane(i as u64);
            if i < written || method.seed(i, space, &mut rng, &mut seat.candidate.point) {
                seat.state = State::Proposed;
                then(i, seat);
            }
        });
        self.memory.any(State::Proposed)
    }
}
