//! The objectives of the race, by name.

use crate::objective::{Objective, Sphere};
use std::{cell::Cell, f64::consts::TAU};

/// Σ (xⱼ² − 10 cos 2πxⱼ + 10)
#[derive(Clone, Copy)]
pub struct Rastrigin;

/// Σ (100 (xⱼ₊₁ − xⱼ²)² + (1 − xⱼ)²)
#[derive(Clone, Copy)]
pub struct Rosenbrock;

impl Rastrigin {
    #[inline]
    fn term(v: f64) -> f64 {
        v * v - 10.0 * (TAU * v).cos() + 10.0
    }
}

impl Objective for Rastrigin {
    #[inline]
    fn at(self, x: &[f64]) -> f64 {
        x.iter().map(|&v| Self::term(v)).sum()
    }
    #[inline]
    fn in_eight_sums(self, x: &[f64]) -> f64 {
        eight_sums(x, x, |v, _| Self::term(v))
    }
}

impl Rosenbrock {
    #[inline]
    fn term(v: f64, next: f64) -> f64 {
        let (valley, slope) = (next - v * v, 1.0 - v);
        100.0 * valley * valley + slope * slope
    }
}

impl Objective for Rosenbrock {
    #[inline]
    fn at(self, x: &[f64]) -> f64 {
        x.windows(2).map(|pair| Self::term(pair[0], pair[1])).sum()
    }
    #[inline]
    fn in_eight_sums(self, x: &[f64]) -> f64 {
        eight_sums(x, x.get(1..).unwrap_or_default(), Self::term)
    }
}

/// Σ term(aⱼ, bⱼ) over the shorter of the two, term j added to partial sum j mod 8.
#[inline]
fn eight_sums(a: &[f64], b: &[f64], term: impl Fn(f64, f64) -> f64) -> f64 {
    let length = a.len().min(b.len());
    let (a, a_rest) = a[..length].as_chunks::<8>();
    let (b, b_rest) = b[..length].as_chunks::<8>();
    let mut sums = [0.0; 8];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..8 {
            sums[lane] += term(a[lane], b[lane]);
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(&a, &b)| term(a, b)).sum();
    sums.iter().sum::<f64>() + rest
}

/// The objectives by name, in the order of the table's columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// [`Sphere`]
    Sphere,
    /// [`Rastrigin`]
    Rastrigin,
    /// [`Rosenbrock`]
    Rosenbrock,
}

impl Function {
    /// All of them.
    pub const ALL: [Function; 3] = [Function::Sphere, Function::Rastrigin, Function::Rosenbrock];

    /// Its name in the table and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Function::Sphere => "sphere",
            Function::Rastrigin => "rastrigin",
            Function::Rosenbrock => "rosenbrock",
        }
    }
}

/// An objective that counts its evaluations on this thread; for untimed runs only.
#[derive(Clone, Copy)]
pub struct Counted(pub Function);

thread_local! {
    static EVALUATIONS: Cell<u64> = const { Cell::new(0) };
}

impl Counted {
    /// Evaluations on this thread since it started.
    pub fn evaluations() -> u64 {
        EVALUATIONS.get()
    }
}

impl Objective for Counted {
    fn at(self, x: &[f64]) -> f64 {
        EVALUATIONS.set(EVALUATIONS.get() + 1);
        match self.0 {
            Function::Sphere => Sphere.at(x),
            Function::Rastrigin => Rastrigin.at(x),
            Function::Rosenbrock => Rosenbrock.at(x),
        }
    }
    fn in_eight_sums(self, x: &[f64]) -> f64 {
        self.at(x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_have_the_published_values() {
        let ones = [1.0; 30];
        assert_eq!((Sphere.at(&ones), Sphere.in_eight_sums(&ones)), (30.0, 30.0));
        assert_eq!((Rosenbrock.at(&ones), Rosenbrock.in_eight_sums(&ones)), (0.0, 0.0));
        let origin = [0.0; 30];
        assert_eq!((Rastrigin.at(&origin), Rastrigin.in_eight_sums(&origin)), (0.0, 0.0));
        assert_eq!((Rosenbrock.at(&origin), Rosenbrock.in_eight_sums(&origin)), (29.0, 29.0));
    }

    #[test]
    fn both_forms_agree_at_every_length() {
        fn check(objective: impl Objective, x: &[f64]) {
            let (one, eight) = (objective.at(x), objective.in_eight_sums(x));
            assert!((one - eight).abs() <= 1e-12 * one.abs(), "{one} {eight}");
        }
        let ramp: Vec<f64> = (0..40).map(|j| f64::from(j) / 7.0 - 2.5).collect();
        for length in 0..ramp.len() {
            check(Sphere, &ramp[..length]);
            check(Rastrigin, &ramp[..length]);
            check(Rosenbrock, &ramp[..length]);
        }
    }
}
