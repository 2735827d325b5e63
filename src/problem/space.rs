//! The space of points, and the operations that methods need on it.

use super::{Initialization, Open};
use crate::{error::Error, rng::Stream};
use serde::{Serialize, de::DeserializeOwned};
use std::fmt::Debug;

/// A set of points: a box, the permutations of n items, the tours of some cities.
pub trait Space: Send + Sync + 'static {
    /// The type of a point. `Default` is an empty one, to be overwritten.
    type Point: Clone + Debug + Default + PartialEq + Send + Sync + Serialize + DeserializeOwned;

    /// Returns the number of coordinates, items or cities of a point.
    fn dimensions(&self) -> usize;

    /// Overwrites `out`, a used or an empty point, with one drawn uniformly.
    fn sample_into(&self, rng: &mut Stream, out: &mut Self::Point);

    /// Returns whether `point` belongs to the space.
    fn contains(&self, point: &Self::Point) -> bool;

    /// Returns why `point` does not belong to the space, in a short line that names the first invalid entry
    /// and what is allowed there; `None` if it belongs to it. Default: the point as printed.
    fn why_outside(&self, point: &Self::Point) -> Option<String> {
        (!self.contains(point)).then(|| short(&format!("{point:?}")))
    }

    /// Returns a line that distinguishes this space from others of its type: size, bounds, distances.
    /// Checkpoints and records of a space with another line are refused. Default: the number of
    /// dimensions; override it where spaces of one size differ.
    fn fingerprint(&self) -> String {
        format!("{} dimensions", self.dimensions())
    }

    /// Returns a point drawn uniformly.
    fn sample(&self, rng: &mut Stream) -> Self::Point {
        let mut point = Self::Point::default();
        self.sample_into(rng, &mut point);
        point
    }

    /// Draws the first `points` points of a swarm with the distribution `how`. Default:
    /// [`Initialization::Uniform`] only; a box overrides it with [`Initialization::in_unit_cube`].
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

/// Returns at most 80 characters of a text.
fn short(text: &str) -> String {
    const SHOWN: usize = 80;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Returns an error unless `point` belongs to the space; `what` names the point in the error.
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
    /// Returns the lower bound of each dimension, finite.
    fn lower(&self) -> &[f64];
    /// Returns the upper bound of each dimension, finite and not below the lower one.
    fn upper(&self) -> &[f64];

    /// Returns the position of `x` in the interval of dimension `j`, in [0, 1]; 0.5 if that is a single value.
    #[inline]
    fn share(&self, j: usize, x: f64) -> f64 {
        let (lower, upper) = (self.lower()[j] / 2.0, self.upper()[j] / 2.0); // halves cannot overflow
        if upper > lower { ((x / 2.0 - lower) / (upper - lower)).clamp(0.0, 1.0) } else { 0.5 }
    }

    /// Returns the coordinate at a share, in [0, 1], of the interval of dimension `j`.
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
    /// Overwrites `out` with a step from `at` guided by `partner`, another good point.
    fn mix(&self, at: &Self::Point, partner: &Self::Point, rng: &mut Stream, out: &mut Self::Point);

    /// Overwrites `out` with a point near `at`. `radius` is the extent of the neighbourhood as a share of
    /// that of the space, in (0, 1].
    fn nearby(&self, at: &Self::Point, radius: f64, rng: &mut Stream, out: &mut Self::Point);
}

/// A space whose points are built choice by choice, which ants need. A choice is a cell (row, column)
/// of the pheromone table: from city to city, or item to place.
#[diagnostic::on_unimplemented(
    message = "points of `{Self}` are not built choice by choice",
    label = "ants build solutions choice by choice",
    note = "on a box use `solve`, `ParticleSwarm` or `AcoR`; for a space of your own implement `ConstructionGraph`"
)]
pub trait ConstructionGraph: Space {
    /// Returns the numbers of rows and columns of the pheromone table.
    fn shape(&self) -> (usize, usize);

    /// Returns the candidate columns of a row, the same number in every row; only they hold pheromone.
    /// Default: `None`, for all columns.
    fn candidates(&self, _row: usize) -> Option<&[u32]> {
        None
    }

    /// Returns the heuristic desirability η of a choice, positive and finite; 1 where nothing is known.
    fn heuristic(&self, row: usize, column: usize) -> f64;

    /// Overwrites `out` with a point built by calling `pick` for each choice in turn. `open` holds the columns
    /// open to each; its state before the call is that of the last construction.
    fn construct(&self, open: &mut Open, pick: Choose<'_>, rng: &mut Stream, out: &mut Self::Point);

    /// Calls `mark` for every choice that `point` consists of, including mirrored ones, whether they are
    /// candidates or not.
    fn components(&self, point: &Self::Point, mark: &mut dyn FnMut(usize, usize));
}

/// Chooses the column to take from a row and the open columns; `None` if none of the row's candidates is open,
/// so that the construction has to find another way.
pub type Choose<'a> = &'a mut dyn FnMut(usize, &Open, &mut Stream) -> Option<usize>;
