//! Comparing methods by their runs: spread, rank tests, effect size, running time and bootstrap
//! intervals, on plain numbers.
//!
//! What few runs of a stochastic method give is seldom normally distributed, and a run that never
//! finds anything has no number at all. So everything here but the bootstrap works on ranks: +∞
//! stands for "never reached" and is worse than any number. Only NaN is refused. Which test fits
//! which question:
//!
//! | question | answer |
//! |---|---|
//! | two methods on one problem, independent runs | [`RankSum`], and [`Effect`] for how much |
//! | two methods on many problems, or by common seeds | [`SignedRank`] |
//! | several such tests at once | [`holm`] |
//! | several methods on many problems | [`Friedman`], and its critical difference |
//! | how long until a target is reached | [`RunningTime`] |
//! | how sure any of these figures is | [`bootstrap`] |
//!
//! p values are two-sided. They agree with those of scipy 1.17 wherever scipy has the test.

mod bootstrap;
mod effect;
mod friedman;
mod holm;
mod nemenyi;
mod rank_sum;
mod ranks;
mod running_time;
mod sample;
mod signed_rank;
mod spread;

pub use bootstrap::bootstrap;
pub use effect::{Effect, Magnitude};
pub use friedman::Friedman;
pub use holm::holm;
pub use rank_sum::RankSum;
pub use running_time::RunningTime;
pub use signed_rank::SignedRank;
pub use spread::Spread;
