//! Makes every kind of chart there is; `plots/README.md` shows them.
//!
//! `cargo run --release --features bitmaps --example gallery`

use std::time::Duration;
use swarmopt::{
    Error,
    author::*,
    chart::{
        Animation, Convergence, CriticalDifference, Distribution, Landscape, PheromoneMap,
        RuntimeProfile, TopologyGraph, TourMap, Traces,
    },
    experiment::{Experiment, Results},
    prelude::*,
    problem::Benchmark,
    run::{Dynamics, Solver},
    statistics::Friedman,
};

const FOLDER: &str = "plots/gallery";
const SEEDS: u64 = 25;

fn main() -> Result<(), Error> {
    let results = compare()?;
    convergence(&results)?;
    distributions(&results)?;
    ranks(&results)?;
    profile(&results)?;
    traces()?;
    topologies()?;
    landscape()?;
    tours()?;
    println!("{results}\n\nthe charts are in {FOLDER}/");
    Ok(())
}

fn path(name: &str) -> String {
    format!("{FOLDER}/{name}")
}

/// Four methods on six functions.
fn compare() -> Result<Results, Error> {
    let functions = [
        Function::Sphere,
        Function::Rosenbrock,
        Function::Rastrigin,
        Function::Ackley,
        Function::Griewank,
        Function::Levy,
    ];
    let functions = functions
        .into_iter()
        .map(|function| Ok(function.in_dimensions(5)?.shifted(Seed(1))))
        .collect::<Result<Vec<Benchmark>, Error>>()?;
    let mut experiment = Experiment::new(SEEDS)?;
    experiment
        .across(&functions, |_| Evaluations(10_000))
        .method("particle swarm", || ParticleSwarm::default().topology(Ring::new(1)))
        .method("artificial bees", ArtificialBeeColony::default)
        .method("ACO_R", AcoR::default)
        .method("covariance swarm", || CovarianceSwarm::default().restarts(Restarts::Growing(2.0)));
    experiment.run()
}

const FUNCTION: &str = "shifted Rastrigin 5-D";

fn convergence(results: &Results) -> Result<(), Error> {
    let mut chart = Convergence::new(FUNCTION).optimum(0.0).floor(1e-8);
    for row in results.of(FUNCTION) {
        chart = chart.line(&row.setup.label, row.curves());
    }
    chart.save(path("convergence.png"))?;
    Ok(())
}

/// The final values as boxes and as violins.
fn distributions(results: &Results) -> Result<(), Error> {
    let mut chart = Distribution::new(FUNCTION).optimum(0.0).floor(1e-8);
    for row in results.of(FUNCTION) {
        let values = row.trials.iter().map(|trial| trial.value.unwrap_or(f64::NAN));
        chart = chart.method(&row.setup.label, values);
    }
    chart.save(path("boxes.png"))?;
    chart.violin().save(path("violins.png"))?;
    Ok(())
}

/// The mean ranks over all functions, and which of them differ.
fn ranks(results: &Results) -> Result<(), Error> {
    let mut table: Vec<(&str, Vec<f64>)> = Vec::new();
    for row in results.rows() {
        let median = row.values().map_or(f64::INFINITY, |values| values.median);
        match table.last_mut() {
            Some((problem, medians)) if *problem == row.setup.problem => medians.push(median),
            _ => table.push((&row.setup.problem, vec![median])),
        }
    }
    let medians: Vec<Vec<f64>> = table.into_iter().map(|(_, medians)| medians).collect();
    let names = results.of(FUNCTION).map(|row| row.setup.label.clone());
    CriticalDifference::new("Six functions in five dimensions", names, Friedman::of(&medians)?)
        .save(path("critical-difference.png"))?;
    Ok(())
}

/// When the error got below each of 51 targets, over all functions and runs.
fn profile(results: &Results) -> Result<(), Error> {
    let targets: Vec<f64> = (0..=50).map(|k| 10f64.powf(2.0 - 0.2 * f64::from(k))).collect();
    let mut lines: Vec<(&str, Vec<u64>, usize)> = Vec::new();
    for row in results.rows() {
        let reached = |run: &[(u64, f64)], target: f64| {
            run.iter().find(|(_, value)| *value <= target).map(|(evaluations, _)| *evaluations)
        };
        let hits = row.curves().flat_map(|run| {
            targets.iter().filter_map(|target| reached(&run, *target)).collect::<Vec<_>>()
        });
        let count = targets.len() * row.trials.len();
        match lines.iter_mut().find(|(name, ..)| *name == row.setup.label) {
            Some((_, known, total)) => {
                known.extend(hits);
                *total += count;
            }
            None => lines.push((&row.setup.label, hits.collect(), count)),
        }
    }
    let mut chart = RuntimeProfile::new("Six functions in five dimensions").until(10_000);
    for (name, hits, targets) in lines {
        chart = chart.line(name, hits, targets);
    }
    chart.save(path("runtime-profile.png"))?;
    Ok(())
}

/// How far particles are spread, by who hears whom.
fn traces() -> Result<(), Error> {
    let rastrigin = Function::Rastrigin.in_dimensions(10)?.shifted(Seed(1));
    let mut diversity =
        Traces::new("Rastrigin, D = 10, 40 particles").y_label("diversity").logarithmic(1e-6);
    let mut speed = Traces::new("Rastrigin, D = 10, 40 particles")
        .y_label("mean distance moved in a round")
        .logarithmic(1e-6);
    for (name, wide) in [("complete", true), ("ring", false)] {
        let watch = |seed| {
            let mut dynamics = Dynamics::default();
            let swarm = ParticleSwarm::new(40).observe(&mut dynamics);
            let rounds = Rounds(400);
            match wide {
                true => swarm.topology(Complete).solve(&rastrigin, Seed(seed), rounds)?,
                false => swarm.topology(Ring::new(1)).solve(&rastrigin, Seed(seed), rounds)?,
            };
            Ok(dynamics)
        };
        let runs = (0..SEEDS).map(watch).collect::<Result<Vec<Dynamics>, Error>>()?;
        diversity =
            diversity.line(name, runs.iter().map(|run| run.diversity().collect::<Vec<_>>()));
        speed = speed.line(name, runs.iter().map(|run| run.speed().collect::<Vec<_>>()));
    }
    diversity.save(path("diversity.png"))?;
    speed.save(path("speed.png"))?;
    Ok(())
}

/// Graphs, the agents coloured by their bests after some rounds.
fn topologies() -> Result<(), Error> {
    let rastrigin = Function::Rastrigin.in_dimensions(10)?.shifted(Seed(1));
    let bests = |topology: &dyn Fn() -> Solver<ParticleSwarm>| -> Result<_, Error> {
        let mut swarm = topology().build(&rastrigin, Seed(2))?;
        (0..60).try_for_each(|_| swarm.step(&rastrigin, &Limits::NONE))?;
        Ok(swarm.board().iter().map(|slot| slot.fitness).collect::<Vec<f64>>())
    };
    let draw = |name: &str, topology: &dyn Topology, values: &[f64]| -> Result<_, Error> {
        let wiring = topology.wire(values.len(), &mut Streams::new(Seed(2)).at(0, 0))?;
        let title = format!("{}, after 60 rounds", topology.name());
        let graph = TopologyGraph::new(title).wiring(&wiring).values(values, "personal best");
        let graph = if name == "von-neumann" { graph.grid(6) } else { graph };
        graph.save(path(&format!("topology-{name}.png")))?;
        Ok(())
    };
    let ring = bests(&|| ParticleSwarm::new(24).topology(Ring::new(2)))?;
    draw("ring", &Ring::new(2), &ring)?;
    let grid = bests(&|| ParticleSwarm::new(24).topology(VonNeumann::default()))?;
    draw("von-neumann", &VonNeumann::default(), &grid)
}

/// Particles on a function of two variables: the moves of one round, and a film of forty.
fn landscape() -> Result<(), Error> {
    let himmelblau = |x: f64, y: f64| (x * x + y - 11.0).powi(2) + (x + y * y - 7.0).powi(2);
    let problem = Boxed::cube(-6.0..=6.0, 2)?.minimize(move |x| himmelblau(x[0], x[1]));
    let mut swarm = ParticleSwarm::new(25).topology(Ring::new(1)).build(&problem, Seed(4))?;
    let map = Landscape::new("Himmelblau's function")
        .field(-6.0..=6.0, -6.0..=6.0, himmelblau)
        .optimum(3.0, 2.0)
        .optimum(-2.805_118, 3.131_312)
        .optimum(-3.779_310, -3.283_186)
        .optimum(3.584_428, -1.848_126);
    let places = |swarm: &Swarm<Boxed, ParticleSwarm>| -> Vec<(f64, f64)> {
        swarm.positions().map(|x| (x[0], x[1])).collect()
    };
    let mut film = Animation::new().delay(Duration::from_millis(160));
    let mut before = Vec::new();
    for round in 1..=40 {
        swarm.step(&problem, &Limits::NONE)?;
        let now = places(&swarm);
        let frame = map.clone().subtitle(format!("25 particles on a ring, round {round}"));
        let frame = frame.swarm(now.iter().copied());
        if round == 14 {
            let moves = before.iter().copied().zip(now.iter().copied());
            frame.clone().arrows(moves).save(path("landscape.png"))?;
        }
        film = film.frame(&frame)?;
        before = now;
    }
    film.save(path("swarm.gif"))?;
    Ok(())
}

/// What ants leave behind, and a film of their best tours.
fn tours() -> Result<(), Error> {
    let tsp = Tsp::read("examples/data/kroA100.tsp")?;
    let cities = tsp.coordinates().unwrap_or_default().to_vec();
    let mut ants = MaxMinAntSystem::default().ants(20).evaporation(0.05).build(&tsp, Seed(1))?;
    let (mut film, mut length) = (Animation::new(), f64::INFINITY);
    for round in 1..=1_200_u32 {
        ants.step(&tsp, &Limits::NONE)?;
        let Some(best) = ants.best() else { continue };
        let shorter = best.fitness < 0.985 * length || (round == 1_200 && best.fitness < length);
        if shorter {
            length = best.fitness;
            let map = TourMap::new("kroA100").subtitle(format!("round {round}: {length}"));
            film = film.frame(&map.cities(&cities).tour(&best.point))?;
        }
        if round == 250 {
            PheromoneMap::new("kroA100: pheromone and the best tour after 250 rounds")
                .cities(&cities)
                .trails(ants.medium().pheromone().trails())
                .tour(&best.point)
                .save(path("pheromone.png"))?;
        }
    }
    film.delay(Duration::from_millis(350)).save(path("tours.gif"))?;
    let best = ants.best().map(|best| best.point.clone()).unwrap_or_default();
    TourMap::new("kroA100")
        .subtitle(format!("length {length}"))
        .cities(&cities)
        .tour(&best)
        .save(path("tour.png"))?;
    Ok(())
}
