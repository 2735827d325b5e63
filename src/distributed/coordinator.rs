//! The coordinator: it holds the swarm, and workers evaluate.

mod taking_over;

use super::{
    Cluster, Report, Retention, RunCounters, Trust,
    checkpoints::Pointer,
    early_checkpoint::EarlyCheckpoint,
    evaluation_cache::EvaluationCache,
    job_table::JobTable,
    lease::Lease,
    message::Fingerprint,
    names::Names,
    remote::Remote,
    session::Session,
    store::{Manifest, Store},
    store_sink::StoreSink,
};
use crate::{
    error::Error,
    problem::{DynProblem, Fitness, Space},
    run::{Every, Flag, Observer, RunRecorder, Status, Stop, run},
    swarm::Optimizer,
};
use std::{ops::ControlFlow, sync::atomic::Ordering, time::Instant};

/// Runs a swarm whose candidates are evaluated by [workers](super::Worker), wherever they are.
///
/// At [a generation's pace](crate::swarm::Pace) the swarm ends with the same bits as by
/// [`run`](crate::run::run) on one machine, whatever the number of workers and whatever fails meanwhile.
/// At a steady pace no worker waits for another, and the run can be [replayed](Self::replay) from its
/// log. Three exceptions: a limit of time ends a run at once, [`Failing`](crate::run::Failing) and
/// [`Target`](crate::run::Target) end it at the end of a round, and
/// [`Polish::Best`](crate::swarm::Polish::Best) is done by the coordinator, beyond the limit of
/// evaluations.
///
/// Several processes may coordinate the same run: one leads, the others stand by and take over within
/// some seconds when it dies. Results are in the log, and no evaluation with a result there is made
/// again.
///
/// ```no_run
/// use swarmopt::{distributed::{ConnectOptions, Cluster, Coordinator}, prelude::*};
/// let ball = Boxed::cube(-5.0..=5.0, 10)?.minimize(|x| x.iter().map(|x| x * x).sum());
/// let cluster = Cluster::connect(&ConnectOptions::from_env()?)?;
/// let mut swarm = ParticleSwarm::new(40).build(&ball, Seed(1))?;
/// let report = Coordinator::new(&cluster, "ball")?
///     .run(&mut swarm, &ball, &mut Evaluations(10_000), &mut Progress::bar())?;
/// println!("{report}");
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Coordinator {
    cluster: Cluster,
    names: Names,
    retention: Retention,
    trust: Trust,
    every: Every,
    cache: bool,
    build: String,
    give_up: Flag,
}

impl Coordinator {
    /// Creates a coordinator of the run with this name: letters, digits, `-` and `_`.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an invalid name.
    pub fn new(cluster: &Cluster, run: &str) -> Result<Self, Error> {
        Ok(Coordinator {
            cluster: cluster.clone(),
            names: Names::of(run)?,
            retention: Retention::default(),
            trust: Trust::default(),
            every: Every::default(),
            cache: false,
            build: String::new(),
            give_up: Flag::default(),
        })
    }

    /// Sets how the engine keeps the run. Default: [`Retention::default`].
    #[must_use]
    pub fn retention(self, retention: Retention) -> Self {
        Coordinator { retention, ..self }
    }

    /// Sets how far workers are trusted. Default: [`Trust::Everyone`].
    #[must_use]
    pub fn trust(self, trust: Trust) -> Self {
        Coordinator { trust, ..self }
    }

    /// Sets how often a checkpoint is written. Default: every ten seconds. A coordinator that takes over
    /// continues from the last checkpoint, and reads from the log the results since then.
    #[must_use]
    pub fn checkpoint(self, every: Every) -> Self {
        Coordinator { every, ..self }
    }

    /// Sets whether evaluations are kept for all runs of the same problem, and looked up before
    /// candidates are evaluated. Default: `false`. Meant for deterministic objectives that take far
    /// longer than the look-up of a millisecond.
    #[must_use]
    pub fn cache(self, on: bool) -> Self {
        Coordinator { cache: on, ..self }
    }

    /// Sets a label that tells builds of the objective apart: workers with another label are refused. Default: empty.
    #[must_use]
    pub fn build(self, label: impl Into<String>) -> Self {
        Coordinator { build: label.into(), ..self }
    }

    /// Sets a flag that ends the wait of a coordinator that stands by.
    #[must_use]
    pub fn give_up_on(self, flag: Flag) -> Self {
        Coordinator { give_up: flag, ..self }
    }

    /// Waits until nobody else leads the run, and runs it to its end from its current state. `swarm`
    /// must be built as it was when the run began.
    ///
    /// # Errors
    /// [`Error::Fenced`] if another coordinator has taken over or the wait was ended; [`Error::Build`]
    /// if the run is about another problem; [`Error::Checkpoint`] if it was begun with other settings,
    /// which it names; [`Error::Engine`] if the engine is out of reach for longer than the cluster's
    /// [patience](Cluster::with_patience); those of [`ask`](Optimizer::ask) and of the observer.
    pub fn run<S: Space, F: Fitness>(
        &self,
        swarm: &mut dyn Optimizer<S, F>,
        problem: &DynProblem<'_, S, F>,
        stop: &mut dyn Stop,
        observer: &mut dyn Observer<S, F>,
    ) -> Result<Report<S::Point>, Error> {
        self.trust.check()?;
        stop.check()?;
        let start = Instant::now();
        let mut store =
            self.cluster.wait(Store::open(&self.cluster, &self.names, self.retention))?;
        let fingerprint = Fingerprint::of(problem, &self.build);
        let manifest = self.manifest(swarm, problem, &fingerprint);
        self.cluster.wait(self.agree(&store, &manifest))?;
        store.manifest = Some(manifest.clone());
        let holder = format!("{}-{}", self.cluster.name, self.cluster.fresh_name());
        let give_up = || self.give_up.0.load(Ordering::Relaxed);
        let Some(mut lease) = self.cluster.wait(Lease::take(&store, &holder, give_up))? else {
            let leader = "another, and the wait was ended".to_owned();
            return Err(Error::Fenced { run: self.names.run.clone(), leader });
        };
        // What was there when the wait began may be lost.
        self.cluster.wait(self.agree(&store, &manifest))?;
        let (mut pointer, revision) = self.cluster.wait(self.take_over(&store, &mut lease))?;
        store.atomic = self.cluster.wait(store.make_streams(pointer.heard() + 1))?;
        let mut job_table = JobTable::new(fingerprint.clone(), self.trust, pointer.secret);
        job_table.retention = self.retention;
        let log = self.cluster.wait(store.log_state_now())?;
        // The queue before the log: what is answered in between is in both, not in neither.
        let queue = self.cluster.wait(store.queue::<S, F>())?;
        let cache = self.cache.then(|| EvaluationCache::new(fingerprint));
        let early_checkpoint = EarlyCheckpoint::of_log(self.retention.bytes);
        let (held, heard) = (Some(&lease), pointer.heard());
        let session = Session::new(store.clone(), held, &early_checkpoint, job_table, cache, heard);
        let mut remote = Remote::new(swarm, session);
        let history = self.restore(&mut remote, problem, observer, &mut pointer, &log)?;
        remote.session.inherit(queue, &log);
        remote.announce(problem);
        let sink = Box::new(StoreSink {
            store,
            every: self.every,
            pointer,
            revision,
            lease: &lease,
            early_checkpoint: &early_checkpoint,
        });
        let mut recorder = RunRecorder::new(problem, history, Some(sink), Box::new(observer));
        let reason = run(&mut remote, problem, stop, &mut recorder)
            .inspect_err(|why| remote.leave(problem, why))?;
        remote.end(problem, &reason, recorder.last.progress);
        let mut outcome = recorder.outcome(&remote, problem, reason);
        let job_table = remote.session.job_table;
        self.cluster.wait(lease.release());
        outcome.elapsed = start.elapsed();
        Ok(Report::new(self.names.run.clone(), outcome, &job_table))
    }

    /// Replays a run from its log without workers, until the log or the criterion ends it, with the same
    /// bits. `swarm` must be built as it was when the run began, and the log must have been
    /// [kept](Retention::log).
    ///
    /// # Errors
    /// Those of [`run`](Self::run); [`Error::Engine`] if the log is not kept from the beginning.
    pub fn replay<S: Space, F: Fitness>(
        &self,
        swarm: &mut dyn Optimizer<S, F>,
        problem: &DynProblem<'_, S, F>,
        stop: &mut dyn Stop,
    ) -> Result<RunCounters, Error> {
        let store = self.cluster.wait(Store::open(&self.cluster, &self.names, self.retention))?;
        let fingerprint = Fingerprint::of(problem, &self.build);
        let found = self.cluster.wait(store.read::<Manifest>(&self.names.manifest()))?;
        let mine = self.manifest(swarm, problem, &fingerprint);
        found.map_or(Ok(()), |(found, _)| self.is_the_same(&found, &mine))?;
        let pointer = self.cluster.wait(store.read::<Pointer>(&self.names.checkpoint()))?;
        let impossible = |why: &str| Error::engine(format!("replaying {}", self.names.run), why);
        let (pointer, _) = pointer.ok_or_else(|| impossible("there is no such run"))?;
        let log = self.cluster.wait(store.log_state_now())?;
        if log.first > 1 {
            return Err(impossible("its log has been forgotten up to a checkpoint"));
        }
        let job_table = JobTable::new(fingerprint, self.trust, pointer.secret);
        let early_checkpoint = EarlyCheckpoint::default();
        let session = Session::new(store, None, &early_checkpoint, job_table, None, 0);
        let mut remote = Remote::new(swarm, session);
        run(&mut remote, problem, stop, &mut UntilIdle::default())?;
        Ok(remote.session.job_table.counts)
    }
}

/// An observer that ends a replay when a round has brought nothing: then the log has ended.
#[derive(Default)]
struct UntilIdle(Status);

impl<S: Space, F: Fitness> Observer<S, F> for UntilIdle {
    fn on_start(&mut self, status: &Status, _: &dyn Optimizer<S, F>) {
        self.0 = *status;
    }
    fn on_round(
        &mut self,
        status: &Status,
        _: &dyn Optimizer<S, F>,
    ) -> Result<ControlFlow<()>, Error> {
        let last = std::mem::replace(&mut self.0, *status);
        let idle = (last.rounds, last.evaluations) == (status.rounds, status.evaluations);
        Ok(if idle { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    }
}
