//! The parts of a play: a coordinator and workers, each in a process of its own that can be killed.
//! A process is this test binary, started again to run [`coordinator`] or [`worker`] only.

use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    env,
    fs::{self, File, OpenOptions},
    io::Write as _,
    ops::ControlFlow,
    path::{Path, PathBuf},
    thread::sleep,
    time::{Duration, SystemTime},
};
use swarmopt::{
    Error,
    author::*,
    distributed::{Cluster, ConnectOptions, Coordinator, Retention, RunCounters, Worker},
    prelude::*,
    run::{History, Solution},
};

/// The environment variable that says which part a process plays.
pub const PART: &str = "SWARMOPT_TEST_PART";

/// What all who take part are told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Plan {
    pub urls: String,
    pub folder: PathBuf,
    pub agents: usize,
    pub evaluations: u64,
    /// Milliseconds that an evaluation takes.
    pub nap: u64,
    /// Milliseconds of silence after which a batch goes to another worker.
    pub deadline: u64,
    /// The most bytes of each stream.
    pub bytes: Option<i64>,
    /// Whether the log of results is kept to the end.
    pub log: bool,
    /// The servers that keep each message; as many as there are, up to three, if not said.
    pub replicas: Option<usize>,
    /// The point that no worker survives.
    pub poison: Option<Vec<f64>>,
}

/// The run's name.
pub const RUN: &str = "play";

/// What a process is told.
#[derive(Debug, Serialize, Deserialize)]
pub struct Part {
    pub name: String,
    pub plan: Plan,
}

/// What a run comes to, to the last bit.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    pub cost: u64,
    pub point: Vec<u64>,
    pub rounds: u64,
    pub evaluations: u64,
    pub failures: u64,
    pub history: History,
}

impl Run {
    fn new(
        best: Option<&Solution<Vec<f64>>>,
        (rounds, evaluations, failures): (u64, u64, u64),
        history: &History,
    ) -> Self {
        let Solution { point, value } = best.unwrap();
        let point = point.iter().map(|x| x.to_bits()).collect();
        let history = history.clone();
        Run { cost: value.to_bits(), point, rounds, evaluations, failures, history }
    }
}

/// What a coordinator leaves behind.
#[derive(Debug, Serialize, Deserialize)]
pub struct Ended {
    pub run: Run,
    pub counts: RunCounters,
}

impl Plan {
    /// What the run comes to on one machine, where nothing happens; `look` sees all points.
    pub fn alone(&self, look: impl Fn(&[f64]) + Send + Sync) -> Run {
        let poison = self.poison.clone();
        let problem = rastrigin(move |x| {
            look(x);
            match poison.as_deref() == Some(x) {
                true => Err("poison"),
                false => Ok(()),
            }
        });
        let swarm = ParticleSwarm::new(self.agents);
        let outcome = swarm.solve(&problem, Seed(1), Evaluations(self.evaluations)).unwrap();
        let Outcome { rounds, evaluations, failures, .. } = &outcome;
        let tally = (*rounds, *evaluations, failures.total());
        Run::new(outcome.best(), tally, outcome.history())
    }

    /// Where each new number of evaluations is written.
    pub fn rounds(&self) -> PathBuf {
        self.folder.join("rounds")
    }

    /// What a coordinator leaves behind that has found another in its place.
    pub fn fenced(&self, name: &str) -> PathBuf {
        self.folder.join(format!("fenced.{name}"))
    }

    /// What the coordinator left behind, once the run has ended.
    pub fn ended(&self) -> Option<Ended> {
        let text = fs::read(self.folder.join("ended")).ok()?;
        Some(serde_json::from_slice(&text).unwrap())
    }

    /// How many evaluations each worker has begun.
    pub fn calls(&self) -> BTreeMap<String, u64> {
        let files = fs::read_dir(&self.folder).unwrap().map(Result::unwrap);
        let calls = files.filter_map(|file| {
            let name = file.file_name().into_string().unwrap();
            Some((name.strip_prefix("calls.")?.to_owned(), file.metadata().unwrap().len()))
        });
        calls.collect()
    }

    fn cluster(&self, name: &str) -> Cluster {
        let access = ConnectOptions { url: self.urls.clone(), ..ConnectOptions::default() };
        let cluster = Cluster::connect(&access).unwrap().named(name);
        cluster.with_patience(Duration::from_secs(60)) // none of them outlives the test for long
    }

    fn retention(&self) -> Retention {
        let deadline = Duration::from_millis(self.deadline);
        Retention {
            replicas: self.replicas,
            deadline,
            bytes: self.bytes,
            log: self.log,
            ..Retention::default()
        }
    }
}

fn rastrigin(
    check: impl Fn(&[f64]) -> Result<(), &'static str> + Send + Sync,
) -> impl Problem<Space = Boxed, Fitness = f64> {
    let problem = Boxed::cube(-5.12..=5.12, 6).unwrap().try_minimize(move |x| {
        check(x)?;
        let wave = |x: &f64| x * x - 10.0 * (std::f64::consts::TAU * x).cos() + 10.0;
        Ok::<f64, &str>(x.iter().map(wave).sum())
    });
    problem.named("rastrigin")
}

fn part() -> Option<Part> {
    Some(serde_json::from_str(&env::var(PART).ok()?).unwrap())
}

fn appended(path: &Path) -> File {
    OpenOptions::new().create(true).append(true).open(path).unwrap()
}

/// Not a test of its own: a process that evaluates.
#[test]
fn worker() {
    let Some(Part { name, plan }) = part() else { return };
    let calls = appended(&plan.folder.join(format!("calls.{name}")));
    let (nap, poison) = (Duration::from_millis(plan.nap), plan.poison.clone());
    let problem = rastrigin(move |x| {
        (&calls).write_all(b".").unwrap();
        if poison.as_deref() == Some(x) {
            std::process::abort();
        }
        sleep(nap);
        Ok(())
    });
    Worker::new(&plan.cluster(&name), RUN).unwrap().run(&problem).unwrap();
}

/// Not a test of its own: a process that leads the run, or stands by.
#[test]
fn coordinator() {
    let Some(Part { name, plan }) = part() else { return };
    let problem = rastrigin(|_| Err("evaluated by the coordinator"));
    let mut swarm = ParticleSwarm::new(plan.agents).build(&problem, Seed(1)).unwrap();
    let coordinator = Coordinator::new(&plan.cluster(&name), RUN)
        .unwrap()
        .retention(plan.retention())
        .checkpoint(Every::Time(Duration::from_secs(2)));
    let mut diary = Diary(appended(&plan.rounds()));
    let mut stop = Evaluations(plan.evaluations);
    let report = match coordinator.run(&mut swarm, &problem, &mut stop, &mut diary) {
        // Another leads: it has stopped, as it should.
        Err(Error::Fenced { .. }) => return fs::write(plan.fenced(&name), "").unwrap(),
        ended => ended.unwrap(),
    };
    let tally = (report.rounds, report.evaluations, report.failures.total());
    let run = Run::new(report.best(), tally, report.history());
    let ended = Ended { run, counts: report.counts };
    let draft = plan.folder.join("ended.draft");
    fs::write(&draft, serde_json::to_vec(&ended).unwrap()).unwrap();
    fs::rename(draft, plan.folder.join("ended")).unwrap();
}

/// Writes down, a line a round, the evaluations and what the clock on the wall says.
struct Diary(File);

impl<S: Space, F: Fitness> Observer<S, F> for Diary {
    fn on_round(
        &mut self,
        status: &Status,
        _: &dyn Optimizer<S, F>,
    ) -> Result<ControlFlow<()>, Error> {
        let clock = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();
        self.0.write_all(format!("{} {clock}\n", status.evaluations).as_bytes()).unwrap();
        Ok(ControlFlow::Continue(()))
    }
}
