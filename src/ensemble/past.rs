//! The state that the earlier swarms of a run with restarts left.

use super::restarts::Plan;
use crate::{
    error::{Error, counted, sound},
    problem::{Fitness, Space},
    rng::{Seed, Streams},
    swarm::{RecentBests, Scale, Slot, Tally},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The state that earlier swarms left.
#[derive(Clone, Serialize, Deserialize)]
#[serde(bound = "X: Serialize + DeserializeOwned, F: Fitness")]
pub(super) struct Past<X, F> {
    pub plan: Plan,
    pub scale: Scale,
    /// The number of the current swarm, from 0.
    pub run: u64,
    pub best: Option<Slot<X, F>>,
    pub tally: Tally,
    pub streams: Streams,
    /// The best costs of the last rounds of the current swarm.
    pub recent: RecentBests,
    pub dimensions: usize,
}

/// The fraction of its distance to the best known cost by which the best costs of a swarm must differ within a
/// window of rounds. Below it, the swarm is not going to reach that cost.
const HOPELESS: f64 = 1e-3;

impl<X, F: Fitness> Past<X, F> {
    /// Returns the state before the first swarm.
    pub(super) fn none(plan: Plan, seed: Seed, dimensions: usize) -> Self {
        Past {
            plan,
            scale: Scale { agents: 1.0, reach: 1.0 },
            run: 0,
            best: None,
            tally: Tally::default(),
            streams: Streams::new(seed),
            recent: RecentBests::default(),
            dimensions,
        }
    }

    /// Returns the counts of all swarms, given those of the current one and its best point.
    pub(super) fn sum(&self, now: &Tally, best: Option<&Slot<X, F>>) -> Tally {
        let past = &self.tally;
        let improved = match (&self.best, best) {
            (Some(past), Some(now)) => now.fitness.beats(&past.fitness),
            (past, _) => past.is_none(),
        };
        let mut failures = past.failures.clone();
        failures += &now.failures;
        Tally {
            rounds: past.rounds + now.rounds,
            evaluations: past.evaluations + now.evaluations,
            inner_evaluations: past.inner_evaluations + now.inner_evaluations,
            stagnation: if improved { now.stagnation } else { past.stagnation + now.rounds },
            restarts: self.run,
            failures,
        }
    }

    /// Returns whether the current swarm, which has this number of slots, improves too slowly to reach the best
    /// cost of the earlier ones.
    pub(super) fn outdoes(&self, slots: usize) -> bool {
        let comparable = self.best.as_ref().filter(|best| self.recent.compares_with(&best.fitness));
        let Some(best) = comparable else { return false };
        let (range, last) = (self.recent.range(self.dimensions, slots), self.recent.last());
        let gap = last.map(|last| last - best.fitness.scalar());
        range.zip(gap).is_some_and(|(range, gap)| range < HOPELESS * gap)
    }

    /// Validates a past loaded from a checkpoint against that of the swarm built, and this space.
    pub(super) fn check<S: Space<Point = X>>(&self, built: &Self, space: &S) -> Result<(), Error> {
        self.plan.check(&built.plan)?;
        self.scale.check()?;
        counted("swarms", self.run)?;
        self.tally.check()?;
        let (found, expected) = (self.dimensions, built.dimensions);
        sound(found == expected, format_args!("{expected} dimensions"), found)?;
        let inside = self.best.as_ref().is_none_or(|best| space.contains(&best.point));
        sound(inside, "a best point inside the space", "another")
    }
}
