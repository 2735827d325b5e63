//! A local search that is done with some probability.

use super::LocalSearch;
use crate::{
    error::{Error, require_share},
    problem::{Allowance, Point, Problem},
    rng::Stream,
};

/// A local search that is done with some probability.
///
/// [`Polish`](crate::swarm::Polish) selects the candidates of a round that get the search; this is the
/// probability with which it is done: `Polish::Best` with `Sometimes::new(Powell::default(), 0.05)?` improves
/// the best candidate of one round in twenty and leaves the other rounds to the swarm. That suits searches
/// that take many times the evaluations of a round.
///
/// ```
/// use swarmopt::{local_search::Sometimes, prelude::*};
/// let rosenbrock = Function::Rosenbrock.in_dimensions(5)?;
/// let outcome = GuidedBeeColony::default()
///     .polish(Polish::Best)
///     .solve(&Sometimes::new(Powell::default(), 0.05)?.on(rosenbrock), Seed(1), Evaluations(10_000))?;
/// assert!(outcome.error().unwrap() < 1e-8);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sometimes<L> {
    search: L,
    share: f64,
}

impl<L> Sometimes<L> {
    /// Creates a search that is done with a probability of `share`.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a share outside [0, 1].
    pub fn new(search: L, share: f64) -> Result<Self, Error> {
        require_share("share", share)?;
        Ok(Sometimes { search, share })
    }
}

impl<P: Problem, L: LocalSearch<P>> LocalSearch<P> for Sometimes<L> {
    fn improve(
        &self,
        problem: &P,
        x: &mut Point<P>,
        fitness: P::Fitness,
        allowance: &mut Allowance<'_>,
        rng: &mut Stream,
    ) -> P::Fitness {
        if rng.unit() < self.share {
            self.search.improve(problem, x, fitness, allowance, rng)
        } else {
            fitness
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{author::*, error::Error, local_search::Sometimes, prelude::*};

    #[test]
    fn it_is_done_as_often_as_said() {
        let plain = Boxed::cube(-1.0..=1.0, 1).unwrap().minimize(|x| x[0] * x[0]);
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        for (share, expected) in [(0.0, 0..=0), (0.3, 520..=680), (1.0, 2_000..=2_000)] {
            let search = Mtsls1::default().traversals(1).unwrap();
            let search = Sometimes::new(search, share).unwrap();
            let mut done = 0;
            for _ in 0..2_000 {
                let (mut x, before) = (vec![1.0], 1.0);
                let mut allowance = Allowance::new(9);
                let after = search.improve(&plain, &mut x, before, &mut allowance, &mut rng);
                let spent = allowance.spent();
                assert_eq!((after < before, x[0] < 1.0), (spent > 0, spent > 0));
                done += u64::from(spent > 0);
            }
            assert!(expected.contains(&done), "{done} of 2000 at {share}");
        }
    }

    #[test]
    fn what_is_no_share_is_refused() {
        for bad in [-0.1, 1.1, f64::NAN] {
            let refused = Sometimes::new(TwoOpt, bad);
            assert!(matches!(refused, Err(Error::Parameter { name: "share", .. })));
        }
    }
}
