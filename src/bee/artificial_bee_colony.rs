//! Artificial Bee Colony (Karaboga 2005).

use crate::{
    error::{Error, population, require},
    problem::{Fitness, Vary},
    rng::Stream,
    swarm::{Agent, Around, Candidate, Colony, Method, Slot, View},
    topology::{Complete, Topology},
};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// Artificial Bee Colony (Karaboga 2005; Karaboga & Basturk 2007, J. Global Optimization 39(3)).
///
/// Employed bees, one a food source, try a neighbour of their source: [`Vary::mix`] with a partner
/// source, on a box v = x + φ (x − partner) in one dimension. Onlookers, as many, do the same at
/// sources drawn in proportion to merit, 1 / (1 + cost). A source that has turned away more than
/// `limit` attempts is abandoned, one at a time, and a scout finds a new one at random.
///
/// **Topology.** The partner is drawn from the source's informants: `Complete` is ABC as published;
/// with a ring bees learn from neighbouring sources only. A source without informants tries
/// [`Vary::nearby`] points instead.
///
/// **Parallel rounds.** A cycle is two rounds: first all employed bees, then all onlookers. Within a
/// round all bees set out from what was known before it, so two onlookers at one source do not see
/// each other's find; the original lets each bee see all finds before its own. The scout flies in
/// place of its source's employed bee in the next round.
///
/// Cost of a round: O(sources · dimensions), and as many evaluations as sources.
///
/// | parameter | default | range |
/// |---|---|---|
/// | sources | 20 | ≥ 2 |
/// | limit | sources · dimensions | ≥ 1 |
///
/// ```
/// use swarmopt::prelude::*;
/// let rastrigin = Function::Rastrigin.in_dimensions(10)?.shifted(Seed(3));
/// let outcome = ArtificialBeeColony::default().solve(&rastrigin, Seed(1), Evaluations(50_000))?;
/// assert!(outcome.error().unwrap() < 1e-6);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ArtificialBeeColony {
    sources: usize,
    limit: Option<u32>,
    /// The limit in force.
    patience: u32,
    /// Whether the next round is that of the onlookers.
    onlookers: bool,
    abandoned: Option<usize>,
    /// What the onlookers see: the merit of each source.
    dance: Vec<f64>,
}

impl Default for ArtificialBeeColony {
    fn default() -> Self {
        ArtificialBeeColony::new(20)
    }
}

impl ArtificialBeeColony {
    /// So many food sources, with as many employed bees and onlookers each.
    pub fn new(sources: usize) -> Self {
        ArtificialBeeColony {
            sources,
            limit: None,
            patience: 0,
            onlookers: false,
            abandoned: None,
            dance: Vec::new(),
        }
    }

    /// How many attempts a source turns away before it is abandoned.
    #[must_use]
    pub fn limit(mut self, attempts: u32) -> Self {
        self.limit = Some(attempts);
        self
    }
}

/// A bee. The first half of them are employed, each at its source; the others look on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Forager;

impl<S: Vary, F: Fitness> Agent<S, F, ArtificialBeeColony> for Forager {
    fn propose(
        &mut self,
        view: &View<'_, S, F, ArtificialBeeColony>,
        rng: &mut Stream,
        out: &mut Candidate<S::Point, F>,
    ) -> bool {
        let hive = view.colony;
        let employed = view.me < hive.sources;
        if !view.steady && employed == hive.onlookers {
            return false; // not this bee's turn
        }
        out.slot = if employed { view.me } else { rng.roulette(&hive.dance) };
        let source = &view.board[out.slot].point;
        if hive.abandoned == Some(out.slot) && employed {
            out.fresh = true; // a scout
            view.space.sample_into(rng, &mut out.point);
        } else if let Some(partner) = view.partner(out.slot, rng) {
            view.space.mix(source, &partner.point, rng, &mut out.point);
        } else {
            view.space.nearby(source, 0.1, rng, &mut out.point);
        }
        true
    }
}

impl Method for ArtificialBeeColony {
    const NAME: &'static str = "artificial bee colony";

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Complete)
    }
}

impl<S: Vary, F: Fitness> Colony<S, F> for ArtificialBeeColony {
    type Agent = Forager;

    fn found(&mut self, space: &S) -> Result<Vec<Forager>, Error> {
        population("sources", self.sources, 2)?;
        require(self.limit != Some(0), "limit", 0, "at least 1 attempt")?;
        let usual = u32::try_from(self.sources.saturating_mul(space.dimensions()));
        self.patience = self.limit.unwrap_or(usual.unwrap_or(u32::MAX));
        // The first points are settled, too, and that turns the next round over to the employed.
        (self.onlookers, self.abandoned) = (true, None);
        Ok(vec![Forager; 2 * self.sources])
    }
    fn slots(&self) -> usize {
        self.sources
    }
    fn absorb(
        &mut self,
        board: &mut Vec<Slot<S::Point, F>>,
        told: &Candidate<S::Point, F>,
        _: &Around<'_, S, F>,
    ) {
        if told.fresh {
            self.abandoned = None;
        }
        board[told.slot].challenge(told);
    }
    fn settle(&mut self, board: &mut Vec<Slot<S::Point, F>>, _: &Around<'_, S, F>) {
        self.dance.clear();
        self.dance.extend(board.iter().map(|source| source.fitness.merit()));
        if self.onlookers {
            let worn = (0..board.len()).max_by_key(|&i| (board[i].stalls, Reverse(i)));
            self.abandoned = worn.filter(|&i| board[i].stalls > self.patience);
        }
        self.onlookers = !self.onlookers;
    }
    fn steady(&self) -> bool {
        true
    }
}
