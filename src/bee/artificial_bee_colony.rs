//! Artificial Bee Colony (Karaboga 2005).

use super::{BeeColony, BeeRule, SearchEquation};
use crate::{
    problem::{Fitness, Vary},
    rng::Stream,
    swarm::{Colony, View},
};
use serde::{Deserialize, Serialize};

/// The artificial bee colony, ABC (Karaboga 2005; Karaboga & Basturk 2007, J. Global Optimization 39(3)).
///
/// Employed bees, one per food source, try a neighbour of their source: [`Vary::mix`] with a partner
/// source, on a box v = x + φ (x − partner) in one dimension. Onlookers, as many, do the same at
/// sources drawn in proportion to merit, 1 / (1 + cost / the median cost of the round). A source that
/// has turned away more than `limit` attempts is abandoned, one at a time, and a scout replaces it with
/// a random one.
///
/// # Topology
///
/// The partner is drawn from the source's informants. Default: `Complete`, ABC as published. With a ring
/// bees learn from neighbouring sources only. A source without informants tries [`Vary::nearby`] points
/// instead.
///
/// # Parallel rounds
///
/// A cycle is two rounds: first all employed bees, then all onlookers. All bees of a round see the board
/// as it was before the round, so two onlookers at one source do not see each other's result; in the
/// original each bee sees all results before its own. The scout takes the turn of its source's employed
/// bee in the next round.
///
/// # Cost
///
/// O(sources · dimensions) per round, and one evaluation per source.
///
/// # Parameters
///
/// | parameter | default | range |
/// |---|---|---|
/// | sources | 20 | ≥ 2 |
/// | limit | sources · dimensions | ≥ 1 |
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let rastrigin = Function::Rastrigin.in_dimensions(10)?.shifted(Seed(3));
/// let outcome = ArtificialBeeColony::default().solve(&rastrigin, Seed(1), Evaluations(50_000))?;
/// assert!(outcome.error().unwrap() < 1e-6);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "ABC")]
pub type ArtificialBeeColony = BeeColony<Neighbour>;

/// The rule of [`ArtificialBeeColony`]: a step relative to one other source, in any space.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Neighbour;

impl BeeRule for Neighbour {
    const NAME: &'static str = "artificial bee colony";
}

impl<S: Vary> SearchEquation<S> for Neighbour {
    fn seek<F: Fitness>(
        &self,
        source: usize,
        view: &View<'_, S, F, BeeColony<Self>>,
        rng: &mut Stream,
        out: &mut S::Point,
    ) {
        mix_with_a_partner(source, view, rng, out);
    }
}

/// The neighbourhood in which a bee searches whose source has no informants, as a share of the space.
pub(super) const ALONE: f64 = 0.1;

/// Writes a step from `source` relative to one of its informants, or a point nearby if it has none.
pub(super) fn mix_with_a_partner<S: Vary, F: Fitness, C: Colony<S, F>>(
    source: usize,
    view: &View<'_, S, F, C>,
    rng: &mut Stream,
    out: &mut S::Point,
) {
    let at = &view.board[source].point;
    match view.partner(source, rng) {
        Some(partner) => view.space.mix(at, &partner.point, rng, out),
        None => view.space.nearby(at, ALONE, rng, out),
    }
}
