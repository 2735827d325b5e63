//! Charts for papers and reports, as SVG and, with the feature `bitmaps`, as PNG: convergence curves, other quantities over a run,
//! runtime profiles, distributions of final values, critical-difference diagrams, landscapes of
//! objectives, maps of tours and of pheromone, and the graphs of topologies.
//!
//! The file's extension selects the format: `.svg` gives vectors, `.png` pixels at twice the size. With
//! `bitmaps`, a sequence of charts becomes an `Animation`, as GIF. All need nothing but this crate: the font
//! (DejaVu Sans) is built in. Lines have the colours of Okabe & Ito (2008), values those of Viridis:
//! they can be distinguished with any colour vision.

#[cfg(feature = "bitmaps")]
mod animation;
mod arrow;
mod axis;
#[cfg(feature = "bitmaps")]
mod bitmap;
mod box_plot;
mod canvas;
mod category_labels;
mod color_bar;
mod composition;
mod contour;
mod convergence;
mod critical_difference;
mod curves;
mod distribution;
mod drawing;
mod end_labels;
mod font;
mod frame;
mod graph_layout;
mod landscape;
mod legend;
mod levels;
mod line_chart;
mod map;
mod number;
#[cfg(feature = "bitmaps")]
mod palette;
mod panels;
mod pen;
mod pheromone_map;
mod picture;
mod rank_diagram;
mod runtime_profile;
mod side_by_side;
pub(crate) mod style;
pub(crate) mod summary;
mod terrain;
mod topology_graph;
mod tour_map;
mod traces;
mod violin;
mod viridis;

#[cfg(feature = "report")]
pub(crate) use number::grouped;

#[cfg(feature = "bitmaps")]
pub use animation::Animation;
pub use convergence::Convergence;
pub use critical_difference::CriticalDifference;
pub use distribution::Distribution;
pub use drawing::Drawing;
pub use landscape::Landscape;
pub use pheromone_map::PheromoneMap;
pub use runtime_profile::RuntimeProfile;
pub use topology_graph::TopologyGraph;
pub use tour_map::TourMap;
pub use traces::Traces;
