//! An evaluation that gave no cost. It never ends a run: it is counted, and its point ranks last.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why an evaluation gave no cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Failure {
    /// The objective returned an error.
    #[error("error: {0}")]
    Error(String),
    /// The objective panicked.
    #[error("panic: {0}")]
    Panic(String),
    /// The objective returned NaN.
    #[error("the objective is not a number")]
    NotANumber,
}

/// How many evaluations failed, by kind, and what the last one said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failures {
    /// Evaluations that returned an error.
    pub errors: u64,
    /// Evaluations that panicked.
    pub panics: u64,
    /// Evaluations that returned NaN.
    pub not_a_number: u64,
    /// The latest of them.
    pub last: Option<Failure>,
}

impl Failures {
    /// All failed evaluations.
    pub fn total(&self) -> u64 {
        self.errors + self.panics + self.not_a_number
    }

    /// Counts one more.
    pub fn count(&mut self, failure: Failure) {
        *match failure {
            Failure::Error(_) => &mut self.errors,
            Failure::Panic(_) => &mut self.panics,
            Failure::NotANumber => &mut self.not_a_number,
        } += 1;
        self.last = Some(failure);
    }
}

impl std::ops::AddAssign<&Failures> for Failures {
    fn add_assign(&mut self, other: &Failures) {
        self.errors += other.errors;
        self.panics += other.panics;
        self.not_a_number += other.not_a_number;
        if other.last.is_some() {
            self.last.clone_from(&other.last);
        }
    }
}

impl fmt::Display for Failures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failures { errors, panics, not_a_number, last } = self;
        write!(f, "{errors} errors, {panics} panics, {not_a_number} NaN")?;
        last.iter().try_for_each(|last| write!(f, " (the last: {last})"))
    }
}
