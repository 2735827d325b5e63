//! `scale`: how far the swarm reaches, by a simulation on what `measure` has measured.

use crate::events::{Model, Sums, play};
use std::error::Error;

/// The defaults are what `measure --replicas 3` printed where `benches/distributed.md` was written.
#[derive(clap::Args)]
pub struct Scale {
    /// Workers, of one thread each.
    #[arg(long, default_value_t = 10_000)]
    workers: usize,
    /// Agents for each worker.
    #[arg(long, default_value_t = 1.2)]
    agents: f64,
    /// Seconds that an evaluation takes, on average.
    #[arg(long, default_value_t = 36.0)]
    mean: f64,
    /// The deviation of its logarithm; 0 for all alike.
    #[arg(long, default_value_t = 0.5)]
    spread: f64,
    /// Evaluations to play through.
    #[arg(long, default_value_t = 1_000_000)]
    evaluations: u64,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Deaths of a worker an hour.
    #[arg(long, default_value_t = 0.05)]
    deaths: f64,
    /// Seconds until another is there in its place.
    #[arg(long, default_value_t = 60.0)]
    replaced: f64,
    /// Seconds after which a silent worker's batch goes to another.
    #[arg(long, default_value_t = 15.0)]
    deadline: f64,
    /// The share of evaluations done again because their worker is not believed, spot checks included.
    #[arg(long, default_value_t = 0.0)]
    checked: f64,
    /// Seconds between two checkpoints.
    #[arg(long, default_value_t = 10.0)]
    checkpoint: f64,
    /// Servers that keep each message.
    #[arg(long, default_value_t = 3)]
    replicas: usize,
    /// Dimensions of a candidate.
    #[arg(long, default_value_t = 30)]
    dimensions: usize,
    /// Microseconds until a published message is kept and the word of it is back.
    #[arg(long, default_value_t = 464.0)]
    publish: f64,
    /// Microseconds from candidate to result where the objective takes nothing.
    #[arg(long, default_value_t = 2_346.0)]
    trip: f64,
    /// Messages a second that the servers keep.
    #[arg(long, default_value_t = 28_800.0)]
    writes: f64,
    /// Messages a second that a server passes on.
    #[arg(long, default_value_t = 510_000.0)]
    plain: f64,
    /// Microseconds of the coordinator for an answer, …
    #[arg(long, default_value_t = 150.0)]
    answer: f64,
    /// … and for each candidate in it, …
    #[arg(long, default_value_t = 2.7)]
    candidate: f64,
    /// … and nanoseconds for each worker when it sends something out.
    #[arg(long, default_value_t = 9.7)]
    known: f64,
    /// Bytes of an agent in a checkpoint, …
    #[arg(long, default_value_t = 1_897.0)]
    agent_bytes: f64,
    /// … microseconds to write it down, …
    #[arg(long, default_value_t = 7.2)]
    agent_time: f64,
    /// … and megabytes a second that the object store takes.
    #[arg(long, default_value_t = 58.0)]
    object: f64,
    /// Bytes of an answer in the log.
    #[arg(long, default_value_t = 194.0)]
    answer_bytes: f64,
    /// Bytes a second for a worker without work.
    #[arg(long, default_value_t = 900.0)]
    idle_bytes: f64,
}

/// Messages a second for a worker without work, as counted: questions for work and their ends, signs of
/// life, and every other second whether the run has ended.
const IDLE: f64 = 5.0;

/// Bytes a second in which the coordinator says who works: 1,000 workers at the most.
const WHO: f64 = 110_000.0;

impl Scale {
    fn model(&self, workers: usize, steady: bool) -> Model {
        let agents = ((workers as f64 * self.agents) as usize).max(1);
        let trip = self.trip - 2.0 * self.publish - self.answer - self.candidate;
        let bytes = agents as f64 * self.agent_bytes;
        Model {
            workers,
            agents,
            steady,
            mean: self.mean,
            spread: self.spread,
            publish: self.publish / 1e6,
            // Half on the way to the worker, half on the way back.
            delivery: trip.max(0.0) / 2e6,
            write: 1.0 / self.writes,
            plain: 1.0 / self.plain,
            answer: self.answer / 1e6,
            candidate: self.candidate / 1e6,
            known: self.known / 1e9,
            checkpoint: agents as f64 * self.agent_time / 1e6 + bytes / (1e6 * self.object),
            checkpoint_every: self.checkpoint,
            deadline: self.deadline,
            deaths: self.deaths / 3600.0,
            replaced: self.replaced,
            checked: self.checked,
        }
    }

    fn figures(&self, workers: usize, steady: bool) -> Figures {
        let model = self.model(workers, steady);
        let evaluations = self.evaluations.min(100 * workers as u64).max(2_000);
        let sums = play(&model, evaluations, self.seed);
        let free = play(&model.free(), evaluations, self.seed);
        let (elapsed, idle) = (sums.elapsed, sums.idle / sums.elapsed);
        let mut added = sums.added.clone();
        added.sort_by(f32::total_cmp);
        let quantile = |q: f64| match added.len() {
            0 => f64::NAN,
            n => 1e3 * f64::from(added[(q * (n - 1) as f64) as usize]),
        };
        let candidate = 9.0 * self.dimensions as f64 + 150.0;
        let checkpoint = model.agents as f64 * self.agent_bytes / self.checkpoint;
        let rate = sums.evaluations as f64 / elapsed;
        let again = 1.0 + sums.checks as f64 / sums.evaluations as f64;
        // A candidate and an answer each go in once and out once. The status is written each second.
        let through = 2.0 * rate * again * (candidate + self.answer_bytes);
        let plain = sums.plains as f64 / elapsed + IDLE * idle;
        Figures {
            workers,
            rate,
            share: sums.share(workers),
            free: free.share(workers),
            added: [quantile(0.5), quantile(0.99)],
            kept: sums.writes as f64 / elapsed,
            progress: sums.progress as f64 / elapsed,
            plain,
            bytes: through + checkpoint + self.idle_bytes * idle + WHO,
            idle_bytes: self.idle_bytes * idle,
            servers: sums.servers / elapsed + IDLE * idle / self.plain,
            coordinator: sums.coordinator / elapsed,
            log: rate * again * self.answer_bytes * 86_400.0,
            checkpoint: model.checkpoint,
            sums,
        }
    }
}

struct Figures {
    workers: usize,
    rate: f64,
    share: f64,
    free: f64,
    added: [f64; 2],
    kept: f64,
    progress: f64,
    plain: f64,
    bytes: f64,
    idle_bytes: f64,
    servers: f64,
    coordinator: f64,
    log: f64,
    checkpoint: f64,
    sums: Sums,
}

pub fn scale(args: &Scale) -> Result<(), Box<dyn Error>> {
    let both = [true, false].map(|steady| args.figures(args.workers, steady));
    println!(
        "{} workers, {:.1} agents each, evaluations of {} s (deviation of the logarithm {}):\n",
        args.workers, args.agents, args.mean, args.spread
    );
    println!("| | steady | generation |\n|---|---|---|");
    let row = |what: &str, tell: &dyn Fn(&Figures) -> String| {
        println!("| {what} | {} | {} |", tell(&both[0]), tell(&both[1]));
    };
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    row("evaluations an hour", &|f| format!("{:.0}", 3600.0 * f.rate));
    row("of the workers' time in evaluations that count", &|f| percent(f.share));
    row("the same if engine and coordinator took no time", &|f| percent(f.free));
    row("lost to them", &|f| format!("{:.2} %", 100.0 * (f.free - f.share)));
    row("from result to what follows from it, median and 99 %", &|f| {
        format!("{:.1} ms, {:.1} ms", f.added[0], f.added[1])
    });
    row("messages kept a second", &|f| format!("{:.0}", f.kept));
    row("of these, signs of life of busy workers", &|f| format!("{:.0}", f.progress));
    row("messages passed on a second", &|f| format!("{:.0}", f.plain));
    row("megabytes a second", &|f| format!("{:.2}", f.bytes / 1e6));
    row("of these, workers without work", &|f| format!("{:.2}", f.idle_bytes / 1e6));
    row("load of the servers", &|f| percent(f.servers));
    row("load of the coordinator", &|f| percent(f.coordinator));
    row("of it one checkpoint, in seconds", &|f| format!("{:.2}", f.checkpoint));
    row("growth of the log a day, on each server", &|f| format!("{:.2} GB", f.log / 1e9));
    row("batches delivered again", &|f| f.sums.redelivered.to_string());
    row("evaluations done again to check", &|f| f.sums.checks.to_string());
    row("rounds", &|f| f.sums.rounds.to_string());

    println!("\nSteady, with more workers; what is loaded over 100 % falls behind:\n");
    println!(
        "| workers | evaluations an hour | workers' time that counts | added, 99 % | servers | \
         coordinator |\n|---|---|---|---|---|---|"
    );
    for times in [0.1, 1.0, 2.0, 5.0, 10.0] {
        let f = args.figures(((args.workers as f64 * times) as usize).max(1), true);
        println!(
            "| {} | {:.0} | {} | {:.0} ms | {} | {} |",
            f.workers,
            3600.0 * f.rate,
            percent(f.share),
            f.added[1],
            percent(f.servers),
            percent(f.coordinator)
        );
    }
    println!(
        "\nFull: the coordinator at {:.0} workers, the servers at {:.0}.",
        full(args, &both[0]),
        { args.workers as f64 / both[0].servers }
    );
    Ok(())
}

/// With how many workers the coordinator has no time left. What it does for an answer grows with them,
/// too.
fn full(args: &Scale, at: &Figures) -> f64 {
    let rate = at.rate / at.workers as f64;
    let one = (args.publish + args.answer + args.candidate) / 1e6;
    let load = |n: f64| {
        let checkpoint = at.checkpoint * n / at.workers as f64 / args.checkpoint;
        n * rate * (one + n * args.known / 1e9) + checkpoint
    };
    let (mut low, mut high) = (0.0, 1e9);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        *(if load(middle) < 1.0 { &mut low } else { &mut high }) = middle;
    }
    low
}
