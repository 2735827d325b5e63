//! How points that violate constraints are compared.

use crate::error::{Error, require};
use serde::{Deserialize, Serialize};

/// How the slots of a swarm compare points that violate constraints. The best of a run is always that of
/// [`FeasibleFirst`](ConstraintHandling::FeasibleFirst).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum ConstraintHandling {
    /// A feasible point is better than any other, then lower cost, then lower violation (Deb 2000).
    #[default]
    FeasibleFirst,
    /// Every second slot forgives violations up to a level, which falls from that of the better fifth of the first
    /// points to 0 at this share of the run, in (0, 1], by the fifth power of what is left (Takahama & Sakai 2006,
    /// there in all slots). For equalities and other regions so thin that steps within them are not found. The run
    /// needs an end, and the method personal bests.
    Relaxed(f64),
}

impl ConstraintHandling {
    pub(crate) fn check(self) -> Result<(), Error> {
        match self {
            ConstraintHandling::FeasibleFirst => Ok(()),
            ConstraintHandling::Relaxed(until) => {
                require(until > 0.0 && until <= 1.0, "relaxed until", until, "above 0 to 1")
            }
        }
    }

    /// Returns the name of the schedule that it follows.
    pub(super) fn schedule(self) -> Option<&'static str> {
        matches!(self, ConstraintHandling::Relaxed(_)).then_some("relaxed constraints")
    }
}
