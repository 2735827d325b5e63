//! How the crate is built: its dependencies and its layers.

mod dependencies;
mod layers;
