//! The trait of stop criteria, and its combinators.

use super::Status;
use crate::{
    error::Error,
    problem::{Sense, lossless},
};
use serde::{Deserialize, Serialize};
use std::{fmt, time::Duration};

/// A stop criterion. Combine two with [`or`](Stop::or) and [`and`](Stop::and).
///
/// ```
/// use swarmopt::prelude::*;
/// use std::time::Duration;
/// // Whatever comes first; but not before 1,000 evaluations.
/// let stop = Target(1e-8).or(WallClock(Duration::from_secs(60))).and(Evaluations(1_000));
/// # let _ = stop;
/// ```
#[doc(alias = "early stopping")]
pub trait Stop: Send + Sync {
    /// Returns why the run is to stop now, if it is. Called before each round.
    fn reason(&mut self, status: &Status) -> Option<Reason>;

    /// Returns the name of the criterion in tables and reports.
    fn name(&self) -> String {
        "a criterion of its own".to_owned()
    }

    /// Validates the criterion before the run begins. Default: accepts it.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a value that could not end a run, or that ends it before it begins.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    /// Returns the progress of the run in [0, 1], which schedules such as a falling inertia weight follow.
    /// Default: `None`, for a criterion whose end is not known beforehand.
    fn progress(&self, _status: &Status) -> Option<f64> {
        None
    }

    /// Returns the value, in the user's sense, that ends the run as soon as an evaluation reaches it: the rest of
    /// the round is not evaluated. Default: `None`.
    fn target(&self, _sense: Sense) -> Option<f64> {
        None
    }

    /// Returns the number of evaluations left; a round is cut to this. Default: `u64::MAX`.
    fn evaluations_left(&self, _status: &Status) -> u64 {
        u64::MAX
    }

    /// Returns how many more candidates may be left without a cost; at 0 the rest of the round is not
    /// evaluated. Default: `u64::MAX`.
    fn failures_left(&self, _status: &Status) -> u64 {
        u64::MAX
    }

    /// Returns whether the criterion can end a round early. Called once a run. Default: `false`.
    fn can_cut(&self) -> bool {
        false
    }

    /// Returns whether the round is to end now. Called before each evaluation, from many threads.
    fn cuts(&self, _elapsed: Duration) -> bool {
        false
    }

    /// Returns a criterion that stops as soon as one of the two does.
    fn or<B: Stop>(self, other: B) -> Or<Self, B>
    where
        Self: Sized,
    {
        Or(self, other)
    }

    /// Returns a criterion that stops once both would.
    fn and<B: Stop>(self, other: B) -> And<Self, B>
    where
        Self: Sized,
    {
        And(self, other)
    }
}

/// The criterion that ended a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Reason {
    /// The given number of evaluations was done.
    Evaluations(u64),
    /// The given number of rounds was done.
    Rounds(u64),
    /// The target value was reached.
    Target(#[serde(with = "lossless")] f64),
    /// The given time had passed.
    WallClock(Duration),
    /// The best had not improved for the given number of rounds.
    Stagnation(u64),
    /// The given number of candidates were left without a cost.
    Failing(u64),
    /// The flag was set.
    Flag,
    /// A closure stopped the run.
    Closure,
    /// An observer stopped the run.
    Observer,
    /// The caller finished the [session](super::Session) before its criterion was met.
    Caller,
    /// Both of two criteria joined by `and`.
    Both(Box<Reason>, Box<Reason>),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Evaluations(n) => write!(f, "{n} evaluations"),
            Reason::Rounds(n) => write!(f, "{n} rounds"),
            Reason::Target(value) if *value != 0.0 && value.abs() < 1e-3 => {
                write!(f, "target {value:e}")
            }
            Reason::Target(value) => write!(f, "target {value}"),
            Reason::WallClock(limit) => write!(f, "time limit {limit:?}"),
            Reason::Stagnation(n) => write!(f, "no improvement in {n} rounds"),
            Reason::Failing(n) => write!(f, "{n} failures"),
            Reason::Flag => write!(f, "flag raised"),
            Reason::Closure => write!(f, "closure"),
            Reason::Observer => write!(f, "observer"),
            Reason::Caller => write!(f, "caller"),
            Reason::Both(a, b) => write!(f, "{a} and {b}"),
        }
    }
}

/// The criterion returned by [`Stop::or`].
#[derive(Clone, Debug)]
pub struct Or<A, B>(pub A, pub B);

impl<A: Stop, B: Stop> Stop for Or<A, B> {
    fn name(&self) -> String {
        format!("{} or {}", self.0.name(), self.1.name())
    }
    fn reason(&mut self, status: &Status) -> Option<Reason> {
        // Both are called: a criterion may count its calls.
        let (a, b) = (self.0.reason(status), self.1.reason(status));
        a.or(b)
    }
    fn check(&self) -> Result<(), Error> {
        self.0.check().and(self.1.check())
    }
    fn progress(&self, status: &Status) -> Option<f64> {
        let both = [self.0.progress(status), self.1.progress(status)];
        both.into_iter().flatten().reduce(f64::max)
    }
    fn target(&self, sense: Sense) -> Option<f64> {
        let both = [self.0.target(sense), self.1.target(sense)].into_iter().flatten();
        both.reduce(|a, b| if sense.turn(a) > sense.turn(b) { a } else { b }) // the one reached first
    }
    fn evaluations_left(&self, status: &Status) -> u64 {
        self.0.evaluations_left(status).min(self.1.evaluations_left(status))
    }
    fn failures_left(&self, status: &Status) -> u64 {
        self.0.failures_left(status).min(self.1.failures_left(status))
    }
    fn can_cut(&self) -> bool {
        self.0.can_cut() || self.1.can_cut()
    }
    fn cuts(&self, elapsed: Duration) -> bool {
        self.0.cuts(elapsed) || self.1.cuts(elapsed)
    }
}

/// The criterion returned by [`Stop::and`].
#[derive(Clone, Debug)]
pub struct And<A, B>(pub A, pub B);

impl<A: Stop, B: Stop> Stop for And<A, B> {
    fn name(&self) -> String {
        format!("({} and {})", self.0.name(), self.1.name())
    }
    fn reason(&mut self, status: &Status) -> Option<Reason> {
        match (self.0.reason(status), self.1.reason(status)) {
            (Some(a), Some(b)) => Some(Reason::Both(Box::new(a), Box::new(b))),
            _ => None,
        }
    }
    fn check(&self) -> Result<(), Error> {
        self.0.check().and(self.1.check())
    }
    fn progress(&self, status: &Status) -> Option<f64> {
        Some(self.0.progress(status)?.min(self.1.progress(status)?))
    }
    fn evaluations_left(&self, status: &Status) -> u64 {
        self.0.evaluations_left(status).max(self.1.evaluations_left(status))
    }
    fn failures_left(&self, status: &Status) -> u64 {
        self.0.failures_left(status).max(self.1.failures_left(status))
    }
    fn can_cut(&self) -> bool {
        self.0.can_cut() && self.1.can_cut()
    }
    fn cuts(&self, elapsed: Duration) -> bool {
        self.0.cuts(elapsed) && self.1.cuts(elapsed)
    }
}

impl<T: Stop + ?Sized> Stop for Box<T> {
    fn name(&self) -> String {
        (**self).name()
    }
    fn reason(&mut self, status: &Status) -> Option<Reason> {
        (**self).reason(status)
    }
    fn check(&self) -> Result<(), Error> {
        (**self).check()
    }
    fn progress(&self, status: &Status) -> Option<f64> {
        (**self).progress(status)
    }
    fn target(&self, sense: Sense) -> Option<f64> {
        (**self).target(sense)
    }
    fn evaluations_left(&self, status: &Status) -> u64 {
        (**self).evaluations_left(status)
    }
    fn failures_left(&self, status: &Status) -> u64 {
        (**self).failures_left(status)
    }
    fn can_cut(&self) -> bool {
        (**self).can_cut()
    }
    fn cuts(&self, elapsed: Duration) -> bool {
        (**self).cuts(elapsed)
    }
}
