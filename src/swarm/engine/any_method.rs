//! A method whose type is not known.

use super::{IntoOptimizer, Optimizer, Settings};
use crate::{
    error::Error,
    problem::{DynProblem, Fitness, Space},
    rng::Seed,
};
use serde_json::{Map, Value};
use std::fmt;

/// A method on the space `S` whose type is not known to the program: what a list of unlike methods holds, and
/// what the [catalogue](crate::catalogue) gives.
///
/// ```
/// use swarmopt::{swarm::AnyMethod, prelude::*};
/// let bowl = Boxed::cube(-1.0..=2.0, 3)?.minimize(|x| x.iter().map(|x| x * x).sum());
/// let methods = vec![
///     AnyMethod::of(ParticleSwarm::new(20)),
///     AnyMethod::of(ArtificialBeeColony::new(10)),
/// ];
/// for method in methods {
///     assert!(method.solve(&bowl, Seed(1), Evaluations(4_000))?.value()? < 1e-2);
/// }
/// # Ok::<(), swarmopt::Error>(())
/// ```
pub struct AnyMethod<S: Space, F: Fitness = f64>(Box<dyn Erased<S, F>>);

/// What is asked of a method, without its type.
trait Erased<S: Space, F: Fitness>: Send + Sync {
    fn optimizer(
        &self,
        problem: &DynProblem<'_, S, F>,
        seed: Seed,
        settings: &Settings,
    ) -> Result<Box<dyn Optimizer<S, F>>, Error>;
    fn names(&self, settings: &Settings) -> (String, String);
    fn parameters(&self) -> Map<String, Value>;
    fn copy(&self) -> Box<dyn Erased<S, F>>;
}

impl<S, F, M> Erased<S, F> for M
where
    S: Space,
    F: Fitness,
    M: IntoOptimizer<S, F> + Clone + Send + Sync + 'static,
{
    fn optimizer(
        &self,
        problem: &DynProblem<'_, S, F>,
        seed: Seed,
        settings: &Settings,
    ) -> Result<Box<dyn Optimizer<S, F>>, Error> {
        Ok(Box::new(self.clone().into_optimizer(problem, seed, settings)?))
    }
    fn names(&self, settings: &Settings) -> (String, String) {
        IntoOptimizer::names(self, settings)
    }
    fn parameters(&self) -> Map<String, Value> {
        IntoOptimizer::parameters(self)
    }
    fn copy(&self) -> Box<dyn Erased<S, F>> {
        Box::new(self.clone())
    }
}

impl<S: Space, F: Fitness> AnyMethod<S, F> {
    /// Forgets the type of a method.
    pub fn of(method: impl IntoOptimizer<S, F> + Clone + Send + Sync + 'static) -> Self {
        AnyMethod(Box::new(method))
    }
}

impl<S: Space, F: Fitness> Clone for AnyMethod<S, F> {
    fn clone(&self) -> Self {
        AnyMethod(self.0.copy())
    }
}

impl<S: Space, F: Fitness> fmt::Debug for AnyMethod<S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, _) = self.0.names(&Settings::default());
        f.debug_tuple("AnyMethod").field(&name).field(&self.0.parameters()).finish()
    }
}

impl<S: Space, F: Fitness> IntoOptimizer<S, F> for AnyMethod<S, F> {
    type Optimizer = Box<dyn Optimizer<S, F>>;

    fn into_optimizer(
        self,
        problem: &DynProblem<'_, S, F>,
        seed: Seed,
        settings: &Settings,
    ) -> Result<Box<dyn Optimizer<S, F>>, Error> {
        self.0.optimizer(problem, seed, settings)
    }
    fn names(&self, settings: &Settings) -> (String, String) {
        self.0.names(settings)
    }
    fn parameters(&self) -> Map<String, Value> {
        self.0.parameters()
    }
}
