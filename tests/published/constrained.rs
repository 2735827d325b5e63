//! The published optima of constrained problems, reached by `solve`.

use swarmopt::prelude::*;

/// Solves a problem to 10⁻⁶ of its optimum within `budget` evaluations with each of five seeds, but for `misses`.
fn solved(function: ConstrainedFunction, budget: u64, misses: usize) {
    let problem = function.problem();
    let optimum = problem.optimum().unwrap();
    let target = optimum + 1e-6 * optimum.abs();
    let runs = (0..5)
        .map(|seed| solve(&problem, Seed(seed), Evaluations(budget).or(Target(target))).unwrap());
    let missed: Vec<String> = runs
        .filter(|outcome| !matches!(outcome.reason, Reason::Target(_)))
        .map(|outcome| outcome.to_string())
        .collect();
    assert!(missed.len() <= misses, "{function}: {missed:#?}");
}

#[test]
fn corners_of_many_constraints_are_found_in_some_hundred_evaluations() {
    solved(ConstrainedFunction::G04, 300, 0);
    solved(ConstrainedFunction::G05, 500, 0);
    solved(ConstrainedFunction::G06, 500, 0);
    solved(ConstrainedFunction::G09, 1_000, 0);
    solved(ConstrainedFunction::G11, 300, 0);
    solved(ConstrainedFunction::WeldedBeam, 1_500, 0);
}
