//! The trail: a table of pheromone, and what ants make of it.

use crate::problem::{Fitness, Trail};
use serde::{Deserialize, Serialize};

/// Pheromone τ on every choice (row, column), and the attraction τ^α η^β kept up to date with it.
///
/// Levels are relative: a point as good as the best of the first round deposits 1. That makes them
/// independent of the unit that costs are measured in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Pheromone {
    levels: Vec<f64>,
    columns: usize,
    alpha: f64,
    beta: f64,
    /// The cost whose deposit is 1, once known.
    reference: Option<f64>,
    /// η^β, and τ^α η^β.
    #[serde(skip)]
    desire: Vec<f64>,
    #[serde(skip)]
    attraction: Vec<f64>,
}

/// The largest deposit: sums of them, and their products with η^β, stay finite.
const LARGEST: f64 = 1e100;

impl Pheromone {
    /// A table for a space, everywhere at the same level.
    pub(super) fn new<S: Trail>(space: &S, alpha: f64, beta: f64) -> Self {
        let (rows, columns) = space.shape();
        let levels = vec![1.0; rows * columns];
        Pheromone { levels, columns, alpha, beta, ..Pheromone::default() }
    }

    /// Computes what is not kept in a checkpoint.
    pub(super) fn prepare<S: Trail>(&mut self, space: &S) {
        let columns = self.columns;
        let desire = |cell: usize| space.desire(cell / columns, cell % columns).powf(self.beta);
        self.desire = (0..self.levels.len()).map(desire).collect();
        self.refresh();
    }

    /// The level of a choice.
    pub fn level(&self, row: usize, column: usize) -> f64 {
        self.levels[row * self.columns + column]
    }

    /// The attraction of all choices of a row.
    #[inline]
    pub(super) fn row(&self, row: usize) -> &[f64] {
        &self.attraction[row * self.columns..][..self.columns]
    }

    /// Sets all choices to one level.
    pub fn fill(&mut self, level: f64) {
        self.levels.fill(level);
    }

    /// Names the cost whose deposit is 1, unless one has been named: the best of the first round. It
    /// stands for the length of the nearest-neighbour tour in the published rules, which other
    /// problems do not have. Whether it was the first.
    pub(super) fn set_reference(&mut self, cost: f64) -> bool {
        let first = self.reference.is_none();
        self.reference.get_or_insert(cost);
        first
    }

    /// What a point of this cost deposits: in proportion to 1 / cost, the reference depositing 1.
    /// Costs at or below 0 have no such proportion; there the merits are compared.
    pub fn deposit_of<F: Fitness>(&self, fitness: &F) -> f64 {
        let (cost, reference) = (fitness.scalar(), self.reference.unwrap_or(1.0));
        let amount = match () {
            () if !cost.is_finite() => 0.0,
            () if cost > 0.0 && reference > 0.0 => reference / cost,
            () => fitness.merit() / reference.merit(),
        };
        amount.min(LARGEST)
    }

    /// τ ← (1 − ρ) τ everywhere.
    pub fn evaporate(&mut self, rate: f64) {
        self.levels.iter_mut().for_each(|level| *level *= 1.0 - rate);
    }

    /// τ ← τ + amount on all choices of a point.
    pub fn deposit<S: Trail>(&mut self, space: &S, point: &S::Point, amount: f64) {
        let (levels, columns) = (&mut self.levels, self.columns);
        space.trace(point, &mut |row, column| levels[row * columns + column] += amount);
    }

    /// τ ← (1 − rate) τ + rate · target on all choices of a point.
    pub fn pull<S: Trail>(&mut self, space: &S, point: &S::Point, rate: f64, target: f64) {
        let (levels, columns) = (&mut self.levels, self.columns);
        space.trace(point, &mut |row, column| {
            let level = &mut levels[row * columns + column];
            *level += rate * (target - *level);
        });
    }

    /// Keeps every level within limits, those of choices nobody made included.
    pub fn clamp(&mut self, least: f64, most: f64) {
        self.levels.iter_mut().for_each(|level| *level = level.max(least).min(most));
    }

    /// Brings the attraction up to date.
    pub(super) fn refresh(&mut self) {
        let alpha = self.alpha;
        self.attraction.clear();
        let cells = self.levels.iter().zip(&self.desire);
        match alpha {
            1.0 => self.attraction.extend(cells.map(|(level, desire)| level * desire)),
            _ => self.attraction.extend(cells.map(|(level, desire)| level.powf(alpha) * desire)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Permutation;

    #[test]
    fn deposits_are_in_proportion_to_one_over_cost_and_never_endless() {
        let space = Permutation::new(3).unwrap();
        let mut pheromone = Pheromone::new(&space, 1.0, 2.0);
        assert!(pheromone.set_reference(100.0) && !pheromone.set_reference(7.0));
        assert_eq!(pheromone.deposit_of(&100.0), 1.0);
        assert_eq!(pheromone.deposit_of(&50.0), 2.0);
        assert_eq!(pheromone.deposit_of(&f64::NAN), 0.0);
        assert_eq!(pheromone.deposit_of(&f64::INFINITY), 0.0);
        let (zero, below) = (pheromone.deposit_of(&0.0), pheromone.deposit_of(&-5.0));
        assert!(zero.is_finite() && below.is_finite() && below > zero && zero > 2.0);
        let mut pheromone = Pheromone::new(&space, 1.0, 2.0);
        pheromone.set_reference(-10.0);
        assert!(pheromone.deposit_of(&-20.0) > 1.0 && pheromone.deposit_of(&-5.0) < 1.0);
    }

    #[test]
    fn every_choice_is_clamped_also_those_that_nobody_made() {
        let space = Permutation::new(3).unwrap();
        let mut pheromone = Pheromone::new(&space, 1.0, 2.0);
        pheromone.prepare(&space);
        pheromone.evaporate(0.9);
        pheromone.deposit(&space, &vec![0, 1, 2], 10.0);
        pheromone.clamp(0.5, 5.0);
        for row in 0..3 {
            for column in 0..3 {
                let expected = if row == column { 5.0 } else { 0.5 };
                assert_eq!(pheromone.level(row, column), expected);
            }
        }
        pheromone.pull(&space, &vec![0, 1, 2], 0.1, 1.0);
        assert!((pheromone.level(1, 1) - 4.6).abs() < 1e-12);
    }
}
