//! What points look like, and what a searcher may ask of their space.

use super::{Initialization, Open};
use crate::{error::Error, rng::Stream};
use serde::{Serialize, de::DeserializeOwned};
use std::fmt::Debug;

/// A set of points: a box, the permutations of n items, the tours of some cities.
pub trait Space: Send + Sync + 'static {
    /// One point. `Default` is an empty one, to be written into.
    type Point: Clone + Debug + Default + PartialEq + Send + Sync + Serialize + DeserializeOwned;

    /// How many coordinates, items or cities a point has.
    fn dimensions(&self) -> usize;

    /// Overwrites `out`, a used or an empty point, with one drawn uniformly.
    fn sample_into(&self, rng: &mut Stream, out: &mut Self::Point);

    /// Whether `point` belongs to the space.
    fn contains(&self, point: &Self::Point) -> bool;

    /// Says why `point` does not belong to the space, in a short line that names the first entry at
    /// fault and what is allowed there; `None` if it belongs to it. Provided: the point as it prints.
    fn why_outside(&self, point: &Self::Point) -> Option<String> {
        (!self.contains(point)).then(|| short(&format!("{point:?}")))
    }

    /// Describes in a line what distinguishes this space from others of its type: size, bounds, distances.
    /// Checkpoints and records of a space with a different line are refused. Default: the number of
    /// dimensions; override it where spaces of one size differ.
    fn fingerprint(&self) -> String {
        format!("{} dimensions", self.dimensions())
    }

    /// A point drawn uniformly.
    fn sample(&self, rng: &mut Stream) -> Self::Point {
        let mut point = Self::Point::default();
        self.sample_into(rng, &mut point);
        point
    }

    /// So many points, spread as `how` says. Provided for [`Initialization::Uniform`]; a box answers by
    /// [`Initialization::over`].
    ///
    /// # Errors
    /// [`Error::Parameter`] for a policy that this space, or this number of dimensions, does not allow.
    fn scatter(
        &self,
        how: Initialization,
        points: usize,
        rng: &mut Stream,
    ) -> Result<Vec<Self::Point>, Error> {
        match how {
            Initialization::Uniform => Ok((0..points).map(|_| self.sample(rng)).collect()),
            _ => Err(Error::parameter("first points", how, "uniform on a space that is no box")),
        }
    }
}

/// At most 80 characters of a text.
fn short(text: &str) -> String {
    const SHOWN: usize = 80;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// An error unless `point`, which is `what` of those handed in, belongs to the space.
pub(crate) fn require_inside<S: Space>(
    space: &S,
    point: &S::Point,
    what: impl FnOnce() -> String,
) -> Result<(), Error> {
    if space.contains(point) {
        return Ok(());
    }
    let why = space.why_outside(point).unwrap_or_else(|| short(&format!("{point:?}")));
    Err(Error::Outside { what: what(), why })
}

/// A box in ℝⁿ: what particles and ACO_R need.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no box",
    label = "this method searches boxes, such as `Boxed`",
    note = "on tours use `FocusedAnts`, on orders `MaxMinAntSystem` or `ArtificialBeeColony`"
)]
pub trait Bounded: Space<Point = Vec<f64>> {
    /// The lower bound of each dimension, finite.
    fn lower(&self) -> &[f64];
    /// The upper bound of each dimension, finite and not below the lower one.
    fn upper(&self) -> &[f64];

    /// Where `x` lies in the interval of dimension `j`, in [0, 1]; 0.5 if that is a single value.
    #[inline]
    fn share(&self, j: usize, x: f64) -> f64 {
        let (lower, upper) = (self.lower()[j] / 2.0, self.upper()[j] / 2.0); // halves cannot overflow
        if upper > lower { ((x / 2.0 - lower) / (upper - lower)).clamp(0.0, 1.0) } else { 0.5 }
    }

    /// The coordinate at a share, in [0, 1], of the interval of dimension `j`.
    #[inline]
    fn at_share(&self, j: usize, share: f64) -> f64 {
        let (lower, upper) = (self.lower()[j], self.upper()[j]);
        (lower * (1.0 - share) + upper * share).clamp(lower, upper)
    }
}

/// A space in which a point has neighbours: what bees need.
#[diagnostic::on_unimplemented(
    message = "points of `{Self}` cannot be varied",
    label = "this method changes points a little at a time",
    note = "implement `Vary` for a space of your own; `Boxed`, `Permutation`, `Tsp` and `Qap` have it"
)]
pub trait Vary: Space {
    /// Overwrites `out` with a step from `at` that leans on `partner`, another good point.
    fn mix(&self, at: &Self::Point, partner: &Self::Point, rng: &mut Stream, out: &mut Self::Point);

    /// Overwrites `out` with a point near `at`. `radius` is the share of the space's extent, in
    /// (0, 1], that the neighbourhood reaches.
    fn nearby(&self, at: &Self::Point, radius: f64, rng: &mut Stream, out: &mut Self::Point);
}

/// A space whose points are built choice by choice: what ants need. A choice is a cell (row, column)
/// of the pheromone table: from city to city, or item to place.
#[diagnostic::on_unimplemented(
    message = "points of `{Self}` are not built choice by choice",
    label = "ants build solutions choice by choice",
    note = "on a box use `solve`, `ParticleSwarm` or `AcoR`; for a space of your own implement `ConstructionGraph`"
)]
pub trait ConstructionGraph: Space {
    /// Rows and columns of the pheromone table.
    fn shape(&self) -> (usize, usize);

    /// The columns of a row that are worth looking at, as many in every row: they alone hold
    /// pheromone. `None` means all of them, and is what is provided.
    fn candidates(&self, _row: usize) -> Option<&[u32]> {
        None
    }

    /// The heuristic desirability η of a choice, positive and finite; 1 where nothing is known.
    fn heuristic(&self, row: usize, column: usize) -> f64;

    /// Overwrites `out` with a point built by asking `pick` for each choice in turn. What is open to
    /// each is said in `open`, which comes as the last walk left it.
    fn construct(&self, open: &mut Open, pick: Choose<'_>, rng: &mut Stream, out: &mut Self::Point);

    /// Calls `mark` for every choice that `point` is made of, mirrored ones included, candidates or
    /// not.
    fn components(&self, point: &Self::Point, mark: &mut dyn FnMut(usize, usize));
}

/// From a row and what is open, the column to take; `None` if none of the row's candidates is open,
/// so that the walk has to find another way.
pub type Choose<'a> = &'a mut dyn FnMut(usize, &Open, &mut Stream) -> Option<usize>;
