//! Simulated runs with the job table: workers that lie, come late, or answer twice.

use super::*;
use crate::{
    author::*,
    error::Error,
    prelude::*,
    rng::Streams,
    run::Solver,
    swarm::{IntoOptimizer, Told},
};

/// The behaviour of a worker.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Conduct {
    Honest,
    /// Reports that everything is far better than it is.
    Low,
    /// Reports that everything is worse than it is.
    High,
    /// Reports random values.
    Noise,
    /// Reports, like others of its kind, the same false value: that everything is far better than it is.
    Conspiring,
}

pub fn rastrigin() -> impl Problem<Space = Boxed, Fitness = f64> {
    Boxed::cube(-5.12..=5.12, 10).unwrap().minimize(|x| {
        x.iter().map(|x| x * x - 10.0 * (std::f64::consts::TAU * x).cos() + 10.0).sum()
    })
}

struct Played {
    best: f64,
    /// Evaluations that the swarm counts, and those that were made.
    counted: u64,
    made: u64,
    counts: RunCounters,
    honest_caught: u64,
}

/// Runs a swarm with workers of the given conduct, each after a number of honest answers.
fn play(
    problem: &DynProblem<'_, Boxed>,
    method: impl IntoOptimizer<Boxed, f64>,
    seed: u64,
    trust: Trust,
    manners: &[Conduct],
    asleep: u64,
) -> Played {
    let mut swarm = Solver::new(method).build(problem, Seed(seed)).unwrap();
    let mut job_table = JobTable::<Boxed, f64>::new(Fingerprint("p".to_owned()), trust, seed);
    let mut rng = Streams::new(Seed(seed)).at(9, 9);
    let mut waiting: Vec<Batch<Vec<f64>, f64>> = Vec::new();
    let (mut made, mut now) = (0, Duration::ZERO);
    let mut answers = vec![0; manners.len()];
    while swarm.tally().evaluations < 6_000 {
        match swarm.ask(problem, &Limits::NONE) {
            Ok(asked) => job_table.take(asked),
            Err(Error::Waiting { .. }) => {}
            Err(e) => panic!("{e}"),
        }
        now += Duration::from_millis(10);
        waiting.extend(job_table.batches(now, 1));
        assert!(!waiting.is_empty(), "nothing is out, and nobody is waited for");
        let batch = waiting.swap_remove(rng.below(waiting.len()));
        let names: Vec<usize> =
            (0..manners.len()).filter(|w| !batch.not.contains(&format!("w{w}"))).collect();
        let who = names[rng.below(names.len())];
        let told = batch.jobs.iter().map(|job| {
            made += 1;
            answers[who] += 1;
            let truth = job.clone().evaluate(problem);
            let Ok(cost) = truth.fitness else { return truth };
            let said = match manners[who] {
                _ if answers[who] <= asleep => cost,
                Conduct::Honest => cost,
                Conduct::Low => cost - 100.0 - rng.unit(),
                Conduct::High => cost + 50.0 + rng.unit(),
                Conduct::Noise => 100.0 * rng.unit(),
                Conduct::Conspiring => cost - 100.0,
            };
            Told { fitness: Ok(said), ..truth }
        });
        let answer = Answer {
            problem: batch.problem.clone(),
            number: batch.number,
            told: told.collect(),
            took: 1_000_000,
            threads: 1,
            verdicts: Vec::new(),
        };
        let judge = &mut |asked: Asked<Vec<f64>, f64>| asked.evaluate(problem);
        let told = job_table.hear(&format!("w{who}"), false, answer, now, judge);
        if !told.is_empty() {
            swarm.tell(problem, told).unwrap();
        }
        if let Some(verdicts) = job_table.verdicts() {
            job_table.hear("coordinator", true, verdicts, now, judge);
        }
    }
    let best = swarm.best().unwrap();
    assert_eq!(best.fitness, problem.evaluate(&best.point).unwrap(), "the best is a lie");
    let honest = (0..manners.len()).filter(|w| manners[*w] == Conduct::Honest);
    Played {
        best: best.fitness,
        counted: swarm.tally().evaluations,
        made: made + job_table.counts.own,
        honest_caught: honest
            .map(|w| u64::from(job_table.reputations.of(&format!("w{w}")).caught))
            .sum(),
        counts: job_table.counts,
    }
}

/// Returns ten workers, three of which lie in the same manner.
fn three_of_ten(manner: Conduct) -> Vec<Conduct> {
    (0..10).map(|w| if w < 3 { manner } else { Conduct::Honest }).collect()
}

fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of[of.len() / 2]
}

#[test]
fn with_three_liars_in_ten_the_best_is_honest_and_as_good_as_without() {
    let problem = rastrigin();
    let runs = |trust, manners: &[Conduct], asleep| -> Vec<Played> {
        let run = |seed| play(&problem, ParticleSwarm::new(20), seed, trust, manners, asleep);
        (0..15).map(run).collect()
    };
    let bests = |runs: &[Played]| -> Vec<f64> { runs.iter().map(|run| run.best).collect() };
    let honest = bests(&runs(Trust::Everyone, &[Conduct::Honest; 10], 0));
    let worst = honest.iter().copied().fold(0.0, f64::max);
    // Some lie from the first answer on, some when they have earned trust.
    for asleep in [0, 200] {
        for manner in [Conduct::Low, Conduct::High, Conduct::Noise, Conduct::Conspiring] {
            let lied = runs(Trust::Earned(Verification::default()), &three_of_ten(manner), asleep);
            let found = median(bests(&lied));
            let extra = lied.iter().map(|run| run.made as f64 / run.counted as f64 - 1.0);
            let extra = median(extra.collect());
            let false_results =
                median(lied.iter().map(|run| run.counts.false_results as f64).collect());
            println!(
                "{manner:?} after {asleep}: median {found:.3}, {:.3} without; {:.0} % extra, \
                 {false_results} false results found",
                median(honest.clone()),
                100.0 * extra
            );
            assert!(found <= worst, "{manner:?} after {asleep}: {found} of {worst}");
            assert!(extra < 1.0, "{manner:?} after {asleep}: {extra}");
            // Two that tell the same lie outvote the third: the limit of two in three.
            let blamed = lied.iter().map(|run| run.honest_caught).sum::<u64>();
            assert!(blamed <= if manner == Conduct::Conspiring { 15 } else { 0 }, "{blamed}");
        }
    }
}

#[test]
fn without_liars_a_result_counts_as_it_would_have_and_trust_makes_checks_rare() {
    let problem = rastrigin();
    let swarm = || ParticleSwarm::new(20);
    let plain = play(&problem, swarm(), 1, Trust::Everyone, &[Conduct::Honest; 10], 0);
    assert_eq!((plain.made, plain.counts.accepted), (plain.counted, plain.counted));
    let checked = play(
        &problem,
        swarm(),
        1,
        Trust::Earned(Verification::default()),
        &[Conduct::Honest; 10],
        0,
    );
    assert_eq!(checked.best, plain.best);
    let extra = checked.made as f64 / checked.counted as f64 - 1.0;
    println!("honest workers: {:.0} % extra", 100.0 * extra);
    assert!(extra < 0.6, "{extra}");
}

#[test]
fn a_worker_that_is_alone_is_checked_by_the_coordinator() {
    let (problem, alone) = (rastrigin(), [Conduct::Honest]);
    let swarm = || ParticleSwarm::new(20);
    let plain = play(&problem, swarm(), 1, Trust::Everyone, &alone, 0);
    let checked = play(&problem, swarm(), 1, Trust::Earned(Verification::default()), &alone, 0);
    assert_eq!(checked.best, plain.best);
    assert!(checked.counts.own > 20 && checked.counts.own < checked.counted / 2);
}

/// Returns a job table with a generation to send out.
pub fn laden(problem: &DynProblem<'_, Boxed>, trust: Trust) -> JobTable<Boxed, f64> {
    let mut swarm = ParticleSwarm::new(40).build(problem, Seed(1)).unwrap();
    let mut job_table = JobTable::new(Fingerprint("p".to_owned()), trust, 7);
    job_table.take(swarm.ask(problem, &Limits::NONE).unwrap());
    job_table
}

#[test]
fn what_an_earlier_coordinator_has_sent_is_not_sent_once_more() {
    let problem = rastrigin();
    let [mut first, mut second] = [(); 2].map(|()| laden(&problem, Trust::Everyone));
    let sent = first.batches(Duration::ZERO, 1);
    let (kept, lost) = sent.split_at(5);
    assert!(kept.iter().all(|batch| second.adopt(batch, Duration::ZERO)));
    let tickets = |batches: &[Batch<Vec<f64>, f64>]| -> Vec<u64> {
        let jobs = batches.iter().flat_map(|batch| &batch.jobs);
        let mut tickets: Vec<u64> = jobs.map(|job: &Asked<Vec<f64>, f64>| job.ticket).collect();
        tickets.sort_unstable();
        tickets
    };
    assert_eq!(tickets(&second.batches(Duration::ZERO, 2)), tickets(lost));
    // Answered meanwhile: no longer needed.
    let told = kept[0].jobs.iter().map(|job| job.clone().evaluate(&problem)).collect();
    let answer = second.own(told);
    let judge = &mut |_: Asked<Vec<f64>, f64>| unreachable!("nobody is checked");
    assert!(!second.hear("w0", false, answer, Duration::ZERO, judge).is_empty());
    assert!(!second.adopt(&kept[0], Duration::ZERO) && second.adopt(&kept[1], Duration::ZERO));
}

#[test]
fn a_candidate_that_workers_leave_to_others_has_killed_nobody() {
    let problem = rastrigin();
    let mut job_table = laden(&problem, Trust::Earned(Verification::default()));
    for worker in ["w0", "w1"] {
        let here = job_table.own(Vec::new());
        job_table
            .hear(worker, false, here, Duration::ZERO, &mut |_| unreachable!("nothing is said"));
    }
    for batch in job_table.batches(Duration::ZERO, 1) {
        let told = batch.jobs.into_iter().map(|job| job.evaluate(&problem)).collect();
        let judge = &mut |_: Asked<Vec<f64>, f64>| unreachable!("one voice decides nothing");
        job_table.hear("w0", false, job_table.own(told), Duration::ZERO, judge);
    }
    let again = job_table.batches(Duration::ZERO, 1);
    for batch in &again {
        assert_eq!(batch.not, ["w0"]);
        let jobs = batch.jobs.iter().cloned();
        for job in jobs {
            let alone = Batch { jobs: vec![job], ..batch.clone() };
            assert!(job_table.give_up(&alone, 5).is_none());
        }
    }
    let count = |batches: &[Batch<Vec<f64>, f64>]| -> usize {
        batches.iter().map(|batch: &Batch<Vec<f64>, f64>| batch.jobs.len()).sum()
    };
    let last = job_table.batches(Duration::ZERO, 1);
    assert_eq!((count(&last), &last[0].not[..]), (count(&again), &["w0".to_owned()][..]));
    // A candidate without votes that no worker survived is a failure.
    let mut job_table = laden(&problem, Trust::Everyone);
    let batch = job_table.batches(Duration::ZERO, 1).remove(0);
    assert!(job_table.give_up(&batch, 5).is_none());
    let alone = job_table.batches(Duration::ZERO, 1);
    assert!(alone.len() == batch.jobs.len() && alone.iter().all(|one| one.jobs.len() == 1));
    assert!(job_table.give_up(&alone[0], 5).unwrap().told[0].fitness.is_err());
}

#[test]
fn every_so_often_a_job_with_a_known_answer_goes_out() {
    let problem = rastrigin();
    let spots = |spot_checks: f64| {
        let trust = Trust::Earned(Verification { spot_checks, ..Verification::default() });
        let swarm = ParticleSwarm::new(20);
        play(&problem, swarm, 1, trust, &[Conduct::Honest; 10], 0).counts.checks
    };
    let (none, tenth) = (spots(0.0), spots(0.1));
    assert!((500..=600).contains(&(tenth - none)), "{tenth} with, {none} without");
}
