//! What all bee colonies on food sources share; they differ in the point a bee tries next.

use crate::{
    error::{Error, population, require, sized_or_empty},
    problem::{Fitness, Space},
    rng::Stream,
    swarm::{Agent, Board, Candidate, Colony, Context, Method, Population, Slot, View},
    topology::{Complete, Topology},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{cmp::Reverse, fmt::Debug};

/// The name of a [`BeeColony`] and the parameters of its search equation, which do not depend on the space.
pub trait BeeRule:
    Clone + Debug + Default + PartialEq + Send + Sync + Serialize + DeserializeOwned + 'static
{
    /// The name of the colony in tables.
    const NAME: &'static str;

    /// Checks the rule's parameters. Default: accepts all.
    ///
    /// # Errors
    /// [`Error::Parameter`] names the parameter that is out of range.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }
}

/// The search equation of a bee colony on food sources: the point that a bee tries next.
///
/// `BeeColony::new(20).rule(rule)` makes a colony of any rule.
pub trait SearchEquation<S: Space>: BeeRule {
    /// Returns the source that an onlooker searches from, having drawn `source` by merit. Default:
    /// `source`.
    fn destination<F: Fitness>(
        &self,
        source: usize,
        _view: &View<'_, S, F, BeeColony<Self>>,
    ) -> usize {
        source
    }

    /// Writes the point that a bee at `source` tries to `out`.
    fn seek<F: Fitness>(
        &self,
        source: usize,
        view: &View<'_, S, F, BeeColony<Self>>,
        rng: &mut Stream,
        out: &mut S::Point,
    );
}

/// A bee colony: food sources with a bee employed at each, onlookers, scouts, and a rule for the
/// point a bee tries next. See [`ArtificialBeeColony`](super::ArtificialBeeColony) for how it works.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct BeeColony<R: BeeRule> {
    sources: usize,
    limit: Option<u32>,
    rule: R,
}

/// The medium of a bee colony: the merits by which onlookers choose, and the source that is abandoned.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DanceFloor {
    /// Whether the next round is that of the onlookers.
    onlookers: bool,
    abandoned: Option<usize>,
    /// The running sums of the merits of the sources, from which a bee draws in O(log sources).
    merits: Vec<f64>,
}

impl<R: BeeRule> Default for BeeColony<R> {
    fn default() -> Self {
        BeeColony::new(20)
    }
}

impl<R: BeeRule> BeeColony<R> {
    /// Creates a colony with `sources` food sources, and as many employed bees and as many onlookers.
    pub fn new(sources: usize) -> Self {
        BeeColony { sources, limit: None, rule: R::default() }
    }

    /// Sets the number of attempts a source turns away before it is abandoned. Default: sources ·
    /// dimensions.
    #[must_use]
    pub fn limit(mut self, attempts: u32) -> Self {
        self.limit = Some(attempts);
        self
    }

    /// Returns the limit, by default sources · dimensions.
    fn patience(&self, dimensions: usize) -> u32 {
        let usual = u32::try_from(self.sources.saturating_mul(dimensions));
        self.limit.unwrap_or(usual.unwrap_or(u32::MAX))
    }

    /// Sets the rule for the point a bee tries next.
    #[must_use]
    pub fn rule(mut self, rule: R) -> Self {
        self.rule = rule;
        self
    }
}

/// A bee. The first half of them are employed, each at its source; the others are onlookers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Forager;

impl<S: Space, F: Fitness, R: SearchEquation<S>> Agent<S, F, BeeColony<R>> for Forager {
    fn propose(
        &mut self,
        view: &View<'_, S, F, BeeColony<R>>,
        rng: &mut Stream,
        out: &mut Candidate<S::Point, F>,
    ) -> bool {
        let (hive, floor) = (view.method, view.medium);
        let employed = view.me < hive.sources;
        if !view.steady && employed == floor.onlookers {
            return false; // not this bee's turn
        }
        out.slot = match employed {
            true => view.me,
            false => hive.rule.destination(rng.roulette_over(&floor.merits), view),
        };
        if floor.abandoned == Some(out.slot) && employed {
            out.fresh = true; // a scout
            view.space.sample_into(rng, &mut out.point);
        } else {
            hive.rule.seek(out.slot, view, rng, &mut out.point);
        }
        true
    }
}

/// Returns the unit of the costs of a round: the median of their absolute values, those of 0 left out.
/// With a fixed unit onlookers would not distinguish between sources once all costs are small.
fn median_size<X, F: Fitness>(board: &[Slot<X, F>], sizes: &mut Vec<f64>) -> f64 {
    sizes.clear();
    let feasible = board.iter().any(|source| source.fitness.is_feasible());
    let comparable = board.iter().filter(|source| source.fitness.is_feasible() == feasible);
    let all = comparable.map(|source| source.fitness.scalar().abs());
    sizes.extend(all.filter(|size| *size > 0.0 && size.is_finite()));
    match sizes.len() {
        0 => 1.0,
        n => *sizes.select_nth_unstable_by(n / 2, f64::total_cmp).1,
    }
}

impl<R: BeeRule> Method for BeeColony<R> {
    const NAME: &'static str = R::NAME;

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Complete)
    }
}

impl<S: Space, F: Fitness, R: SearchEquation<S>> Colony<S, F> for BeeColony<R> {
    type Agent = Forager;
    type Medium = DanceFloor;

    fn init(&self, _: &S) -> Result<Population<Forager, DanceFloor>, Error> {
        population("sources", self.sources, 2)?;
        require(self.limit != Some(0), "limit", 0, "at least 1 attempt")?;
        self.rule.check()?;
        // The end of the round of the first points makes the next one that of the employed bees.
        let floor = DanceFloor { onlookers: true, abandoned: None, merits: Vec::new() };
        Ok(Population::new(vec![Forager; 2 * self.sources]).slots(self.sources).medium(floor))
    }
    fn check(&self, floor: &DanceFloor, _: &S, _: &Board<S::Point, F>) -> Result<(), Error> {
        sized_or_empty("merits", floor.merits.len(), self.sources)
    }
    fn absorb(
        &self,
        floor: &mut DanceFloor,
        board: &mut Board<S::Point, F>,
        told: &Candidate<S::Point, F>,
        _: &Context<'_, S, F>,
    ) {
        if told.fresh {
            floor.abandoned = None;
        }
        board.challenge(told);
    }
    fn end_round(
        &self,
        floor: &mut DanceFloor,
        board: &mut Board<S::Point, F>,
        context: &Context<'_, S, F>,
    ) {
        let unit = median_size(board, &mut floor.merits);
        floor.merits.clear();
        floor.merits.extend(board.iter().scan(0.0, |sum, source| {
            *sum += source.fitness.merit(unit);
            Some(*sum)
        }));
        if floor.onlookers {
            let patience = self.patience(context.space.dimensions());
            let worn = (0..board.len()).max_by_key(|&i| (board[i].trials, Reverse(i)));
            floor.abandoned = worn.filter(|&i| board[i].trials > patience);
        }
        floor.onlookers = !floor.onlookers;
    }
    fn steady(&self) -> bool {
        true
    }
}
