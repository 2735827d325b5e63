//! Global search on one line: STEP, "select the easiest point" (Swarzberg, Seront & Bersini 1994).

use crate::error::{Error, sound};
use serde::{Deserialize, Serialize};

/// What is known of the cost along an interval, mapped to [0, 1].
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Line {
    /// Places with their costs, in order of place.
    known: Vec<(f64, f64)>,
    /// The index of the best place.
    best: usize,
    /// Whether a place was tried twice: coordinates are no finer than the gaps left.
    worked_out: bool,
}

/// Gaps narrower than this are not split.
const NARROWEST: f64 = 1e-12;

/// The improvement that a gap has to promise, as a share of the range of the costs.
const GAIN: f64 = 1e-12;

/// The largest number of places on a line. A full line is not searched further: each search takes time
/// in proportion to them.
const MOST: usize = 1_000;

/// The cost that stands for one that is not finite.
pub(super) const HIGH: f64 = 1e300;

/// Returns the cost, or [`HIGH`] if its absolute value is not below that.
pub(super) fn finite(cost: f64) -> f64 {
    if cost.abs() < HIGH { cost } else { HIGH }
}

impl Line {
    /// Validates a line loaded from a checkpoint: places in order, the best one of them.
    pub(super) fn check(&self) -> Result<(), Error> {
        let (best, known) = (self.best, self.known.len());
        sound(best < known.max(1), format_args!("the best of {known} places"), best)?;
        let places = self.known.iter().map(|(place, _)| *place);
        let inside = places.clone().all(|place| (0.0..=1.0).contains(&place));
        sound(inside && places.is_sorted(), "places from 0 to 1 in order", "others")
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.known.clear();
        self.best = 0;
        self.worked_out = false;
    }

    /// Returns the best place and its cost; of equals the one found first.
    pub(super) fn best(&self) -> Option<(f64, f64)> {
        self.known.get(self.best).copied()
    }

    /// Adds a place and its cost. A place known already marks the line as worked out.
    pub(super) fn note(&mut self, place: f64, cost: f64) {
        let cost = finite(cost);
        let at = self.known.partition_point(|(p, _)| *p < place);
        if self.known.get(at).is_some_and(|(p, _)| *p == place) {
            self.worked_out = true;
            return;
        }
        self.known.insert(at, (place, cost));
        if self.known.len() > 1 {
            self.best += usize::from(at <= self.best);
        }
        if cost < self.known[self.best].1 {
            self.best = at;
        }
    }

    /// Adds `change` to all costs.
    pub(super) fn shift(&mut self, change: f64) {
        self.known.iter_mut().for_each(|(_, cost)| *cost += change);
    }

    /// Returns the place to try next: the ends, then inside the gap in which a parabola needs the least
    /// curvature to be better than the best. `None` if [`MOST`] places are known or all gaps are too
    /// narrow, for [`NARROWEST`] or for the digits of the coordinates.
    pub(super) fn next(&self) -> Option<f64> {
        let (first, last) = (self.known.first()?, self.known.last()?);
        if self.worked_out || self.known.len() >= MOST {
            return None;
        }
        if first.0 > 0.0 {
            return Some(0.0);
        }
        if last.0 < 1.0 {
            return Some(1.0);
        }
        let best = self.known[self.best].1;
        let costs = self.known.iter().map(|(_, cost)| *cost).filter(|cost| *cost < HIGH);
        let worst = costs.fold(best, f64::max);
        let target = best - GAIN * (worst - best) - f64::EPSILON * best.abs();
        let curvature = |gap: &[(f64, f64)]| {
            let width = gap[1].0 - gap[0].0;
            let depth: f64 = gap.iter().map(|(_, cost)| (cost.min(worst) - target).sqrt()).sum();
            if width < NARROWEST { f64::INFINITY } else { depth / width }
        };
        let gaps = self.known.windows(2).map(curvature).enumerate();
        let (gap, least) = gaps.min_by(|a, b| a.1.total_cmp(&b.1))?;
        (least < f64::INFINITY).then(|| self.split(gap))
    }

    /// Returns the place to try inside a gap: the minimum of the parabola through the best point and its
    /// neighbours if it is well inside this gap, otherwise the middle.
    fn split(&self, gap: usize) -> f64 {
        let (from, to) = (self.known[gap].0, self.known[gap + 1].0);
        let beside_best = gap == self.best || gap + 1 == self.best;
        if beside_best && (1..self.known.len() - 1).contains(&self.best) {
            let [(a, fa), (b, fb), (c, fc)] =
                [self.known[self.best - 1], self.known[self.best], self.known[self.best + 1]];
            let (left, right) = ((b - a) * (fb - fc), (b - c) * (fb - fa));
            let lowest = b - 0.5 * ((b - a) * left - (b - c) * right) / (left - right);
            let margin = 0.01 * (to - from);
            if lowest > from + margin && lowest < to - margin {
                return lowest;
            }
        }
        from + 0.5 * (to - from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Evaluations until the best is within 1e-8 of the least cost.
    fn needed(cost: impl Fn(f64) -> f64, least: f64) -> usize {
        let mut line = Line::default();
        line.note(0.37, cost(0.37));
        for evaluations in 1..2_000 {
            if line.best().unwrap().1 <= least + 1e-8 {
                return evaluations;
            }
            let place = line.next().unwrap();
            line.note(place, cost(place));
        }
        usize::MAX
    }

    #[test]
    fn one_dimension_is_solved_in_tens_of_evaluations() {
        assert!(needed(|x| 100.0 * (x - 0.721).powi(2), 0.0) < 12);
        assert!(needed(|x| 3.0 - x, 2.0) < 4);
        let rastrigin = |x: f64| {
            let x = 10.0 * (x - 0.64);
            x * x - 10.0 * (std::f64::consts::TAU * x).cos() + 10.0
        };
        let evaluations = needed(rastrigin, 0.0);
        assert!(evaluations < 120, "{evaluations}");
    }

    #[test]
    fn a_line_that_is_worked_out_says_so_and_costs_without_number_do_no_harm() {
        let mut line = Line::default();
        assert_eq!(line.next(), None);
        line.note(0.5, f64::NAN);
        for _ in 0..100 {
            let place = line.next().unwrap();
            assert!((0.0..=1.0).contains(&place));
            line.note(place, if place < 0.3 { f64::INFINITY } else { place });
        }
        assert!((0.3..0.31).contains(&line.best().unwrap().0));
        let places = (0..=4).map(|k| (f64::from(k) * 1e-13, 1.0));
        let narrow =
            Line { known: [(-1.0, 1.0)].into_iter().chain(places).collect(), ..Line::default() };
        assert_eq!(narrow.next(), Some(1.0));
        let whole = Line { known: narrow.known[1..].to_vec(), ..Line::default() };
        assert_eq!(whole.next(), Some(1.0));
    }
}
