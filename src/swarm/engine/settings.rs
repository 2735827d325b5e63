//! The settings of a run besides the method.

use super::{ConstraintHandling, OnFailure, Threads};
use crate::{
    error::{Error, require},
    problem::Initialization,
    rng::RoundStreams,
    swarm::{Method, context::lane},
    topology::Topology,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The settings of a run besides the method. [`Solve`](crate::run::Solve) has a setter for each.
///
/// A checkpoint holds those that a resumed run must share and that are in no other part of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Settings {
    /// The topology. `None`: the method's own.
    #[serde(skip)]
    pub topology: Option<Arc<dyn Topology>>,
    /// The initialization, which draws the first points.
    #[serde(skip)]
    pub initialization: Initialization,
    /// The threads on which agents propose and candidates are evaluated; they never change the result.
    #[serde(skip)]
    pub threads: Threads,
    /// The candidates that get the problem's local search.
    pub polish: Polish,
    /// The policy for evaluations that give no cost.
    #[serde(default)]
    pub on_failure: OnFailure,
    /// How points that violate constraints are compared.
    #[serde(default)]
    pub handling: ConstraintHandling,
    /// The pace at which results are taken in.
    pub pace: Pace,
}

impl Settings {
    /// Returns these settings with defaults replaced by the settings of the whole. The threads are always those of
    /// the whole.
    #[must_use]
    pub(crate) fn within(self, whole: &Settings) -> Settings {
        let usual = Settings::default();
        fn or<T: PartialEq>(own: T, usual: T, whole: T) -> T {
            if own == usual { whole } else { own }
        }
        Settings {
            topology: self.topology.or_else(|| whole.topology.clone()),
            initialization: or(self.initialization, usual.initialization, whole.initialization),
            threads: whole.threads,
            polish: or(self.polish, usual.polish, whole.polish),
            on_failure: or(self.on_failure, usual.on_failure, whole.on_failure),
            handling: or(self.handling, usual.handling, whole.handling),
            pace: or(self.pace, usual.pace, whole.pace),
        }
    }

    pub(crate) fn topology_for(&self, method: &impl Method) -> Box<dyn Topology> {
        match &self.topology {
            Some(chosen) => Box::new(Arc::clone(chosen)),
            None => method.canonical_topology(),
        }
    }
}

/// The pace at which results are taken in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pace {
    /// Once all results of a round are told; the order of telling does not change a bit of the outcome.
    #[default]
    Generation,
    /// Immediately: agents whose results are told go on while other candidates are out.
    Steady,
}

/// The choice of candidates that get the problem's local search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Polish {
    /// None.
    #[default]
    None,
    /// All of them.
    All,
    /// Each with this probability, in [0, 1].
    Share(f64),
    /// The best of the round. By ask and tell, the local search runs in the tell that ends the round, within the
    /// budget of the last ask, and no clock cuts it.
    Best,
}

impl Polish {
    pub(crate) fn check(self) -> Result<(), Error> {
        match self {
            Polish::Share(p) => require((0.0..=1.0).contains(&p), "polish share", p, "0 to 1"),
            _ => Ok(()),
        }
    }

    /// Returns the key of the random stream of a candidate's local search, or `None` if it gets none. Every call
    /// for the same round and seat gives the same answer.
    pub(super) fn key(self, round: RoundStreams, seat: usize) -> Option<u64> {
        let lane = lane::POLISH + seat as u64;
        match self {
            Polish::None | Polish::Best => None,
            Polish::All => Some(round.key(lane)),
            Polish::Share(p) => {
                let chosen = round.lane(lane::SHARE + seat as u64).unit() < p;
                chosen.then(|| round.key(lane))
            }
        }
    }
}
