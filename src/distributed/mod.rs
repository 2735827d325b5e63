//! Swarms over several machines, by NATS JetStream.
//!
//! Meant for objectives that take a millisecond or more: a [`Coordinator`] holds the swarm, [`Worker`]s
//! hold the objective, and an existing engine, [NATS](https://nats.io) with JetStream (2.12 or later),
//! carries candidates and results between them. Neither coordinator nor workers listen on a port.
//!
//! ```no_run
//! use swarmopt::{distributed::{ConnectOptions, Cluster, Coordinator, Worker}, prelude::*};
//! let problem = Boxed::cube(-5.0..=5.0, 10)?.minimize(|x| x.iter().map(|x| x * x).sum());
//! let cluster = Cluster::connect(&ConnectOptions::from_env()?)?;
//! // In one process …
//! let mut swarm = ParticleSwarm::default().build(&problem, Seed(1))?;
//! let report = Coordinator::new(&cluster, "demo")?
//!     .run(&mut swarm, &problem, &mut Evaluations(10_000), &mut ())?;
//! // … and in as many others as there are, on any machine:
//! Worker::new(&cluster, "demo")?.threads(Threads::Rayon).run(&problem)?;
//! # drop(report);
//! # Ok::<(), swarmopt::Error>(())
//! ```
//!
//! The flow of candidates and results:
//!
//! ```text
//!  swarm ── ask ──▶ job table ── batches ──▶ work queue ──▶ workers
//!    ▲                                                    │
//!    └── tell ◀── believed? ◀── log of results ◀── answers┘
//! ```
//!
//! The swarm changes only by the log. Results of workers, of the cache, and those of the coordinator
//! itself are taken in the order of the log, so that the swarm is a function of the log: a coordinator
//! that takes over reads the last checkpoint and the log since then, and has the same swarm to the last
//! bit. No evaluation with a result is made again; whatever is sent or answered twice is recognized by
//! its id, and counts once.
//!
//! | failure | consequence |
//! |---|---|
//! | a worker dies, freezes or leaves | its batch goes to another after [`Retention::deadline`]; a late answer does not count |
//! | the coordinator dies | a standby takes the lease within some seconds; a coordinator that was only cut off is [fenced](crate::Error::Fenced) and stops |
//! | a server dies, all die, the network parts | all clients try again until [`Cluster::with_patience`] runs out; of three servers, any one may stay dead |
//! | a message is lost with its disk | open candidates that are in neither queue nor log are sent again |
//! | streams or buckets are lost, or all that the servers keep | the leader creates them again from its own state |
//! | a checkpoint is damaged | the one before counts, and if that is damaged, too, the log |
//! | a candidate kills whoever evaluates it | after five workers it is a failed evaluation |
//! | an evaluation hangs | its batch goes to another after [`Retention::longest`] |
//! | a worker returns an impossible result: a point outside the space, more evaluations than allowed | counted against it as malformed, and the candidate goes out again |
//! | a worker lies | see [`Verification`] |
//!
//! The servers write what they acknowledged to their disks every two minutes unless they are configured
//! with `sync_interval: always`: power lost on a majority of them at once can cost results, which are
//! then evaluated again as long as the checkpoint is there.
//!
//! Changes of leader, losses and refusals are reported as [`tracing`](https://docs.rs/tracing) events,
//! with the name of the run.
//!
//! The overhead per evaluation and the limits of scaling: `benches/distributed.md`. Setup with
//! permissions and TLS, by hand or in Kubernetes: `examples/distributed/deploy`.

mod alias;
mod announcer;
mod checkpoints;
mod cluster;
mod connect_options;
mod coordinator;
mod copies;
mod dispatch;
mod early_checkpoint;
mod evaluation_cache;
mod island;
mod job_table;
mod lease;
mod log;
mod message;
mod names;
mod queue;
mod refusals;
mod remote;
mod report;
mod retention;
mod run_counters;
mod session;
mod status;
mod store;
mod store_sink;
mod trouble;
mod trust;
mod watch;
mod worker;
mod worker_ledger;

pub use cluster::Cluster;
pub use connect_options::ConnectOptions;
pub use coordinator::Coordinator;
pub use island::{Island, Migration};
pub use report::Report;
pub use retention::Retention;
pub use run_counters::RunCounters;
pub use status::{Improvement, RunStatus};
pub use trust::{Reputation, Trust, Verification};
pub use watch::{Improvements, WorkerInfo};
pub use worker::{Worker, WorkerReport};
pub use worker_ledger::{Refused, WorkerStats};
