//! Comparing methods by their runs: spread, rank tests, effect size, running time and bootstrap
//! intervals, on plain numbers.
//!
//! The results of a few runs of a stochastic method are seldom normally distributed, and a run that
//! never finds anything has no number at all. Tests and effect sizes therefore work on ranks, where +∞
//! stands for "never reached" and is worse than any number; NaN is refused. The table shows which of
//! them answers which question:
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
//! Tests of two samples are two-sided. All p values agree with those of scipy 1.17.

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
