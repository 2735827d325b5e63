//! The cooperative swarm: one agent a coordinate.

use super::line::Line;
use crate::{
    error::Error,
    problem::{Bounded, Fitness},
    rng::Stream,
    swarm::{Agent, Around, Candidate, Colony, Method, Slot, View},
    topology::{Complete, Topology},
};
use serde::{Deserialize, Serialize};

/// The cooperative swarm.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CooperativeSwarm {
    /// The shares of the point that all agents vary, and its cost.
    context: Vec<f64>,
    cost: f64,
    lines: Vec<Line>,
    /// What the agents' finds make together, once there is something new.
    assembled: Option<Assembled>,
    /// Whether the context is to be drawn anew.
    scattered: bool,
    spent: bool,
}

/// The best of every line put together.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Assembled {
    places: Vec<f64>,
    /// Their costs, each on its own line.
    costs: Vec<f64>,
    /// What it should cost if the coordinates do not depend on each other.
    predicted: f64,
}

/// The agent of one coordinate; the last one puts together what the others found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AxisScout;

impl CooperativeSwarm {
    /// Everything starts anew around a point.
    fn move_to<S: Bounded>(&mut self, point: &[f64], cost: f64, space: &S) {
        self.context.clear();
        self.context.extend(point.iter().enumerate().map(|(j, x)| space.share(j, *x)));
        self.cost = cost;
        self.assembled = None;
        for (line, place) in self.lines.iter_mut().zip(&self.context) {
            line.clear();
            line.note(*place, cost);
        }
    }

    /// The assembled point cost what was predicted: the coordinates do not depend on each other, and
    /// what is known of each line holds around the new point, too.
    fn accept(&mut self, assembled: Assembled, cost: f64) {
        for (line, before) in self.lines.iter_mut().zip(&assembled.costs) {
            line.shift(cost - before);
        }
        (self.context, self.cost) = (assembled.places, cost);
    }

    fn assemble(&mut self, informants: impl Iterator<Item = usize>) {
        let lines = self.lines.len();
        let (mut places, mut costs) = (self.context.clone(), vec![self.cost; lines]);
        let mut predicted = self.cost;
        for j in informants.filter(|j| *j < lines) {
            if let Some((place, cost)) = self.lines[j].best() {
                predicted += cost - self.cost;
                (places[j], costs[j]) = (place, cost);
            }
        }
        let better = predicted < self.cost;
        self.assembled = better.then_some(Assembled { places, costs, predicted });
    }

    fn is_open<S: Bounded>(&self, j: usize, space: &S) -> Option<f64> {
        if space.lower()[j] < space.upper()[j] { self.lines[j].next() } else { None }
    }
}

impl<S: Bounded, F: Fitness> Agent<S, F, CooperativeSwarm> for AxisScout {
    fn propose(
        &mut self,
        view: &View<'_, S, F, CooperativeSwarm>,
        rng: &mut Stream,
        out: &mut Candidate<Vec<f64>, F>,
    ) -> bool {
        let (swarm, space, me) = (view.colony, view.space, view.me);
        out.slot = me;
        let write = |places: &[f64], out: &mut Vec<f64>| {
            out.clear();
            out.extend(places.iter().enumerate().map(|(j, place)| space.at_share(j, *place)));
        };
        if me < swarm.lines.len() {
            let Some(place) = swarm.is_open(me, space).filter(|_| !swarm.scattered) else {
                return false;
            };
            write(&swarm.context, &mut out.point);
            out.point[me] = space.at_share(me, place);
            return true;
        }
        out.fresh = true;
        match &swarm.assembled {
            _ if swarm.scattered => space.sample_into(rng, &mut out.point),
            Some(assembled) => write(&assembled.places, &mut out.point),
            None => return false,
        }
        true
    }
}

impl Method for CooperativeSwarm {
    const NAME: &'static str = "cooperative swarm";

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Complete)
    }
}

impl<S: Bounded, F: Fitness> Colony<S, F> for CooperativeSwarm {
    type Agent = AxisScout;

    fn found(&mut self, space: &S) -> Result<Vec<AxisScout>, Error> {
        self.lines = vec![Line::default(); space.dimensions()];
        Ok(vec![AxisScout; space.dimensions() + 1])
    }
    fn slots(&self) -> usize {
        self.lines.len() + 1
    }
    fn absorb(
        &mut self,
        board: &mut Vec<Slot<Vec<f64>, F>>,
        told: &Candidate<Vec<f64>, F>,
        around: &Around<'_, S, F>,
    ) {
        board[told.slot].challenge(told);
        // A point that local search has moved lies on no line.
        if told.evaluations == 1
            && let Some(line) = self.lines.get_mut(told.slot)
        {
            line.note(around.space.share(told.slot, told.point[told.slot]), told.cost().scalar());
        }
    }
    fn settle(&mut self, board: &mut Vec<Slot<Vec<f64>, F>>, around: &Around<'_, S, F>) {
        let (space, last) = (around.space, self.lines.len());
        let best = |board: &[Slot<Vec<f64>, F>]| {
            (1..=last).fold(0, |b, i| if board[i].leads(&board[b], false) { i } else { b })
        };
        let tried = self.assembled.take();
        if self.context.is_empty() || self.scattered {
            let from = if self.scattered { last } else { best(board) };
            self.scattered = false;
            self.move_to(&board[from].point, board[from].fitness.scalar(), space);
        } else if let Some(tried) = tried {
            let cost = board[last].fitness.scalar();
            let gain = self.cost - tried.predicted;
            let rounding = 64.0 * f64::EPSILON * self.cost.abs().max(cost.abs());
            if (cost - tried.predicted).abs() <= 1e-6 * gain + rounding {
                self.accept(tried, cost);
            } else {
                self.spent = true;
                let from = best(board);
                self.move_to(&board[from].point, board[from].fitness.scalar(), space);
            }
        }
        self.assemble(around.wiring.informants(last));
        let open = |j: usize| self.is_open(j, space).is_some();
        if self.assembled.is_none() && !(0..last).any(open) {
            (self.scattered, self.spent) = (true, true);
        }
    }
    fn is_spent(&self, _: &[Slot<Vec<f64>, F>]) -> bool {
        self.spent
    }
}
