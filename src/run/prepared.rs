//! A run that is ready to begin, whoever evaluates.

use super::{
    Checkpoint, History, Observer, Outcome, Reason, Sink, Solver, Stop, checkpoint::recheck,
    files::Files, recorder::RunRecorder, run,
};
use crate::{
    error::{Error, require},
    problem::{Constraint, DynProblem, Fitness, Space},
    rng::Seed,
    swarm::{ConstraintHandling, IntoOptimizer, Optimizer, Polish, Settings},
};

/// A swarm, resumed if that was asked for, with its criterion and its observers.
pub(super) struct PreparedRun<'p, S: Space, F: Fitness> {
    pub swarm: Box<dyn Optimizer<S, F>>,
    pub problem: &'p DynProblem<'p, S, F>,
    pub stop: Box<dyn Stop + 'p>,
    pub recorder: RunRecorder<'p, S, F>,
    /// What tables call the method and the topology.
    names: (String, String),
}

impl<'p, S: Space, F: Fitness> PreparedRun<'p, S, F> {
    /// Checks all settings, builds the swarm and reads the checkpoint to resume from.
    pub fn new<R: IntoOptimizer<S, F>>(
        solver: Solver<R, impl Observer<S, F> + 'p>,
        problem: &'p DynProblem<'p, S, F>,
        seed: Seed,
        stop: impl Stop + 'p,
    ) -> Result<Self, Error> {
        let Solver { recipe, settings, observer, files } = solver;
        check(problem, &settings)?;
        stop.check()?; // before the best point of a checkpoint is evaluated
        let sink = files.sink()?.map(|sink| Box::new(sink) as Box<dyn Sink>);
        let names = recipe.names(&settings);
        let swarm = Box::new(recipe.into_optimizer(problem, seed, &settings)?);
        Self::resumed(swarm, names, problem, Box::new(stop), Box::new(observer), files, sink)
    }

    /// Resumes the swarm if that was asked for. Compiled once per space.
    fn resumed(
        mut swarm: Box<dyn Optimizer<S, F>>,
        names: (String, String),
        problem: &'p DynProblem<'p, S, F>,
        stop: Box<dyn Stop + 'p>,
        mut observer: Box<dyn Observer<S, F> + 'p>,
        files: Files,
        sink: Option<Box<dyn Sink>>,
    ) -> Result<Self, Error> {
        let resumed = files.resume.map_or(Ok(None), |resume| resume.read())?;
        let resume = |checkpoint: Checkpoint| {
            let seen = checkpoint.observers().clone();
            let history = checkpoint.restore(&mut *swarm, problem)?;
            swarm.recall(); // whoever had its candidates is gone
            if !files.trusts {
                recheck(&*swarm, problem, &history)?;
            }
            observer.load(&seen)?;
            Ok(history)
        };
        let history = resumed.map_or_else(|| Ok(History::default()), resume)?;
        let recorder = RunRecorder::new(problem, history, sink, observer);
        Ok(PreparedRun { swarm, problem, stop, recorder, names })
    }

    /// Runs to the end.
    pub fn run(mut self) -> Result<Outcome<S::Point>, Error> {
        let reason = run(&mut *self.swarm, self.problem, &mut *self.stop, &mut self.recorder)?;
        Ok(self.outcome(reason))
    }

    /// Returns the outcome of a run that has ended.
    pub fn outcome(self, reason: Reason) -> Outcome<S::Point> {
        let (method, topology) = self.names;
        let outcome = self.recorder.outcome(&*self.swarm, self.problem, reason);
        Outcome { method, topology, ..outcome }
    }
}

/// Refuses settings that would have no effect on this problem.
pub(super) fn check<S: Space, F: Fitness>(
    problem: &DynProblem<'_, S, F>,
    settings: &Settings,
) -> Result<(), Error> {
    let Settings { polish, handling, .. } = settings;
    polish.check()?;
    handling.check()?;
    let fits = *handling == ConstraintHandling::FeasibleFirst || !F::IS_NUMBER;
    let allowed = "FeasibleFirst on a problem without constraints";
    require(fits, "constraint handling", format_args!("{handling:?}"), allowed)?;
    Constraint::check(problem.constraints())?;
    let allowed = "none on a problem without local search: put one on it with LocalSearch::on, or see Problem::local_search";
    let fits = *polish == Polish::None || problem.local_search().is_some();
    require(fits, "polish", format_args!("{polish:?}"), allowed)
}
