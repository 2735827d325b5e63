//! The properties of the test functions, one row per function.

use super::{Function, named::named, planar::*, scalable::*};
use crate::error::Error;
use std::{f64::consts::PI, fmt, iter, ops::RangeInclusive, str::FromStr};

impl Function {
    /// Returns the name in print, such as `Schwefel 2.26`.
    pub fn name(self) -> &'static str {
        Entry::of(self).name
    }

    /// Returns the numbers of dimensions for which it is defined.
    pub fn dimensions(self) -> RangeInclusive<usize> {
        Entry::of(self).dimensions
    }

    /// Returns the customary domain of a coordinate, counted from 0. It differs between coordinates only for
    /// [`Branin`](Self::Branin) and [`SixHumpCamel`](Self::SixHumpCamel).
    pub fn domain(self, coordinate: usize) -> RangeInclusive<f64> {
        let (lower, upper) = Entry::of(self).domain[coordinate.min(1)];
        lower..=upper
    }

    /// Returns a point of least value in `n` dimensions. For a function of two coordinates `n` is ignored.
    pub fn minimizer(self, n: usize) -> Vec<f64> {
        (Entry::of(self).minimizer)(n)
    }

    /// Returns the least value in `n` dimensions. The value computed at the minimizer agrees with it
    /// within rounding.
    pub fn minimum(self, n: usize) -> f64 {
        (Entry::of(self).minimum)(n)
    }

    /// Returns the value at `x`, any point of ℝⁿ, in O(n). NaN if the function is not defined for this number
    /// of coordinates.
    pub fn value(self, x: &[f64]) -> f64 {
        let Entry { dimensions, formula, .. } = Entry::of(self);
        if dimensions.contains(&x.len()) { formula(x) } else { f64::NAN }
    }
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Function {
    type Err = Error;

    /// Parses a name; case, spaces and punctuation do not matter.
    ///
    /// # Errors
    /// [`Error::Parameter`], which lists the names.
    fn from_str(text: &str) -> Result<Self, Error> {
        named(text, &Function::ALL, Function::name)
    }
}

/// The properties of a function.
pub(super) struct Entry {
    pub name: &'static str,
    pub dimensions: RangeInclusive<usize>,
    /// The domains of the first coordinate and of each other one.
    pub domain: [(f64, f64); 2],
    pub minimizer: fn(usize) -> Vec<f64>,
    pub minimum: fn(usize) -> f64,
    pub formula: fn(&[f64]) -> f64,
}

/// Returns the entry of a function of any number of dimensions with the minimum 0 at the origin.
fn scalable(name: &'static str, domain: (f64, f64), formula: fn(&[f64]) -> f64) -> Entry {
    Entry {
        name,
        dimensions: 1..=usize::MAX,
        domain: [domain; 2],
        minimizer: |n| vec![0.0; n],
        minimum: |_| 0.0,
        formula,
    }
}

/// Returns the entry of a function of two coordinates.
fn planar(name: &'static str, domain: [(f64, f64); 2], formula: fn(&[f64]) -> f64) -> Entry {
    Entry { dimensions: 2..=2, domain, ..scalable(name, domain[0], formula) }
}

impl Entry {
    #[rustfmt::skip]
    pub fn of(function: Function) -> Entry {
        use Function::*;
        match function {
            Sphere => scalable("Sphere", (-100.0, 100.0), sphere),
            Ellipsoid => scalable("Ellipsoid", (-100.0, 100.0), ellipsoid),
            DifferentPowers => scalable("Different powers", (-1.0, 1.0), different_powers),
            Schwefel2_22 => scalable("Schwefel 2.22", (-10.0, 10.0), schwefel_2_22),
            Schwefel1_2 => scalable("Schwefel 1.2", (-100.0, 100.0), schwefel_1_2),
            Rosenbrock => Entry {
                dimensions: 2..=usize::MAX,
                minimizer: |n| vec![1.0; n],
                ..scalable("Rosenbrock", (-30.0, 30.0), rosenbrock)
            },
            Rastrigin => scalable("Rastrigin", (-5.12, 5.12), rastrigin),
            Ackley => scalable("Ackley", (-32.768, 32.768), ackley),
            Griewank => scalable("Griewank", (-600.0, 600.0), griewank),
            Schwefel2_26 => Entry {
                minimizer: |n| vec![SCHWEFEL_2_26_PEAK; n],
                ..scalable("Schwefel 2.26", (-500.0, 500.0), schwefel_2_26)
            },
            Levy => Entry {
                minimizer: |n| vec![1.0; n],
                ..scalable("Levy", (-10.0, 10.0), levy)
            },
            Zakharov => scalable("Zakharov", (-5.0, 10.0), zakharov),
            StyblinskiTang => Entry {
                minimizer: |n| vec![-2.903_534_027_771_177; n],
                minimum: |n| -39.166_165_703_771_41 * n as f64,
                ..scalable("Styblinski–Tang", (-5.0, 5.0), styblinski_tang)
            },
            Step => scalable("Step", (-100.0, 100.0), step),
            DixonPrice => Entry {
                minimizer: |n| iter::successors(Some(1.0), |x| Some(f64::sqrt(x / 2.0))).take(n).collect(),
                ..scalable("Dixon–Price", (-10.0, 10.0), dixon_price)
            },
            Salomon => scalable("Salomon", (-100.0, 100.0), salomon),
            BentCigar => scalable("Bent cigar", (-100.0, 100.0), bent_cigar),
            Discus => scalable("Discus", (-100.0, 100.0), discus),
            SchafferF6 => Entry {
                dimensions: 2..=usize::MAX,
                ..scalable("Schaffer F6", (-100.0, 100.0), schaffer_f6)
            },
            Weierstrass => scalable("Weierstrass", (-0.5, 0.5), weierstrass),
            Branin => Entry {
                minimizer: |_| vec![PI, 2.275],
                minimum: |_| 1.25 / PI,
                ..planar("Branin", [(-5.0, 10.0), (0.0, 15.0)], |p| on_plane(p, branin))
            },
            GoldsteinPrice => Entry {
                minimizer: |_| vec![0.0, -1.0],
                minimum: |_| 3.0,
                ..planar("Goldstein–Price", [(-2.0, 2.0); 2], |p| on_plane(p, goldstein_price))
            },
            SixHumpCamel => Entry {
                minimizer: |_| vec![0.089_842_013_100_318_06, -0.712_656_403_020_739_6],
                minimum: |_| -1.031_628_453_489_877_4,
                ..planar("Six-hump camel", [(-3.0, 3.0), (-2.0, 2.0)], |p| on_plane(p, six_hump_camel))
            },
            Beale => Entry {
                minimizer: |_| vec![3.0, 0.5],
                ..planar("Beale", [(-4.5, 4.5); 2], |p| on_plane(p, beale))
            },
            Booth => Entry {
                minimizer: |_| vec![1.0, 3.0],
                ..planar("Booth", [(-10.0, 10.0); 2], |p| on_plane(p, booth))
            },
            Easom => Entry {
                minimizer: |_| vec![PI, PI],
                minimum: |_| -1.0,
                ..planar("Easom", [(-100.0, 100.0); 2], |p| on_plane(p, easom))
            },
            Himmelblau => Entry {
                minimizer: |_| vec![3.0, 2.0],
                ..planar("Himmelblau", [(-5.0, 5.0); 2], |p| on_plane(p, himmelblau))
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip_and_an_unknown_one_lists_them() {
        for function in Function::ALL {
            assert_eq!(function.to_string().parse::<Function>().unwrap(), function);
            assert_eq!(
                format!("{function:?}").to_uppercase().parse::<Function>().unwrap(),
                function
            );
        }
        let error = "Rastigrin".parse::<Function>().unwrap_err().to_string();
        assert!(
            error.starts_with("function is Rastigrin; allowed: Sphere, Ellipsoid, "),
            "{error}"
        );
    }

    #[test]
    fn a_dimension_that_is_none_gives_no_value_and_no_problem() {
        for (function, n) in [
            (Function::Sphere, 0),
            (Function::Rosenbrock, 1),
            (Function::SchafferF6, 1),
            (Function::Beale, 1),
            (Function::Beale, 3),
        ] {
            assert!(function.value(&vec![0.0; n]).is_nan());
            assert!(matches!(function.in_dimensions(n), Err(Error::Parameter { .. })));
        }
        let error = Function::Branin.in_dimensions(3).unwrap_err().to_string();
        assert_eq!(error, "dimensions is 3; allowed: 2 for Branin");
        let error = Function::Rosenbrock.in_dimensions(1).unwrap_err().to_string();
        assert_eq!(error, "dimensions is 1; allowed: at least 2 for Rosenbrock");
    }
}
