//! The interval of an action repeated during a run.

use super::Status;
use std::time::Duration;

/// The interval of an action repeated during a run. Default: 10 seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// After the given number of rounds.
    Rounds(u64),
    /// After the given number of evaluations, at the end of the round.
    Evaluations(u64),
    /// After the given time, at the end of the round.
    Time(Duration),
}

/// Default: 10 seconds.
impl Default for Every {
    fn default() -> Self {
        Every::Time(Duration::from_secs(10))
    }
}

impl Every {
    /// Returns whether the action is due now, if it was last done at `last`.
    pub(crate) fn due(self, last: &Status, now: &Status) -> bool {
        match self {
            Every::Rounds(n) => now.rounds >= last.rounds.saturating_add(n),
            Every::Evaluations(n) => now.evaluations >= last.evaluations.saturating_add(n),
            Every::Time(span) => now.elapsed >= last.elapsed.saturating_add(span),
        }
    }
}
