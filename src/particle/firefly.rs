//! The firefly algorithm (Yang 2009).

use super::{
    flight::{Bounds, bounds_setter, unit},
    flock::{Flock, FlockRule},
};
use crate::{
    error::{Error, require_not_negative, require_positive, require_share},
    problem::{Bounded, Fitness},
    rng::Stream,
    swarm::{Candidate, View},
    topology::{Complete, Topology},
};
use serde::{Deserialize, Serialize};

/// The firefly algorithm, FA (Yang 2009, *Firefly algorithms for multimodal optimization*, SAGA; Yang
/// 2010, International Journal of Bio-Inspired Computation 2(2)). A firefly moves towards each brighter
/// one that it sees, the more the nearer that one is, one after the other:
///
/// x ← x + β₀ exp(−γ r²) (brighter − x) + α ε, r the distance of the two, ε uniform in \[−½, ½) for each
/// dimension.
///
/// Lengths are measured in widths of the box, as γ and α are to suit the scale of the problem. The
/// randomness α falls geometrically with the run's progress, as in the program of Yang's book (2010,
/// *Nature-Inspired Metaheuristic Algorithms*, 2nd edition: α = α₀ δᵗ, δ = 0.97). The firefly that sees
/// none brighter moves by α ε alone, and only if that is no worse; in the paper it moves in any case, in
/// the program it stays.
///
/// A slot is a firefly's position, not its personal best. The method is close to a fully informed swarm
/// without velocities (Camacho-Villalón, Stützle & Dorigo 2020, ANTS).
///
/// # Topology
///
/// The informants that a firefly sees. Default: [`Complete`], as published.
///
/// # Parallel rounds
///
/// All fireflies move at once, towards the positions after the last round, as in the program; in the
/// paper's pseudocode each sees those that have moved before it in the same round.
///
/// # Cost
///
/// O(edges · dimensions) per round, and one evaluation per particle.
///
/// # Parameters
///
/// | parameter | default | range |
/// |---|---|---|
/// | particles | 40 | ≥ 1 |
/// | attractiveness β₀ | 1 | [0, 1] |
/// | absorption γ, per squared width of the box | 1 | ≥ 0 |
/// | randomness α, at the start and the end of the run, as a share of the width | 0.2, 10⁻⁶ | > 0 |
/// | bounds | absorb | [`Bounds`] |
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let sphere = Function::Sphere.in_dimensions(5)?.shifted(Seed(1));
/// let outcome = FireflyAlgorithm::new(20).solve(&sphere, Seed(1), Evaluations(10_000))?;
/// assert!(outcome.error().unwrap() < 1e-6);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "FA")]
pub type FireflyAlgorithm = Flock<Firefly>;

/// The rule of [`FireflyAlgorithm`]: a move towards each brighter firefly.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Firefly {
    attractiveness: f64,
    absorption: f64,
    randomness: (f64, f64),
    bounds: Bounds,
}

impl Default for Firefly {
    fn default() -> Self {
        Firefly {
            attractiveness: 1.0,
            absorption: 1.0,
            randomness: (0.2, 1e-6),
            bounds: Bounds::default(),
        }
    }
}

impl FireflyAlgorithm {
    /// Sets the attractiveness β₀ of a firefly at distance 0 and the absorption γ of light per squared
    /// width of the box. Default: 1, 1.
    #[must_use]
    pub fn light(mut self, attractiveness: f64, absorption: f64) -> Self {
        (self.rule.attractiveness, self.rule.absorption) = (attractiveness, absorption);
        self
    }

    /// Sets the randomness α at the start and at the end of the run, as a share of the width of each
    /// dimension; geometric in the run's progress between. Default: 0.2, 10⁻⁶.
    #[must_use]
    pub fn randomness(mut self, start: f64, end: f64) -> Self {
        self.rule.randomness = (start, end);
        self
    }
}

bounds_setter!(FireflyAlgorithm);

impl FlockRule for Firefly {
    const NAME: &'static str = "firefly algorithm";
    const PARTICLES: usize = 40;
    type Memory = ();
    type Medium = ();

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Complete)
    }
    fn check(&self) -> Result<(), Error> {
        let (beta, gamma) = (self.attractiveness, self.absorption);
        require_share("attractiveness", beta)?;
        require_not_negative("absorption", gamma)?;
        [self.randomness.0, self.randomness.1]
            .into_iter()
            .try_for_each(|alpha| require_positive("randomness", alpha))
    }
    fn schedule(&self) -> Option<&'static str> {
        (self.randomness.0 != self.randomness.1).then_some("randomness")
    }

    fn fly<S: Bounded, F: Fitness>(
        &self,
        _: &mut (),
        view: &View<'_, S, F, Flock<Self>>,
        rng: &mut Stream,
        out: &mut Candidate<Vec<f64>, F>,
    ) {
        let (board, me) = (view.board, view.me);
        let (lower, upper) = (view.space.lower(), view.space.upper());
        let (start, end) = self.randomness;
        let alpha = start * (end / start).powf(view.progress);
        let x = &mut out.point[..];
        x.copy_from_slice(&board[me].point);
        for other in view.wiring.informants(me) {
            if !board[other].fitness.beats(&board[me].fitness) {
                continue;
            }
            out.fresh = true; // a firefly goes where light draws it, better or worse
            let brighter = &board[other].point[..];
            let mut square = 0.0;
            for j in 0..x.len() {
                square += ((brighter[j] - x[j]) / unit(lower[j], upper[j])).powi(2);
            }
            let beta = self.attractiveness * (-self.absorption * square).exp();
            for j in 0..x.len() {
                let chance = alpha * (rng.unit() - 0.5) * (upper[j] - lower[j]);
                x[j] = (1.0 - beta) * x[j] + beta * brighter[j] + chance;
            }
        }
        for (j, x) in x.iter_mut().enumerate() {
            if !out.fresh {
                *x += alpha * (rng.unit() - 0.5) * (upper[j] - lower[j]);
            }
            *x = self.bounds.place(*x, lower[j], upper[j], rng);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{author::*, prelude::*, run::Solve};

    /// Returns where fireflies at these places move, the brightest first, in a box of width 10.
    fn moves(swarm: FireflyAlgorithm, first: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
        let dimensions = first[0].len();
        let problem = Boxed::cube(0.0..=10.0, dimensions).unwrap().minimize(|x| x[0]);
        let problem = problem.starting_from(first);
        let mut swarm = swarm.build(&problem, Seed(1)).unwrap();
        swarm.step(&problem, &Limits::NONE).unwrap();
        let asked = swarm.ask(&problem, &Limits::NONE).unwrap();
        asked.iter().map(|asked| asked.point.clone()).collect()
    }

    #[test]
    fn a_firefly_is_drawn_by_each_brighter_one_in_turn() {
        let (beta, gamma) = (0.8, 3.0);
        let swarm = FireflyAlgorithm::new(3).light(beta, gamma).randomness(1e-12, 1e-12);
        let to = moves(swarm, [4.0, 5.0, 8.0].map(|x| vec![x]).to_vec());
        let pull =
            |x: f64, at: f64| x + beta * (-gamma * ((at - x) / 10.0).powi(2)).exp() * (at - x);
        let expected = [4.0, pull(5.0, 4.0), pull(pull(8.0, 4.0), 5.0)];
        for (to, expected) in to.iter().zip(expected) {
            assert!((to[0] - expected).abs() < 1e-10, "{} for {expected}", to[0]);
        }
        // By hand: 5 − 0.8 e^(−0.03) and so on.
        assert!((to[1][0] - 4.223_643_573_2).abs() < 1e-9, "{}", to[1][0]);
    }

    /// Off the light by α ε: of mean 0 and variance α²/12, in widths.
    #[test]
    fn the_brightest_moves_at_random() {
        let swarm = FireflyAlgorithm::new(1).randomness(0.3, 0.3);
        let to = moves(swarm, vec![vec![5.0; 4_000]]);
        let steps: Vec<f64> = to[0].iter().map(|x| (x - 5.0) / 3.0).collect();
        let mean = |f: &dyn Fn(f64) -> f64| steps.iter().map(|x| f(*x)).sum::<f64>() / 4_000.0;
        assert!(mean(&|e| e).abs() < 4.0 * (1.0 / 12.0 / 4_000.0_f64).sqrt());
        assert!((mean(&|e| e * e) - 1.0 / 12.0).abs() < 4.0 * (1.0 / 180.0 / 4_000.0_f64).sqrt());
        assert!(steps.iter().all(|e| e.abs() <= 0.5));
    }

    /// The board holds positions, and the brightest firefly is never lost.
    #[test]
    fn slots_are_positions_and_the_best_stays() {
        let hills = Function::Rastrigin.in_dimensions(3).unwrap().shifted(Seed(1));
        let swarm = FireflyAlgorithm::new(8).randomness(0.3, 0.3);
        let mut swarm = swarm.build(&hills, Seed(1)).unwrap();
        let (mut worse, mut last) = (0, vec![f64::INFINITY; 8]);
        for _ in 0..50 {
            swarm.step(&hills, &Limits::NONE).unwrap();
            let now: Vec<f64> = swarm.board().iter().map(|slot| slot.fitness).collect();
            worse += now.iter().zip(&last).filter(|(now, last)| now > last).count();
            assert_eq!(swarm.best().unwrap().fitness, now.iter().copied().fold(f64::MAX, f64::min));
            last = now;
        }
        assert!(worse > 50, "{worse}");
    }
}
