//! The settings of a run besides the method.

use super::{OnFailure, Pace, Polish, Threads};
use crate::{problem::Initialization, swarm::Method, topology::Topology};
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
