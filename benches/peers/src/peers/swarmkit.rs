//! swarmkit: global best, one random number a particle. The start and the bounds are the caller’s.

use crate::{
    contestant::{Best, Contestant, DIMENSIONS, LOWER, PARTICLES, Task, UPPER},
    objective::Objective,
};
use rand::{Rng, RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use swarmkit::{
    Boundary, Contextful, FieldwiseClamp, FitCalc, Floats, GBestMover, IntoGBestSearcher,
    PSOCoeffs, ParticleInit, ParticleMover, Searcher,
};

/// `swarmkit::GBestSearcher` within a clamped box.
pub struct Swarmkit;

type Point = Floats<DIMENSIONS>;

struct Fit<O>(O);

impl<O> Contextful for Fit<O> {
    type TContext = ();
}

impl<O: Objective> FitCalc for Fit<O> {
    type T = Point;

    fn calculate_fit(&self, x: Point) -> f64 {
        -self.0.at(&x.0)
    }
}

struct Cube;

impl Contextful for Cube {
    type TContext = ();
}

impl Boundary for Cube {
    type T = Point;

    fn handle(&self, x: Point) -> Point {
        x.clamp(Floats([LOWER; DIMENSIONS]), Floats([UPPER; DIMENSIONS]))
    }
}

impl ParticleInit for Cube {
    type T = Point;

    fn init_pos<R: Rng>(&self, rng: &mut R) -> Vec<Point> {
        let mut point = || Floats(std::array::from_fn(|_| rng.random_range(LOWER..UPPER)));
        (0..PARTICLES).map(|_| point()).collect()
    }
    fn init_vel<R: Rng>(&self, rng: &mut R) -> Vec<Point> {
        self.init_pos(rng).into_iter().map(|x| x * 0.5).collect()
    }
}

impl Contestant for Swarmkit {
    const NAME: &'static str = "swarmkit 0.1";

    fn minimize<O: Objective>(objective: O, task: Task) -> Best {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(task.seed);
        let mut swarm = Cube.init(&mut rng);
        let mut searcher = GBestMover::<Point>::new(PSOCoeffs::default())
            .bounded_by(Cube)
            .into_gbest_searcher(Fit(objective));
        searcher.reseed(&mut rng);
        let last = searcher.iter(task.moves(), &mut swarm, None).last();
        Ok(-last.ok_or("swarmkit found no best")?.best_fit)
    }
}
