//! An algorithm in a crate of its own: an agent, a method and a colony. `cargo test --example
//! own_algorithm` runs it through the contract that every colony keeps.

use serde::{Deserialize, Serialize};
use swarmopt::{Error, author::*, prelude::*};

/// The parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Herd {
    animals: usize,
    /// How far an animal goes towards others, as a share of the way; more than 0, up to 1.
    stride: f64,
}

/// What an agent remembers besides its slot on the board: here nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Animal;

impl<S: Bounded, F: Fitness> Agent<S, F, Herd> for Animal {
    /// Goes towards the best informant, and towards or away from another one.
    fn propose(
        &mut self,
        view: &View<'_, S, F, Herd>,
        rng: &mut Stream,
        out: &mut Candidate<Vec<f64>, F>,
    ) -> bool {
        let own = &view.board[view.me].point;
        let guide = &view.guide(view.me).point;
        let other = view.partner(view.me, rng).map_or(own, |slot| &slot.point);
        let (lower, upper, stride) = (view.space.lower(), view.space.upper(), view.method.stride);
        out.slot = view.me;
        for j in 0..own.len() {
            let towards = rng.unit() * (guide[j] - own[j]) + rng.normal() * (other[j] - own[j]);
            out.point[j] = (own[j] + stride * towards).clamp(lower[j], upper[j]);
        }
        true
    }
}

impl Method for Herd {
    const NAME: &'static str = "herd";

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Complete)
    }
}

impl<S: Bounded, F: Fitness> Colony<S, F> for Herd {
    type Agent = Animal;
    /// What the agents write into their surroundings: here nothing.
    type Medium = ();

    /// One slot an animal. What it proposes takes the place of its slot if it is better: the default.
    fn init(&self, _: &S) -> Result<Population<Animal>, Error> {
        if !(1..=1_000_000).contains(&self.animals) {
            return Err(Error::parameter("animals", self.animals, "1 to 1000000"));
        }
        if !(self.stride > 0.0 && self.stride <= 1.0) {
            return Err(Error::parameter("stride", self.stride, "above 0 to 1"));
        }
        Ok(Population::new(vec![Animal; self.animals]))
    }
}

fn main() -> Result<(), Error> {
    let sphere = Function::Sphere.in_dimensions(10)?.shifted(Seed(1));
    let herd = Herd { animals: 20, stride: 0.7 };
    println!("{}", herd.solve(&sphere, Seed(1), Evaluations(20_000))?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use swarmopt::conformance::{Violation, on_boxes};

    #[test]
    fn it_keeps_the_contract() -> Result<(), Violation> {
        let herd = || Herd { animals: 6, stride: 0.7 };
        on_boxes(|| herd().solver())?;
        on_boxes(|| herd().topology(Ring::new(1)))
    }
}
