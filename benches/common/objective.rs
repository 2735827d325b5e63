//! What a contestant minimises, as a user would write it.

/// A cost over ℝⁿ, known at compile time so that each contestant can inline it.
pub trait Objective: Copy + Send + Sync + 'static {
    /// The cost of `x` as one iterator chain.
    fn at(self, x: &[f64]) -> f64;

    /// The same cost in eight partial sums, which the processor adds side by side.
    fn in_eight_sums(self, x: &[f64]) -> f64;
}

/// Σ xⱼ²
#[derive(Clone, Copy)]
pub struct Sphere;

impl Objective for Sphere {
    #[inline]
    fn at(self, x: &[f64]) -> f64 {
        x.iter().map(|v| v * v).sum()
    }
    #[inline]
    fn in_eight_sums(self, x: &[f64]) -> f64 {
        swarmopt::problem::functions::sphere(x)
    }
}
