//! The heterogeneous comprehensive learning particle swarm (Lynn & Suganthan 2015). A colony of its own
//! and no [`Flock`](super::Flock): it has two numbers of particles, which are checked and scaled apart.

use super::{
    exemplar::{LearningMemory, Pulls},
    flock::Particle,
    flock_memory::FlockMemory,
    learning::{Learning, learning_setters},
    schedule::{at, changing, check_inertia, check_pull},
};
use crate::{
    error::{Error, population},
    problem::{Bounded, Fitness},
    rng::Stream,
    swarm::{Agent, Candidate, Colony, Method, Population, Scale, View},
    topology::{Complete, Topology},
};
use serde::{Deserialize, Serialize};

/// The heterogeneous comprehensive learning particle swarm, HCLPSO (Lynn & Suganthan 2015, Swarm and
/// Evolutionary Computation 24): one group of particles explores and one exploits, both by
/// comprehensive learning as in [`Clpso`](super::Clpso). f(d) is the exemplar in dimension d:
///
/// exploring: v_d ← w v_d + c r ((best of f(d))_d − x_d),
/// exploiting: v_d ← w v_d + c₁ r₁ ((best of f(d))_d − x_d) + c₂ r₂ (guide_d − x_d).
///
/// Explorers take their exemplars from among explorers only, so that they keep their diversity;
/// exploiters take them from all particles and have a guide besides. The explorers are the first
/// particles. Exemplars are chosen again when a personal best has turned away more challenges in a row
/// than the paper's m = 5.
///
/// # Topology
///
/// The informants that may be exemplars, and whose best is an exploiter's guide. Default: [`Complete`],
/// as published.
///
/// # Parallel rounds
///
/// All particles move at once, based on the personal bests after the last round, as published.
///
/// # Bounds
///
/// A particle outside the box is not evaluated but moves on until it is inside, as in
/// [`Clpso`](super::Clpso).
///
/// # Cost
///
/// O(particles · dimensions) per round, and one evaluation per particle.
///
/// # Parameters
///
/// | parameter | default | range |
/// |---|---|---|
/// | explorers, exploiters | 15, 25 | ≥ 1 |
/// | inertia w, at the start and the end of the run | 0.99, 0.2 | [0, 1) |
/// | exploring pull c | 3.0, 1.5 | ≥ 0 |
/// | exploiting pulls c₁ and c₂ | 2.5, 0.5 and 0.5, 2.5 | ≥ 0 |
/// | refreshing gap, in evaluations of a particle | 6 | ≥ 1 |
/// | learning probability of the first and the last particle | 0, 0.25 | [0, 1] |
/// | speed limit | 0.2 | > 0, as a share of the width |
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let rastrigin = Function::Rastrigin.in_dimensions(10)?.shifted(Seed(1));
/// let swarm = Hclpso::default();
/// let outcome = swarm.solve(&rastrigin, Seed(1), Evaluations(60_000))?;
/// assert!(outcome.error().unwrap() < 1e-3);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "HCLPSO")]
#[doc(alias = "HeterogeneousComprehensiveLearningSwarm")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hclpso {
    explorers: usize,
    exploiters: usize,
    inertia: (f64, f64),
    exploring: (f64, f64),
    exploiting: (f64, f64),
    social: (f64, f64),
    learning: Learning,
}

impl Default for Hclpso {
    fn default() -> Self {
        Hclpso::new(15, 25)
    }
}

impl Hclpso {
    /// Creates a swarm of `explorers` exploring and `exploiters` exploiting particles with the
    /// published coefficients.
    pub fn new(explorers: usize, exploiters: usize) -> Self {
        Hclpso {
            explorers,
            exploiters,
            inertia: (0.99, 0.2),
            exploring: (3.0, 1.5),
            exploiting: (2.5, 0.5),
            social: (0.5, 2.5),
            learning: Learning {
                probability: (0.0, 0.25),
                steepness: 10.0,
                gap: 6,
                in_a_row: true,
                speed_limit: 0.2,
            },
        }
    }

    /// Sets the inertia weight at the start and at the end of the run; it changes linearly with the run's
    /// progress, as do the pulls. Default: 0.99, 0.2.
    #[must_use]
    pub fn inertia(mut self, start: f64, end: f64) -> Self {
        self.inertia = (start, end);
        self
    }

    /// Sets the explorers' pull towards their exemplars, at the start and at the end of the run. Default: 3, 1.5.
    #[must_use]
    pub fn exploring(mut self, start: f64, end: f64) -> Self {
        self.exploring = (start, end);
        self
    }

    /// Sets the exploiters' pulls towards their exemplars and towards the guide, each at the start
    /// and at the end of the run. Default: (2.5, 0.5), (0.5, 2.5).
    #[must_use]
    pub fn exploiting(mut self, exemplars: (f64, f64), guide: (f64, f64)) -> Self {
        (self.exploiting, self.social) = (exemplars, guide);
        self
    }
}

learning_setters!(Hclpso, learning);

impl<S: Bounded, F: Fitness> Agent<S, F, Hclpso> for Particle<LearningMemory> {
    fn propose(
        &mut self,
        view: &View<'_, S, F, Hclpso>,
        rng: &mut Stream,
        out: &mut Candidate<Vec<f64>, F>,
    ) -> bool {
        let (colony, me) = (view.method, view.me);
        let now = |range| at(range, view.progress);
        let inertia = now(colony.inertia);
        let (pulls, teachers) = match me < colony.explorers {
            true => (
                Pulls { inertia, exemplar: now(colony.exploring), guide: 0.0 },
                // Informants are in ascending order, explorers first.
                view.wiring.informants(me).take_while(|i| *i < colony.explorers).count(),
            ),
            false => (
                Pulls { inertia, exemplar: now(colony.exploiting), guide: now(colony.social) },
                view.wiring.degree(me),
            ),
        };
        self.0.study(view, &colony.learning, teachers, rng);
        self.0.fly(view, &colony.learning, pulls, rng, &mut out.point);
        out.slot = me;
        true
    }
    fn check(&self, space: &S, slots: usize) -> Result<(), Error> {
        self.0.check(space, slots)
    }
}

impl Method for Hclpso {
    const NAME: &'static str = "heterogeneous comprehensive learning particle swarm";

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Complete)
    }
    fn scaled(&self, scale: Scale) -> Self {
        Self {
            explorers: scale.of(self.explorers),
            exploiters: scale.of(self.exploiters),
            ..self.clone()
        }
    }
    fn schedule(&self) -> Option<&'static str> {
        changing([
            ("inertia", self.inertia),
            ("exploring", self.exploring),
            ("exploiting", self.exploiting),
            ("social", self.social),
        ])
    }
}

impl<S: Bounded, F: Fitness> Colony<S, F> for Hclpso {
    type Agent = Particle<LearningMemory>;
    type Medium = ();

    fn init(&self, _: &S) -> Result<Population<Particle<LearningMemory>>, Error> {
        population("explorers", self.explorers, 1)?;
        population("exploiters", self.exploiters, 1)?;
        check_inertia(self.inertia)?;
        check_pull("exploring", self.exploring)?;
        check_pull("exploiting", self.exploiting)?;
        check_pull("social", self.social)?;
        self.learning.check()?;
        Ok(Population::new(vec![Particle::default(); self.explorers + self.exploiters]))
    }
    fn steady(&self) -> bool {
        true
    }
}
