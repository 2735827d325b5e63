//! The table of jobs: the candidates to be sent out, and the results that come back. It knows no network
//! and no clock, so that whole runs can be simulated in a test.

mod lawful;
#[cfg(test)]
mod lawful_tests;
#[cfg(test)]
mod tests;
mod verdict;

pub use lawful::is_lawful;

use super::{
    Reputation, Retention, Trust, Verification, WorkerStats,
    alias::alias,
    message::{Answer, Answered, Batch, Fingerprint},
    run_counters::RunCounters,
    trust::Reputations,
    worker_ledger::WorkerLedger,
};
use crate::{
    problem::{Failure, Fitness, Space},
    swarm::{Asked, Told},
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

/// An open candidate.
#[derive(Debug)]
struct Job<S: Space, F: Fitness> {
    asked: Asked<S::Point, F>,
    votes: Vec<(String, Told<S::Point, F>)>,
    /// The number of unlawful answers to it.
    unlawful: u32,
    /// The time at which it was last sent out.
    sent: Option<Duration>,
}

impl<S: Space, F: Fitness> Job<S, F> {
    fn new(asked: Asked<S::Point, F>) -> Self {
        Job { asked, votes: Vec::new(), unlawful: 0, sent: None }
    }
}

/// The most candidates sent together.
const MOST: usize = 256;

/// The prefix that, in place of a worker's name, marks a candidate to be sent out alone: no name has a dot.
const ALONE: &str = "alone.";

/// The open candidates, and what is known of the workers.
#[derive(Debug)]
pub(super) struct JobTable<S: Space, F: Fitness> {
    problem: Fingerprint,
    trust: Trust,
    /// Shuffles tickets, and seeds the draws that decide who is checked.
    secret: u64,
    open: BTreeMap<u64, Job<S, F>>,
    to_send: VecDeque<(Vec<String>, u64)>,
    /// Spot checks: jobs whose answer is known.
    spots: BTreeMap<u64, Told<S::Point, F>>,
    /// Candidates whose result is certain, from which spot checks are made.
    known: VecDeque<Answered<S::Point, F>>,
    spot_share: f64,
    spots_made: u64,
    batches: u64,
    best: Option<F>,
    verdicts: Vec<(String, bool)>,
    pub retention: Retention,
    pub reputations: Reputations,
    pub worker_ledger: WorkerLedger,
    pub counts: RunCounters,
}

impl<S: Space, F: Fitness> JobTable<S, F> {
    pub fn new(problem: Fingerprint, trust: Trust, secret: u64) -> Self {
        JobTable {
            problem,
            trust,
            secret,
            open: BTreeMap::new(),
            to_send: VecDeque::new(),
            spots: BTreeMap::new(),
            known: VecDeque::new(),
            spot_share: 0.0,
            spots_made: 0,
            batches: 0,
            best: None,
            verdicts: Vec::new(),
            retention: Retention::default(),
            reputations: Reputations::default(),
            worker_ledger: WorkerLedger::default(),
            counts: RunCounters::default(),
        }
    }

    /// Sets the best fitness so far. A result that beats it is evaluated by the coordinator itself.
    pub fn best_is(&mut self, best: Option<F>) {
        self.best = best;
    }

    /// Returns the alias under which a candidate is sent out.
    fn alias(&self, ticket: u64) -> u64 {
        alias(self.secret, ticket)
    }

    /// Adds candidates to be sent out.
    pub fn take(&mut self, asked: impl IntoIterator<Item = Asked<S::Point, F>>) {
        for asked in asked {
            let alias = self.alias(asked.ticket);
            self.open.insert(alias, Job::new(asked));
            self.to_send.push_back((Vec::new(), alias));
            self.add_spots();
        }
    }

    /// Adds candidates whose result is known, and returns the answer to be written to the log.
    pub fn answer_known(
        &mut self,
        known: Vec<Answered<S::Point, F>>,
    ) -> Option<Answer<S::Point, F>> {
        let mut all = Vec::new();
        for (asked, told) in known {
            let alias = self.alias(asked.ticket);
            self.open.insert(alias, Job::new(asked));
            all.push(Told { ticket: alias, ..told });
        }
        (!all.is_empty()).then(|| self.own(all))
    }

    /// Adds a spot check, as often as the trust in workers requires.
    fn add_spots(&mut self) {
        let Trust::Earned(Verification { spot_checks, .. }) = self.trust else { return };
        self.spot_share = (self.spot_share + spot_checks).min(1.0);
        if self.spot_share < 1.0 {
            return;
        }
        let Some((asked, told)) = self.known.pop_front() else { return };
        self.spot_share -= 1.0;
        self.spots_made += 1;
        let alias = self.alias((1 << 63) | self.spots_made);
        self.known.push_back((asked.clone(), told.clone()));
        self.spots.insert(alias, told);
        self.open.insert(alias, Job::new(asked));
        self.to_send.push_back((Vec::new(), alias));
        self.counts.checks += 1;
    }

    /// Returns the open candidates, without spot checks.
    pub fn outstanding(&self) -> impl Iterator<Item = &Asked<S::Point, F>> {
        self.open
            .iter()
            .filter(|(alias, _)| !self.spots.contains_key(alias))
            .map(|(_, job)| &job.asked)
    }

    /// Returns the workers with their statistics and reputations; of more than `most`, those last heard of.
    pub fn workers(&self, most: usize) -> BTreeMap<String, (WorkerStats, Reputation)> {
        let mut workers: Vec<_> = self.worker_ledger.workers.iter().collect();
        workers.sort_unstable_by_key(|(_, record)| Reverse(record.heard));
        let workers = workers.into_iter().take(most);
        workers
            .map(|(name, record)| (name.clone(), (record.clone(), self.reputations.of(name))))
            .collect()
    }

    /// Returns the batches to be sent out now, of a size that suits the workers present.
    pub fn batches(&mut self, now: Duration, fence: u64) -> Vec<Batch<S::Point, F>> {
        let mut groups: BTreeMap<Vec<String>, Vec<u64>> = BTreeMap::new();
        for (not, alias) in self.to_send.drain(..) {
            groups.entry(not).or_default().push(alias);
        }
        let mut batches = Vec::new();
        for (not, aliases) in groups {
            let sizes = self.worker_ledger.sizes(aliases.len(), MOST, now);
            let mut aliases = aliases.into_iter();
            for size in sizes {
                let jobs = aliases.by_ref().take(size).filter_map(|alias| {
                    let job = self.open.get_mut(&alias)?;
                    job.sent = Some(now);
                    Some(Asked::<S::Point, F> { ticket: alias, to_beat: None, ..job.asked.clone() })
                });
                let jobs: Vec<_> = jobs.collect();
                if !jobs.is_empty() {
                    self.batches += 1;
                    let (problem, number) = (self.problem.clone(), self.batches);
                    let longest = self.worker_ledger.longest(jobs.len(), &self.retention);
                    batches.push(Batch { problem, fence, number, longest, not: not.clone(), jobs });
                }
            }
        }
        batches
    }

    /// Records a batch that an earlier coordinator has sent. Returns whether anything in it is still open.
    pub fn adopt(&mut self, batch: &Batch<S::Point, F>, now: Duration) -> bool {
        let mut of_use = false;
        for Asked { ticket, .. } in &batch.jobs {
            let Some(job) = self.open.get_mut(ticket) else { continue };
            (job.sent, of_use) = (Some(now), true);
            self.to_send.retain(|(_, alias)| alias != ticket);
        }
        of_use
    }

    /// Queues all open candidates to be sent out again, because they were lost.
    pub fn resend(&mut self) {
        for (alias, job) in &mut self.open {
            self.counts.lost += u64::from(job.sent.is_some());
            job.sent = None;
            self.to_send.push_back((voters(&job.votes), *alias));
        }
    }

    /// Queues the jobs of a batch that no worker survived to be sent out one by one. If the batch holds
    /// a single job, returns the answer that its evaluation failed.
    pub fn give_up(
        &mut self,
        batch: &Batch<S::Point, F>,
        deliveries: i64,
    ) -> Option<Answer<S::Point, F>> {
        // Workers that were to leave it to others have returned it: no worker died of it.
        let dodged = batch.not.iter().any(|name| !name.starts_with(ALONE));
        if dodged {
            let open = batch.jobs.iter().filter(|job| self.open.contains_key(&job.ticket));
            self.to_send.extend(open.map(|job| (batch.not.clone(), job.ticket)));
            return None;
        }
        if let [job] = &batch.jobs[..] {
            let why = Failure::Error(format!("no worker survived it, {deliveries} tried"));
            return self
                .open
                .get(&job.ticket)
                .map(|_| self.own(vec![Told::failed(job.ticket, why)]));
        }
        for job in batch.jobs.iter().filter(|job| self.open.contains_key(&job.ticket)) {
            // A group of its own, so that it is sent out alone.
            self.to_send.push_back((vec![format!("{ALONE}{:x}", job.ticket)], job.ticket));
        }
        None
    }

    /// Returns results as an answer of the coordinator.
    pub fn own(&self, told: Vec<Told<S::Point, F>>) -> Answer<S::Point, F> {
        Answer {
            problem: self.problem.clone(),
            number: 0,
            told,
            took: 0,
            threads: 0,
            verdicts: Vec::new(),
        }
    }

    /// Returns the verdicts on workers since the last call, to be written to the log.
    pub fn verdicts(&mut self) -> Option<Answer<S::Point, F>> {
        let verdicts = std::mem::take(&mut self.verdicts);
        (!verdicts.is_empty()).then(|| Answer { verdicts, ..self.own(Vec::new()) })
    }
}

fn voters<X, F>(votes: &[(String, Told<X, F>)]) -> Vec<String> {
    votes.iter().map(|(worker, _)| worker.clone()).collect()
}
