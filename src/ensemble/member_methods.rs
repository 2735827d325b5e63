//! The methods of which an ensemble is made.

use crate::{
    error::{Error, require},
    problem::{DynProblem, Fitness, Space},
    rng::{Seed, Streams},
    run::{Solve, Solver},
    swarm::{IntoOptimizer, Optimizer, Pace, Settings, Threads},
};
use serde_json::{Map, Value};

type Build<S, F> = dyn FnOnce(&DynProblem<'_, S, F>, Seed, &Settings) -> Result<Running<S, F>, Error>
    + Send
    + Sync;
pub(super) type Running<S, F> = Box<dyn Optimizer<S, F>>;

/// The methods of an ensemble, each of any type and with its settings.
pub(super) struct MemberMethods<S: Space, F: Fitness>(Vec<Member<S, F>>);

struct Member<S: Space, F: Fitness> {
    name: String,
    build: Box<Build<S, F>>,
}

impl<S: Space, F: Fitness> Default for MemberMethods<S, F> {
    fn default() -> Self {
        MemberMethods(Vec::new())
    }
}

impl<S: Space, F: Fitness> MemberMethods<S, F> {
    /// Adds a method.
    pub(super) fn push<M>(&mut self, method: M)
    where
        M: Solve<Watch = ()>,
        M::Method: IntoOptimizer<S, F> + Send + Sync + 'static,
    {
        let solver: Solver<M::Method> = method.solver();
        let (method, topology) = solver.names::<S, F>();
        self.0.push(Member {
            name: format!("{method}, {topology}"),
            build: Box::new(move |problem, seed, common| {
                Ok(Box::new(solver.within(common)?.build(problem, seed)?))
            }),
        });
    }

    /// Returns the names of all members, joined by `+`.
    pub(super) fn names(&self) -> String {
        let names: Vec<&str> = self.0.iter().map(|member| &member.name[..]).collect();
        names.join(" + ")
    }

    /// Returns the parameters of the ensemble: one of its own, and the number of members.
    pub(super) fn parameters(&self, name: &str, value: impl Into<Value>) -> Map<String, Value> {
        let members = Value::from(self.0.len());
        [(name.to_owned(), value.into()), ("members".to_owned(), members)].into_iter().collect()
    }

    /// Builds all members of an ensemble, each with its own seed. The settings of the ensemble, except the
    /// topology, apply to every member that does not set them itself; the threads are always those given here.
    ///
    /// # Errors
    /// Returns [`Error::NotSteady`] for a steady pace, [`Error::Parameter`] without members, and the errors of
    /// the members.
    pub(super) fn build(
        self,
        ensemble: &'static str,
        problem: &DynProblem<'_, S, F>,
        seed: Seed,
        settings: &Settings,
        threads: Threads,
    ) -> Result<Vec<Running<S, F>>, Error> {
        if settings.pace == Pace::Steady {
            return Err(Error::NotSteady { method: ensemble });
        }
        require(!self.0.is_empty(), "members", 0, "at least 1")?;
        let seeds = Streams::new(seed).round(0);
        let common = Settings { topology: None, threads, ..settings.clone() };
        let build =
            |(i, member): (u64, Member<S, F>)| (member.build)(problem, Seed(seeds.key(i)), &common);
        (0..).zip(self.0).map(build).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::{author::*, ensemble::Archipelago, prelude::*, run::Solver};

    fn bowl() -> Box<DynProblem<'static, Boxed>> {
        Boxed::cube(-1.0..=1.0, 2).unwrap().minimize(|x| x[0] * x[0] + x[1] * x[1]).boxed()
    }

    #[test]
    fn threads_are_those_of_the_whole() {
        let two = Threads::Count(2);
        let portfolio = AlgorithmPortfolio::default().with(ParticleSwarm::new(4)).threads(two);
        assert_eq!(portfolio.build(&bowl(), Seed(1)).unwrap().threads(), two);
        let islands = Islands::on(Complete).with(ParticleSwarm::new(4)).threads(two);
        let islands = islands.build(&bowl(), Seed(1)).unwrap();
        assert_eq!((islands.threads(), islands.islands()[0].threads()), (two, Threads::Sequential));
        let own = Islands::on(Complete).with(ParticleSwarm::new(4).threads(two));
        let error = own.build(&bowl(), Seed(1)).err().unwrap().to_string();
        assert_eq!(error, "threads of a member is Count(2); allowed: none; set them for the whole");
    }

    #[test]
    fn what_a_member_does_not_set_is_set_by_the_whole() {
        let failing = Boxed::cube(-1.0..=1.0, 2).unwrap().try_minimize(|_| Err::<f64, _>("none"));
        let islands = |member: Solver<ParticleSwarm>| {
            let islands = Islands::on(Complete).with(member).on_failure(OnFailure::Retry(2));
            islands.build(&failing, Seed(1)).unwrap()
        };
        let evaluations = |mut islands: Archipelago<Boxed>| {
            islands.step(&failing, &Limits::NONE).unwrap();
            islands.tally().evaluations
        };
        assert_eq!(evaluations(islands(ParticleSwarm::new(4).solver())), 12);
        let once = ParticleSwarm::new(4).on_failure(OnFailure::Retry(1));
        assert_eq!(evaluations(islands(once)), 8);
    }

    #[test]
    fn an_ensemble_of_nobody_is_refused() {
        let nobody = Islands::on(Complete).solve(&bowl(), Seed(1), Rounds(2)).unwrap_err();
        assert_eq!(nobody.to_string(), "members is 0; allowed: at least 1");
        let nobody = AlgorithmPortfolio::default().solve(&bowl(), Seed(1), Rounds(2)).unwrap_err();
        assert_eq!(nobody.to_string(), "members is 0; allowed: at least 1");
    }
}
