//! Evaluations that are kept after the process ends.

use super::{
    EvaluationMode, Failure, Fitness, Point, Problem, Sense, forward,
    recording::{Entry, HEADS, Head, Line, confirm},
};
use crate::{error::Error, file::Lines, rng::Stream};
use serde::Serialize;
use std::{
    collections::{HashMap, VecDeque},
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

/// A problem that writes every evaluation to a file as soon as its result is known, and returns from there
/// the results of an earlier process. Created by [`Problem::recorded`].
///
/// A run that was killed is started again with the same seed, or resumed from a checkpoint: it evaluates
/// the same points, and those that were recorded cost nothing. Only evaluations under way are lost. Each
/// recorded result is used once in a process, so that an objective with noise is evaluated as often as without
/// the file, except at points that were evaluated before the checkpoint and are again after it.
///
/// ```
/// use swarmopt::prelude::*;
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("evaluations.jsonl");
/// let simulator = Boxed::cube(-1.0..=1.0, 2)?.minimize(|x| x[0] * x[0] + x[1] * x[1]);
/// // The process dies after 300 evaluations.
/// ParticleSwarm::default().solve(&simulator.recorded(&path)?, Seed(1), Evaluations(300))?;
///
/// let recorded = simulator.recorded(&path)?;
/// ParticleSwarm::default().solve(&recorded, Seed(1), Evaluations(400))?;
/// assert_eq!(recorded.reused(), 300);
/// # Ok::<(), swarmopt::Error>(())
/// ```
///
/// The first line of the file names the problem, its sense and its space; a file of another problem is
/// refused. As closures often have the same name, the last recorded point that has a value is evaluated
/// again when the file is opened, and must have the recorded value up to rounding. A failure then proves
/// nothing, and an objective with a state ([`EvaluationMode::Sequential`]) is not checked. For an objective with
/// noise or very expensive evaluations, open the file with [`Problem::recorded_unchecked`].
///
/// Each evaluation adds a line of JSON and is flushed to the disk, which takes milliseconds. The file grows
/// with every evaluation, and the results of earlier processes are held in memory. Evaluations inside local
/// search are recorded if it is put [on](crate::local_search::LocalSearch::on) the recorded problem, not the
/// other way round. Those that panic are not recorded.
#[derive(Debug)]
pub struct Recorded<'a, P: Problem> {
    problem: &'a P,
    lines: Lines,
    /// The results of earlier processes, by the point as JSON.
    known: Mutex<HashMap<String, VecDeque<Outcome<P>>>>,
    reused: AtomicU64,
    trouble: Mutex<Option<Error>>,
}

type Outcome<P> = Result<<P as Problem>::Fitness, Failure>;

impl<'a, P: Problem> Recorded<'a, P> {
    /// Opens or creates the file at `path`; with `check`, one recorded point must have its value again.
    pub(super) fn open(problem: &'a P, path: &Path, check: bool) -> Result<Self, Error> {
        let (lines, entries) = Lines::open(path, &HEADS, Entry::<P>::read)?;
        let mut entries = entries.into_iter();
        let head = Head::of(problem);
        match entries.next() {
            Some(Entry::Head(found)) => head.compare(&found, path)?,
            Some(Entry::Evaluation(..)) => {} // refused when it was read
            None => {
                let line = serde_json::to_string(&head).map_err(|e| Error::io(path, e.into()))?;
                lines.append(&(line + "\n"))?;
            }
        }
        let evaluations = entries.filter_map(|entry| match entry {
            Entry::Evaluation(point, outcome) => Some((point, outcome)),
            Entry::Head(_) => None,
        });
        let mut known: HashMap<String, VecDeque<_>> = HashMap::new();
        let (mut first, mut last) = (None, None);
        for (point, outcome) in evaluations {
            if let Ok(cost) = &outcome
                && check
                && cost.is_valid()
            {
                first.get_or_insert(cost.cost());
                last = Some((point.clone(), cost.clone()));
            }
            known.entry(point).or_default().push_back(outcome);
        }
        if let (Some(first), Some((point, cost))) = (first, last) {
            confirm(problem, path, &point, cost, first)?;
        }
        let (known, reused, trouble) = (Mutex::new(known), AtomicU64::new(0), Mutex::new(None));
        Ok(Recorded { problem, lines, known, reused, trouble })
    }

    /// Returns the number of evaluations answered from the file.
    pub fn reused(&self) -> u64 {
        self.reused.load(Relaxed)
    }

    /// Returns the first error that kept evaluations from being recorded, such as a full disk. The run goes on,
    /// so that its results are not lost.
    pub fn trouble(&self) -> Option<String> {
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        trouble.as_ref().map(ToString::to_string)
    }

    fn recall(&self, point: &str) -> Option<Outcome<P>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let outcomes = known.get_mut(point)?;
        let outcome = outcomes.pop_front();
        if outcomes.is_empty() {
            known.remove(point);
        }
        self.reused.fetch_add(u64::from(outcome.is_some()), Relaxed);
        outcome
    }

    fn put_down(&self, point: String, outcome: &Outcome<P>) {
        let (cost, failure) = match outcome {
            Ok(cost) => (Some(cost.store()), None),
            Err(failure) => (None, Some(failure.clone())),
        };
        let line = serde_json::to_string(&Line { point, cost, failure });
        let written = line
            .map_err(|e| Error::io(self.lines.path(), e.into()))
            .and_then(|line| self.lines.append(&(line + "\n")));
        if let Err(error) = written {
            self.trouble.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        }
    }
}

fn key<X: Serialize>(point: &X) -> Result<String, Failure> {
    serde_json::to_string(point).map_err(|e| Failure::Error(e.to_string()))
}

impl<P: Problem> Problem for Recorded<'_, P> {
    forward!(self => self.problem, about, search, starts);

    fn evaluate(&self, x: &Point<P>) -> Outcome<P> {
        let point = key(x)?;
        if let Some(known) = self.recall(&point) {
            return known;
        }
        let outcome = self.problem.evaluate(x);
        self.put_down(point, &outcome);
        outcome
    }
    fn evaluate_all(&self, points: &[&Point<P>], costs: &mut Vec<Outcome<P>>) {
        let keys: Vec<_> = points.iter().map(|x| key(*x)).collect();
        let mut outcomes: Vec<Option<Outcome<P>>> = keys
            .iter()
            .map(|key| match key {
                Ok(point) => self.recall(point),
                Err(failure) => Some(Err(failure.clone())),
            })
            .collect();
        let open = |outcomes: &[Option<_>]| -> Vec<usize> {
            (0..outcomes.len()).filter(|i| outcomes[*i].is_none()).collect()
        };
        let asked = open(&outcomes);
        let mut fresh = Vec::with_capacity(asked.len());
        if !asked.is_empty() {
            let asked: Vec<&Point<P>> = asked.iter().map(|i| points[*i]).collect();
            self.problem.evaluate_all(&asked, &mut fresh);
        }
        for (i, outcome) in asked.into_iter().zip(fresh) {
            if let Ok(point) = &keys[i] {
                self.put_down(point.clone(), &outcome);
            }
            outcomes[i] = Some(outcome);
        }
        // If the problem returns too few costs, so does this.
        costs.extend(outcomes.into_iter().map_while(|outcome| outcome));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

    /// Fails below 0, is NaN near 3 and infinite near −3.
    fn odd(x: f64) -> Result<f64, String> {
        match x {
            x if x > 2.9 => Ok(f64::NAN),
            x if x < -2.9 => Ok(f64::INFINITY),
            x if x < 0.0 => Err(format!("{x} is below 0")),
            x => Ok(x * x),
        }
    }

    #[test]
    fn a_run_started_again_pays_for_nothing_twice_and_ends_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/evaluations.jsonl");
        let calls = AtomicU64::new(0);
        let problem = Boxed::cube(-3.0..=3.0, 2).unwrap().try_minimize(|x| {
            calls.fetch_add(1, Relaxed);
            odd(x[0])
        });
        let solve = |problem: &Recorded<'_, _>, budget| {
            let outcome = ParticleSwarm::new(7).solve(problem, Seed(1), Evaluations(budget));
            let outcome = outcome.unwrap();
            (outcome.best().cloned(), outcome.failures.clone(), outcome.history().clone())
        };
        let plain = ParticleSwarm::new(7).solve(&problem, Seed(1), Evaluations(90)).unwrap();
        calls.store(0, Relaxed);
        for (budget, paid) in [(40, 40), (90, 50), (90, 0)] {
            let recorded = problem.recorded_unchecked(&path).unwrap();
            let (best, failures, history) = solve(&recorded, budget);
            assert_eq!((calls.swap(0, Relaxed), recorded.reused()), (paid, budget - paid));
            if budget == 90 {
                assert_eq!((best.as_ref(), &history), (plain.best(), plain.history()));
                assert_eq!(failures, plain.failures);
            }
            assert_eq!(recorded.trouble(), None);
        }
        assert!(plain.failures.errors > 0 && plain.failures.not_a_number > 0);
        // An incomplete line is evaluated again, and no other.
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 91);
        std::fs::write(&path, &text[..text.len() - 5]).unwrap();
        solve(&problem.recorded_unchecked(&path).unwrap(), 90);
        assert_eq!(calls.swap(0, Relaxed), 1);
        // One more where a recorded point is evaluated again.
        solve(&problem.recorded(&path).unwrap(), 90);
        assert_eq!(calls.swap(0, Relaxed), 1);
        // An incomplete first line counts as an empty file.
        std::fs::write(&path, &text[..10]).unwrap();
        solve(&problem.recorded(&path).unwrap(), 90);
        assert_eq!(calls.swap(0, Relaxed), 90);
    }

    #[test]
    fn each_result_is_used_once_and_batches_ask_only_for_what_is_new() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("evaluations.jsonl");
        let calls = AtomicU64::new(0);
        let noisy =
            Boxed::cube(-3.0..=3.0, 1).unwrap().minimize(|_| calls.fetch_add(1, Relaxed) as f64);
        let point = vec![0.5];
        let ask = |recorded: &Recorded<'_, _>| recorded.evaluate(&point).unwrap();
        let recorded = noisy.recorded(&path).unwrap();
        assert_eq!([ask(&recorded), ask(&recorded)], [0.0, 1.0]);
        drop(recorded);
        let recorded = noisy.recorded_unchecked(&path).unwrap();
        assert_eq!([ask(&recorded), ask(&recorded), ask(&recorded)], [0.0, 1.0, 2.0]);
        assert!(matches!(noisy.recorded(&path).err(), Some(Error::Io { .. })));
        drop(recorded);
        let error = noisy.recorded(&path).err().unwrap().to_string();
        assert!(error.contains("expected the recorded value 2 at [0.5], found 3"), "{error}");
        assert!(error.contains("recorded_unchecked"), "{error}");

        let widths = Mutex::new(Vec::new());
        let batch = Boxed::cube(-3.0..=3.0, 1).unwrap().minimize_batch(|points, costs| {
            widths.lock().unwrap().push(points.nrows());
            costs.iter_mut().zip(points).for_each(|(cost, x)| *cost = *x);
        });
        let recorded = batch.recorded_unchecked(&path).unwrap();
        let (other, mut costs) = (vec![2.0], Vec::new());
        recorded.evaluate_all(&[&other, &point, &other], &mut costs);
        assert_eq!((costs, recorded.reused()), (vec![Ok(2.0), Ok(0.0), Ok(2.0)], 1));
        assert_eq!(*widths.lock().unwrap(), [2]);
    }

    #[test]
    fn local_search_on_a_recorded_problem_is_recorded() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("evaluations.jsonl");
        let calls = AtomicU64::new(0);
        let ball = Boxed::cube(-3.0..=3.0, 2).unwrap().minimize(|x| {
            calls.fetch_add(1, Relaxed);
            x[0] * x[0] + x[1].abs()
        });
        for paid in [300, 0] {
            let recorded = ball.recorded_unchecked(&path).unwrap();
            let polished = Powell::default().on(&recorded);
            let swarm = ParticleSwarm::new(5).polish(Polish::Best);
            swarm.solve(&polished, Seed(1), Evaluations(300)).unwrap();
            assert_eq!(calls.swap(0, Relaxed), paid);
        }
    }
}
