//! The levels up to which slots forgive violations of constraints.

use super::{ConstraintHandling, memory::Memory};
use crate::problem::Fitness;

/// The quantile of the first violations that is the first level.
const FIRST: usize = 5;

impl<X, F: Fitness> Memory<X, F> {
    /// Sets the levels of the slots at the end of a round.
    pub(super) fn relax(&mut self) {
        let ConstraintHandling::Relaxed(until) = self.settings.handling else { return };
        let board = &mut self.board;
        let first = *self.first_level.get_or_insert_with(|| {
            let mut all: Vec<f64> = board.iter().map(|slot| slot.fitness.violation()).collect();
            all.retain(|violation| violation.is_finite());
            all.sort_by(f64::total_cmp);
            all.get(all.len() / FIRST).copied().unwrap_or(0.0)
        });
        let level = first * (1.0 - self.progress / until).max(0.0).powi(5);
        for (i, slot) in board.iter_mut().enumerate() {
            slot.level = if i % 2 == 0 { level } else { 0.0 };
        }
    }

    /// Returns whether any slot forgives a violation.
    pub(super) fn is_relaxed(&self) -> bool {
        self.settings.handling != ConstraintHandling::FeasibleFirst
    }
}
