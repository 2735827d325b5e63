//! The grey wolf optimizer (Mirjalili, Mirjalili & Lewis 2014).

use super::{
    flight::{Bounds, bounds_setter},
    flock::{Flock, FlockRule},
    schedule::{at, changing},
};
use crate::{
    error::{Error, require_not_negative},
    problem::{Bounded, Fitness},
    rng::Stream,
    swarm::{Candidate, View},
    topology::{Complete, Topology},
};
use serde::{Deserialize, Serialize};
use std::{iter::once, mem::replace};

/// The grey wolf optimizer, GWO (Mirjalili, Mirjalili & Lewis 2014, Advances in Engineering Software 69,
/// eqs. 3.3 to 3.7). A wolf moves to the mean of three points, one near each of three leaders p, the
/// best (α), second (β) and third best (δ) that it knows:
///
/// x ← mean over p of (p − A |C p − x|), A = a (2 r₁ − 1), C = 2 r₂, r₁, r₂ uniform in [0, 1),
///
/// with r₁ and r₂ drawn for each dimension and leader. a falls linearly from 2 to 0 with the run's
/// progress.
///
/// The method is biased to the origin of the coordinates: C p − x is not 0 where a wolf is at its leader
/// unless that is at the origin, so steps shrink there and nowhere else (Niu, Niu, Liu & Chang 2019,
/// Knowledge-Based Systems 171). Published results on functions whose optimum is the origin say nothing
/// about others. On the sphere in 30 dimensions, of widths 200, 15,000 evaluations end at 10⁻³⁰ if the
/// optimum is the origin, and at 0.2 to 5,000 if it is at 40 in each dimension. Camacho-Villalón, Stützle & Dorigo 2020 (ANTS) show that the
/// method is a particle swarm without velocities.
///
/// # Topology
///
/// The leaders are the three best among a wolf and its informants; where there are fewer, the last
/// counts more than once. Default: [`Complete`], as published.
///
/// # Parallel rounds
///
/// All wolves move at once, based on the leaders after the last round, as published. The leaders are
/// three wolves' personal bests; in the authors' program they are the last three points that were each
/// better than all before, or came between two of them, which may be of the same wolf.
///
/// # Cost
///
/// O(edges + particles · dimensions) per round, and one evaluation per particle.
///
/// # Parameters
///
/// | parameter | default | range |
/// |---|---|---|
/// | particles | 30 | ≥ 1 |
/// | exploration a, at the start and the end of the run | 2, 0 | ≥ 0 |
/// | bounds | absorb | [`Bounds`] |
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let sphere = Function::Sphere.in_dimensions(5)?;
/// let outcome = GreyWolfOptimizer::default().solve(&sphere, Seed(1), Evaluations(10_000))?;
/// assert!(outcome.error().unwrap() < 1e-12);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "GWO")]
pub type GreyWolfOptimizer = Flock<GreyWolf>;

/// The rule of [`GreyWolfOptimizer`]: the mean of three points near the three best.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GreyWolf {
    exploration: (f64, f64),
    bounds: Bounds,
}

impl Default for GreyWolf {
    fn default() -> Self {
        GreyWolf { exploration: (2.0, 0.0), bounds: Bounds::default() }
    }
}

impl GreyWolfOptimizer {
    /// Sets the coefficient a at the start and at the end of the run: how far from a leader a wolf goes,
    /// in distances between the two. Default: 2, 0.
    #[must_use]
    pub fn exploration(mut self, start: f64, end: f64) -> Self {
        self.rule.exploration = (start, end);
        self
    }
}

bounds_setter!(GreyWolfOptimizer);

/// Returns the three best of `nodes`, best first. Where there are fewer, the last stands for the missing.
fn leaders(
    nodes: impl Iterator<Item = usize>,
    leads: impl Fn(usize, usize) -> bool,
) -> Option<[usize; 3]> {
    let mut best = [None; 3];
    for mut node in nodes {
        for place in &mut best {
            match place {
                None => {
                    *place = Some(node);
                    break;
                }
                Some(held) if leads(node, *held) => node = replace(held, node),
                Some(_) => {}
            }
        }
    }
    let [alpha, beta, delta] = best;
    Some([alpha?, beta.or(alpha)?, delta.or(beta).or(alpha)?])
}

impl FlockRule for GreyWolf {
    const NAME: &'static str = "grey wolf optimizer";
    const PARTICLES: usize = 30;
    type Memory = ();
    type Medium = ();

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Complete)
    }
    fn check(&self) -> Result<(), Error> {
        [self.exploration.0, self.exploration.1]
            .into_iter()
            .try_for_each(|a| require_not_negative("exploration", a))
    }
    fn schedule(&self) -> Option<&'static str> {
        changing([("exploration", self.exploration)])
    }

    fn fly<S: Bounded, F: Fitness>(
        &self,
        _: &mut (),
        view: &View<'_, S, F, Flock<Self>>,
        rng: &mut Stream,
        out: &mut Candidate<Vec<f64>, F>,
    ) {
        let (board, me) = (view.board, view.me);
        let known = once(me).chain(view.wiring.informants(me));
        let leads = |a: usize, b: usize| board[a].leads(&board[b], a < b);
        let leaders = leaders(known, leads).unwrap_or([me; 3]).map(|leader| &board[leader].point);
        let a = at(self.exploration, view.progress);
        let limits = view.space.lower().iter().zip(view.space.upper());
        for (j, (x, (lower, upper))) in out.point.iter_mut().zip(limits).enumerate() {
            let mut sum = 0.0;
            for leader in leaders {
                let stride = a * (2.0 * rng.unit() - 1.0);
                sum += leader[j] - stride * (2.0 * rng.unit() * leader[j] - *x).abs();
            }
            *x = self.bounds.place(sum / 3.0, *lower, *upper, rng);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{author::*, prelude::*, run::Solve};

    #[test]
    fn leaders_are_the_three_best_in_order() {
        let costs = [5.0, 1.0, 4.0, 0.5, 3.0];
        let best = |nodes: &[usize]| {
            leaders(nodes.iter().copied(), |a, b| costs[a] < costs[b]).unwrap_or([9; 3])
        };
        assert_eq!(best(&[0, 1, 2, 3, 4]), [3, 1, 4]);
        assert_eq!([best(&[2, 0]), best(&[4]), best(&[])], [[2, 0, 0], [4; 3], [9; 3]]);
    }

    /// With all leaders at p, a wolf at x moves to p and off it by the mean of three A |C p − x|: of mean
    /// 0 and variance a²/9 · E (C p − x)², which is 4 p²/3 − 2 p x + x² for C uniform in [0, 2). At its
    /// leader a wolf still moves, by p²/3 for that expectation: the bias.
    #[test]
    fn steps_have_the_moments_of_the_equation() {
        let moments = |p: f64, x: f64| {
            let wide = Boxed::cube(-1e6..=1e6, 5).unwrap();
            let problem = wide.minimize(move |point| f64::from(u8::from(point[0] != p)));
            let first = (0..4_000).map(|i| vec![if i < 3 { p } else { x }; 5]).collect();
            let problem = problem.starting_from(first);
            let pack = GreyWolfOptimizer::new(4_000).exploration(1.5, 1.5);
            let mut swarm = pack.build(&problem, Seed(1)).unwrap();
            swarm.step(&problem, &Limits::NONE).unwrap();
            let asked = swarm.ask(&problem, &Limits::NONE).unwrap();
            let steps: Vec<f64> =
                asked[3..].iter().flat_map(|asked| &asked.point).map(|to| to - p).collect();
            let n = steps.len() as f64;
            (steps.iter().sum::<f64>() / n, steps.iter().map(|s| s * s).sum::<f64>() / n, n)
        };
        for (p, x) in [(1.0, 3.0), (0.0, 2.0), (1.0, 1.0)] {
            let (mean, square, n) = moments(p, x);
            let expected = 1.5 * 1.5 / 9.0 * (4.0 / 3.0 * p * p - 2.0 * p * x + x * x);
            assert!((mean / expected.sqrt()).abs() < 4.0 / n.sqrt(), "{p} {x}: {mean}");
            // A normal number's square varies by 2; these have no longer tails than that twice over.
            assert!((square / expected - 1.0).abs() < 4.0 * (4.0 / n).sqrt(), "{p} {x}: {square}");
        }
    }
}
