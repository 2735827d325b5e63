//! A progress bar.

use super::{Observer, Reason, Status, sparkline::Sparkline};
use crate::{
    error::Error,
    number::short,
    problem::{Fitness, Space},
    swarm::Optimizer,
};
use indicatif::{ProgressBar, ProgressStyle};
use std::{ops::ControlFlow, time::Duration};

/// A bar on the terminal with the evaluations, the best value so far, the gap to the optimum if that is
/// known, and the convergence as a growing line: `1200 evaluations, best 3.14e-4 █▇▅▅▃▂▁`. Prints nothing
/// where standard error is not a terminal.
///
/// It is updated whenever the bar grows, and after a round if a second has passed. Where the stop criterion
/// gives no progress, as [`Target`](super::Target) and [`Stagnation`](super::Stagnation) by themselves, the
/// elapsed time is shown without a bar.
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
    optimum: Option<f64>,
    line: Sparkline,
    /// Whether the run has reported any progress.
    ends: bool,
    /// The time of the last change of the message.
    said: Option<Duration>,
}

/// The longest time between two updates, as long as rounds end.
const OFTEN: Duration = Duration::from_secs(1);

const WITH_END: &str = "{elapsed_precise} {wide_bar} {percent:>3} % {msg}";
const WITHOUT_END: &str = "{elapsed_precise} {msg}";

const STEPS: u64 = 1_000;

impl Progress {
    /// Creates a new bar.
    pub fn bar() -> Self {
        let bar = ProgressBar::new(STEPS);
        set_style(&bar, WITHOUT_END);
        Progress { bar, optimum: None, line: Sparkline::default(), ends: false, said: None }
    }

    /// Sets the best value possible, so that the bar also shows the gap to it.
    #[must_use]
    pub fn optimum(mut self, value: f64) -> Self {
        self.optimum = Some(value);
        self
    }

    /// Returns the text beside the bar. The gap is in per cent of the optimum, or a difference if the optimum
    /// is 0.
    fn message(&self, status: &Status) -> String {
        let evaluations = status.evaluations;
        if let Some(violation) = status.violation {
            return format!("{evaluations} evaluations, violation {}", short(violation));
        }
        let Some(best) = status.best else {
            return format!("{evaluations} evaluations, {} failed", status.failures);
        };
        let gap = match self.optimum {
            None => String::new(),
            Some(0.0) => format!(", gap {}", short(best.abs())),
            Some(optimum) => {
                format!(", gap {:.2} %", 100.0 * (best / optimum - 1.0).abs())
            }
        };
        let line = if self.ends { self.line.text() } else { String::new() };
        let message = format!("{evaluations} evaluations, best {}{gap} {line}", short(best));
        message.trim_end().to_owned()
    }

    fn update(&mut self, status: &Status) {
        let position = (status.progress * STEPS as f64) as u64;
        let waited = self.said.is_none_or(|said| status.elapsed >= said + OFTEN);
        // The message costs an allocation, so not after every round.
        if position == self.bar.position() && !waited {
            return;
        }
        if position > 0 && !self.ends {
            self.ends = true;
            set_style(&self.bar, WITH_END);
        }
        if let Some(best) = status.best {
            let gap = self.optimum.map(|optimum| (best - optimum).abs());
            self.line.note(status.progress, gap.unwrap_or(best));
        }
        self.bar.set_position(position);
        self.bar.set_message(self.message(status));
        self.said = Some(status.elapsed);
    }
}

fn set_style(bar: &ProgressBar, template: &str) {
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
}

impl<S: Space, F: Fitness> Observer<S, F> for Progress {
    fn on_start(&mut self, _: &Status, _: &dyn Optimizer<S, F>) {
        self.said = None;
        if !self.bar.is_hidden() {
            // The time is updated during a long round, too.
            self.bar.enable_steady_tick(OFTEN);
        }
    }
    fn on_round(
        &mut self,
        status: &Status,
        _: &dyn Optimizer<S, F>,
    ) -> Result<ControlFlow<()>, Error> {
        self.update(status);
        Ok(ControlFlow::Continue(()))
    }
    fn on_end(&mut self, _: &Status, _: &dyn Optimizer<S, F>, _: &Reason) -> Result<(), Error> {
        self.bar.finish_and_clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(best: f64) -> Status {
        Status { evaluations: 40, best: Some(best), ..Status::default() }
    }

    #[test]
    fn the_message_has_the_gap_where_the_optimum_is_known() {
        let says = |bar: &Progress, best: f64| {
            let message = bar.message(&status(best));
            message.strip_prefix("40 evaluations, ").unwrap().to_owned()
        };
        let plain = Progress::bar();
        assert_eq!(says(&plain, 7542.0), "best 7542");
        assert_eq!(says(&plain, 2.97e-30), "best 2.97e-30");
        assert_eq!(says(&plain, f64::INFINITY), "best inf");
        let berlin = Progress::bar().optimum(7542.0);
        assert_eq!(says(&berlin, 8000.0), "best 8000, gap 6.07 %");
        assert_eq!(says(&Progress::bar().optimum(-2.0), -1.5), "best -1.5, gap 25.00 %");
        assert_eq!(says(&Progress::bar().optimum(0.0), 0.5), "best 0.5, gap 0.5");
        let none = Status { evaluations: 9, failures: 9, ..Status::default() };
        assert_eq!(plain.message(&none), "9 evaluations, 9 failed");
    }

    #[test]
    fn without_an_end_in_sight_it_is_brought_up_to_date_every_second() {
        let mut bar = Progress::bar();
        let mut after = |evaluations: u64, milliseconds: u64, progress: f64| {
            let elapsed = Duration::from_millis(milliseconds);
            bar.update(&Status { evaluations, elapsed, progress, ..status(5.0) });
            (bar.bar.message(), bar.bar.position())
        };
        let says = |evaluations: u64| format!("{evaluations} evaluations, best 5");
        assert_eq!(after(10, 1, 0.0), (says(10), 0));
        assert_eq!(after(20, 900, 0.0), (says(10), 0));
        assert_eq!(after(30, 1_001, 0.0), (says(30), 0));
        assert_eq!(after(40, 2_500, 0.0), (says(40), 0));
        assert_eq!(after(50, 2_600, 0.5), (says(50) + " ▁▁▁▁▁▁▁▁▁▁▁▁▁", 500));
    }
}
