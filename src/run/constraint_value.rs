//! The value of a constraint at a point.

use crate::{number::short, problem::Constraint};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A constraint and its value at a point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConstraintValue {
    /// The name of the constraint.
    pub name: String,
    /// Its value, which is to be at most 0, or for an equality near 0.
    pub value: f64,
    /// The tolerance of an equality; `None` for a constraint of at most 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<f64>,
    /// Whether the point satisfies it.
    pub holds: bool,
    /// Whether it binds: the point satisfies it and lies within a millionth of its unit of the limit. An equality
    /// that is satisfied always binds.
    pub binds: bool,
}

/// The distance from the limit, in units of the constraint, at which it binds.
const NEAR: f64 = 1e-6;

impl ConstraintValue {
    /// Pairs constraints with the values that a fitness holds.
    pub(super) fn all(constraints: &[Constraint], mut values: &[f64]) -> Vec<Self> {
        let pair = |constraint: &Constraint| {
            let value = constraint.pop(&mut values)?;
            let (tolerance, holds) = (constraint.tolerance(), constraint.holds(value));
            let near = tolerance.is_some() || value >= -NEAR * constraint.size();
            let name = constraint.name().to_owned();
            Some(ConstraintValue { name, value, tolerance, holds, binds: holds && near })
        };
        constraints.iter().map_while(pair).collect()
    }
}

impl fmt::Display for ConstraintValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ConstraintValue { name, value, tolerance, holds, binds } = self;
        write!(f, "{name} {}", short(*value))?;
        match (holds, tolerance) {
            (true, _) if *binds => write!(f, " (binds)"),
            (true, _) => Ok(()),
            (false, None) => write!(f, " > 0"),
            (false, Some(tolerance)) => write!(f, " beyond ±{}", short(*tolerance)),
        }
    }
}
