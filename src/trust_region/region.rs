//! A trust region: what is known around a point, and the next point to evaluate.

use super::{
    fit::{Fit, SLOPE, fit},
    mark::Mark,
    quadratic::{Quadratic, spectrum},
    shape::Shape,
    square,
    step::{Step, best_step},
};
use nalgebra::{DMatrix, DVector};
use serde::{Deserialize, Serialize};

/// The points evaluated around a centre, and what was learnt from them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Region {
    pub marks: Vec<Mark>,
    /// The index of the best mark.
    pub centre: usize,
    pub radius: f64,
    pub shape: Shape,
    /// The curvature of each output in the unit cube.
    #[serde(with = "square::list")]
    curvatures: Vec<DMatrix<f64>>,
    pub multipliers: Vec<f64>,
    /// The price of violating each constraint; empty until the first models.
    pub prices: Vec<f64>,
    /// How wrong the models of the constraints were lately.
    pub errors: Vec<f64>,
    /// Whether the next point is for the sake of the models.
    wants_geometry: bool,
    awaited: Option<Awaited>,
    /// The number of points since the last one that was better.
    stall: usize,
    /// The number of steps in doubt that failed since one did not.
    failures: u32,
    /// The number of new beginnings at the same centre.
    rebounds: u32,
    /// Whether the centre was feasible at the last new beginning, its cost, and the cost at the very first.
    anchor: Option<(bool, f64)>,
    first: f64,
}

/// What the models promise of the point that is out.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Awaited {
    /// The values expected; `None` for a point for the sake of the models.
    promise: Option<Step>,
    centre: usize,
    /// Whether the slope was in doubt.
    doubtful: bool,
}

/// The first radius, as a share of the unit cube.
const FIRST_RADIUS: f64 = 0.15;
/// The radius of a new beginning.
const REBOUND_RADIUS: f64 = 0.02;
const LEAST_RADIUS: f64 = 1e-10;
const MOST_RADIUS: f64 = 0.5;
/// The number of points without a better one, per dimension, at which a region has converged.
const STALL: usize = 4;
const REBOUNDS: u32 = 2;
/// The share of the whole gain that a new beginning must have brought for another.
const PAYS: f64 = 1e-6;
/// The points of a fit, as a multiple of the coefficients of a quadratic, and the most.
const SURPLUS: f64 = 1.5;
const MOST: usize = 300;
/// The multiple of the coefficients from which on the curvature counts as known.
const KNOWN: f64 = 3.0;
/// The doubt of a slope beyond which a point for its sake is wanted, and beyond which it comes first.
const DOUBT: f64 = 2.0;
const BLIND: f64 = 100.0;
/// The failures of steps in doubt after which the radius shrinks.
const PATIENCE: u32 = 3;
/// The most changes of the region before a point is found.
const TURNS: usize = 120;
/// The most marks; the oldest are dropped.
const KEPT: usize = 4_000;
/// The share of an error that the next one inherits.
const FORGET: f64 = 0.3;

impl Region {
    /// Begins around an evaluated point.
    pub fn around(mark: Mark) -> Self {
        let (n, outputs) = (mark.place.len(), mark.values.len());
        let first = mark.values[0];
        Region {
            marks: vec![mark],
            centre: 0,
            radius: FIRST_RADIUS,
            shape: Shape::ball(n),
            curvatures: vec![DMatrix::zeros(n, n); outputs],
            multipliers: vec![0.0; outputs - 1],
            prices: Vec::new(),
            errors: vec![0.0; outputs - 1],
            wants_geometry: false,
            awaited: None,
            stall: 0,
            failures: 0,
            rebounds: 0,
            anchor: None,
            first,
        }
    }

    /// Returns whether it could have been left by a run in `n` dimensions.
    pub fn is_sound(&self, n: usize) -> bool {
        let outputs = self.curvatures.len();
        let fits = |mark: &Mark| {
            mark.place.len() == n && (mark.values.is_empty() || mark.values.len() == outputs)
        };
        let centre = |centre: usize| self.marks.get(centre).is_some_and(Mark::is_known);
        let positive = |all: &[f64]| all.iter().all(|x| *x >= 0.0 && x.is_finite());
        outputs > 0
            && self.marks.iter().all(fits)
            && centre(self.centre)
            && self.awaited.as_ref().is_none_or(|awaited| {
                let promise = awaited.promise.as_ref();
                centre(awaited.centre) && promise.is_none_or(|step| step.expected.len() == outputs)
            })
            && self.radius > 0.0
            && self.radius <= MOST_RADIUS
            && self.shape.is_sound(n)
            && self
                .curvatures
                .iter()
                .all(|c| c.shape() == (n, n) && c.iter().all(|x| x.is_finite()))
            && self.multipliers.len() == outputs - 1
            && self.errors.len() == outputs - 1
            && (self.prices.is_empty() || self.prices.len() == outputs - 1)
            && [&self.multipliers, &self.errors, &self.prices].iter().all(|all| positive(all))
    }

    pub fn dimensions(&self) -> usize {
        self.shape.dimensions()
    }

    pub fn best(&self) -> &Mark {
        &self.marks[self.centre]
    }

    /// Returns the cost and the price of the violated constraints.
    pub fn merit(&self, values: &[f64]) -> f64 {
        let violated = values[1..].iter().zip(&self.prices).map(|(g, price)| price * g.max(0.0));
        values[0] + violated.sum::<f64>()
    }

    /// Returns a place in the unit cube in coordinates of the region, in which it is a ball of radius 1.
    pub fn inward(&self, place: &[f64]) -> DVector<f64> {
        let centre = &self.best().place;
        let way = DVector::from_fn(place.len(), |i, _| (place[i] - centre[i]) / self.radius);
        self.shape.inverse() * way
    }

    /// Returns the place of a point given in coordinates of the region, moved into the unit cube.
    pub fn outward(&self, z: &DVector<f64>) -> Vec<f64> {
        let way = self.shape.axes() * z;
        let centre = &self.best().place;
        centre.iter().zip(way.iter()).map(|(c, w)| (c + w * self.radius).clamp(0.0, 1.0)).collect()
    }

    /// Returns the next place to evaluate; `None` once the region has converged.
    pub fn propose(&mut self) -> Option<Vec<f64>> {
        let n = self.dimensions();
        for turn in 0..TURNS {
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

    /// Takes in the mark of the point that was out.
    pub fn take_in(&mut self, mark: Mark) {
        let Some(Awaited { promise, centre, doubtful }) = self.awaited.take() else { return };
        let outputs = self.curvatures.len();
        let known = mark.values.len() == outputs;
        let before = self.merit(&self.marks[centre].values);
        let now = if known { self.merit(&mark.values) } else { f64::INFINITY };
        let gain = before - now;
        self.stall = if gain > 1e-13 * before.abs() { 0 } else { self.stall + 1 };
        let values = mark.values.clone();
        self.marks.push(mark);
        if gain > 0.0 {
            self.centre = self.marks.len() - 1;
        }
        self.forget();
        let Some(Step { expected, promised, length }) = promise else { return };
        if known {
            let pairs = values[1..].iter().zip(&expected[1..]);
            for (error, (value, expected)) in self.errors.iter_mut().zip(pairs) {
                *error = (value - expected).abs().max(FORGET * *error);
            }
        }
        let ratio = gain / promised;
        if ratio < 0.1 {
            self.failures += 1;
            self.wants_geometry = doubtful;
            if doubtful && self.failures < PATIENCE {
                self.radius *= if length < 0.3 { 0.5 } else { 1.0 };
            } else {
                self.failures = 0;
                self.radius *= (0.5 * length).clamp(0.1, 0.5);
            }
        } else if ratio > 0.7 && length > 0.9 {
            self.failures = 0;
            self.radius = (2.0 * self.radius).min(MOST_RADIUS);
        } else if length < 0.1 {
            self.failures = 0;
            self.radius *= 0.5;
        }
    }

    /// Drops the older half of the marks, except the centre, if there are too many.
    fn forget(&mut self) {
        if self.marks.len() <= KEPT {
            return;
        }
        let half = KEPT / 2;
        let centre = self.best().clone();
        self.marks.drain(..half);
        self.centre = match self.centre.checked_sub(half) {
            Some(centre) => centre,
            None => {
                self.marks.push(centre);
                self.marks.len() - 1
            }
        };
    }

    /// Begins again around the same centre, as long as that pays. Returns whether it does.
    fn rebound(&mut self) -> bool {
        let (feasible, cost) = (self.best().is_feasible(), self.best().values[0]);
        let paid = self.anchor.is_none_or(|(was, before)| {
            !was || feasible && before - cost > PAYS * (self.first - cost).abs()
        });
        if !paid || self.rebounds >= REBOUNDS {
            return false;
        }
        self.anchor = Some((feasible, cost));
        self.rebounds += 1;
        self.radius = REBOUND_RADIUS;
        self.shape = Shape::ball(self.dimensions());
        self.curvatures.iter_mut().for_each(|curvature| curvature.fill(0.0));
        self.errors.fill(0.0);
        self.prices.clear();
        (self.stall, self.wants_geometry) = (0, false);
        true
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
        if none {
            return;
        }
        let sizes = models[1..].iter().map(Quadratic::size);
        if self.prices.is_empty() {
            self.prices = sizes.clone().map(|g| FIRST * size / g).collect();
        }
        for (price, g) in self.prices.iter_mut().zip(sizes) {
            *price = (*price * DECAY).max(size / g).min(1e9 * size / g);
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
