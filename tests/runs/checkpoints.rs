//! A run written to a file, and the run that goes on from it.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};
use swarmopt::{
    Error,
    author::*,
    prelude::*,
    problem::Benchmark,
    run::{Checkpoint, Dynamics, History, Solver},
};

fn rastrigin() -> Benchmark {
    Function::Rastrigin.in_dimensions(4).unwrap().shifted(Seed(1))
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.json");
    (folder, path)
}

/// A run that stops after some of its rounds and is resumed in a new solver, on other threads, ends as the
/// uninterrupted one.
fn check<S, F, C>(make: &dyn Fn() -> Solver<C>, problem: &DynProblem<'_, S, F>)
where
    S: Space,
    F: Fitness,
    C: Colony<S, F>,
{
    let (_folder, path) = folder();
    let whole = make().solve(problem, Seed(1), Rounds(40)).unwrap();
    for end in [0, 1, 17, 40] {
        let stop = Rounds(40).or(StopWhen(move |status: &Status| status.rounds >= end));
        let first = make().checkpoint(&path, Every::Rounds(1_000)).solve(problem, Seed(1), stop);
        assert_eq!(first.unwrap().rounds, end);
        let resumed = make().resume(&path).threads(Threads::Count(2));
        let resumed = resumed.solve(problem, Seed(1), Rounds(40)).unwrap();
        assert_eq!(resumed.best(), whole.best(), "{}", whole.method);
        assert_eq!(resumed.history(), whole.history());
        assert_eq!((resumed.evaluations, resumed.rounds), (whole.evaluations, whole.rounds));
        assert_eq!((resumed.failures, &resumed.reason), (whole.failures.clone(), &whole.reason));
    }
    let other = make().solve(problem, Seed(99), Rounds(40)).unwrap();
    assert_ne!(other.history(), whole.history(), "the seed does not matter");
}

#[test]
fn a_resumed_run_is_the_uninterrupted_one() {
    let particles = || ParticleSwarm::new(12).inertia(0.9, 0.4).topology(RandomK::default());
    check(&particles, &rastrigin());
    check(&|| FullyInformedSwarm::new(12).topology(Ring::new(2)), &rastrigin());
    check(&|| ParticleSwarm::new(12).initialization(Initialization::Sobol), &rastrigin());
    check(&|| AcoR::default().archive(20).ants(5).solver(), &rastrigin());
    check(&|| ArtificialBeeColony::new(8).limit(6).solver(), &rastrigin());
    check(&|| BeesAlgorithm::default().patience(3).solver(), &rastrigin());
    let tsp = TwoOpt.on(Tsp::read("examples/data/berlin52.tsp").unwrap());
    let ants = || MaxMinAntSystem::default().ants(6).restart_after(9);
    check(&|| ants().polish(Polish::Share(0.3)), &tsp);
    check(&|| AntColonySystem::default().polish(Polish::Best), &tsp);
    check(&|| AntSystem::default().ants(6).elite(2.0).solver(), &tsp);
    check(&|| FocusedAnts::default().ants(3).kicks(5).solver(), &tsp);
    let broken = Boxed::cube(-5.0..=5.0, 2).unwrap().try_minimize(|x| match x[0] {
        x if x < 0.0 => Err(format!("{x} is below 0")),
        x => Ok(x),
    });
    check(&|| ParticleSwarm::new(9).solver(), &broken);
}

#[test]
fn a_run_that_ended_half_way_through_a_round_is_resumed_there() {
    let (_folder, path) = folder();
    let make = || AcoR::default().archive(20).ants(7).checkpoint(&path, Every::Evaluations(50));
    make().solve(&rastrigin(), Seed(1), Evaluations(11)).unwrap();
    for budget in [12, 123, 251, 500] {
        // Each goes on from the file of the last, and writes its own over it.
        let next = make().resume(&path).solve(&rastrigin(), Seed(1), Evaluations(budget)).unwrap();
        let colony = AcoR::default().archive(20).ants(7);
        let whole = colony.solve(&rastrigin(), Seed(1), Evaluations(budget)).unwrap();
        assert_eq!((next.evaluations, next.rounds), (budget, whole.rounds));
        assert_eq!(next.best(), whole.best());
    }
}

#[test]
fn a_swarm_in_the_middle_of_another_run_takes_up_the_one_it_loads() {
    let problem = rastrigin();
    let build = || ParticleSwarm::new(10).topology(Ring::new(1)).build(&problem, Seed(1));
    let (mut whole, mut other) = (build().unwrap(), build().unwrap());
    (0..9).for_each(|_| whole.step(&problem, &Limits::NONE.at(0.0)).unwrap());
    (0..5).for_each(|_| other.step(&problem, &Limits::NONE.at(0.0)).unwrap());
    other.step(&problem, &Limits::evaluations(4).at(0.0)).unwrap();
    let checkpoint = Checkpoint::of(&whole, &problem, &History::default()).unwrap();
    checkpoint.restore(&mut other, &problem).unwrap();
    for swarm in [&mut whole, &mut other] {
        (0..9).for_each(|_| swarm.step(&problem, &Limits::NONE.at(0.0)).unwrap());
    }
    assert_eq!(other.best(), whole.best());
    assert_eq!((other.board(), other.tally()), (whole.board(), whole.tally()));
}

/// The rounds of the checkpoint that an observer sees there in each round of a run, and that after its end.
fn kept(every: Every, rounds: u64) -> Vec<Option<u64>> {
    let (_folder, path) = folder();
    let make = || ParticleSwarm::new(10);
    let read = || {
        let checkpoint = path.exists().then(|| Checkpoint::read(&path).unwrap())?;
        let mut swarm = make().build(&rastrigin(), Seed(1)).unwrap();
        checkpoint.restore(&mut swarm, &rastrigin()).unwrap();
        assert_eq!(swarm.tally().evaluations, 10 * swarm.tally().rounds);
        Some(swarm.tally().rounds)
    };
    let mut seen = Vec::new();
    let solver = make().checkpoint(&path, every).observe(OnRound(|_: &Status| seen.push(read())));
    solver.solve(&rastrigin(), Seed(1), Rounds(rounds)).unwrap();
    seen.push(read());
    seen
}

#[test]
fn a_checkpoint_is_written_as_often_as_said_and_at_the_end() {
    // An observer sees the file of an earlier round: what it says goes into that of its own.
    let every = |n: u64, first: u64| {
        let last = move |round: u64| (round >= first).then(|| round - (round - first) % n);
        (0..10).map(last).chain([Some(10)]).collect::<Vec<_>>()
    };
    assert_eq!(kept(Every::Rounds(1), 10), every(1, 1));
    assert_eq!(kept(Every::Rounds(4), 10), every(4, 4));
    assert_eq!(kept(Every::Evaluations(20), 10), every(2, 2));
    // 25 evaluations are spent after the third round, and again three rounds later.
    assert_eq!(kept(Every::Evaluations(25), 10), every(3, 3));
    assert_eq!(kept(Every::Time(Duration::ZERO), 10), every(1, 1));
    let last = [vec![None; 10], vec![Some(10)]].concat();
    assert_eq!(kept(Every::Time(Duration::from_secs(3_600)), 10), last);
    assert_eq!(kept(Every::Rounds(u64::MAX), 10), last);
}

#[test]
fn a_file_is_replaced_as_a_whole_and_nothing_else_is_left() {
    let (folder, path) = folder();
    let solver = || ParticleSwarm::new(5).checkpoint(&path, Every::Rounds(1));
    solver().solve(&rastrigin(), Seed(1), Rounds(2)).unwrap();
    let first = fs::read(&path).unwrap();
    // Who holds on to the old file keeps all of it: it is not written over.
    let old = folder.path().join("old.json");
    fs::hard_link(&path, &old).unwrap();
    let names = || {
        let names = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name());
        let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    };
    let watched = solver().observe(OnRound(|_: &Status| assert_eq!(names().len(), 2)));
    watched.solve(&rastrigin(), Seed(2), Rounds(30)).unwrap();
    assert_eq!(names(), ["old.json", "run.json"]);
    assert!(fs::read(&old).unwrap() == first && fs::read(&path).unwrap() != first);
    // A folder that does not exist yet is made.
    let deep = folder.path().join("a/b/run.json");
    ParticleSwarm::new(5)
        .checkpoint(&deep, Every::Rounds(9))
        .solve(&rastrigin(), Seed(1), Rounds(1))
        .unwrap();
    assert!(deep.is_file());
}

fn resume<C: Colony<Boxed>>(solver: impl Solve<Method = C, Watch = ()>, path: &Path) -> Error {
    solver.resume(path).solve(&rastrigin(), Seed(1), Rounds(9)).unwrap_err()
}

#[test]
fn files_that_are_no_checkpoint_give_the_typed_error() {
    let (folder, path) = folder();
    let make = || ParticleSwarm::new(6);
    make().checkpoint(&path, Every::Rounds(9)).solve(&rastrigin(), Seed(1), Rounds(3)).unwrap();
    let good = fs::read_to_string(&path).unwrap();
    let refused = |text: &str| {
        fs::write(&path, text).unwrap();
        match resume(make(), &path) {
            Error::Checkpoint { expected, found } => (expected, found),
            other => panic!("{other}"),
        }
    };
    (0..40).for_each(|part| drop(refused(&good[..good.len() * part / 40])));
    for text in ["", "hello", "null", "[]", "{}", "{\"version\":5}", "1e999"] {
        let (expected, _) = refused(text);
        assert!(expected.contains("checkpoint of version 5") && expected.contains("run.json"));
    }
    // A single bit, wherever it is.
    for i in 0..good.len() {
        let mut bytes = good.clone().into_bytes();
        bytes[i] ^= 1 << (i % 7);
        fs::write(&path, bytes).unwrap();
        let read = Checkpoint::read(&path);
        assert!(matches!(read, Err(Error::Checkpoint { .. })), "byte {i}");
    }
    assert!(good.starts_with("{\"version\":5,"));
    let (_, found) = refused(&good.replacen("\"version\":5,", "\"version\":7,", 1));
    assert_eq!(found, "version 7");
    // Another version may hold anything else.
    assert_eq!(refused("{\"version\":1,\"swarm\":{}}").1, "version 1");
    assert_eq!(refused("{\"version\":9,\"particles\":[]}").1, "version 9");

    let missing = folder.path().join("missing.json");
    for (path, file) in [(&missing, "missing.json"), (&folder.path().to_owned(), "")] {
        let error = resume(make(), path);
        assert!(error.to_string().contains(file));
        assert!(matches!(error, Error::Io { path: at, .. } if at == *path));
    }
    let unwritable = make().checkpoint(folder.path(), Every::Rounds(1));
    let error = unwritable.solve(&rastrigin(), Seed(1), Rounds(3)).unwrap_err();
    assert!(matches!(error, Error::Io { .. }), "{error}");
}

#[test]
fn checkpoints_of_another_run_are_refused_and_leave_the_swarm_as_it_was() {
    let (_folder, path) = folder();
    let write = ParticleSwarm::new(6).checkpoint(&path, Every::Rounds(9));
    write.solve(&rastrigin(), Seed(1), Rounds(3)).unwrap();

    fn check<C>(colony: C, problem: &DynProblem<'_, Boxed>, path: &Path, seen: &str)
    where
        C: Colony<Boxed>,
    {
        let mut swarm = colony.build(problem, Seed(1)).unwrap();
        (0..4).for_each(|_| swarm.step(problem, &Limits::NONE.at(0.0)).unwrap());
        let swarm: &mut dyn Optimizer<Boxed> = &mut swarm;
        let before = swarm.save().unwrap();
        let error = Checkpoint::read(path).unwrap().restore(swarm, problem).unwrap_err();
        assert!(matches!(error, Error::Checkpoint { .. }), "{error}");
        assert!(error.to_string().contains(seen), "{error}");
        assert_eq!(swarm.save().unwrap(), before);
        swarm.step(problem, &Limits::NONE.at(0.0)).unwrap();
    }
    let name = rastrigin().name().to_owned();
    let bowl = |lower, upper, n| {
        Boxed::cube(lower..=upper, n).unwrap().minimize(|x| x[0]).named(name.clone())
    };
    let (wider, elsewhere) = (bowl(-5.12, 5.12, 5), bowl(90.0, 99.0, 4));
    let other = Function::Ackley.in_dimensions(4).unwrap();
    check(ParticleSwarm::new(6), &other, &path, "expected Ackley 4-D, found shifted Rastrigin 4-D");
    check(ParticleSwarm::new(7), &rastrigin(), &path, "expected particles 7, found particles 6");
    check(
        ParticleSwarm::new(6),
        &wider,
        &path,
        "expected space [-5.12, 5.12]^5, found space [-5.12, 5.12]^4",
    );
    check(ParticleSwarm::new(6), &elsewhere, &path, "expected space [90.0, 99.0]^4, found space");
    check(FullyInformedSwarm::new(6), &rastrigin(), &path, "fully informed");
    check(ArtificialBeeColony::new(6), &rastrigin(), &path, "bee colony");
    check(BeesAlgorithm::default(), &rastrigin(), &path, "Bees");
    check(AcoR::default().archive(6), &rastrigin(), &path, "ACO_R");
}

#[test]
fn the_last_checkpoints_are_kept_and_the_newest_whole_one_is_taken() {
    let (folder, path) = folder();
    let name = |age: usize| match age {
        0 => path.clone(),
        age => folder.path().join(format!("run.json.{age}")),
    };
    let make = || ParticleSwarm::new(6).checkpoint(&path, Every::Rounds(1)).keep(3);
    let rounds = |age| {
        let mut swarm = ParticleSwarm::new(6).build(&rastrigin(), Seed(1)).unwrap();
        let checkpoint = Checkpoint::read(name(age)).unwrap();
        checkpoint.restore(&mut swarm, &rastrigin()).unwrap();
        swarm.tally().rounds
    };
    // Where there is nothing yet the run begins.
    let first = make().resume_newest(&path).solve(&rastrigin(), Seed(1), Rounds(7)).unwrap();
    assert_eq!(first.rounds, 7);
    // The one of the last round, and again at the end.
    assert_eq!([0, 1, 2].map(rounds), [7, 7, 6]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);

    let whole = ParticleSwarm::new(6).solve(&rastrigin(), Seed(1), Rounds(12)).unwrap();
    let resumed = || {
        let solver = ParticleSwarm::new(6).resume_newest(&path);
        solver.solve(&rastrigin(), Seed(1), Rounds(12))
    };
    let same = || {
        let resumed = resumed().unwrap();
        assert_eq!((resumed.best(), resumed.history()), (whole.best(), whole.history()));
    };
    same();
    fs::write(name(0), "cut sh").unwrap();
    same();
    fs::remove_file(name(0)).unwrap();
    same();
    fs::write(name(1), "").unwrap();
    same();
    // Where none is whole, what is wrong with the newest is said, and nothing begins anew.
    fs::write(name(2), "{}").unwrap();
    assert!(resumed().unwrap_err().to_string().contains("run.json.1"));
    // Of another problem is not damaged: there the older ones are no better.
    fs::remove_file(name(2)).unwrap();
    make().solve(&rastrigin(), Seed(1), Rounds(3)).unwrap();
    let other = Function::Ackley.in_dimensions(4).unwrap();
    let error = ParticleSwarm::new(6).resume_newest(&path).solve(&other, Seed(1), Rounds(9));
    assert!(matches!(error, Err(Error::Checkpoint { .. })));
}

#[test]
fn observers_go_on_where_they_were() {
    let (_folder, path) = folder();
    let make = || ParticleSwarm::new(6);
    let mut whole = Dynamics::default();
    make().observe(&mut whole).solve(&rastrigin(), Seed(1), Rounds(20)).unwrap();
    let mut first = Dynamics::default();
    let solver = make().checkpoint(&path, Every::Rounds(9)).observe(&mut first);
    solver.solve(&rastrigin(), Seed(1), Rounds(8)).unwrap();
    let mut second = Dynamics::default();
    // An observer more is no reason not to go on.
    let solver = make().observe(OnRound(|_: &Status| ())).observe(&mut second).resume(&path);
    solver.solve(&rastrigin(), Seed(1), Rounds(20)).unwrap();
    let all = |dynamics: &Dynamics| {
        let (diversity, speed) = (dynamics.diversity(), dynamics.speed());
        (diversity.collect::<Vec<_>>(), speed.collect::<Vec<_>>())
    };
    assert_eq!(all(&second), all(&whole));
    assert_eq!(all(&whole).1.len(), 19);
}

/// The error of a run that is resumed from `path` on `problem`.
fn refusal<R, S, F>(
    solver: Solver<R>,
    problem: &DynProblem<'_, S, F>,
    seed: u64,
    path: &Path,
) -> String
where
    S: Space,
    F: Fitness,
    R: IntoOptimizer<S, F>,
{
    match solver.resume(path).solve(problem, Seed(seed), Rounds(9)) {
        Err(error @ Error::Checkpoint { .. }) => error.to_string(),
        other => panic!("{}", other.map_or_else(|e| e.to_string(), |_| "accepted".to_owned())),
    }
}

#[test]
fn what_differs_from_the_run_that_was_kept_is_refused_by_name() {
    let (_folder, path) = folder();
    let bowl = |reach: f64, factor: f64| {
        let space = Boxed::cube(-reach..=reach, 3).unwrap();
        Powell::default().on(space.minimize(move |x| factor * x.iter().map(|x| x * x).sum::<f64>()))
    };
    let plain = bowl(5.0, 1.0);
    let make = || ParticleSwarm::new(6).inertia(0.7, 0.7).topology(Ring::new(1));
    make().checkpoint(&path, Every::Rounds(9)).solve(&plain, Seed(1), Rounds(3)).unwrap();

    let refused = |solver: Solver<ParticleSwarm>| refusal(solver, &plain, 1, &path);
    let other = ParticleSwarm::new(6).inertia(0.6, 0.6).topology(Ring::new(1));
    assert_eq!(refused(other), "checkpoint: expected inertia [0.6,0.6], found inertia [0.7,0.7]");
    let text = "checkpoint: expected topology ring(2), found topology ring(1)";
    assert_eq!(refused(make().topology(Ring::new(2))), text);
    let text = "checkpoint: expected local search on Best, found local search on None";
    assert_eq!(refused(make().polish(Polish::Best)), text);
    let text = "checkpoint: expected first points Sobol, found first points Uniform";
    assert_eq!(refused(make().initialization(Initialization::Sobol)), text);
    let restarted = ParticleSwarm::new(6).inertia(0.7, 0.7).restarts(Restarts::Equal);
    refusal(restarted.topology(Ring::new(1)), &plain, 1, &path);

    let bowl_of = Boxed::cube(-5.0..=5.0, 3).unwrap().minimize(|x| x.iter().map(|x| x * x).sum());
    let axes = refusal(make(), &Mtsls1::default().on(bowl_of), 1, &path);
    assert!(axes.starts_with("checkpoint: expected local search Mtsls1"), "{axes}");

    let seed = refusal(make(), &plain, 99, &path);
    assert_eq!(seed, "checkpoint: expected seed 99, found seed 1");
    let wider = refusal(make(), &bowl(50.0, 1.0), 1, &path);
    assert_eq!(wider, "checkpoint: expected space [-50.0, 50.0]^3, found space [-5.0, 5.0]^3");
    // Another closure of the same size: what the best point is worth tells.
    let another = bowl(5.0, 2.0);
    let twice = refusal(make(), &another, 1, &path);
    assert!(twice.contains("value") && twice.contains("at the best point"), "{twice}");
    let rising =
        Boxed::cube(-5.0..=5.0, 3).unwrap().maximize(|x| -x.iter().map(|x| x * x).sum::<f64>());
    assert!(
        refusal(make(), &rising, 1, &path)
            .contains("expected a run to maximize, found a run to minimize")
    );

    // What may change in a run is taken from the program as it is now.
    let now = make().threads(Threads::Count(2)).on_failure(OnFailure::Retry(1)).resume(&path);
    assert_eq!(now.solve(&plain, Seed(1), Evaluations(99)).unwrap().evaluations, 99);
    assert!(make().resume(&path).trusting().solve(&another, Seed(1), Rounds(5)).is_ok());
}

#[test]
fn a_policy_on_failures_is_that_of_the_program_that_goes_on() {
    let (_folder, path) = folder();
    let broken = Boxed::cube(-5.0..=5.0, 2).unwrap().try_minimize(|x| match x[0] {
        x if x < 0.0 => Err("below 0"),
        x => Ok(x),
    });
    let make = || ParticleSwarm::new(9);
    make().checkpoint(&path, Every::Rounds(9)).solve(&broken, Seed(1), Rounds(3)).unwrap();
    let again = make().on_failure(OnFailure::Retry(1)).resume(&path);
    let outcome = again.solve(&broken, Seed(1), Rounds(20)).unwrap();
    assert!(outcome.failures.retried > 0, "{}", outcome.failures);
}

#[test]
fn a_path_is_tried_before_the_first_evaluation_and_trouble_later_costs_nothing() {
    let (folder, path) = folder();
    let calls = AtomicU64::new(0);
    let counted = Boxed::cube(-5.0..=5.0, 2).unwrap().minimize(|x| {
        calls.fetch_add(1, Relaxed);
        x[0] * x[0]
    });
    fs::write(folder.path().join("file"), "").unwrap();
    for bad in [folder.path().join("file/run.json"), folder.path().to_owned()] {
        let solver = ParticleSwarm::new(5).checkpoint(&bad, Every::Rounds(1));
        let error = solver.solve(&counted, Seed(1), Rounds(40)).unwrap_err();
        assert!(matches!(error, Error::Io { .. }), "{error}");
        assert_eq!(calls.load(Relaxed), 0);
    }
    // The folder becomes a file in the middle of the run.
    let place = folder.path().join("place");
    let lose = OnRound(|status: &Status| {
        if status.rounds == 3 {
            fs::remove_dir_all(&place).unwrap();
            fs::write(&place, "").unwrap();
        }
    });
    let solver = ParticleSwarm::new(5).checkpoint(place.join("run.json"), Every::Rounds(1));
    let outcome = solver.observe(lose).solve(&counted, Seed(1), Rounds(40)).unwrap();
    assert_eq!(outcome.evaluations, 200);
    assert!(outcome.best().is_some() && outcome.trouble.as_ref().unwrap().contains("run.json"));
    assert!(outcome.to_string().contains("no checkpoint: "), "{outcome}");
    assert!(!path.exists());
}
