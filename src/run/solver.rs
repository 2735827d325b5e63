//! A method with the settings of its run.

use super::files::Files;
use crate::{
    error::{Error, require},
    problem::{DynProblem, Fitness, Space},
    swarm::{IntoOptimizer, Settings, Threads},
};
use serde_json::{Map, Value};

/// A method and its settings. Created by the methods of [`Solve`](super::Solve).
#[derive(Debug)]
pub struct Solver<R, O = ()> {
    pub(super) recipe: R,
    pub(super) settings: Settings,
    pub(super) observer: O,
    pub(super) files: Files,
}

impl<R, O> Solver<R, O> {
    /// Returns the name of the method on this problem.
    pub fn method<S: Space, F: Fitness>(&self, _: &DynProblem<'_, S, F>) -> String
    where
        R: IntoOptimizer<S, F>,
    {
        self.recipe.names(&self.settings).0
    }

    /// Returns the name of the topology on this problem.
    pub fn topology_name<S: Space, F: Fitness>(&self, _: &DynProblem<'_, S, F>) -> String
    where
        R: IntoOptimizer<S, F>,
    {
        self.recipe.names(&self.settings).1
    }

    /// Returns the parameters of the method by name.
    pub fn parameters<S: Space, F: Fitness>(&self) -> Map<String, Value>
    where
        R: IntoOptimizer<S, F>,
    {
        self.recipe.parameters()
    }

    /// What tables call the method and the topology.
    pub(crate) fn names<S: Space, F: Fitness>(&self) -> (String, String)
    where
        R: IntoOptimizer<S, F>,
    {
        self.recipe.names(&self.settings)
    }

    /// Returns the policy for evaluations that give no cost, which is no part of the run's origin.
    #[cfg(feature = "experiment")]
    pub(crate) fn failure_policy(&self) -> crate::swarm::OnFailure {
        self.settings.on_failure
    }

    /// Returns this solver as a member of a whole with these settings.
    ///
    /// # Errors
    /// [`Error::Parameter`] if threads were set for the member: they are those of the whole.
    pub(crate) fn within(self, whole: &Settings) -> Result<Self, Error> {
        let threads = self.settings.threads;
        let unset = threads == Threads::default();
        let allowed = "none; set them for the whole";
        require(unset, "threads of a member", format_args!("{threads:?}"), allowed)?;
        Ok(Solver { settings: self.settings.within(whole), ..self })
    }

    /// Returns this solver with another method in place of its own.
    pub(crate) fn map_method<N>(self, change: impl FnOnce(R) -> N) -> Solver<N, O> {
        let Solver { recipe, settings, observer, files } = self;
        Solver { recipe: change(recipe), settings, observer, files }
    }

    pub(super) fn set(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.settings);
        self
    }

    pub(super) fn file(mut self, change: impl FnOnce(&mut Files)) -> Self {
        change(&mut self.files);
        self
    }
}

impl<R> Solver<R> {
    /// Creates a solver of `recipe` with the default settings.
    pub fn new(recipe: R) -> Self {
        let settings = Settings::default();
        Solver { recipe, settings, observer: (), files: Files::default() }
    }
}
