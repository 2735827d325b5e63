//! Islands in separate processes.

use super::{
    Cluster,
    message::{decode, encode},
    names::Names,
};
use crate::{
    error::{Error, part, require, require_rounds},
    problem::{DynProblem, Fitness, Space},
    rng::{Seed, Streams},
    run::Flag,
    swarm::{Asked, Limits, Optimizer, Origin, Slot, Tally, Threads, Told, forward_optimizer},
    topology::{Topology, Wiring},
};
use async_nats::jetstream::stream::{self, DiscardPolicy};
use serde_json::{Value, json};
use std::{sync::atomic::Ordering, time::Duration};
use tokio::time::{Instant, sleep};

/// The time at which islands exchange migrants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Migration {
    /// Each island waits for its informants: the same bits as an
    /// [`Archipelago`](crate::ensemble::Archipelago) on one machine.
    #[default]
    ByEpoch,
    /// Each island takes the last migrants available, which may be old, and never waits.
    AsItComes,
}

/// The best of an island, if it has found anything.
type Migrant<X, F> = Option<Slot<X, F>>;

/// An island of several, each a swarm of any kind in its own process.
///
/// After every `interval` rounds the island sends its best along the topology, and welcomes the bests of
/// its informants. It is an [`Optimizer`]: it is run by [`run`](crate::run::run) on all cores of its
/// machine, or by a [`Coordinator`](super::Coordinator) with its own workers.
///
/// ```no_run
/// use swarmopt::{distributed::{ConnectOptions, Cluster, Island, Migration}, author::*, prelude::*};
/// let ball = Boxed::cube(-5.0..=5.0, 5)?.minimize(|x| x.iter().map(|x| x * x).sum());
/// let cluster = Cluster::connect(&ConnectOptions::from_env()?)?;
/// // On the second of three machines, where bees live:
/// let bees = ArtificialBeeColony::default().build(&ball, Seed(2))?;
/// let ring = Ring::new(1);
/// let mut island = Island::new(&cluster, "ball", 1, 3, &ring, 10, Seed(1), Box::new(bees))?
///     .migration(Migration::ByEpoch);
/// run(&mut island, &ball, &mut Rounds(500), &mut ())?;
/// # Ok::<(), swarmopt::Error>(())
/// ```
///
/// Migrants are trusted: an island is a process of the same user, not a [worker](super::Worker).
/// Topologies that change while the swarm runs stay as they began, because no island sees all of them.
pub struct Island<S: Space, F: Fitness = f64> {
    swarm: Box<dyn Optimizer<S, F>>,
    cluster: Cluster,
    names: Names,
    me: usize,
    wiring: Wiring,
    interval: u64,
    migration: Migration,
    patience: Duration,
    stop: Flag,
    /// The number of epochs whose migrants have been welcomed.
    epochs: u64,
    welcomed: u64,
    ready: bool,
}

impl<S: Space, F: Fitness> Island<S, F> {
    /// Creates island `me`, counted from 0, of `islands` islands of the run with this name. Topology,
    /// interval and seed must be the same for all islands; `swarm` is the island's own.
    ///
    /// # Errors
    /// [`Error::Parameter`] if `me` is not less than `islands`, for an interval of 0 or an invalid name;
    /// [`Error::TopologySize`] if the topology cannot join this number of islands.
    #[expect(clippy::too_many_arguments, reason = "what all islands agree on, and what is its own")]
    pub fn new(
        cluster: &Cluster,
        run: &str,
        me: usize,
        islands: usize,
        topology: &dyn Topology,
        interval: u64,
        seed: Seed,
        swarm: Box<dyn Optimizer<S, F>>,
    ) -> Result<Self, Error> {
        require_rounds("interval", interval)?;
        require(me < islands, "island", me, "less than the number of islands")?;
        // As an archipelago wires its islands.
        let wiring = topology.wire(islands, &mut Streams::new(seed).at(0, 0))?;
        Ok(Island {
            swarm,
            cluster: cluster.clone(),
            names: Names::of(run)?,
            me,
            wiring,
            interval,
            migration: Migration::default(),
            patience: Duration::from_secs(3_600),
            stop: Flag::default(),
            epochs: 0,
            welcomed: 0,
            ready: false,
        })
    }

    /// Sets when islands exchange migrants. Default: [`Migration::ByEpoch`].
    #[must_use]
    pub fn migration(self, migration: Migration) -> Self {
        Island { migration, ..self }
    }

    /// Sets the longest time that an island waits for its informants before it gives up. Default: an hour.
    #[must_use]
    pub fn patience(self, patience: Duration) -> Self {
        Island { patience, ..self }
    }

    /// Sets a flag that ends the wait for other islands.
    #[must_use]
    pub fn until(self, stop: Flag) -> Self {
        Island { stop, ..self }
    }

    /// Returns the number of migrants welcomed so far.
    pub fn welcomed(&self) -> u64 {
        self.welcomed
    }

    /// Returns the subject of an island's migrants: in this epoch, or the last one if islands do not wait.
    fn subject(&self, island: usize, epoch: u64) -> String {
        let name = match self.migration {
            Migration::ByEpoch => format!("{island}.{epoch}"),
            Migration::AsItComes => format!("{island}.last"),
        };
        self.names.migrants_of(&name)
    }

    /// Sends the best and welcomes those of the informants, if an interval has ended.
    fn migrate(&mut self, problem: &DynProblem<'_, S, F>) -> Result<(), Error> {
        let epoch = self.swarm.tally().rounds / self.interval;
        if epoch <= self.epochs || !self.swarm.tally().rounds.is_multiple_of(self.interval) {
            return Ok(());
        }
        if !self.ready {
            self.cluster.wait(self.prepare())?;
            self.ready = true;
        }
        let migrant: Migrant<S::Point, F> = self.swarm.best().cloned();
        let subject = self.subject(self.me, epoch);
        let id = format!("{}.{}.{epoch}", self.names.run, self.me);
        self.cluster.wait(self.cluster.publish(subject, id, encode(&migrant).into()))?;
        for from in self.wiring.informants(self.me) {
            let guest = self.cluster.wait(self.hear(from, epoch))?;
            if let Some(guest) = guest.filter(|guest| problem.space().contains(&guest.point)) {
                // A bad migrant from outside must not end the run.
                match self.swarm.welcome(problem, &guest) {
                    Ok(()) => self.welcomed += 1,
                    Err(error) => {
                        let run = &self.names.run;
                        tracing::warn!(run, from, %error, "a migrant that cannot be");
                    }
                }
            }
        }
        self.epochs = epoch;
        Ok(())
    }

    async fn prepare(&self) -> Result<(), Error> {
        let config = stream::Config {
            name: self.names.migrant_stream(),
            subjects: vec![self.names.migrants_of(">")],
            max_messages_per_subject: 1, // the last word of each
            discard: DiscardPolicy::Old,
            allow_direct: true,
            ..stream::Config::default()
        };
        self.cluster.ready(self.cluster.patience).await?;
        self.cluster.ensure_stream(&config, None).await.map(|_| ())
    }

    /// Returns the migrant of an informant: waits for that of this epoch, or takes the last one available.
    async fn hear(&self, from: usize, epoch: u64) -> Result<Migrant<S::Point, F>, Error> {
        let doing = format!("waiting for island {from}, epoch {epoch}");
        let start = Instant::now();
        let subject = self.subject(from, epoch);
        let stream = self.names.migrant_stream();
        let mut pause = Duration::from_millis(2);
        loop {
            let stream = self.cluster.jetstream.get_stream_no_info(&stream).await;
            if let Ok(stream) = stream
                && let Ok(last) = stream.direct_get_last_for_subject(subject.as_str()).await
                && let Some(migrant) = decode::<Migrant<S::Point, F>>(&last.payload)
            {
                return Ok(migrant);
            }
            if self.migration == Migration::AsItComes || self.stop.0.load(Ordering::Relaxed) {
                return Ok(None);
            }
            if start.elapsed() > self.patience {
                return Err(Error::engine(doing, "nothing was heard of it"));
            }
            sleep(pause).await;
            pause = (2 * pause).min(Duration::from_millis(200));
        }
    }
}

impl<S: Space, F: Fitness> Optimizer<S, F> for Island<S, F> {
    forward_optimizer!(self => self.swarm, ask, state);

    fn tell(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        told: Vec<Told<S::Point, F>>,
    ) -> Result<(), Error> {
        self.swarm.tell(problem, told)?;
        self.migrate(problem)
    }
    fn step(&mut self, problem: &DynProblem<'_, S, F>, limits: &Limits<'_>) -> Result<(), Error> {
        self.swarm.step(problem, limits)?;
        self.migrate(problem)
    }
    fn names(&self) -> (String, String) {
        let (method, topology) = self.swarm.names();
        (format!("{method} on island {}", self.me), topology)
    }
    fn origin(&self) -> Origin {
        let own = self.swarm.origin().with("island", self.me).with("interval", self.interval);
        let wiring = serde_json::to_string(&self.wiring).unwrap_or_default();
        own.with("islands wired", wiring).with("migration", format!("{:?}", self.migration))
    }
    fn save(&self) -> Result<Value, Error> {
        Ok(json!({
            "origin": Optimizer::<S, F>::origin(self), "swarm": self.swarm.save()?,
            "epochs": self.epochs, "welcomed": self.welcomed,
        }))
    }
    fn load(&mut self, problem: &DynProblem<'_, S, F>, mut saved: Value) -> Result<(), Error> {
        Optimizer::<S, F>::origin(self).check(&part(&mut saved, "origin")?)?;
        let (epochs, welcomed) = (part(&mut saved, "epochs")?, part(&mut saved, "welcomed")?);
        self.swarm.load(problem, part(&mut saved, "swarm")?)?;
        (self.epochs, self.welcomed) = (epochs, welcomed);
        Ok(())
    }
}
