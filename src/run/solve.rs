//! Solving a problem in one call, and the settings of that call.

use super::{
    Every, Observer, Outcome, Session, Solver, Stop,
    files::Resume,
    prepared::{PreparedRun, check},
};
use crate::{
    error::Error,
    problem::{DynProblem, Fitness, Initialization, Space},
    rng::Seed,
    swarm::{
        AnyMethod, ConstraintHandling, IntoOptimizer, Method, OnFailure, Pace, Polish, Threads,
    },
    topology::Topology,
};
use std::{path::PathBuf, sync::Arc};

/// The settings of every method, and the calls that solve a problem with them. Each setter returns a
/// [`Solver`], which has all of these methods again.
///
/// ```
/// use swarmopt::prelude::*;
/// let rastrigin = Boxed::cube(-5.12..=5.12, 5)?
///     .minimize(|x| x.iter().map(|x| x * x - 10.0 * (std::f64::consts::TAU * x).cos() + 10.0).sum());
/// let outcome = ParticleSwarm::default()
///     .topology(Ring::new(1))
///     .threads(Threads::Auto)
///     .solve(&rastrigin, Seed(7), Evaluations(100_000).or(Target(1e-8)))?;
/// assert!(outcome.best().unwrap().value <= 1e-8);
/// # Ok::<(), swarmopt::Error>(())
/// ```
pub trait Solve: Sized {
    /// The method to run.
    type Method;
    /// The observers added so far.
    type Watch;

    /// Returns the solver with all settings made so far.
    fn solver(self) -> Solver<Self::Method, Self::Watch>;

    /// Sets the topology. Default: the method's own.
    fn topology(self, topology: impl Topology + 'static) -> Solver<Self::Method, Self::Watch> {
        self.solver().set(|settings| settings.topology = Some(Arc::new(topology)))
    }

    /// Sets the distribution of the first points. Default: [`Initialization::Uniform`]. Points to
    /// [start from](crate::problem::Problem::starting_from) come first. Colonies that start without points ignore this, and
    /// spaces other than boxes allow only [`Initialization::Uniform`].
    fn initialization(self, scatter: Initialization) -> Solver<Self::Method, Self::Watch> {
        self.solver().set(|settings| settings.initialization = scatter)
    }

    /// Sets the number of threads, which never changes the result.
    fn threads(self, threads: Threads) -> Solver<Self::Method, Self::Watch> {
        self.solver().set(|settings| settings.threads = threads)
    }

    /// Sets which candidates get the problem's local search.
    fn polish(self, polish: Polish) -> Solver<Self::Method, Self::Watch> {
        self.solver().set(|settings| settings.polish = polish)
    }

    /// Sets what to do when an evaluation gives no cost.
    fn on_failure(self, policy: OnFailure) -> Solver<Self::Method, Self::Watch> {
        self.solver().set(|settings| settings.on_failure = policy)
    }

    /// Sets how points that violate constraints are compared. Default: [`ConstraintHandling::FeasibleFirst`].
    fn constraint_handling(
        self,
        handling: ConstraintHandling,
    ) -> Solver<Self::Method, Self::Watch> {
        self.solver().set(|settings| settings.handling = handling)
    }

    /// Sets when results are used. A steady pace is for a [`session`](Self::session).
    fn pace(self, pace: Pace) -> Solver<Self::Method, Self::Watch> {
        self.solver().set(|settings| settings.pace = pace)
    }

    /// Adds an observer.
    #[doc(alias = "callback")]
    fn observe<N>(self, observer: N) -> Solver<Self::Method, (Self::Watch, N)> {
        let Solver { recipe, settings, observer: first, files } = self.solver();
        Solver { recipe, settings, observer: (first, observer), files }
    }

    /// Writes a checkpoint to `path` at the given interval, and one when the run ends. If the process dies,
    /// evaluations since the last checkpoint are lost: for an expensive objective, write one after every
    /// round.
    fn checkpoint(
        self,
        path: impl Into<PathBuf>,
        every: Every,
    ) -> Solver<Self::Method, Self::Watch> {
        let path = path.into();
        self.solver().file(|files| files.checkpoint = Some((path, every)))
    }

    /// Sets the number of checkpoints to keep: `run.json`, then `run.json.1`, which is older, and so on. At
    /// least 1. Default: 1. Requires [`checkpoint`](Self::checkpoint).
    fn keep(self, count: usize) -> Solver<Self::Method, Self::Watch> {
        self.solver().file(|files| files.keep = Some(count))
    }

    /// Resumes from the checkpoint at `path`, with the same bits as a run that was never stopped. The method,
    /// its parameters, the topology, the seed and the space must be those of the saved run; the stop criterion,
    /// observers, threads and the policy on failures may differ. The best point is evaluated again, outside
    /// the budget, to check that the objective is still the same: see [`trusting`](Self::trusting).
    fn resume(self, path: impl Into<PathBuf>) -> Solver<Self::Method, Self::Watch> {
        let path = path.into();
        self.solver().file(|files| files.resume = Some(Resume::At(path)))
    }

    /// Resumes as [`resume`](Self::resume) does, from the newest complete checkpoint [kept](Self::keep) at
    /// `path`, and begins a new run if there is no file. The same program can then be started again until it
    /// ends normally.
    fn resume_newest(self, path: impl Into<PathBuf>) -> Solver<Self::Method, Self::Watch> {
        let path = path.into();
        self.solver().file(|files| files.resume = Some(Resume::Newest(path)))
    }

    /// Resumes without evaluating the best point again: for an objective with noise, or one whose evaluation
    /// takes hours.
    fn trusting(self) -> Solver<Self::Method, Self::Watch> {
        self.solver().file(|files| files.trusts = true)
    }

    /// Builds the swarm, ready for its first round: for islands, or to call its rounds directly.
    ///
    /// # Errors
    /// Those of [`Swarm::new`](crate::swarm::Swarm::new) and of the settings; [`Error::Parameter`] if local
    /// search is set and the problem has none, or if checkpoints are set, which only
    /// [`solve`](Self::solve) and [`session`](Self::session) write and read. Observers are not called: pass them to
    /// [`run`](crate::run::run).
    fn build<S: Space, F: Fitness>(
        self,
        problem: &DynProblem<'_, S, F>,
        seed: Seed,
    ) -> Result<<Self::Method as IntoOptimizer<S, F>>::Optimizer, Error>
    where
        Self::Method: IntoOptimizer<S, F>,
    {
        let Solver { recipe, settings, files, .. } = self.solver();
        files.are_none()?;
        check(problem, &settings)?;
        recipe.into_optimizer(problem, seed, &settings)
    }

    /// Solves the problem.
    ///
    /// # Errors
    /// [`Error::Parameter`], [`Error::TopologySize`] or [`Error::Outside`] for an invalid setting,
    /// [`Error::Io`] or [`Error::Checkpoint`] for a checkpoint that cannot be used. An objective
    /// that fails is not an error: see [`Outcome::failures`].
    fn solve<S: Space, F: Fitness>(
        self,
        problem: &DynProblem<'_, S, F>,
        seed: Seed,
        stop: impl Stop,
    ) -> Result<Outcome<S::Point>, Error>
    where
        Self::Method: IntoOptimizer<S, F>,
        Self::Watch: Observer<S, F>,
    {
        PreparedRun::new(self.solver(), problem, seed, stop)?.run()
    }

    /// Begins a run whose points the caller evaluates: see [`Session`].
    ///
    /// # Errors
    /// Those of [`solve`](Self::solve).
    #[doc(alias = "ask and tell")]
    fn session<'p, S: Space, F: Fitness>(
        self,
        problem: &'p DynProblem<'p, S, F>,
        seed: Seed,
        stop: impl Stop + 'p,
    ) -> Result<Session<'p, S, F>, Error>
    where
        Self::Method: IntoOptimizer<S, F>,
        Self::Watch: Observer<S, F> + 'p,
    {
        let solver = self.solver();
        let pace = solver.settings.pace;
        Session::new(PreparedRun::new(solver, problem, seed, stop)?, pace)
    }
}

impl<C: Method> Solve for C {
    type Method = C;
    type Watch = ();

    fn solver(self) -> Solver<C> {
        Solver::new(self)
    }
}

impl<S: Space, F: Fitness> Solve for AnyMethod<S, F> {
    type Method = Self;
    type Watch = ();

    fn solver(self) -> Solver<Self> {
        Solver::new(self)
    }
}

impl<R, O> Solve for Solver<R, O> {
    type Method = R;
    type Watch = O;

    fn solver(self) -> Solver<R, O> {
        self
    }
}
