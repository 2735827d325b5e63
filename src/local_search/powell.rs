//! Powell's direction set method (Powell 1964).

use super::{LocalSearch, line::bracket_and_close, meter::Meter};
use crate::{
    error::{Error, require},
    problem::{Bounded, Fitness, Problem},
    rng::Stream,
};

/// Powell's method for boxes (Powell 1964, The Computer Journal 7(2); the choice of the direction to be
/// replaced after Brent 1973, ch. 7): line searches along a set of directions that learns the valleys.
///
/// A pass minimises along each direction in turn. The way from its start to its end becomes a new
/// direction, in place of the one that gained most, unless that way is spent. On a quadratic function
/// the directions become conjugate, and so many passes as dimensions end at the minimum, however the
/// valley lies. Lines end at the bounds of the box.
///
/// A line search takes a step, brackets the minimum by growing it by the golden ratio, and takes
/// parabolic steps inside the bracket (Brent 1973, ch. 5). The next one along the same direction starts
/// with the way made, or a tenth of the step. It ends when all steps of a pass are less than the last
/// one, and when its allowance is spent.
///
/// Every point tried is one evaluation. One that fails is counted, and is no better.
///
/// Cost of a pass: about 4 to 8 evaluations a dimension, and O(dimensions²).
///
/// | parameter | default | range |
/// |---|---|---|
/// | first step | 0.1 of the width | (0, 1] |
/// | last step | 10⁻⁹ of the width | > 0, at most the first |
///
/// ```
/// use swarmopt::prelude::*;
/// let turned = Function::Ellipsoid.in_dimensions(5)?.rotated(Seed(2));
/// let outcome = GuidedBeeColony::default()
///     .polish(Polish::Best)
///     .solve(&Powell::default().on(turned), Seed(1), Evaluations(3_000))?;
/// assert!(outcome.error().unwrap() < 1e-8);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Powell {
    first: f64,
    last: f64,
}

impl Default for Powell {
    fn default() -> Self {
        Powell { first: 0.1, last: 1e-9 }
    }
}

impl Powell {
    /// The steps that it starts and ends with, as shares of the width of each dimension.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a step out of range.
    pub fn steps(self, first: f64, last: f64) -> Result<Self, Error> {
        require(first > 0.0 && first <= 1.0, "first step", first, "more than 0, at most 1")?;
        let allowed = format!("more than 0, at most {first}, the first");
        require(last > 0.0 && last <= first, "last step", last, &allowed)?;
        Ok(Powell { first, last })
    }
}

impl<P: Problem<Space: Bounded>> LocalSearch<P> for Powell {
    fn improve(
        &self,
        problem: &P,
        x: &mut Vec<f64>,
        fitness: P::Fitness,
        allowance: u64,
        _: &mut Stream,
    ) -> (P::Fitness, u64) {
        let space = problem.space();
        let n = x.len();
        let meter = Meter::new(problem, allowance);
        let (lower, upper) = (space.lower(), space.upper());
        let mut walk = Walk { meter, lower, upper, trial: x.clone(), best: x.clone(), fitness };
        // Directions are in shares of the width, so that a step means the same along each of them.
        let axis = |j| (0..n).map(|i| if i == j { 1.0 } else { 0.0 }).collect();
        let mut directions: Vec<Vec<f64>> = (0..n).map(axis).collect();
        let mut steps = vec![self.first; n];
        while steps.iter().any(|step| *step >= self.last) && !walk.meter.is_empty() {
            let (start, before) = (walk.best.clone(), walk.fitness);
            let mut greatest = (0, 0.0);
            for (k, direction) in directions.iter().enumerate() {
                let here = walk.fitness;
                let way = walk.minimize(direction, steps[k]);
                steps[k] = if way == 0.0 { steps[k] / 10.0 } else { way.abs().min(self.first) };
                let gain = here.scalar() - walk.fitness.scalar();
                if gain > greatest.1 {
                    greatest = (k, gain);
                }
            }
            if !walk.fitness.beats(&before) {
                continue;
            }
            // As far again: if it is no better there, or most of the gain was made along one
            // direction, the way is no direction to keep (Brent 1973; Acton 1970).
            let beyond = walk.beyond(&start).scalar();
            let (f0, fn_, gain) = (before.scalar(), walk.fitness.scalar(), greatest.1);
            let bend = f0 - 2.0 * fn_ + beyond;
            let spent = (f0 - fn_ - gain).powi(2) * 2.0 * bend >= gain * (f0 - beyond).powi(2);
            if beyond < f0 && !spent {
                let mut way: Vec<f64> = (0..n).map(|j| walk.share(j, start[j])).collect();
                let length = way.iter().map(|d| d * d).sum::<f64>().sqrt();
                if length > 0.0 {
                    way.iter_mut().for_each(|d| *d /= length);
                    let made = walk.minimize(&way, length.min(self.first));
                    directions.swap_remove(greatest.0);
                    directions.push(way);
                    steps.swap_remove(greatest.0);
                    steps.push(made.abs().clamp(self.last, self.first));
                }
            }
        }
        x.clone_from(&walk.best);
        (walk.fitness, walk.meter.spent())
    }
}

/// The best point so far and what is known around it.
struct Walk<'a, P: Problem> {
    meter: Meter<'a, P>,
    lower: &'a [f64],
    upper: &'a [f64],
    trial: Vec<f64>,
    best: Vec<f64>,
    fitness: P::Fitness,
}

impl<P: Problem<Space: Bounded>> Walk<'_, P> {
    fn width(&self, j: usize) -> f64 {
        // Of a box wider than a number can hold, a part.
        (self.upper[j] - self.lower[j]).min(f64::MAX)
    }

    /// How far the best is from `start` in dimension `j`, as a share of the width.
    fn share(&self, j: usize, start: f64) -> f64 {
        let width = self.width(j);
        if width > 0.0 { (self.best[j] - start) / width } else { 0.0 }
    }

    /// The cost as far beyond the best as that is from `start`.
    fn beyond(&mut self, start: &[f64]) -> P::Fitness {
        for (j, start) in start.iter().enumerate() {
            let x = self.best[j] + (self.best[j] - start);
            self.trial[j] = x.clamp(self.lower[j], self.upper[j]);
        }
        self.meter.cost(&self.trial)
    }

    /// How far along `direction` the best stays in the box, backwards and forwards.
    fn reach(&self, direction: &[f64]) -> (f64, f64) {
        let (mut back, mut forth) = (f64::NEG_INFINITY, f64::INFINITY);
        for (j, d) in direction.iter().enumerate() {
            let slope = d * self.width(j);
            if slope != 0.0 {
                let to_lower = (self.lower[j] - self.best[j]) / slope;
                let to_upper = (self.upper[j] - self.best[j]) / slope;
                back = back.max(to_lower.min(to_upper));
                forth = forth.min(to_lower.max(to_upper));
            }
        }
        if back.is_finite() && forth.is_finite() { (back, forth) } else { (0.0, 0.0) }
    }

    /// Moves the best to the least cost found along `direction`; how far. A step is a share.
    fn minimize(&mut self, direction: &[f64], step: f64) -> f64 {
        let origin = self.best.clone();
        let (back, forth) = self.reach(direction);
        // Costs at places along the line, each of them tried; the best of all is kept in `self`.
        let mut place = 0.0;
        let mut cost_at = |walk: &mut Self, t: f64| {
            for j in 0..origin.len() {
                let x = origin[j] + t * direction[j] * walk.width(j);
                walk.trial[j] = x.clamp(walk.lower[j], walk.upper[j]);
            }
            let cost = walk.meter.cost(&walk.trial);
            if cost.beats(&walk.fitness) {
                (walk.fitness, place) = (cost, t);
                walk.best.clone_from(&walk.trial);
            }
            cost.scalar()
        };
        bracket_and_close(self.fitness.scalar(), step, (back, forth), |t| cost_at(self, t));
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        problem::{Boxed, Space},
        rng::{Seed, Streams},
    };
    use proptest::prelude::*;
    use std::sync::Mutex;

    #[test]
    fn a_turned_valley_is_followed_to_its_end() {
        // Axes 1 : 1000, turned by 30 degrees; and Rosenbrock's.
        let turned = |x: &[f64]| {
            let (a, b) = (0.866_025 * x[0] + 0.5 * x[1], 0.866_025 * x[1] - 0.5 * x[0]);
            (a - 1.0).powi(2) + 1e6 * (b - 0.5).powi(2)
        };
        let bent = |x: &[f64]| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2);
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        let mut solve = |cost: &(dyn Fn(&[f64]) -> f64 + Sync + Send), allowance| {
            let plane = Boxed::cube(-5.0..=5.0, 2).unwrap().minimize(cost);
            let mut x = vec![-1.2, 4.0];
            let before = cost(&x);
            Powell::default().improve(&plane, &mut x, before, allowance, &mut rng).0
        };
        let quadratic = solve(&turned, 200);
        assert!(quadratic < 1e-12, "{quadratic}");
        let rosenbrock = solve(&bent, 600);
        assert!(rosenbrock < 1e-12, "{rosenbrock}");
    }

    #[test]
    fn what_fails_is_counted_and_no_better() {
        let space = Boxed::cube(-1.0..=1.0, 2).unwrap();
        let broken = space.try_minimize(|x| if x[0] < 0.5 { Err("broken") } else { Ok(f64::NAN) });
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        let mut x = vec![0.3, 0.2];
        let (cost, spent) = Powell::default().improve(&broken, &mut x, 7.0, 50, &mut rng);
        assert_eq!((cost, spent, x), (7.0, 50, vec![0.3, 0.2]));
    }

    #[test]
    fn settings_out_of_range_are_refused() {
        for bad in [0.0, -1.0, 1.1, f64::NAN] {
            let (first, last) =
                (Powell::default().steps(bad, 1e-3), Powell::default().steps(0.5, bad));
            assert!(matches!(first, Err(Error::Parameter { name: "first step", .. })));
            assert!(matches!(last, Err(Error::Parameter { name: "last step", .. })));
        }
    }

    proptest! {
        #[test]
        fn it_keeps_its_allowance_stays_inside_and_costs_what_it_says(
            x in prop::collection::vec(-3.0..3.0, 1..6), allowance in 0_u64..400,
        ) {
            let bumpy = |x: &[f64]| {
                let sum = x.iter().sum::<f64>();
                x.iter().map(|x| x * x - (5.0 * x).cos()).sum::<f64>() + (sum - 2.0).abs()
            };
            let tried = Mutex::new(Vec::new());
            let space = Boxed::cube(-3.0..=3.0, x.len()).unwrap();
            let problem = space.clone().minimize(|x| {
                tried.lock().unwrap().push(x.to_vec());
                bumpy(x)
            });
            let (before, mut at) = (bumpy(&x), x.clone());
            let mut rng = Streams::new(Seed(1)).at(0, 0);
            let (cost, spent) = Powell::default().improve(&problem, &mut at, before, allowance, &mut rng);
            let tried = tried.lock().unwrap();
            prop_assert!(spent <= allowance && spent == tried.len() as u64);
            prop_assert_eq!(cost, bumpy(&at));
            prop_assert!(cost <= before);
            prop_assert!(tried.iter().all(|x| space.contains(x)));
        }
    }
}
