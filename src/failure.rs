//! Failed evaluations: those that gave no cost. They never end a run: they are counted, and their points rank last.

use serde::{Deserialize, Serialize};
use std::{
    cell::Cell,
    collections::BTreeSet,
    fmt,
    panic::{self, AssertUnwindSafe, catch_unwind},
    sync::{Mutex, Once, PoisonError},
    time::Duration,
};

/// The reason why an evaluation gave no cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Failure {
    /// The objective returned an error.
    #[error("error: {0}")]
    Error(String),
    /// The objective panicked. The first evaluation of a process installs a panic hook in front of the program's
    /// own: of the panics caught, it passes on the first from each place in the code. Panics on other threads of
    /// the objective and panics that nothing catches always reach the program's hook.
    #[error("panic: {0}")]
    Panic(String),
    /// The objective returned NaN.
    #[error("the objective is not a number")]
    NotANumber,
    /// The objective did not answer within its [time limit](crate::problem::Within).
    #[error("no answer within {0:?}")]
    Stalled(Duration),
}

/// The numbers of failed evaluations, by kind, and the last failure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failures {
    /// The number of evaluations that returned an error.
    pub errors: u64,
    /// The number of evaluations that panicked.
    pub panics: u64,
    /// The number of evaluations that returned NaN.
    pub not_a_number: u64,
    /// The number of evaluations that timed out.
    #[serde(default)]
    pub timeouts: u64,
    /// The number of these failures that were followed by [another attempt](crate::swarm::OnFailure).
    #[serde(default)]
    pub retried: u64,
    /// The number of these failures that happened inside local search; the candidate keeps its cost.
    #[serde(default)]
    pub inside: u64,
    /// The last failure.
    pub last: Option<Failure>,
}

impl Failures {
    /// Returns the number of all failed evaluations.
    pub fn total(&self) -> u64 {
        self.errors + self.panics + self.not_a_number + self.timeouts
    }

    /// Returns the number of candidates left without a cost: the failed evaluations that were not followed by
    /// another attempt, except those in local search.
    pub fn lost(&self) -> u64 {
        self.total().saturating_sub(self.retried).saturating_sub(self.inside)
    }

    /// Counts a failure.
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
    /// The number of guards around the code that runs on this thread.
    static GUARDS: Cell<u32> = const { Cell::new(0) };
}

/// Installs a hook that passes on caught panics once for each place in the code, because an objective may
/// panic thousands of times. Other panics are handled as before.
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

/// Runs user code and converts a panic into [`Failure::Panic`].
#[inline]
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    print_once();
    GUARDS.set(GUARDS.get() + 1);
    // A panic can leave incomplete only the candidate, which is then marked as failed, and the objective's
    // own state, which the user has already made safe for concurrent use.
    let done = catch_unwind(AssertUnwindSafe(work));
    GUARDS.set(GUARDS.get() - 1);
    done.unwrap_or_else(|payload| {
        let text = payload.downcast_ref::<&str>().map(|s| (*s).to_owned());
        let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
        Err(Failure::Panic(text.unwrap_or_else(|| "no message".to_owned())))
    })
}
