//! The names of streams, subjects and keys.

use crate::error::{Error, require};

/// The names of one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Names {
    pub run: String,
}

/// The buckets that all runs share.
pub(super) const STATE: &str = "swarmopt_state";
pub(super) const LEASE: &str = "swarmopt_lease";
pub(super) const MEMO: &str = "swarmopt_memo";
pub(super) const CHECKPOINTS: &str = "swarmopt_checkpoints";

/// The consumer that all workers of a run pull from.
pub(super) const WORKERS: &str = "workers";

/// The part between the run and the unique token in the key of a coordinator that stands by.
pub(super) const STANDBY: &str = "standby";

/// Validates a name that is part of subjects and of stream names: 1 to 64 letters, digits, `-` and `_`.
pub(super) fn check(what: &'static str, name: &str) -> Result<(), Error> {
    let sound = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let ok = !name.is_empty() && name.len() <= 64 && name.chars().all(sound);
    require(ok, what, name, "1 to 64 letters, digits, - and _")
}

impl Names {
    pub fn of(run: &str) -> Result<Self, Error> {
        check("run", run)?;
        Ok(Names { run: run.to_owned() })
    }

    pub fn work_stream(&self) -> String {
        format!("swarmopt_{}_work", self.run)
    }
    pub fn work(&self) -> String {
        format!("swarmopt.{}.work", self.run)
    }
    pub fn result_stream(&self) -> String {
        format!("swarmopt_{}_results", self.run)
    }
    pub fn results_of(&self, worker: &str) -> String {
        format!("swarmopt.{}.results.{worker}", self.run)
    }
    /// Returns the subject of the coordinator's own entries in the log of results. No worker may write there.
    pub fn own(&self) -> String {
        format!("swarmopt.{}.coordinator", self.run)
    }
    /// Returns the subject of improvements, for observers.
    pub fn best(&self) -> String {
        format!("swarmopt.{}.best", self.run)
    }
    pub fn migrant_stream(&self) -> String {
        format!("swarmopt_{}_migrants", self.run)
    }
    pub fn migrants_of(&self, island: &str) -> String {
        format!("swarmopt.{}.migrants.{island}", self.run)
    }
    /// Returns the key of the manifest in the bucket of states.
    pub fn manifest(&self) -> String {
        format!("{}.manifest", self.run)
    }
    pub fn checkpoint(&self) -> String {
        format!("{}.checkpoint", self.run)
    }
    pub fn status(&self) -> String {
        format!("{}.status", self.run)
    }
    /// Returns the key of a coordinator that stands by, in the bucket of leases.
    pub fn standby(&self, token: &str) -> String {
        format!("{}.{STANDBY}.{token}", self.run)
    }
    /// Returns the key of the workers, kept apart from the status, which every idle worker reads.
    pub fn workers(&self) -> String {
        format!("{}.workers", self.run)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_would_reach_other_subjects_is_refused() {
        let names = Names::of("rastrigin-30").unwrap();
        assert_eq!(names.results_of("w1"), "swarmopt.rastrigin-30.results.w1");
        for name in ["", "a.b", "a b", "*", ">", "a/b", "é", &"x".repeat(65)] {
            assert!(matches!(Names::of(name), Err(Error::Parameter { name: "run", .. })), "{name}");
        }
    }
}
