//! Long runs that show whether memory grows and what checkpoints cost.
//!
//! ```text
//! cargo run --release --example soak -- particles --evaluations 1000000000
//! cargo run --release --example soak -- ants --cities 200000 --seconds 1800
//! cargo run --release --example soak -- checkpoints
//! ```

use clap::{Parser, Subcommand};
use std::time::{Duration, Instant};
use swarmopt::{Error, author::*, prelude::*};

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Very many cheap evaluations.
    Particles {
        #[arg(long, default_value_t = 1_000_000_000)]
        evaluations: u64,
    },
    /// Focused ants on a tour of very many random cities.
    Ants {
        #[arg(long, default_value_t = 200_000)]
        cities: usize,
        #[arg(long, default_value_t = 1_800)]
        seconds: u64,
        #[arg(long, default_value_t = 2)]
        threads: usize,
    },
    /// An objective of one millisecond with and without checkpoints.
    Checkpoints {
        #[arg(long, default_value_t = 60)]
        seconds: u64,
    },
}

fn main() -> Result<(), Error> {
    match Arguments::parse().what {
        What::Particles { evaluations } => {
            let sphere = Function::Sphere.in_dimensions(10)?;
            let swarm = ParticleSwarm::default().topology(RandomK::default());
            let swarm = swarm.restarts(Restarts::Equal).observe(Memory::default());
            println!("{}", swarm.solve(&sphere, Seed(1), Evaluations(evaluations))?);
        }
        What::Ants { cities, seconds, threads } => {
            let tsp = Tsp::uniform(cities, Seed(1))?;
            let ants = FocusedAnts::default().threads(Threads::Count(threads));
            let limit = WallClock(Duration::from_secs(seconds));
            println!("{}", ants.observe(Memory::default()).solve(&tsp, Seed(1), limit)?);
        }
        What::Checkpoints { seconds } => checkpoints(Duration::from_secs(seconds))?,
    }
    Ok(())
}

/// Prints the memory that the process holds at each tenth of its run.
#[derive(Default)]
struct Memory {
    tenths: u64,
}

impl<S: Space, F: Fitness> Observer<S, F> for Memory {
    fn on_round(
        &mut self,
        status: &Status,
        _: &dyn Optimizer<S, F>,
    ) -> Result<std::ops::ControlFlow<()>, Error> {
        let tenths = (10.0 * status.progress) as u64;
        if tenths > self.tenths || status.rounds == 1 {
            self.tenths = tenths;
            let held = memory_stats::memory_stats().map_or(0, |stats| stats.physical_mem);
            let (evaluations, seconds) = (status.evaluations, status.elapsed.as_secs_f64());
            println!("{evaluations:>13} evaluations {seconds:8.1} s {:8.1} MB", held as f64 / 1e6);
        }
        Ok(std::ops::ControlFlow::Continue(()))
    }
}

/// How many evaluations are done in the same time, in turns.
fn checkpoints(limit: Duration) -> Result<(), Error> {
    let folder = std::env::temp_dir().join("swarmopt-soak");
    let simulator = Boxed::cube(-5.0..=5.0, 20)?.minimize(|x| {
        let start = Instant::now();
        while start.elapsed() < Duration::from_millis(1) {
            std::hint::spin_loop();
        }
        x.iter().map(|x| x * x).sum()
    });
    let run = |every: Option<Every>| -> Result<f64, Error> {
        let swarm = ParticleSwarm::new(40).threads(Threads::Sequential);
        let swarm = match every {
            Some(every) => swarm.checkpoint(folder.join("run.json"), every).keep(2),
            None => swarm,
        };
        let outcome = swarm.solve(&simulator, Seed(1), WallClock(limit))?;
        Ok(outcome.evaluations as f64 / outcome.elapsed.as_secs_f64())
    };
    let plain = run(None)?;
    for (name, every) in
        [("every ten seconds", Every::default()), ("every round", Every::Rounds(1))]
    {
        let share = 100.0 * (1.0 - run(Some(every))? / plain);
        println!("a checkpoint {name}: {share:.2} % fewer evaluations a second");
    }
    Ok(())
}
