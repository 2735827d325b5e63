//! Files that survive a crash: there whole or not at all, or growing line by line.

mod lines;
mod replace;

pub(crate) use lines::Lines;
pub(crate) use replace::{replace, try_replace};
