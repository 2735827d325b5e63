//! `solve`: the default for a box.

use crate::{
    cooperative::CooperativeSwarm,
    covariance::CovarianceSwarm,
    error::Error,
    particle::ParticleSwarm,
    problem::{Bounded, Fitness, Problem},
    rng::Seed,
    run::{Outcome, Solve, Solver, Stop},
    swarm::{Portfolio, Recipe, Restarting, Restarts, Settings},
    topology::Ring,
};

/// The portfolio that [`solve`] runs.
#[derive(Clone, Debug, Default)]
pub struct Generalist;

impl<P> Recipe<P> for Generalist
where
    P: Problem,
    P::Space: Bounded + 'static,
    P::Fitness: Fitness,
{
    type Running = Portfolio<P>;

    fn start(self, problem: &P, seed: Seed, settings: &Settings) -> Result<Portfolio<P>, Error> {
        let canonical = Settings { topology: None, ..settings.clone() };
        let mut all = Portfolio::new(
            std::env::var("SHARE").ok().and_then(|s| s.parse().ok()).unwrap_or(0.25),
        )?;
        let start = |k: u64| Seed(seed.0.wrapping_mul(3).wrapping_add(k));
        all.add(CooperativeSwarm::default().start(problem, start(0), &canonical)?);
        let covariance = Restarting::new(CovarianceSwarm::default(), Restarts::Alternating(3.0));
        all.add(covariance.start(problem, start(1), &canonical)?);
        let ring =
            Settings { topology: Some(std::sync::Arc::new(Ring::new(2))), ..settings.clone() };
        let particles = Restarting::new(ParticleSwarm::default(), Restarts::Growing(2.0));
        if std::env::var("LATE").is_ok() {
            all.add_late(particles.start(problem, start(2), &ring)?);
        }
        Ok(all)
    }
    fn names(&self, _: &Settings) -> (String, String) {
        ("portfolio".to_owned(), "turns by merit".to_owned())
    }
}

impl Solve for Generalist {
    type Recipe = Generalist;
    type Watch = ();

    fn solver(self) -> Solver<Generalist> {
        Solver::new(self)
    }
}

/// Solves a problem on a box.
///
/// # Errors
/// Those of [`Solve::solve`].
pub fn solve<P>(problem: &P, seed: Seed, stop: impl Stop) -> Result<Outcome<Vec<f64>>, Error>
where
    P: Problem,
    P::Space: Bounded + 'static,
{
    Generalist.solve(problem, seed, stop)
}
