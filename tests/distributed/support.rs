//! What the tests share: a problem, workers on threads, and a client that knows nothing of swarms.

use crate::engine::Engine;
use async_nats::jetstream::{Context, object_store::ObjectStore};
use futures_util::StreamExt;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    sync::{
        Arc, Once, OnceLock,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    thread::{JoinHandle, sleep, spawn},
    time::{Duration, Instant},
};
use swarmopt::{
    Error,
    author::*,
    distributed::{Cluster, ConnectOptions, Coordinator, Report, Retention, Worker, WorkerReport},
    prelude::*,
};

/// A problem whose type has a name.
pub type Slow = Box<DynProblem<'static, Boxed>>;

/// How often an objective was called.
pub type Calls = Arc<AtomicU64>;

/// Rastrigin's function in 5 dimensions plus `lie`. Each call takes as long as `nap` and is counted.
pub fn off_by(lie: f64, nap: Duration, calls: &Calls) -> Slow {
    let calls = Arc::clone(calls);
    rastrigin(lie, move || {
        calls.fetch_add(1, Relaxed);
        sleep(nap);
    })
}

/// Rastrigin's function in 5 dimensions plus `lie`, with `before` called before each evaluation.
fn rastrigin(lie: f64, before: impl Fn() + Send + Sync + 'static) -> Slow {
    let problem = Boxed::cube(-5.12..=5.12, 5).unwrap().minimize(move |x| {
        before();
        let wave = |x: &f64| x * x - 10.0 * (std::f64::consts::TAU * x).cos() + 10.0;
        x.iter().map(wave).sum::<f64>() + lie
    });
    Box::new(problem.named("rastrigin"))
}

/// One problem for each worker of a team, which takes as long as its `naps`. The first evaluation of each
/// waits until all of the team have one, at most 20 seconds: a worker that is late on a busy machine is not
/// left without work.
pub fn together<const N: usize>(naps: [Duration; N], calls: &Calls) -> [Slow; N] {
    let missing = Arc::new(AtomicU64::new(N as u64));
    naps.map(|nap| {
        let (calls, missing, first) = (Arc::clone(calls), Arc::clone(&missing), Once::new());
        rastrigin(0.0, move || {
            calls.fetch_add(1, Relaxed);
            first.call_once(|| {
                missing.fetch_sub(1, Relaxed);
                let start = Instant::now();
                while missing.load(Relaxed) > 0 && start.elapsed() < Duration::from_secs(20) {
                    sleep(MILLISECOND);
                }
            });
            sleep(nap);
        })
    })
}

pub fn slow(nap: Duration, calls: &Calls) -> Slow {
    off_by(0.0, nap, calls)
}

/// All on three servers.
pub const ALL: Retention = Retention {
    replicas: Some(3),
    deadline: Duration::from_secs(3),
    longest: None,
    bytes: None,
    log: true,
};

pub const MILLISECOND: Duration = Duration::from_millis(1);

/// Three servers for all tests that break none of them.
pub fn servers() -> Option<&'static Engine> {
    static SERVERS: OnceLock<Engine> = OnceLock::new();
    Engine::find()?;
    Some(SERVERS.get_or_init(|| Engine::start(3)))
}

pub fn access(engine: &Engine, user: &str, password: &str) -> ConnectOptions {
    let (user, password) = (user.to_owned(), password.to_owned());
    ConnectOptions { url: engine.urls(), user, password, ..ConnectOptions::default() }
}

pub fn connect(engine: &Engine, user: &str) -> Cluster {
    Cluster::connect(&access(engine, user, "")).unwrap().with_patience(Duration::from_secs(60))
}

/// A worker on a thread of its own, until its run has ended.
pub fn hire(cluster: Cluster, run: &str, problem: Slow) -> JoinHandle<Result<WorkerReport, Error>> {
    let run = run.to_owned();
    spawn(move || Worker::new(&cluster, &run)?.run(&problem))
}

/// A worker for each problem: `w0`, `w1` and so on.
pub fn hire_all<const N: usize>(
    engine: &Engine,
    run: &str,
    problems: [Slow; N],
) -> [JoinHandle<Result<WorkerReport, Error>>; N] {
    let mut w = 0..;
    problems.map(|problem| hire(connect(engine, &format!("w{}", w.next().unwrap())), run, problem))
}

/// The swarm of all tests, and its problem.
pub fn swarm(pace: Pace) -> impl Optimizer<Boxed> {
    let problem = slow(Duration::ZERO, &Calls::default());
    ParticleSwarm::new(20).pace(pace).build(&problem, Seed(1)).unwrap()
}

/// The bits by which two runs are compared.
pub fn bits(best: Option<(&[f64], f64)>, evaluations: u64) -> String {
    let (point, cost) = best.unwrap();
    let point: Vec<String> = point.iter().map(|x| format!("{:016x}", x.to_bits())).collect();
    format!("{:016x} {} {evaluations}", cost.to_bits(), point.join(" "))
}

/// What the swarm finds on one machine.
pub fn alone(evaluations: u64) -> String {
    let (mut swarm, problem) = (swarm(Pace::Generation), slow(Duration::ZERO, &Calls::default()));
    run(&mut swarm, &problem, &mut Evaluations(evaluations), &mut ()).unwrap();
    let best = swarm.best().map(|best| (&best.point[..], best.fitness));
    bits(best, swarm.tally().evaluations)
}

pub fn bits_of(report: &Report<Vec<f64>>) -> String {
    let best = report.best().map(|best| (&best.point[..], best.value));
    bits(best, report.evaluations)
}

/// A run led here, as set.
pub fn lead(
    engine: &Engine,
    run: &str,
    pace: Pace,
    evaluations: u64,
    set: impl FnOnce(Coordinator) -> Coordinator,
) -> Report<Vec<f64>> {
    let coordinator = set(Coordinator::new(&connect(engine, "coordinator"), run).unwrap());
    let here = slow(Duration::ZERO, &Calls::default());
    let stop = &mut Evaluations(evaluations);
    coordinator.run(&mut swarm(pace), &here, stop, &mut ()).unwrap()
}

/// Waits for workers to end well, and asks what they have done.
pub fn go_home(
    crew: impl IntoIterator<Item = JoinHandle<Result<WorkerReport, Error>>>,
) -> Vec<WorkerReport> {
    crew.into_iter().map(|worker| worker.join().unwrap().unwrap()).collect()
}

/// `workers` honest workers, and the counter of their evaluations.
pub fn crew(
    engine: &Engine,
    run: &str,
    workers: usize,
    nap: Duration,
) -> (Vec<JoinHandle<Result<WorkerReport, Error>>>, Calls) {
    let calls = Calls::default();
    let hire = |w| hire(connect(engine, &format!("w{w}")), run, slow(nap, &calls));
    ((0..workers).map(hire).collect(), calls)
}

/// What an operator does to the engine, over a connection of its own.
pub fn operate<T>(engine: &Engine, work: impl AsyncFnOnce(Context) -> T) -> T {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    runtime.unwrap().block_on(async {
        let urls: Vec<String> = engine.urls().split(',').map(str::to_owned).collect();
        let client = async_nats::connect(urls).await.unwrap();
        work(async_nats::jetstream::new(client)).await
    })
}

/// The checkpoints of a run, oldest first.
pub fn checkpoints(engine: &Engine, run: &str) -> Vec<String> {
    operate(engine, async |js| {
        checkpoints_of(&js.get_object_store("swarmopt_checkpoints").await.unwrap(), run).await
    })
}

pub async fn checkpoints_of(store: &ObjectStore, run: &str) -> Vec<String> {
    let mut list = store.list().await.unwrap();
    let mut names = Vec::new();
    while let Some(Ok(object)) = list.next().await {
        if object.name.starts_with(&format!("{run}.")) {
            names.push(object);
        }
    }
    names.sort_by_key(|object| object.modified);
    names.into_iter().map(|object| object.name).collect()
}

/// A client that speaks the servers' protocol, and nothing of ours.
pub struct Stranger {
    reader: BufReader<TcpStream>,
}

impl Stranger {
    pub fn connect(engine: &Engine) -> Self {
        let address = engine.url(0).replace("nats://", "");
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.set_nodelay(true).unwrap();
        let mut stranger = Stranger { reader: BufReader::new(stream) };
        stranger.line(); // who the server is
        stranger.send(b"CONNECT {\"verbose\":false}\r\nPING\r\n");
        while stranger.line() != "PONG" {}
        stranger
    }

    fn send(&mut self, bytes: &[u8]) {
        self.reader.get_mut().write_all(bytes).unwrap();
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.reader.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }

    pub fn publish(&mut self, subject: &str, payload: &[u8]) {
        self.send(format!("PUB {subject} {}\r\n", payload.len()).as_bytes());
        self.send(payload);
        self.send(b"\r\nPING\r\n");
        while self.line() != "PONG" {}
    }

    /// The next message on a subject.
    pub fn overhear(&mut self, subject: &str) -> Vec<u8> {
        self.send(format!("SUB {subject} 1\r\nUNSUB 1 1\r\n").as_bytes());
        self.next()
    }

    /// Listens to a subject for good: nothing else can be done over this connection.
    pub fn listen(&mut self, subject: &str) {
        self.send(format!("SUB {subject} 1\r\n").as_bytes());
    }

    /// The next message that is listened to.
    pub fn next(&mut self) -> Vec<u8> {
        loop {
            let line = self.line();
            let parts: Vec<&str> = line.split(' ').collect();
            let (headers, total) = match (parts[0], parts.len()) {
                ("MSG", n) => (0, parts[n - 1].parse::<usize>().unwrap()),
                ("HMSG", n) => (parts[n - 2].parse().unwrap(), parts[n - 1].parse().unwrap()),
                _ => continue,
            };
            let mut message = vec![0; total];
            self.reader.read_exact(&mut message).unwrap();
            return message.split_off(headers);
        }
    }
}
