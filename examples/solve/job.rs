//! One run: how long, from which seed, on how many threads.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};
use swarmopt::prelude::*;

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
    pub fn run<P, M>(&self, method: M, problem: &P) -> Result<Outcome<Vec<usize>>, Error>
    where
        P: Problem + 'static,
        P::Space: Space<Point = Vec<usize>>,
        M: Solve,
        M::Recipe: for<'a> Recipe<StartingFrom<'a, P>>,
        M::Watch: for<'a> Observer<StartingFrom<'a, P>>,
    {
        let problem = &problem.starting_from(self.from.clone());
        let limit = Duration::from_secs_f64(self.seconds.unwrap_or(1e9));
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

/// A time limit that counts reading the file and setting up, too.
struct Deadline {
    start: Instant,
    limit: Duration,
}

impl Stop for Deadline {
    fn reason(&mut self, _: &Status) -> Option<Reason> {
        self.cuts(Duration::ZERO).then_some(Reason::WallClock(self.limit))
    }
    fn progress(&self, _: &Status) -> Option<f64> {
        Some((self.start.elapsed().as_secs_f64() / self.limit.as_secs_f64()).min(1.0))
    }
    fn can_cut(&self) -> bool {
        true
    }
    fn cuts(&self, _: Duration) -> bool {
        self.start.elapsed() >= self.limit
    }
}
