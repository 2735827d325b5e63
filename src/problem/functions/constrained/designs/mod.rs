//! The engineering designs. [`ConstrainedFunction`](super::ConstrainedFunction) gives the sources.

pub(super) mod gear_train;
pub(super) mod pressure_vessel;
pub(super) mod speed_reducer;
pub(super) mod tension_spring;
pub(super) mod three_bar_truss;
pub(super) mod welded_beam;
