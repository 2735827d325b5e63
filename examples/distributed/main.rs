//! A swarm over machines: `coordinator`, `worker` and `status` in one program.
//!
//! Start a server (`nats-server -js`), then in three terminals
//!
//! ```text
//! cargo run --release --features nats --example distributed -- coordinator --run demo
//! cargo run --release --features nats --example distributed -- worker --run demo --name w1
//! cargo run --release --features nats --example distributed -- status --watch
//! ```
//!
//! Where the servers are, and who you are to them, is said in the environment or the NATS context:
//! `NATS_URL`, `NATS_USER`, `NATS_PASSWORD`, `NATS_CREDS`, `NATS_CA`, `NATS_CERT`, `NATS_KEY`, `NATS_CONTEXT`.

mod board;
mod events;
mod measure;
mod raw;
mod scale;
mod task;

use clap::{Parser, Subcommand};
use std::time::Duration;
use swarmopt::{
    Error,
    author::*,
    distributed::{Cluster, ConnectOptions, Coordinator, Retention, Trust, Verification, Worker},
    prelude::*,
};
use task::Task;

#[derive(Parser)]
#[command(about = "A swarm over machines", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Holds the swarm: leads the run, or stands by until its leader dies.
    Coordinator(Lead),
    /// Holds the objective: evaluates what it is asked.
    Worker(Work),
    /// Shows runs, workers, rates, failures and bests.
    Status(Show),
    /// Runs the swarm through again as the log of its results says.
    Replay(Lead),
    /// Forgets a run.
    Forget {
        /// The run.
        #[arg(long)]
        run: String,
    },
    /// Measures what an evaluation costs on top of itself.
    Measure(measure::Measure),
    /// Simulates ten thousand workers on what was measured; needs no server.
    Scale(scale::Scale),
}

#[derive(clap::Args)]
struct Lead {
    /// The run: whoever names the same works together.
    #[arg(long, default_value = "demo")]
    run: String,
    #[command(flatten)]
    task: Task,
    /// Agents of the swarm.
    #[arg(long, default_value_t = 40)]
    agents: usize,
    /// Evaluations after which it ends.
    #[arg(long, default_value_t = 4_000)]
    evaluations: u64,
    /// The seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// No agent waits for another: for evaluations of unlike length.
    #[arg(long)]
    steady: bool,
    /// Believe no worker that has not earned it.
    #[arg(long)]
    check: bool,
    /// Keep evaluations, and look them up before paying for them again.
    #[arg(long)]
    cache: bool,
    /// Servers that keep each message: 3, or as many as there are, if not said.
    #[arg(long)]
    replicas: Option<usize>,
    /// Seconds after which a batch that a worker is silent about goes to another.
    #[arg(long, default_value_t = 15.0)]
    deadline: f64,
    /// Seconds after which a batch that a worker is still at goes to another as well, for each evaluation in it: ten times the longest
    /// seen, if not said.
    #[arg(long)]
    longest: Option<f64>,
    /// Seconds between two checkpoints.
    #[arg(long, default_value_t = 10.0)]
    checkpoint: f64,
    /// Print the result as one line of JSON.
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
struct Work {
    /// The run.
    #[arg(long, default_value = "demo")]
    run: String,
    #[command(flatten)]
    task: Task,
    /// The name to answer under: the user's that the servers know, if not said.
    #[arg(long)]
    name: Option<String>,
    /// Threads.
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// Wait for the run to be started again when it has ended.
    #[arg(long)]
    stay: bool,
}

#[derive(clap::Args)]
struct Show {
    /// Only this run, with the convergence of its best value.
    #[arg(long)]
    run: Option<String>,
    /// Again every second, until Ctrl-C.
    #[arg(long)]
    watch: bool,
    /// Write the convergence of the run as CSV.
    #[arg(long, requires = "run")]
    csv: Option<std::path::PathBuf>,
}

fn main() {
    tracing_to_stderr();
    let cli = Cli::parse();
    if let Err(error) = dispatch(cli.command) {
        eprintln!("{error}");
        std::process::exit(1);
    }
}

fn dispatch(command: Command) -> Result<(), Box<dyn std::error::Error>> {
    if let Command::Scale(scale) = command {
        return scale::scale(&scale);
    }
    let cluster = Cluster::connect(&ConnectOptions::from_env()?)?;
    match command {
        Command::Coordinator(lead) => coordinate(&cluster, &lead)?,
        Command::Worker(work) => evaluate(cluster, &work)?,
        Command::Status(show) => {
            board::show(&cluster, show.run.as_deref(), show.watch, show.csv)?;
        }
        Command::Replay(lead) => replay(&cluster, &lead)?,
        Command::Forget { run } => cluster.forget(&run)?,
        Command::Measure(measure) => measure::measure(&cluster, &measure)?,
        Command::Scale(scale) => scale::scale(&scale)?,
    }
    Ok(())
}

impl Lead {
    fn swarm(
        &self,
        problem: &DynProblem<'_, Boxed>,
    ) -> Result<impl Optimizer<Boxed> + use<>, Error> {
        let pace = if self.steady { Pace::Steady } else { Pace::Generation };
        ParticleSwarm::new(self.agents).pace(pace).build(problem, Seed(self.seed))
    }

    fn coordinator(&self, cluster: &Cluster) -> Result<Coordinator, Error> {
        let trust =
            if self.check { Trust::Earned(Verification::default()) } else { Trust::Everyone };
        let retention = Retention {
            replicas: self.replicas,
            deadline: Duration::from_secs_f64(self.deadline),
            longest: self.longest.map(Duration::from_secs_f64),
            ..Retention::default()
        };
        let every = Every::Time(Duration::from_secs_f64(self.checkpoint));
        let coordinator = Coordinator::new(cluster, &self.run)?.retention(retention).trust(trust);
        Ok(coordinator.checkpoint(every).cache(self.cache).build(self.task.label()))
    }
}

fn coordinate(cluster: &Cluster, lead: &Lead) -> Result<(), Error> {
    let problem = lead.task.problem()?;
    let mut swarm = lead.swarm(&problem)?;
    let flag = Flag::interrupt()?;
    let mut stop = Evaluations(lead.evaluations).or(flag.clone());
    eprintln!("run {}: waiting for the lead", lead.run);
    let coordinator = lead.coordinator(cluster)?.give_up_on(flag);
    let report = coordinator.run(&mut swarm, &problem, &mut stop, &mut Progress::bar())?;
    match (lead.json, report.best()) {
        (true, Some(best)) => {
            let line = serde_json::json!({
                "run": report.run, "best": best.value, "x": best.point,
                "evaluations": report.evaluations, "rounds": report.rounds,
                "seconds": report.elapsed.as_secs_f64(), "stop": report.reason.to_string(),
                "counts": report.counts,
            });
            println!("{line}");
        }
        _ => println!("{report}"),
    }
    Ok(())
}

fn evaluate(cluster: Cluster, work: &Work) -> Result<(), Error> {
    let problem = work.task.problem()?;
    let cluster = match &work.name {
        Some(name) => cluster.named(name),
        None => cluster,
    };
    let threads =
        if work.threads == 1 { Threads::Sequential } else { Threads::Count(work.threads) };
    let worker = Worker::new(&cluster, &work.run)?.threads(threads).stay(work.stay);
    let served = worker.until(Flag::interrupt()?).build(work.task.label()).run(&problem)?;
    println!(
        "{} evaluations in {} batches, {} failed, {} messages refused",
        served.evaluations, served.batches, served.failures, served.refused
    );
    Ok(())
}

fn replay(cluster: &Cluster, lead: &Lead) -> Result<(), Error> {
    let problem = lead.task.problem()?;
    let mut swarm = lead.swarm(&problem)?;
    let counts = lead.coordinator(cluster)?.replay(
        &mut swarm,
        &problem,
        &mut Evaluations(lead.evaluations),
    )?;
    match swarm.best() {
        Some(best) => println!("best {} after {} results", best.fitness, counts.accepted),
        None => println!("nothing has been evaluated"),
    }
    Ok(())
}

/// Shows what happens as it is told by events: `SWARMOPT_LOG=info`, or `debug`.
fn tracing_to_stderr() {
    let level =
        tracing_subscriber::fmt().with_max_level(tracing_level()).with_writer(std::io::stderr);
    level.init();
}

fn tracing_level() -> tracing_subscriber::filter::LevelFilter {
    let wanted = std::env::var("SWARMOPT_LOG").ok();
    wanted
        .and_then(|wanted| wanted.parse().ok())
        .unwrap_or(tracing_subscriber::filter::LevelFilter::OFF)
}
