//! One step of one particle: velocity, position, and what happens at the bounds.

use crate::{
    error::{Error, require, sized_or_empty},
    problem::Bounded,
    rng::Stream,
};
use serde::{Deserialize, Serialize};

/// The policy for a particle that leaves the box (Helwig, Branke & Mostaghim 2013 compare several).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Bounds {
    /// Stops at the bound: in that dimension the position is set to the bound and the velocity to 0.
    #[default]
    Absorb,
    /// Bounces: the position is mirrored at the bound, the velocity reversed.
    Reflect,
    /// Re-enters at the opposite bound, the velocity unchanged.
    Wrap,
    /// Moves to a position drawn uniformly in that dimension, the velocity set to 0.
    Resample,
    /// Stops at the bound; the velocity in that dimension is reversed and halved (Clerc 2012, SPSO-2011).
    Rebound,
}

impl Bounds {
    /// All policies.
    pub const ALL: [Bounds; 5] =
        [Bounds::Absorb, Bounds::Reflect, Bounds::Wrap, Bounds::Resample, Bounds::Rebound];

    /// Returns the position within [lower, upper] that replaces `x`, for particles without a velocity.
    #[inline]
    pub fn place(self, x: f64, lower: f64, upper: f64, rng: &mut Stream) -> f64 {
        match (lower..=upper).contains(&x) {
            true => x,
            false => self.keep(x, 0.0, lower, upper, rng).0,
        }
    }

    /// Returns the position and velocity that replace `x` and `v`, where `x` is outside [lower, upper].
    #[cold]
    fn keep(self, x: f64, v: f64, lower: f64, upper: f64, rng: &mut Stream) -> (f64, f64) {
        let width = upper - lower;
        let nearest = x.clamp(lower, upper);
        match self {
            _ if width <= 0.0 || !x.is_finite() => (if x.is_nan() { lower } else { nearest }, 0.0),
            Bounds::Absorb => (nearest, 0.0),
            Bounds::Reflect => {
                // Mirroring at both bounds is periodic with twice the width.
                let along = (x - lower).rem_euclid(2.0 * width);
                let mirrored = if along > width { 2.0 * width - along } else { along };
                ((lower + mirrored).clamp(lower, upper), -v)
            }
            Bounds::Wrap => ((lower + (x - lower).rem_euclid(width)).clamp(lower, upper), v),
            Bounds::Resample => (rng.in_range(lower, upper), 0.0),
            Bounds::Rebound => (nearest, -v / 2.0),
        }
    }
}

/// The number of dimensions whose random numbers are drawn, and which are moved, at a time.
pub(super) const BLOCK: usize = 32;

/// The bounds policy and the speed limit, common to all swarms with velocities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct FlightRules {
    pub bounds: Bounds,
    /// The highest speed, as a share of the width of each dimension.
    pub speed_limit: Option<f64>,
}

impl FlightRules {
    pub(super) fn check(&self) -> Result<(), Error> {
        self.speed_limit.map_or(Ok(()), |share| {
            let allowed = "a positive share of the width";
            require(share > 0.0 && share.is_finite(), "speed_limit", share, allowed)
        })
    }

    pub(super) fn within<S: Bounded>(self, space: &S) -> Flight<'_> {
        Flight { lower: space.lower(), upper: space.upper(), rules: self }
    }
}

/// Defines the setters of a flock whose rule keeps [`FlightRules`] in its field `rules`.
macro_rules! flight_rules {
    ($swarm:ty) => {
        impl $swarm {
            /// Sets the highest speed in each dimension, as a share of its width. Default: none.
            #[doc(alias = "velocity clamp")]
            #[doc(alias = "vmax")]
            #[must_use]
            pub fn speed_limit(mut self, share: f64) -> Self {
                self.rule.rules.speed_limit = Some(share);
                self
            }

            /// Sets the policy for a particle that leaves the box. Default: [`Bounds::Absorb`]; for SPSO-2011
            /// [`Bounds::Rebound`].
            #[must_use]
            pub fn bounds(mut self, bounds: Bounds) -> Self {
                self.rule.rules.bounds = bounds;
                self
            }
        }
    };
}
pub(super) use flight_rules;

/// Defines the setter of a flock whose rule keeps [`Bounds`] in its field `bounds`.
macro_rules! bounds_setter {
    ($swarm:ty) => {
        impl $swarm {
            /// Sets the policy for a particle that leaves the box. Default: [`Bounds::Absorb`].
            #[must_use]
            pub fn bounds(mut self, bounds: Bounds) -> Self {
                self.rule.bounds = bounds;
                self
            }
        }
    };
}
pub(super) use bounds_setter;

/// The part of a flight that does not change from particle to particle.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flight<'a> {
    lower: &'a [f64],
    upper: &'a [f64],
    rules: FlightRules,
}

impl Flight<'_> {
    /// Moves the block of dimensions that starts at `start`: `pull(j, x, v)` is the new velocity in the
    /// block's dimension j. Keeps position and velocity within bounds.
    #[inline(always)]
    pub(super) fn advance(
        &self,
        start: usize,
        x: &mut [f64],
        v: &mut [f64],
        rng: &mut Stream,
        pull: impl Fn(usize, f64, f64) -> f64,
    ) {
        // Slices of one length known to the compiler: no bounds checks, and it vectorises.
        let n = x.len();
        let v = &mut v[..n];
        let (lower, upper) = (&self.lower[start..][..n], &self.upper[start..][..n]);
        let FlightRules { bounds, speed_limit } = self.rules;
        if bounds == Bounds::Absorb && speed_limit.is_none() {
            for j in 0..n {
                let speed = pull(j, x[j], v[j]);
                let free = x[j] + speed;
                // Not `max` and `min`: those handle NaN, at three instructions each.
                let kept = if free > lower[j] { free } else { lower[j] };
                let kept = if kept > upper[j] { upper[j] } else { kept };
                v[j] = if kept == free { speed } else { 0.0 };
                x[j] = kept;
            }
        } else {
            for j in 0..n {
                let fastest = speed_limit.map_or(f64::MAX, |share| share * (upper[j] - lower[j]));
                v[j] = pull(j, x[j], v[j]).clamp(-fastest, fastest);
                x[j] += v[j];
                if !(lower[j]..=upper[j]).contains(&x[j]) {
                    (x[j], v[j]) = bounds.keep(x[j], v[j], lower[j], upper[j], rng);
                }
            }
        }
    }
}

/// Returns the unit of length in a dimension: its width, or 1 if that is 0.
#[inline]
pub(super) fn unit(lower: f64, upper: f64) -> f64 {
    if upper > lower { upper - lower } else { 1.0 }
}

/// Validates a velocity loaded from a checkpoint against this space; an empty one is valid.
pub(super) fn check_velocity<S: Bounded>(v: &[f64], space: &S) -> Result<(), Error> {
    sized_or_empty("velocity", v.len(), space.dimensions())
}

/// Returns the first velocity of the earlier standard swarms: half the way to a point drawn uniformly
/// (Clerc 2012, SPSO-2007).
pub(super) fn first_velocity<S: Bounded>(space: &S, x: &[f64], rng: &mut Stream) -> Vec<f64> {
    let bounds = space.lower().iter().zip(space.upper());
    bounds.zip(x).map(|((l, u), x)| rng.in_range(*l, *u) / 2.0 - x / 2.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Seed, Streams};
    use proptest::prelude::*;

    fn step(bounds: Bounds, x: f64, v: f64, lower: f64, upper: f64) -> (f64, f64) {
        let (mut x, mut v) = ([x], [v]);
        let rules = FlightRules { bounds, speed_limit: None };
        let flight = Flight { lower: &[lower], upper: &[upper], rules };
        flight.advance(0, &mut x, &mut v, &mut Streams::new(Seed(1)).at(0, 0), |_, _, v| v);
        (x[0], v[0])
    }

    #[test]
    fn each_policy_does_what_it_says() {
        assert_eq!(step(Bounds::Absorb, 1.0, 5.0, -2.0, 2.0), (2.0, 0.0));
        assert_eq!(step(Bounds::Absorb, 1.0, -5.0, -2.0, 2.0), (-2.0, 0.0));
        assert_eq!(step(Bounds::Reflect, 1.0, 2.0, -2.0, 2.0), (1.0, -2.0));
        assert_eq!(step(Bounds::Reflect, -1.0, -2.5, -2.0, 2.0), (-0.5, 2.5));
        assert_eq!(step(Bounds::Reflect, 1.0, 9.0, -2.0, 2.0), (2.0, -9.0));
        assert_eq!(step(Bounds::Rebound, 1.0, 3.0, -2.0, 2.0), (2.0, -1.5));
        assert_eq!(step(Bounds::Rebound, 1.0, -4.0, -2.0, 2.0), (-2.0, 2.0));
        assert_eq!(step(Bounds::Wrap, 1.0, 2.0, -2.0, 2.0), (-1.0, 2.0));
        assert_eq!(step(Bounds::Wrap, -1.0, -2.0, -2.0, 2.0), (1.0, -2.0));
        let (x, v) = step(Bounds::Resample, 1.0, 2.0, -2.0, 2.0);
        assert!((-2.0..2.0).contains(&x) && v == 0.0);
        for bounds in Bounds::ALL {
            assert_eq!(step(bounds, 1.0, 0.5, -2.0, 2.0), (1.5, 0.5), "{bounds:?} inside");
            assert_eq!(step(bounds, 3.0, 0.5, 3.0, 3.0).0, 3.0, "{bounds:?}, one value");
        }
    }

    #[test]
    fn no_particle_is_faster_than_its_limit() {
        let (mut x, mut v) = ([0.0, 0.0], [9.0, -9.0]);
        let rules = FlightRules { bounds: Bounds::Absorb, speed_limit: Some(0.1) };
        let flight = Flight { lower: &[-10.0; 2], upper: &[10.0; 2], rules };
        flight.advance(0, &mut x, &mut v, &mut Streams::new(Seed(1)).at(0, 0), |_, _, v| v);
        assert_eq!((x, v), ([2.0, -2.0], [2.0, -2.0]));
    }

    proptest! {
        #[test]
        fn nothing_leaves_the_box(
            x in -1e3..1e3, v in prop_oneof![Just(f64::INFINITY), Just(f64::NAN), -1e9..1e9],
            lower in -1e3..0.0, width in 0.0..1e3,
        ) {
            for bounds in Bounds::ALL {
                let (x, _) = step(bounds, x, v, lower, lower + width);
                prop_assert!((lower..=lower + width).contains(&x), "{bounds:?}: {x}");
                let x = bounds.place(v, lower, lower + width, &mut Streams::new(Seed(1)).at(0, 0));
                prop_assert!((lower..=lower + width).contains(&x), "{bounds:?}: {x}");
            }
        }
    }
}
