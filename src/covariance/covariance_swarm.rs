//! The covariance swarm: CMA-ES as a colony.

use super::{
    convergence::Convergence,
    distribution::Distribution,
    fold::{fold, unfold},
    rates::Rates,
};
use crate::{
    error::{Error, population, require},
    problem::{Bounded, Fitness},
    rng::Stream,
    swarm::{Agent, Around, Candidate, Colony, Method, Scale, Slot, View},
    topology::{Complete, Topology, Wiring},
};
use serde::{Deserialize, Serialize};

/// The covariance swarm.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CovarianceSwarm {
    agents: Option<usize>,
    growth: f64,
    first_step: f64,
    diagonal: bool,
    /// λ in force.
    size: usize,
    distribution: Option<Distribution>,
    convergence: Convergence,
    guest: Option<Vec<f64>>,
    #[serde(skip)]
    rates: Rates,
    #[serde(skip)]
    desk: Desk,
}

/// Memory that a round writes on.
#[derive(Clone, Debug, Default)]
struct Desk {
    steps: Vec<f64>,
    weights: Vec<f64>,
    scratch: Vec<f64>,
}

impl Default for CovarianceSwarm {
    fn default() -> Self {
        CovarianceSwarm {
            agents: None,
            growth: 1.0,
            first_step: 0.2,
            diagonal: false,
            size: 0,
            distribution: None,
            convergence: Convergence::default(),
            guest: None,
            rates: Rates::default(),
            desk: Desk::default(),
        }
    }
}

impl CovarianceSwarm {
    /// So many agents.
    #[must_use]
    pub fn agents(mut self, agents: usize) -> Self {
        self.agents = Some(agents);
        self
    }

    /// The first standard deviation, as a share of the width of each dimension.
    #[must_use]
    pub fn first_step(mut self, share: f64) -> Self {
        self.first_step = share;
        self
    }

    /// Learns the variance of each coordinate only: memory and time O(n) and not O(n²).
    #[must_use]
    pub fn diagonal(mut self) -> Self {
        self.diagonal = true;
        self
    }

    /// Writes the weight of each slot's agent: by its rank among itself and its informants.
    fn weigh<X: Clone, F: Fitness>(&mut self, board: &[Slot<X, F>], wiring: &Wiring) {
        let last = self.rates.weights.len() - 1;
        let weights = &mut self.desk.weights;
        weights.clear();
        weights.extend((0..board.len()).map(|i| {
            let leads = |other: usize| board[other].leads(&board[i], other < i);
            let rank = wiring.informants(i).filter(|&other| leads(other)).count();
            self.rates.weights[rank * last / wiring.degree(i).max(1)]
        }));
        if !wiring.is_complete() {
            let good: f64 = weights.iter().filter(|w| **w > 0.0).sum();
            weights.iter_mut().for_each(|w| *w /= good);
        }
    }
}

/// An agent that draws from the common distribution.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Scout;

impl<S: Bounded, F: Fitness> Agent<S, F, CovarianceSwarm> for Scout {
    fn propose(
        &mut self,
        view: &View<'_, S, F, CovarianceSwarm>,
        rng: &mut Stream,
        out: &mut Candidate<Vec<f64>, F>,
    ) -> bool {
        let swarm = view.colony;
        (out.slot, out.fresh) = (view.me, true);
        if let Some(guest) = swarm.guest.as_ref().filter(|_| view.me == 0) {
            out.point.clone_from(guest);
            return true;
        }
        let Some(distribution) = &swarm.distribution else { return false };
        out.point.resize(distribution.mean.len(), 0.0);
        distribution.draw(|| rng.normal(), &mut out.point);
        for (j, x) in out.point.iter_mut().enumerate() {
            *x = view.space.at_share(j, fold(*x));
        }
        true
    }
}
impl Method for CovarianceSwarm {
    const NAME: &'static str = "covariance swarm";

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Complete)
    }
    fn scaled(&self, scale: Scale) -> Self {
        let growth = self.growth * scale.agents;
        let first_step = (self.first_step * scale.reach).max(f64::MIN_POSITIVE);
        CovarianceSwarm { growth, first_step, ..self.clone() }
    }
}

impl<S: Bounded, F: Fitness> Colony<S, F> for CovarianceSwarm {
    type Agent = Scout;

    fn found(&mut self, space: &S) -> Result<Vec<Scout>, Error> {
        let usual = 4.0 + (3.0 * (space.dimensions() as f64).ln()).floor();
        self.size = (self.agents.map_or(usual, |a| a as f64) * self.growth).round() as usize;
        population("agents", self.size, 2)?;
        let step = self.first_step;
        require(step > 0.0 && step <= 1.0, "first step", step, "more than 0, at most 1")?;
        Ok(vec![Scout; self.size])
    }
    fn prepare(&mut self, space: &S) {
        self.rates = Rates::new(space.dimensions(), self.size, self.diagonal);
    }
    fn slots(&self) -> usize {
        self.size
    }
    fn settle(&mut self, board: &mut Vec<Slot<Vec<f64>, F>>, around: &Around<'_, S, F>) {
        let best =
            (1..board.len()).fold(0, |b, i| if board[i].leads(&board[b], false) { i } else { b });
        let space = around.space;
        let unfolded = |point: &[f64], out: &mut Vec<f64>| {
            out.extend(point.iter().enumerate().map(|(j, x)| unfold(space.share(j, *x))));
        };
        let Some(mut distribution) = self.distribution.take() else {
            let mut mean = Vec::new();
            unfolded(&board[best].point, &mut mean);
            self.distribution = Some(Distribution::around(mean, self.first_step, self.diagonal));
            return;
        };
        self.desk.steps.clear();
        board.iter().for_each(|slot| unfolded(&slot.point, &mut self.desk.steps));
        distribution.to_steps(&mut self.desk.steps);
        if self.guest.take().is_some() {
            distribution.shorten(&mut self.desk.steps[..around.space.dimensions()]);
        }
        self.weigh(board, around.wiring);
        let Desk { steps, weights, scratch } = &mut self.desk;
        distribution.learn(&self.rates, steps, weights, scratch);
        self.convergence.note(board[best].fitness.scalar(), around.space.dimensions(), self.size);
        self.convergence.over |= distribution.is_exhausted();
        self.distribution = Some(distribution);
    }
    fn welcome(
        &mut self,
        _: &mut Vec<Slot<Vec<f64>, F>>,
        guest: &Slot<Vec<f64>, F>,
        _: &Around<'_, S, F>,
    ) {
        self.guest = Some(guest.point.clone());
    }
    fn is_spent(&self, _: &[Slot<Vec<f64>, F>]) -> bool {
        self.convergence.over
    }
}
