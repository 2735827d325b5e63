//! An instance in the form that local search uses.

use super::Route;
use crate::problem::{Cut, NeighbourDistances, Tsp, leg};

/// Returns the largest gain that rounding can feign in a sum of a few legs, if no removed leg is longer than
/// `longest`. In a sum that is a gain, the legs added are not longer than all legs removed.
#[inline]
pub(super) fn feigned(longest: f64) -> f64 {
    1e-10 * longest.max(0.0) // a negative leg must not be removed
}

/// An instance, the legs to the nearest cities, and the function that may end the search.
#[derive(Clone, Copy)]
pub(crate) struct Instance<'a> {
    pub tsp: &'a Tsp,
    legs: &'a NeighbourDistances,
    cut: Option<Cut<'a>>,
}

impl<'a> Instance<'a> {
    /// Creates the view of an instance; the first call lists the legs, in O(n).
    pub(crate) fn of(tsp: &'a Tsp) -> Self {
        Instance { tsp, legs: tsp.legs(), cut: None }
    }

    /// Sets a function that returns whether the search has to end.
    pub(crate) fn until(mut self, cut: Option<Cut<'a>>) -> Self {
        self.cut = cut;
        self
    }

    /// Returns whether the search has to end.
    #[inline]
    pub(super) fn cuts(&self) -> bool {
        self.cut.is_some_and(|cut| cut())
    }

    /// Returns the length of a leg of the ring.
    #[inline]
    pub(crate) fn leg(&self, from: u32, to: u32) -> f64 {
        leg(self.tsp, from, to)
    }

    /// Returns the cities nearest to go to, nearest first, each with its distance.
    #[inline]
    pub(crate) fn near(&self, city: u32) -> impl Iterator<Item = (u32, f64)> {
        self.legs.near(city)
    }

    /// Returns whether `other` follows `city` or, where the direction does not matter, precedes it.
    #[inline]
    pub(crate) fn are_linked<R: Route>(&self, route: &R, city: u32, other: u32) -> bool {
        other == route.next(city) || self.tsp.is_symmetric() && other == route.prev(city)
    }

    /// Returns the extra city, the joint, that closes an open tour to a ring.
    pub(crate) fn joint(&self) -> Option<u32> {
        self.tsp.ends().map(|_| self.tsp.cities() as u32)
    }

    /// Returns whether there are at least two tours: with four cities, or three where the direction matters.
    pub(crate) fn has_room(&self) -> bool {
        let ring = self.tsp.cities() + usize::from(self.tsp.ends().is_some());
        ring >= if self.tsp.is_symmetric() { 4 } else { 3 }
    }
}
