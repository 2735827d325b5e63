//! How the crate is built: its dependencies, its layers, its files.

mod circles;
mod dependencies;
mod layers;
mod lengths;
mod source;
