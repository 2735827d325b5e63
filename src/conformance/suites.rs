//! The suites of clauses, and the problems on which they run.

use super::{
    Violation, evaluations, exchange, same_bits,
    subject::{Make, Running, SEED, Verdict},
};
use crate::{
    error::Error,
    problem::{Boxed, DynProblem, Fitness, Function, Permutation, Space, Tsp},
    rng::Seed,
    run::{Rounds, Solve, Solver},
    swarm::{IntoOptimizer, Settings},
};

type Clause<S, F> = fn(Make<'_, S, F>, &DynProblem<'_, S, F>) -> Verdict;

/// Checks the swarms that `make` builds against every clause of the contract, on `problem`.
///
/// # Errors
/// Returns the first clause that does not hold.
pub fn check<S, F, R>(
    make: impl Fn() -> Solver<R>,
    problem: &DynProblem<'_, S, F>,
) -> Result<(), Violation>
where
    S: Space,
    F: Fitness,
    R: IntoOptimizer<S, F>,
{
    all(&boxed(make), problem)
}

/// Returns a builder of the swarms of one method, in the form that the clauses take.
fn boxed<S: Space, F: Fitness, R: IntoOptimizer<S, F>>(
    make: impl Fn() -> Solver<R>,
) -> impl Fn(&DynProblem<'_, S, F>, Settings) -> Result<Running<S, F>, Error> {
    move |problem, settings| {
        let solver = make().threads(settings.threads).pace(settings.pace);
        Ok(Box::new(solver.build(problem, SEED)?))
    }
}

/// Checks the clauses for problems with room for improvement: the swarm improves on its first points, and
/// the unit of cost does not matter.
fn finds<S: Space, R: IntoOptimizer<S, f64>>(
    make: impl Fn() -> Solver<R>,
    problem: &DynProblem<'_, S>,
) -> Result<(), Violation> {
    hold(
        &boxed(make),
        problem,
        &[
            ("it improves on its first points", evaluations::it_improves_on_its_first_points),
            ("units do not matter", same_bits::units_do_not_matter),
        ],
    )
}

fn all<S: Space, F: Fitness>(
    make: Make<'_, S, F>,
    problem: &DynProblem<'_, S, F>,
) -> Result<(), Violation> {
    let clauses: [(&'static str, Clause<S, F>); 14] = [
        ("threads do not matter", same_bits::threads_do_not_matter),
        ("ask and tell is run", same_bits::ask_and_tell_is_run),
        ("a resumed run is an uninterrupted one", same_bits::a_resumed_run_is_an_uninterrupted_one),
        ("evaluations are counted exactly", evaluations::evaluations_are_counted_exactly),
        ("candidates stay inside", evaluations::candidates_stay_inside),
        ("the best is never lost", evaluations::the_best_is_never_lost),
        ("failures are survived", evaluations::failures_are_survived),
        ("wrong results are refused", exchange::wrong_results_are_refused),
        ("a point moved outside is refused", exchange::a_point_moved_outside_is_refused),
        ("guests are welcome", exchange::guests_are_welcome),
        ("strange guests are refused", exchange::strange_guests_are_refused),
        (
            "a cut is heard before the next evaluation",
            evaluations::a_cut_is_heard_before_the_next_evaluation,
        ),
        ("a target ends the round", same_bits::a_target_ends_the_round),
        ("a steady swarm needs no barrier", exchange::a_steady_swarm_needs_no_barrier),
    ];
    hold(make, problem, &clauses)
}

/// Checks a swarm against these clauses.
fn hold<S: Space, F: Fitness>(
    make: Make<'_, S, F>,
    problem: &DynProblem<'_, S, F>,
    clauses: &[(&'static str, Clause<S, F>)],
) -> Result<(), Violation> {
    let swarm = make(problem, Settings::default());
    let swarm = swarm.map(|swarm| swarm.name()).unwrap_or_else(|e| e.to_string());
    for &(clause, holds) in clauses {
        holds(make, problem).map_err(|detail| Violation {
            clause,
            detail,
            swarm: swarm.clone(),
            problem: problem.name().to_owned(),
        })?;
    }
    Ok(())
}

/// Runs [`check`] on boxes: a multimodal function in five dimensions, one dimension, and a dimension that is
/// a single value.
///
/// # Errors
/// Returns the first clause that does not hold.
pub fn on_boxes<R>(make: impl Fn() -> Solver<R>) -> Result<(), Violation>
where
    R: IntoOptimizer<Boxed, f64>,
{
    let cannot = |error: Error| impossible(&error);
    let many = Function::Rastrigin.in_dimensions(5).map_err(cannot)?.shifted(Seed(1));
    let line = Boxed::cube(-3.0..=1.0, 1).map_err(cannot)?;
    let flat = Boxed::new([-1.0..=1.0, 2.0..=2.0, -5.0..=0.0]).map_err(cannot)?;
    let parabola = |x: &[f64]| (x[0] - 0.25).powi(2);
    let bowl = |x: &[f64]| x.iter().map(|x| x * x).sum();
    check(&make, &many)?;
    finds(&make, &many)?;
    check(&make, &line.minimize(parabola).named("one dimension"))?;
    check(&make, &flat.maximize(bowl).named("a dimension of one value"))
}

/// Runs [`check`] on tours of 2, 3 and 15 cities and on orders of 6 items.
///
/// # Errors
/// Returns the first clause that does not hold.
pub fn on_orders<R>(make: impl Fn() -> Solver<R>) -> Result<(), Violation>
where
    R: IntoOptimizer<Tsp, f64> + IntoOptimizer<Permutation, f64>,
{
    let cannot = |error: Error| impossible(&error);
    for n in [2, 3, 15] {
        let cities: Vec<(f64, f64)> =
            (0..n).map(|i| (f64::from(i * i % 7), f64::from(i * 3 % 5))).collect();
        check(&make, &Tsp::from_cities(&cities).map_err(cannot)?.named(format!("{n} cities")))?;
    }
    let late = |order: &[usize]| order.iter().enumerate().map(|(i, &j)| ((i + 1) * j) as f64).sum();
    let orders = Permutation::new(6).map_err(cannot)?.minimize(late).named("six items");
    check(&make, &orders)?;
    finds(&make, &orders)
}

/// Checks that a colony with a parameter out of range is refused with an error that names `parameter`.
///
/// # Errors
/// Returns a violation if the colony accepts the parameter or the error names another.
pub fn refuses<S, F, R>(
    solver: Solver<R>,
    problem: &DynProblem<'_, S, F>,
    parameter: &str,
) -> Result<(), Violation>
where
    S: Space,
    F: Fitness,
    R: IntoOptimizer<S, F>,
{
    let method = solver.method(problem);
    let detail = match solver.solve(problem, Seed(0), Rounds(1)) {
        Err(Error::Parameter { name, .. }) if name == parameter => return Ok(()),
        Err(other) => format!("{parameter} out of range gave: {other}"),
        Ok(_) => format!("{parameter} out of range was accepted"),
    };
    Err(Violation {
        clause: "bad parameters give the typed error",
        detail,
        swarm: method,
        problem: problem.name().to_owned(),
    })
}

pub(super) fn impossible(error: &Error) -> Violation {
    let (swarm, problem) = ("the suite".to_owned(), "its own problem".to_owned());
    Violation { clause: "the suite can be set up", detail: error.to_string(), swarm, problem }
}
