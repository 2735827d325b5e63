//! The standard particle swarm of 2011 (Clerc 2012).

use super::{
    flight::{Bounds, FlightRules, check_velocity, flight_rules},
    flock::{Flock, FlockRule},
    flock_memory::FlockMemory,
    schedule::check_inertia,
};
use crate::{
    error::{Error, require_not_negative},
    problem::{Bounded, Fitness},
    rng::Stream,
    swarm::{Candidate, View},
    topology::{RandomK, Topology},
};
use serde::{Deserialize, Serialize};
use std::f64::consts::LN_2;

/// The standard particle swarm of 2011, SPSO-2011 (Clerc 2012, HAL hal-00764996; Zambrano-Bigiarini,
/// Clerc & Rojas 2013, IEEE CEC). The canonical swarm draws a random weight for each dimension and so
/// prefers the directions of the axes; this one draws a point from a ball, which has no axes.
///
/// The ball's centre G is the centre of gravity of the particle x, of a point a little beyond its
/// personal best and of one a little beyond its guide, the best personal best among itself and its
/// informants; x lies on the surface of the ball:
///
/// G = x + c (own + guide − 2 x) / 3, or x + c (own − x) / 2 where the particle is its own guide,
/// v ← w v + x′ − x with x′ drawn from the ball around G through x, x ← x + v.
///
/// The direction of x′ from G is uniform, and so is its distance, as in the authors' programs: the
/// middle of the ball is denser. The ball is a ball in the box scaled to the unit cube, as Clerc
/// advises for boxes that are not cubes.
///
/// # Topology
///
/// The informants whose personal bests may guide. Default: [`RandomK`] with K = 3, drawn again after
/// each round without a better best.
///
/// # Parallel rounds
///
/// All particles move at once, based on the personal bests after the last round. In the original they
/// move one after the other, in an order drawn each round.
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
/// | inertia w | 1 / (2 ln 2) = 0.7213 | [0, 1) |
/// | acceleration c | 1/2 + ln 2 = 1.1931 | ≥ 0 |
/// | speed limit | none | > 0, as a share of the width |
/// | bounds | rebound | [`Bounds`] |
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let ackley = Function::Ackley.in_dimensions(10)?.shifted(Seed(3));
/// let outcome = Spso2011::default().solve(&ackley, Seed(1), Evaluations(40_000))?;
/// assert!(outcome.error().unwrap() < 1e-6);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "SPSO")]
#[doc(alias = "SPSO-2011")]
pub type Spso2011 = Flock<Standard2011>;

/// The rule of [`Spso2011`]: inertia, and a leap to a point drawn from a ball.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standard2011 {
    inertia: f64,
    acceleration: f64,
    rules: FlightRules,
}

impl Default for Standard2011 {
    /// The published coefficients.
    fn default() -> Self {
        Standard2011 {
            inertia: 0.5 / LN_2,
            acceleration: 0.5 + LN_2,
            rules: FlightRules { bounds: Bounds::Rebound, speed_limit: None },
        }
    }
}

impl Spso2011 {
    /// Sets the inertia weight w and the acceleration c. Default: 0.7213, 1.1931.
    #[must_use]
    pub fn coefficients(mut self, inertia: f64, acceleration: f64) -> Self {
        (self.rule.inertia, self.rule.acceleration) = (inertia, acceleration);
        self
    }
}

flight_rules!(Spso2011);

/// The memory of a particle of [`Spso2011`]: its velocity.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct StandardMemory {
    velocity: Vec<f64>,
    /// Scratch memory: the vector from the particle to the point drawn from its ball.
    #[serde(skip)]
    leap: Vec<f64>,
}

/// Returns the difference between the centre of gravity and `x` in one dimension.
#[inline]
fn to_centre(c: f64, x: f64, own: f64, guide: Option<f64>) -> f64 {
    match guide {
        Some(guide) => c * ((own - x) + (guide - x)) / 3.0,
        None => c * (own - x) / 2.0,
    }
}

impl StandardMemory {
    /// Draws the leap to a point of the ball whose centre is `to(j)` from the particle in
    /// dimension j. The ball is a ball when lengths are measured in widths of the box.
    fn draw(&mut self, widths: impl Fn(usize) -> f64, to: impl Fn(usize) -> f64, rng: &mut Stream) {
        let (mut radius, mut length) = (0.0, f64::MIN_POSITIVE);
        for (j, normal) in self.leap.iter_mut().enumerate() {
            let width = widths(j);
            radius += if width > 0.0 { (to(j) / width).powi(2) } else { 0.0 };
            *normal = rng.normal();
            length += *normal * *normal;
        }
        let reach = rng.unit() * f64::sqrt(radius / length);
        for (j, leap) in self.leap.iter_mut().enumerate() {
            *leap = to(j) + reach * widths(j) * *leap;
        }
    }
}

impl FlockMemory for StandardMemory {
    fn check<S: Bounded>(&self, space: &S, _: usize) -> Result<(), Error> {
        check_velocity(&self.velocity, space)
    }
}

impl FlockRule for Standard2011 {
    const NAME: &'static str = "standard particle swarm 2011";
    const PARTICLES: usize = 40;
    type Memory = StandardMemory;
    type Medium = ();

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(RandomK::default())
    }
    fn check(&self) -> Result<(), Error> {
        check_inertia((self.inertia, self.inertia))?;
        let c = self.acceleration;
        require_not_negative("acceleration", c)?;
        self.rules.check()
    }

    fn fly<S: Bounded, F: Fitness>(
        &self,
        memory: &mut StandardMemory,
        view: &View<'_, S, F, Flock<Self>>,
        rng: &mut Stream,
        out: &mut Candidate<Vec<f64>, F>,
    ) {
        let (space, me) = (view.space, view.me);
        let (lower, upper) = (space.lower(), space.upper());
        let x = &mut out.point[..];
        if memory.velocity.is_empty() {
            // The first velocity leads to a point drawn uniformly.
            let to = |(j, x): (usize, &f64)| rng.in_range(lower[j], upper[j]) - x;
            memory.velocity = x.iter().enumerate().map(to).collect();
        }
        let (own, guide) = (&view.board[me], view.guide(me));
        let guide = (!std::ptr::eq(own, guide)).then_some(&guide.point[..]);
        let (c, own) = (self.acceleration, &own.point[..]);
        memory.leap.resize(x.len(), 0.0);
        let to = |j: usize| to_centre(c, x[j], own[j], guide.map(|guide| guide[j]));
        memory.draw(|j| upper[j] - lower[j], to, rng);
        let (w, leap) = (self.inertia, &memory.leap[..]);
        let flight = self.rules.within(space);
        flight.advance(0, x, &mut memory.velocity, rng, |j, _, v| w * v + leap[j]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Seed, Streams};

    #[test]
    fn the_centre_of_gravity_is_that_of_three_points_or_of_two() {
        let (c, x, own, guide) = (1.5, 1.0, 3.0, -1.0);
        let centre = (x + (x + c * (own - x)) + (x + c * (guide - x))) / 3.0;
        assert_eq!(x + to_centre(c, x, own, Some(guide)), centre);
        assert_eq!(x + to_centre(c, x, own, None), (x + (x + c * (own - x))) / 2.0);
    }

    /// A ball through the origin around (3, 4, 0), in a box of widths 1, 1 and 10: of radius 5 in
    /// scaled lengths.
    #[test]
    fn leaps_fill_the_ball_in_every_direction_and_evenly_by_distance() {
        let (widths, centre) = ([1.0, 1.0, 10.0], [3.0, 4.0, 0.0]);
        let mut particle = StandardMemory { velocity: vec![], leap: vec![0.0; 3] };
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        let n = 20_000;
        let (mut distances, mut directions, mut spread) = (0.0, [0.0; 3], [0.0; 3]);
        for _ in 0..n {
            particle.draw(|j| widths[j], |j| centre[j], &mut rng);
            let from: Vec<f64> =
                (0..3).map(|j| (particle.leap[j] - centre[j]) / widths[j]).collect();
            let distance = from.iter().map(|x| x * x).sum::<f64>().sqrt();
            assert!(distance < 5.0 + 1e-9, "{distance}");
            distances += distance / 5.0;
            for j in 0..3 {
                directions[j] += from[j] / distance;
                spread[j] += (from[j] / distance).powi(2);
            }
        }
        let n = f64::from(n);
        // Four standard errors: of a uniform distance, of a component of a direction and its square.
        assert!((distances / n - 0.5).abs() < 4.0 * (1.0 / 12.0 / n).sqrt(), "{distances}");
        for j in 0..3 {
            assert!((directions[j] / n).abs() < 4.0 * (1.0 / 3.0 / n).sqrt(), "{directions:?}");
            let variance = 1.0 / 5.0 - 1.0 / 9.0;
            assert!(
                (spread[j] / n - 1.0 / 3.0).abs() < 4.0 * f64::sqrt(variance / n),
                "{spread:?}"
            );
        }
    }
}
