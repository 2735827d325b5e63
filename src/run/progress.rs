//! A progress bar.

use super::{Observer, Reason, Status, sparkline::Sparkline};
use crate::{error::Error, problem::Problem, swarm::Optimizer};
use indicatif::{ProgressBar, ProgressStyle};
use std::ops::ControlFlow;

/// A bar on the terminal with the best value so far, the gap to the optimum where that is known, and
/// the convergence as a line that grows: `best 3.1e-4 █▇▅▅▃▂▁`. Nothing where standard error is no
/// terminal.
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
        Progress { bar, optimum: None, line: Sparkline::default() }
    }

    /// The best value possible: the bar shows how far the best is from it, too.
    #[must_use]
    pub fn optimum(mut self, value: f64) -> Self {
        self.optimum = Some(value);
        self
    }

    /// What stands beside the bar: the gap in per cent of the optimum, or as a difference where that
    /// is 0.
    fn message(&self, best: f64) -> String {
        let gap = match self.optimum {
            None => String::new(),
            Some(0.0) => format!(", gap {:.3e}", best.abs()),
            Some(optimum) => {
                format!(", gap {:.2} %", 100.0 * (best / optimum - 1.0).abs())
            }
        };
        format!("best {}{gap} {}", number(best), self.line.text()).trim_end().to_owned()
    }
}

/// Lengths of tours are whole numbers, and all their digits count.
fn number(x: f64) -> String {
    if x.fract() == 0.0 && x.abs() < 1e15 { x.to_string() } else { format!("{x:.6e}") }
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
                let gap = self.optimum.map(|optimum| (best - optimum).abs());
                self.line.note(status.progress, gap.unwrap_or(best));
                self.bar.set_message(self.message(best));
            }
        }
        Ok(ControlFlow::Continue(()))
    }
    fn on_end(&mut self, _: &Status, _: &dyn Optimizer<P>, _: &Reason) -> Result<(), Error> {
        self.bar.finish_and_clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_has_the_gap_where_the_optimum_is_known() {
        let plain = Progress::bar();
        assert_eq!(plain.message(7542.0), "best 7542");
        assert_eq!(plain.message(0.1), "best 1.000000e-1");
        assert_eq!(plain.message(f64::INFINITY), "best inf");
        let berlin = Progress::bar().optimum(7542.0);
        assert_eq!(berlin.message(8000.0), "best 8000, gap 6.07 %");
        assert_eq!(Progress::bar().optimum(-2.0).message(-1.5), "best -1.500000e0, gap 25.00 %");
        assert_eq!(Progress::bar().optimum(0.0).message(0.5), "best 5.000000e-1, gap 5.000e-1");
    }
}
