use super::*;
use crate::{error::Error, prelude::*, problem::Benchmark};

fn functions() -> [Benchmark; 2] {
    [Function::Sphere, Function::Rastrigin].map(|f| f.in_dimensions(2).unwrap())
}

fn compare(functions: &[Benchmark]) -> Results {
    let mut experiment = Experiment::new(4).unwrap();
    experiment
        .across(functions, |f| Evaluations(300).or(Target(f.optimum().unwrap_or(0.0) + 1e-3)))
        .method("PSO", || ParticleSwarm::new(9))
        .method("ABC", || ArtificialBeeColony::new(5));
    experiment.run().unwrap()
}

#[test]
fn cases_of_a_problem_stand_together_and_files_give_the_report_back() {
    let results = compare(&functions());
    let cases: Vec<_> =
        results.rows().iter().map(|row| (&*row.setup.problem, row.name())).collect();
    let [pso, abc] = ["PSO, complete", "ABC, complete"].map(str::to_owned);
    let [sphere, rastrigin] = ["Sphere 2-D", "Rastrigin 2-D"];
    let expected = [(sphere, &pso), (sphere, &abc), (rastrigin, &pso), (rastrigin, &abc)];
    assert_eq!(cases, expected.map(|(problem, name)| (problem, name.clone())));
    assert_eq!(results.of(rastrigin).count(), 2);
    assert_eq!(results.rows()[3].trials.iter().map(|t| t.seed.0).collect::<Vec<_>>(), [0, 1, 2, 3]);
    let folder = tempfile::tempdir().unwrap();
    for name in ["results.csv", "results.jsonl"] {
        let path = folder.path().join(name);
        results.write(&path).unwrap();
        assert_eq!(Results::read(&path).unwrap(), results, "{name}");
    }
    assert!(matches!(results.write("results.txt"), Err(Error::Parameter { .. })));
    assert!(matches!(Results::read("results.txt"), Err(Error::Parameter { .. })));
}

#[cfg(feature = "parallel")]
#[test]
fn threads_change_nothing_but_times() {
    let timeless = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let results = pool.install(|| compare(&functions()));
        let rows = results.rows().iter().cloned();
        let rows = rows.map(|mut row| {
            row.trials.iter_mut().for_each(|trial| trial.elapsed = Default::default());
            row
        });
        rows.collect::<Vec<_>>()
    };
    assert_eq!(timeless(1), timeless(3));
}

#[test]
fn the_same_case_twice_is_named() {
    let [sphere, _] = functions();
    let mut experiment = Experiment::new(1).unwrap();
    for particles in [9, 10, 9] {
        experiment.add("PSO", &sphere, move || ParticleSwarm::new(particles), Rounds(1));
    }
    let error = experiment.run().unwrap_err().to_string();
    assert_eq!(error, "case is PSO on Sphere 2-D, complete; allowed: each case once");
}

/// Runs on `threads` threads, of which each waits for the others inside the objective.
#[cfg(feature = "parallel")]
fn with_a_state(threads: usize) -> Vec<Option<f64>> {
    use rayon::prelude::*;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let mut calls = 0.0;
    let counting = Boxed::cube(0.0..=1.0, 1).unwrap().minimize_mut(move |x| {
        calls += 1.0;
        let pause = |_: i32| std::thread::sleep(std::time::Duration::from_micros(50));
        (0..8).into_par_iter().for_each(pause);
        x[0] + 1.0 / calls
    });
    let plain = Function::Sphere.in_dimensions(1).unwrap();
    let mut experiment = Experiment::new(4).unwrap();
    for label in ["a", "b"] {
        experiment.add(label, &counting, || ParticleSwarm::new(3), Evaluations(9));
        experiment.add(label, &plain, || ParticleSwarm::new(3), Evaluations(9));
    }
    let results = pool.install(|| experiment.run()).unwrap();
    results.rows().iter().flat_map(|row| row.trials.iter().map(|t| t.value)).collect()
}

#[cfg(feature = "parallel")]
#[test]
fn an_objective_with_a_state_gives_the_same_on_any_number_of_threads_and_may_use_them() {
    let expected = with_a_state(1);
    assert!(expected.iter().all(Option::is_some));
    for _ in 0..3 {
        assert_eq!(with_a_state(4), expected);
    }
}
