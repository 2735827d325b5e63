//! A method as data.

use super::{Catalogue, Catalogued};
use crate::{ensemble::Restarts, error::Error, problem::Fitness, swarm::AnyMethod};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A method as data: its name, and what differs from its defaults.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MethodSpec {
    /// The name in the [catalogue](super).
    pub method: String,
    /// The parameters that differ from the defaults, by name.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub parameters: Map<String, Value>,
    /// The restarts, if there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restarts: Option<Restarts>,
}

impl MethodSpec {
    /// Creates the spec of a method with its default parameters.
    pub fn new(method: impl Into<String>) -> Self {
        MethodSpec { method: method.into(), parameters: Map::new(), restarts: None }
    }

    /// Sets a parameter.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.parameters.insert(name.into(), value.into());
        self
    }

    /// Builds the method for the space `S` and the fitness `F`.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a name that the catalogue of the space does not have, and the errors of
    /// [`Entry::with`](super::Entry::with).
    pub fn method<S: Catalogued<F>, F: Fitness>(&self) -> Result<AnyMethod<S, F>, Error> {
        Catalogue::<S, F>::get(&self.method)?.with(&self.parameters, self.restarts)
    }
}
