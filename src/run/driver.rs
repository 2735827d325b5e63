//! The main loop.

use super::{Observer, Reason, Status, Stop};
use crate::{
    error::{Error, require},
    problem::{DynProblem, Fitness, Space},
    swarm::{Limits, Optimizer, Tally, Threads},
};
use std::time::Instant;

/// Runs a swarm until the criterion or an observer stops it, and returns the reason.
///
/// # Errors
/// Those of [`Optimizer::step`] and [`Stop::check`]; [`Error::Parameter`] if the requested threads cannot be
/// started; [`Error::AllFailed`] if all evaluations of the first round, and at least 10, failed,
/// unless the policy is [`OnFailure::Persist`](crate::swarm::OnFailure::Persist).
pub fn run<S: Space, F: Fitness>(
    swarm: &mut dyn Optimizer<S, F>,
    problem: &DynProblem<'_, S, F>,
    stop: &mut dyn Stop,
    observer: &mut dyn Observer<S, F>,
) -> Result<Reason, Error> {
    stop.check()?;
    if let Some(optimum) = problem.optimum() {
        require(optimum.is_finite(), "optimum", optimum, "a finite number")?;
    }
    let threads = swarm.threads();
    in_pool(threads, || rounds(swarm, problem, stop, observer))?
}

/// Runs the rounds of a run.
fn rounds<S: Space, F: Fitness>(
    swarm: &mut dyn Optimizer<S, F>,
    problem: &DynProblem<'_, S, F>,
    stop: &mut dyn Stop,
    observer: &mut dyn Observer<S, F>,
) -> Result<Reason, Error> {
    let start = Instant::now();
    let can_cut = stop.can_cut();
    let mut now = status(swarm, problem, start, stop);
    observer.on_start(&now, swarm);
    let reason = loop {
        if let Some(reason) = stop.reason(&now) {
            break reason;
        }
        let cut = || stop.cuts(start.elapsed());
        let limits = Limits {
            evaluations: stop.evaluations_left(&now),
            budget: stop.evaluations_left(&now),
            failures: stop.failures_left(&now),
            progress: stop.progress(&now),
            target: stop.target(problem.sense()).map(|target| problem.sense().turn(target)),
            cut: if can_cut { Some(&cut) } else { None },
        };
        swarm.step(problem, &limits)?;
        now = status(swarm, problem, start, stop);
        hopeless(swarm)?;
        if observer.on_round(&now, swarm)?.is_break() {
            break stop.reason(&now).unwrap_or(Reason::Observer);
        }
    };
    observer.on_end(&now, swarm, &reason)?;
    Ok(reason)
}

/// The number of evaluations that must fail before a run is refused: fewer may be bad luck.
const ENOUGH: u64 = 10;

/// Returns an error if the first round is over and every evaluation has failed: an objective that always fails
/// would use up the whole budget silently.
fn hopeless<S: Space, F: Fitness>(swarm: &dyn Optimizer<S, F>) -> Result<(), Error> {
    if swarm.best().is_some() || swarm.persists() {
        return Ok(());
    }
    let Tally { rounds, evaluations, failures, .. } = swarm.tally();
    match failures.last {
        Some(last) if rounds > 0 && evaluations >= ENOUGH && failures.total() >= evaluations => {
            Err(Error::AllFailed { evaluations, last })
        }
        _ => Ok(()),
    }
}

fn status<S: Space, F: Fitness>(
    swarm: &dyn Optimizer<S, F>,
    problem: &DynProblem<'_, S, F>,
    start: Instant,
    stop: &dyn Stop,
) -> Status {
    let tally = swarm.tally();
    let sense = problem.sense();
    let mut status = Status {
        rounds: tally.rounds,
        evaluations: tally.evaluations,
        stagnation: tally.stagnation,
        failures: tally.failures.total(),
        lost: tally.failures.lost(),
        best: swarm.best().map(|best| sense.turn(best.fitness.scalar())),
        sense,
        elapsed: start.elapsed(),
        progress: 0.0,
    };
    status.progress = stop.progress(&status).unwrap_or(0.0);
    status
}

/// The largest number of threads: more only compete, and some systems start any number.
const MOST_THREADS: usize = 1_024;

/// Runs `work` inside the pool that `threads` asks for. The pool is set up once, because entering one costs
/// microseconds, too much for every round.
pub(crate) fn in_pool<T: Send>(
    threads: Threads,
    work: impl FnOnce() -> T + Send,
) -> Result<T, Error> {
    let Threads::Count(n) = threads else { return Ok(work()) };
    let most = format!("0, which is one a core, to {MOST_THREADS}");
    require(n <= MOST_THREADS, "threads", n, &most)?;
    in_pool_of(n, work)
}

#[cfg(feature = "parallel")]
fn in_pool_of<T: Send>(n: usize, work: impl FnOnce() -> T + Send) -> Result<T, Error> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build();
    let allowed = || "a number of threads that the system can start".to_owned();
    let pool = pool.map_err(|_| Error::parameter("threads", n, allowed()))?;
    Ok(pool.install(work))
}

#[cfg(not(feature = "parallel"))]
fn in_pool_of<T>(_: usize, work: impl FnOnce() -> T) -> Result<T, Error> {
    Ok(work())
}
