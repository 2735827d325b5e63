//! Running a swarm, also by ask and tell: stop criteria, observers, checkpoints and outcomes.

mod checkpoint;
mod constraint_value;
mod criteria;
mod driver;
mod dynamics;
mod every;
mod file_sink;
mod files;
mod flag;
mod history;
mod jobs;
mod observer;
mod outcome;
mod pool;
mod prepared;
#[cfg(feature = "progress")]
mod progress;
mod recorder;
mod session;
mod sink;
mod solve;
mod solver;
#[cfg(feature = "progress")]
mod sparkline;
mod status;
mod stop;
#[cfg(feature = "tracing")]
mod trace;

pub use checkpoint::Checkpoint;
pub use constraint_value::ConstraintValue;
pub use criteria::{Evaluations, Failing, Rounds, Stagnation, StopWhen, Target, WallClock};
pub use driver::run;
pub use dynamics::Dynamics;
pub use every::Every;
pub use flag::Flag;
pub use history::History;
pub use jobs::Job;
pub use observer::{Observer, OnRound};
#[cfg(feature = "experiment")]
pub(crate) use outcome::seconds;
pub use outcome::{Closest, Outcome, Solution};
#[cfg(feature = "nats")]
pub(crate) use pool::in_pool;
#[cfg(feature = "progress")]
pub use progress::Progress;
#[cfg(feature = "nats")]
pub(crate) use recorder::RunRecorder;
pub use session::Session;
pub(crate) use sink::Sink;
pub use solve::Solve;
pub use solver::Solver;
pub use status::Status;
pub use stop::{And, Or, Reason, Stop};
#[cfg(feature = "tracing")]
pub use trace::Trace;
