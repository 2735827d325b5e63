//! ACO_R: ants in continuous domains (Socha & Dorigo 2008).

use crate::{
    error::{Error, population, require_positive},
    problem::{Bounded, Fitness},
    rng::Stream,
    swarm::{Agent, Board, Candidate, Colony, Context, Method, Population, Slot, View},
    topology::{Complete, Topology},
};
use serde::{Deserialize, Serialize};

/// ACO_R, ant colony optimisation for continuous domains (Socha & Dorigo 2008, EJOR 185(3)).
///
/// A sorted archive of the best points takes the place of the pheromone. An ant chooses a row l with
/// weight ω_l ∝ exp(−(l − 1)² / 2 (q k)²) (eq. 4) and draws each coordinate from a normal distribution
/// around that row's, with σ = ξ · mean distance of the row to the others in that coordinate (eq. 5).
/// Better points replace the worst rows. This is the variant without rotated axes; a coordinate outside
/// the box is set to the bound.
///
/// # Topology
///
/// A slot is an archive row, in order of rank. Default: `Complete`, ACO_R as published: σ is averaged
/// over all other rows. With other topologies it is averaged over the row's informants, rows of similar
/// rank for a ring (experimental).
///
/// # Parallel rounds
///
/// As published: the ants of a round draw from the same archive.
///
/// # Cost
///
/// O(ants · archive · dimensions) per round, and one evaluation per ant.
///
/// # Parameters
///
/// | parameter | default | range |
/// |---|---|---|
/// | archive k | 50 | ≥ 2 |
/// | ants m | 2 | ≥ 1 |
/// | locality q | 10⁻⁴ | > 0 |
/// | spread ξ | 0.85 | > 0 |
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let ellipsoid = Function::Ellipsoid.in_dimensions(5)?;
/// let outcome = AcoR::default().solve(&ellipsoid, Seed(1), Evaluations(10_000))?;
/// assert!(outcome.best().unwrap().value < 1e-6);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "ACOR")]
#[doc(alias = "ACO_R")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AcoR {
    archive: usize,
    ants: usize,
    locality: f64,
    spread: f64,
}

/// The weight ω of each row, computed from the parameters. The archive itself is the board.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RowWeights(#[serde(skip)] Vec<f64>);

impl Default for AcoR {
    fn default() -> Self {
        AcoR { archive: 50, ants: 2, locality: 1e-4, spread: 0.85 }
    }
}

impl AcoR {
    /// Sets the number of points in the archive: k. Default: 50.
    #[must_use]
    pub fn archive(mut self, rows: usize) -> Self {
        self.archive = rows;
        self
    }

    /// Sets the number of ants that sample in each round: m. Default: 2.
    #[must_use]
    pub fn ants(mut self, ants: usize) -> Self {
        self.ants = ants;
        self
    }

    /// Sets the locality q: the smaller, the more the best rows are preferred. Default: 10⁻⁴.
    #[must_use]
    pub fn locality(mut self, q: f64) -> Self {
        self.locality = q;
        self
    }

    /// Sets the width ξ of the samples: the larger, the slower the convergence. Default: 0.85.
    #[must_use]
    pub fn spread(mut self, xi: f64) -> Self {
        self.spread = xi;
        self
    }
}

/// An ant that samples around an archive row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sampler;

impl<S: Bounded, F: Fitness> Agent<S, F, AcoR> for Sampler {
    fn propose(
        &mut self,
        view: &View<'_, S, F, AcoR>,
        rng: &mut Stream,
        out: &mut Candidate<Vec<f64>, F>,
    ) -> bool {
        let row = rng.roulette(&view.medium.0);
        let informants = view.wiring.informants(row);
        sample_around(row, informants, view.method.spread, view, rng, &mut out.point);
        out.slot = row;
        true
    }
}

/// Overwrites `out` with a sample around `row`, with σ the mean distance to the other rows times
/// `spread` in each coordinate (eq. 5).
pub(super) fn sample_around<S: Bounded, F: Fitness, C: Colony<S, F>>(
    row: usize,
    others: impl Iterator<Item = usize>,
    spread: f64,
    view: &View<'_, S, F, C>,
    rng: &mut Stream,
    out: &mut Vec<f64>,
) {
    let centre = &view.board[row].point;
    // `out` holds the distances first: row by row this vectorises and needs no scratch memory.
    out.clear();
    out.resize(centre.len(), 0.0);
    let mut count = 0;
    for other in others {
        count += 1;
        let other = &view.board[other].point;
        for ((sum, c), o) in out.iter_mut().zip(centre).zip(other) {
            *sum += (o - c).abs();
        }
    }
    let scale = spread / f64::from(count.max(1));
    let bounds = view.space.lower().iter().zip(view.space.upper());
    for ((x, c), (lower, upper)) in out.iter_mut().zip(centre).zip(bounds) {
        *x = (c + scale * *x * rng.normal()).clamp(*lower, *upper);
    }
}

impl Method for AcoR {
    const NAME: &'static str = "ACO_R";

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Complete)
    }
}

impl<S: Bounded, F: Fitness> Colony<S, F> for AcoR {
    type Agent = Sampler;
    type Medium = RowWeights;

    fn init(&self, _: &S) -> Result<Population<Sampler, RowWeights>, Error> {
        population("archive", self.archive, 2)?;
        population("ants", self.ants, 1)?;
        for (name, value) in [("locality", self.locality), ("spread", self.spread)] {
            require_positive(name, value)?;
        }
        let ants = Population::new(vec![Sampler; self.ants]).slots(self.archive);
        Ok(ants.medium(RowWeights::default()))
    }
    fn has_personal_bests(&self) -> bool {
        false
    }
    fn prepare(&self, weights: &mut RowWeights, _: &S) {
        let width = self.locality * self.archive as f64;
        let weight = |l: usize| (-(l as f64 / width).powi(2) / 2.0).exp();
        weights.0 = (0..self.archive).map(weight).collect();
    }
    /// Replaces the worst row if the candidate is better, and moves it up to its rank, behind its equals.
    fn absorb(
        &self,
        _: &mut RowWeights,
        board: &mut Board<Vec<f64>, F>,
        told: &Candidate<Vec<f64>, F>,
        _: &Context<'_, S, F>,
    ) {
        let Some(last) = board.last_mut().filter(|last| told.cost().beats(&last.fitness)) else {
            return;
        };
        last.challenge(told);
        let older = &board[..board.len() - 1];
        let place = older.partition_point(|slot| !told.cost().beats(&slot.fitness));
        board[place..].rotate_right(1);
    }
    fn to_beat(&self, board: &Board<Vec<f64>, F>, _: &Candidate<Vec<f64>, F>) -> Option<F> {
        board.last().map(|last| last.fitness.clone())
    }
    fn end_round(&self, _: &mut RowWeights, board: &mut Board<Vec<f64>, F>, _: &Context<'_, S, F>) {
        if !board.is_sorted_by(|a, b| a.fitness.order(&b.fitness).is_le()) {
            board.sort(); // the first points, unsorted
        }
    }
    fn welcome(
        &self,
        _: &mut RowWeights,
        board: &mut Board<Vec<f64>, F>,
        guest: &Slot<Vec<f64>, F>,
        _: &Context<'_, S, F>,
    ) {
        board.replace_worst(guest);
        board.sort();
    }
    fn steady(&self) -> bool {
        true
    }
}
