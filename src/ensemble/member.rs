//! A method as a member of an ensemble.

use crate::{
    error::{Error, require},
    problem::{DynProblem, Fitness, Space},
    rng::{Seed, Streams},
    run::{Solve, Solver},
    swarm::{IntoOptimizer, Optimizer, Settings, Threads},
};

type Build<S, F> = dyn FnOnce(&DynProblem<'_, S, F>, Seed, &Settings) -> Result<Running<S, F>, Error>
    + Send
    + Sync;
type Running<S, F> = Box<dyn Optimizer<S, F>>;

/// A method of any type, with its settings.
pub(super) struct Member<S: Space, F: Fitness> {
    name: String,
    build: Box<Build<S, F>>,
}

impl<S: Space, F: Fitness> Member<S, F> {
    pub fn new<M>(method: M) -> Self
    where
        M: Solve<Watch = ()>,
        M::Method: IntoOptimizer<S, F> + Send + Sync + 'static,
    {
        let solver: Solver<M::Method> = method.solver();
        let (method, topology) = solver.names::<S, F>();
        Member {
            name: format!("{method}, {topology}"),
            build: Box::new(move |problem, seed, common| {
                Ok(Box::new(solver.within(common)?.build(problem, seed)?))
            }),
        }
    }
}

/// Returns the names of all members, joined by `+`.
pub(super) fn names<S: Space, F: Fitness>(members: &[Member<S, F>]) -> String {
    let names: Vec<&str> = members.iter().map(|member| &member.name[..]).collect();
    names.join(" + ")
}

/// Builds all members, each with its own seed. The settings of the ensemble, except the topology, apply to every
/// member that does not set them itself; the threads are always those given here.
pub(super) fn build<S: Space, F: Fitness>(
    members: Vec<Member<S, F>>,
    problem: &DynProblem<'_, S, F>,
    seed: Seed,
    settings: &Settings,
    threads: Threads,
) -> Result<Vec<Running<S, F>>, Error> {
    require(!members.is_empty(), "members", 0, "at least 1")?;
    let seeds = Streams::new(seed).round(0);
    let common = Settings { topology: None, threads, ..settings.clone() };
    let build =
        |(i, member): (u64, Member<S, F>)| (member.build)(problem, Seed(seeds.key(i)), &common);
    (0..).zip(members).map(build).collect()
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
