//! The comparison of methods on one problem: a table, and the significance of its differences.

use super::text::{grouped, probability, short};
use crate::{
    chart::{Distribution, style::LOOKS},
    error::Error,
    experiment::{Row, Trial},
    problem::Sense,
    rng::Seed,
    run::Reason,
    statistics::{Effect, RankSum, RunningTime, Spread, bootstrap, holm},
};
use serde::Serialize;

/// The data of a problem that the template shows.
#[derive(Serialize)]
pub(super) struct Comparison {
    name: String,
    about: String,
    note: String,
    /// Whether the gap is shown: if the optimum is 0, it equals the value.
    has_gap: bool,
    has_targets: bool,
    rows: Vec<Line>,
    chart: Option<String>,
}

/// The table row of one method.
#[derive(Serialize)]
struct Line {
    name: String,
    leads: bool,
    runs: String,
    numbers: Vec<Cell>,
    gap: String,
    success: String,
    running_time: String,
    p: String,
    effect: String,
}

/// A number as it is shown, and with all its digits.
#[derive(Serialize)]
struct Cell {
    name: &'static str,
    text: String,
    value: String,
}

const RESAMPLES: usize = 2_000;
const CONFIDENCE: f64 = 0.95;

impl Comparison {
    pub fn of(name: &str, rows: &[&Row]) -> Result<Self, Error> {
        let places = places(rows);
        let leader = leader(&places);
        let p_values = against(&places, leader)?;
        let mut lines = Vec::new();
        for (i, row) in rows.iter().enumerate() {
            let effect =
                if i == leader { None } else { Some(Effect::of(&places[leader], &places[i])?) };
            lines.push(Line::of(row, effect, p_values[i])?);
        }
        let setup = rows.first().map(|row| &row.setup);
        let optimum = setup.and_then(|setup| setup.optimum);
        let known = optimum.map_or("unknown".to_owned(), short);
        let sense = match setup.map(|setup| setup.sense) {
            Some(Sense::Maximize) => "Higher",
            _ => "Lower",
        };
        let has_targets = rows.iter().flat_map(|row| &row.trials).any(has_succeeded);
        Ok(Comparison {
            name: name.to_owned(),
            about: format!("{sense} is better; the optimum is {known}."),
            note: note(rows.get(leader).map(|row| row.name()), rows.len(), has_targets),
            has_gap: optimum.is_some_and(|optimum| optimum != 0.0),
            has_targets,
            rows: lines,
            chart: chart(rows, optimum)?,
        })
    }
}

/// Returns the places of all runs on a problem, row by row: a run that reached its target is ahead of
/// one that did not, and the sooner the better; the others follow by their values. By values alone, runs
/// that stop at a target would be ranked by how far they happened to go beyond it.
pub(super) fn places(rows: &[&Row]) -> Vec<Vec<f64>> {
    let key = |row: &Row, trial: &Trial| {
        let cost = trial.found().map_or(f64::INFINITY, |value| row.setup.sense.turn(value));
        match has_succeeded(trial) {
            true => (0, trial.evaluations as f64),
            false => (1, cost),
        }
    };
    let keys_of = |row: &&Row| row.trials.iter().map(|trial| key(row, trial)).collect();
    let keys: Vec<Vec<(u8, f64)>> = rows.iter().map(keys_of).collect();
    let order = |a: &(u8, f64), b: &(u8, f64)| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1));
    let mut sorted: Vec<(u8, f64)> = keys.iter().flatten().copied().collect();
    sorted.sort_by(order);
    let place = |key: &(u8, f64)| sorted.partition_point(|other| order(other, key).is_lt()) as f64;
    keys.iter().map(|row| row.iter().map(place).collect()).collect()
}

/// Returns the median place of every row.
pub(super) fn medians(places: &[Vec<f64>]) -> Vec<f64> {
    let median = |row: &Vec<f64>| {
        Spread::of(row.iter().copied()).map_or(f64::INFINITY, |spread| spread.median)
    };
    places.iter().map(median).collect()
}

/// Returns the method with the best median place.
fn leader(places: &[Vec<f64>]) -> usize {
    let medians = medians(places);
    (0..medians.len()).min_by(|a, b| medians[*a].total_cmp(&medians[*b])).unwrap_or(0)
}

/// Returns the p value of each method against the leader, adjusted by Holm; `None` for the leader itself.
fn against(places: &[Vec<f64>], leader: usize) -> Result<Vec<Option<f64>>, Error> {
    let others: Vec<usize> = (0..places.len()).filter(|i| *i != leader).collect();
    let test = |i: &usize| Ok(RankSum::of(&places[*i], &places[leader])?.p);
    let raw = others.iter().map(test).collect::<Result<Vec<f64>, Error>>()?;
    let mut adjusted = vec![None; places.len()];
    for (i, p) in others.into_iter().zip(holm(&raw)?) {
        adjusted[i] = Some(p);
    }
    Ok(adjusted)
}

fn has_succeeded(trial: &Trial) -> bool {
    fn is_target(reason: &Reason) -> bool {
        match reason {
            Reason::Target(_) => true,
            Reason::Both(a, b) => is_target(a) || is_target(b),
            _ => false,
        }
    }
    is_target(&trial.reason)
}

impl Line {
    fn of(row: &Row, effect: Option<Effect>, p: Option<f64>) -> Result<Self, Error> {
        let (time, interval) = running_time(row)?;
        Ok(Line {
            name: row.name(),
            leads: effect.is_none(),
            runs: row.runs(),
            numbers: numbers(row),
            gap: row.gap().unwrap_or_default(),
            success: format!("{:.0} %", 100.0 * time.success_rate()),
            running_time: match time.successes {
                0 => "∞".to_owned(),
                _ => format!("{} {interval}", rounded(time.expected)),
            },
            p: p.map_or("–".to_owned(), probability),
            effect: effect.map_or("–".to_owned(), |effect| {
                format!("{:.2} {}", effect.a12, effect.magnitude())
            }),
        })
    }
}

fn numbers(row: &Row) -> Vec<Cell> {
    let values = || row.trials.iter().filter_map(Trial::found);
    let quartile = |pick: fn(Spread) -> f64| row.values().and_then(|s| row.shown(pick(s)));
    let turned = |best: bool| {
        let order =
            |a: &f64, b: &f64| row.setup.sense.turn(*a).total_cmp(&row.setup.sense.turn(*b));
        match best {
            true => values().min_by(order),
            false => values().max_by(order).filter(|_| row.found() == row.trials.len()),
        }
    };
    let cell = |name, value: Option<f64>| Cell {
        name,
        text: value.map_or("none".to_owned(), short),
        value: value.map_or(String::new(), |value| value.to_string()),
    };
    vec![
        cell("best", turned(true)),
        cell("lower", quartile(|s| s.lower)),
        cell("median", quartile(|s| s.median)),
        cell("upper", quartile(|s| s.upper)),
        cell("worst", turned(false)),
    ]
}

/// Returns the expected running time and its bootstrap interval.
fn running_time(row: &Row) -> Result<(RunningTime, String), Error> {
    let run =
        |trial: &Trial| (has_succeeded(trial).then_some(trial.evaluations), trial.evaluations);
    let runs: Vec<(Option<u64>, u64)> = row.trials.iter().map(run).collect();
    let time = RunningTime::of(&runs)?;
    if time.successes == 0 {
        return Ok((time, String::new()));
    }
    let expected = |sample: &[(Option<u64>, u64)]| {
        RunningTime::of(sample).map_or(f64::INFINITY, |time| time.expected)
    };
    let (low, high) = bootstrap(&runs, RESAMPLES, CONFIDENCE, Seed(1), expected)?;
    Ok((time, format!("[{}, {}]", rounded(low), rounded(high))))
}

fn rounded(evaluations: f64) -> String {
    if evaluations.is_finite() { grouped(evaluations.round() as u64) } else { "∞".to_owned() }
}

fn note(leader: Option<String>, methods: usize, has_targets: bool) -> String {
    let Some(leader) = leader else { return String::new() };
    let mut note = format!(
        "Quartiles are over all runs; one that found nothing counts as the worst, and shows as none. p: Wilcoxon's rank-sum test against {leader}, the best by its median run, two-sided, adjusted by Holm. \
         A₁₂: how likely a run of the method is ahead of one of that (Vargha & Delaney 2000); ½ is a draw."
    );
    if methods > LOOKS {
        note += &format!(
            " Line styles repeat after {LOOKS} methods: a click on a name hides its line."
        );
    }
    if has_targets {
        note += " A run that reached the target is ahead of one that did not, and the sooner the better; the others \
                 follow by their values. Success: runs that reached the target. ERT: evaluations expected until it is \
                 reached, with a 95 % bootstrap interval.";
    }
    note
}

fn chart(rows: &[&Row], optimum: Option<f64>) -> Result<Option<String>, Error> {
    if rows.iter().all(|row| row.trials.iter().all(|trial| trial.found().is_none())) {
        return Ok(None);
    }
    let mut chart = Distribution::new("");
    if let Some(optimum) = optimum {
        chart = chart.optimum(optimum);
    }
    if rows.iter().any(|row| row.setup.sense == Sense::Maximize) {
        chart = chart.maximizing();
    }
    for row in rows {
        let values = row.trials.iter().map(|trial| trial.value.unwrap_or(f64::NAN));
        chart = chart.method(row.name(), values);
    }
    chart.svg().map(Some)
}
