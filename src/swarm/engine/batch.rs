//! The evaluation of a round of candidates in one call.

use super::memory::Seat;
#[cfg(feature = "nats")]
use super::{Asked, Threads, Told, threads::Executor};
#[cfg(feature = "nats")]
use crate::problem::{Cut, EvaluationMode};
use crate::problem::{DynProblem, Failure, Fitness, Space, guarded};

/// Evaluates all waiting candidates in one call and runs `finish` on each. After a panic, or with too few
/// costs returned, the candidates without a cost fail.
pub(super) fn together<S: Space, F: Fitness>(
    problem: &DynProblem<'_, S, F>,
    seats: &mut [Seat<S::Point, F>],
    finish: impl Fn(usize, &mut Seat<S::Point, F>),
) {
    let unknown = seats.iter().filter(|s| s.is_waiting() && s.candidate.fitness.is_none());
    let points: Vec<&S::Point> = unknown.map(|seat| &seat.candidate.point).collect();
    let mut costs = costs(problem, &points);
    for (i, seat) in seats.iter_mut().enumerate().filter(|(_, seat)| seat.is_waiting()) {
        match seat.candidate.fitness.clone() {
            Some(known) => seat.candidate.take(Ok(known)),
            None => seat.candidate.take(costs()),
        }
        finish(i, seat);
    }
}

/// Evaluates points in one call and returns a closure that gives their costs in order.
fn costs<S: Space, F: Fitness>(
    problem: &DynProblem<'_, S, F>,
    points: &[&S::Point],
) -> impl FnMut() -> Result<F, Failure> + use<S, F> {
    let mut costs = Vec::with_capacity(points.len());
    let done = guarded(|| {
        problem.evaluate_all(points, &mut costs);
        Ok(())
    });
    let missing = done.err().unwrap_or(Failure::Error("no cost for this point".to_owned()));
    let mut costs = costs.into_iter();
    move || costs.next().unwrap_or_else(|| Err(missing.clone()))
}

/// A candidate until it is evaluated, then its result.
#[cfg(feature = "nats")]
type Job<X, F> = (Option<Asked<X, F>>, Option<Told<X, F>>);

/// Evaluates candidates handed out by another process as that process would have. Local search ends early at
/// `cut`, and candidates whose local search has not begun by then are left out.
#[cfg(feature = "nats")]
pub(crate) fn answer<S: Space, F: Fitness>(
    problem: &DynProblem<'_, S, F>,
    asked: Vec<Asked<S::Point, F>>,
    threads: Threads,
    cut: Cut<'_>,
) -> Vec<Told<S::Point, F>> {
    let mut jobs: Vec<Job<S::Point, F>> =
        asked.into_iter().map(|asked| (Some(asked), None)).collect();
    if problem.evaluation_mode() == EvaluationMode::Batch {
        let unknown = jobs.iter().filter_map(|(asked, _)| asked.as_ref());
        let unknown: Vec<_> = unknown.filter(|asked| asked.fitness.is_none()).collect();
        let points: Vec<&S::Point> = unknown.iter().map(|asked| &asked.point).collect();
        let mut costs = costs(problem, &points);
        for (asked, told) in &mut jobs {
            let Some(open) = asked.as_mut().filter(|asked| asked.fitness.is_none()) else {
                continue;
            };
            match costs() {
                Ok(cost) if cost.is_valid() => open.fitness = Some(cost),
                // A failed candidate with an order to retry is evaluated again by itself.
                _ if open.retry.is_some() => {}
                outcome => {
                    let why = outcome.err().unwrap_or(Failure::NotANumber);
                    *told = Some(Told::failed(open.ticket, why));
                    *asked = None;
                }
            }
        }
    }
    let evaluate = |_: usize, (asked, told): &mut Job<S::Point, F>| {
        if let Some(asked) = asked.take().filter(|asked| asked.polish.is_none() || !cut()) {
            *told = Some(asked.evaluate_until(problem, Some(cut)));
        }
    };
    match problem.evaluation_mode() {
        EvaluationMode::Sequential => Executor::new(Threads::Sequential).each(&mut jobs, evaluate),
        EvaluationMode::Parallel | EvaluationMode::Batch => {
            Executor::new(threads).each(&mut jobs, evaluate)
        }
    }
    jobs.into_iter().filter_map(|(_, told)| told).collect()
}
