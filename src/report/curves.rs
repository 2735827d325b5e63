//! The data of a convergence chart, as the page's script draws it.

use crate::{
    chart::{style, summary},
    experiment::Row,
};
use serde::Serialize;

/// The lines of one problem. Numbers that are not finite are `null` in JSON.
#[derive(Serialize)]
pub(super) struct Curves {
    name: String,
    quantity: &'static str,
    /// Whether the axis of values can be logarithmic, and whether it is at first.
    positive: bool,
    logarithmic: bool,
    /// The value at which a gap of 0 is drawn on a logarithmic axis.
    floor: f64,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    name: String,
    color: String,
    dashes: String,
    at: Vec<u64>,
    lower: Vec<f64>,
    median: Vec<f64>,
    upper: Vec<f64>,
}

/// The numbers of even and of geometric steps along the axis: a curve is steep at its beginning.
const EVEN: u64 = 300;
const GEOMETRIC: u32 = 200;
/// The least gap that is drawn on a logarithmic axis.
const FLOOR: f64 = 1e-10;

impl Curves {
    /// Creates the lines of a problem. A method has the same look on every problem, given by its index in `methods`.
    pub fn of(problem: &str, rows: &[&Row], methods: &[String]) -> Self {
        let setup = rows.first().map(|row| &row.setup);
        let optimum = setup.and_then(|setup| setup.optimum);
        let lines: Vec<Line> = rows.iter().map(|row| Line::of(row, methods)).collect();
        let drawn = || {
            let values = |line: &Line| [&line.lower, &line.median, &line.upper].map(Clone::clone);
            lines.iter().flat_map(values).flatten().filter(|value| value.is_finite())
        };
        let (low, high) =
            drawn().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(x), b.max(x)));
        let smallest = drawn().filter(|x| *x > 0.0).fold(f64::INFINITY, f64::min);
        // An exact 0 among values lies a decade below the others.
        let positive = optimum.is_some() || (low >= 0.0 && smallest.is_finite());
        let below = 10f64.powf((smallest * 0.999).log10().floor());
        let least = if optimum.is_some() { 0.5 * smallest } else { below };
        Curves {
            name: problem.to_owned(),
            quantity: if optimum.is_some() { "error of the best, f − f*" } else { "best value" },
            positive,
            logarithmic: positive && (optimum.is_some() || high / 10.0 >= smallest),
            floor: if smallest.is_finite() { FLOOR.max(least) } else { FLOOR },
            lines,
        }
    }
}

impl Line {
    fn of(row: &Row, methods: &[String]) -> Self {
        let (setup, name) = (&row.setup, row.name());
        let index = methods.iter().position(|method| *method == name).unwrap_or(0);
        let (turn, worst) = (|x: f64| setup.sense.turn(x), f64::INFINITY);
        let measure = |value: f64| match setup.optimum {
            Some(optimum) => turn(value) - turn(optimum),
            None => value,
        };
        let runs: Vec<Vec<(u64, f64)>> = row
            .curves()
            .map(|run| {
                let measured = run.into_iter().map(|(at, value)| (at, measure(value)));
                measured.filter(|step| step.1.is_finite()).collect()
            })
            .collect();
        let worst = if setup.optimum.is_some() { worst } else { turn(worst) };
        let mut stages = summary::stages(&runs, &grid(&runs), worst);
        let last = stages.last().map(|stage| stage.evaluations);
        let seen = |s: &summary::Stage| [s.lower, s.median, s.upper].map(f64::to_bits);
        stages.dedup_by(|next, kept| seen(next) == seen(kept) && Some(next.evaluations) != last);
        let column = |pick: fn(&summary::Stage) -> f64| stages.iter().map(pick).collect();
        let (red, green, blue) = style::color(index);
        let dashes: Vec<String> =
            style::dashes(index).iter().map(|length| length.to_string()).collect();
        Line {
            name,
            color: format!("#{red:02x}{green:02x}{blue:02x}"),
            dashes: dashes.join(" "),
            at: stages.iter().map(|stage| stage.evaluations).collect(),
            lower: column(|stage| stage.lower),
            median: column(|stage| stage.median),
            upper: column(|stage| stage.upper),
        }
    }
}

/// Returns the numbers of evaluations at which the runs are compared, from their first evaluation to their last.
fn grid(runs: &[Vec<(u64, f64)>]) -> Vec<u64> {
    let ends = || runs.iter().filter_map(|run| run.last()).map(|step| step.0);
    let firsts = runs.iter().filter_map(|run| run.first()).map(|step| step.0);
    let last = ends().max().unwrap_or(0);
    let even = (0..=EVEN).map(|k| (u128::from(last) * u128::from(k) / u128::from(EVEN)) as u64);
    let share = |k: u32| f64::from(k) / f64::from(GEOMETRIC);
    let geometric = (0..=GEOMETRIC).map(|k| (last as f64).powf(share(k)).round() as u64);
    let mut grid: Vec<u64> = even.chain(geometric).chain(firsts).chain(ends()).collect();
    grid.retain(|at| *at <= last);
    grid.sort_unstable();
    grid.dedup();
    grid
}
