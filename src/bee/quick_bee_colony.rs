//! Quick artificial bee colony (Karaboga & Gorkemli 2014).

use super::{BeeColony, BeeRule, SearchEquation, artificial_bee_colony::mix_with_a_partner};
use crate::{
    error::{Error, require_not_negative},
    problem::{Bounded, Fitness, Vary},
    rng::Stream,
    swarm::View,
};
use serde::{Deserialize, Serialize};

/// The quick artificial bee colony, qABC (Karaboga & Gorkemli 2014, Applied Soft Computing 23).
///
/// [`ArtificialBeeColony`](super::ArtificialBeeColony) on boxes whose onlookers do not stay at the
/// source they chose: they move on to the best source of its neighbourhood, those within `radius`
/// times its mean distance to the others, and search from there (eqs. 6 to 8). With radius 0 it is the
/// original.
///
/// # Topology
///
/// Neighbourhood, mean distance and partner are taken from the source's informants. Default: `Complete`,
/// qABC as published.
///
/// # Parallel rounds
///
/// As in [`ArtificialBeeColony`](super::ArtificialBeeColony).
///
/// # Cost
///
/// O(sources · dimensions) per round of the employed bees, O(sources² · dimensions) per round of the
/// onlookers, and one evaluation per source.
///
/// # Parameters
///
/// | parameter | default | published | range |
/// |---|---|---|---|
/// | sources | 20 | 20 | ≥ 2 |
/// | limit | sources · dimensions | sources · dimensions | ≥ 1 |
/// | radius r | 1 | 1 | ≥ 0 |
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let griewank = Function::Griewank.in_dimensions(10)?.shifted(Seed(3));
/// let outcome = QuickBeeColony::default().solve(&griewank, Seed(1), Evaluations(50_000))?;
/// assert!(outcome.error().unwrap() < 0.05);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "qABC")]
pub type QuickBeeColony = BeeColony<Quick>;

/// The rule of [`QuickBeeColony`]: onlookers move on to the best source nearby.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quick {
    radius: f64,
}

impl Default for Quick {
    fn default() -> Self {
        Quick { radius: 1.0 }
    }
}

impl QuickBeeColony {
    /// Sets the radius r of a neighbourhood, in mean distances. Default: 1.
    #[must_use]
    pub fn radius(self, r: f64) -> Self {
        self.rule(Quick { radius: r })
    }
}

impl BeeRule for Quick {
    const NAME: &'static str = "quick bee colony";

    fn check(&self) -> Result<(), Error> {
        let r = self.radius;
        require_not_negative("radius", r)
    }
}

impl<S: Bounded + Vary> SearchEquation<S> for Quick {
    fn destination<F: Fitness>(
        &self,
        source: usize,
        view: &View<'_, S, F, BeeColony<Self>>,
    ) -> usize {
        let at = &view.board[source].point;
        let distance = |other: usize| {
            let squares = at.iter().zip(&view.board[other].point).map(|(a, b)| (a - b) * (a - b));
            squares.sum::<f64>().sqrt()
        };
        let total: f64 = view.wiring.informants(source).map(distance).sum();
        let reach = self.radius * total / view.wiring.degree(source).max(1) as f64;
        let near = view.wiring.informants(source).filter(|&other| distance(other) <= reach);
        view.board.best_of(source, near)
    }

    fn seek<F: Fitness>(
        &self,
        source: usize,
        view: &View<'_, S, F, BeeColony<Self>>,
        rng: &mut Stream,
        out: &mut Vec<f64>,
    ) {
        mix_with_a_partner(source, view, rng, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{author::*, prelude::*};

    /// In a corner each, with equal costs but one: sources at 0, 1, 2 and 9. The mean distances are 4,
    /// 10/3, 10/3 and 8, so with r = 1 all but the last have the first three for neighbours, and the last
    /// has 1 and 2 too, at 8 and 7. Only the last one's reach decides whether it finds the best.
    #[test]
    fn onlookers_fly_to_the_best_source_within_reach() {
        let visits = |radius, best: f64| {
            let line = Boxed::cube(0.0..=10.0, 3).unwrap().minimize(|_| 1.0);
            let start = line.starting_from([0.0, 1.0, 2.0, 9.0].map(|x| vec![x; 3]).to_vec());
            let hive = QuickBeeColony::new(4).radius(radius).limit(u32::MAX);
            let mut swarm = hive.build(&start, Seed(1)).unwrap();
            let mut seen = [0; 4];
            for round in 0..400 {
                let asked = swarm.ask(&start, &Limits::NONE).unwrap();
                let cost = |x: &[f64]| match round {
                    0 if x[0] == best => 0.9,
                    0 => 1.0,
                    _ => 2.0,
                };
                let told = asked.iter().map(|a| Told::new(a.ticket, cost(&a.point))).collect();
                if round > 0 && round % 2 == 0 {
                    for bee in &asked {
                        let at = |x: f64| bee.point.iter().filter(|y| **y == x).count() >= 2;
                        let at = [0.0, 1.0, 2.0, 9.0].iter().position(|x| at(*x));
                        seen[at.unwrap()] += 1;
                    }
                }
                swarm.tell(&start, told).unwrap();
            }
            seen
        };
        // 0 is within reach of 1 and 2, and out of reach of 9, whose best neighbour is 1, the first of equals.
        let [zero, one, two, nine] = visits(1.0, 0.0);
        assert!(zero > 500 && one > 120 && (two, nine) == (0, 0), "{zero} {one} {two} {nine}");
        // 9 is out of reach of all others.
        let [zero, one, two, nine] = visits(1.0, 9.0);
        assert!(zero > 500 && nine > 120 && (one, two) == (0, 0), "{zero} {one} {two} {nine}");
        // No onlooker moves on.
        assert!(visits(0.0, 0.0).iter().all(|visits| *visits > 120));
        // All onlookers move to the best.
        assert_eq!(visits(9.0, 2.0), [0, 0, 796, 0]);
    }
}
