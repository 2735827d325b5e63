//! Running a swarm: stop criteria, observers, checkpoints and outcomes.

mod checkpoint;
mod criteria;
mod driver;
mod dynamics;
mod every;
mod file_sink;
mod files;
mod flag;
mod history;
mod observer;
mod outcome;
#[cfg(feature = "progress")]
mod progress;
mod recorder;
mod sink;
mod solver;
#[cfg(feature = "progress")]
mod sparkline;
mod status;
mod stop;
#[cfg(feature = "tracing")]
mod trace;

pub use checkpoint::Checkpoint;
pub use criteria::{Evaluations, Failing, Rounds, Stagnation, StopWhen, Target, WallClock};
#[cfg(feature = "nats")]
pub(crate) use driver::in_pool;
pub use driver::run;
pub use dynamics::Dynamics;
pub use every::Every;
pub use flag::Flag;
pub use history::History;
pub use observer::{Observer, OnRound};
#[cfg(feature = "experiment")]
pub(crate) use outcome::seconds;
pub use outcome::{Outcome, Solution};
#[cfg(feature = "progress")]
pub use progress::Progress;
#[cfg(feature = "nats")]
pub(crate) use recorder::RunRecorder;
pub(crate) use sink::Sink;
pub use solver::{Solve, Solver};
pub use status::Status;
pub use stop::{And, Or, Reason, Stop};
#[cfg(feature = "tracing")]
pub use trace::Trace;
