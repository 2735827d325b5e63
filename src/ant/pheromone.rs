//! The pheromone trails: a table of levels, and the attraction that ants choose by.

use crate::{
    error::{Error, damaged, sized, sound},
    problem::{ConstructionGraph, Fitness},
};
use serde::{Deserialize, Serialize};

/// Pheromone τ on the candidate choices of every row, and the attraction τ^α η^β kept up to date with
/// it. Choices that are not [candidates](ConstructionGraph::candidates) hold none: deposits on them are lost.
///
/// Levels are relative: a point as good as the best of the first round deposits 1. That makes them
/// independent of the unit that costs are measured in. The attraction is in single precision and
/// relative to the choice of the row with the highest heuristic value, which leaves all probabilities
/// as they are.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Pheromone {
    levels: Vec<f64>,
    /// The number of cells in a row.
    width: usize,
    #[serde(skip)]
    alpha: f64,
    /// The cost whose deposit is 1, once known.
    reference: Option<f64>,
    /// Whether that was a feasible point.
    #[serde(default)]
    feasible: bool,
    /// The columns of the cells, row by row; empty where all columns are candidates.
    #[serde(skip)]
    columns: Vec<u32>,
    /// η^β, and τ^α η^β.
    #[serde(skip)]
    desire: Vec<f32>,
    #[serde(skip)]
    attraction: Vec<f32>,
    /// Whether the attraction of all cells has to be recomputed.
    #[serde(skip)]
    stale: bool,
}

/// The largest deposit: sums of them stay finite in single precision.
const LARGEST: f64 = 1e30;

impl Pheromone {
    /// Creates a table for a space, all levels 1.
    pub(super) fn new<S: ConstructionGraph>(space: &S) -> Self {
        let (rows, width) = Pheromone::table(space);
        let levels = vec![1.0; rows * width];
        Pheromone { levels, width, ..Pheromone::default() }
    }

    /// Validates pheromone loaded from a checkpoint against this space.
    pub(super) fn check<S: ConstructionGraph>(&self, space: &S) -> Result<(), Error> {
        let (rows, width) = Pheromone::table(space);
        sound(self.width == width, format_args!("{width} columns of pheromone"), self.width)?;
        sized("pheromone", self.levels.len(), rows * width)?;
        let wrong = self.levels.iter().find(|level| **level < 0.0);
        wrong.map_or(Ok(()), |level| Err(damaged("pheromone of 0 or more", level)))
    }

    /// Returns the numbers of rows and of cells per row of the table.
    fn table<S: ConstructionGraph>(space: &S) -> (usize, usize) {
        let (rows, columns) = space.shape();
        let width = if rows > 0 { space.candidates(0).map_or(columns, <[u32]>::len) } else { 0 };
        (rows, width)
    }

    /// Computes what is not stored in a checkpoint.
    pub(super) fn prepare<S: ConstructionGraph>(&mut self, space: &S, alpha: f64, beta: f64) {
        self.alpha = alpha;
        self.columns.clear();
        self.desire.clear();
        let mut row_of_desire = Vec::with_capacity(self.width);
        for row in 0..space.shape().0 {
            let candidates = space.candidates(row);
            self.columns.extend(candidates.unwrap_or_default());
            let column = |k| candidates.map_or(k, |candidates| candidates[k] as usize);
            row_of_desire.clear();
            row_of_desire.extend((0..self.width).map(|k| space.heuristic(row, column(k))));
            let most = row_of_desire.iter().copied().fold(0.0, f64::max);
            self.desire.extend(row_of_desire.iter().map(|d| (d / most).powf(beta) as f32));
        }
        self.attraction.resize(self.levels.len(), 0.0);
        self.stale = true;
        self.refresh();
    }

    /// Returns the index of the cell of a choice; `None` if it is not a candidate.
    #[inline]
    fn cell(&self, row: usize, column: usize) -> Option<usize> {
        let first = row * self.width;
        match self.candidates(row) {
            None => Some(first + column),
            Some(candidates) => {
                candidates.iter().position(|c| *c as usize == column).map(|k| first + k)
            }
        }
    }

    /// Returns the columns of a row that hold pheromone; `None` if all do.
    #[inline]
    pub(super) fn candidates(&self, row: usize) -> Option<&[u32]> {
        (!self.columns.is_empty()).then(|| &self.columns[row * self.width..][..self.width])
    }

    /// Returns the level of a choice; 0 if it is not a candidate.
    pub fn level(&self, row: usize, column: usize) -> f64 {
        self.cell(row, column).map_or(0.0, |cell| self.levels[cell])
    }

    /// Returns the levels of all cells, row by row and candidate by candidate.
    pub fn levels(&self) -> &[f64] {
        &self.levels
    }

    /// Returns an iterator over the candidate choices and their levels, row by row: (row, column, τ). For
    /// tours, rows and columns are cities, and a symmetric edge appears in both directions.
    pub fn trails(&self) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
        self.levels.iter().enumerate().map(|(cell, level)| {
            let (row, k) = (cell / self.width, cell % self.width);
            let column = self.candidates(row).map_or(k, |columns| columns[k] as usize);
            (row, column, *level)
        })
    }

    /// Overwrites `cells` with the indices of the cells of a point's choices.
    pub fn cells<S: ConstructionGraph>(&self, space: &S, point: &S::Point, cells: &mut Vec<u32>) {
        cells.clear();
        space.components(point, &mut |row, column| {
            cells.extend(self.cell(row, column).map(|cell| cell as u32));
        });
    }

    /// Returns the number of candidates of a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Returns the attraction of the candidates of a row, positive and finite.
    #[inline]
    pub(super) fn row(&self, row: usize) -> &[f32] {
        &self.attraction[row * self.width..][..self.width]
    }

    /// Sets all levels to `level`.
    pub fn fill(&mut self, level: f64) {
        self.levels.fill(level);
        self.stale = true;
    }

    /// Sets the cost whose deposit is 1, the best of the first round, unless it is set already. Returns
    /// whether it was not. That cost stands for the length of the nearest-neighbour tour in the published
    /// rules, which other problems do not have. Until a point is feasible it is a violation, and set again then.
    pub(super) fn set_reference<F: Fitness>(&mut self, best: &F) -> bool {
        let first = self.reference.is_none() || best.is_feasible() && !self.feasible;
        if first {
            (self.reference, self.feasible) = (Some(best.scalar()), best.is_feasible());
        }
        first
    }

    /// Returns the deposit of a point of this cost: in proportion to 1 / cost, 1 at the reference.
    /// For costs at or below 0 it is in proportion to their merit. 0 if the cost is not finite, or the point
    /// is not feasible and another is.
    pub fn deposit_of<F: Fitness>(&self, fitness: &F) -> f64 {
        let (cost, reference) = (fitness.scalar(), self.reference.unwrap_or(1.0));
        let amount = match () {
            () if !cost.is_finite() => 0.0,
            () if self.reference.is_some() && fitness.is_feasible() != self.feasible => 0.0,
            () if cost > 0.0 && reference > 0.0 => reference / cost,
            () => {
                let unit = if reference == 0.0 { 1.0 } else { reference.abs() };
                cost.merit(unit) / reference.merit(unit)
            }
        };
        amount.min(LARGEST)
    }

    /// Evaporates all pheromone: τ ← (1 − ρ) τ.
    pub fn evaporate(&mut self, rate: f64) {
        self.levels.iter_mut().for_each(|level| *level *= 1.0 - rate);
        self.stale = true;
    }

    /// Deposits on all choices of a point: τ ← τ + amount.
    pub fn deposit<S: ConstructionGraph>(&mut self, space: &S, point: &S::Point, amount: f64) {
        self.change(space, point, |level| level + amount);
    }

    /// Moves the levels of all choices of a point towards `target`: τ ← (1 − rate) τ + rate · target.
    pub fn pull<S: ConstructionGraph>(
        &mut self,
        space: &S,
        point: &S::Point,
        rate: f64,
        target: f64,
    ) {
        self.change(space, point, |level| level + rate * (target - level));
    }

    /// Clamps every level to limits, including those of choices that no ant made.
    pub fn clamp(&mut self, least: f64, most: f64) {
        self.levels.iter_mut().for_each(|level| *level = level.max(least).min(most));
        self.stale = true;
    }

    /// Changes the levels of a point's choices, and their attraction unless it is stale.
    fn change<S: ConstructionGraph>(
        &mut self,
        space: &S,
        point: &S::Point,
        change: impl Fn(f64) -> f64,
    ) {
        space.components(point, &mut |row, column| {
            if let Some(cell) = self.cell(row, column) {
                self.change_at(cell, &change);
            }
        });
    }

    /// Changes the level of one of the [`cells`](Self::cells).
    #[inline]
    pub fn change_at(&mut self, cell: usize, change: impl Fn(f64) -> f64) {
        let level = change(self.levels[cell]);
        self.levels[cell] = level;
        if !self.stale {
            self.attraction[cell] = attraction(self.power(level), self.desire[cell]);
        }
    }

    /// Returns τ^α.
    #[inline]
    fn power(&self, level: f64) -> f64 {
        if self.alpha == 1.0 { level } else { level.powf(self.alpha) }
    }

    /// Recomputes the attraction of all cells if it is stale.
    pub(super) fn refresh(&mut self) {
        if !std::mem::take(&mut self.stale) {
            return;
        }
        let cells = self.attraction.iter_mut().zip(self.levels.iter().zip(&self.desire));
        if self.alpha == 1.0 {
            cells.for_each(|(out, (level, desire))| *out = attraction(*level, *desire));
        } else {
            cells.for_each(|(out, (level, desire))| {
                *out = attraction(level.powf(self.alpha), *desire);
            });
        }
    }
}

/// Returns τ^α η^β, kept positive: a weight of 0 means that the choice is closed.
#[inline]
fn attraction(power: f64, desire: f32) -> f32 {
    (power as f32 * desire).max(f32::MIN_POSITIVE).min(LARGEST as f32)
}

#[cfg(test)]
mod tests;
