//! Cuckoo search by Lévy flights (Yang & Deb 2009).

use super::{
    flight::{Bounds, bounds_setter},
    flock::{Flock, FlockRule},
};
use crate::{
    error::{Error, require, require_positive},
    problem::{Bounded, Fitness},
    rng::Stream,
    swarm::{Candidate, View},
    topology::{Complete, Topology},
};
use serde::{Deserialize, Serialize};
use std::f64::consts::PI;

/// Cuckoo search, CS (Yang & Deb 2009, *Cuckoo search via Lévy flights*, NaBIC). A cuckoo flies from its
/// nest and lays an egg in the nest of another, where it stays if it is better (eq. 1, with the step in
/// proportion to the distance of two nests as in Yang & Deb 2010, International Journal of Mathematical
/// Modelling and Numerical Optimisation 1(4)):
///
/// egg = x + α L (other − x), L a Lévy flight in each dimension, other a nest drawn uniformly.
///
/// A fraction of the nests, the worst, are abandoned: there a new nest is built at a point drawn
/// uniformly. L is symmetric with P(|L| > s) ∼ s^(−index) and is drawn as u / |v|^(1/index), u and v normal
/// (Mantegna 1994, Physical Review E 49(5)), so the exponent λ of the paper's density is 1 + index.
///
/// This is the search of the paper. The authors' program `cuckoo_search.m` differs: it flies
/// relative to the best nest, lays each egg in the cuckoo's own nest, and mixes all nests instead of
/// abandoning the worst.
///
/// # Topology
///
/// The host of an egg, and the other nest that gives the step its size, are random informants. A nest is
/// abandoned if it is among the worst of its informants and itself; the fraction is rounded down, so on
/// small neighbourhoods none may be. A cuckoo without informants steps in widths of the box. Default:
/// [`Complete`], as published.
///
/// # Parallel rounds
///
/// In a round each nest is either abandoned or sends out its cuckoo, all based on the nests after the
/// last round. A nest that is being abandoned takes no egg: the cuckoo that chose it lays in its own
/// nest. In the original one random cuckoo flies at a time.
///
/// # Cost
///
/// O(edges + particles · dimensions) per round, and one evaluation per particle.
///
/// # Parameters
///
/// | parameter | default | range |
/// |---|---|---|
/// | particles, that is nests | 25 | ≥ 1 |
/// | step α | 0.5; the paper says "of order 1" | > 0 |
/// | Lévy index | 1.5 | [0.3, 1.99] |
/// | abandoned fraction pₐ | 0.25 | [0, 1) |
/// | bounds | absorb | [`Bounds`] |
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let sphere = Function::Sphere.in_dimensions(5)?.shifted(Seed(1));
/// let outcome = CuckooSearch::default().solve(&sphere, Seed(1), Evaluations(20_000))?;
/// assert!(outcome.error().unwrap() < 1e-6);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "CS")]
pub type CuckooSearch = Flock<Cuckoo>;

/// The rule of [`CuckooSearch`]: Lévy flights, eggs in the nests of others, and nests abandoned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cuckoo {
    step: f64,
    index: f64,
    abandoned: f64,
    bounds: Bounds,
}

impl Default for Cuckoo {
    fn default() -> Self {
        Cuckoo { step: 0.5, index: 1.5, abandoned: 0.25, bounds: Bounds::default() }
    }
}

impl CuckooSearch {
    /// Sets the size α of a flight, in distances between two nests, and the Lévy index: the smaller, the
    /// more often a flight is long. Default: 0.5, 1.5.
    #[must_use]
    pub fn flights(mut self, step: f64, index: f64) -> Self {
        (self.rule.step, self.rule.index) = (step, index);
        self
    }

    /// Sets the fraction of the nests, the worst, that are abandoned in a round. Default: 0.25.
    #[must_use]
    pub fn abandoned(mut self, fraction: f64) -> Self {
        self.rule.abandoned = fraction;
        self
    }
}

bounds_setter!(CuckooSearch);

/// Lévy flights of one index.
struct Levy {
    index: f64,
    /// The standard deviation of the numerator.
    sigma: f64,
}

impl Levy {
    fn of(index: f64) -> Self {
        let above = libm::tgamma(1.0 + index) * (PI * index / 2.0).sin();
        let below = libm::tgamma((1.0 + index) / 2.0) * index * f64::powf(2.0, (index - 1.0) / 2.0);
        Levy { index, sigma: (above / below).powf(1.0 / index) }
    }

    fn draw(&self, rng: &mut Stream) -> f64 {
        self.sigma * rng.normal() / rng.normal().abs().powf(1.0 / self.index)
    }
}

impl Cuckoo {
    /// Returns whether the nest is abandoned: whether it is in the worst fraction of its informants and itself.
    fn abandons<S: Bounded, F: Fitness>(
        &self,
        nest: usize,
        view: &View<'_, S, F, Flock<Self>>,
    ) -> bool {
        let others = view.wiring.degree(nest);
        let worst = ((others + 1) as f64 * self.abandoned) as usize;
        // The best is none of them, whatever rounding says.
        worst > 0 && others - view.board.rank(nest, view.wiring) < worst.min(others)
    }
}

impl FlockRule for Cuckoo {
    const NAME: &'static str = "cuckoo search";
    const PARTICLES: usize = 25;
    type Memory = ();
    type Medium = ();

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Complete)
    }
    fn check(&self) -> Result<(), Error> {
        let Cuckoo { step, index, abandoned, .. } = *self;
        require_positive("step", step)?;
        require((0.3..=1.99).contains(&index), "index", index, "0.3 to 1.99")?;
        require((0.0..1.0).contains(&abandoned), "abandoned", abandoned, "0 to below 1")
    }

    fn fly<S: Bounded, F: Fitness>(
        &self,
        _: &mut (),
        view: &View<'_, S, F, Flock<Self>>,
        rng: &mut Stream,
        out: &mut Candidate<Vec<f64>, F>,
    ) {
        let (space, me) = (view.space, view.me);
        if self.abandons(me, view) {
            out.fresh = true;
            return space.sample_into(rng, &mut out.point);
        }
        let other = view.partner(me, rng).map(|nest| &nest.point);
        if other.is_some() {
            let host = view.wiring.informant(me, rng.below(view.wiring.degree(me)));
            out.slot = if self.abandons(host, view) { me } else { host };
        }
        let levy = Levy::of(self.index);
        let limits = space.lower().iter().zip(space.upper());
        let own = &view.board[me].point;
        for (j, (x, (lower, upper))) in out.point.iter_mut().zip(limits).enumerate() {
            let length = other.map_or(upper - lower, |other| other[j] - own[j]);
            let free = own[j] + self.step * levy.draw(rng) * length;
            *x = self.bounds.place(free, *lower, *upper, rng);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        author::*,
        prelude::*,
        rng::{Seed, Streams},
        run::Solve,
    };

    /// For index 1.5 σ is 0.6966, as in all programs of the method. Beyond s = 10 and 40 lie
    /// σ^1.5 E|z|^1.5 √(2/π) s^−1.5 = 0.39894 s^−1.5 of all draws, z normal: v is nearly 0 there.
    #[test]
    fn flights_are_symmetric_with_a_tail_of_the_index() {
        let levy = Levy::of(1.5);
        assert!((levy.sigma - 0.696_574_502_557_698).abs() < 1e-12, "{}", levy.sigma);
        let (n, mut rng) = (200_000, Streams::new(Seed(1)).at(0, 0));
        let draws: Vec<f64> = (0..n).map(|_| levy.draw(&mut rng)).collect();
        let share =
            |f: &dyn Fn(f64) -> bool| draws.iter().filter(|x| f(**x)).count() as f64 / f64::from(n);
        for s in [10.0_f64, 40.0] {
            let expected = 0.398_942 * s.powf(-1.5);
            let error = 4.0 * (expected / f64::from(n)).sqrt();
            assert!((share(&|x| x.abs() > s) - expected).abs() < error, "{s}");
        }
        assert!((share(&|x| x > 0.0) - 0.5).abs() < 4.0 * (0.25 / f64::from(n)).sqrt());
    }

    /// Of eight nests the two worst are abandoned and built at other points; the cuckoos of the others fly from where they are, in each dimension
    /// by a multiple of the distance to another nest, and lay no egg in a nest that is abandoned.
    #[test]
    fn the_worst_are_abandoned_and_eggs_are_laid_in_the_nests_of_others() {
        let line = Boxed::cube(-1e9..=1e9, 2).unwrap().minimize(|x| x[0]);
        let first: Vec<Vec<f64>> = (0..8).map(|i| vec![f64::from(i), 3.0]).collect();
        let line = line.starting_from(first);
        let (mut hosts, mut home) = ([0; 8], 0);
        for seed in 1..=400 {
            let mut swarm = CuckooSearch::new(8).build(&line, Seed(seed)).unwrap();
            swarm.step(&line, &Limits::NONE).unwrap();
            let asked = swarm.ask(&line, &Limits::NONE).unwrap();
            // All nests are at 3 in the second dimension, so that no flight leaves it.
            assert!(asked.iter().zip(0..).all(|(egg, i)| (egg.point[1] == 3.0) == (i < 6)));
            let before = swarm.board().to_vec();
            let better =
                |(i, egg): (usize, &Asked<Vec<f64>>)| Told::new(egg.ticket, -1e12 - i as f64);
            let told = asked.iter().enumerate().map(better).collect();
            swarm.tell(&line, told).unwrap();
            for (host, (before, after)) in before.iter().zip(swarm.board()).enumerate() {
                hosts[host] += usize::from(before.point != after.point);
                home += usize::from(host > 5 && after.point[1] == 3.0);
            }
        }
        assert_eq!((hosts[6], hosts[7], home), (400, 400, 0));
        // Of the others 1 − (6/7)⁵ · 5/7 = 0.669 get an egg, one of five cuckoos' or their own's that found
        // its host abandoned: 268 times, with a standard error of 9.4.
        assert!(hosts[..6].iter().all(|eggs| (231..306).contains(eggs)), "{hosts:?}");
    }
}
