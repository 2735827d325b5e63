//! Islands: a topology whose nodes are whole swarms, of one method or several.

use super::members::{Members, forward_members, leads};
use crate::{
    error::{Error, counted, part, require, require_rounds, sound},
    problem::{DynProblem, EvaluationMode, Fitness, Space},
    rng::{Seed, Streams},
    swarm::{Asked, Executor, Limits, Optimizer, Origin, Slot, Tally, Threads, Told},
    topology::{Ranking, Topology, Wiring},
};
use serde_json::{Value, json};

/// Swarms that search the same problem and send each other their best points.
///
/// All islands run the same number of rounds; after every `interval` rounds each welcomes the best points
/// of its informants. An archipelago is an [`Optimizer`] itself, so it is run, stopped, observed, saved and
/// nested like a swarm.
///
/// ```
/// use swarmopt::{author::*, ensemble::Archipelago, prelude::*};
/// let ball = Boxed::cube(-5.0..=5.0, 5)?.minimize(|x| x.iter().map(|x| x * x).sum());
/// let mut islands = Archipelago::new(Box::new(Ring::new(1)), 10, Seed(1))?;
/// islands.add(ParticleSwarm::new(10).build(&ball, Seed(1))?);
/// islands.add(ArtificialBeeColony::default().build(&ball, Seed(2))?);
/// islands.add(AcoR::default().build(&ball, Seed(3))?);
/// let reason = run(&mut islands, &ball, &mut Evaluations(20_000), &mut ())?;
/// assert_eq!(reason, Reason::Evaluations(20_000));
/// assert!(islands.best().unwrap().fitness < 1e-6);
/// # Ok::<(), swarmopt::Error>(())
/// ```
pub struct Archipelago<S: Space, F: Fitness = f64> {
    islands: Members<S, F>,
    topology: Box<dyn Topology>,
    wiring: Wiring,
    interval: u64,
    seed: Seed,
    streams: Streams,
    threads: Threads,
    /// The number of rounds that all islands have completed.
    rounds: u64,
    stagnation: u64,
    /// The best cost at the end of the last round, to detect improvement in the next one.
    last_best: Option<F>,
}

impl<S: Space, F: Fitness> Archipelago<S, F> {
    /// Creates an archipelago without islands, with `interval` rounds between two migrations along `topology`.
    ///
    /// # Errors
    /// Returns [`Error::Parameter`] if `interval` is 0.
    pub fn new(topology: Box<dyn Topology>, interval: u64, seed: Seed) -> Result<Self, Error> {
        require_rounds("interval", interval)?;
        Ok(Archipelago {
            islands: Members(Vec::new()),
            topology,
            wiring: Wiring::default(),
            interval,
            seed,
            streams: Streams::new(seed),
            threads: Threads::default(),
            rounds: 0,
            stagnation: 0,
            last_best: None,
        })
    }

    /// Adds an island. The topology joins the islands when the first round begins.
    pub fn add(&mut self, island: impl Optimizer<S, F> + 'static) -> &mut Self {
        self.add_boxed(Box::new(island));
        self
    }

    pub(crate) fn add_boxed(&mut self, island: Box<dyn Optimizer<S, F>>) {
        self.islands.0.push(island);
    }

    /// Sets the threads on which the islands run; they never change the result. On a problem whose
    /// [mode](crate::problem::Problem::evaluation_mode) is [`EvaluationMode::Sequential`] the islands run one
    /// after the other.
    #[must_use]
    pub fn with_threads(mut self, threads: Threads) -> Self {
        self.threads = threads;
        self
    }

    /// Returns the islands.
    pub fn islands(&self) -> &[Box<dyn Optimizer<S, F>>] {
        &self.islands.0
    }

    /// Returns the best point of all islands; of equal points that of the first island.
    pub fn best(&self) -> Option<&Slot<S::Point, F>> {
        self.islands.best()
    }

    fn wire(&mut self) -> Result<(), Error> {
        require(self.islands.len() > 0, "islands", 0, "at least 1")?;
        if self.wiring.nodes() != self.islands.len() {
            let rng = &mut self.streams.at(0, 0);
            self.wiring = self.topology.wire(self.islands.len(), rng)?;
        }
        Ok(())
    }

    /// Ends the round if all islands have ended it. After every `interval` rounds, migrates and rewires the islands.
    fn close(&mut self, problem: &DynProblem<'_, S, F>) -> Result<(), Error> {
        if self.islands.0.iter().any(|island| island.tally().rounds <= self.rounds) {
            return Ok(());
        }
        self.rounds += 1;
        let improved = self.islands.has_improved(&mut self.last_best);
        self.stagnation = if improved { 0 } else { self.stagnation + 1 };
        if !self.rounds.is_multiple_of(self.interval) {
            return Ok(());
        }
        let bests: Vec<_> = self.islands.0.iter().map(|island| island.best().cloned()).collect();
        for (i, island) in self.islands.0.iter_mut().enumerate() {
            let mut guests = self.wiring.informants(i).filter_map(|from| bests[from].as_ref());
            guests.try_for_each(|guest| island.welcome(problem, guest))?;
        }
        let cost = |i: usize| bests.get(i).and_then(Option::as_ref).map(|slot| &slot.fitness);
        let leads = |a: usize, b: usize| leads(cost(a), cost(b), a < b);
        let rng = &mut self.streams.at(self.rounds, 0);
        self.topology.rewire(&mut self.wiring, &Ranking { improved, leads: &leads }, rng);
        Ok(())
    }

    /// Returns the islands that have not ended this round, each with its share of `evaluations`.
    fn behind(&self, evaluations: u64) -> Vec<(usize, u64)> {
        let behind = |i: &usize| self.islands.0[*i].tally().rounds <= self.rounds;
        let behind: Vec<usize> = (0..self.islands.len()).filter(behind).collect();
        let n = behind.len().max(1) as u64;
        let share = |k: u64| match evaluations {
            u64::MAX => u64::MAX,
            left => left / n + u64::from(k < left % n),
        };
        behind.into_iter().zip(0..).map(|(i, k)| (i, share(k))).collect()
    }
}

impl<S: Space, F: Fitness> Optimizer<S, F> for Archipelago<S, F> {
    fn ask(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        limits: &Limits<'_>,
    ) -> Result<Vec<Asked<S::Point, F>>, Error> {
        self.wire()?;
        let (mut asked, mut out) = (Vec::new(), 0);
        for (i, budget) in self.behind(limits.budget) {
            let left = limits.evaluations - asked.len() as u64;
            let own = Limits { evaluations: left.min(budget), budget, ..*limits };
            if own.evaluations == 0 {
                continue;
            }
            match self.islands.ask(i, problem, &own) {
                Ok(more) => asked.extend(more),
                Err(Error::Waiting { open }) => out += open,
                Err(other) => return Err(other),
            }
            if asked.len() as u64 == limits.evaluations {
                break;
            }
        }
        match asked.is_empty() && out > 0 {
            true => Err(Error::Waiting { open: out }),
            false => Ok(asked),
        }
    }

    fn tell(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        told: Vec<Told<S::Point, F>>,
    ) -> Result<(), Error> {
        self.islands.tell(problem, told)?;
        self.close(problem)
    }

    fn step(&mut self, problem: &DynProblem<'_, S, F>, limits: &Limits<'_>) -> Result<(), Error> {
        self.wire()?;
        match self.open() {
            0 => {}
            open => return Err(Error::Waiting { open }),
        }
        let shares = self.behind(limits.evaluations);
        let mut islands: Vec<_> = self.islands.0.iter_mut().map(Some).collect();
        let mut jobs: Vec<_> = (shares.into_iter())
            .filter_map(|(i, share)| islands[i].take().map(|island| (island, share, Ok(()))))
            .collect();
        // A stateful objective is called in the same order every time, never by two islands at once.
        let threads = match problem.evaluation_mode() {
            EvaluationMode::Sequential => Threads::Sequential,
            EvaluationMode::Parallel | EvaluationMode::Batch => self.threads,
        };
        Executor::new(threads).each(&mut jobs, |_, (island, share, outcome)| {
            if *share > 0 {
                *outcome = island.step(problem, &Limits { evaluations: *share, ..*limits });
            }
        });
        jobs.into_iter().try_for_each(|(_, _, outcome)| outcome)?;
        self.close(problem)
    }

    forward_members!(self => self.islands);

    fn tally(&self) -> Tally {
        Tally { rounds: self.rounds, stagnation: self.stagnation, ..self.islands.sum() }
    }
    fn names(&self) -> (String, String) {
        (format!("islands of {}", self.islands.names()), self.topology.name())
    }
    fn origin(&self) -> Origin {
        let own = Origin::of("islands")
            .with("interval", self.interval)
            .with("topology", self.topology.name())
            .with("graph", format_args!("{:?}", self.topology))
            .with("seed", self.seed.0);
        self.islands.origins(own, "island")
    }
    fn threads(&self) -> Threads {
        self.threads
    }
    fn save(&self) -> Result<Value, Error> {
        let last_best = self.last_best.as_ref().map(F::store);
        Ok(json!({
            "origin": self.origin(), "islands": self.islands.save()?, "wiring": self.wiring, "streams": self.streams,
            "rounds": self.rounds, "stagnation": self.stagnation, "last_best": last_best,
        }))
    }
    fn load(&mut self, problem: &DynProblem<'_, S, F>, mut saved: Value) -> Result<(), Error> {
        self.origin().check(&part(&mut saved, "origin")?)?;
        let (rounds, stagnation) = (part(&mut saved, "rounds")?, part(&mut saved, "stagnation")?);
        counted("rounds", rounds)?;
        counted("stagnation", stagnation)?;
        let wiring: Wiring = part(&mut saved, "wiring")?;
        let streams: Streams = part(&mut saved, "streams")?;
        let last_best: Option<<F as Fitness>::Stored> = part(&mut saved, "last_best")?;
        let islands = self.islands.len();
        let wired = wiring.nodes() == 0 || wiring.is_sound(islands);
        sound(wired, format_args!("a wiring of {islands} islands"), "another")?;
        let saved: Vec<Value> = part(&mut saved, "islands")?;
        self.islands.load_if(problem, saved, |islands| {
            let mut ahead = islands.iter().map(|island| island.tally().rounds.checked_sub(rounds));
            let together = ahead.all(|ahead| ahead.is_some_and(|ahead| ahead <= 1));
            sound(together, format_args!("islands in round {rounds}"), "others")
        })?;
        (self.rounds, self.stagnation) = (rounds, stagnation);
        (self.wiring, self.streams) = (wiring, streams);
        self.last_best = last_best.map(F::restore);
        Ok(())
    }
}

#[cfg(all(test, feature = "parallel"))]
mod tests {
    use super::*;
    use crate::{author::*, prelude::*};
    use rayon::prelude::*;

    /// Runs three islands on an objective that counts its calls and uses rayon, and returns the result.
    fn end(threads: Threads) -> String {
        let mut calls = 0.0;
        let counting = Boxed::cube(0.0..=1.0, 2).unwrap().minimize_mut(move |x| {
            calls += 1.0;
            let pause = |_: i32| std::thread::sleep(std::time::Duration::from_micros(50));
            (0..8).into_par_iter().for_each(pause);
            x[0] + x[1] / calls
        });
        let mut all = Archipelago::new(Box::new(Complete), 2, Seed(1)).unwrap();
        for seed in 1..=3 {
            all.add(ParticleSwarm::new(3).build(&counting, Seed(seed)).unwrap());
        }
        let mut all = all.with_threads(threads);
        run(&mut all, &counting, &mut Rounds(5), &mut ()).unwrap();
        assert_eq!(all.tally().failures.total(), 0);
        format!("{:?} {}", all.best(), all.tally().evaluations)
    }

    #[test]
    fn an_objective_with_a_state_may_use_the_threads_of_the_islands() {
        let expected = end(Threads::Sequential);
        for _ in 0..3 {
            assert_eq!(end(Threads::Count(4)), expected);
        }
    }
}
