//! Public memory.

use super::Candidate;
use crate::problem::{Fitness, lossless};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// One node of the public board: a personal best, a food source, a site, a tour, an archive row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "X: Serialize + DeserializeOwned, F: Fitness")]
pub struct Slot<X, F = f64> {
    /// The point.
    pub point: X,
    /// Its cost; lower is better.
    #[serde(with = "lossless")]
    pub fitness: F,
    /// How many challengers it has turned away since it was taken.
    pub trials: u32,
}

impl<X: Clone, F: Fitness> Slot<X, F> {
    /// Takes over a candidate that is better, or fresh whatever its cost; else counts a stall.
    /// Whether it did.
    #[inline]
    pub fn challenge(&mut self, told: &Candidate<X, F>) -> bool {
        let taken = told.fresh || told.cost().beats(&self.fitness);
        if taken {
            self.point.clone_from(&told.point);
            (self.fitness, self.trials) = (told.cost(), 0);
        } else {
            self.trials = self.trials.saturating_add(1);
        }
        taken
    }
}

impl<X, F: Fitness> Slot<X, F> {
    /// Whether it stands before `other`; of equals the one with the lower index does.
    #[inline]
    pub fn leads(&self, other: &Self, lower_index: bool) -> bool {
        self.fitness.beats(&other.fitness) || lower_index && !other.fitness.beats(&self.fitness)
    }
}
