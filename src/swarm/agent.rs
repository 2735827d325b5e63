//! One particle, ant or bee.

use super::{Board, Candidate, Colony, Slot};
use crate::{
    error::Error,
    problem::{Cut, Fitness, Space},
    rng::Stream,
    topology::Wiring,
};

/// A searcher with private memory and one decision a round. `C` is the colony it belongs to.
pub trait Agent<S: Space, F: Fitness, C: Colony<S, F>>: Send {
    /// Writes a candidate into `out`, whose point is as this agent's last candidate ended. False
    /// leaves it unused: the agent is idle this round.
    fn propose(
        &mut self,
        view: &View<'_, S, F, C>,
        rng: &mut Stream,
        out: &mut Candidate<S::Point, F>,
    ) -> bool;

    /// Validates an agent loaded from a checkpoint against this space and number of slots.
    ///
    /// # Errors
    /// [`Error::Checkpoint`] says what does not fit.
    fn check(&self, _space: &S, _slots: usize) -> Result<(), Error> {
        Ok(())
    }
}

/// What an agent sees while it proposes: the state at the end of the last round.
pub struct View<'a, S: Space, F: Fitness, C: Colony<S, F>> {
    /// The agent's own number.
    pub me: usize,
    /// Where points live.
    pub space: &'a S,
    /// The parameters.
    pub method: &'a C,
    /// What all agents have written into their surroundings.
    pub medium: &'a C::Medium,
    /// Public memory.
    pub board: &'a Board<S::Point, F>,
    /// Who hears whom.
    pub wiring: &'a Wiring,
    /// How far the run has come, in [0, 1]: what schedules follow.
    pub progress: f64,
    /// How many evaluations the agent may spend on its way to a candidate, beyond the candidate's own.
    pub allowance: u64,
    pub(crate) cut: Option<Cut<'a>>,
    /// Whether results are taken in one by one and not by generations.
    pub steady: bool,
    pub(super) leaders: &'a [usize],
}

impl<'a, S: Space, F: Fitness, C: Colony<S, F>> View<'a, S, F, C> {
    /// The best slot among `node` and its informants; of equals the lower index.
    #[inline]
    pub fn guide(&self, node: usize) -> &'a Slot<S::Point, F> {
        &self.board[self.leaders[node]]
    }

    /// Returns whether the clock or the flag of the run says that the agent's turn is to end. It costs
    /// some tens of nanoseconds where there is one.
    #[inline]
    pub fn cuts(&self) -> bool {
        self.cut.is_some_and(|cut| cut())
    }

    /// An informant of `node` drawn uniformly, if it has any.
    #[inline]
    pub fn partner(&self, node: usize, rng: &mut Stream) -> Option<&'a Slot<S::Point, F>> {
        match self.wiring.degree(node) {
            0 => None,
            degree => Some(&self.board[self.wiring.informant(node, rng.below(degree))]),
        }
    }
}
