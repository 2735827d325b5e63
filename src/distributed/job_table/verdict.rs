//! How answers are accepted or checked.

use super::{JobTable, voters};
use crate::{
    distributed::{
        Trust,
        message::{Answer, agree},
    },
    problem::{Fitness, Space},
    rng::{Seed, Streams},
    swarm::{Asked, Told},
};
use std::time::Duration;

/// The time without a second vote after which the coordinator evaluates a candidate itself.
const LONELY: Duration = Duration::from_secs(10);

/// The number of candidates with a certain result that are kept to make spot checks from.
const KNOWN: usize = 64;

/// A function with which the coordinator evaluates a candidate.
pub type Judge<'a, X, F> = &'a mut dyn FnMut(Asked<X, F>) -> Told<X, F>;

impl<S: Space, F: Fitness> JobTable<S, F> {
    /// Processes an answer and returns the results accepted now, in order, under their own tickets.
    /// `judge` evaluates a candidate in this process.
    pub fn hear(
        &mut self,
        worker: &str,
        own: bool,
        answer: Answer<S::Point, F>,
        now: Duration,
        judge: Judge<'_, S::Point, F>,
    ) -> Vec<Told<S::Point, F>> {
        if answer.problem != self.problem {
            self.counts.other_build += 1;
            self.worker_ledger.refuse(worker, "another problem, or another build of it");
            return Vec::new();
        }
        if own {
            answer.verdicts.iter().for_each(|(worker, valid)| self.note(worker, *valid));
        } else {
            self.worker_ledger.hear(worker, answer.told.len(), answer.took, answer.threads, now);
        }
        let shunned = match self.trust {
            Trust::Earned(vigilance) => !own && self.reputations.shuns(&vigilance, worker),
            Trust::Everyone => false,
        };
        if shunned {
            self.worker_ledger.refuse(worker, "caught too often");
        }
        let mut accepted = Vec::new();
        for told in answer.told {
            let alias = told.ticket;
            if let Some(truth) = self.spots.remove(&alias) {
                self.open.remove(&alias);
                let valid = agree::<S, F>(&truth, &Told { ticket: truth.ticket, ..told });
                self.verdicts.push((worker.to_owned(), valid));
                continue;
            }
            let Some(job) = self.open.get_mut(&alias) else {
                self.counts.repeated += 1;
                continue;
            };
            if shunned || !own && job.votes.iter().any(|(voter, _)| voter == worker) {
                // One vote per worker: another one is asked.
                self.counts.unheard += u64::from(shunned);
                self.counts.repeated += u64::from(!shunned);
                let mut not = voters(&job.votes);
                not.extend(shunned.then(|| worker.to_owned()));
                self.to_send.push_back((not, alias));
                continue;
            }
            job.votes.push((worker.to_owned(), told));
            accepted.extend(self.decide(alias, own, judge));
        }
        self.counts.accepted += accepted.len() as u64;
        accepted
    }

    pub(super) fn note(&mut self, worker: &str, valid: bool) {
        self.reputations.note(worker, valid);
        self.counts.false_results += u64::from(!valid);
    }

    /// Returns the result of a job if the votes are sufficient.
    fn decide(
        &mut self,
        alias: u64,
        own: bool,
        judge: Judge<'_, S::Point, F>,
    ) -> Option<Told<S::Point, F>> {
        let job = self.open.get(&alias)?;
        let (worker, last) = job.votes.last()?;
        let Trust::Earned(vigilance) = self.trust else {
            let told = last.clone();
            return self.close(alias, told);
        };
        if own {
            let told = last.clone();
            return self.settle(alias, told);
        }
        let agreeing = job.votes.iter().filter(|(_, told)| agree::<S, F>(told, last)).count();
        let draw = Streams::new(Seed(self.secret)).at(alias, 0).unit();
        let matters = match (&last.fitness, &job.asked.to_beat) {
            (Ok(cost), Some(to_beat)) => cost.beats(to_beat),
            (Ok(_), None) => true,
            (Err(_), _) => false,
        };
        let enough = match job.votes.len() {
            1 => !matters && self.reputations.believes(&vigilance, worker, draw),
            _ => agreeing >= 2,
        };
        if enough {
            let told = last.clone();
            let best = match (&told.fitness, &self.best) {
                (Ok(cost), Some(best)) => cost.beats(best),
                (Ok(_), None) => true,
                (Err(_), _) => false,
            };
            return match best {
                true => self.judge(alias, judge),
                false if job.votes.len() == 1 => self.close(alias, told),
                false => self.settle(alias, told),
            };
        }
        // A third vote has not decided it, or there is no other worker to ask.
        if job.votes.len() >= 3.min(self.worker_ledger.workers.len()) {
            return self.judge(alias, judge);
        }
        self.to_send.push_back((voters(&job.votes), alias));
        self.counts.checks += 1;
        None
    }

    /// Decides a job by the coordinator's own evaluation.
    fn judge(&mut self, alias: u64, judge: Judge<'_, S::Point, F>) -> Option<Told<S::Point, F>> {
        let asked = self.open.get(&alias)?.asked.clone();
        self.counts.own += 1;
        let told = judge(asked.clone());
        if self.known.len() == KNOWN {
            self.known.pop_front();
        }
        self.known.push_back((asked, told.clone()));
        self.settle(alias, told)
    }

    /// Closes a job whose true result is known, and records which votes were valid.
    fn settle(&mut self, alias: u64, told: Told<S::Point, F>) -> Option<Told<S::Point, F>> {
        let votes = std::mem::take(&mut self.open.get_mut(&alias)?.votes);
        for (worker, vote) in &votes {
            self.note(worker, agree::<S, F>(vote, &told));
        }
        self.close(alias, told)
    }

    fn close(&mut self, alias: u64, told: Told<S::Point, F>) -> Option<Told<S::Point, F>> {
        let ticket = self.open.remove(&alias)?.asked.ticket;
        if let Ok(cost) = &told.fitness
            && self.best.as_ref().is_none_or(|best| cost.beats(best))
        {
            self.best = Some(cost.clone());
        }
        Some(Told { ticket, ..told })
    }

    /// Evaluates the candidates that have waited too long for a second vote, and returns the answer.
    pub fn lonely(
        &mut self,
        now: Duration,
        judge: Judge<'_, S::Point, F>,
    ) -> Option<Answer<S::Point, F>> {
        let mut told = Vec::new();
        for (alias, job) in &mut self.open {
            let waits = job.sent.is_some_and(|sent| now.saturating_sub(sent) > LONELY);
            if waits && !job.votes.is_empty() {
                job.sent = Some(now);
                self.counts.own += 1;
                told.push(Told { ticket: *alias, ..judge(job.asked.clone()) });
            }
        }
        (!told.is_empty()).then(|| self.own(told))
    }
}
