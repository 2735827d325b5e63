//! The main job: particles, ants and bees on two functions and two tours, 15 seeds each, with a
//! table on standard output and charts in `plots/`.
//!
//! `cargo run --release --example quickstart`

use swarmopt::{
    Error,
    chart::{Convergence, TourMap},
    experiment::{Experiment, Results},
    prelude::*,
};

const SEEDS: u64 = 15;
const DIMENSIONS: usize = 20;

fn main() -> Result<(), Error> {
    let functions = [
        Function::Rastrigin.in_dimensions(DIMENSIONS)?.shifted(Seed(1)),
        Function::Rosenbrock.in_dimensions(DIMENSIONS)?.shifted(Seed(1)),
    ];
    // TSPLIB 95; the optimal lengths are proven.
    let tours = [
        Tsp::read("examples/data/berlin52.tsp")?.with_optimum(7542.0),
        Tsp::read("examples/data/kroA100.tsp")?.with_optimum(21282.0),
    ];

    let polished = tours.clone().map(|tour| TwoOpt.on(tour));

    let mut experiment = Experiment::new(SEEDS)?;
    for function in &functions {
        let stop = Evaluations(200_000).or(Target(1e-8));
        let particles = ParticleSwarm::default;
        experiment
            .add("particle swarm", function, move || particles().topology(Complete), stop.clone())
            .add(
                "particle swarm",
                function,
                move || particles().topology(Ring::new(1)),
                stop.clone(),
            )
            .add(
                "particle swarm",
                function,
                move || particles().topology(VonNeumann::default()),
                stop.clone(),
            )
            .add("ACO_R", function, AcoR::default, stop.clone())
            .add("artificial bees", function, ArtificialBeeColony::default, stop);
    }
    for (tour, polished) in tours.iter().zip(&polished) {
        let stop = Evaluations(100_000).or(Target(tour.optimum().unwrap_or(0.0)));
        let ants = || MaxMinAntSystem::default().evaporation(0.05);
        let bees = ArtificialBeeColony::default;
        experiment
            .add("MAX–MIN ants", tour, ants, stop.clone())
            .add("artificial bees", tour, bees, stop.clone())
            .add(
                "MAX–MIN ants with 2-opt",
                polished,
                move || ants().polish(Polish::Best),
                stop.clone(),
            )
            .add("artificial bees with 2-opt", polished, move || bees().polish(Polish::All), stop);
    }
    let results = experiment.run()?;
    println!("{results}");

    for function in &functions {
        convergence(&results, function.name(), "error of the best, f − f*", 1e-8)?;
    }
    for tour in &tours {
        convergence(&results, tour.name(), "excess over the shortest tour", 1.0)?;
        map(&results, tour)?;
    }
    println!(
        "\n{SEEDS} seeds each; gap and seconds are medians and means of one run; charts in plots/"
    );
    Ok(())
}

/// How far the best was from the optimum over the evaluations: median and quartiles of all seeds.
fn convergence(results: &Results, problem: &str, what: &str, floor: f64) -> Result<(), Error> {
    let mut chart = Convergence::new(problem).y_label(what).floor(floor);
    for row in results.of(problem) {
        chart = chart.optimum(row.setup.optimum.unwrap_or(0.0)).line(row.name(), row.curves());
    }
    save(problem, |path| chart.save(path).map(|_| ()))
}

/// The best tour of all methods and seeds.
fn map(results: &Results, tsp: &Tsp) -> Result<(), Error> {
    let trials = results.of(tsp.name()).filter_map(|row| row.best());
    let Some(best) =
        trials.min_by(|a, b| a.value.unwrap_or(f64::MAX).total_cmp(&b.value.unwrap_or(f64::MAX)))
    else {
        return Ok(());
    };
    let (Some(tour), Some(length)) = (best.point::<Vec<usize>>(), best.value) else {
        return Ok(());
    };
    let map = TourMap::new(tsp.name())
        .subtitle(format!("{} cities, length {length}", tsp.cities()))
        .cities(tsp.coordinates().unwrap_or_default())
        .tour(&tour);
    save(&format!("{} tour", tsp.name()), |path| map.save(path).map(|_| ()))
}

fn save(name: &str, chart: impl Fn(&str) -> Result<(), Error>) -> Result<(), Error> {
    let stem = name.to_lowercase().replace(' ', "-");
    let formats = if cfg!(feature = "bitmaps") { &["svg", "png"][..] } else { &["svg"] };
    formats.iter().try_for_each(|extension| chart(&format!("plots/{stem}.{extension}")))
}
