//! Files that survive a crash: written whole or not at all, or line by line.

mod lines;
mod replace;
mod text;

pub(crate) use lines::Lines;
pub(crate) use replace::{replace, try_replace};
pub(crate) use text::{lines, read, unmarked};
