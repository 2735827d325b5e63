//! ABC/best/1 (Gao, Liu & Huang 2012).

use super::{BeeColony, BeeRule, SearchEquation, artificial_bee_colony::ALONE};
use crate::{
    problem::{Bounded, Fitness, Vary},
    rng::Stream,
    swarm::View,
};
use serde::{Deserialize, Serialize};

/// ABC/best/1, the artificial bee colony that searches around its best source (Gao, Liu & Huang 2012,
/// J. Computational and Applied Mathematics 236(11)).
///
/// [`ArtificialBeeColony`](super::ArtificialBeeColony) on boxes with the mutation of differential
/// evolution: in one dimension v = best + φ (x₁ − x₂), with φ in \[−1, 1\] and two sources drawn,
/// different from each other and from the bee's own; the other coordinates are those of the bee's
/// source. Steps out of the box end at its bound. Converges fast, and easily to a local optimum.
///
/// The paper's initialization by opposite points of a chaotic sequence is left out: see
/// [`starting_from`](crate::problem::Problem::starting_from) for other start points.
///
/// # Topology
///
/// The two sources are informants of the bee's own, and best is the best of those and itself. Default:
/// `Complete`, the method as published. A source with one informant takes itself as the second; one
/// without tries [`Vary::nearby`] points.
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
/// Sources and limit are those of [`ArtificialBeeColony`](super::ArtificialBeeColony).
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let ackley = Function::Ackley.in_dimensions(10)?.shifted(Seed(3));
/// let outcome = BestBeeColony::default().solve(&ackley, Seed(1), Evaluations(20_000))?;
/// assert!(outcome.error().unwrap() < 1e-9);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "ABC/best/1")]
pub type BestBeeColony = BeeColony<AroundBest>;

/// The rule of [`BestBeeColony`]: a step from the best source along the difference of two others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AroundBest;

impl BeeRule for AroundBest {
    const NAME: &'static str = "ABC/best/1";
}

impl<S: Bounded + Vary> SearchEquation<S> for AroundBest {
    fn seek<F: Fitness>(
        &self,
        source: usize,
        view: &View<'_, S, F, BeeColony<Self>>,
        rng: &mut Stream,
        out: &mut Vec<f64>,
    ) {
        let (at, best) = (&view.board[source].point, &view.guide(source).point);
        let degree = view.wiring.degree(source);
        if degree == 0 {
            return view.space.nearby(at, ALONE, rng, out);
        }
        let first = rng.below(degree);
        // The second is drawn from the others: at least one place further in the circle of informants.
        let second = (first + 1 + rng.below(degree - 1)) % degree;
        let informant = |k| &view.board[view.wiring.informant(source, k)].point;
        let second = if degree == 1 { at } else { informant(second) };
        out.clone_from(at);
        let j = rng.below(at.len());
        let v = best[j] + rng.in_range(-1.0, 1.0) * (informant(first)[j] - second[j]);
        out[j] = v.clamp(view.space.lower()[j], view.space.upper()[j]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{author::*, prelude::*};

    /// Sources at 0, 2, 6 and 20, the best at 20: a bee at 0 lands at 20 ± φ d, where d is one of the
    /// distances 4, 14 and 18 between the others; never farther than 18, and never in the middle alone.
    #[test]
    fn steps_start_from_the_best_and_are_as_long_as_two_others_are_apart() {
        let line = Boxed::cube(-100.0..=100.0, 1).unwrap().minimize(|x| -x[0]);
        let start = line.starting_from([0.0, 2.0, 6.0, 20.0].map(|x| vec![x]).to_vec());
        let hive = BestBeeColony::new(4).limit(u32::MAX);
        let mut swarm = hive.build(&start, Seed(1)).unwrap();
        swarm.step(&start, &Limits::NONE).unwrap();
        let mut steps = Vec::new();
        for _ in 0..6_000 {
            let asked = swarm.ask(&start, &Limits::NONE).unwrap();
            if swarm.tally().rounds % 2 == 1 {
                steps.push(asked[0].point[0] - 20.0);
            }
            let told = asked.iter().map(|a| Told::new(a.ticket, f64::INFINITY)).collect();
            swarm.tell(&start, told).unwrap();
        }
        let n = steps.len() as f64;
        let mean = steps.iter().sum::<f64>() / n;
        let variance = steps.iter().map(|s| s * s).sum::<f64>() / n;
        let expected = (4.0 * 4.0 + 14.0 * 14.0 + 18.0 * 18.0) / 9.0; // E φ² = 1/3, one in three each
        let farthest = steps.iter().fold(0.0, |far: f64, s| far.max(s.abs()));
        assert!(mean.abs() < 0.6, "{mean}"); // four standard errors
        assert!((variance / expected - 1.0).abs() < 0.1, "{variance} for {expected}");
        assert!((17.0..=18.0).contains(&farthest), "{farthest}");
    }
}
