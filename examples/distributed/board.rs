//! What `status` shows.

use std::{fs, path::PathBuf, sync::atomic::Ordering, thread::sleep, time::Duration};
use swarmopt::{
    Error,
    distributed::{Cluster, RunStatus},
    prelude::*,
};

/// Runs, workers, and how the best value of one run fell.
pub fn show(
    cluster: &Cluster,
    run: Option<&str>,
    watch: bool,
    csv: Option<PathBuf>,
) -> Result<(), Error> {
    let stop = Flag::interrupt()?;
    loop {
        let runs = cluster.runs()?;
        let runs = runs.iter().filter(|one| run.is_none_or(|run| run == one.run));
        if watch {
            print!("\x1b[2J\x1b[H"); // clears the screen
        }
        let mut any = false;
        for one in runs {
            any = true;
            print_run(one);
        }
        match run {
            Some(run) if !any => println!("no run {run} yet"),
            None if !any => println!("no run yet"),
            _ => {}
        }
        let workers = cluster.workers(Duration::from_millis(300))?;
        let workers = workers.iter().filter(|one| run.is_none_or(|run| run == one.run));
        for one in workers {
            let served = &one.served;
            println!(
                "  here: {:<16} {:>8} evaluations in {:>6} batches, {} failed, {} refused",
                one.worker, served.evaluations, served.batches, served.failures, served.refused
            );
        }
        if let Some(run) = run {
            convergence(cluster, run, csv.as_ref())?;
        }
        if !watch || stop.0.load(Ordering::Relaxed) {
            return Ok(());
        }
        sleep(Duration::from_secs(1));
    }
}

fn print_run(one: &RunStatus) {
    let best = one.best.map_or("-".to_owned(), |best| format!("{best:.6e}"));
    println!(
        "{}: {} by {}, best {best}, {:.0} %\n  {} evaluations in {} rounds, {:.0} a second, {} out, {} failed",
        one.run,
        one.problem,
        one.method,
        100.0 * one.progress,
        one.evaluations,
        one.rounds,
        one.rate,
        one.open,
        one.failures
    );
    println!("  {}", led(one));
    for (name, (record, reputation)) in &one.workers {
        println!(
            "  {name:<16} {:>8} evaluations, {} threads, {} valid in a row, caught {} times",
            record.evaluations, record.threads, reputation.valid, reputation.caught
        );
    }
    for (name, refused) in &one.refused {
        println!("  {name:<16} {:>8} messages refused: {}", refused.messages, refused.why);
    }
    if let Some(why) = &one.ended {
        println!("  ended: {why}");
    }
}

/// Who leads, who stands by, and how old all this is.
fn led(one: &RunStatus) -> String {
    let mut said = match (&one.leader, &one.left) {
        (Some(leader), _) => format!("led by {leader}"),
        (None, _) if one.ended.is_some() => "led by nobody any more".to_owned(),
        (None, Some(why)) => format!("LED BY NOBODY: its leader has left, {why}"),
        (None, None) => "LED BY NOBODY".to_owned(),
    };
    if !one.standbys.is_empty() {
        said += &format!("; standing by: {}", one.standbys.join(", "));
    }
    match one.age {
        Some(age) => said + &format!("; said {:.0} s ago", age.as_secs_f64()),
        None => said + "; nothing has been said yet",
    }
}

/// The improvements of a run, as a table.
fn convergence(cluster: &Cluster, run: &str, csv: Option<&PathBuf>) -> Result<(), Error> {
    let mut improvements = cluster.follow(run)?;
    let mut table = String::from("evaluations,best\n");
    let mut last = None;
    while let Some(next) = improvements.next(Duration::from_millis(300)) {
        table += &format!("{},{}\n", next.evaluations, next.value);
        last = Some(next);
        if improvements.is_at_end() {
            break;
        }
    }
    if let Some(last) = last {
        println!(
            "  the best fell {} times, last to {:.6e} after {}",
            table.lines().count() - 1,
            last.value,
            last.evaluations
        );
    }
    if let Some(path) = csv {
        fs::write(path, table).map_err(|source| Error::Io { path: path.clone(), source })?;
    }
    Ok(())
}
