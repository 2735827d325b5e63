//! The initial population of a run.

/// The initial population of a run: the agents, the number of slots on the board, and the medium.
#[derive(Clone, Debug)]
pub struct Population<A, M = ()> {
    pub(super) agents: Vec<A>,
    pub(super) slots: usize,
    pub(super) medium: M,
}

impl<A> Population<A> {
    /// Creates a population in which each agent has a slot and there is no medium.
    pub fn new(agents: Vec<A>) -> Self {
        Population { slots: agents.len(), agents, medium: () }
    }
}

impl<A, M> Population<A, M> {
    /// Sets the number of slots, at least 1. Default: one per agent.
    #[must_use]
    pub fn slots(self, slots: usize) -> Self {
        Population { slots, ..self }
    }

    /// Sets the medium. Default: `()`, none.
    #[must_use]
    pub fn medium<N>(self, medium: N) -> Population<A, N> {
        Population { agents: self.agents, slots: self.slots, medium }
    }
}
