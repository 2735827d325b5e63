//! The one call that most programs make, and what can be said before it.

use super::{
    Checkpoint, Every, History, Observer, Outcome, Solution, Status, Stop, checkpoint::Keeper, run,
};
use crate::{
    error::Error,
    problem::{Fitness, Point, Problem},
    rng::Seed,
    swarm::{Colony, Method, Pace, Polish, Swarm, SwarmOf, Threads},
    topology::Topology,
};
use std::path::PathBuf;

/// A colony and how it is to be run. Made by the methods of [`Solve`].
#[derive(Debug)]
pub struct Solver<C, O = ()> {
    colony: C,
    topology: Option<Box<dyn Topology>>,
    threads: Threads,
    polish: Polish,
    pace: Pace,
    observer: O,
    checkpoint: Option<(PathBuf, Every)>,
    resume: Option<PathBuf>,
}

/// What every colony can be told before it solves a problem. Each method but the last two gives a
/// [`Solver`], which has them all again.
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
    /// The colony it is about.
    type Colony: Method;
    /// Who watches so far.
    type Watch;

    /// All that has been said so far.
    fn solver(self) -> Solver<Self::Colony, Self::Watch>;

    /// Who hears whom; the method's own topology if not said.
    fn topology(self, topology: impl Topology + 'static) -> Solver<Self::Colony, Self::Watch> {
        Solver { topology: Some(Box::new(topology)), ..self.solver() }
    }

    /// On how many threads; never changes the result.
    fn threads(self, threads: Threads) -> Solver<Self::Colony, Self::Watch> {
        Solver { threads, ..self.solver() }
    }

    /// Which candidates get the problem's local search.
    fn polish(self, polish: Polish) -> Solver<Self::Colony, Self::Watch> {
        Solver { polish, ..self.solver() }
    }

    /// When results are taken in. Only ask and tell know a steady pace.
    fn pace(self, pace: Pace) -> Solver<Self::Colony, Self::Watch> {
        Solver { pace, ..self.solver() }
    }

    /// Lets one more observer watch.
    fn observe<N>(self, observer: N) -> Solver<Self::Colony, (Self::Watch, N)> {
        let Solver { colony, topology, threads, polish, pace, observer: first, checkpoint, resume } =
            self.solver();
        let observer = (first, observer);
        Solver { colony, topology, threads, polish, pace, observer, checkpoint, resume }
    }

    /// Writes a checkpoint to `path` every so often, and one when the run ends.
    fn checkpoint(
        self,
        path: impl Into<PathBuf>,
        every: Every,
    ) -> Solver<Self::Colony, Self::Watch> {
        Solver { checkpoint: Some((path.into(), every)), ..self.solver() }
    }

    /// Goes on from the checkpoint at `path`, with the same bits as if never stopped.
    fn resume(self, path: impl Into<PathBuf>) -> Solver<Self::Colony, Self::Watch> {
        Solver { resume: Some(path.into()), ..self.solver() }
    }

    /// The swarm, ready for its first round: for ask and tell, for islands, or to be run by hand.
    ///
    /// # Errors
    /// Those of [`Swarm::new`], and of the settings.
    fn build<P>(self, problem: &P, seed: Seed) -> Result<SwarmOf<P, Self::Colony>, Error>
    where
        P: Problem,
        Self::Colony: Colony<P::Space, P::Fitness>,
    {
        self.solver().into_swarm(problem, seed).map(|(swarm, _)| swarm)
    }

    /// Solves the problem.
    ///
    /// # Errors
    /// [`Error::Parameter`], [`Error::TopologySize`] or [`Error::Outside`] for what was set wrongly,
    /// [`Error::Io`] or [`Error::Checkpoint`] for a checkpoint that cannot be used. An objective
    /// that fails is no error: see [`Outcome::failures`].
    fn solve<P>(
        self,
        problem: &P,
        seed: Seed,
        mut stop: impl Stop,
    ) -> Result<Outcome<Point<P>>, Error>
    where
        P: Problem,
        Self::Colony: Colony<P::Space, P::Fitness>,
        Self::Watch: Observer<P>,
    {
        let mut solver = self.solver();
        let resume = solver.resume.take();
        let checkpoint = solver.checkpoint.take();
        let (mut swarm, observer) = solver.into_swarm(problem, seed)?;
        let history = match resume {
            Some(path) => Checkpoint::read(path)?.restore(&mut swarm, problem)?,
            None => History::default(),
        };
        let keeper = Keeper { history, checkpoint, last: Status::default() };
        let mut watch = (keeper, observer);
        let reason = run(&mut swarm, problem, &mut stop, &mut watch)?;
        let sense = problem.sense();
        let best = swarm.best().map(|best| Solution {
            point: best.point.clone(),
            value: sense.turn(best.fitness.scalar()),
        });
        let Keeper { history, last, .. } = watch.0;
        let tally = swarm.tally();
        Ok(Outcome {
            best,
            problem: problem.name().to_owned(),
            method: Self::Colony::NAME.to_owned(),
            topology: swarm.topology().name(),
            optimum: problem.optimum(),
            sense,
            reason,
            evaluations: tally.evaluations,
            rounds: tally.rounds,
            failures: tally.failures.clone(),
            elapsed: last.elapsed,
            history,
        })
    }
}

impl<C: Method> Solve for C {
    type Colony = C;
    type Watch = ();

    fn solver(self) -> Solver<C> {
        Solver {
            colony: self,
            topology: None,
            threads: Threads::default(),
            polish: Polish::default(),
            pace: Pace::default(),
            observer: (),
            checkpoint: None,
            resume: None,
        }
    }
}

impl<C: Method, O> Solve for Solver<C, O> {
    type Colony = C;
    type Watch = O;

    fn solver(self) -> Solver<C, O> {
        self
    }
}

impl<C: Method, O> Solver<C, O> {
    fn into_swarm<P>(self, problem: &P, seed: Seed) -> Result<(SwarmOf<P, C>, O), Error>
    where
        P: Problem,
        C: Colony<P::Space, P::Fitness>,
    {
        let topology = self.topology.unwrap_or_else(|| self.colony.canonical_topology());
        let swarm = Swarm::new(problem, self.colony, topology, seed)?
            .with_threads(self.threads)
            .with_polish(self.polish)?
            .with_pace(self.pace)?;
        Ok((swarm, self.observer))
    }
}
