//! Constrained test functions as problems.

use super::{ConstrainedFunction, entry::Entry};
use crate::problem::{Boxed, Constrained, Constraint, Failure, Problem};

/// The problem of a [`ConstrainedFunction`], on its published box and in its published scale. Created by
/// [`ConstrainedFunction::problem`].
///
/// ```
/// use swarmopt::{author::*, prelude::*};
/// let beam = ConstrainedFunction::WeldedBeam.problem();
/// let best = beam.evaluate(&beam.minimizer().to_vec())?;
/// assert!(best.is_feasible() && best.cost() < 1.724_853);
/// let outcome = solve(&beam, Seed(1), Evaluations(20_000))?;
/// println!("{outcome}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ConstrainedBenchmark {
    function: ConstrainedFunction,
    entry: Entry,
}

impl ConstrainedFunction {
    /// Returns the problem of minimizing it under its constraints.
    pub fn problem(self) -> ConstrainedBenchmark {
        ConstrainedBenchmark { function: self, entry: Entry::of(self) }
    }
}

impl ConstrainedBenchmark {
    /// Returns the function of this problem.
    pub fn function(&self) -> ConstrainedFunction {
        self.function
    }

    /// Returns the best point known: the published one, with as many digits as it takes to be feasible in floating
    /// point. Its cost differs from [`optimum`](Problem::optimum) by less than 10⁻¹² of it.
    pub fn minimizer(&self) -> &[f64] {
        &self.entry.minimizer
    }
}

impl Problem for ConstrainedBenchmark {
    type Space = Boxed;
    type Fitness = Constrained;

    fn space(&self) -> &Boxed {
        &self.entry.space
    }
    fn evaluate(&self, x: &Vec<f64>) -> Result<Constrained, Failure> {
        let Entry { constraints, formula, minimizer, .. } = &self.entry;
        if x.len() != minimizer.len() {
            return Err(Failure::Error(format!("{} coordinates for {}", x.len(), self.function)));
        }
        let mut values = vec![f64::NAN; constraints.len()];
        let cost = formula(x, &mut values);
        Constrained::of(constraints, values, Ok(cost))
    }
    fn constraints(&self) -> &[Constraint] {
        &self.entry.constraints
    }
    fn name(&self) -> &str {
        self.function.name()
    }
    fn optimum(&self) -> Option<f64> {
        Some(self.entry.optimum)
    }
}
