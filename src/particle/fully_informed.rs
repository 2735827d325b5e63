//! The fully informed particle swarm (Mendes, Kennedy & Neves 2004).

use super::{
    canonical::CONSTRICTION,
    flight::{BLOCK, Bounds, FlightRules, flight_rules},
    flock::{Flock, FlockRule},
    flock_memory::Velocity,
};
use crate::{
    error::{Error, require, require_positive},
    problem::{Bounded, Fitness},
    rng::{Stream, first_of},
    swarm::{Candidate, View},
    topology::{Ring, Topology},
};
use serde::{Deserialize, Serialize};

/// The fully informed particle swarm, "simpler, maybe better" (Mendes, Kennedy & Neves 2004, IEEE
/// TEC 8(3)): a particle is drawn to the personal bests of *all* its informants, equally weighted
/// (their FIPS with uniform weights, eqs. 4 to 6):
///
/// v ← χ (v + Σₖ rₖ (φ / K) (informantₖ − x)), rₖ uniform in [0, 1), φ = 4.1, χ = 0.7298.
///
/// By default a particle does not hear itself (the paper's U-topologies, its best); `hears_itself`
/// adds its personal best to the K. A particle without informants hears itself alone.
///
/// # Topology
///
/// The informants that draw a particle. Small neighbourhoods suit the method: the default is the
/// ring; on the complete graph it fails.
///
/// # Parallel rounds
///
/// All particles move at once, based on the personal bests after the last round, as published.
///
/// # Cost
///
/// O(edges · dimensions) per round, and one evaluation per particle.
///
/// # Parameters
///
/// | parameter | default | range |
/// |---|---|---|
/// | particles | 40 | ≥ 1 |
/// | acceleration φ | 4.1 | > 0 |
/// | constriction χ | 0.7298 | (0, 1) |
/// | hears itself | no | |
/// | speed limit | none | > 0, as a share of the width |
/// | bounds | absorb | [`Bounds`] |
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let sphere = Function::Sphere.in_dimensions(5)?;
/// let outcome = FullyInformedSwarm::new(20).solve(&sphere, Seed(1), Evaluations(20_000))?;
/// assert!(outcome.best().unwrap().value < 1e-6);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "FIPS")]
pub type FullyInformedSwarm = Flock<FullyInformed>;

/// The rule of [`FullyInformedSwarm`]: pulls towards the personal bests of all informants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FullyInformed {
    acceleration: f64,
    constriction: f64,
    hears_itself: bool,
    rules: FlightRules,
}

impl Default for FullyInformed {
    /// The published coefficients.
    fn default() -> Self {
        FullyInformed {
            acceleration: 4.1,
            constriction: CONSTRICTION,
            hears_itself: false,
            rules: FlightRules::default(),
        }
    }
}

impl FullyInformedSwarm {
    /// Sets the acceleration φ, shared among the informants, and the constriction χ. Default: 4.1, 0.7298.
    #[must_use]
    pub fn coefficients(mut self, acceleration: f64, constriction: f64) -> Self {
        (self.rule.acceleration, self.rule.constriction) = (acceleration, constriction);
        self
    }

    /// Sets whether a particle's own personal best counts as an informant. Default: `false`.
    #[must_use]
    pub fn hears_itself(mut self, hears_itself: bool) -> Self {
        self.rule.hears_itself = hears_itself;
        self
    }
}

flight_rules!(FullyInformedSwarm);

impl FlockRule for FullyInformed {
    const NAME: &'static str = "fully informed particle swarm";
    const PARTICLES: usize = 40;
    type Memory = Velocity;
    type Medium = ();

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Ring::new(1))
    }
    fn check(&self) -> Result<(), Error> {
        let phi = self.acceleration;
        require_positive("acceleration", phi)?;
        let chi = self.constriction;
        require(chi > 0.0 && chi < 1.0, "constriction", chi, "between 0 and 1")?;
        self.rules.check()
    }

    fn fly<S: Bounded, F: Fitness>(
        &self,
        velocity: &mut Velocity,
        view: &View<'_, S, F, Flock<Self>>,
        rng: &mut Stream,
        out: &mut Candidate<Vec<f64>, F>,
    ) {
        let (space, me) = (view.space, view.me);
        let flight = self.rules.within(space);
        let itself = self.hears_itself || view.wiring.degree(me) == 0;
        let count = view.wiring.degree(me) + usize::from(itself);
        let (chi, share) = (self.constriction, self.acceleration / count as f64);
        let v = velocity.at(&out.point, space, rng);
        let x = &mut out.point[..];
        let mut r = [0; BLOCK];
        for start in (0..x.len()).step_by(BLOCK) {
            let n = BLOCK.min(x.len() - start);
            let (x, v) = (&mut x[start..][..n], &mut v[start..][..n]);
            for informant in view.wiring.informants(me).chain(itself.then_some(me)) {
                let best = &view.board[informant].point[start..][..n];
                let r = &mut r[..n];
                rng.fill(r);
                for j in 0..n {
                    v[j] += share * first_of(r[j]) * (best[j] - x[j]);
                }
            }
            flight.advance(start, x, v, rng, |_, _, v| chi * v);
        }
    }
}
