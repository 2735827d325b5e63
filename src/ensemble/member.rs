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
                Ok(Box::new(solver.within(common).build(problem, seed)?))
            }),
        }
    }
}

/// Returns the names of all members, joined by `+`.
pub(super) fn names<S: Space, F: Fitness>(members: &[Member<S, F>]) -> String {
    let names: Vec<&str> = members.iter().map(|member| &member.name[..]).collect();
    names.join(" + ")
}

/// Builds all members, each with its own seed and on one thread. The settings of the ensemble, except the
/// topology, apply to every member that does not set them itself.
pub(super) fn build<S: Space, F: Fitness>(
    members: Vec<Member<S, F>>,
    problem: &DynProblem<'_, S, F>,
    seed: Seed,
    settings: &Settings,
) -> Result<Vec<Running<S, F>>, Error> {
    require(!members.is_empty(), "members", 0, "at least 1")?;
    let seeds = Streams::new(seed).round(0);
    let common = Settings { topology: None, threads: Threads::Sequential, ..settings.clone() };
    let build =
        |(i, member): (u64, Member<S, F>)| (member.build)(problem, Seed(seeds.key(i)), &common);
    (0..).zip(members).map(build).collect()
}
