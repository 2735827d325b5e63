//! How memory and time a round grow with the dimensions: `cargo run --release --example dimensions`.

use allocation_counter::measure;
use std::time::Instant;
use swarmopt::{Error, author::*, prelude::*};

/// Peak memory of a swarm on `problem`, in MiB, and the seconds of one of its rounds.
fn cost<R>(method: R, problem: &DynProblem<'_, Boxed>) -> Result<(f64, f64), Error>
where
    R: IntoOptimizer<Boxed>,
{
    let mut result = Ok(0.0);
    let memory = measure(|| {
        result = (|| {
            let mut swarm = method.into_optimizer(problem, Seed(1), &Settings::default())?;
            for _ in 0..3 {
                swarm.step(&problem, &Limits::NONE)?;
            }
            let (start, first) = (Instant::now(), swarm.tally().rounds);
            while start.elapsed().as_secs_f64() < 0.5 || swarm.tally().rounds < first + 120 {
                swarm.step(&problem, &Limits::NONE)?;
            }
            Ok(start.elapsed().as_secs_f64() / (swarm.tally().rounds - first) as f64)
        })();
    });
    Ok((memory.bytes_max as f64 / f64::from(1 << 20), result?))
}

fn main() -> Result<(), Error> {
    let spaces = [10, 100, 1_000].map(|n| Boxed::cube(-5.0..=5.0, n));
    let mut problems = Vec::new();
    for space in spaces {
        // Turned, so that no method finds its coordinates apart.
        problems
            .push(space?.minimize(|x| x.windows(2).map(|p| (p[0] + p[1]).powi(2)).sum::<f64>()));
    }
    println!("Peak memory, and time of a round, on one thread.\n");
    println!("| method | D = 10 | D = 100 | D = 1,000 | grows as |\n|---|---|---|---|---|");
    macro_rules! row {
        ($name:literal, $growth:literal, $method:expr) => {{
            let mut cells = vec![$name.to_owned()];
            for problem in &problems {
                let (memory, seconds) = cost($method, problem)?;
                cells.push(format!("{memory:.2} MiB, {:.3} ms", 1e3 * seconds));
            }
            cells.push($growth.to_owned());
            println!("| {} |", cells.join(" | "));
        }};
    }
    row!("particle swarm", "D", ParticleSwarm::default());
    row!("comprehensive learning", "D", Clpso::default());
    row!("ABC", "D", ArtificialBeeColony::default());
    row!("ACO_R", "D", AcoR::default());
    row!("cooperative swarm", "D²", CooperativeSwarm::default());
    row!("covariance swarm, diagonal", "D", CovarianceSwarm::default().diagonal());
    row!("covariance swarm", "D², and D³ / D for decompositions", CovarianceSwarm::default());
    row!("eigen particle swarm", "D², and D³ / D for decompositions", EigenSwarm::default());
    row!("solve", "D², from 200 on D and D²", Generalist);
    Ok(())
}
