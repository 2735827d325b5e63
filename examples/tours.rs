//! Draws how soon tours get short, from the runs in `benches/tours.tsv`, and a tour of 2,000 clustered cities.
//!
//! ```text
//! cargo run --release --features bitmaps --example tours
//! ```

use std::{collections::BTreeMap, error::Error, fs};
use swarmopt::{
    chart::{Convergence, TourMap},
    prelude::*,
};

/// The instance that was run for several times.
const INSTANCE: &str = "pcb3038";

fn main() -> Result<(), Box<dyn Error>> {
    anytime(&fs::read_to_string("benches/tours.tsv")?)?;
    clustered()
}

/// The median over seeds; each time is a run of its own, given so many seconds.
fn anytime(table: &str) -> Result<(), Box<dyn Error>> {
    let mut chart = Convergence::new(format!("{INSTANCE}, one thread"))
        .x_label("seconds given to a run")
        .y_label("gap to the shortest tour, %")
        .optimum(0.0)
        .floor(0.001);
    for solver in ["focused ants", "ACOTSP MMAS", "ACOTSP ACS", "Focused ACO", "LKH"] {
        let mut seeds: BTreeMap<&str, Vec<(u64, f64)>> = BTreeMap::new();
        for row in table.lines().skip(1) {
            let cells: Vec<&str> = row.split('\t').collect();
            if let [INSTANCE, seconds, name, seed, _, _, gap] = cells[..]
                && name == solver
            {
                seeds.entry(seed).or_default().push((seconds.parse()?, gap.parse()?));
            }
        }
        chart = chart.line(solver, seeds.into_values());
    }
    chart.save("plots/tours-anytime.svg")?.save("plots/tours-anytime.png")?;
    Ok(())
}

fn clustered() -> Result<(), Box<dyn Error>> {
    let tsp = Tsp::clustered(2_000, Seed(1))?;
    let outcome = FocusedAnts::default().solve(&tsp, Seed(1), Rounds(150))?;
    println!("{outcome}");
    if let (Some(best), Some(cities)) = (outcome.best(), tsp.coordinates()) {
        let length = format!("focused ants: length {}", best.value);
        let map = TourMap::new("2,000 clustered cities").subtitle(length);
        map.cities(cities).tour(&best.point).save("plots/clustered-tour.png")?;
    }
    Ok(())
}
