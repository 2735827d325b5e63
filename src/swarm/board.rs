//! The board: public memory.

use super::{Candidate, Slot};
use crate::{problem::Fitness, topology::Wiring};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::ops::{Deref, DerefMut};

/// The public memory that all agents can read: one [`Slot`] for each node of the topology. Dereferences to a
/// slice of slots.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "X: Serialize + DeserializeOwned, F: Fitness", transparent)]
pub struct Board<X, F = f64>(Vec<Slot<X, F>>);

impl<X, F> Default for Board<X, F> {
    fn default() -> Self {
        Board(Vec::new())
    }
}

impl<X, F> Deref for Board<X, F> {
    type Target = [Slot<X, F>];

    #[inline]
    fn deref(&self) -> &[Slot<X, F>] {
        &self.0
    }
}

impl<X, F> DerefMut for Board<X, F> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [Slot<X, F>] {
        &mut self.0
    }
}

impl<'b, X, F> IntoIterator for &'b Board<X, F> {
    type Item = &'b Slot<X, F>;
    type IntoIter = std::slice::Iter<'b, Slot<X, F>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<X: Clone, F: Fitness> Board<X, F> {
    /// Creates an empty board with room for `slots` slots.
    pub(super) fn with_capacity(slots: usize) -> Self {
        Board(Vec::with_capacity(slots))
    }

    /// Appends a slot, for colonies that start from an empty board.
    pub fn push(&mut self, slot: Slot<X, F>) {
        self.0.push(slot);
    }

    /// Lengthens the board to `slots` slots, each new one a clone of `slot`.
    pub fn extend_to(&mut self, slots: usize, slot: Slot<X, F>) {
        self.0.resize(slots.max(self.len()), slot);
    }

    /// Lets a candidate [challenge](Slot::challenge) its slot, and returns whether it took it.
    #[inline]
    pub fn challenge(&mut self, told: &Candidate<X, F>) -> bool {
        self.0[told.slot].challenge(told)
    }

    /// Replaces the worst slot with `guest` if `guest` is better.
    pub fn replace_worst(&mut self, guest: &Slot<X, F>) {
        replace_worst(&mut self.0, guest);
    }

    /// Sorts the slots by cost, best first; slots of equal cost stay in order.
    pub fn sort(&mut self) {
        self.0.sort_by(|a, b| a.fitness.order(&b.fitness));
    }
}

impl<X, F: Fitness> Board<X, F> {
    /// Returns the index of the best slot, the lowest of equals; 0 on an empty board.
    pub fn best(&self) -> usize {
        (1..self.len()).fold(0, |a, b| if self[b].fitness.beats(&self[a].fitness) { b } else { a })
    }

    /// Returns the best of slot `first` and of `others`; of equals the one with the lower index.
    #[inline]
    pub fn best_of(&self, first: usize, others: impl Iterator<Item = usize>) -> usize {
        let better = |best: usize, other: usize| {
            if self[other].leads(&self[best], other < best) { other } else { best }
        };
        others.fold(first, better)
    }

    /// Returns the best of `node` and its informants where violations up to the level of `node` are forgiven; of
    /// equals the one with the lower index.
    pub(super) fn leader_at(&self, node: usize, wiring: &Wiring) -> usize {
        let level = self[node].level;
        wiring.informants(node).fold(node, |best, other| {
            let (a, b) = (&self[other].fitness, &self[best].fitness);
            let leads = a.beats_at(b, level) || other < best && !b.beats_at(a, level);
            if leads { other } else { best }
        })
    }

    /// Returns the number of informants of `node` that lead it: 0 for the best of its neighbourhood. Of slots of
    /// equal cost the one with the lower index leads.
    #[inline]
    pub fn rank(&self, node: usize, wiring: &Wiring) -> usize {
        let leads = |other: &usize| self[*other].leads(&self[node], *other < node);
        wiring.informants(node).filter(leads).count()
    }

    /// Returns whether there are at least two slots and all of them cost the same, up to rounding.
    pub fn is_flat(&self) -> bool {
        let Some(slot) = self.first() else { return false };
        let (feasible, first) = (slot.fitness.is_feasible(), slot.fitness.scalar());
        let same = rounding(first);
        let equal = |fitness: &F| {
            fitness.is_feasible() == feasible && (fitness.scalar() - first).abs() <= same
        };
        self.len() > 1 && self.iter().all(|slot| equal(&slot.fitness))
    }
}

/// Replaces the worst of `slots` with `guest` if `guest` is better.
pub fn replace_worst<X: Clone, F: Fitness>(slots: &mut [Slot<X, F>], guest: &Slot<X, F>) {
    let worst = slots.iter_mut().max_by(|a, b| a.fitness.order(&b.fitness));
    if let Some(worst) = worst.filter(|worst| guest.fitness.beats(&worst.fitness)) {
        worst.clone_from(guest);
    }
}

/// Returns the difference up to which costs of this magnitude count as equal: the rounding error of a sum. It
/// is relative, so that a swarm does the same in any unit of cost.
pub(crate) fn rounding(cost: f64) -> f64 {
    16.0 * f64::EPSILON * cost.abs()
}
