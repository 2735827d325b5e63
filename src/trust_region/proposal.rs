//! The next point of a trust region.

use super::{
    fit::{Fit, SLOPE, fit},
    quadratic::{Quadratic, spectrum},
    region::{Awaited, Region},
    step::best_step,
};
use nalgebra::{DMatrix, DVector};

/// The points of a fit, as a multiple of the coefficients of a quadratic, and the most.
const SURPLUS: f64 = 1.5;
const MOST: usize = 300;
/// The multiple of the coefficients from which on the curvature counts as known.
const KNOWN: f64 = 3.0;
/// The doubt of a slope beyond which a point for its sake is wanted, and beyond which it comes first.
const DOUBT: f64 = 2.0;
const BLIND: f64 = 100.0;
/// The most changes of the region before a point is found.
const TURNS: usize = 120;
/// The number of points without a better one, per dimension, at which a region has converged.
const STALL: usize = 4;
/// The radius, as a share of the unit cube, below which a region has converged.
const LEAST_RADIUS: f64 = 1e-10;

impl Region {
    /// Returns the next place to evaluate; `None` once the region has converged. The centre, if `cut` ends the
    /// search for it.
    pub fn propose(&mut self, cut: impl Fn() -> bool) -> Option<Vec<f64>> {
        let n = self.dimensions();
        for turn in 0..TURNS {
            if cut() {
                return Some(self.best().place.clone());
            }
            let converged = self.radius < LEAST_RADIUS || self.stall > STALL * n;
            if converged && !self.rebound() {
                return None;
            }
            if turn == 0 && self.marks.len() > n + 1 {
                self.reshape();
            }
            let mut near = self.nearest();
            if self.recentre(&near) {
                near = self.nearest();
            }
            let Some(Fit { models, doubt }) = self.models(&near) else {
                self.radius *= 0.5;
                continue;
            };
            let (values, axes) = spectrum(&doubt)?;
            let worst = values.imax();
            let (poor, blind) = (values[worst] > DOUBT, values[worst] > BLIND);
            let size = models[0].size();
            self.set_prices(&models, size, near.is_empty());
            if blind || (poor && self.wants_geometry) {
                self.wants_geometry = false;
                let centre = self.centre;
                self.awaited = Some(Awaited { promise: None, centre, doubtful: true });
                return Some(self.probe(&models, &axes.column(worst).into_owned()));
            }
            match best_step(self, &models) {
                Some((step, to)) => {
                    let (promise, centre) = (Some(step), self.centre);
                    self.awaited = Some(Awaited { promise, centre, doubtful: poor });
                    return Some(to);
                }
                None if poor => self.wants_geometry = true,
                None => self.radius *= 0.3,
            }
        }
        None
    }

    /// Learns the curvature of the Lagrangian.
    fn reshape(&mut self) {
        let n = self.dimensions();
        let mut curvature = self.curvatures[0].clone();
        for (multiplier, other) in self.multipliers.iter().zip(&self.curvatures[1..]) {
            curvature += other * *multiplier;
        }
        let known = self.marks.len() as f64 / (KNOWN * coefficients(n) as f64);
        self.shape.learn(&curvature, known.min(1.0));
    }

    /// Returns the indices of the marks that the models use: the nearest known ones but the centre.
    fn nearest(&self) -> Vec<usize> {
        let distance = |i: usize| (self.inward(&self.marks[i].place).norm_squared(), i);
        let known = (0..self.marks.len()).filter(|i| self.marks[*i].is_known());
        let mut all: Vec<(f64, usize)> = known.map(distance).filter(|(d, _)| *d > 1e-8).collect();
        let count = ((SURPLUS * coefficients(self.dimensions()) as f64) as usize).min(MOST);
        let nearer = |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        if all.len() > count {
            all.select_nth_unstable_by(count, nearer);
            all.truncate(count);
        }
        all.sort_by(nearer);
        all.into_iter().map(|(_, i)| i).collect()
    }

    /// Moves the centre to the best of some marks if it is better. Returns whether it has.
    fn recentre(&mut self, near: &[usize]) -> bool {
        let merit = |i: &usize| self.merit(&self.marks[*i].values);
        let best = near.iter().min_by(|a, b| merit(a).total_cmp(&merit(b)));
        let Some(better) = best.filter(|i| merit(i) < merit(&self.centre)) else { return false };
        self.centre = *better;
        true
    }

    /// Fits the models to some marks and remembers their curvatures; `None` if there is no fit.
    fn models(&mut self, near: &[usize]) -> Option<Fit> {
        let (n, centre) = (self.dimensions(), self.best().values.clone());
        if near.is_empty() {
            let models = centre.iter().map(|value| Quadratic::constant(*value, n)).collect();
            return Some(Fit { models, doubt: DMatrix::identity(n, n) * SLOPE });
        }
        let columns: Vec<DVector<f64>> =
            near.iter().map(|i| self.inward(&self.marks[*i].place)).collect();
        let points = DMatrix::from_columns(&columns);
        let rise = |o: usize, k: usize| self.marks[near[k]].values[o] - centre[o];
        let rises: Vec<DVector<f64>> =
            (0..centre.len()).map(|o| DVector::from_fn(near.len(), |k, _| rise(o, k))).collect();
        let found = fit(&points, &centre, &rises)?;
        let outward = self.shape.inverse() / self.radius;
        let curvatures: Vec<DMatrix<f64>> =
            found.models.iter().map(|m| outward.tr_mul(&(&m.curvature * &outward))).collect();
        let finite = |matrix: &DMatrix<f64>| matrix.iter().all(|x| x.is_finite());
        if !curvatures.iter().all(finite) {
            return None;
        }
        self.curvatures = curvatures;
        Some(found)
    }

    /// Sets the prices of the constraints, above what the sizes of the models ask for.
    fn set_prices(&mut self, models: &[Quadratic], size: f64, none: bool) {
        const FIRST: f64 = 10.0;
        const DECAY: f64 = 0.5;
        const DEAREST: f64 = 1e200;
        if none {
            return;
        }
        let sizes = models[1..].iter().map(Quadratic::size);
        if self.prices.is_empty() {
            self.prices = sizes.clone().map(|g| FIRST * size / g).collect();
        }
        for (price, g) in self.prices.iter_mut().zip(sizes) {
            *price = (*price * DECAY).max(size / g).min(1e9 * size / g).min(DEAREST);
        }
    }

    /// Returns the better end, by the models, of a diameter of the region in a direction of length 1.
    fn probe(&self, models: &[Quadratic], direction: &DVector<f64>) -> Vec<f64> {
        let end = |sign: f64| {
            let place = self.outward(&(direction * sign));
            let z = self.inward(&place);
            let expected: Vec<f64> = models.iter().map(|model| model.at(&z)).collect();
            let stuck = z.norm() < 0.5; // at the face of the cube
            (stuck, self.merit(&expected), place)
        };
        let (one, other) = (end(1.0), end(-1.0));
        let first = one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)).is_le();
        if first { one.2 } else { other.2 }
    }
}

/// Returns the number of coefficients of a quadratic besides its value.
fn coefficients(n: usize) -> usize {
    (n + 1) * (n + 2) / 2 - 1
}
