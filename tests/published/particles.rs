//! The particle swarms reach what has been published of them: fixed seeds, a stated number of runs,
//! and a stated quantile or mean of these against a value from the literature.

use swarmopt::{author::*, prelude::*, problem::functions::Function, run::Solver};

/// The errors of `runs` runs of 200,000 evaluations in 30-D, in ascending order. The first points are
/// drawn from the part of the box below `first`.
fn errors<C: Colony<Boxed>>(
    function: Function,
    width: f64,
    first: f64,
    runs: u64,
    swarm: impl Fn() -> Solver<C>,
) -> Vec<f64> {
    let problem = Boxed::cube(-width..=width, 30).unwrap().minimize(|x| function.value(x));
    let part = Boxed::cube(-width..=first, 30).unwrap();
    let run = |seed| {
        let mut rng = Streams::new(Seed(seed + 100)).at(0, 0);
        let start = problem.starting_from((0..40).map(|_| part.sample(&mut rng)).collect());
        let outcome = swarm().solve(&start, Seed(seed), Evaluations(200_000)).unwrap();
        outcome.best().unwrap().value
    };
    let mut errors: Vec<f64> = (1..=runs).map(run).collect();
    errors.sort_by(f64::total_cmp);
    errors
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Liang, Qin, Suganthan & Baskar 2006 (IEEE TEC 10(3)), CLPSO with 40 particles in 30-D after 200,000
/// evaluations, first points from the lower part of the box; mean (standard deviation) of 30 runs:
/// Rastrigin 4.85e-10 (3.63e-10), sphere 4.46e-14 (1.73e-14), Ackley 0 (0).
///
/// A plain program of the authors' rules written for comparison, in which particles move one after the
/// other and idle while outside, comes to 5e-10 on Rastrigin as well, and to 6e-16 on the sphere and 8e-9
/// on Ackley: these two published values are from something that neither paper nor program says. Single
/// runs differ by a factor of 20 on Rastrigin, 4 on the sphere and 2 on Ackley.
#[test]
fn comprehensive_learning_reaches_the_published_errors() {
    let swarm = || Clpso::default().solver();
    let rastrigin = errors(Function::Rastrigin, 5.12, 2.0, 5, swarm);
    assert!((1e-10..1e-9).contains(&mean(&rastrigin)), "{rastrigin:?}");
    let sphere = errors(Function::Sphere, 100.0, 50.0, 3, swarm);
    assert!((5e-17..4.46e-14).contains(&mean(&sphere)), "{sphere:?}");
    let ackley = errors(Function::Ackley, 32.768, 16.0, 3, swarm);
    assert!((2e-9..3e-8).contains(&mean(&ackley)), "{ackley:?}");
}

/// With the coefficients the paper prints in place of those of its authors' program the published error
/// on Rastrigin is out of reach.
#[test]
fn comprehensive_learning_as_printed_does_not() {
    let printed = || Clpso::default().inertia(0.9, 0.4).solver();
    let rastrigin = errors(Function::Rastrigin, 5.12, 2.0, 3, printed);
    assert!(rastrigin[0] > 1e-8, "{rastrigin:?}");
}

/// Mirjalili, Mirjalili & Lewis 2014, 30 wolves and 500 rounds in 30-D: sphere 6.59e-28, Ackley 1.06e-13,
/// each the mean of 30 runs.
///
/// Niu, Niu, Liu & Chang 2019: what the method reaches where the optimum is the origin it does not reach
/// elsewhere.
#[test]
fn grey_wolves_reach_the_published_errors_at_the_origin_and_nowhere_else() {
    let errors = |problem: &DynProblem<'_, Boxed, f64>| -> Vec<f64> {
        let run = |seed| GreyWolfOptimizer::default().solve(problem, seed, Evaluations(15_000));
        let value = |seed| run(Seed(seed)).unwrap().best().unwrap().value;
        let mut errors: Vec<f64> = (1..=9).map(value).collect();
        errors.sort_by(f64::total_cmp);
        errors
    };
    let at_the_origin = |function: Function, width: f64| {
        let space = Boxed::cube(-width..=width, 30).unwrap();
        errors(&space.minimize(|x| function.value(x)))
    };
    let sphere = at_the_origin(Function::Sphere, 100.0);
    let ackley = at_the_origin(Function::Ackley, 32.0);
    let elsewhere = Boxed::cube(-100.0..=100.0, 30).unwrap();
    let elsewhere = elsewhere
        .minimize(|x| Function::Sphere.value(&x.iter().map(|x| x - 40.0).collect::<Vec<_>>()));
    let elsewhere = errors(&elsewhere);
    assert!(sphere[4] < 6.59e-28, "{sphere:?}");
    assert!(ackley[4] < 1.06e-13, "{ackley:?}");
    assert!(elsewhere[0] > 1e-3 && elsewhere[4] > 1.0, "{elsewhere:?}");
}

/// No errors of these two are published in a form to compare with; on the sphere they converge.
#[test]
fn fireflies_and_cuckoos_find_the_middle_of_a_sphere() {
    let sphere = Function::Sphere.in_dimensions(10).unwrap().shifted(Seed(1));
    let worst = |error: &dyn Fn(u64) -> f64| (1..=5).map(error).fold(0.0, f64::max);
    let fireflies = worst(&|seed| {
        let outcome = FireflyAlgorithm::default().solve(&sphere, Seed(seed), Evaluations(20_000));
        outcome.unwrap().error().unwrap()
    });
    let cuckoos = worst(&|seed| {
        let outcome = CuckooSearch::default().solve(&sphere, Seed(seed), Evaluations(30_000));
        outcome.unwrap().error().unwrap()
    });
    assert!(fireflies < 1e-6 && cuckoos < 1e-6, "{fireflies:e} {cuckoos:e}");
}
