//! The agent: one particle, ant or bee.

use super::{Board, Candidate, Colony, Slot};
use crate::{
    error::Error,
    problem::{Cut, Fitness, Space},
    rng::Stream,
    topology::Wiring,
};

/// A searcher with private memory that proposes at most one candidate per round. `C` is its colony.
pub trait Agent<S: Space, F: Fitness, C: Colony<S, F>>: Send {
    /// Writes a candidate into `out` and returns `true`, or returns `false` to be idle this round. On entry, the
    /// point in `out` is that of this agent's last candidate.
    fn propose(
        &mut self,
        view: &View<'_, S, F, C>,
        rng: &mut Stream,
        out: &mut Candidate<S::Point, F>,
    ) -> bool;

    /// Validates an agent loaded from a checkpoint against this space and number of slots.
    ///
    /// # Errors
    /// Returns [`Error::Checkpoint`], which names the part that does not fit.
    fn check(&self, _space: &S, _slots: usize) -> Result<(), Error> {
        Ok(())
    }
}

/// The view of an agent while it proposes: the state at the end of the last round.
pub struct View<'a, S: Space, F: Fitness, C: Colony<S, F>> {
    /// The index of the agent.
    pub me: usize,
    /// The search space.
    pub space: &'a S,
    /// The parameters.
    pub method: &'a C,
    /// The medium: the state that all agents share.
    pub medium: &'a C::Medium,
    /// The board.
    pub board: &'a Board<S::Point, F>,
    /// The informants of each node.
    pub wiring: &'a Wiring,
    /// The progress of the run, in [0, 1], which schedules follow.
    pub progress: f64,
    /// The number of evaluations the agent may use on its way to a candidate, beyond the candidate's own.
    pub allowance: u64,
    pub(crate) cut: Option<Cut<'a>>,
    /// Whether results are taken in one by one instead of by generations.
    pub steady: bool,
    pub(super) leaders: &'a [usize],
}

impl<'a, S: Space, F: Fitness, C: Colony<S, F>> View<'a, S, F, C> {
    /// Returns the best slot among `node` and its informants; of equal slots the one with the lower index.
    #[inline]
    pub fn guide(&self, node: usize) -> &'a Slot<S::Point, F> {
        &self.board[self.leaders[node]]
    }

    /// Returns whether the clock or the stop flag of the run ends the agent's turn. Takes some tens of
    /// nanoseconds if the run has one.
    #[inline]
    pub fn cuts(&self) -> bool {
        self.cut.is_some_and(|cut| cut())
    }

    /// Returns an informant of `node` drawn uniformly, or `None` if it has none.
    #[inline]
    pub fn partner(&self, node: usize, rng: &mut Stream) -> Option<&'a Slot<S::Point, F>> {
        match self.wiring.degree(node) {
            0 => None,
            degree => Some(&self.board[self.wiring.informant(node, rng.below(degree))]),
        }
    }
}
