//! One run: how long, from which seed, on how many threads.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};
use swarmopt::{Error, author::*, prelude::*};

/// What is asked of an algorithm besides the instance.
pub struct Job {
    /// When the program started.
    pub start: Instant,
    /// The time limit since then, if any.
    pub seconds: Option<f64>,
    pub evaluations: Option<u64>,
    pub seed: u64,
    pub threads: usize,
    /// Where the search starts, besides points of its own.
    pub from: Vec<Vec<usize>>,
    /// Where the run is written down from time to time, and taken up if it is there.
    pub checkpoint: Option<PathBuf>,
    /// What else ends the run.
    pub interrupt: Flag,
}

impl Job {
    /// Runs `method` on `problem` until the time is up, the evaluations are spent, the optimum is
    /// reached, or Ctrl-C is pressed.
    pub fn run<S, M>(
        &self,
        method: M,
        problem: &DynProblem<'_, S>,
    ) -> Result<Outcome<Vec<usize>>, Error>
    where
        S: Space<Point = Vec<usize>>,
        M: Solve,
        M::Method: IntoOptimizer<S>,
        M::Watch: Observer<S, f64>,
    {
        let problem = &Problem::starting_from(&problem, self.from.clone());
        let limit = self.seconds.map(Duration::from_secs_f64);
        let stop = Deadline { start: self.start, limit }
            .or(Evaluations(self.evaluations.unwrap_or(u64::MAX)))
            .or(Target(problem.optimum().unwrap_or(f64::NEG_INFINITY)))
            .or(self.interrupt.clone());
        let progress = match problem.optimum() {
            Some(optimum) => Progress::bar().optimum(optimum),
            None => Progress::bar(),
        };
        let threads = match self.threads {
            1 => Threads::Sequential,
            n => Threads::Count(n),
        };
        let solver = method.threads(threads).observe(progress);
        let solver = match &self.checkpoint {
            Some(path) => solver.checkpoint(path, Every::default()).keep(2).resume_newest(path),
            None => solver,
        };
        solver.solve(problem, Seed(self.seed), stop)
    }
}

/// A time limit, if any, that counts reading the file and setting up, too.
struct Deadline {
    start: Instant,
    limit: Option<Duration>,
}

impl Stop for Deadline {
    fn reason(&mut self, _: &Status) -> Option<Reason> {
        self.limit.filter(|_| self.cuts(Duration::ZERO)).map(Reason::WallClock)
    }
    fn progress(&self, _: &Status) -> Option<f64> {
        let limit = self.limit?.as_secs_f64();
        Some((self.start.elapsed().as_secs_f64() / limit).min(1.0))
    }
    fn can_cut(&self) -> bool {
        self.limit.is_some()
    }
    fn cuts(&self, _: Duration) -> bool {
        self.limit.is_some_and(|limit| self.start.elapsed() >= limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_time_limit_no_end_is_known() {
        let deadline = |limit| Deadline { start: Instant::now(), limit };
        let fresh = Status {
            rounds: 0,
            evaluations: 0,
            stagnation: 0,
            failures: 0,
            lost: 0,
            best: None,
            violation: None,
            sense: Sense::Minimize,
            elapsed: Duration::ZERO,
            progress: 0.0,
        };
        assert_eq!(deadline(None).progress(&fresh), None);
        assert!(deadline(Some(Duration::from_secs(9))).progress(&fresh).is_some());
        assert!(!deadline(None).can_cut() && !deadline(None).cuts(Duration::MAX));
        assert!(deadline(Some(Duration::ZERO)).cuts(Duration::ZERO));
    }
}
