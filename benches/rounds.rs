//! A round of each colony, counted in evaluations.

use criterion::{BatchSize, BenchmarkGroup, Criterion, Throughput, measurement::WallTime};
use std::time::Duration;
use swarmopt::{Error, author::*, prelude::*, run::Solver};

/// Measures `rounds` rounds of a young swarm. A fresh one for each sample: a swarm that has run for
/// long has converged, and computes with numbers too small for the processor's fast path.
fn bench<S, F, C>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    problem: &DynProblem<'_, S, F>,
    rounds: u64,
    colony: impl Fn() -> Solver<C>,
) -> Result<(), Error>
where
    S: Space,
    F: Fitness,
    C: Colony<S, F> + Method + 'static,
{
    // The first points are no round like the others.
    let young = || {
        let mut swarm = colony().build(problem, Seed(1))?;
        swarm.step(problem, &Limits::NONE)?;
        Ok::<_, Error>(swarm)
    };
    let go = |swarm: &mut Swarm<S, C, F>| {
        (0..rounds).try_for_each(|_| swarm.step(problem, &Limits::NONE))
    };
    let mut swarm = young()?;
    let before = swarm.tally().evaluations;
    go(&mut swarm)?;
    group.throughput(Throughput::Elements(swarm.tally().evaluations - before));
    group.bench_function(swarm.name(), |bencher| {
        bencher.iter_batched(
            young,
            |swarm| swarm.and_then(|mut swarm| go(&mut swarm).map(|()| swarm)),
            BatchSize::SmallInput,
        );
    });
    Ok(())
}

fn group<'a>(criterion: &'a mut Criterion, name: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(20);
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    group
}

fn boxes(criterion: &mut Criterion) -> Result<(), Error> {
    let sphere = Function::Sphere.in_dimensions(30)?;
    let mut group = group(criterion, sphere.name());
    bench(&mut group, &sphere, 100, || ParticleSwarm::default().topology(Ring::new(1)))?;
    bench(&mut group, &sphere, 100, || ParticleSwarm::default().topology(Complete))?;
    bench(&mut group, &sphere, 100, || FullyInformedSwarm::default().solver())?;
    bench(&mut group, &sphere, 1_000, || AcoR::default().solver())?;
    bench(&mut group, &sphere, 200, || ArtificialBeeColony::default().solver())?;
    bench(&mut group, &sphere, 100, || BeesAlgorithm::default().solver())?;
    group.finish();
    Ok(())
}

fn tours(criterion: &mut Criterion) -> Result<(), Error> {
    let cities = Tsp::read("examples/data/kroA100.tsp")?;
    let mut group = group(criterion, cities.name());
    bench(&mut group, &cities, 2, || AntSystem::default().solver())?;
    bench(&mut group, &cities, 2, || MaxMinAntSystem::default().solver())?;
    bench(&mut group, &cities, 20, || AntColonySystem::default().solver())?;
    bench(&mut group, &cities, 200, || ArtificialBeeColony::default().solver())?;
    bench(&mut group, &cities, 100, || BeesAlgorithm::default().solver())?;
    group.finish();
    Ok(())
}

fn assignments(criterion: &mut Criterion) -> Result<(), Error> {
    let factory = Qap::read("tests/data/nug12.dat")?;
    let mut group = group(criterion, factory.name());
    bench(&mut group, &factory, 50, || MaxMinAntSystem::default().exponents(1.0, 0.0).solver())?;
    group.finish();
    Ok(())
}

fn main() -> Result<(), Error> {
    let mut criterion = Criterion::default().without_plots().configure_from_args();
    boxes(&mut criterion)?;
    tours(&mut criterion)?;
    assignments(&mut criterion)?;
    criterion.final_summary();
    Ok(())
}
