//! The cities around a point of the plane, nearest first.

use static_aabb2d_index::{Control, StaticAABB2DIndex, StaticAABB2DIndexBuilder};
use std::ops::ControlFlow;

/// An R-tree over cities in the plane, packed along a Hilbert curve.
pub(super) struct CityIndex(StaticAABB2DIndex<f64>);

impl CityIndex {
    /// Builds the tree over the coordinates of cities 0, 1, 2, …, all finite. O(n log n).
    pub(super) fn new(cities: impl ExactSizeIterator<Item = (f64, f64)>) -> Self {
        let mut tree = StaticAABB2DIndexBuilder::new(cities.len());
        cities.for_each(|(x, y)| {
            tree.add(x, y, x, y);
        });
        CityIndex(tree.build().expect("as many cities as announced"))
    }

    /// Calls `visit` with each city and the square of its distance from a point, the nearest first, until it
    /// breaks.
    pub(super) fn visit(
        &self,
        (x, y): (f64, f64),
        mut visit: impl FnMut(u32, f64) -> ControlFlow<()>,
    ) {
        self.0.visit_neighbors(x, y, &mut |city: usize, squared: f64| match visit(
            city as u32,
            squared,
        ) {
            ControlFlow::Continue(()) => Control::Continue,
            ControlFlow::Break(()) => Control::Break(()),
        });
    }
}
