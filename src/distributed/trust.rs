//! The trust in workers, and how it is earned.

use crate::error::{Error, require, require_share};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The degree of trust in workers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Trust {
    /// Every result is accepted unchecked: for the user's own workers.
    #[default]
    Everyone,
    /// Results are checked until a worker has earned trust, and always if they matter.
    Earned(Verification),
}

/// The settings of how results are checked.
///
/// - A new worker's results count once another worker has found the same, two of three (Sarmenta 2002,
///   Future Generation Computer Systems 18(4)).
/// - A worker whose last `n` results were valid is trusted with probability 1 − 1/n, if `n` is at least
///   [`proving`](Self::proving); one that was caught starts again (BOINC's adaptive replication: Anderson
///   2020, Journal of Grid Computing 18).
/// - A result that would change the swarm's memory, and so what others follow, is checked whoever
///   sends it; one that would be the best of all is evaluated by the coordinator itself. So the best
///   found is honest even if all workers lie.
/// - Some jobs have a known answer and look like any other: only these find a worker that reports values
///   worse than they are.
///
/// Two of three fails if two workers with the same false result get the same job before either is
/// caught: votes alone cannot reveal that. Results must be the same on all machines to the last bit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verification {
    /// The number of jobs with a known answer mixed in for each job, in [0, 1]. Default: 0.03.
    pub spot_checks: f64,
    /// The number of consecutive valid results that earn trust. Default: 10.
    pub proving: u64,
    /// The number of false results after which all results of a worker are ignored, at least 1. Default: 3.
    pub chances: u32,
}

impl Default for Verification {
    fn default() -> Self {
        Verification { spot_checks: 0.03, proving: 10, chances: 3 }
    }
}

impl Trust {
    pub(super) fn check(self) -> Result<(), Error> {
        let Trust::Earned(Verification { spot_checks, chances, .. }) = self else { return Ok(()) };
        require_share("spot checks", spot_checks)?;
        require(chances > 0, "chances", chances, "at least 1")
    }
}

/// The reputation of a worker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reputation {
    /// The number of valid results in a row.
    pub valid: u64,
    /// The number of false results.
    pub caught: u32,
}

/// The reputations of all workers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Reputations(pub BTreeMap<String, Reputation>);

impl Reputations {
    pub fn of(&self, worker: &str) -> Reputation {
        self.0.get(worker).copied().unwrap_or_default()
    }

    /// Records a result that turned out valid or not.
    pub fn note(&mut self, worker: &str, valid: bool) {
        let reputation = self.0.entry(worker.to_owned()).or_default();
        if valid {
            reputation.valid += 1;
        } else {
            reputation.valid = 0;
            reputation.caught += 1;
        }
    }

    /// Returns whether a worker is trusted this time; `draw` is uniform in [0, 1).
    pub fn believes(&self, vigilance: &Verification, worker: &str, draw: f64) -> bool {
        let valid = self.of(worker).valid;
        valid >= vigilance.proving.max(1) && draw < 1.0 - 1.0 / valid as f64
    }

    /// Returns whether all results of a worker are ignored.
    pub fn shuns(&self, vigilance: &Verification, worker: &str) -> bool {
        self.of(worker).caught >= vigilance.chances
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trust_grows_with_valid_results_and_ends_with_a_false_one() {
        let vigilance = Verification::default();
        let mut known = Reputations::default();
        for _ in 0..9 {
            known.note("w", true);
        }
        assert!(!known.believes(&vigilance, "w", 0.0));
        known.note("w", true);
        assert!(known.believes(&vigilance, "w", 0.89) && !known.believes(&vigilance, "w", 0.9));
        known.note("w", false);
        assert!(!known.believes(&vigilance, "w", 0.0) && !known.shuns(&vigilance, "w"));
        known.note("w", false);
        known.note("w", false);
        assert!(known.shuns(&vigilance, "w") && !known.shuns(&vigilance, "v"));
    }

    #[test]
    fn shares_beyond_all_and_chances_of_none_are_refused() {
        for wrong in [
            Verification { spot_checks: 1.5, ..Verification::default() },
            Verification { spot_checks: f64::NAN, ..Verification::default() },
            Verification { chances: 0, ..Verification::default() },
        ] {
            assert!(matches!(Trust::Earned(wrong).check(), Err(Error::Parameter { .. })));
        }
        Trust::Earned(Verification::default()).check().unwrap();
    }
}
