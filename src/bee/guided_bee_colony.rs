//! Gbest-guided artificial bee colony (Zhu & Kwong 2010).

use super::{BeeColony, BeeRule, SearchEquation, artificial_bee_colony::ALONE};
use crate::{
    error::{Error, require_not_negative},
    problem::{Bounded, Fitness, Vary},
    rng::Stream,
    swarm::View,
};
use serde::{Deserialize, Serialize};

/// The gbest-guided artificial bee colony, GABC (Zhu & Kwong 2010, Applied Mathematics and Computation
/// 217(7)).
///
/// [`ArtificialBeeColony`](super::ArtificialBeeColony) on boxes in which every step is drawn to the
/// best source, too: in one dimension v = x + φ (x − partner) + ψ (best − x), with φ in \[−1, 1\] and ψ
/// in \[0, C\] (eq. 6). With C = 0 it is the original. Steps out of the box end at its bound.
///
/// # Topology
///
/// Partner and best are those of the source and its informants. Default: `Complete`, GABC as published.
/// With a ring the position of the best source spreads slowly, as in a particle swarm.
///
/// # Parallel rounds
///
/// As in [`ArtificialBeeColony`](super::ArtificialBeeColony); the best is that before the round.
///
/// # Cost
///
/// O(sources · dimensions) per round, and one evaluation per source.
///
/// # Parameters
///
/// | parameter | default | published | range |
/// |---|---|---|---|
/// | sources | 20 | 40 | ≥ 2 |
/// | limit | sources · dimensions | sources · dimensions | ≥ 1 |
/// | guidance C | 1.5 | 1.5 | ≥ 0 |
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let rastrigin = Function::Rastrigin.in_dimensions(10)?.shifted(Seed(3));
/// let outcome = GuidedBeeColony::default().solve(&rastrigin, Seed(1), Evaluations(50_000))?;
/// assert!(outcome.error().unwrap() < 1e-9);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "GABC")]
pub type GuidedBeeColony = BeeColony<Guided>;

/// The rule of [`GuidedBeeColony`]: a step relative to one other source and to the best.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Guided {
    guidance: f64,
}

impl Default for Guided {
    fn default() -> Self {
        Guided { guidance: 1.5 }
    }
}

impl GuidedBeeColony {
    /// Sets the weight C of the step towards the best source. Default: 1.5.
    #[must_use]
    pub fn guidance(self, c: f64) -> Self {
        self.rule(Guided { guidance: c })
    }
}

impl BeeRule for Guided {
    const NAME: &'static str = "gbest-guided bee colony";

    fn check(&self) -> Result<(), Error> {
        let c = self.guidance;
        require_not_negative("guidance", c)
    }
}

impl<S: Bounded + Vary> SearchEquation<S> for Guided {
    fn seek<F: Fitness>(
        &self,
        source: usize,
        view: &View<'_, S, F, BeeColony<Self>>,
        rng: &mut Stream,
        out: &mut Vec<f64>,
    ) {
        let (at, best) = (&view.board[source].point, &view.guide(source).point);
        let Some(partner) = view.partner(source, rng) else {
            return view.space.nearby(at, ALONE, rng, out);
        };
        out.clone_from(at);
        let j = rng.below(at.len());
        let (phi, psi) = (rng.in_range(-1.0, 1.0), rng.in_range(0.0, self.guidance));
        let v = at[j] + phi * (at[j] - partner.point[j]) + psi * (best[j] - at[j]);
        out[j] = v.clamp(view.space.lower()[j], view.space.upper()[j]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{author::*, prelude::*};

    /// Sources at 0, 1 and 3, the best at 3: a bee at 0 steps by −φ (1 or 3) + 3 ψ, so its mean step
    /// is 3 C / 2 and its variance E φ² (1 + 9) / 2 + 9 C² / 12 = 10 / 6 + 9 C² / 12.
    #[test]
    fn a_step_has_the_moments_of_the_equation() {
        for (c, seed) in [(0.0, 1), (1.0, 2), (1.5, 3)] {
            let line = Boxed::cube(-100.0..=100.0, 1).unwrap().minimize(|x| -x[0]);
            let start = line.starting_from([0.0, 1.0, 3.0].map(|x| vec![x]).to_vec());
            let hive = GuidedBeeColony::new(3).guidance(c).limit(u32::MAX);
            let mut swarm = hive.build(&start, Seed(seed)).unwrap();
            swarm.step(&start, &Limits::NONE).unwrap();
            let n = 4_000.0;
            let (mut sum, mut squares, mut at_zero) = (0.0, 0.0, 0.0);
            while at_zero < n {
                let asked = swarm.ask(&start, &Limits::NONE).unwrap();
                if asked.len() == 3 && swarm.tally().rounds % 2 == 1 {
                    let v: f64 = asked[0].point[0];
                    (sum, squares, at_zero) = (sum + v, squares + v * v, at_zero + 1.0);
                }
                let told = asked.iter().map(|a| Told::new(a.ticket, f64::INFINITY)).collect();
                swarm.tell(&start, told).unwrap();
            }
            let (mean, variance) = (sum / n, squares / n - (sum / n).powi(2));
            let expected = 10.0 / 6.0 + 9.0 * c * c / 12.0;
            assert!((mean - 1.5 * c).abs() < 4.0 * (expected / n).sqrt(), "C {c}: mean {mean}");
            assert!((variance / expected - 1.0).abs() < 0.1, "C {c}: {variance} for {expected}");
        }
    }
}
