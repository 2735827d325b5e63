//! Evaluations a second of public particle swarms, beside swarmopt and two hand-written loops.
//!
//! `cargo run --release` races everyone; words after `--` pick objectives,
//! contestants and the number of repeats.

mod allocations;
#[path = "../../common/contestant.rs"]
mod contestant;
mod entry;
#[path = "../../common/fast_loop.rs"]
mod fast_loop;
mod functions;
mod measure;
#[path = "../../common/objective.rs"]
mod objective;
#[path = "../../common/ours.rs"]
mod ours;
mod peers;
#[path = "../../common/plain_loop.rs"]
mod plain_loop;
#[path = "../../common/repeats.rs"]
mod repeats;
mod table;

use contestant::{DIMENSIONS, LOWER, PARTICLES, UPPER};
use entry::Entry;
use functions::Function;
use std::error::Error;

const ROUNDS: usize = 2_000;
const REPEATS: u64 = 15;

/// All contestants; the first is the reference.
fn contestants() -> Vec<Entry> {
    vec![
        Entry::of::<plain_loop::PlainLoop>(),
        Entry::of::<fast_loop::FastLoop>(),
        Entry::of::<ours::OursRing>(),
        Entry::of::<ours::OursComplete>(),
        Entry::of::<ours::OursRingEightSums>(),
        Entry::of::<peers::argmin::Argmin>(),
        Entry::of::<peers::basin::Basin>(),
        Entry::of::<peers::genoxide::GenoxideGlobal>(),
        Entry::of::<peers::genoxide::GenoxideRing>(),
        Entry::of::<peers::heuropt::Heuropt>(),
        Entry::of::<peers::mahf::Mahf>(),
        Entry::of::<peers::metaheurustics::Metaheurustics>(),
        Entry::of::<peers::metalforge::Metalforge>(),
        Entry::of::<peers::swarm::Swarm>(),
        Entry::of::<peers::swarmkit::Swarmkit>(),
    ]
}

/// What a command line asks for.
struct Choice {
    entries: Vec<Entry>,
    functions: Vec<Function>,
    repeats: u64,
}

/// A number is the count of repeats, the name of an objective picks that objective, any other word
/// picks the contestants with it in their names. The reference always runs.
fn choose(words: &[String]) -> Result<Choice, String> {
    let mut choice = Choice { entries: contestants(), functions: Vec::new(), repeats: REPEATS };
    let mut names = Vec::new();
    for word in words {
        if let Ok(repeats) = word.parse() {
            choice.repeats = repeats;
        } else if let Some(function) = Function::ALL.into_iter().find(|f| f.name() == word) {
            choice.functions.push(function);
        } else if choice.entries.iter().any(|entry| entry.name.contains(word.as_str())) {
            names.push(word.as_str());
        } else {
            let known: Vec<&str> = choice.entries.iter().map(|entry| entry.name).collect();
            return Err(format!("no contestant has “{word}” in its name: {}", known.join(", ")));
        }
    }
    if choice.functions.is_empty() {
        choice.functions.extend(Function::ALL);
    }
    if !names.is_empty() {
        let reference = choice.entries[0].name;
        choice.entries.retain(|entry| {
            entry.name == reference || names.iter().any(|name| entry.name.contains(name))
        });
    }
    Ok(choice)
}

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Choice { entries, functions, repeats } = choose(&words)?;
    let rows = measure::race(&entries, &functions, ROUNDS, repeats)?;
    println!(
        "{DIMENSIONS} dimensions in [{LOWER}, {UPPER}], {PARTICLES} particles, {ROUNDS} rounds, \
         one thread, medians of {repeats} repeats.\nM/s: million evaluations a second; \
         ratio: to the {}; best: cost found.\n",
        entries[0].name
    );
    print!("{}", table::Table { functions: &functions, rows: &rows });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use functions::Counted;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn words_pick_objectives_contestants_and_repeats_and_keep_the_reference() {
        let choice = choose(&words(&["sphere", "genoxide", "3"])).unwrap();
        let names: Vec<&str> = choice.entries.iter().map(|entry| entry.name).collect();
        assert_eq!(names, ["plain loop", "genoxide 0.13 global", "genoxide 0.13 ring"]);
        assert_eq!((choice.functions, choice.repeats), (vec![Function::Sphere], 3));
        let everyone = choose(&[]).unwrap();
        assert_eq!(everyone.entries.len(), contestants().len());
        assert_eq!((everyone.functions, everyone.repeats), (Function::ALL.to_vec(), REPEATS));
        assert!(choose(&words(&["nobody"])).is_err());
    }

    #[test]
    fn everyone_spends_the_budget_on_this_thread_and_minimises() {
        let task = contestant::Task { rounds: 100, seed: 1 };
        for entry in contestants() {
            let before = Counted::evaluations();
            let best = (entry.counted)(Function::Sphere, task).unwrap();
            let spent = (Counted::evaluations() - before) as usize;
            let extra = spent.saturating_sub(task.evaluations());
            assert!(spent >= task.evaluations(), "{} spent {spent}", entry.name);
            // A few peers evaluate the first or the last swarm twice, or the best once more.
            assert!(extra <= PARTICLES + 1, "{} spent {spent}", entry.name);
            // A uniform point costs 250 on average; who maximises by mistake ends far above.
            assert!((0.0..250.0).contains(&best), "{} found {best}", entry.name);
        }
    }
}
