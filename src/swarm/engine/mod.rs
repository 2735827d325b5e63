//! The engine that runs every colony: the swarm, its round, ask and tell, checkpoints, and the interface by
//! which runs, islands, experiments and coordinators use it.

mod any_method;
mod ask_tell;
mod asked;
mod attempt;
mod batch;
mod begin;
mod checkpoint_check;
mod constraint_handling;
mod count;
mod evaluation;
mod first_points;
mod into_optimizer;
mod memory;
mod open_candidate;
mod optimizer;
mod orders;
mod origin;
mod propose;
mod relaxation;
mod retry;
mod round;
mod settings;
mod swarm;
mod threads;

pub use any_method::AnyMethod;
pub use asked::{Asked, PolishOrder, Ticket, Told};
#[cfg(feature = "nats")]
pub(crate) use batch::answer;
pub use constraint_handling::ConstraintHandling;
pub use into_optimizer::IntoOptimizer;
pub(crate) use into_optimizer::parameters_of;
pub(crate) use open_candidate::OpenCandidate;
pub(crate) use optimizer::forward_optimizer;
pub use optimizer::{Limits, Optimizer, Tally};
pub use origin::Origin;
pub use retry::{OnFailure, RetryOrder};
pub use settings::{Pace, Polish, Settings};
pub use swarm::Swarm;
pub(crate) use threads::Executor;
pub use threads::Threads;
