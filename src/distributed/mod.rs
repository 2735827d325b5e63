//! Past one machine: the swarm over NATS JetStream.
//!
//! For objectives that take a millisecond or more: a [`Coordinator`] holds the swarm, [`Worker`]s hold the
//! objective, and an engine that is there already, [NATS](https://nats.io) with JetStream (2.12 or later),
//! carries candidates and results between them. Nothing of ours listens on a port.
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
//! What goes where:
//!
//! ```text
//!  swarm ── ask ──▶ desk ── batches ──▶ work queue ──▶ workers
//!    ▲                                                    │
//!    └── tell ◀── believed? ◀── log of results ◀── answers┘
//! ```
//!
//! The log is the one way into the swarm. Results of workers, of the cache, and the coordinator's own
//! words are taken in in the log's order, so that the swarm is a function of the log: a coordinator that takes
//! over reads the last checkpoint and the log since then, and has the same swarm to the last bit. Nothing that
//! was evaluated is evaluated again; what is sent or answered twice is known by its name, and counts once.
//!
//! | what may happen | what then |
//! |---|---|
//! | a worker dies, freezes or leaves | its batch goes to another after [`Retention::deadline`]; a late answer counts nothing |
//! | the coordinator dies | one that stands by takes the lease within some seconds; one that was only cut off finds itself [fenced](crate::Error::Fenced) and stops |
//! | a server dies, all die, the network parts | everybody tries again until [`Cluster::with_patience`] runs out; of three servers, any one may stay dead |
//! | a message is lost with its disk | what is out and nowhere to be found is sent again |
//! | streams or buckets are lost, or all that the servers keep | the leader makes them again from what it knows |
//! | a checkpoint is damaged | the one before counts, and if that is damaged, too, the log |
//! | a candidate kills whoever evaluates it | after five workers it is a failed evaluation |
//! | an evaluation hangs | its batch goes to another after [`Retention::longest`] |
//! | a worker answers what cannot be: a point outside the space, evaluations nobody allowed | counted against it as malformed, and the candidate goes out again |
//! | a worker lies | see [`Verification`] |
//!
//! The servers write what they acknowledged to their disks every two minutes unless they are told
//! `sync_interval: always`: power lost on a majority of them at once can cost results, which are then evaluated
//! again as long as the checkpoint is there.
//!
//! Who leads, what was lost and what was refused is told as [`tracing`](https://docs.rs/tracing) events, with the
//! name of the run.
//!
//! What an evaluation costs on top, and how far it reaches: `benches/distributed.md`. How to set it up, with
//! permissions and TLS, by hand or in Kubernetes: `examples/distributed/deploy`.

mod access;
mod alias;
mod census;
mod checkpoints;
mod cluster;
mod coordinator;
mod copies;
mod counts;
mod desk;
mod dispatch;
mod island;
mod keeping;
mod lease;
mod log;
mod memo;
mod message;
mod names;
mod queue;
mod report;
mod scribe;
mod session;
mod status;
mod store;
mod trouble;
mod trust;
mod watch;
mod worker;

pub use access::ConnectOptions;
pub use census::{Refused, WorkerStats};
pub use cluster::Cluster;
pub use coordinator::Coordinator;
pub use counts::RunCounters;
pub use island::{Island, Migration};
pub use keeping::Retention;
pub use report::Report;
pub use status::{Improvement, RunStatus};
pub use trust::{Reputation, Trust, Verification};
pub use watch::{Improvements, WorkerInfo};
pub use worker::{Worker, WorkerReport};
