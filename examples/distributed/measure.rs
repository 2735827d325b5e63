//! `measure`: what an evaluation costs on top of itself, and what `scale` takes for granted.

use crate::{
    raw::{Raw, median},
    task::Task,
};
use bytes::Bytes;
use cpu_time::ProcessTime;
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    collections::BTreeMap,
    error::Error,
    hint::black_box,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use swarmopt::{
    author::*,
    distributed::{Cluster, Coordinator, Retention, WorkerStats},
    prelude::*,
    run::{Checkpoint, History},
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[derive(clap::Args)]
pub struct Measure {
    /// Servers that keep each message.
    #[arg(long, default_value_t = 1)]
    replicas: usize,
    /// Dimensions of a candidate.
    #[arg(long, default_value_t = 30)]
    dimensions: usize,
    /// Runs of which the median is taken.
    #[arg(long, default_value_t = 5)]
    repeats: usize,
    /// Seconds that each of them lasts.
    #[arg(long, default_value_t = 1.5)]
    seconds: f64,
}

const BATCHES: [usize; 3] = [1, 16, 256];

/// At a steady pace there are so many times as many agents, in as many messages at first. With one
/// worker they soon travel together.
const UNDER_WAY: usize = 16;

/// What a run costs, in microseconds an evaluation.
#[derive(Clone, Copy)]
struct Cost {
    wall: f64,
    /// Of the coordinator's process, all its threads.
    processor: f64,
    /// Candidates that were answered together, and the bytes of an answer.
    together: f64,
    answer: f64,
}

pub fn measure(cluster: &Cluster, args: &Measure) -> Result<()> {
    let url = std::env::var("NATS_URL").unwrap_or_else(|_| "nats://127.0.0.1:4222".to_owned());
    let task = Task { dimensions: args.dimensions, milliseconds: 0.0 };
    let steps = BATCHES.len() * (2 + 2 * args.repeats) + 3;
    let bar = ProgressBar::new(steps as u64);
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos}/{len} {msg} [{elapsed}]")?);
    let mut raw = Raw::connect(&url, args.replicas)?;
    let mut rows = Vec::new();
    for batch in BATCHES {
        let payload = payload(&task, batch)?;
        bar.set_message(format!("raw, {batch} candidates"));
        let repeats = (300.0 * args.seconds) as usize;
        let request = raw.request(&payload, repeats)?;
        bar.inc(1);
        let publish = raw.publish(&payload, repeats)?;
        bar.inc(1);
        let ours = |pace, agents| {
            let runs = (0..args.repeats).map(|k| {
                bar.set_message(format!("{pace:?}, {batch} candidates"));
                let run = format!("measure-{}-{batch}-{pace:?}-{k}", std::process::id());
                let cost = ours((cluster, &raw), args, &task, &run.to_lowercase(), pace, agents);
                bar.inc(1);
                cost
            });
            let runs = runs.collect::<Result<Vec<Cost>>>()?;
            let of = |part: fn(&Cost) -> f64| median(runs.iter().map(part).collect());
            let (wall, processor) = (of(|run| run.wall), of(|run| run.processor));
            let (together, answer) = (of(|run| run.together), of(|run| run.answer));
            Ok::<_, Box<dyn Error>>(Cost { wall, processor, together, answer })
        };
        let generation = ours(Pace::Generation, batch)?;
        let steady = ours(Pace::Steady, UNDER_WAY * batch)?;
        rows.push((batch, payload.len(), [request, publish], generation, steady));
    }
    let small = payload(&task, 1)?;
    bar.set_message("messages a second");
    let writes = raw.writes(&small, 2.0 * args.seconds)?;
    bar.inc(1);
    let plain = raw.plain(&small, args.seconds)?;
    bar.inc(1);
    let (agent, write_down) = checkpoint(&task)?;
    let object = raw.object(20_000_000, args.replicas)?;
    bar.finish_and_clear();

    println!("Microseconds an evaluation, replicas: {}, medians:\n", args.replicas);
    println!(
        "| candidates a message | bytes | core request and reply | JetStream publish and word | \
         a generation of one message | steady, {UNDER_WAY} times the agents | of it processor time \
         of the coordinator | candidates a message there |\n|---|---|---|---|---|---|---|---|"
    );
    for (batch, bytes, raw, generation, steady) in &rows {
        let [request, publish] = raw.map(|microseconds| microseconds / *batch as f64);
        let together = steady.together;
        let (generation, steady, own) = (generation.wall, steady.wall, steady.processor);
        println!(
            "| {batch} | {bytes} | {request:.1} | {publish:.1} | {generation:.1} | {steady:.1} | {own:.1} | {together:.0} |"
        );
    }
    let first = rows.first().ok_or("nothing was measured")?;
    let last = rows.last().ok_or("nothing was measured")?;
    let candidate = last.4.processor;
    println!("\nFor `scale`:\n\n```text");
    println!("--publish {:.0} --trip {:.0}", first.2[1], first.3.wall);
    println!("--writes {writes:.0} --plain {plain:.0} --answer-bytes {:.0}", first.3.answer);
    let answer = (first.3.processor - candidate).max(0.0);
    println!("--answer {answer:.0} --candidate {candidate:.1} --known {:.1}", known());
    println!(
        "--agent-bytes {agent:.0} --agent-time {write_down:.1} --object {:.1}\n```",
        object / 1e6
    );
    Ok(())
}

/// As many candidates as the library would send, written as it writes them.
fn payload(task: &Task, batch: usize) -> Result<Bytes> {
    let problem = task.problem()?;
    let mut swarm = ParticleSwarm::new(batch).build(&problem, Seed(1))?;
    let asked = swarm.ask(&problem, &Limits::evaluations(u64::MAX))?;
    let about = ("0123456789abcdef0123456789abcdef", 1, 1, [""; 0], asked);
    Ok(rmp_serde::to_vec(&about)?.into())
}

/// Bytes an agent in a checkpoint, and the microseconds that it takes to write it down.
fn checkpoint(task: &Task) -> Result<(f64, f64)> {
    let agents = 2_000;
    let problem = task.problem()?;
    let mut swarm = ParticleSwarm::new(agents).build(&problem, Seed(1))?;
    run(&mut swarm, &problem, &mut Rounds(2), &mut ())?;
    let start = Instant::now();
    let text = serde_json::to_vec(&Checkpoint::of(&swarm, &problem, &History::default())?)?;
    let took = 1e6 * start.elapsed().as_secs_f64();
    Ok((text.len() as f64 / agents as f64, took / agents as f64))
}

/// Nanoseconds that it takes to look at a worker, as is done for each when something is sent out.
fn known() -> f64 {
    let workers: BTreeMap<String, WorkerStats> =
        (0..10_000).map(|k| (format!("w{k}"), WorkerStats::default())).collect();
    let start = Instant::now();
    for _ in 0..100 {
        black_box(workers.values().filter(|one| one.heard < Duration::from_secs(60)).count());
    }
    1e9 * start.elapsed().as_secs_f64() / 1e6
}

/// A whole run of ours with one worker, a process of its own.
fn ours(
    (cluster, raw): (&Cluster, &Raw),
    args: &Measure,
    task: &Task,
    run: &str,
    pace: Pace,
    agents: usize,
) -> Result<Cost> {
    let problem = task.problem()?;
    let mut swarm = ParticleSwarm::new(agents).pace(pace).build(&problem, Seed(1))?;
    let marks: Arc<Mutex<Vec<(Status, Duration)>>> = Arc::default();
    let clock = ProcessTime::now();
    let note = {
        let marks = Arc::clone(&marks);
        move |status: &Status| {
            if let Ok(mut marks) = marks.lock() {
                marks.push((*status, clock.elapsed()));
            }
        }
    };
    let retention = Retention { replicas: Some(args.replicas), ..Retention::default() };
    let coordinator = Coordinator::new(cluster, run)?.retention(retention).build(task.label());
    let coordinator = coordinator.checkpoint(Every::Time(Duration::from_secs(3600)));
    let worker = hire(run, args.dimensions)?;
    // The worker joins meanwhile: the time begins with the first answer.
    let (mut begun, lasts) = (None, Duration::from_secs_f64(args.seconds));
    let mut stop = StopWhen(move |status: &Status| {
        status.evaluations > 0 && status.elapsed > *begun.get_or_insert(status.elapsed) + lasts
    });
    let led = coordinator.run(&mut swarm, &problem, &mut stop, &mut OnRound(note));
    drop(worker);
    let led = led?;
    let (messages, answer) = raw.held(&format!("swarmopt_{run}_results"))?;
    cluster.forget(run)?;
    let marks = marks.lock().map_err(|_| "a run panicked")?;
    let begun = marks.first().ok_or("nothing was evaluated")?.0.elapsed;
    let warm = |mark: &&(Status, Duration)| mark.0.elapsed > begun + lasts.mul_f64(0.2);
    let (Some((first, before)), Some((last, after))) = (marks.iter().find(warm), marks.last())
    else {
        return Err(format!("run {run} was too short: more seconds are needed").into());
    };
    let evaluations = (last.evaluations - first.evaluations) as f64;
    Ok(Cost {
        wall: 1e6 * (last.elapsed - first.elapsed).as_secs_f64() / evaluations,
        processor: 1e6 * (*after - *before).as_secs_f64() / evaluations,
        together: led.evaluations as f64 / messages as f64,
        answer,
    })
}

/// A worker that is ended with its run.
struct Hired(Child);

fn hire(run: &str, dimensions: usize) -> Result<Hired> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["worker", "--name", "w", "--milliseconds", "0", "--run", run]);
    command.args(["--dimensions", &dimensions.to_string()]);
    Ok(Hired(command.stdout(Stdio::null()).spawn()?))
}

impl Drop for Hired {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}
