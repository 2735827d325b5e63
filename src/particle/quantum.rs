//! The quantum-behaved particle swarm (Sun, Feng & Xu 2004).

use super::{
    flight::{Bounds, bounds_setter},
    flock::{Flock, FlockRule},
    flock_memory::FlockMedium,
    schedule::{at, changing},
};
use crate::{
    error::{Error, require_positive, sized},
    problem::{Bounded, Fitness},
    rng::Stream,
    swarm::{Board, Candidate, Context, View},
    topology::{Complete, Topology},
};
use serde::{Deserialize, Serialize};

/// The quantum-behaved particle swarm, QPSO: a particle has no velocity but an uncertain position, like
/// a quantum in a potential well (Sun, Feng & Xu 2004, IEEE CEC; with the mean best position Sun, Xu &
/// Feng 2004, IEEE CIS):
///
/// x ← p ± α |m − x| ln(1 / u), p = φ own + (1 − φ) guide, φ and u uniform, a sign, φ and u for each
/// dimension.
///
/// m is the mean of all personal bests, the guide the best among a particle and its informants. The
/// contraction–expansion coefficient α falls linearly with the run's progress; the swarm converges
/// where it is below 1.781 (Sun, Fang, Wu, Palade & Xu 2012, Evolutionary Computation 20(3), whose
/// form of p this is).
///
/// # Topology
///
/// The informants whose personal bests may guide; the mean is over all. Default: [`Complete`].
///
/// # Parallel rounds
///
/// All particles move at once, based on the personal bests and their mean after the last round, as
/// published.
///
/// # Cost
///
/// O(particles · dimensions) per round, and one evaluation per particle.
///
/// # Parameters
///
/// | parameter | default | range |
/// |---|---|---|
/// | particles | 40 | ≥ 1 |
/// | contraction α, at the start and the end of the run | 1.0, 0.5 | > 0 |
/// | bounds | absorb | [`Bounds`] |
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let sphere = Function::Sphere.in_dimensions(10)?.shifted(Seed(1));
/// let outcome = QuantumSwarm::default().solve(&sphere, Seed(1), Evaluations(30_000))?;
/// assert!(outcome.error().unwrap() < 1e-12);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "QPSO")]
pub type QuantumSwarm = Flock<Quantum>;

/// The rule of [`QuantumSwarm`]: a leap from between the personal best and the guide, as far as the mean
/// of all personal bests is away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quantum {
    contraction: (f64, f64),
    bounds: Bounds,
}

impl Default for Quantum {
    fn default() -> Self {
        Quantum { contraction: (1.0, 0.5), bounds: Bounds::default() }
    }
}

impl QuantumSwarm {
    /// Sets the contraction–expansion coefficient α at the start and at the end of the run.
    /// Default: 1, 0.5.
    #[must_use]
    pub fn contraction(mut self, start: f64, end: f64) -> Self {
        self.rule.contraction = (start, end);
        self
    }
}

bounds_setter!(QuantumSwarm);

/// The mean of the personal bests.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MeanBest(Vec<f64>);

impl FlockMedium for MeanBest {
    fn new<S: Bounded>(space: &S) -> Result<Self, Error> {
        Ok(MeanBest(vec![0.0; space.dimensions()]))
    }
    fn check<S: Bounded>(&self, space: &S) -> Result<(), Error> {
        sized("mean", self.0.len(), space.dimensions())
    }
    fn end_round<S: Bounded, F: Fitness>(
        &mut self,
        board: &Board<Vec<f64>, F>,
        _: &Context<'_, S, F>,
    ) {
        let (mean, share) = (&mut self.0, 1.0 / board.len() as f64);
        mean.fill(0.0);
        for slot in board {
            mean.iter_mut().zip(&slot.point).for_each(|(mean, x)| *mean += share * x);
        }
    }
}

impl FlockRule for Quantum {
    const NAME: &'static str = "quantum-behaved particle swarm";
    const PARTICLES: usize = 40;
    type Memory = ();
    type Medium = MeanBest;

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Complete)
    }
    fn check(&self) -> Result<(), Error> {
        [self.contraction.0, self.contraction.1]
            .into_iter()
            .try_for_each(|alpha| require_positive("contraction", alpha))
    }
    fn schedule(&self) -> Option<&'static str> {
        changing([("contraction", self.contraction)])
    }

    fn fly<S: Bounded, F: Fitness>(
        &self,
        _: &mut (),
        view: &View<'_, S, F, Flock<Self>>,
        rng: &mut Stream,
        out: &mut Candidate<Vec<f64>, F>,
    ) {
        let me = view.me;
        let alpha = at(self.contraction, view.progress);
        let limits = view.space.lower().iter().zip(view.space.upper()).zip(&view.medium.0);
        let bests = view.board[me].point.iter().zip(&view.guide(me).point);
        for ((x, (own, guide)), ((lower, upper), mean)) in
            out.point.iter_mut().zip(bests).zip(limits)
        {
            let phi = rng.unit();
            let attractor = phi * own + (1.0 - phi) * guide;
            // One uniform number yields a sign, its first bit, and another uniform number.
            let coin = 2.0 * rng.unit() - 1.0;
            let reach = -alpha * (mean - *x).abs() * (1.0 - coin.abs()).ln();
            let free = attractor + reach.copysign(coin);
            *x = self.bounds.place(free, *lower, *upper, rng);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{author::*, prelude::*, run::Solve};

    /// After the first round |x − m| is known, and so is what |x′ − p| is to be divided by. All particles
    /// are at one of two points: p lies between them.
    #[test]
    fn leaps_are_exponential_in_the_distance_from_the_mean() {
        let space = Boxed::cube(-1e6..=1e6, 1).unwrap();
        let problem = space.minimize(|x| if x[0] == 0.0 { 0.0 } else { 1.0 });
        // 1 particle at the optimum 0, all others at 1: the mean is nearly 1, the guide 0.
        let n = 8_000;
        let first = (0..n).map(|i| vec![f64::from(u8::from(i > 0))]).collect();
        let problem = problem.starting_from(first);
        let mut swarm =
            QuantumSwarm::new(n).contraction(2.0, 2.0).build(&problem, Seed(1)).unwrap();
        swarm.step(&problem, &Limits::NONE).unwrap();
        let mean = (n - 1) as f64 / n as f64;
        assert!((swarm.medium().0[0] - mean).abs() < 1e-12);
        let asked = swarm.ask(&problem, &Limits::NONE).unwrap();
        // Of the particle at 0 own and guide are 0: x′ = ± 2 mean ln(1/u). Of those at 1 the leap is
        // tiny, so x′ = p = φ: uniform.
        let phi: Vec<f64> = asked[1..].iter().map(|asked| asked.point[0]).collect();
        let average = phi.iter().sum::<f64>() / phi.len() as f64;
        assert!((average - 0.5).abs() < 4.0 * (1.0 / 12.0 / n as f64).sqrt() + 1e-3, "{average}");
        assert!(phi.iter().all(|p| (-0.02..1.02).contains(p)));

        // Now 1 at 1, all others at 0, the optimum: these stay where the mean is, and the one leaps.
        let leaps = |seed| {
            let space = Boxed::cube(-1e6..=1e6, 500).unwrap();
            let problem = space.minimize(|x| x.iter().map(|x| x * x).sum());
            let first = vec![vec![0.0; 500], vec![2.0; 500]];
            let problem = problem.starting_from(first);
            let swarm = QuantumSwarm::new(2).contraction(3.0, 3.0);
            let mut swarm = swarm.build(&problem, Seed(seed)).unwrap();
            swarm.step(&problem, &Limits::NONE).unwrap();
            let asked = swarm.ask(&problem, &Limits::NONE).unwrap();
            asked[0].point.clone() // own = guide = 0, mean 1: ± 3 ln(1/u)
        };
        let leaps: Vec<f64> = (1..=20).flat_map(leaps).map(|leap| leap / 3.0).collect();
        let n = leaps.len() as f64;
        let mean = |f: &dyn Fn(f64) -> f64| leaps.iter().map(|x| f(*x)).sum::<f64>() / n;
        // Moments of an exponential with a random sign: 0, 2, and |x| has mean and variance 1.
        assert!(mean(&|x| x).abs() < 4.0 * (2.0 / n).sqrt());
        assert!((mean(&f64::abs) - 1.0).abs() < 4.0 / n.sqrt());
        assert!((mean(&|x| x * x) - 2.0).abs() < 4.0 * (20.0 / n).sqrt());
    }
}
