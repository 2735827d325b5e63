//! The slot: an entry of the board.

use super::Candidate;
use crate::problem::{Fitness, Sense, lossless};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// An entry of the board: a personal best, a food source, a site, a tour or an archive row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "X: Serialize + DeserializeOwned, F: Fitness")]
pub struct Slot<X, F = f64> {
    /// The point.
    pub point: X,
    /// Its cost; lower is better.
    #[serde(with = "lossless")]
    pub fitness: F,
    /// The number of challengers it has turned away since it was taken.
    pub trials: u32,
    /// The violation of constraints that is forgiven where a challenger is compared with it. Default: 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub level: f64,
}

fn is_zero(level: &f64) -> bool {
    *level == 0.0
}

impl<X: Clone, F: Fitness> Slot<X, F> {
    /// Takes over a candidate that is better or fresh; otherwise increments `trials`. Returns whether it took the
    /// candidate over.
    #[inline]
    pub fn challenge(&mut self, told: &Candidate<X, F>) -> bool {
        let taken = told.fresh || told.cost().beats_at(&self.fitness, self.level);
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
    /// Returns its value in the user's sense; `None` if the point is not feasible.
    pub fn value(&self, sense: Sense) -> Option<f64> {
        self.fitness.is_feasible().then(|| sense.turn(self.fitness.cost()))
    }

    /// Returns whether it leads `other`; of slots of equal cost the one with the lower index leads.
    #[inline]
    pub fn leads(&self, other: &Self, lower_index: bool) -> bool {
        self.fitness.beats(&other.fitness) || lower_index && !other.fitness.beats(&self.fitness)
    }
}

impl<X: Clone, F: Fitness> Candidate<X, F> {
    /// Returns the slot of this point and its fitness.
    pub fn to_slot(&self) -> Slot<X, F> {
        Slot { point: self.point.clone(), fitness: self.cost(), trials: 0, level: 0.0 }
    }

    /// Copies the candidate into `best`, reusing the memory there.
    #[cold]
    pub(super) fn copy_to(&self, best: &mut Option<Slot<X, F>>) {
        match best {
            None => *best = Some(self.to_slot()),
            Some(best) => {
                best.point.clone_from(&self.point);
                (best.fitness, best.trials) = (self.cost(), 0);
            }
        }
    }
}
