//! The description of a constraint.

use crate::error::{Error, require};
use serde::{Deserialize, Serialize};

/// The name and kind of a constraint. A text is the name of a constraint that holds where its value is at most 0.
///
/// ```
/// use swarmopt::prelude::*;
/// let shear = Constraint::at_most_zero("shear").unit(13_600.0);
/// let volume = Constraint::equal_to_zero("volume", 1e-4);
/// assert_eq!((shear.name(), volume.tolerance()), ("shear", Some(1e-4)));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Constraint {
    name: String,
    tolerance: Option<f64>,
    unit: f64,
}

impl Constraint {
    /// Creates a constraint that holds where its value is at most 0.
    pub fn at_most_zero(name: impl Into<String>) -> Self {
        Constraint { name: name.into(), tolerance: None, unit: 1.0 }
    }

    /// Creates a constraint that holds where its value differs from 0 by at most `tolerance`.
    pub fn equal_to_zero(name: impl Into<String>, tolerance: f64) -> Self {
        Constraint { tolerance: Some(tolerance), ..Constraint::at_most_zero(name) }
    }

    /// Sets the unit, above 0, by which a violation is divided before it is added to the others: a violation
    /// that matters about as much as one unit of any other constraint. Default: 1.
    #[must_use]
    pub fn unit(self, unit: f64) -> Self {
        Constraint { unit, ..self }
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the tolerance of an equality; `None` for a constraint of at most 0.
    pub fn tolerance(&self) -> Option<f64> {
        self.tolerance
    }

    /// Returns the unit.
    pub(crate) fn size(&self) -> f64 {
        self.unit
    }

    /// Pushes what a [`Constrained`](super::Constrained) fitness holds of a value `g` of this constraint: the value,
    /// or for an equality by how much it is too high and too low.
    pub(super) fn push(&self, g: f64, values: &mut Vec<f64>) {
        match self.tolerance {
            None => values.push(g),
            Some(tolerance) => values.extend([g - tolerance, -g - tolerance]),
        }
    }

    /// Takes the value of this constraint back from the front of what [`push`](Self::push) has written.
    pub(crate) fn pop(&self, values: &mut &[f64]) -> Option<f64> {
        let (own, rest) = values.split_at_checked(1 + usize::from(self.tolerance.is_some()))?;
        *values = rest;
        Some(own[0] + self.tolerance.unwrap_or(0.0))
    }

    /// Returns whether `value` satisfies it.
    pub(crate) fn holds(&self, value: f64) -> bool {
        self.tolerance.map_or(value, |tolerance| value.abs() - tolerance) <= 0.0
    }

    /// Returns the unit of each value that [`push`](Self::push) writes.
    pub(super) fn units(all: &[Constraint]) -> impl Iterator<Item = f64> {
        let values = |c: &Constraint| 1 + usize::from(c.tolerance.is_some());
        all.iter().flat_map(move |c| std::iter::repeat_n(c.unit, values(c)))
    }

    /// Validates the constraints of a problem.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a unit or a tolerance out of range, or a name that occurs twice.
    pub(crate) fn check(all: &[Constraint]) -> Result<(), Error> {
        for (i, Constraint { name, tolerance, unit }) in all.iter().enumerate() {
            let proper = *unit > 0.0 && unit.is_finite();
            require(proper, "unit", format_args!("{unit} of constraint `{name}`"), "above 0")?;
            let tolerance = tolerance.unwrap_or(0.0);
            let proper = tolerance >= 0.0 && tolerance.is_finite();
            let given = format_args!("{tolerance} of constraint `{name}`");
            require(proper, "tolerance", given, "0 or more")?;
            let new = all[..i].iter().all(|other| other.name != *name);
            require(new, "name", format_args!("`{name}` of two constraints"), "one of its own")?;
        }
        Ok(())
    }
}

impl<T: Into<String>> From<T> for Constraint {
    fn from(name: T) -> Self {
        Constraint::at_most_zero(name)
    }
}
