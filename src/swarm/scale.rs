//! The scale of a population.

use crate::error::{Error, sound};
use serde::{Deserialize, Serialize};

/// The maximum multiple of the number of agents in the first swarm.
pub(crate) const MOST: f64 = 1024.0;

/// The scale of a swarm relative to the first.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scale {
    /// The multiple of the number of agents.
    pub agents: f64,
    /// The multiple of the initial reach of the search, if the method has one.
    pub reach: f64,
}

impl Scale {
    /// Validates a scale loaded from a checkpoint.
    pub(crate) fn check(self) -> Result<(), Error> {
        let Scale { agents, reach } = self;
        sound(
            (1.0..=MOST).contains(&agents),
            format_args!("1 to {MOST} times as many agents"),
            agents,
        )?;
        sound(reach > 0.0 && reach <= 1.0, "a reach above 0 to 1", reach)
    }

    /// Returns a number of agents scaled; at least 1.
    pub fn of(self, agents: usize) -> usize {
        ((agents as f64 * self.agents).round() as usize).max(1)
    }
}
