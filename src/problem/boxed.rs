//! The box: a closed interval in each dimension.

use super::{Bounded, Initialization, Space, Vary};
use crate::{checksum::Checksum, error::Error, rng::Stream};
use std::ops::RangeInclusive;

/// A box in ℝⁿ with finite bounds; a dimension may be a single value.
///
/// ```
/// use swarmopt::prelude::*;
/// let cube = Boxed::cube(-5.12..=5.12, 10)?;
/// let strip = Boxed::new([0.0..=1.0, -10.0..=10.0])?;
/// assert_eq!((cube.dimensions(), strip.dimensions()), (10, 2));
/// assert!(Boxed::new([1.0..=0.0]).is_err());
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Boxed {
    lower: Vec<f64>,
    upper: Vec<f64>,
}

impl Boxed {
    /// Creates a box from its intervals, one per dimension.
    ///
    /// # Errors
    /// [`Error::Bounds`] names the first interval that is not finite or is reversed;
    /// [`Error::Parameter`] if there are none.
    pub fn new(bounds: impl IntoIterator<Item = RangeInclusive<f64>>) -> Result<Self, Error> {
        let Boxed { lower, upper } = Boxed::known(bounds);
        if lower.is_empty() {
            return Err(Error::parameter("dimensions", 0, "at least 1"));
        }
        for (dimension, (&lower, &upper)) in lower.iter().zip(&upper).enumerate() {
            if !(lower.is_finite() && upper.is_finite() && lower <= upper) {
                return Err(Error::Bounds { dimension, lower, upper });
            }
        }
        Ok(Boxed { lower, upper })
    }

    /// Creates a box from intervals that are known to be finite, in order and at least one.
    pub(super) fn known(bounds: impl IntoIterator<Item = RangeInclusive<f64>>) -> Self {
        let (lower, upper) = bounds.into_iter().map(RangeInclusive::into_inner).unzip();
        Boxed { lower, upper }
    }

    /// Creates a box with the same interval in every dimension.
    ///
    /// # Errors
    /// Those of [`Boxed::new`].
    pub fn cube(bounds: RangeInclusive<f64>, dimensions: usize) -> Result<Self, Error> {
        Boxed::new(std::iter::repeat_n(bounds, dimensions))
    }
}

impl Space for Boxed {
    type Point = Vec<f64>;

    fn dimensions(&self) -> usize {
        self.lower.len()
    }
    fn sample_into(&self, rng: &mut Stream, out: &mut Vec<f64>) {
        out.clear();
        out.extend(self.lower.iter().zip(&self.upper).map(|(l, u)| rng.in_range(*l, *u)));
    }
    fn contains(&self, point: &Vec<f64>) -> bool {
        let mut bounds = self.lower.iter().zip(&self.upper);
        point.len() == self.lower.len()
            && point.iter().all(|x| bounds.next().is_some_and(|(l, u)| l <= x && x <= u))
    }
    fn why_outside(&self, point: &Vec<f64>) -> Option<String> {
        let (given, wanted) = (point.len(), self.lower.len());
        if given != wanted {
            return Some(format!("it has {given} coordinates, not {wanted}"));
        }
        let mut entries = self.lower.iter().zip(&self.upper).zip(point).enumerate();
        let (j, ((lower, upper), x)) = entries.find(|(_, ((l, u), x))| !(*l <= *x && *x <= *u))?;
        Some(format!("coordinate {j} is {x:?}; allowed: {lower:?} to {upper:?}"))
    }
    fn fingerprint(&self) -> String {
        let n = self.lower.len();
        let (lower, upper) = (self.lower[0], self.upper[0]);
        let same = |bounds: &[f64], first: f64| bounds.iter().all(|bound| *bound == first);
        if same(&self.lower, lower) && same(&self.upper, upper) {
            return format!("[{lower:?}, {upper:?}]^{n}");
        }
        let mut sum = Checksum::new();
        self.lower.iter().chain(&self.upper).for_each(|bound| sum.add_number(*bound));
        format!("{n} dimensions, bounds with checksum {sum}")
    }
    fn scatter(
        &self,
        how: Initialization,
        points: usize,
        rng: &mut Stream,
    ) -> Result<Vec<Vec<f64>>, Error> {
        let mut all = how.in_unit_cube(points, self.dimensions(), rng)?;
        for point in &mut all {
            point.iter_mut().enumerate().for_each(|(j, x)| *x = self.at_share(j, *x));
        }
        Ok(all)
    }
}

impl Bounded for Boxed {
    fn lower(&self) -> &[f64] {
        &self.lower
    }
    fn upper(&self) -> &[f64] {
        &self.upper
    }
}

impl Vary for Boxed {
    /// Moves one dimension along the line to the partner, by up to their distance in either direction
    /// (Karaboga 2005, eq. 2.2: v = x + φ (x − partner), φ in [−1, 1]).
    fn mix(&self, at: &Vec<f64>, partner: &Vec<f64>, rng: &mut Stream, out: &mut Vec<f64>) {
        out.clone_from(at);
        let j = rng.below(at.len());
        let phi = rng.in_range(-1.0, 1.0);
        out[j] = (at[j] + phi * (at[j] - partner[j])).clamp(self.lower[j], self.upper[j]);
    }

    /// Draws uniformly from the part of the box that lies within ± `radius` of its width in every dimension
    /// (the flower patch of Pham et al. 2006).
    fn nearby(&self, at: &Vec<f64>, radius: f64, rng: &mut Stream, out: &mut Vec<f64>) {
        out.clear();
        let bounds = self.lower.iter().zip(&self.upper);
        out.extend(at.iter().zip(bounds).map(|(x, (l, u))| {
            let reach = radius * (u - l);
            rng.in_range((x - reach).max(*l), (x + reach).min(*u))
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Seed, Streams};
    use proptest::prelude::*;

    #[test]
    fn bounds_that_are_none_are_refused_with_their_dimension() {
        for (lower, upper) in [
            (f64::NAN, 1.0),
            (0.0, f64::NAN),
            (0.0, f64::INFINITY),
            (2.0, 1.0),
            (-f64::INFINITY, 0.0),
        ] {
            let error = Boxed::new([0.0..=1.0, lower..=upper]).unwrap_err();
            assert!(matches!(error, Error::Bounds { dimension: 1, .. }), "{error}");
        }
        assert!(matches!(Boxed::cube(0.0..=1.0, 0), Err(Error::Parameter { .. })));
    }

    #[test]
    fn what_is_outside_is_told_by_its_first_entry() {
        let space = Boxed::cube(-5.0..=5.0, 5).unwrap();
        let why = |point: &[f64]| space.why_outside(&point.to_vec());
        assert_eq!(why(&[-5.0, 0.0, 0.0, 0.0, 5.0]), None);
        for (point, expected) in [
            (&[0.0; 4][..], "it has 4 coordinates, not 5"),
            (&[], "it has 0 coordinates, not 5"),
            (&[0.0, 0.0, 0.0, 7.2, 9.0], "coordinate 3 is 7.2; allowed: -5.0 to 5.0"),
            (&[f64::NAN; 5], "coordinate 0 is NaN; allowed: -5.0 to 5.0"),
            (&[0.0, 0.0, 0.0, 0.0, -1e300], "coordinate 4 is -1e300; allowed: -5.0 to 5.0"),
        ] {
            assert_eq!(why(point).as_deref(), Some(expected));
        }
    }

    #[test]
    fn a_patch_of_radius_one_reaches_the_whole_box_and_a_small_one_stays_near() {
        let space = Boxed::cube(0.0..=10.0, 1).unwrap();
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        let mut draws = |radius| -> (f64, f64) {
            let mut out = Vec::new();
            let all: Vec<f64> = (0..2000)
                .map(|_| {
                    space.nearby(&vec![4.0], radius, &mut rng, &mut out);
                    out[0]
                })
                .collect();
            (all.iter().copied().fold(9e9, f64::min), all.iter().copied().fold(-9e9, f64::max))
        };
        let (low, high) = draws(1.0);
        assert!(low < 0.1 && high > 9.9, "{low} {high}");
        let (low, high) = draws(0.1);
        assert!((3.0..3.1).contains(&low) && (4.9..=5.0).contains(&high), "{low} {high}");
    }

    proptest! {
        #[test]
        fn every_sample_and_variation_stays_inside(
            bounds in prop::collection::vec((-1e300..1e300, 0.0..1e300), 1..8),
            seed: u64, radius in 1e-6..1.0,
        ) {
            let space = Boxed::new(bounds.iter().map(|(l, w)| *l..=(l + w))).unwrap();
            let mut rng = Streams::new(Seed(seed)).at(0, 0);
            let (a, b) = (space.sample(&mut rng), space.sample(&mut rng));
            let mut out = Vec::new();
            prop_assert!(space.contains(&a));
            space.mix(&a, &b, &mut rng, &mut out);
            prop_assert!(space.contains(&out));
            space.nearby(&a, radius, &mut rng, &mut out);
            prop_assert!(space.contains(&out));
            for (j, x) in a.iter().enumerate() {
                let (share, width) = (space.share(j, *x), bounds[j].1);
                prop_assert!((space.at_share(j, share) - x).abs() <= 1e-12 * (x.abs() + width));
            }
        }
    }
}
