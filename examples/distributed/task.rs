//! What is solved here: a test function, made as slow as a simulator. Put your own in its place.

use std::{thread::sleep, time::Duration};
use swarmopt::{Error, prelude::*};

/// What is solved: a coordinator and its workers are told the same.
#[derive(clap::Args, Clone, Debug)]
pub struct Task {
    /// Dimensions of the Rastrigin function.
    #[arg(long, default_value_t = 10)]
    pub dimensions: usize,
    /// Milliseconds that an evaluation takes.
    #[arg(long, default_value_t = 5.0)]
    pub milliseconds: f64,
}

impl Task {
    /// The problem.
    pub fn problem(&self) -> Result<impl Problem<Space = Boxed, Fitness = f64> + use<>, Error> {
        let nap = Duration::from_secs_f64(self.milliseconds.max(0.0) / 1e3);
        let problem = Boxed::cube(-5.12..=5.12, self.dimensions)?.minimize(move |x| {
            sleep(nap);
            let wave = |x: &f64| x * x - 10.0 * (std::f64::consts::TAU * x).cos() + 10.0;
            x.iter().map(wave).sum()
        });
        Ok(problem.named("rastrigin"))
    }

    /// What tells builds of it apart.
    pub fn label(&self) -> String {
        format!("rastrigin in {} dimensions", self.dimensions)
    }
}
