//! A contestant as a row of the table.

use crate::{
    contestant::{Best, Contestant, Task},
    functions::{Counted, Function, Rastrigin, Rosenbrock},
    objective::Sphere,
};

/// What the table needs of a contestant.
#[derive(Clone, Copy)]
pub struct Entry {
    /// [`Contestant::NAME`]
    pub name: &'static str,
    /// A run as it is timed.
    pub run: fn(Function, Task) -> Best,
    /// The same run with [`Counted`] evaluations.
    pub counted: fn(Function, Task) -> Best,
}

impl Entry {
    /// The row of `C`.
    pub fn of<C: Contestant>() -> Self {
        Entry {
            name: C::NAME,
            run: |function, task| match function {
                Function::Sphere => C::minimize(Sphere, task),
                Function::Rastrigin => C::minimize(Rastrigin, task),
                Function::Rosenbrock => C::minimize(Rosenbrock, task),
            },
            counted: |function, task| C::minimize(Counted(function), task),
        }
    }
}
