//! A flag that stops a run from outside.

use super::{Reason, Status, Stop};
#[cfg(feature = "interrupt")]
use crate::error::Error;
#[cfg(feature = "interrupt")]
use std::sync::{Mutex, PoisonError};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// Stops once another thread sets the flag, within one evaluation.
///
/// ```
/// use swarmopt::prelude::*;
/// use std::sync::atomic::Ordering;
/// let flag = Flag::default();
/// let raise = flag.clone();
/// let ball = Boxed::cube(-1.0..=1.0, 2)?.minimize(move |x| {
///     raise.0.store(true, Ordering::Relaxed); // another thread would do this
///     x[0] * x[0] + x[1] * x[1]
/// });
/// let outcome = ParticleSwarm::default().solve(&ball, Seed(1), flag)?;
/// assert_eq!((outcome.reason, outcome.evaluations), (Reason::Flag, 1));
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Flag(pub Arc<AtomicBool>);

#[cfg(feature = "interrupt")]
impl Flag {
    /// Returns a flag that Ctrl-C or a termination signal sets: the run ends within one evaluation, writes its
    /// checkpoint and returns its outcome. A second Ctrl-C ends the process at once, with the conventional exit
    /// code 130. Every call returns the same flag.
    ///
    /// ```no_run
    /// use swarmopt::prelude::*;
    /// let ball = Boxed::cube(-1.0..=1.0, 2)?.minimize(|x| x[0] * x[0] + x[1] * x[1]);
    /// let outcome = ParticleSwarm::default()
    ///     .checkpoint("run.json", Every::default())
    ///     .resume_newest("run.json")
    ///     .solve(&ball, Seed(1), Evaluations(1_000_000).or(Flag::interrupt()?))?;
    /// println!("{outcome}");
    /// # Ok::<(), swarmopt::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Interrupt`] if the program already handles Ctrl-C.
    pub fn interrupt() -> Result<Self, Error> {
        static RAISED: Mutex<Option<Flag>> = Mutex::new(None);
        let mut raised = RAISED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(flag) = &*raised {
            return Ok(flag.clone());
        }
        let flag = Flag::default();
        let heard = flag.clone();
        let on_signal = move || {
            if heard.0.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
        };
        ctrlc::set_handler(on_signal).map_err(|e| Error::Interrupt(e.to_string()))?;
        Ok(raised.insert(flag).clone())
    }
}

impl Stop for Flag {
    fn name(&self) -> String {
        Reason::Flag.to_string()
    }
    fn reason(&mut self, _: &Status) -> Option<Reason> {
        self.0.load(Ordering::Relaxed).then_some(Reason::Flag)
    }
    fn can_cut(&self) -> bool {
        true
    }
    fn cuts(&self, _: Duration) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
