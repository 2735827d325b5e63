//! The bare bones particle swarm (Kennedy 2003).

use super::{
    flight::{Bounds, bounds_setter},
    flock::{Flock, FlockRule},
};
use crate::{
    error::{Error, require},
    problem::{Bounded, Fitness},
    rng::Stream,
    swarm::{Candidate, View},
    topology::{Topology, VonNeumann},
};
use serde::{Deserialize, Serialize};

/// The bare bones particle swarm (Kennedy 2003, *Bare bones particle swarms*, IEEE SIS), which has
/// neither velocities nor coefficients. Every particle moves to a point drawn from a normal
/// distribution whose mean is half-way between its personal best and its guide and whose standard
/// deviation in each dimension is their distance:
///
/// x ∼ N((own + guide) / 2, |own − guide|).
///
/// The guide is the best personal best among a particle and its informants. With an interaction
/// probability below 1, a dimension is drawn only with that probability and otherwise taken from the
/// personal best: the paper's alternative version has 0.5. A particle that is its own guide stays.
///
/// # Topology
///
/// The informants whose personal bests may guide. The default is the paper's square: 20 particles on
/// a torus of 4 × 5. On the complete graph the swarm converges before it has searched.
///
/// # Parallel rounds
///
/// All particles move at once, based on the personal bests after the last round.
///
/// # Cost
///
/// O(particles · dimensions) per round, and one evaluation per particle.
///
/// # Parameters
///
/// | parameter | default | range |
/// |---|---|---|
/// | particles | 20 | ≥ 1 |
/// | interaction probability | 1 | (0, 1] |
/// | bounds | absorb | [`Bounds`] |
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let sphere = Function::Sphere.in_dimensions(10)?.shifted(Seed(1));
/// let swarm = BareBonesSwarm::default().interaction(0.5);
/// let outcome = swarm.solve(&sphere, Seed(1), Evaluations(30_000))?;
/// assert!(outcome.error().unwrap() < 1e-6);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "BBPSO")]
pub type BareBonesSwarm = Flock<BareBones>;

/// The rule of [`BareBonesSwarm`]: a normal draw around the middle of the personal best and the guide.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BareBones {
    interaction: f64,
    bounds: Bounds,
}

impl Default for BareBones {
    fn default() -> Self {
        BareBones { interaction: 1.0, bounds: Bounds::default() }
    }
}

impl BareBonesSwarm {
    /// Sets the probability that a dimension is drawn, not taken from the personal best. Default: 1.
    #[must_use]
    pub fn interaction(mut self, probability: f64) -> Self {
        self.rule.interaction = probability;
        self
    }
}

bounds_setter!(BareBonesSwarm);

impl FlockRule for BareBones {
    const NAME: &'static str = "bare bones particle swarm";
    const PARTICLES: usize = 20;
    type Memory = ();
    type Medium = ();

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(VonNeumann::default())
    }
    fn check(&self) -> Result<(), Error> {
        let p = self.interaction;
        require(p > 0.0 && p <= 1.0, "interaction", p, "above 0 to 1")
    }

    fn fly<S: Bounded, F: Fitness>(
        &self,
        _: &mut (),
        view: &View<'_, S, F, Flock<Self>>,
        rng: &mut Stream,
        out: &mut Candidate<Vec<f64>, F>,
    ) {
        let me = view.me;
        let limits = view.space.lower().iter().zip(view.space.upper());
        let bests = view.board[me].point.iter().zip(&view.guide(me).point);
        for ((x, (own, guide)), (lower, upper)) in out.point.iter_mut().zip(bests).zip(limits) {
            *x = *own;
            if rng.unit() < self.interaction {
                let free = (own / 2.0 + guide / 2.0) + (own - guide).abs() * rng.normal();
                *x = self.bounds.place(free, *lower, *upper, rng);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{author::*, prelude::*, run::Solve};

    /// Returns the moves of 4,000 particles guided by the best: their distances from the middle of own
    /// and guide, as shares of the distance between the two, and the share of dimensions that did not move.
    fn moves(interaction: f64) -> (Vec<f64>, f64) {
        let wide = Boxed::cube(-100.0..=100.0, 2).unwrap();
        let problem = wide.minimize(|x| x.iter().map(|x| x * x).sum());
        let corner = Boxed::cube(-1.0..=1.0, 2).unwrap();
        let mut rng = Streams::new(Seed(9)).at(0, 0);
        let first: Vec<_> = (0..4_000).map(|_| corner.sample(&mut rng)).collect();
        let problem = problem.starting_from(first.clone());
        let swarm = BareBonesSwarm::new(4_000).interaction(interaction).topology(Complete);
        let mut swarm = swarm.build(&problem, Seed(1)).unwrap();
        swarm.step(&problem, &Limits::NONE).unwrap();
        let guide = swarm.best().unwrap().point.clone();
        let asked = swarm.ask(&problem, &Limits::NONE).unwrap();
        let (mut drawn, mut stayed) = (Vec::new(), 0.0);
        for (own, to) in first.iter().zip(&asked).filter(|(own, _)| **own != guide) {
            for j in 0..2 {
                match to.point[j] == own[j] {
                    true => stayed += 1.0 / 8_000.0,
                    false => drawn.push(
                        (to.point[j] - (own[j] + guide[j]) / 2.0) / (own[j] - guide[j]).abs(),
                    ),
                }
            }
        }
        (drawn, stayed)
    }

    #[test]
    fn places_are_normal_around_the_middle_and_as_wide_as_the_distance() {
        let (drawn, stayed) = moves(1.0);
        let n = drawn.len() as f64;
        let moment = |k| drawn.iter().map(|z| z.powi(k)).sum::<f64>() / n;
        // Four standard errors of the moments of a standard normal.
        assert!(moment(1).abs() < 4.0 / n.sqrt(), "{}", moment(1));
        assert!((moment(2) - 1.0).abs() < 4.0 * (2.0 / n).sqrt(), "{}", moment(2));
        assert!((moment(4) - 3.0).abs() < 4.0 * (96.0 / n).sqrt(), "{}", moment(4));
        assert!(stayed < 1e-3);
    }

    #[test]
    fn a_dimension_interacts_with_the_probability_given() {
        let (_, stayed) = moves(0.3);
        assert!((stayed - 0.7).abs() < 4.0 * (0.21_f64 / 8_000.0).sqrt(), "{stayed}");
    }
}
