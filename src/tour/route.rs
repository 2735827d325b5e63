//! What a tour under change can be asked.

use std::fmt::Debug;

/// A tour under change: the cities 0, 1, …, n − 1 in a ring.
pub(crate) trait Route: Clone + Debug + Default + Send + Sync {
    /// Takes over a tour.
    fn load(&mut self, tour: impl Iterator<Item = u32>);

    /// How many cities there are.
    fn cities(&self) -> usize;

    /// The city after this one.
    fn next(&self, city: u32) -> u32;

    /// The city before this one.
    fn prev(&self, city: u32) -> u32;

    /// Whether `b` is met no later than `c` on the way on from `a`.
    fn between(&self, a: u32, b: u32, c: u32) -> bool;

    /// Reverses the path from `first` on to `last`: the city before `first` is then followed by
    /// `last`, and `first` by the city that was after `last`. `reverse(last, first)` undoes it.
    fn reverse(&mut self, first: u32, last: u32);
}
