//! A progress bar.

use super::{Observer, Reason, Status};
use crate::{error::Error, problem::Problem, swarm::Optimizer};
use indicatif::{ProgressBar, ProgressStyle};
use std::ops::ControlFlow;

/// A bar on the terminal with the best value so far; nothing where standard error is no terminal.
///
/// ```
/// use swarmopt::prelude::*;
/// let ball = Boxed::cube(-1.0..=1.0, 2)?.minimize(|x| x[0] * x[0] + x[1] * x[1]);
/// ParticleSwarm::default().observe(Progress::bar()).solve(&ball, Seed(1), Evaluations(4_000))?;
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
}

const STEPS: u64 = 1_000;

impl Progress {
    /// A bar of its own.
    pub fn bar() -> Self {
        let bar = ProgressBar::new(STEPS);
        let template = "{elapsed_precise} {wide_bar} {percent:>3} % {msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Progress { bar }
    }
}

impl<P: Problem> Observer<P> for Progress {
    fn on_round(
        &mut self,
        status: &Status,
        _: &dyn Optimizer<P>,
    ) -> Result<ControlFlow<()>, Error> {
        let position = (status.progress * STEPS as f64) as u64;
        // The message costs an allocation: once a step of the bar is enough.
        if position != self.bar.position() {
            self.bar.set_position(position);
            if let Some(best) = status.best {
                self.bar.set_message(format!("best {best:.6e}"));
            }
        }
        Ok(ControlFlow::Continue(()))
    }
    fn on_end(&mut self, _: &Status, _: &dyn Optimizer<P>, _: &Reason) -> Result<(), Error> {
        self.bar.finish_and_clear();
        Ok(())
    }
}
