//! What all particle swarms on boxes share; they differ in the rule by which a particle moves.

use super::flock_memory::{FlockMedium, FlockMemory};
use crate::{
    error::{Error, population},
    problem::{Bounded, Fitness},
    rng::Stream,
    swarm::{Agent, Board, Candidate, Colony, Context, Method, Population, Scale, View},
    topology::Topology,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt::Debug;

/// The rule by which a particle moves, with its parameters.
///
/// `Flock::new(20).rule(rule)` makes a swarm of any rule.
pub trait FlockRule:
    Clone + Debug + Default + PartialEq + Send + Sync + Serialize + DeserializeOwned + 'static
{
    /// The name of the swarm in tables.
    const NAME: &'static str;

    /// The default number of particles.
    const PARTICLES: usize;

    /// The memory of a particle besides its position and its slot: [`Velocity`](super::Velocity), or `()` if it
    /// has none.
    type Memory: FlockMemory;

    /// The state that all particles share besides the board; `()` if there is none.
    type Medium: FlockMedium;

    /// Returns the topology of the method as published.
    fn canonical_topology(&self) -> Box<dyn Topology>;

    /// Checks the rule's parameters.
    ///
    /// # Errors
    /// [`Error::Parameter`] names the parameter that is out of range.
    fn check(&self) -> Result<(), Error>;

    /// Returns the name of the parameter that follows the progress of the run, if one does.
    /// Default: `None`.
    fn schedule(&self) -> Option<&'static str> {
        None
    }

    /// Moves a particle: `out.point` is its old position on entry and its new one on return.
    ///
    /// The new point challenges the particle's own slot, its personal best, unless the rule sets another
    /// `out.slot`; with `out.fresh` it replaces the slot whatever its cost.
    fn fly<S: Bounded, F: Fitness>(
        &self,
        memory: &mut Self::Memory,
        view: &View<'_, S, F, Flock<Self>>,
        rng: &mut Stream,
        out: &mut Candidate<Vec<f64>, F>,
    );
}

/// A particle swarm on a box: particles with a slot each on the board, which move by the rule `R`.
///
/// To add a particle swarm is to write its rule:
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use swarmopt::{Error, author::*, prelude::*};
///
/// /// Particles that jump to a point near the best they know.
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// struct Jumping {
///     reach: f64,
/// }
///
/// impl Default for Jumping {
///     fn default() -> Self {
///         Jumping { reach: 0.7 }
///     }
/// }
///
/// impl FlockRule for Jumping {
///     const NAME: &'static str = "jumping swarm";
///     const PARTICLES: usize = 30;
///     type Memory = ();
///     type Medium = ();
///
///     fn canonical_topology(&self) -> Box<dyn Topology> {
///         Box::new(Ring::new(1))
///     }
///     fn check(&self) -> Result<(), Error> {
///         match self.reach > 0.0 {
///             true => Ok(()),
///             false => Err(Error::parameter("reach", self.reach, "more than 0")),
///         }
///     }
///     fn fly<S: Bounded, F: Fitness>(
///         &self,
///         _: &mut (),
///         view: &View<'_, S, F, Flock<Self>>,
///         rng: &mut Stream,
///         out: &mut Candidate<Vec<f64>, F>,
///     ) {
///         let (own, guide) = (&view.board[view.me].point, &view.guide(view.me).point);
///         for (j, x) in out.point.iter_mut().enumerate() {
///             let free = guide[j] + self.reach * (guide[j] - own[j]) * rng.normal();
///             *x = Bounds::Absorb.place(free, view.space.lower()[j], view.space.upper()[j], rng);
///         }
///     }
/// }
///
/// let sphere = Function::Sphere.in_dimensions(5)?.shifted(Seed(1));
/// let swarm = Flock::<Jumping>::new(20).rule(Jumping { reach: 0.8 });
/// println!("{}", swarm.solve(&sphere, Seed(1), Evaluations(10_000))?);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Flock<R: FlockRule> {
    particles: usize,
    /// Beside the number of particles in files, so that a parameter is found by its name alone.
    #[serde(flatten)]
    pub(super) rule: R,
}

impl<R: FlockRule> Default for Flock<R> {
    fn default() -> Self {
        Flock::new(R::PARTICLES)
    }
}

impl<R: FlockRule> Flock<R> {
    /// Creates a swarm of `particles` particles whose rule has its default parameters.
    #[doc(alias = "swarm size")]
    #[doc(alias = "population size")]
    pub fn new(particles: usize) -> Self {
        Flock { particles, rule: R::default() }
    }

    /// Sets the rule by which a particle moves.
    #[must_use]
    pub fn rule(mut self, rule: R) -> Self {
        self.rule = rule;
        self
    }
}

/// A particle of a [`Flock`]. Its position is its candidate's point; it holds what it remembers besides.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent, bound = "M: FlockMemory")]
pub struct Particle<M>(pub(super) M);

impl<S: Bounded, F: Fitness, R: FlockRule> Agent<S, F, Flock<R>> for Particle<R::Memory> {
    #[inline(always)]
    fn propose(
        &mut self,
        view: &View<'_, S, F, Flock<R>>,
        rng: &mut Stream,
        out: &mut Candidate<Vec<f64>, F>,
    ) -> bool {
        out.slot = view.me;
        view.method.rule.fly(&mut self.0, view, rng, out);
        true
    }
    fn check(&self, space: &S, slots: usize) -> Result<(), Error> {
        self.0.check(space, slots)
    }
}

impl<R: FlockRule> Method for Flock<R> {
    const NAME: &'static str = R::NAME;

    fn canonical_topology(&self) -> Box<dyn Topology> {
        self.rule.canonical_topology()
    }
    fn scaled(&self, scale: Scale) -> Self {
        Self { particles: scale.of(self.particles), ..self.clone() }
    }
    fn schedule(&self) -> Option<&'static str> {
        self.rule.schedule()
    }
}

impl<S: Bounded, F: Fitness, R: FlockRule> Colony<S, F> for Flock<R> {
    type Agent = Particle<R::Memory>;
    type Medium = R::Medium;

    fn init(&self, space: &S) -> Result<Population<Self::Agent, Self::Medium>, Error> {
        population("particles", self.particles, 1)?;
        self.rule.check()?;
        let medium = R::Medium::new(space)?;
        Ok(Population::new(vec![Particle::default(); self.particles]).medium(medium))
    }
    fn prepare(&self, medium: &mut R::Medium, space: &S) {
        medium.prepare(space);
    }
    fn check(&self, medium: &R::Medium, space: &S, _: &Board<Vec<f64>, F>) -> Result<(), Error> {
        medium.check(space)
    }
    fn end_round(
        &self,
        medium: &mut R::Medium,
        board: &mut Board<Vec<f64>, F>,
        context: &Context<'_, S, F>,
    ) {
        medium.end_round(board, context);
    }
    fn steady(&self) -> bool {
        true
    }
}
