//! Test functions as problems: plain, shifted or rotated.

use super::{Function, catalogue::Entry, rotation::rotation};
use crate::{
    error::Error,
    problem::{Bounded, Boxed, Failure, Problem},
    rng::{Seed, Streams},
};
use ndarray::{Array2, ArrayViewMut1};
use std::{cell::RefCell, iter::zip};

/// The round of the streams drawn from here. No run has as many rounds, so that a swarm of the same seed draws
/// from other streams; otherwise its first points would be near the optimum.
const ROUND: u64 = u64::MAX;
const SHIFT: u64 = 0;
const ROTATION: u64 = 1;

/// A [`Function`] in n dimensions, on its customary domain. Created by [`Function::in_dimensions`].
///
/// With b the minimizer of the formula f, x* that of this problem and Q a rotation, the cost of x is
/// f((x − x*) Q + b), points being rows. The box does not move. The minimum is that of the
/// formula, which has no lower value anywhere, and the cost of x* is f(b) to the last bit.
///
/// A plain function costs only the formula, a shifted one O(n) more, a rotated one O(n²). None allocates.
///
/// ```
/// use swarmopt::prelude::*;
/// use swarmopt::problem::functions::Function;
///
/// let problem = Function::Ackley.in_dimensions(10)?.shifted(Seed(7));
/// assert!(problem.space().contains(&problem.minimizer().to_vec()));
/// assert!(problem.evaluate(&vec![0.0; 10])? > 1.0, "the centre has no privilege");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Benchmark {
    function: Function,
    formula: fn(&[f64]) -> f64,
    space: Boxed,
    /// The minimizer of the formula.
    base: Vec<f64>,
    /// The minimizer of this problem.
    minimizer: Vec<f64>,
    shifted: bool,
    rotation: Option<Array2<f64>>,
    minimum: f64,
    name: String,
}

impl Function {
    /// Returns the problem of finding the minimum in `n` dimensions, on the customary domain.
    ///
    /// # Errors
    /// [`Error::Parameter`] if the function is not defined for `n` dimensions.
    pub fn in_dimensions(self, n: usize) -> Result<Benchmark, Error> {
        let Entry { dimensions, formula, minimizer, minimum, .. } = Entry::of(self);
        if !dimensions.contains(&n) {
            let (least, most) = dimensions.into_inner();
            let or_more = if least == most { "" } else { "at least " };
            let allowed = format!("{or_more}{least} for {self}");
            return Err(Error::parameter("dimensions", n, allowed));
        }
        let base = minimizer(n);
        let plain = Benchmark {
            function: self,
            formula,
            space: Boxed::new((0..n).map(|j| self.domain(j)))?,
            minimizer: base.clone(),
            base,
            shifted: false,
            rotation: None,
            minimum: minimum(n),
            name: String::new(),
        };
        Ok(plain.renamed())
    }
}

impl Benchmark {
    /// Moves the minimizer to a point drawn uniformly from the middle 80 % of the box in every
    /// dimension. A second call replaces the first shift.
    #[must_use]
    pub fn shifted(mut self, seed: Seed) -> Self {
        let mut rng = Streams::new(seed).at(ROUND, SHIFT);
        let bounds = zip(self.space.lower(), self.space.upper());
        let place = |(l, u): (&f64, &f64)| rng.in_range(0.9 * l + 0.1 * u, 0.1 * l + 0.9 * u);
        self.minimizer = bounds.map(place).collect();
        self.shifted = true;
        self.renamed()
    }

    /// Rotates the function about its minimizer by a random orthogonal matrix (which may also reflect), so that
    /// a separable function no longer is separable. O(n³). A second call replaces the first rotation.
    #[must_use]
    pub fn rotated(mut self, seed: Seed) -> Self {
        let mut rng = Streams::new(seed).at(ROUND, ROTATION);
        self.rotation = Some(rotation(self.base.len(), &mut rng));
        self.renamed()
    }

    fn renamed(mut self) -> Self {
        let shifted = if self.shifted { "shifted " } else { "" };
        let rotated = if self.rotation.is_some() { "rotated " } else { "" };
        self.name = format!("{shifted}{rotated}{} {}-D", self.function, self.base.len());
        self
    }

    /// Returns the function of this problem.
    pub fn function(&self) -> Function {
        self.function
    }

    /// Returns a point of the least cost.
    pub fn minimizer(&self) -> &[f64] {
        &self.minimizer
    }

    /// Returns the orthogonal matrix Q, if the function is rotated.
    pub fn rotation(&self) -> Option<&Array2<f64>> {
        self.rotation.as_ref()
    }

    /// Returns f((x − x*) Q + b).
    fn moved(&self, x: &[f64]) -> f64 {
        thread_local! {
            static SCRATCH: RefCell<[Vec<f64>; 2]> = const { RefCell::new([Vec::new(), Vec::new()]) };
        }
        SCRATCH.with_borrow_mut(|[step, z]| {
            step.clear();
            step.extend(zip(x, &self.minimizer).map(|(x, at)| x - at));
            z.clear();
            match &self.rotation {
                None => z.extend(zip(&*step, &self.base).map(|(step, b)| step + b)),
                Some(q) => {
                    // Row by row, so that the inner loop adds vectors without a horizontal sum.
                    z.extend_from_slice(&self.base);
                    let mut z = ArrayViewMut1::from(&mut z[..]);
                    zip(&*step, q.rows()).for_each(|(step, row)| z.scaled_add(*step, &row));
                }
            }
            (self.formula)(z)
        })
    }
}

impl Problem for Benchmark {
    type Space = Boxed;
    type Fitness = f64;

    fn space(&self) -> &Boxed {
        &self.space
    }
    #[inline]
    fn evaluate(&self, x: &Vec<f64>) -> Result<f64, Failure> {
        if x.len() != self.base.len() {
            return Err(Failure::Error(format!("{} coordinates for {}", x.len(), self.name)));
        }
        let plain = !self.shifted && self.rotation.is_none();
        Ok(if plain { (self.formula)(x) } else { self.moved(x) })
    }
    fn name(&self) -> &str {
        &self.name
    }
    fn optimum(&self) -> Option<f64> {
        Some(self.minimum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Space;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    /// Returns the four problems of a function.
    fn variants(function: Function, n: usize, seed: u64) -> [Benchmark; 4] {
        let plain = function.in_dimensions(n).unwrap();
        let shifted = plain.clone().shifted(Seed(seed));
        let rotated = plain.clone().rotated(Seed(seed));
        let both = shifted.clone().rotated(Seed(seed));
        [plain, shifted, rotated, both]
    }

    /// Returns those of some numbers of dimensions in which `function` is defined.
    fn sizes(function: Function) -> impl Iterator<Item = usize> {
        [1, 2, 3, 10, 50].into_iter().filter(move |n| function.dimensions().contains(n))
    }

    #[test]
    fn the_cost_of_the_minimizer_is_the_minimum() {
        for function in Function::ALL {
            for n in sizes(function) {
                for problem in variants(function, n, 1) {
                    let cost = problem.evaluate(&problem.minimizer.clone()).unwrap();
                    assert_abs_diff_eq!(cost, problem.optimum().unwrap(), epsilon = 1e-9);
                    assert_eq!(cost, function.value(&function.minimizer(n)), "{}", problem.name());
                    assert!(problem.space().contains(&problem.minimizer), "{}", problem.name());
                }
            }
        }
    }

    #[test]
    fn shifts_are_uniform_in_the_middle_of_the_box() {
        // The box of Branin is [−5, 10] × [0, 15].
        let places: Vec<Vec<f64>> = (0..2_000)
            .map(|seed| Function::Branin.in_dimensions(2).unwrap().shifted(Seed(seed)).minimizer)
            .collect();
        for (j, lower, upper) in [(0, -3.5, 8.5), (1, 1.5, 13.5)] {
            let coordinate = || places.iter().map(|x| x[j]);
            let mean = coordinate().sum::<f64>() / 2_000.0;
            // Four standard errors: 4 · 12 / √(12 · 2000).
            assert!((mean - (lower + upper) / 2.0).abs() < 0.31, "{mean}");
            let (least, most) =
                (coordinate().fold(9e9, f64::min), coordinate().fold(-9e9, f64::max));
            assert!((lower..lower + 0.1).contains(&least), "{least}");
            assert!((upper - 0.1..=upper).contains(&most), "{most}");
        }
    }

    #[test]
    fn the_centre_of_a_shifted_box_is_a_bad_place() {
        let [plain, shifted, ..] = variants(Function::Sphere, 30, 3);
        assert_eq!(plain.evaluate(&vec![0.0; 30]), Ok(0.0));
        // The expected cost is 30 · 80²/3 = 64 000.
        assert!(shifted.evaluate(&vec![0.0; 30]).unwrap() > 30_000.0);
    }

    #[test]
    fn names_seeds_and_order() {
        let [plain, shifted, rotated, both] = variants(Function::Schwefel2_26, 5, 4);
        assert_eq!(plain.name(), "Schwefel 2.26 5-D");
        assert_eq!(shifted.name(), "shifted Schwefel 2.26 5-D");
        assert_eq!(rotated.name(), "rotated Schwefel 2.26 5-D");
        assert_eq!(both.name(), "shifted rotated Schwefel 2.26 5-D");
        let x = vec![10.0; 5];
        let costs =
            |seed| variants(Function::Schwefel2_26, 5, seed).map(|p| p.evaluate(&x).unwrap());
        assert_eq!(costs(4), costs(4));
        assert!(zip(costs(4), costs(5)).skip(1).all(|(a, b)| a != b));
        let other_way = rotated.shifted(Seed(4));
        assert_eq!(other_way.name(), both.name());
        assert_eq!(other_way.evaluate(&x), both.evaluate(&x));
        assert_eq!(both.clone().shifted(Seed(9)).shifted(Seed(4)).evaluate(&x), both.evaluate(&x));
    }

    #[test]
    fn a_rotation_keeps_distances_and_mixes_coordinates() {
        let [_, shifted, _, both] = variants(Function::Sphere, 20, 5);
        let x: Vec<f64> = (0..20).map(f64::from).collect();
        let (a, b) = (shifted.evaluate(&x).unwrap(), both.evaluate(&x).unwrap());
        assert!((a - b).abs() < 1e-12 * a, "{a} {b}");
        // A step along the last axis costs 1 in a discus, and 10⁶/20 on average once rotated.
        let [_, straight, _, turned] = variants(Function::Discus, 20, 5);
        let step = |p: &Benchmark| {
            let mut x = p.minimizer.clone();
            x[19] += 1.0;
            p.evaluate(&x).unwrap()
        };
        assert!((step(&straight) - 1.0).abs() < 1e-12);
        assert!(step(&turned) > 100.0);
    }

    #[test]
    fn a_point_of_another_dimension_fails_and_says_so() {
        for problem in variants(Function::Beale, 2, 6) {
            let failure = problem.evaluate(&vec![0.0; 3]).unwrap_err();
            let text = format!("error: 3 coordinates for {}", problem.name());
            assert_eq!(failure.to_string(), text);
        }
    }

    proptest! {
        #[test]
        fn no_point_is_below_the_minimum(which in 0..Function::ALL.len(), seed: u64, exponent in -9.0..0.0) {
            let function = Function::ALL[which];
            for n in sizes(function).filter(|n| *n <= 10) {
                for problem in variants(function, n, seed) {
                    let radius = 10_f64.powf(exponent);
                    let mut rng = Streams::new(Seed(seed)).at(0, 0);
                    let anywhere = problem.space().sample(&mut rng);
                    let near = problem.minimizer.iter().map(|x| x + radius * rng.normal()).collect();
                    let minimum = problem.optimum().unwrap();
                    for x in [anywhere, near] {
                        let cost = problem.evaluate(&x).unwrap();
                        let rounding = 1e-14 * minimum.abs();
                        prop_assert!(cost >= minimum - rounding, "{} {cost} at {x:?}", problem.name());
                    }
                }
            }
        }
    }
}
