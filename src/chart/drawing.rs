//! The trait of all charts.

use super::picture::Picture;
use super::{
    Convergence, CriticalDifference, Distribution, Landscape, PheromoneMap, RuntimeProfile,
    TopologyGraph, TourMap, Traces,
};
use crate::error::Error;

/// A chart of this module, as [`Animation::frame`](super::Animation::frame) takes it. No other type can
/// implement this trait.
pub trait Drawing {
    #[doc(hidden)]
    fn picture(&self) -> Result<Picture, Error>;
}

macro_rules! drawings {
    ($($chart:ty),*) => {
        $(impl Drawing for $chart {
            fn picture(&self) -> Result<Picture, Error> {
                self.draw()
            }
        })*
    };
}

drawings!(
    Convergence,
    CriticalDifference,
    Distribution,
    Landscape,
    PheromoneMap,
    RuntimeProfile,
    TopologyGraph,
    TourMap,
    Traces
);
