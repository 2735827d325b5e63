//! Charts for papers and reports: convergence curves, runtime profiles and tour maps, as SVG and as
//! PNG.
//!
//! The file's extension decides: `.svg` gives vectors, `.png` pixels at twice the size. Both need
//! nothing but this crate: the font (DejaVu Sans) is built in. Colours are those of Okabe & Ito
//! (2008), which people with any colour vision can tell apart.

mod axis;
mod canvas;
mod composition;
mod convergence;
mod curves;
mod end_labels;
mod font;
mod frame;
mod legend;
mod number;
mod panels;
mod pen;
mod picture;
mod runtime_profile;
mod style;
mod summary;
mod tour_map;

pub use convergence::Convergence;
pub use runtime_profile::RuntimeProfile;
pub use tour_map::TourMap;
