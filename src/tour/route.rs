//! The trait of tours under change.

use std::fmt::Debug;

/// A tour under change: a ring of the cities 0, 1, …, n − 1.
pub(crate) trait Route: Clone + Debug + Default + Send + Sync {
    /// Loads a tour.
    fn load(&mut self, tour: impl Iterator<Item = u32>);

    /// Returns the number of cities.
    fn cities(&self) -> usize;

    /// Returns the city after this one.
    fn next(&self, city: u32) -> u32;

    /// Returns the city before this one.
    fn prev(&self, city: u32) -> u32;

    /// Returns whether `b` comes no later than `c` on the way forwards from `a`.
    fn between(&self, a: u32, b: u32, c: u32) -> bool;

    /// Reverses the path from `first` forwards to `last`: `last` then follows the city before `first`, and
    /// the city after `last` follows `first`. `reverse(last, first)` undoes it.
    fn reverse(&mut self, first: u32, last: u32);
}
