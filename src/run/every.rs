//! How often something is done during a run.

use super::Status;
use std::time::Duration;

/// How often something is done during a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// After so many rounds.
    Rounds(u64),
    /// After so many evaluations, at the end of the round.
    Evaluations(u64),
    /// After so much time, at the end of the round.
    Time(Duration),
}

/// Every ten seconds.
impl Default for Every {
    fn default() -> Self {
        Every::Time(Duration::from_secs(10))
    }
}

impl Every {
    /// Whether it is due, the last time having been at `last`.
    pub(crate) fn due(self, last: &Status, now: &Status) -> bool {
        match self {
            Every::Rounds(n) => now.rounds >= last.rounds.saturating_add(n),
            Every::Evaluations(n) => now.evaluations >= last.evaluations.saturating_add(n),
            Every::Time(span) => now.elapsed >= last.elapsed.saturating_add(span),
        }
    }
}
