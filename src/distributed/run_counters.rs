//! The counters of a coordinator.

use serde::{Deserialize, Serialize};

/// The counters of a coordinator during a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunCounters {
    /// Results accepted, each once.
    pub accepted: u64,
    /// Results of candidates that had been answered already, or that nobody asked for.
    pub repeated: u64,
    /// Messages that could not be read, and results that cannot be right.
    pub malformed: u64,
    /// Messages about another problem.
    pub other_build: u64,
    /// Results of workers that are no longer trusted.
    pub unheard: u64,
    /// Evaluations made only to check others, by workers.
    pub checks: u64,
    /// Evaluations made by the coordinator itself.
    pub own: u64,
    /// Results found to be false.
    pub false_results: u64,
    /// Candidates sent out again because they were lost.
    pub lost: u64,
    /// Candidates answered from the cache.
    pub cached: u64,
    /// Candidates looked for in the cache.
    pub looked_up: u64,
}
