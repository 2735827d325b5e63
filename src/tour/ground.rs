//! An instance as local search sees it.

use super::Route;
use crate::problem::{Cut, NeighbourDistances, Tsp, leg};

/// The largest gain that rounding could feign in a sum of a few legs of which none that is removed is
/// longer than `longest`. Those added are not longer than all that are removed where the sum is a gain.
#[inline]
pub(super) fn feigned(longest: f64) -> f64 {
    1e-10 * longest.max(0.0) // less than 0 is a leg that must not be left out
}

/// An instance, the legs to the nearest cities, and what may end the search.
#[derive(Clone, Copy)]
pub(crate) struct Instance<'a> {
    pub tsp: &'a Tsp,
    legs: &'a NeighbourDistances,
    cut: Option<Cut<'a>>,
}

impl<'a> Instance<'a> {
    /// The ground of an instance; the first call lists the legs, in O(n).
    pub(crate) fn of(tsp: &'a Tsp) -> Self {
        Instance { tsp, legs: tsp.legs(), cut: None }
    }

    /// The same, and a function that says when the search has to end.
    pub(crate) fn until(mut self, cut: Option<Cut<'a>>) -> Self {
        self.cut = cut;
        self
    }

    /// Whether the search has to end.
    #[inline]
    pub(super) fn cuts(&self) -> bool {
        self.cut.is_some_and(|cut| cut())
    }

    /// A leg of the ring.
    #[inline]
    pub(crate) fn leg(&self, from: u32, to: u32) -> f64 {
        leg(self.tsp, from, to)
    }

    /// The cities nearest to go to, nearest first, each with its distance.
    #[inline]
    pub(crate) fn near(&self, city: u32) -> impl Iterator<Item = (u32, f64)> {
        self.legs.near(city)
    }

    /// Whether a city already follows another one, or where the direction does not matter, precedes it.
    #[inline]
    pub(crate) fn are_linked<R: Route>(&self, route: &R, city: u32, other: u32) -> bool {
        other == route.next(city) || self.tsp.is_symmetric() && other == route.prev(city)
    }

    /// What makes an open tour a ring.
    pub(crate) fn joint(&self) -> Option<u32> {
        self.tsp.ends().map(|_| self.tsp.cities() as u32)
    }

    /// Whether there are two tours at least: with four cities, or three where the direction matters.
    pub(crate) fn has_room(&self) -> bool {
        let ring = self.tsp.cities() + usize::from(self.tsp.ends().is_some());
        ring >= if self.tsp.is_symmetric() { 4 } else { 3 }
    }
}
