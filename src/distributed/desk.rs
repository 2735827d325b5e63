//! The coordinator's desk: what is to be sent out, and what comes back. It knows no network and no
//! clock, so that whole runs can be played through in a test.

use super::{
    Trust, Vigilance,
    census::Census,
    message::{Answer, AnswerOf, Batch, BatchOf, Fingerprint, agree},
    trust::Reputations,
};
use crate::{
    problem::{Failure, Fitness, Problem},
    rng::{Seed, Streams, mix},
    swarm::{AskedOf, Told, ToldOf},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

/// What has been counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Results taken in, each once.
    pub accepted: u64,
    /// Results of candidates that had been answered already, or that nobody asked for.
    pub repeated: u64,
    /// Messages that could not be read.
    pub malformed: u64,
    /// Messages about another problem.
    pub other_build: u64,
    /// Messages of workers that are not heard any more, or of those who spoke for others.
    pub unheard: u64,
    /// Evaluations made only to check others, by workers.
    pub checks: u64,
    /// Evaluations made by the coordinator itself.
    pub own: u64,
    /// Results found to be false.
    pub false_results: u64,
    /// Candidates sent out again because they were lost.
    pub lost: u64,
    /// Candidates answered from the cache.
    pub cached: u64,
    /// Candidates looked for in the cache.
    pub looked_up: u64,
}

/// A candidate that is out.
#[derive(Debug)]
struct Job<P: Problem> {
    asked: AskedOf<P>,
    votes: Vec<(String, ToldOf<P>)>,
    /// When it was last sent out.
    sent: Option<Duration>,
}

/// The most candidates sent together.
const MOST: usize = 256;

/// After so long without a second voice the coordinator evaluates a candidate itself.
const LONELY: Duration = Duration::from_secs(10);

/// What is out, and what is known of those who answer.
#[derive(Debug)]
pub(super) struct Desk<P: Problem> {
    problem: Fingerprint,
    trust: Trust,
    /// Shuffles tickets, and decides by draws of its own who is checked.
    secret: u64,
    open: BTreeMap<u64, Job<P>>,
    to_send: VecDeque<(Vec<String>, u64)>,
    /// Jobs whose answer is known.
    spots: BTreeMap<u64, ToldOf<P>>,
    /// Candidates whose result is known for sure, to make such jobs from.
    known: VecDeque<(AskedOf<P>, ToldOf<P>)>,
    spot_share: f64,
    spots_made: u64,
    batches: u64,
    best: Option<P::Fitness>,
    verdicts: Vec<(String, bool)>,
    pub reputations: Reputations,
    pub census: Census,
    pub counts: Counts,
}

impl<P: Problem> Desk<P> {
    pub fn new(problem: Fingerprint, trust: Trust, secret: u64) -> Self {
        Desk {
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
            reputations: Reputations::default(),
            census: Census::default(),
            counts: Counts::default(),
        }
    }

    /// The best so far, which a result has to beat to be looked at by the coordinator itself.
    pub fn best_is(&mut self, best: Option<P::Fitness>) {
        self.best = best;
    }

    /// The name under which a candidate goes out: a bijection of its ticket that nobody can see
    /// through who does not know the secret.
    fn alias(&self, ticket: u64) -> u64 {
        mix(ticket ^ self.secret)
    }

    /// Takes candidates to be sent out.
    pub fn take(&mut self, asked: impl IntoIterator<Item = AskedOf<P>>) {
        for asked in asked {
            let alias = self.alias(asked.ticket);
            self.open.insert(alias, Job { asked, votes: Vec::new(), sent: None });
            self.to_send.push_back((Vec::new(), alias));
            self.add_spots();
        }
    }

    /// Takes candidates whose result is known, as the answer that is to be put down in the log.
    pub fn answer_known(&mut self, known: Vec<(AskedOf<P>, ToldOf<P>)>) -> Option<AnswerOf<P>> {
        let mut all = Vec::new();
        for (asked, told) in known {
            let alias = self.alias(asked.ticket);
            self.open.insert(alias, Job { asked, votes: Vec::new(), sent: None });
            all.push(Told { ticket: alias, ..told });
        }
        (!all.is_empty()).then(|| self.own(all))
    }

    /// Mixes in a job whose answer is known, every so often.
    fn add_spots(&mut self) {
        let Trust::Earned(Vigilance { spot_checks, .. }) = self.trust else { return };
        self.spot_share += spot_checks;
        let Some((asked, told)) = self.known.pop_front().filter(|_| self.spot_share >= 1.0) else {
            return;
        };
        self.spot_share -= 1.0;
        self.spots_made += 1;
        let alias = self.alias((1 << 63) | self.spots_made);
        self.known.push_back((asked.clone(), told.clone()));
        self.spots.insert(alias, told);
        self.open.insert(alias, Job { asked, votes: Vec::new(), sent: None });
        self.to_send.push_back((Vec::new(), alias));
        self.counts.checks += 1;
    }

    /// Candidates that are out, spot checks apart.
    pub fn outstanding(&self) -> impl Iterator<Item = &AskedOf<P>> {
        self.open
            .iter()
            .filter(|(alias, _)| !self.spots.contains_key(alias))
            .map(|(_, job)| &job.asked)
    }

    /// What is to be sent out now, in batches as large as is good for the workers there are.
    pub fn batches(&mut self, now: Duration, fence: u64) -> Vec<BatchOf<P>> {
        let mut groups: BTreeMap<Vec<String>, Vec<u64>> = BTreeMap::new();
        for (not, alias) in self.to_send.drain(..) {
            groups.entry(not).or_default().push(alias);
        }
        let mut batches = Vec::new();
        for (not, aliases) in groups {
            let sizes = self.census.sizes(aliases.len(), MOST, now);
            let mut aliases = aliases.into_iter();
            for size in sizes {
                let jobs = aliases.by_ref().take(size).filter_map(|alias| {
                    let job = self.open.get_mut(&alias)?;
                    job.sent = Some(now);
                    Some(AskedOf::<P> { ticket: alias, to_beat: None, ..job.asked.clone() })
                });
                let jobs: Vec<_> = jobs.collect();
                if !jobs.is_empty() {
                    self.batches += 1;
                    let (problem, number) = (self.problem.clone(), self.batches);
                    batches.push(Batch { problem, fence, number, not: not.clone(), jobs });
                }
            }
        }
        batches
    }

    /// Sends everything out again that has not been answered: it was lost.
    pub fn resend(&mut self) {
        for (alias, job) in &mut self.open {
            self.counts.lost += u64::from(job.sent.is_some());
            job.sent = None;
            self.to_send.push_back((voters(&job.votes), *alias));
        }
    }

    /// Sends the jobs of a batch that nobody survived out one by one; that which was alone in its batch
    /// is a failed evaluation.
    pub fn give_up(&mut self, batch: &BatchOf<P>, deliveries: i64) -> Option<AnswerOf<P>> {
        if let [job] = &batch.jobs[..] {
            let why = Failure::Error(format!("no worker survived it, {deliveries} tried"));
            return self
                .open
                .get(&job.ticket)
                .map(|_| self.own(vec![Told::failed(job.ticket, why)]));
        }
        for job in batch.jobs.iter().filter(|job| self.open.contains_key(&job.ticket)) {
            // A group of its own, so that it goes out alone.
            self.to_send.push_back((vec![format!("alone-{:x}", job.ticket)], job.ticket));
        }
        None
    }

    /// An answer of the coordinator's own.
    pub fn own(&self, told: Vec<ToldOf<P>>) -> AnswerOf<P> {
        Answer {
            problem: self.problem.clone(),
            number: 0,
            told,
            took: 0,
            threads: 0,
            verdicts: Vec::new(),
        }
    }

    /// What has been found out about workers since the last call, to be put down in the log.
    pub fn verdicts(&mut self) -> Option<AnswerOf<P>> {
        let verdicts = std::mem::take(&mut self.verdicts);
        (!verdicts.is_empty()).then(|| Answer { verdicts, ..self.own(Vec::new()) })
    }

    /// Hears an answer; the results that count now, in order, under their own tickets. `judge`
    /// evaluates a candidate here.
    pub fn hear(
        &mut self,
        worker: &str,
        own: bool,
        answer: AnswerOf<P>,
        now: Duration,
        judge: &mut dyn FnMut(AskedOf<P>) -> ToldOf<P>,
    ) -> Vec<ToldOf<P>> {
        if answer.problem != self.problem {
            self.counts.other_build += 1;
            return Vec::new();
        }
        if own {
            answer.verdicts.iter().for_each(|(worker, valid)| self.note(worker, *valid));
        } else {
            self.census.hear(worker, answer.told.len(), answer.took, answer.threads, now);
        }
        let shunned = match self.trust {
            Trust::Earned(vigilance) => !own && self.reputations.shuns(&vigilance, worker),
            Trust::Everyone => false,
        };
        let mut accepted = Vec::new();
        for told in answer.told {
            let alias = told.ticket;
            if let Some(truth) = self.spots.remove(&alias) {
                self.open.remove(&alias);
                let valid = agree::<P>(&truth, &Told { ticket: truth.ticket, ..told });
                self.verdicts.push((worker.to_owned(), valid));
                continue;
            }
            let Some(job) = self.open.get_mut(&alias) else {
                self.counts.repeated += 1;
                continue;
            };
            if shunned || !own && job.votes.iter().any(|(voter, _)| voter == worker) {
                // One vote a worker: somebody else is asked.
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

    fn note(&mut self, worker: &str, valid: bool) {
        self.reputations.note(worker, valid);
        self.counts.false_results += u64::from(!valid);
    }

    /// The result of a job, if the votes are enough.
    fn decide(
        &mut self,
        alias: u64,
        own: bool,
        judge: &mut dyn FnMut(AskedOf<P>) -> ToldOf<P>,
    ) -> Option<ToldOf<P>> {
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
        let agreeing = job.votes.iter().filter(|(_, told)| agree::<P>(told, last)).count();
        let draw = Streams::new(Seed(self.secret)).at(alias, 0).unit();
        let matters = match (&last.fitness, job.asked.to_beat) {
            (Ok(cost), Some(to_beat)) => cost.beats(&to_beat),
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
        if job.votes.len() >= 3 {
            return self.judge(alias, judge);
        }
        self.to_send.push_back((voters(&job.votes), alias));
        self.counts.checks += 1;
        None
    }

    /// The coordinator's own word ends a dispute.
    fn judge(
        &mut self,
        alias: u64,
        judge: &mut dyn FnMut(AskedOf<P>) -> ToldOf<P>,
    ) -> Option<ToldOf<P>> {
        let asked = self.open.get(&alias)?.asked.clone();
        self.counts.own += 1;
        let told = judge(asked.clone());
        const KNOWN: usize = 64;
        if self.known.len() == KNOWN {
            self.known.pop_front();
        }
        self.known.push_back((asked, told.clone()));
        self.settle(alias, told)
    }

    /// The truth is known: who said it, and who did not.
    fn settle(&mut self, alias: u64, told: ToldOf<P>) -> Option<ToldOf<P>> {
        let votes = std::mem::take(&mut self.open.get_mut(&alias)?.votes);
        for (worker, vote) in &votes {
            self.note(worker, agree::<P>(vote, &told));
        }
        self.close(alias, told)
    }

    fn close(&mut self, alias: u64, told: ToldOf<P>) -> Option<ToldOf<P>> {
        let ticket = self.open.remove(&alias)?.asked.ticket;
        if let Ok(cost) = &told.fitness
            && self.best.as_ref().is_none_or(|best| cost.beats(best))
        {
            self.best = Some(*cost);
        }
        Some(Told { ticket, ..told })
    }

    /// Answers of the coordinator's own to candidates that have waited too long for a second voice.
    pub fn lonely(
        &mut self,
        now: Duration,
        judge: &mut dyn FnMut(AskedOf<P>) -> ToldOf<P>,
    ) -> Option<AnswerOf<P>> {
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

fn voters<X, F>(votes: &[(String, Told<X, F>)]) -> Vec<String> {
    votes.iter().map(|(worker, _)| worker.clone()).collect()
}

#[cfg(test)]
mod tests;
