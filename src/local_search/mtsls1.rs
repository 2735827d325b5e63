//! The first local search of multiple trajectory search (Tseng & Chen 2008).

use super::{LocalSearch, steps::require_steps};
use crate::{
    error::{Error, require},
    problem::{Allowance, Bounded, Fitness, Problem},
    rng::Stream,
};

/// The first local search of multiple trajectory search (Tseng & Chen 2008, IEEE CEC, fig. 2), for boxes,
/// axis by axis.
///
/// A traversal tries each coordinate in turn one step lower and, where that is no better, half a step
/// higher. After a traversal without improvement the step is halved. The search ends when the step is less
/// than the last one, after `traversals` traversals, or when its allowance is exhausted. A step over the bound
/// ends at it.
///
/// The original keeps the step of a point from call to call and widens it to 0.4 of the box when it
/// is below 10⁻¹⁵; here a search has no memory, and every call starts with the first step.
///
/// # Cost
/// Every point tried is one evaluation, at most two per dimension and traversal. One that fails counts, and is
/// no better.
///
/// # Parameters
/// | parameter | default | published | range |
/// |---|---|---|---|
/// | first step | 0.4 of the width | 0.5, then 0.4 | (0, 1] |
/// | last step | 10⁻¹⁰ of the width | 10⁻¹⁵ | > 0, at most the first |
/// | traversals | without end | 1 a call, 150 in a row | ≥ 1 |
///
/// # Example
/// ```
/// use swarmopt::prelude::*;
/// let valley = Function::Ellipsoid.in_dimensions(10)?.shifted(Seed(1));
/// let outcome = ArtificialBeeColony::default()
///     .polish(Polish::Best)
///     .solve(&Mtsls1::default().on(valley), Seed(1), Evaluations(3_000))?;
/// assert!(outcome.error().unwrap() < 1e-8);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "MTS-LS1")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mtsls1 {
    first: f64,
    last: f64,
    traversals: u64,
}

impl Default for Mtsls1 {
    fn default() -> Self {
        Mtsls1 { first: 0.4, last: 1e-10, traversals: u64::MAX }
    }
}

impl Mtsls1 {
    /// Sets the first and the last step, as shares of the width of each dimension. Default: 0.4, 10⁻¹⁰.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a step out of range.
    pub fn steps(self, first: f64, last: f64) -> Result<Self, Error> {
        require_steps(first, last)?;
        Ok(Mtsls1 { first, last, ..self })
    }

    /// Sets the largest number of traversals. Default: unlimited.
    ///
    /// # Errors
    /// [`Error::Parameter`] if `most` is 0.
    pub fn traversals(self, most: u64) -> Result<Self, Error> {
        require(most > 0, "traversals", most, "at least 1")?;
        Ok(Mtsls1 { traversals: most, ..self })
    }
}

impl<P: Problem<Space: Bounded>> LocalSearch<P> for Mtsls1 {
    fn improve(
        &self,
        problem: &P,
        x: &mut Vec<f64>,
        mut fitness: P::Fitness,
        allowance: &mut Allowance<'_>,
        _: &mut Stream,
    ) -> P::Fitness {
        let (lower, upper) = (problem.space().lower(), problem.space().upper());
        let (mut step, mut made) = (self.first, 0);
        while step >= self.last && made < self.traversals && !allowance.is_exhausted() {
            let mut improved = false;
            for j in 0..x.len() {
                let at = x[j];
                for share in [-step, step / 2.0] {
                    // One product at a time, as the width of a box may exceed the largest number.
                    let to = (at + share * upper[j] - share * lower[j]).clamp(lower[j], upper[j]);
                    if to == at {
                        continue; // nothing to try: at the bound, or the step vanishes in rounding
                    }
                    x[j] = to;
                    let cost = allowance.evaluate(problem, x);
                    if cost.beats(&fitness) {
                        (fitness, improved) = (cost, true);
                        break;
                    }
                    x[j] = at;
                }
            }
            made += 1;
            if !improved {
                step /= 2.0;
            }
        }
        fitness
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

    /// Returns the points tried from `x`, in order, and the end.
    fn trace(
        search: Mtsls1,
        bounds: [f64; 2],
        mut x: Vec<f64>,
        allowance: u64,
        cost: impl Fn(&[f64]) -> f64 + Send + Sync,
    ) -> (Vec<Vec<f64>>, Vec<f64>, f64, u64) {
        let tried = Mutex::new(Vec::new());
        let space = Boxed::cube(bounds[0]..=bounds[1], x.len()).unwrap();
        let problem = space.minimize(|x| {
            tried.lock().unwrap().push(x.to_vec());
            cost(x)
        });
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        let before = cost(&x);
        let mut allowance = Allowance::new(allowance);
        let after = search.improve(&problem, &mut x, before, &mut allowance, &mut rng);
        let spent = allowance.spent();
        drop(problem);
        (tried.into_inner().unwrap(), x, after, spent)
    }

    #[test]
    fn it_steps_down_then_half_up_and_halves_when_in_vain() {
        let search = Mtsls1::default().steps(0.4, 0.2).unwrap();
        let (tried, x, cost, spent) =
            trace(search, [0.0, 10.0], vec![7.0, 5.0], u64::MAX, |x| (x[0] - 1.0).abs() + x[1]);
        let expected: [[f64; 2]; 10] = [
            [3.0, 5.0], // 4 lower: better
            [3.0, 1.0], // better
            [0.0, 1.0], // 4 lower is at the bound, 1 + 1: better
            [0.0, 0.0], // at the bound: better
            [2.0, 0.0], // it is at the lower bound, so half a step higher only: no better
            [0.0, 2.0],
            [1.0, 0.0], // halved to 2, half of it: better
            [1.0, 1.0],
            [0.0, 0.0], // no better
            [2.0, 0.0], // no better
        ];
        assert_eq!(tried[..10], expected.map(Vec::from));
        assert_eq!((x, cost, spent), (vec![1.0, 0.0], 0.0, 11));
    }

    #[test]
    fn it_makes_no_more_traversals_than_it_may() {
        let search = Mtsls1::default().traversals(3).unwrap();
        let (.., spent) = trace(search, [-1.0, 1.0], vec![0.0; 4], u64::MAX, |_| 0.0);
        assert_eq!(spent, 3 * 4 * 2);
    }

    #[test]
    fn what_fails_is_counted_and_no_better() {
        let space = Boxed::cube(-1.0..=1.0, 2).unwrap();
        let broken = space.try_minimize(|x| if x[0] < 0.5 { Err("broken") } else { Ok(f64::NAN) });
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        let (mut x, search) = (vec![0.3, 0.2], Mtsls1::default().traversals(5).unwrap());
        let mut allowance = Allowance::new(100);
        assert_eq!(search.improve(&broken, &mut x, 7.0, &mut allowance, &mut rng), 7.0);
        assert_eq!((allowance.spent(), allowance.failures().total()), (20, 20));
        assert_eq!(x, [0.3, 0.2]);
    }

    #[test]
    fn settings_out_of_range_are_refused() {
        let search = Mtsls1::default;
        for bad in [0.0, -1.0, 1.1, f64::NAN] {
            assert!(matches!(
                search().steps(bad, 1e-3),
                Err(Error::Parameter { name: "first step", .. })
            ));
            assert!(matches!(
                search().steps(0.5, bad),
                Err(Error::Parameter { name: "last step", .. })
            ));
        }
        assert!(matches!(search().traversals(0), Err(Error::Parameter { name: "traversals", .. })));
    }

    proptest! {
        #[test]
        fn it_keeps_its_allowance_stays_inside_and_costs_what_it_says(
            x in prop::collection::vec(-3.0..3.0, 1..6), allowance in 0_u64..300,
        ) {
            let bumpy = |x: &[f64]| x.iter().map(|x| x * x - (5.0 * x).cos()).sum::<f64>();
            let before = bumpy(&x);
            let (tried, x, cost, spent) =
                trace(Mtsls1::default(), [-3.0, 3.0], x, allowance, bumpy);
            prop_assert!(spent <= allowance && spent == tried.len() as u64);
            prop_assert_eq!(cost, bumpy(&x));
            prop_assert!(cost <= before);
            let space = Boxed::cube(-3.0..=3.0, x.len()).unwrap();
            prop_assert!(tried.iter().all(|x| space.contains(x)));
        }
    }
}
