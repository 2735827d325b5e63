//! An evaluation that gave no cost. It never ends a run: it is counted, and its point ranks last.

use serde::{Deserialize, Serialize};
use std::{
    cell::Cell,
    collections::BTreeSet,
    fmt,
    panic::{self, AssertUnwindSafe, catch_unwind},
    sync::{Mutex, Once, PoisonError},
    time::Duration,
};

/// Why an evaluation gave no cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Failure {
    /// The objective returned an error.
    #[error("error: {0}")]
    Error(String),
    /// The objective panicked. The first evaluation of a process puts a panic hook before the program's own, which
    /// lets each place in the code print one panic that is caught; panics on other threads of the
    /// objective's, and those that nobody catches, go on to the program's hook as ever.
    #[error("panic: {0}")]
    Panic(String),
    /// The objective returned NaN.
    #[error("the objective is not a number")]
    NotANumber,
    /// The objective had not answered when its [time](crate::problem::Within) was up.
    #[error("no answer within {0:?}")]
    Stalled(Duration),
}

/// How many evaluations failed, by kind, and what the last one said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failures {
    /// Evaluations that returned an error.
    pub errors: u64,
    /// Evaluations that panicked.
    pub panics: u64,
    /// Evaluations that returned NaN.
    pub not_a_number: u64,
    /// Evaluations that took too long.
    #[serde(default)]
    pub timeouts: u64,
    /// How many of all these were followed by [another attempt](crate::swarm::OnFailure).
    #[serde(default)]
    pub retried: u64,
    /// How many of all these happened inside local search, whose candidate kept the cost it had.
    #[serde(default)]
    pub inside: u64,
    /// The latest of them.
    pub last: Option<Failure>,
}

impl Failures {
    /// All failed evaluations.
    pub fn total(&self) -> u64 {
        self.errors + self.panics + self.not_a_number + self.timeouts
    }

    /// Candidates that were left without a cost: the failed evaluations that were not followed by
    /// another attempt, those inside local search excepted.
    pub fn lost(&self) -> u64 {
        self.total().saturating_sub(self.retried).saturating_sub(self.inside)
    }

    /// Counts one more.
    pub fn count(&mut self, failure: Failure) {
        *match failure {
            Failure::Error(_) => &mut self.errors,
            Failure::Panic(_) => &mut self.panics,
            Failure::NotANumber => &mut self.not_a_number,
            Failure::Stalled(_) => &mut self.timeouts,
        } += 1;
        self.last = Some(failure);
    }
}

impl std::ops::AddAssign<&Failures> for Failures {
    fn add_assign(&mut self, other: &Failures) {
        self.errors += other.errors;
        self.panics += other.panics;
        self.not_a_number += other.not_a_number;
        self.timeouts += other.timeouts;
        self.retried += other.retried;
        self.inside += other.inside;
        if other.last.is_some() {
            self.last.clone_from(&other.last);
        }
    }
}

impl fmt::Display for Failures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failures { errors, panics, not_a_number, timeouts, retried, inside, last } = self;
        write!(f, "{errors} errors, {panics} panics, {not_a_number} NaN")?;
        if *timeouts > 0 {
            write!(f, ", {timeouts} too slow")?;
        }
        if *retried > 0 {
            write!(f, "; {retried} of them tried again")?;
        }
        if *inside > 0 {
            write!(f, "; {inside} of them inside local search")?;
        }
        last.iter().try_for_each(|last| write!(f, " (the last: {last})"))
    }
}

thread_local! {
    /// How many guards the code under way on this thread stands under.
    static GUARDS: Cell<u32> = const { Cell::new(0) };
}

/// Lets a panic that is caught be printed once for each place in the code: an objective that panics
/// panics thousands of times. What the program does with other panics stays as it is.
fn print_once() {
    static SET: Once = Once::new();
    static PRINTED: Mutex<BTreeSet<(String, u32, u32)>> = Mutex::new(BTreeSet::new());
    if std::thread::panicking() {
        return; // the hook cannot be changed now
    }
    SET.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let guarded = GUARDS.try_with(Cell::get).is_ok_and(|guards| guards > 0);
            let place = info.location().filter(|_| guarded);
            let place = place.map(|place| (place.file().to_owned(), place.line(), place.column()));
            let is_new =
                |place| PRINTED.lock().unwrap_or_else(PoisonError::into_inner).insert(place);
            if place.is_none_or(is_new) {
                others(info);
            }
        }));
    });
}

/// Runs the user's code; a panic becomes a failed evaluation.
#[inline]
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    print_once();
    GUARDS.set(GUARDS.get() + 1);
    // What a panic may leave half done is the candidate, which is then marked as failed, and the
    // objective's own state, which the user has wrapped for concurrent use already.
    let done = catch_unwind(AssertUnwindSafe(work));
    GUARDS.set(GUARDS.get() - 1);
    done.unwrap_or_else(|payload| {
        let text = payload.downcast_ref::<&str>().map(|s| (*s).to_owned());
        let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
        Err(Failure::Panic(text.unwrap_or_else(|| "no message".to_owned())))
    })
}
