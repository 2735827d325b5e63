//! The canonical particle swarm (Kennedy & Eberhart 1995).

use super::{
    flight::{BLOCK, Bounds, FlightRules, flight_rules},
    flock::{Flock, FlockRule},
    flock_memory::Velocity,
    schedule::{at, changing, check_inertia, check_pull},
};
use crate::{
    error::Error,
    problem::{Bounded, Fitness},
    rng::{Stream, first_of, second_of},
    swarm::{Candidate, View},
    topology::{Complete, Topology},
};
use serde::{Deserialize, Serialize};

/// The canonical particle swarm (Kennedy & Eberhart 1995).
///
/// Every particle is drawn to its personal best and to its guide, the best personal best among itself
/// and its informants, with a random weight per dimension:
///
/// v ← w v + c₁ r₁ (own − x) + c₂ r₂ (guide − x), x ← x + v, r₁, r₂ uniform in [0, 1).
///
/// The inertia weight w is that of Shi & Eberhart (1998). By default w, c₁ and c₂ are those of Clerc &
/// Kennedy's constriction (2002, IEEE TEC 6(1), type 1″ with φ = 4.1): w = χ = 0.7298, c₁ = c₂ =
/// χ φ / 2 = 1.4962.
///
/// # Topology
///
/// With the complete topology, the default, it is *gbest*; with a ring, *lbest* (Eberhart & Kennedy
/// 1995; Kennedy & Mendes 2002).
///
/// # Parallel rounds
///
/// All particles move at once, based on the personal bests after the last round: the synchronous
/// update. In the original they move one after the other, and each sees the bests its predecessors
/// have just found (Carlisle & Dozier 2001 compare the two).
///
/// # Cost
///
/// O(particles · dimensions) per round, and one evaluation per particle.
///
/// # Parameters
///
/// | parameter | default | range |
/// |---|---|---|
/// | particles | 40 | ≥ 1 |
/// | inertia, at the start and the end of the run | 0.7298, 0.7298 | [0, 1) |
/// | cognitive, social, each at the start and the end of the run | 1.4962 | ≥ 0 |
/// | speed limit | none | > 0, as a share of the width |
/// | bounds | absorb | [`Bounds`] |
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let ackley = Function::Ackley.in_dimensions(10)?.shifted(Seed(3));
/// let swarm = ParticleSwarm::new(30).inertia(0.9, 0.4).speed_limit(0.5).bounds(Bounds::Reflect);
/// let outcome = swarm.topology(Ring::new(1)).solve(&ackley, Seed(1), Evaluations(30_000))?;
/// assert!(outcome.error().unwrap() < 1e-6);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "PSO")]
#[doc(alias = "gbest")]
#[doc(alias = "lbest")]
pub type ParticleSwarm = Flock<Canonical>;

/// The rule of [`ParticleSwarm`]: inertia, and pulls towards the personal best and the guide.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Canonical {
    inertia: (f64, f64),
    cognitive: (f64, f64),
    social: (f64, f64),
    rules: FlightRules,
}

/// χ of Clerc & Kennedy (2002), eq. 14, for φ = 4.1.
pub(super) const CONSTRICTION: f64 = 0.729_843_788_128;

impl Default for Canonical {
    /// The coefficients of Clerc & Kennedy's constriction.
    fn default() -> Self {
        Canonical {
            inertia: (CONSTRICTION, CONSTRICTION),
            cognitive: (CONSTRICTION * 2.05, CONSTRICTION * 2.05),
            social: (CONSTRICTION * 2.05, CONSTRICTION * 2.05),
            rules: FlightRules::default(),
        }
    }
}

impl ParticleSwarm {
    /// Creates a swarm of `particles` particles whose coefficients change linearly with the run's
    /// progress: inertia 0.9 to 0.4, cognitive pull 2.5 to 0.5, social pull 0.5 to 2.5; the speed is
    /// at most half the width (PSO-TVAC: Ratnaweera, Halgamuge & Watson 2004, IEEE TEC 8(3)).
    #[doc(alias = "PSO-TVAC")]
    pub fn time_varying(particles: usize) -> Self {
        ParticleSwarm::new(particles)
            .inertia(0.9, 0.4)
            .pulls_over_time((2.5, 0.5), (0.5, 2.5))
            .speed_limit(0.5)
    }

    /// Sets the inertia weight at the start and at the end of the run; it changes linearly with the run's
    /// progress (Shi & Eberhart 1998: from 0.9 to 0.4). Default: 0.7298 throughout.
    #[must_use]
    pub fn inertia(mut self, start: f64, end: f64) -> Self {
        self.rule.inertia = (start, end);
        self
    }

    /// Sets the pulls towards the personal best and towards the guide. Default: 1.4962, 1.4962.
    #[must_use]
    pub fn pulls(self, cognitive: f64, social: f64) -> Self {
        self.pulls_over_time((cognitive, cognitive), (social, social))
    }

    /// Sets the pulls towards the personal best and towards the guide, each at the start and at the
    /// end of the run; they change linearly with the run's progress.
    #[must_use]
    pub fn pulls_over_time(mut self, cognitive: (f64, f64), social: (f64, f64)) -> Self {
        (self.rule.cognitive, self.rule.social) = (cognitive, social);
        self
    }
}

flight_rules!(ParticleSwarm);

impl FlockRule for Canonical {
    const NAME: &'static str = "particle swarm";
    const PARTICLES: usize = 40;
    type Memory = Velocity;
    type Medium = ();

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Complete)
    }
    fn check(&self) -> Result<(), Error> {
        check_inertia(self.inertia)?;
        check_pull("cognitive", self.cognitive)?;
        check_pull("social", self.social)?;
        self.rules.check()
    }
    fn schedule(&self) -> Option<&'static str> {
        changing([
            ("inertia", self.inertia),
            ("cognitive", self.cognitive),
            ("social", self.social),
        ])
    }

    #[inline(always)]
    fn fly<S: Bounded, F: Fitness>(
        &self,
        velocity: &mut Velocity,
        view: &View<'_, S, F, Flock<Self>>,
        rng: &mut Stream,
        out: &mut Candidate<Vec<f64>, F>,
    ) {
        let space = view.space;
        let now = |range| at(range, view.progress);
        let (w, c1, c2) = (now(self.inertia), now(self.cognitive), now(self.social));
        let flight = self.rules.within(space);
        let (own, guide) = (&view.board[view.me].point[..], &view.guide(view.me).point[..]);
        let v = velocity.at(&out.point, space, rng);
        let x = &mut out.point[..];
        let mut r = [0; BLOCK];
        let mut start = 0;
        while start < x.len() {
            let n = BLOCK.min(x.len() - start);
            let r = &mut r[..n];
            rng.fill(r);
            let (x, v) = (&mut x[start..][..n], &mut v[start..][..n]);
            let (own, guide) = (&own[start..][..n], &guide[start..][..n]);
            flight.advance(start, x, v, rng, |j, x, v| {
                w * v + c1 * first_of(r[j]) * (own[j] - x) + c2 * second_of(r[j]) * (guide[j] - x)
            });
            start += n;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{author::*, prelude::*, run::Solve};

    /// Without inertia a particle moves by r c (guide − x), r uniform: twice the mean of that
    /// over guide − x is the coefficient c at this point of the run.
    #[test]
    fn pulls_follow_the_progress_of_the_run() {
        let problem = Boxed::cube(-1.0..=1.0, 2).unwrap().minimize(|x| x[0] + x[1]);
        let social = |progress: f64| {
            let swarm = ParticleSwarm::new(4_000).inertia(0.0, 0.0).bounds(Bounds::Reflect);
            let swarm = swarm.pulls_over_time((0.0, 0.0), (0.25, 0.75));
            let mut swarm = swarm.build(&problem, Seed(1)).unwrap();
            swarm.step(&problem, &Limits::NONE.at(0.0)).unwrap();
            let (best, guide) = (swarm.board().to_vec(), swarm.best().unwrap().point.clone());
            let asked = swarm.ask(&problem, &Limits::NONE.at(progress)).unwrap();
            let moves = best.iter().zip(&asked).filter(|(from, _)| from.point != guide);
            let share =
                moves.map(|(from, to)| (to.point[0] - from.point[0]) / (guide[0] - from.point[0]));
            2.0 * share.sum::<f64>() / 3_999.0
        };
        for (progress, c) in [(0.0, 0.25), (0.5, 0.5), (1.0, 0.75)] {
            let error = 4.0 * c * (1.0 / 3.0 / 3_999.0_f64).sqrt();
            assert!((social(progress) - c).abs() < error, "{} {c}", social(progress));
        }
    }

    #[test]
    fn the_time_varying_swarm_is_that_of_its_paper() {
        let swarm = ParticleSwarm::time_varying(7);
        let Canonical { inertia, cognitive, social, .. } = swarm.rule;
        assert_eq!((inertia, cognitive, social), ((0.9, 0.4), (2.5, 0.5), (0.5, 2.5)));
    }
}
