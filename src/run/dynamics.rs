//! The diversity and the speed of a swarm.

use super::{Observer, Status};
use crate::{
    error::Error,
    problem::{Fitness, Space, lossless},
    swarm::Optimizer,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::ops::ControlFlow;

/// An observer of a swarm on real numbers that records its diversity, the mean distance of the agents to their
/// centre (Olorunda & Engelbrecht, *CEC* 2008), and its speed, the mean distance that they moved in a round
/// (for particles, the mean length of their velocities). Both are in the units of the space.
///
/// The memory is bounded: records are kept of at most 2,000 rounds, evenly chosen. A round costs
/// O(agents · dimensions).
///
/// ```
/// use swarmopt::{run::Dynamics, prelude::*};
/// let ball = Boxed::cube(-1.0..=1.0, 2)?.minimize(|x| x[0] * x[0] + x[1] * x[1]);
/// let mut dynamics = Dynamics::default();
/// ParticleSwarm::default().observe(&mut dynamics).solve(&ball, Seed(1), Rounds(100))?;
/// let spread: Vec<(u64, f64)> = dynamics.diversity().collect();
/// assert_eq!(spread.len(), 100);
/// assert!(spread[99].1 < 0.1 * spread[0].1);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Dynamics {
    records: Vec<Record>,
    /// One of every `stride` rounds is kept.
    stride: u64,
    seen: u64,
    /// The agents' positions after the previous round, concatenated.
    before: Vec<f64>,
    now: Vec<f64>,
    centre: Vec<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Record {
    evaluations: u64,
    #[serde(with = "lossless")]
    diversity: f64,
    /// `None` in the first round, and where the number of agents has changed.
    #[serde(with = "lossless::option")]
    speed: Option<f64>,
}

const CAPACITY: usize = 2_000;
const NAME: &str = "dynamics";

impl Default for Dynamics {
    fn default() -> Self {
        Dynamics {
            records: Vec::with_capacity(CAPACITY),
            stride: 1,
            seen: 0,
            before: Vec::new(),
            now: Vec::new(),
            centre: Vec::new(),
        }
    }
}

impl Dynamics {
    /// Returns pairs of the number of evaluations and the diversity at that time.
    pub fn diversity(&self) -> impl Iterator<Item = (u64, f64)> + '_ {
        self.records.iter().map(|record| (record.evaluations, record.diversity))
    }

    /// Returns pairs of the number of evaluations and the speed at that time.
    pub fn speed(&self) -> impl Iterator<Item = (u64, f64)> + '_ {
        self.records.iter().filter_map(|record| Some((record.evaluations, record.speed?)))
    }

    fn note<'x>(&mut self, evaluations: u64, positions: impl Iterator<Item = &'x [f64]>) {
        std::mem::swap(&mut self.before, &mut self.now);
        self.now.clear();
        let (mut agents, mut dimensions) = (0, 0);
        for position in positions {
            self.now.extend_from_slice(position);
            (agents, dimensions) = (agents + 1, position.len());
        }
        if agents == 0 || dimensions == 0 {
            return;
        }
        if self.seen.is_multiple_of(self.stride) {
            if self.records.len() == CAPACITY {
                let mut i = 0;
                self.records.retain(|_| {
                    i += 1;
                    i % 2 == 1
                });
                self.stride *= 2;
            }
            let record = self.record(evaluations, agents, dimensions);
            self.records.push(record);
        }
        self.seen += 1;
    }

    fn record(&mut self, evaluations: u64, agents: usize, dimensions: usize) -> Record {
        let n = agents as f64;
        self.centre.clear();
        self.centre.resize(dimensions, 0.0);
        for position in self.now.chunks(dimensions) {
            self.centre.iter_mut().zip(position).for_each(|(mean, x)| *mean += x / n);
        }
        let to_centre = self.now.chunks(dimensions).map(|x| distance(x, &self.centre));
        let diversity = to_centre.sum::<f64>() / n;
        let moved = || {
            let pairs = self.now.chunks(dimensions).zip(self.before.chunks(dimensions));
            pairs.map(|(now, before)| distance(now, before)).sum::<f64>() / n
        };
        let speed = (self.before.len() == self.now.len()).then(moved);
        Record { evaluations, diversity, speed }
    }
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
}

impl<S: Space, F: Fitness> Observer<S, F> for Dynamics
where
    S::Point: AsRef<[f64]>,
{
    fn on_round(
        &mut self,
        status: &Status,
        swarm: &dyn Optimizer<S, F>,
    ) -> Result<ControlFlow<()>, Error> {
        self.note(status.evaluations, swarm.positions().map(AsRef::as_ref));
        Ok(ControlFlow::Continue(()))
    }
    fn save(&self, state: &mut Map<String, Value>) {
        let Dynamics { records, stride, seen, now, .. } = self;
        state.insert(NAME.to_owned(), json!([records, stride, seen, now]));
    }
    fn load(&mut self, state: &Map<String, Value>) -> Result<(), Error> {
        let Some(saved) = state.get(NAME) else { return Ok(()) };
        let wrong = |found: String| Error::Checkpoint { expected: "dynamics".to_owned(), found };
        (self.records, self.stride, self.seen, self.now) =
            serde_json::from_value(saved.clone()).map_err(|e| wrong(e.to_string()))?;
        if self.stride == 0 {
            return Err(wrong("a stride of 0".to_owned()));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{author::*, prelude::*};

    #[test]
    fn diversity_is_the_distance_to_the_centre_and_speed_that_to_the_round_before() {
        let mut dynamics = Dynamics::default();
        let rounds: [&[[f64; 2]]; 4] =
            [&[[0.0, 0.0], [6.0, 8.0]], &[[3.0, 4.0], [3.0, 4.0]], &[[1.0, 1.0]], &[[1.0, 3.0]]];
        for (agents, round) in rounds.iter().zip(1..) {
            dynamics.note(10 * round, agents.iter().map(|agent| &agent[..]));
        }
        let diversity: Vec<_> = dynamics.diversity().collect();
        assert_eq!(diversity, [(10, 5.0), (20, 0.0), (30, 0.0), (40, 0.0)]);
        assert_eq!(dynamics.speed().collect::<Vec<_>>(), [(20, 5.0), (40, 2.0)]);
    }

    #[test]
    fn a_long_run_does_not_fill_the_memory() {
        let mut dynamics = Dynamics::default();
        for round in 0..9_000 {
            dynamics.note(round, [[round as f64]].iter().map(|agent| &agent[..]));
        }
        let kept: Vec<u64> = dynamics.diversity().map(|(at, _)| at).collect();
        assert!((1_000..=2_000).contains(&kept.len()), "{}", kept.len());
        assert!(kept.windows(2).all(|w| w[1] - w[0] == 8), "{:?}", &kept[..9]);
        // The speed covers one round, however few records are kept.
        assert!(dynamics.speed().all(|(_, speed)| speed == 1.0));
    }

    #[test]
    fn positions_are_the_points_proposed_last() {
        let ball = Boxed::cube(-5.0..=5.0, 3).unwrap().minimize(|x| x.iter().map(|x| x * x).sum());
        let mut swarm = ParticleSwarm::new(7).build(&ball, Seed(1)).unwrap();
        let swarm: &mut dyn Optimizer<_> = &mut swarm;
        assert_eq!(swarm.positions().count(), 0);
        for _ in 0..4 {
            let asked = swarm.ask(&ball, &Limits::NONE).unwrap();
            let points: Vec<_> = asked.iter().map(|asked| asked.point.clone()).collect();
            let told = asked.into_iter().map(|asked| asked.evaluate(&ball)).collect();
            swarm.tell(&ball, told).unwrap();
            assert_eq!(swarm.positions().cloned().collect::<Vec<_>>(), points);
        }
    }
}
