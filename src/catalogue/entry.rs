//! The catalogue of a space, and what it says of a method.

use crate::{
    ensemble::{Restarts, WithRestarts},
    error::Error,
    problem::{Fitness, Space},
    swarm::{AnyMethod, Colony, IntoOptimizer},
};
use serde_json::{Map, Value};
use std::marker::PhantomData;

/// A space whose methods the catalogue lists.
pub trait Catalogued<F: Fitness = f64>: Space + Sized {
    /// The methods; the first is the one to take without knowing more.
    const METHODS: &'static [Entry<Self, F>];
}

/// The methods on the space `S` by name.
#[derive(Debug)]
pub struct Catalogue<S, F = f64>(PhantomData<(S, F)>);

impl<S: Catalogued<F>, F: Fitness> Catalogue<S, F> {
    /// Returns all methods on the space. The first is the one to take without knowing more.
    pub fn all() -> &'static [Entry<S, F>] {
        S::METHODS
    }

    /// Returns the method of this name.
    ///
    /// # Errors
    /// [`Error::Parameter`] names all that there are.
    pub fn get(name: &str) -> Result<&'static Entry<S, F>, Error> {
        let found = S::METHODS.iter().find(|entry| entry.name == name);
        found.ok_or_else(|| {
            let names: Vec<&str> = S::METHODS.iter().map(Entry::name).collect();
            Error::parameter("method", name, names.join(", "))
        })
    }
}

type Make<S, F> =
    fn(&'static str, &Map<String, Value>, Option<Restarts>) -> Result<AnyMethod<S, F>, Error>;

/// A method in the catalogue.
pub struct Entry<S: Space, F: Fitness = f64> {
    name: &'static str,
    about: &'static str,
    default: fn() -> AnyMethod<S, F>,
    make: Make<S, F>,
}

impl<S: Space, F: Fitness> std::fmt::Debug for Entry<S, F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entry").field("name", &self.name).field("about", &self.about).finish()
    }
}

impl<S: Space, F: Fitness> Entry<S, F> {
    /// The entry of a colony.
    pub(super) const fn of<C: Colony<S, F> + Default>(
        name: &'static str,
        about: &'static str,
    ) -> Self {
        Entry { name, about, default: || AnyMethod::of(C::default()), make: make::<S, F, C> }
    }

    /// The entry of a method without parameters that has restarts of its own.
    pub(super) const fn plain<M>(name: &'static str, about: &'static str) -> Self
    where
        M: IntoOptimizer<S, F> + Default + Clone + Send + Sync + 'static,
    {
        Entry { name, about, default: || AnyMethod::of(M::default()), make: plain::<S, F, M> }
    }

    /// The name: lower case, with hyphens.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What the method is, in a line.
    pub fn about(&self) -> &'static str {
        self.about
    }

    /// Returns the parameters by name, with their defaults.
    pub fn parameters(&self) -> Map<String, Value> {
        IntoOptimizer::<S, F>::parameters(&self.method())
    }

    /// Returns the method with its default parameters.
    pub fn method(&self) -> AnyMethod<S, F> {
        (self.default)()
    }

    /// Returns the method with some parameters set, and with restarts if there are any. Their ranges are
    /// checked when a run begins.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a parameter that the method does not have, a value of another type, or
    /// restarts of a method that has its own.
    pub fn with(
        &self,
        parameters: &Map<String, Value>,
        restarts: Option<Restarts>,
    ) -> Result<AnyMethod<S, F>, Error> {
        (self.make)(self.name, parameters, restarts)
    }
}

fn defaults<C: Default + serde::Serialize>() -> Map<String, Value> {
    match serde_json::to_value(C::default()) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

fn make<S: Space, F: Fitness, C: Colony<S, F> + Default>(
    name: &'static str,
    given: &Map<String, Value>,
    restarts: Option<Restarts>,
) -> Result<AnyMethod<S, F>, Error> {
    let mut colony = C::default();
    if !given.is_empty() {
        let mut fields = defaults::<C>();
        for (parameter, value) in given {
            let Some(field) = fields.get_mut(parameter) else {
                let known: Vec<&str> = fields.keys().map(|key| &key[..]).collect();
                let allowed = format!("a parameter of {name}: {}", known.join(", "));
                return Err(Error::parameter("parameter", parameter, allowed));
            };
            *field = value.clone();
        }
        colony = serde_json::from_value(Value::Object(fields)).map_err(|e| {
            Error::parameter("parameters", Value::Object(given.clone()), e.to_string())
        })?;
    }
    Ok(match restarts {
        Some(restarts) => AnyMethod::of(WithRestarts::new(colony, restarts)),
        None => AnyMethod::of(colony),
    })
}

fn plain<S: Space, F: Fitness, M>(
    name: &'static str,
    given: &Map<String, Value>,
    restarts: Option<Restarts>,
) -> Result<AnyMethod<S, F>, Error>
where
    M: IntoOptimizer<S, F> + Default + Clone + Send + Sync + 'static,
{
    match (given.keys().next(), restarts) {
        (Some(parameter), _) => {
            Err(Error::parameter("parameter", parameter, format!("none of {name}")))
        }
        (None, Some(_)) => {
            Err(Error::parameter("restarts", name, "a method without restarts of its own"))
        }
        (None, None) => Ok(AnyMethod::of(M::default())),
    }
}
