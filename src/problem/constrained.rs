//! The fitness of a point under constraints.

use super::{Constraint, Failure, Fitness, fitness::StoredNumber};
use serde::{Deserialize, Serialize};
use std::{cmp::Ordering, sync::Arc};

/// A cost and the values of constraints, ordered by Deb's rules: a feasible point is better than any other, of two
/// feasible points that of lower cost, of two others that of lower violation (Deb 2000, An efficient constraint
/// handling method for genetic algorithms).
///
/// ```
/// use swarmopt::{author::*, prelude::*};
/// let (cheap, allowed) = (Constrained::new(1.0, vec![0.5]), Constrained::new(9.0, vec![-0.5]));
/// assert!(allowed.beats(&cheap));
/// assert_eq!((cheap.violation(), cheap.cost(), cheap.value()), (0.5, 1.0, f64::INFINITY));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Constrained {
    cost: f64,
    violation: f64,
    /// Shared, as every copy of the point has the same. `None` if there are none.
    values: Option<Arc<[f64]>>,
}

impl Constrained {
    /// Creates the fitness of a point from its cost and the values of its constraints, each satisfied if it is at
    /// most 0. The violation is the sum of those above 0.
    pub fn new(cost: f64, values: impl Into<Arc<[f64]>>) -> Self {
        let values = values.into();
        let violation = values.iter().fold(0.0, |sum, g| sum + worse_than_zero(*g));
        Constrained::holding(cost, violation, values)
    }

    /// Creates the fitness of a point from one value for each of the constraints of its problem. Where a constraint
    /// is violated the cost need not be known: a failure or NaN counts as infinite there.
    ///
    /// # Errors
    /// [`Failure::Error`] names a constraint whose value is NaN, or that has none. `cost` if it is a failure, and
    /// [`Failure::NotANumber`] if it is NaN, at a feasible point.
    pub fn of(
        constraints: &[Constraint],
        values: impl IntoIterator<Item = f64>,
        cost: Result<f64, Failure>,
    ) -> Result<Self, Failure> {
        let mut given = values.into_iter();
        let mut all = Vec::with_capacity(2 * constraints.len());
        for constraint in constraints {
            let g = given.next().unwrap_or(f64::NAN);
            if g.is_nan() {
                let name = constraint.name();
                return Err(Failure::Error(format!("constraint `{name}` is not a number")));
            }
            constraint.push(g, &mut all);
        }
        let units = Constraint::units(constraints);
        let shares = all.iter().zip(units).map(|(g, unit)| worse_than_zero(*g) / unit);
        let violation = shares.fold(0.0, |sum, share| sum + share);
        let cost = match cost {
            Ok(cost) if !cost.is_nan() => cost,
            _ if violation > 0.0 => f64::INFINITY,
            Ok(_) => return Err(Failure::NotANumber),
            Err(failure) => return Err(failure),
        };
        Ok(Constrained::holding(cost, violation, all.into()))
    }

    fn holding(cost: f64, violation: f64, values: Arc<[f64]>) -> Self {
        Constrained { cost, violation, values: (!values.is_empty()).then_some(values) }
    }

    /// Compares two points where violations up to `level` are forgiven.
    fn order_at(&self, other: &Self, level: f64) -> Ordering {
        let key = |x: &Self| if x.violation <= level { (0.0, x.cost) } else { (x.violation, 0.0) };
        let ((a, c), (b, d)) = (key(self), key(other));
        a.order(&b).then_with(|| c.order(&d))
    }
}

/// Returns the value of a violated constraint, else 0; NaN stays.
fn worse_than_zero(g: f64) -> f64 {
    if g <= 0.0 { 0.0 } else { g }
}

impl Fitness for Constrained {
    const WORST: Constrained = Constrained { cost: f64::NAN, violation: f64::NAN, values: None };
    type Stored = StoredConstrained;

    fn order(&self, other: &Self) -> Ordering {
        self.order_at(other, 0.0)
    }
    fn beats_at(&self, other: &Self, level: f64) -> bool {
        self.order_at(other, level).is_lt()
    }
    #[inline]
    fn cost(&self) -> f64 {
        self.cost
    }
    #[inline]
    fn violation(&self) -> f64 {
        self.violation
    }
    fn constraints(&self) -> &[f64] {
        self.values.as_deref().unwrap_or_default()
    }
    fn is_valid(&self) -> bool {
        !(self.cost.is_nan() || self.violation.is_nan())
    }
    /// Returns above 1 for a feasible point and at most 1 for any other.
    fn merit(&self, unit: f64) -> f64 {
        if self.is_feasible() { 1.0 + self.cost.merit(unit) } else { self.violation.merit(1.0) }
    }
    fn store(&self) -> StoredConstrained {
        let numbers = [self.cost, self.violation].map(|x| x.store());
        StoredConstrained(numbers, self.constraints().iter().map(Fitness::store).collect())
    }
    fn restore(StoredConstrained([cost, violation], values): StoredConstrained) -> Self {
        let values: Arc<[f64]> = values.into_iter().map(f64::restore).collect();
        Constrained::holding(f64::restore(cost), f64::restore(violation), values)
    }
}

/// Cost, violation and values in a form that JSON can hold.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredConstrained([StoredNumber; 2], Vec<StoredNumber>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feasible_comes_first_then_cost_then_violation_and_failures_last() {
        let of = |cost: f64, g: f64| Constrained::new(cost, vec![g, -1.0]);
        let mut all = [
            Constrained::WORST,
            of(f64::NEG_INFINITY, f64::INFINITY),
            of(-9.0, 2.0),
            of(9.0, 1e-300),
            of(f64::INFINITY, 0.0),
            of(2.0, 0.0),
            of(1.0, -3.0),
        ];
        let sorted: Vec<Constrained> = all.iter().rev().cloned().collect();
        all.sort_by(Fitness::order);
        assert_eq!(format!("{all:?}"), format!("{sorted:?}"));
        for pair in all.windows(2) {
            assert!(pair[0].beats(&pair[1]) && !pair[1].beats(&pair[0]), "{pair:?}");
        }
        assert!(!of(1.0, f64::NAN).is_valid() && !of(f64::NAN, 1.0).is_valid());
        assert!(all[..6].iter().all(Fitness::is_valid) && !Constrained::WORST.is_valid());
        assert!(of(5.0, 3.0) == of(5.0, 3.0) && !of(5.0, 3.0).beats(&of(6.0, 3.0)));
    }

    #[test]
    fn merit_rises_with_the_order() {
        let of = |cost: f64, g: f64| Constrained::new(cost, vec![g]);
        let falling = [of(-5.0, 0.0), of(0.0, 0.0), of(1e9, -1.0), of(-9.0, 1e-9), of(-9.0, 7.0)];
        for unit in [1e-6, 1.0, 1e6] {
            let merits: Vec<f64> = falling.iter().map(|x| x.merit(unit)).collect();
            assert!(merits.is_sorted_by(|a, b| a > b) && merits[4] > 0.0, "{merits:?}");
        }
    }

    #[test]
    fn every_number_survives_json() {
        for x in [
            Constrained::WORST,
            Constrained::new(f64::INFINITY, vec![f64::NEG_INFINITY, 0.1 + 0.2, 5e-324]),
            Constrained::new(-0.0, vec![f64::INFINITY]),
            Constrained::new(2.0, vec![]),
        ] {
            let text = serde_json::to_string(&x.store()).unwrap();
            let back = Constrained::restore(serde_json::from_str(&text).unwrap());
            assert_eq!(format!("{back:?}"), format!("{x:?}"), "{text}");
        }
    }
}
