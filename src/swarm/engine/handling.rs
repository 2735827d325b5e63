//! How points that violate constraints are compared.

use super::memory::Memory;
use crate::{
    error::{Error, require},
    problem::Fitness,
};
use serde::{Deserialize, Serialize};

/// How the slots of a swarm compare points that violate constraints. The best of a run is always that of
/// [`FeasibleFirst`](Handling::FeasibleFirst).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Handling {
    /// A feasible point is better than any other, then lower cost, then lower violation (Deb 2000).
    #[default]
    FeasibleFirst,
    /// Every second slot forgives violations up to a level, which falls from that of the better fifth of the first
    /// points to 0 at this share of the run, in (0, 1], by the fifth power of what is left (Takahama & Sakai 2006,
    /// there in all slots). For equalities and other regions so thin that steps within them are not found. The run
    /// needs an end.
    Relaxed(f64),
}

/// The quantile of the first violations that is the first level.
const FIRST: usize = 5;

impl Handling {
    pub(crate) fn check(self) -> Result<(), Error> {
        match self {
            Handling::FeasibleFirst => Ok(()),
            Handling::Relaxed(until) => {
                require(until > 0.0 && until <= 1.0, "relaxed until", until, "above 0 to 1")
            }
        }
    }

    /// Returns the name of the schedule that it follows.
    pub(super) fn schedule(self) -> Option<&'static str> {
        matches!(self, Handling::Relaxed(_)).then_some("relaxed constraints")
    }
}

impl<X, F: Fitness> Memory<X, F> {
    /// Sets the levels of the slots at the end of a round.
    pub(super) fn relax(&mut self) {
        let Handling::Relaxed(until) = self.settings.handling else { return };
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
        self.settings.handling != Handling::FeasibleFirst
    }
}
