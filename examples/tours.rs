//! Draws how soon tours get short, from the runs in `benches/tours.tsv`, and a tour of 2,000 clustered cities.
//!
//! ```text
//! cargo run --release --example tours
//! ```

use std::{error::Error, fs};
use swarmopt::{
    chart::{Convergence, TourMap},
    prelude::*,
};

/// The instance that was run for several times, and the run of each solver that is drawn.
const INSTANCE: &str = "pcb3038";
const SEED: &str = "1";

fn main() -> Result<(), Box<dyn Error>> {
    anytime(&fs::read_to_string("benches/tours.tsv")?)?;
    clustered()
}

/// Each point is a run of its own, given so many seconds.
fn anytime(table: &str) -> Result<(), Box<dyn Error>> {
    let mut chart = Convergence::new(format!("{INSTANCE}, one thread, a run for each time"))
        .x_label("seconds")
        .y_label("gap to the shortest tour, %")
        .floor(0.01);
    for solver in ["focused ants", "ACOTSP MMAS", "ACOTSP ACS", "Focused ACO", "LKH"] {
        let mut run: Vec<(u64, f64)> = Vec::new();
        for row in table.lines().skip(1) {
            let cells: Vec<&str> = row.split('\t').collect();
            if let [INSTANCE, seconds, name, SEED, _, _, gap] = cells[..]
                && name == solver
            {
                run.push((seconds.parse()?, gap.parse()?));
            }
        }
        chart = chart.line(solver, [run]);
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
