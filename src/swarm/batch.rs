//! A round of candidates evaluated in one call.

use super::memory::Seat;
use crate::problem::{Failure, Point, Problem, guarded};

/// Evaluates all waiting candidates in one call, and does `finish` on each. A panic, or too few
/// costs, fails those without one.
pub(super) fn together<P, A>(
    problem: &P,
    seats: &mut [Seat<A, Point<P>, P::Fitness>],
    finish: impl Fn(usize, &mut Seat<A, Point<P>, P::Fitness>),
) where
    P: Problem + ?Sized,
{
    let unknown = seats.iter().filter(|s| s.is_waiting() && s.candidate.fitness.is_none());
    let points: Vec<&Point<P>> = unknown.map(|seat| &seat.candidate.point).collect();
    let mut costs = Vec::with_capacity(points.len());
    let done = guarded(|| {
        problem.evaluate_all(&points, &mut costs);
        Ok(())
    });
    let missing = done.err().unwrap_or(Failure::Error("no cost for this point".to_owned()));
    let mut costs = costs.into_iter();
    for (i, seat) in seats.iter_mut().enumerate().filter(|(_, seat)| seat.is_waiting()) {
        match seat.candidate.fitness {
            Some(known) => seat.candidate.take(Ok(known)),
            None => seat.candidate.take(costs.next().unwrap_or_else(|| Err(missing.clone()))),
        }
        finish(i, seat);
    }
}
