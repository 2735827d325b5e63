//! Well-formed answers that cannot be right. Answers come from outside, and are checked before they are used.

use super::{JobTable, voters};
use crate::{
    distributed::{Trust, message::Answer},
    problem::{Failure, Failures, Fitness, Space},
    swarm::{Asked, Told},
};

/// The most evaluations that a result may claim if nothing limits them; the sum of a million such
/// results does not overflow.
const MOST: u64 = 1 << 40;

/// The number of unlawful answers after which a candidate counts as a failed evaluation.
const UNLAWFUL: u32 = 5;

/// Returns whether `told` can be the result of `asked`: it claims no more evaluations than allowed, its
/// point lies in the space, and it moved only if local search or a retry was ordered.
pub fn is_lawful<S: Space, F: Fitness>(
    space: &S,
    asked: &Asked<S::Point, F>,
    told: &Told<S::Point, F>,
) -> bool {
    let retries = asked.retry.map_or(0, |order| order.allowance);
    let search = asked.polish.map_or(0, |order| order.allowance);
    let most = retries.saturating_add(search).saturating_add(1).min(MOST);
    let may_move = asked.polish.is_some() || asked.retry.is_some();
    let failures = told.retried.as_deref().map_or(Some(0), total);
    let point = told.moved.as_ref().is_none_or(|point| may_move && space.contains(point));
    let count = (1..=most).contains(&told.evaluations);
    point && count && failures.is_some_and(|failures| failures <= told.evaluations)
}

/// Returns the number of failures, if they can be added and are consistent.
fn total(failures: &Failures) -> Option<u64> {
    let Failures { errors, panics, not_a_number, timeouts, retried, inside, .. } = failures;
    let total = [errors, panics, not_a_number, timeouts]
        .into_iter()
        .try_fold(0_u64, |sum, n| sum.checked_add(*n))?;
    (retried.checked_add(*inside)? <= total).then_some(total)
}

/// A function that returns whether a candidate can have this result.
pub type Lawful<'a, X, F> = &'a dyn Fn(&Asked<X, F>, &Told<X, F>) -> bool;

impl<S: Space, F: Fitness> JobTable<S, F> {
    /// Removes the unlawful results from an answer; their candidates are sent out again. The decision
    /// depends on the log only, so that a later reader of the log decides the same.
    pub fn sift(
        &mut self,
        worker: &str,
        own: bool,
        answer: &mut Answer<S::Point, F>,
        is_lawful: Lawful<'_, S::Point, F>,
    ) {
        if answer.problem != self.problem {
            return;
        }
        let earned = matches!(self.trust, Trust::Earned(_));
        let told = std::mem::take(&mut answer.told);
        for told in told {
            let alias = told.ticket;
            let spot = self.spots.contains_key(&alias);
            let Some(job) = self.open.get_mut(&alias).filter(|_| !spot) else {
                answer.told.push(told);
                continue;
            };
            let told = Told { ticket: job.asked.ticket, ..told };
            if is_lawful(&job.asked, &told) {
                answer.told.push(Told { ticket: alias, ..told });
                continue;
            }
            job.unlawful += 1;
            self.counts.malformed += 1;
            let mut not = voters(&job.votes);
            if job.unlawful >= UNLAWFUL && !earned {
                let why = Failure::Error(format!("{UNLAWFUL} answers that cannot be"));
                answer.told.push(Told::failed(alias, why));
            } else {
                not.extend((earned && !own).then(|| worker.to_owned()));
                self.to_send.push_back((not, alias));
            }
            tracing::warn!(worker, "a result that cannot be: the candidate goes out again");
            if !own {
                self.worker_ledger.refuse(worker, "a result that cannot be");
                self.note(worker, false);
            }
        }
    }
}
