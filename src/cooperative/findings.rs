//! The medium of a cooperative swarm: the context, and what is known of the line through each coordinate.

use super::line::{HIGH, Line, finite};
use crate::problem::Bounded;
use serde::{Deserialize, Serialize};

/// The medium of a cooperative swarm: what the agents have found.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Findings {
    /// The coordinates, as shares of the widths, and the cost of the point that all agents vary.
    pub(super) context: Vec<f64>,
    pub(super) cost: f64,
    pub(super) lines: Vec<Line>,
    /// The best coordinates combined, if the combination promises to be better.
    pub(super) assembled: Option<Assembled>,
    /// Whether the next context is drawn at random.
    pub(super) scattered: bool,
    pub(super) spent: bool,
}

/// The best place of every line, combined.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Assembled {
    pub(super) places: Vec<f64>,
    /// Their costs, each on its own line.
    pub(super) costs: Vec<f64>,
    /// Its cost if the coordinates do not depend on each other.
    pub(super) predicted: f64,
}

impl Findings {
    /// Restarts the search of every line from `point`, whose cost is `cost`.
    pub(super) fn move_to<S: Bounded>(&mut self, point: &[f64], cost: f64, space: &S) {
        self.context.clear();
        self.context.extend(point.iter().enumerate().map(|(j, x)| space.share(j, *x)));
        self.begin(cost);
    }

    /// Discards what is known of every line and starts again from the context, whose cost is `cost`.
    pub(super) fn begin(&mut self, cost: f64) {
        self.cost = finite(cost);
        self.assembled = None;
        for (line, place) in self.lines.iter_mut().zip(&self.context) {
            line.clear();
            line.note(*place, cost);
        }
    }

    /// Returns the best coordinate, place and cost on the lines through a context without a finite cost,
    /// from which nothing can be predicted; `None` if the context has one.
    pub(super) fn escape(&self) -> Option<(usize, f64, f64)> {
        let bests = self.lines.iter().enumerate().filter(|_| self.cost >= HIGH);
        let bests = bests.filter_map(|(j, line)| line.best().map(|(place, cost)| (j, place, cost)));
        bests.filter(|best| best.2 < HIGH).min_by(|a, b| a.2.total_cmp(&b.2))
    }

    /// Moves the context to the assembled point, which cost what was predicted: the coordinates do not
    /// depend on each other, and what is known of each line also holds around the new point.
    pub(super) fn accept(&mut self, assembled: Assembled, cost: f64) {
        for (line, before) in self.lines.iter_mut().zip(&assembled.costs) {
            line.shift(cost - before);
        }
        (self.context, self.cost) = (assembled.places, cost);
    }

    /// Combines the best places of the informants' lines, if the combination promises to be better.
    pub(super) fn assemble(&mut self, informants: impl Iterator<Item = usize>) {
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

    /// Returns the place to try next on line `j`; `None` if it has no more, or the coordinate a single value.
    pub(super) fn next_place<S: Bounded>(&self, j: usize, space: &S) -> Option<f64> {
        if space.lower()[j] < space.upper()[j] { self.lines[j].next() } else { None }
    }
}
