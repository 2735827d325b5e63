//! Evaluations with a time limit.

use super::{EvaluationMode, Failure, Point, Problem, Sense, forward, guarded};
use crate::rng::Stream;
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread,
    time::Duration,
};

/// A problem with a time limit for each evaluation. Created by [`Problem::within`].
///
/// A thread cannot be stopped from outside, so evaluations are done on threads of their own, and a late one
/// is abandoned: it counts as [`Failure::Stalled`], the run goes on, and its thread is reused when it
/// returns, or ends with the process. At most 64 threads may be late at a time; beyond that, evaluations
/// fail without being tried, so that an objective that never returns cannot exhaust the machine.
///
/// A thread that waits for an evaluation does nothing else: an objective that uses rayon needs a pool of
/// its own, not the one on which the swarm runs.
///
/// The overhead is about ten microseconds per evaluation. For a batch the limit is that of the whole batch.
/// Local search is not limited.
///
/// ```
/// use swarmopt::prelude::*;
/// use std::time::Duration;
/// let simulator = Boxed::cube(-1.0..=1.0, 2)?.minimize(|x| {
///     if x[0] > 0.9 {
///         std::thread::sleep(Duration::from_millis(500)); // does not converge there
///     }
///     x[0] * x[0] + x[1] * x[1]
/// });
/// let bounded = simulator.within(Duration::from_millis(100));
/// let outcome = ParticleSwarm::new(10).solve(&bounded, Seed(1), Evaluations(100))?;
/// assert_eq!(outcome.evaluations, 100);
/// assert_eq!(outcome.failures.total(), outcome.failures.timeouts);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "timeout")]
pub struct Within<P: Problem> {
    problem: Arc<P>,
    limit: Duration,
    crew: Mutex<TimeoutPool<P>>,
}

type Outcome<P> = Result<<P as Problem>::Fitness, Failure>;

/// The threads that are idle, and those that are late.
struct TimeoutPool<P: Problem> {
    idle: Vec<Worker<P>>,
    late: Vec<Worker<P>>,
}

struct Worker<P: Problem> {
    points: Sender<Vec<Point<P>>>,
    outcomes: Receiver<Vec<Outcome<P>>>,
}

/// The largest number of evaluations that may be late at a time.
const LATE: usize = 64;

impl<P: Problem + 'static> Within<P> {
    pub(super) fn new(problem: P, limit: Duration) -> Self {
        let crew = Mutex::new(TimeoutPool { idle: Vec::new(), late: Vec::new() });
        Within { problem: Arc::new(problem), limit, crew }
    }

    fn ask(&self, points: Vec<Point<P>>) -> Result<Vec<Outcome<P>>, Failure> {
        let worker = self.worker()?;
        let gone = || Failure::Error("the thread of the objective has ended".to_owned());
        worker.points.send(points).map_err(|_| gone())?;
        let answer = worker.outcomes.recv_timeout(self.limit);
        let mut crew = self.crew.lock().unwrap_or_else(PoisonError::into_inner);
        match answer {
            Ok(outcomes) => {
                crew.idle.push(worker);
                Ok(outcomes)
            }
            Err(RecvTimeoutError::Timeout) => {
                crew.late.push(worker);
                Err(Failure::Stalled(self.limit))
            }
            Err(RecvTimeoutError::Disconnected) => Err(gone()),
        }
    }

    /// Returns a worker that is idle or has returned, otherwise a new one.
    fn worker(&self) -> Result<Worker<P>, Failure> {
        let mut crew = self.crew.lock().unwrap_or_else(PoisonError::into_inner);
        let TimeoutPool { idle, late } = &mut *crew;
        idle.extend(late.extract_if(.., |worker| worker.outcomes.try_recv().is_ok()));
        if let Some(worker) = idle.pop() {
            return Ok(worker);
        }
        if late.len() >= LATE {
            let why = format!("not tried: {LATE} earlier evaluations have not come back");
            return Err(Failure::Error(why));
        }
        let (points, work) = channel::<Vec<Point<P>>>();
        let (results, outcomes) = channel();
        let problem = Arc::clone(&self.problem);
        let labour = move || {
            while let Ok(points) = work.recv() {
                if results.send(evaluate(&*problem, &points)).is_err() {
                    break;
                }
            }
        };
        let spawned = thread::Builder::new().name("objective".to_owned()).spawn(labour);
        spawned.map_err(|e| Failure::Error(format!("no thread for the objective: {e}")))?;
        Ok(Worker { points, outcomes })
    }
}

fn evaluate<P: Problem>(problem: &P, points: &[Point<P>]) -> Vec<Outcome<P>> {
    if problem.evaluation_mode() != EvaluationMode::Batch {
        return points.iter().map(|x| guarded(|| problem.evaluate(x))).collect();
    }
    let (points, mut costs) = (points.iter().collect::<Vec<_>>(), Vec::new());
    let done = guarded(|| {
        problem.evaluate_all(&points, &mut costs);
        Ok(())
    });
    if let Err(failure) = done {
        costs.resize(points.len(), Err(failure));
    }
    costs
}

impl<P: Problem + 'static> Problem for Within<P> {
    forward!(self => self.problem, about, search, starts);

    fn evaluate(&self, x: &Point<P>) -> Outcome<P> {
        let missing = || Failure::Error("no cost for this point".to_owned());
        self.ask(vec![x.clone()])?.pop().unwrap_or_else(|| Err(missing()))
    }
    fn evaluate_all(&self, points: &[&Point<P>], costs: &mut Vec<Outcome<P>>) {
        match self.ask(points.iter().map(|x| (*x).clone()).collect()) {
            Ok(outcomes) => costs.extend(outcomes),
            Err(failure) => costs.extend(points.iter().map(|_| Err(failure.clone()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{author::*, prelude::*};
    use std::time::Instant;

    const LIMIT: Duration = Duration::from_millis(20);

    #[test]
    fn what_is_late_fails_and_its_thread_comes_back() {
        let slow = Boxed::cube(0.0..=9.0, 1).unwrap().minimize(|x| {
            thread::sleep(Duration::from_millis(x[0] as u64 * 50));
            x[0]
        });
        let bounded = slow.within(LIMIT);
        let crew = || {
            let crew = bounded.crew.lock().unwrap();
            (crew.idle.len(), crew.late.len())
        };
        assert_eq!((bounded.evaluate(&vec![0.5]), crew()), (Ok(0.5), (1, 0)));
        assert_eq!((bounded.evaluate(&vec![2.0]), crew()), (Err(Failure::Stalled(LIMIT)), (0, 1)));
        // Another thread answers while that one is late.
        assert_eq!((bounded.evaluate(&vec![0.1]), crew()), (Ok(0.1), (1, 1)));
        thread::sleep(Duration::from_millis(120));
        // Its late result is not taken for that of the next evaluation.
        assert_eq!((bounded.evaluate(&vec![0.2]), crew()), (Ok(0.2), (2, 0)));
    }

    #[test]
    fn an_objective_that_never_answers_does_not_fill_the_machine() {
        let dead = Boxed::cube(0.0..=9.0, 1).unwrap().minimize(|_| {
            thread::sleep(Duration::from_secs(3_600));
            0.0
        });
        let bounded = dead.within(Duration::from_millis(1));
        let start = Instant::now();
        let swarm = ParticleSwarm::new(10).on_failure(OnFailure::Persist);
        let outcome = swarm.solve(&bounded, Seed(1), Evaluations(500)).unwrap();
        assert!(start.elapsed() < Duration::from_secs(5));
        assert_eq!((outcome.failures.timeouts, outcome.failures.errors), (64, 436));
        assert!(outcome.best().is_none());
    }

    #[test]
    fn within_its_time_nothing_is_different_and_panics_are_passed_on() {
        let plain = || {
            Boxed::cube(-3.0..=3.0, 2).unwrap().minimize(|x| match x[0] {
                x if x > 2.0 => std::panic::resume_unwind(Box::new("boom")),
                x if x < -2.0 => f64::NAN,
                x => x * x,
            })
        };
        let hour = Duration::from_secs(3_600);
        let solve = |problem: &dyn Problem<Space = Boxed, Fitness = f64>| {
            let swarm = ParticleSwarm::new(9).threads(Threads::Count(3));
            let outcome = swarm.solve(&problem, Seed(1), Evaluations(300)).unwrap();
            (outcome.best().cloned(), outcome.failures)
        };
        let expected = solve(&plain());
        assert!(expected.1.panics > 0 && expected.1.not_a_number > 0);
        assert_eq!(solve(&plain().within(hour)), expected);
        let batch = || {
            Boxed::cube(-3.0..=3.0, 2).unwrap().minimize_batch(|points, costs| {
                costs.iter_mut().zip(points.rows()).for_each(|(cost, x)| *cost = x[0] * x[0]);
            })
        };
        assert_eq!(solve(&batch().within(hour)), solve(&batch()));
    }
}
