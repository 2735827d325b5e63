//! The progress bar over all runs.

use super::Setup;

#[cfg(feature = "progress")]
pub(super) struct Bar(indicatif::ProgressBar);

#[cfg(feature = "progress")]
impl Bar {
    pub fn over(runs: usize) -> Self {
        let bar = indicatif::ProgressBar::new(runs as u64);
        let template = "{elapsed_precise} {wide_bar} {pos}/{len} runs, {eta} left  {msg}";
        if let Ok(style) = indicatif::ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.tick();
        Bar(bar)
    }
    pub fn advance(&self, setup: &Setup) {
        self.0.set_message(format!("{} on {}", setup.label, setup.problem));
        self.0.inc(1);
    }
}

#[cfg(feature = "progress")]
impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

#[cfg(not(feature = "progress"))]
pub(super) struct Bar;

#[cfg(not(feature = "progress"))]
impl Bar {
    pub fn over(_: usize) -> Self {
        Bar
    }
    pub fn advance(&self, _: &Setup) {}
}
