//! The quantum-behaved particle swarm (Sun, Feng & Xu 2004).

use super::{
    flight::Bounds,
    schedule::{at, changing},
};
use crate::{
    error::{Error, population, require, sized},
    problem::{Bounded, Fitness},
    rng::Stream,
    swarm::{Agent, Board, Candidate, Colony, Context, Method, Population, Scale, View},
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuantumSwarm {
    particles: usize,
    contraction: (f64, f64),
    bounds: Bounds,
}

impl Default for QuantumSwarm {
    fn default() -> Self {
        QuantumSwarm::new(40)
    }
}

impl QuantumSwarm {
    /// Creates a swarm of `particles` particles whose α falls from 1 to 0.5.
    pub fn new(particles: usize) -> Self {
        QuantumSwarm { particles, contraction: (1.0, 0.5), bounds: Bounds::default() }
    }

    /// Sets the contraction–expansion coefficient α at the start and at the end of the run.
    #[must_use]
    pub fn contraction(mut self, start: f64, end: f64) -> Self {
        self.contraction = (start, end);
        self
    }

    /// Sets what a particle does when it leaves the box. Default: [`Bounds::Absorb`].
    #[must_use]
    pub fn bounds(mut self, bounds: Bounds) -> Self {
        self.bounds = bounds;
        self
    }
}

/// A quantum-behaved particle. Its position is its candidate's point.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Quantum;

impl<S: Bounded, F: Fitness> Agent<S, F, QuantumSwarm> for Quantum {
    fn propose(
        &mut self,
        view: &View<'_, S, F, QuantumSwarm>,
        rng: &mut Stream,
        out: &mut Candidate<Vec<f64>, F>,
    ) -> bool {
        let (method, me) = (view.method, view.me);
        let alpha = at(method.contraction, view.progress);
        let limits = view.space.lower().iter().zip(view.space.upper()).zip(view.medium);
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
            *x = method.bounds.place(free, *lower, *upper, rng);
        }
        out.slot = me;
        true
    }
}

impl Method for QuantumSwarm {
    const NAME: &'static str = "quantum-behaved particle swarm";

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Complete)
    }
    fn scaled(&self, scale: Scale) -> Self {
        Self { particles: scale.of(self.particles), ..self.clone() }
    }
    fn schedule(&self) -> Option<&'static str> {
        changing([("contraction", self.contraction)])
    }
}

impl<S: Bounded, F: Fitness> Colony<S, F> for QuantumSwarm {
    type Agent = Quantum;
    /// The mean of the personal bests.
    type Medium = Vec<f64>;

    fn init(&self, space: &S) -> Result<Population<Quantum, Vec<f64>>, Error> {
        population("particles", self.particles, 1)?;
        for alpha in [self.contraction.0, self.contraction.1] {
            require(alpha > 0.0 && alpha.is_finite(), "contraction", alpha, "more than 0")?;
        }
        let mean = vec![0.0; space.dimensions()];
        Ok(Population::new(vec![Quantum; self.particles]).medium(mean))
    }
    fn check(&self, mean: &Vec<f64>, space: &S, _: &Board<Vec<f64>, F>) -> Result<(), Error> {
        sized("mean", mean.len(), space.dimensions())
    }
    fn end_round(
        &self,
        mean: &mut Vec<f64>,
        board: &mut Board<Vec<f64>, F>,
        _: &Context<'_, S, F>,
    ) {
        let share = 1.0 / board.len() as f64;
        mean.fill(0.0);
        for slot in &*board {
            mean.iter_mut().zip(&slot.point).for_each(|(mean, x)| *mean += share * x);
        }
    }
    fn steady(&self) -> bool {
        true
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
        assert!((swarm.medium()[0] - mean).abs() < 1e-12);
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
