//! The distribution of the first points of a swarm.

use crate::{error::Error, rng::Stream};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The distribution of the first points of a swarm over a box.
///
/// Uniform draws leave gaps and clusters; the other policies spread the points evenly, so that a
/// small swarm covers all of the box. They need bounds: on other spaces only `Uniform` is allowed.
///
/// ```
/// use swarmopt::prelude::*;
/// let rosenbrock = Function::Rosenbrock.in_dimensions(5)?;
/// let outcome = ParticleSwarm::default()
///     .initialization(Initialization::LatinHypercube)
///     .solve(&rosenbrock, Seed(1), Evaluations(40_000))?;
/// assert!(outcome.best().unwrap().value < 10.0);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Initialization {
    /// Each point independently, uniformly.
    #[default]
    Uniform,
    /// One point in each of n slices of equal width of every dimension, n being the number of points
    /// (McKay, Beckman & Conover 1979, Technometrics 21(2)). In any number of dimensions.
    LatinHypercube,
    /// The Sobol sequence (Sobol 1967), with the direction numbers of Joe & Kuo (2008, SIAM J. Sci.
    /// Comput. 30(5)), scrambled by the seed (Owen 1995, as Burley 2020, JCGT 9(4)). Of 2ᵏ points, each of
    /// 2ʲ slices of every dimension has the same number, j ≤ k, and the points are also spread evenly in
    /// several dimensions together; k is at most 16, and more points begin another sequence. In at
    /// most 256 dimensions; best with 2ᵏ points. Requires the feature `sobol`, which is on by default.
    Sobol,
}

impl Initialization {
    /// Draws `points` points of the unit cube in `dimensions` dimensions, for a box to stretch to its bounds.
    /// O(points · dimensions).
    ///
    /// # Errors
    /// [`Error::Parameter`] for a Sobol sequence in more than 256 dimensions, or without the feature `sobol`.
    pub fn in_unit_cube(
        self,
        points: usize,
        dimensions: usize,
        rng: &mut Stream,
    ) -> Result<Vec<Vec<f64>>, Error> {
        let mut all = vec![vec![0.0; dimensions]; points];
        match self {
            Initialization::Uniform => all.iter_mut().flatten().for_each(|x| *x = rng.unit()),
            Initialization::LatinHypercube => latin_hypercube(&mut all, dimensions, rng),
            #[cfg(feature = "sobol")]
            Initialization::Sobol => super::sobol::sobol(&mut all, dimensions, rng)?,
            #[cfg(not(feature = "sobol"))]
            Initialization::Sobol => {
                let allowed = "uniform or Latin hypercube; Sobol with the feature sobol";
                return Err(Error::parameter("first points", self, allowed));
            }
        }
        Ok(all)
    }
}

impl fmt::Display for Initialization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Initialization::Uniform => "uniform",
            Initialization::LatinHypercube => "Latin hypercube",
            Initialization::Sobol => "Sobol",
        })
    }
}

/// Assigns the slices of each dimension to the points in an independent random order.
fn latin_hypercube(points: &mut [Vec<f64>], dimensions: usize, rng: &mut Stream) {
    let n = points.len();
    let mut slices: Vec<usize> = (0..n).collect();
    for j in 0..dimensions {
        rng.shuffle(&mut slices);
        for (point, slice) in points.iter_mut().zip(&slices) {
            point[j] = (*slice as f64 + rng.unit()) / n as f64;
        }
    }
}

#[cfg(all(test, feature = "sobol"))]
mod tests {
    use super::{super::sobol::LONGEST, *};
    use crate::{author::*, prelude::*};
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    const EVEN: [Initialization; 2] = [Initialization::LatinHypercube, Initialization::Sobol];

    fn scattered(
        how: Initialization,
        points: usize,
        dimensions: usize,
        seed: u64,
    ) -> Vec<Vec<f64>> {
        let unit = Boxed::cube(0.0..=1.0, dimensions).unwrap();
        unit.scatter(how, points, &mut Streams::new(Seed(seed)).at(0, 0)).unwrap()
    }

    /// Returns how many points are in each of `slices` slices of dimension `j`.
    fn shares(points: &[Vec<f64>], j: usize, slices: usize) -> Vec<usize> {
        let mut counts = vec![0; slices];
        points.iter().for_each(|x| counts[(x[j] * slices as f64) as usize] += 1);
        counts
    }

    proptest! {
        #[test]
        fn a_latin_hypercube_has_one_point_in_each_slice(n in 1usize..60, d in 1usize..12, seed: u64) {
            let points = scattered(Initialization::LatinHypercube, n, d, seed);
            for j in 0..d {
                prop_assert_eq!(shares(&points, j, n), vec![1; n]);
            }
        }

        #[test]
        fn sobol_gives_each_slice_its_share(k in 0u32..8, j in 0u32..8, d in 1usize..20, seed: u64) {
            let (n, slices) = (1 << k.max(j), 1 << j);
            let points = scattered(Initialization::Sobol, n, d, seed);
            for dimension in 0..d {
                prop_assert_eq!(shares(&points, dimension, slices), vec![n / slices; slices]);
            }
        }

        #[test]
        fn all_points_lie_in_the_box(
            bounds in proptest::collection::vec((-1e300..1e300, 0.0..1e300), 1..8),
            n in 0usize..30, seed: u64,
        ) {
            let space = Boxed::new(bounds.iter().map(|(l, w)| *l..=(l + w))).unwrap();
            for how in EVEN {
                let points =
                    space.scatter(how, n, &mut Streams::new(Seed(seed)).at(0, 0)).unwrap();
                prop_assert!(points.len() == n && points.iter().all(|x| space.contains(x)));
            }
        }
    }

    /// The first two dimensions are a (0, m, 2)-net, whatever the seed: each of 2ᵐ rectangles of equal
    /// area and any shape has one point. A Latin hypercube does not have this property.
    #[test]
    fn sobol_is_even_in_the_plane() {
        let filled = |how, seed| {
            let points = scattered(how, 64, 2, seed);
            (0..=6).all(|a| {
                let (columns, rows) = (1 << a, 64 >> a);
                let mut cells: Vec<_> = (points.iter())
                    .map(|x| ((x[0] * columns as f64) as usize, (x[1] * rows as f64) as usize))
                    .collect();
                cells.sort_unstable();
                cells.dedup();
                cells.len() == 64
            })
        };
        assert!((0..20).all(|seed| filled(Initialization::Sobol, seed)));
        assert!(!(0..20).any(|seed| filled(Initialization::LatinHypercube, seed)));
    }

    #[test]
    fn sobol_goes_on_beyond_its_longest_sequence_and_up_to_its_last_dimension() {
        let points = scattered(Initialization::Sobol, 3 * LONGEST, 1, 1);
        assert_eq!(shares(&points, 0, LONGEST), vec![3; LONGEST]);
        assert_ne!(points[..LONGEST], points[LONGEST..2 * LONGEST]);
        assert_eq!(shares(&scattered(Initialization::Sobol, 16, 256, 1), 255, 16), [1; 16]);
        let space = Boxed::cube(0.0..=1.0, 257).unwrap();
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        let error = space.scatter(Initialization::Sobol, 1, &mut rng).unwrap_err();
        assert!(matches!(error, Error::Parameter { name: "dimensions", .. }));
        let text = "dimensions is 257; allowed: at most 256 for Sobol first points";
        assert_eq!(error.to_string(), text);
        assert!(space.scatter(Initialization::LatinHypercube, 1, &mut rng).is_ok());
    }
}
