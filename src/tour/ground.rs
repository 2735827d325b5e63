//! An instance as local search sees it.

use crate::problem::{Legs, Tsp, leg};

/// An instance and the legs to the nearest cities.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ground<'a> {
    pub tsp: &'a Tsp,
    pub legs: &'a Legs,
}

impl<'a> Ground<'a> {
    /// The ground of an instance; the first call lists the legs, in O(n).
    pub(crate) fn of(tsp: &'a Tsp) -> Self {
        Ground { tsp, legs: tsp.legs() }
    }

    /// A leg of the ring.
    #[inline]
    pub(crate) fn leg(&self, from: u32, to: u32) -> f64 {
        leg(self.tsp, from, to)
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
