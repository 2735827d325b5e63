//! A trust region: what is known around a point, and how it changes with each result.

use super::{mark::Mark, shape::Shape, square};
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
    pub curvatures: Vec<DMatrix<f64>>,
    pub multipliers: Vec<f64>,
    /// The price of violating each constraint; empty until the first models.
    pub prices: Vec<f64>,
    /// How wrong the models of the constraints were lately.
    pub errors: Vec<f64>,
    /// Whether the next point is for the sake of the models.
    pub wants_geometry: bool,
    pub awaited: Option<Awaited>,
    /// The number of points since the last one that was better.
    pub stall: usize,
    /// The number of steps in doubt that failed since one did not.
    failures: u32,
    /// The number of new beginnings at the same centre.
    rebounds: u32,
    /// Whether the centre was feasible at the last new beginning, and its cost.
    anchor: Option<(bool, f64)>,
    /// The cost of the first point.
    first: f64,
}

/// What is known of the point handed out and not yet taken in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Awaited {
    /// `None` for a point for the sake of the models.
    pub promise: Option<Step>,
    pub centre: usize,
    /// Whether the slope was in doubt.
    pub doubtful: bool,
}

/// What the models promise of a step.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Step {
    /// The value of each output.
    pub expected: Vec<f64>,
    /// The gain in merit.
    pub promised: f64,
    /// The length, as a share of the longest step.
    pub length: f64,
}

/// The first radius, as a share of the unit cube.
const FIRST_RADIUS: f64 = 0.15;
/// The radius of a new beginning.
const REBOUND_RADIUS: f64 = 0.02;
/// The largest radius.
const MOST_RADIUS: f64 = 0.5;
/// The most new beginnings at one centre.
const REBOUNDS: u32 = 2;
/// The share of the whole gain that a new beginning must have brought for another.
const PAYS: f64 = 1e-6;
/// The failures of steps in doubt after which the radius shrinks.
const PATIENCE: u32 = 3;
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

    /// Takes in the mark of the point that was out.
    pub fn take_in(&mut self, mut mark: Mark) {
        let Some(Awaited { promise, centre, doubtful }) = self.awaited.take() else { return };
        let outputs = self.curvatures.len();
        let known = mark.values.len() == outputs;
        if !known {
            mark.values.clear(); // failed, or with another number of constraints than the first
        }
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
    pub fn rebound(&mut self) -> bool {
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
}
