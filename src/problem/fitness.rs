//! What evaluations return. Lower is better, and NaN ranks last.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{cmp::Ordering, fmt::Debug};

/// What an evaluation says of a point: a cost, or a cost and the values of constraints
/// ([`Constrained`](super::Constrained)). Lower is better.
pub trait Fitness: Clone + Debug + PartialEq + Send + Sync + 'static {
    /// The fitness of a failed evaluation, which ranks behind every other value.
    const WORST: Self;

    /// Whether it is one number and nothing else. A method that adds and subtracts costs works only then.
    const IS_NUMBER: bool = false;

    /// A form that every data format can hold: JSON has neither infinities nor NaN.
    type Stored: Serialize + DeserializeOwned;

    /// Compares two values in a total order, better first.
    fn order(&self, other: &Self) -> Ordering;

    /// Returns the cost, whether the point satisfies the constraints or not.
    fn cost(&self) -> f64;

    /// Returns by how much the point violates its constraints, at least 0. Default: 0.
    fn violation(&self) -> f64 {
        0.0
    }

    /// Returns the values of the constraints, each satisfied if it is at most 0. Default: none.
    fn constraints(&self) -> &[f64] {
        &[]
    }

    /// Returns whether this is a valid fitness; NaN is not, an infinity is.
    fn is_valid(&self) -> bool;

    /// Returns the form in which a checkpoint stores it.
    fn store(&self) -> Self::Stored;

    /// Restores a fitness from its stored form.
    fn restore(stored: Self::Stored) -> Self;

    /// Returns whether the point satisfies all its constraints.
    #[inline]
    fn is_feasible(&self) -> bool {
        self.violation() <= 0.0
    }

    /// Returns the number for charts, logs and targets: the cost of a feasible point, infinite for any other.
    #[inline]
    fn value(&self) -> f64 {
        if self.is_feasible() { self.cost() } else { f64::INFINITY }
    }

    /// Returns the number that is to fall next: the violation while there is one, then the cost. Comparable
    /// between points of which both or none are feasible.
    #[inline]
    fn scalar(&self) -> f64 {
        if self.is_feasible() { self.cost() } else { self.violation() }
    }

    /// Returns whether it is strictly better.
    #[inline]
    fn beats(&self, other: &Self) -> bool {
        self.order(other).is_lt()
    }

    /// Returns whether it is strictly better where violations up to `level` are forgiven. Default: as
    /// [`beats`](Self::beats), for a fitness without constraints.
    #[inline]
    fn beats_at(&self, other: &Self, _level: f64) -> bool {
        self.beats(other)
    }

    /// Returns a positive weight that is larger for a better point. For a cost: 1 / (1 + c), or 1 − c if c < 0,
    /// where c is the cost divided by `unit` (Karaboga & Basturk 2007, eq. 2 and the rule below it, with a
    /// `unit` of 1). `unit` is a typical cost, above 0, so that the weights do not depend on the unit of the
    /// costs.
    #[inline]
    fn merit(&self, unit: f64) -> f64 {
        match self.scalar() / unit {
            c if c.is_nan() => 0.0,
            c if c >= 0.0 => 1.0 / (1.0 + c),
            c => 1.0 - c.max(-1e300),
        }
    }
}

impl Fitness for f64 {
    const WORST: f64 = f64::NAN;
    const IS_NUMBER: bool = true;
    type Stored = StoredNumber;

    #[inline]
    fn order(&self, other: &f64) -> Ordering {
        let nan_last = || self.is_nan().cmp(&other.is_nan());
        self.partial_cmp(other).unwrap_or_else(nan_last)
    }
    #[inline]
    fn beats(&self, other: &f64) -> bool {
        // Not "less than", which is also false where the other is NaN.
        !(self >= other || self.is_nan())
    }
    #[inline]
    fn cost(&self) -> f64 {
        *self
    }
    #[inline]
    fn is_valid(&self) -> bool {
        !self.is_nan()
    }
    fn store(&self) -> StoredNumber {
        match *self {
            x if x.is_finite() => StoredNumber::Finite(x),
            x if x.is_nan() => StoredNumber::Other(Unbounded::NaN),
            x if x > 0.0 => StoredNumber::Other(Unbounded::Infinity),
            _ => StoredNumber::Other(Unbounded::MinusInfinity),
        }
    }
    fn restore(stored: StoredNumber) -> f64 {
        match stored {
            StoredNumber::Finite(x) => x,
            StoredNumber::Other(Unbounded::NaN) => f64::NAN,
            StoredNumber::Other(Unbounded::Infinity) => f64::INFINITY,
            StoredNumber::Other(Unbounded::MinusInfinity) => f64::NEG_INFINITY,
        }
    }
}

/// A number, or the name of a value that JSON has no number for.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum StoredNumber {
    /// A finite number.
    Finite(f64),
    /// Anything else.
    Other(Unbounded),
}

/// The values of a floating-point number other than finite ones.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub enum Unbounded {
    /// Not a number.
    NaN,
    /// Positive infinity.
    Infinity,
    /// Negative infinity.
    MinusInfinity,
}

/// For `#[serde(with = "lossless")]` on a field of any fitness type.
pub(crate) mod lossless {
    use super::Fitness;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<F: Fitness, S: Serializer>(f: &F, s: S) -> Result<S::Ok, S::Error> {
        f.store().serialize(s)
    }
    pub(crate) fn deserialize<'de, F: Fitness, D: Deserializer<'de>>(d: D) -> Result<F, D::Error> {
        F::Stored::deserialize(d).map(F::restore)
    }

    /// As above, for a fitness that may be missing.
    pub(crate) mod option {
        use super::*;

        pub(crate) fn serialize<F: Fitness, S: Serializer>(
            f: &Option<F>,
            s: S,
        ) -> Result<S::Ok, S::Error> {
            f.as_ref().map(Fitness::store).serialize(s)
        }
        pub(crate) fn deserialize<'de, F: Fitness, D: Deserializer<'de>>(
            d: D,
        ) -> Result<Option<F>, D::Error> {
            Ok(Option::<F::Stored>::deserialize(d)?.map(F::restore))
        }
    }

    /// As above, for an evaluation that may have failed.
    pub(crate) mod result {
        use super::*;
        use crate::problem::Failure;

        pub(crate) fn serialize<F: Fitness, S: Serializer>(
            f: &Result<F, Failure>,
            s: S,
        ) -> Result<S::Ok, S::Error> {
            f.as_ref().map(Fitness::store).serialize(s)
        }
        pub(crate) fn deserialize<'de, F: Fitness, D: Deserializer<'de>>(
            d: D,
        ) -> Result<Result<F, Failure>, D::Error> {
            Ok(Result::<F::Stored, Failure>::deserialize(d)?.map(F::restore))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nan_ranks_last_and_equals_beat_nobody() {
        let mut costs = [f64::NAN, 1.0, f64::NEG_INFINITY, f64::INFINITY, -1.0];
        costs.sort_by(Fitness::order);
        assert_eq!(costs[..4], [f64::NEG_INFINITY, -1.0, 1.0, f64::INFINITY]);
        assert!(f64::INFINITY.beats(&f64::NAN));
        assert!(!f64::NAN.beats(&f64::INFINITY) && !f64::NAN.beats(&f64::NAN) && !1.0.beats(&1.0));
    }

    #[test]
    fn merit_rises_as_cost_falls_and_is_finite() {
        let costs = [f64::NEG_INFINITY, -2.0, -1e-3, 0.0, 0.5, 7.0];
        for pair in costs.windows(2) {
            assert!(pair[0].merit(1.0) > pair[1].merit(1.0));
        }
        assert!(costs.iter().all(|c| c.merit(1.0).is_finite()));
        assert_eq!((f64::NAN.merit(1.0), f64::INFINITY.merit(1.0)), (0.0, 0.0));
    }

    #[test]
    fn every_number_survives_json() {
        for x in [0.1 + 0.2, -0.0, 5e-324, f64::MAX, f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
            let text = serde_json::to_string(&x.store()).unwrap();
            let back = f64::restore(serde_json::from_str(&text).unwrap());
            assert_eq!(back.to_bits(), x.to_bits(), "{text}");
        }
    }
}
