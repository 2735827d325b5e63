//! A swarm over machines played through in virtual time: discrete events, no server.

use rand_distr::{Bernoulli, Distribution, Exp, LogNormal};
use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng};
use std::{
    cmp::Ordering,
    collections::{BinaryHeap, VecDeque},
};

/// What is played through. Times are in seconds.
#[derive(Clone, Debug)]
pub struct Model {
    pub workers: usize,
    pub agents: usize,
    /// No agent waits for another.
    pub steady: bool,
    /// An evaluation: the mean, and the deviation of its logarithm.
    pub mean: f64,
    pub spread: f64,
    /// Until a message is kept and the word of it is back.
    pub publish: f64,
    /// Until a message that is kept is with whoever waits for it.
    pub delivery: f64,
    /// What the servers need for a message that they keep, and for one that they only pass on.
    pub write: f64,
    pub plain: f64,
    /// What the coordinator needs for an answer, and for each candidate in it.
    pub answer: f64,
    pub candidate: f64,
    /// What it needs for each worker that it knows when it sends something out.
    pub known: f64,
    /// What it needs for a checkpoint, and how often.
    pub checkpoint: f64,
    pub checkpoint_every: f64,
    /// After how much silence a batch goes to another.
    pub deadline: f64,
    /// Deaths of a worker a second; how long until another is there in its place.
    pub deaths: f64,
    pub replaced: f64,
    /// The share of evaluations that are done again to check them.
    pub checked: f64,
}

impl Model {
    /// The same where nothing but the evaluations takes time.
    pub fn free(&self) -> Self {
        let [publish, delivery, write, plain, answer, candidate, known, checkpoint] = [0.0; 8];
        let m = self.clone();
        Model { publish, delivery, write, plain, answer, candidate, known, checkpoint, ..m }
    }

    /// How many batches so many candidates go out in, as `WorkerLedger::sizes` has it for workers of one
    /// thread.
    fn batches(&self, candidates: usize) -> usize {
        let busy = candidates as f64 * self.mean / self.workers as f64;
        let turns = ((busy / 0.1).floor().clamp(1.0, 1e6) as usize).min(candidates);
        (self.workers * turns).max(candidates.div_ceil(256)).clamp(1, candidates)
    }
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Sums {
    pub elapsed: f64,
    pub evaluations: u64,
    pub rounds: u64,
    /// Seconds that workers spent on evaluations that counted.
    pub useful: f64,
    /// Messages kept, and messages passed on, without those of idle workers.
    pub writes: u64,
    pub plains: u64,
    pub progress: u64,
    pub redelivered: u64,
    /// Evaluations that were done again to check them.
    pub checks: u64,
    /// Seconds in which somebody had something to do.
    pub coordinator: f64,
    pub servers: f64,
    /// Seconds of workers without work, added up.
    pub idle: f64,
    /// From the end of an evaluation until what follows from it can be taken up.
    pub added: Vec<f32>,
}

impl Sums {
    pub fn share(&self, workers: usize) -> f64 {
        self.useful / (workers as f64 * self.elapsed)
    }
}

#[derive(Debug)]
enum What {
    /// A batch is in the work queue.
    Queued(usize),
    /// A worker asks for work.
    Ready,
    /// A worker has done a batch, which took so long.
    Done(usize, f64),
    /// The coordinator reads an answer, which was ready then, and believes it or not.
    Heard(usize, f64, bool),
}

struct Event(f64, u64, What);

impl Ord for Event {
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.total_cmp(&self.0).then(other.1.cmp(&self.1)) // the earliest is the greatest
    }
}
impl PartialOrd for Event {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for Event {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Event {}

struct Play<'a> {
    model: &'a Model,
    events: BinaryHeap<Event>,
    numbered: u64,
    draw: Xoshiro256PlusPlus,
    queue: VecDeque<usize>,
    /// Since when workers have had no work.
    idle: VecDeque<f64>,
    coordinator_free: f64,
    servers_free: f64,
    next_checkpoint: f64,
    told: usize,
    sums: Sums,
}

/// Plays through so many evaluations.
pub fn play(model: &Model, evaluations: u64, seed: u64) -> Sums {
    let mut play = Play {
        model,
        events: BinaryHeap::new(),
        numbered: 0,
        draw: Xoshiro256PlusPlus::seed_from_u64(seed),
        queue: VecDeque::new(),
        idle: vec![0.0; model.workers].into(),
        coordinator_free: 0.0,
        servers_free: 0.0,
        next_checkpoint: model.checkpoint_every,
        told: 0,
        sums: Sums::default(),
    };
    play.send(0.0, model.agents);
    while let Some(Event(now, _, what)) = play.events.pop() {
        play.happen(now, what);
        play.sums.elapsed = now;
        if play.sums.evaluations >= evaluations {
            break;
        }
    }
    let Play { idle, mut sums, .. } = play;
    sums.idle += idle.iter().map(|since| (sums.elapsed - since).max(0.0)).sum::<f64>();
    sums
}

impl Play<'_> {
    fn at(&mut self, when: f64, what: What) {
        self.numbered += 1;
        self.events.push(Event(when, self.numbered, what));
    }

    /// Servers have so much to keep and to pass on: how long it had to wait for its turn.
    fn serve(&mut self, now: f64, writes: u64, plains: u64) -> f64 {
        let work = writes as f64 * self.model.write + plains as f64 * self.model.plain;
        let start = self.servers_free.max(now);
        self.servers_free = start + work;
        (self.sums.writes, self.sums.plains) =
            (self.sums.writes + writes, self.sums.plains + plains);
        self.sums.servers += work;
        start - now
    }

    fn happen(&mut self, now: f64, what: What) {
        let (publish, delivery) = (self.model.publish, self.model.delivery);
        match what {
            What::Queued(size) => match self.idle.pop_front() {
                Some(since) => {
                    self.sums.idle += (now - since).max(0.0);
                    self.begin(now + delivery, size);
                }
                None => self.queue.push_back(size),
            },
            What::Ready => match self.queue.pop_front() {
                Some(size) => self.begin(now, size),
                None => self.idle.push_back(now),
            },
            What::Done(size, took) => {
                let progress = (3.0 * took / self.model.deadline) as u64;
                self.sums.progress += progress;
                self.serve(now, progress, 0);
                // The answer; then the end of the batch, for which nobody waits.
                let wait = self.serve(now, 1, 2);
                self.serve(now + publish, 1, 2);
                let unsure = Bernoulli::new(self.model.checked)
                    .is_ok_and(|unsure| unsure.sample(&mut self.draw));
                if unsure {
                    self.sums.checks += size as u64;
                } else {
                    self.sums.evaluations += size as u64;
                    self.sums.useful += took;
                }
                self.at(now + publish + wait + delivery, What::Heard(size, now, !unsure));
                self.at(now + delivery, What::Ready);
            }
            What::Heard(size, ready, sure) => self.hear(now, size, ready, sure),
        }
    }

    fn begin(&mut self, now: f64, size: usize) {
        let Model { mean, spread, deadline, deaths, replaced, .. } = *self.model;
        self.serve(now, 1, 2);
        let length = LogNormal::new(mean.ln() - spread * spread / 2.0, spread);
        let draw = &mut self.draw;
        let took: f64 =
            length.map_or(mean * size as f64, |one| (0..size).map(|_| one.sample(draw)).sum());
        let dies = Exp::new(deaths.max(1e-12)).map_or(f64::INFINITY, |exp| exp.sample(draw));
        if dies < took {
            self.sums.redelivered += 1;
            self.at(now + dies + deadline, What::Queued(size));
            self.at(now + dies + replaced, What::Ready);
        } else {
            self.at(now + took, What::Done(size, took));
        }
    }

    fn hear(&mut self, now: f64, size: usize, ready: f64, sure: bool) {
        let Model { agents, answer, candidate, steady, .. } = *self.model;
        let mut work = answer + size as f64 * candidate;
        let start = self.coordinator_free.max(now);
        if start >= self.next_checkpoint {
            work += self.model.checkpoint;
            self.next_checkpoint = start + self.model.checkpoint_every;
        }
        self.sums.coordinator += work;
        self.coordinator_free = start + work;
        if !sure {
            self.send(self.coordinator_free, size); // somebody else is asked, too
            return;
        }
        self.told += size;
        let ask = match steady {
            true => size,
            false if self.told >= agents => agents,
            false => return,
        };
        self.told -= ask.min(self.told);
        self.sums.rounds += 1;
        let there = self.send(self.coordinator_free, ask);
        self.sums.added.push((there - ready) as f32);
    }

    /// Sends candidates out, and waits for the servers' word: when the first can be taken up.
    fn send(&mut self, now: f64, candidates: usize) -> f64 {
        let batches = self.model.batches(candidates);
        let start = now + self.model.known * self.model.workers as f64;
        let (mut then, mut first) = (start, f64::INFINITY);
        for k in 0..batches {
            let wait = self.serve(then, 1, 1);
            let there = then + self.model.publish + wait;
            first = first.min(there);
            let size = (k + 1) * candidates / batches - k * candidates / batches;
            self.at(there, What::Queued(size));
            // So many are published as one.
            if (k + 1) % 500 == 0 || k + 1 == batches {
                then = there;
            }
        }
        self.sums.coordinator += then - now;
        self.coordinator_free = then;
        first
    }
}
