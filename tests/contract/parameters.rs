//! Every parameter out of its range is refused by its name, with the value and what is allowed.

use std::fmt::Display;
use swarmopt::{Error, author::*, conformance::refuses, prelude::*, run::Solver};

fn boxes() -> impl Problem<Space = Boxed, Fitness = f64> {
    Boxed::cube(-1.0..=1.0, 2).unwrap().minimize(|x| x[0])
}

/// That what `make` makes of each value is refused under this name, and how the message reads.
fn all_refused<S, F, R, V>(
    problem: &DynProblem<'_, S, F>,
    name: &str,
    values: &[V],
    make: impl Fn(V) -> Solver<R>,
) where
    S: Space,
    F: Fitness,
    R: IntoOptimizer<S, F>,
    V: Copy + Display,
{
    for &value in values {
        refuses(make(value), problem, name).unwrap_or_else(|violation| panic!("{violation}"));
        let error = make(value).build(problem, Seed(1)).err().unwrap().to_string();
        let (what, allowed) = error.split_once("; allowed: ").unwrap();
        assert_eq!(what, format!("{name} is {value}"));
        assert!(allowed.len() > 3 && !allowed.ends_with('.'), "{allowed}");
    }
}

const NAN: f64 = f64::NAN;
const ENDLESS: f64 = f64::INFINITY;
/// No number above 0.
const NOT_POSITIVE: [f64; 5] = [0.0, -1.0, NAN, ENDLESS, -ENDLESS];
/// No number of at least 0.
const NEGATIVE: [f64; 4] = [-1e-9, NAN, ENDLESS, -ENDLESS];
/// No share above 0.
const NO_RATE: [f64; 6] = [0.0, -0.1, 1.1, NAN, ENDLESS, -ENDLESS];
/// No share.
const NO_SHARE: [f64; 5] = [-0.1, 1.1, NAN, ENDLESS, -ENDLESS];

#[test]
fn of_the_covariance_swarm_and_of_restarts() {
    let (p, swarm) = (boxes(), CovarianceSwarm::default);
    all_refused(&p, "agents", &[0, 1, usize::MAX], |n| swarm().agents(n).solver());
    all_refused(&p, "first_step", &NO_RATE, |step| swarm().first_step(step).solver());
    let growths = [0.99, 0.0, 101.0, NAN, ENDLESS];
    all_refused(&p, "growth", &growths, |by| swarm().restarts(Restarts::Growing(by)));
    all_refused(&p, "growth", &growths, |by| swarm().restarts(Restarts::Alternating(by)));
}

#[test]
fn of_the_particle_swarm() {
    let (p, swarm) = (boxes(), || ParticleSwarm::new(4));
    all_refused(&p, "particles", &[0, usize::MAX], |n| ParticleSwarm::new(n).solver());
    let inertia = [-0.1, 1.0, 2.0, NAN, ENDLESS, -ENDLESS];
    all_refused(&p, "inertia", &inertia, |w| swarm().inertia(w, 0.4).solver());
    all_refused(&p, "inertia", &inertia, |w| swarm().inertia(0.9, w).solver());
    all_refused(&p, "cognitive", &NEGATIVE, |c| swarm().pulls(c, 1.0).solver());
    all_refused(&p, "social", &NEGATIVE, |c| swarm().pulls(1.0, c).solver());
    all_refused(&p, "speed_limit", &NOT_POSITIVE, |v| swarm().speed_limit(v).solver());
}

#[test]
fn of_the_fully_informed_swarm() {
    let (p, swarm) = (boxes(), || FullyInformedSwarm::new(4));
    all_refused(&p, "particles", &[0, usize::MAX], |n| FullyInformedSwarm::new(n).solver());
    let phi = NOT_POSITIVE;
    all_refused(&p, "acceleration", &phi, |phi| swarm().coefficients(phi, 0.7).solver());
    let chi = [0.0, 1.0, -0.5, 1.5, NAN, ENDLESS, -ENDLESS];
    all_refused(&p, "constriction", &chi, |chi| swarm().coefficients(4.1, chi).solver());
    all_refused(&p, "speed_limit", &NOT_POSITIVE, |v| swarm().speed_limit(v).solver());
}

#[test]
fn of_pulls_over_time() {
    let (p, swarm) = (boxes(), || ParticleSwarm::time_varying(4));
    let fine = (1.0, 1.0);
    all_refused(&p, "cognitive", &NEGATIVE, |c| swarm().pulls_over_time((c, 1.0), fine).solver());
    all_refused(&p, "cognitive", &NEGATIVE, |c| swarm().pulls_over_time((1.0, c), fine).solver());
    all_refused(&p, "social", &NEGATIVE, |c| swarm().pulls_over_time(fine, (c, 1.0)).solver());
    all_refused(&p, "social", &NEGATIVE, |c| swarm().pulls_over_time(fine, (1.0, c)).solver());
}

#[test]
fn of_the_standard_swarm() {
    let (p, swarm) = (boxes(), || Spso2011::new(4));
    all_refused(&p, "particles", &[0, usize::MAX], |n| Spso2011::new(n).solver());
    let inertia = [-0.1, 1.0, NAN, ENDLESS];
    all_refused(&p, "inertia", &inertia, |w| swarm().coefficients(w, 1.0).solver());
    all_refused(&p, "acceleration", &NEGATIVE, |c| swarm().coefficients(0.7, c).solver());
    all_refused(&p, "speed_limit", &NOT_POSITIVE, |v| swarm().speed_limit(v).solver());
}

#[test]
fn of_the_comprehensive_learning_swarm() {
    let (p, swarm) = (boxes(), || Clpso::new(4));
    let particles = [0, usize::MAX];
    all_refused(&p, "particles", &particles, |n| Clpso::new(n).solver());
    let inertia = [-0.1, 1.0, NAN, ENDLESS];
    all_refused(&p, "inertia", &inertia, |w| swarm().inertia(w, 0.4).solver());
    all_refused(&p, "inertia", &inertia, |w| swarm().inertia(0.9, w).solver());
    all_refused(&p, "pull", &NEGATIVE, |c| swarm().pull(c).solver());
    all_refused(&p, "refreshing_gap", &[0], |m| swarm().refreshing_gap(m).solver());
    let name = "learning_probability";
    all_refused(&p, name, &NO_SHARE, |share| swarm().learning_probability(share, 0.5).solver());
    all_refused(&p, name, &NO_SHARE, |share| swarm().learning_probability(0.5, share).solver());
    all_refused(&p, "speed_limit", &NOT_POSITIVE, |v| swarm().speed_limit(v).solver());
}

#[test]
fn of_the_heterogeneous_swarm() {
    type Swarm = Hclpso;
    let (p, swarm) = (boxes(), || Swarm::new(2, 3));
    all_refused(&p, "explorers", &[0, usize::MAX], |n| Swarm::new(n, 3).solver());
    all_refused(&p, "exploiters", &[0, usize::MAX], |n| Swarm::new(2, n).solver());
    let inertia = [-0.1, 1.0, NAN, ENDLESS];
    all_refused(&p, "inertia", &inertia, |w| swarm().inertia(0.9, w).solver());
    all_refused(&p, "exploring", &NEGATIVE, |c| swarm().exploring(c, 1.0).solver());
    let fine = (1.0, 1.0);
    all_refused(&p, "exploiting", &NEGATIVE, |c| swarm().exploiting((1.0, c), fine).solver());
    all_refused(&p, "social", &NEGATIVE, |c| swarm().exploiting(fine, (c, 1.0)).solver());
    all_refused(&p, "refreshing_gap", &[0], |m| swarm().refreshing_gap(m).solver());
    all_refused(&p, "speed_limit", &NOT_POSITIVE, |v| swarm().speed_limit(v).solver());
}

#[test]
fn of_the_eigen_swarm() {
    let (p, swarm) = (boxes(), || EigenSwarm::new(4));
    all_refused(&p, "particles", &[0, usize::MAX], |n| EigenSwarm::new(n).solver());
    let inertia = [-0.1, 1.0, NAN, ENDLESS];
    all_refused(&p, "inertia", &inertia, |w| swarm().inertia(w, 0.4).solver());
    all_refused(&p, "cognitive", &NEGATIVE, |c| swarm().pulls(c, 1.0).solver());
    all_refused(&p, "social", &NEGATIVE, |c| swarm().pulls(1.0, c).solver());
    all_refused(&p, "speed_limit", &NOT_POSITIVE, |v| swarm().speed_limit(v).solver());
    let large = Boxed::cube(-1.0..=1.0, 5_001).unwrap().minimize(|x| x[0]);
    all_refused(&large, "dimensions", &[5_001], |_| swarm().solver());
}

#[test]
fn of_the_swarms_without_velocity() {
    let p = boxes();
    all_refused(&p, "particles", &[0, usize::MAX], |n| BareBonesSwarm::new(n).topology(Complete));
    let bare = || BareBonesSwarm::new(9);
    all_refused(&p, "interaction", &NO_RATE, |share| bare().interaction(share).solver());
    all_refused(&p, "particles", &[0, usize::MAX], |n| QuantumSwarm::new(n).solver());
    let quantum = || QuantumSwarm::new(4);
    all_refused(&p, "contraction", &NOT_POSITIVE, |a| quantum().contraction(a, 0.5).solver());
    all_refused(&p, "contraction", &NOT_POSITIVE, |a| quantum().contraction(1.0, a).solver());
}

#[test]
fn of_wolves_fireflies_and_cuckoos() {
    let p = boxes();
    let particles = [0, usize::MAX];
    all_refused(&p, "particles", &particles, |n| GreyWolfOptimizer::new(n).solver());
    let wolves = || GreyWolfOptimizer::new(4);
    all_refused(&p, "exploration", &NEGATIVE, |a| wolves().exploration(a, 0.0).solver());
    all_refused(&p, "exploration", &NEGATIVE, |a| wolves().exploration(2.0, a).solver());
    all_refused(&p, "particles", &particles, |n| FireflyAlgorithm::new(n).solver());
    let flies = || FireflyAlgorithm::new(4);
    all_refused(&p, "attractiveness", &NO_SHARE, |beta| flies().light(beta, 1.0).solver());
    all_refused(&p, "absorption", &NEGATIVE, |gamma| flies().light(1.0, gamma).solver());
    all_refused(&p, "randomness", &NOT_POSITIVE, |a| flies().randomness(a, 0.1).solver());
    all_refused(&p, "randomness", &NOT_POSITIVE, |a| flies().randomness(0.1, a).solver());
    all_refused(&p, "particles", &particles, |n| CuckooSearch::new(n).solver());
    let cuckoos = || CuckooSearch::new(4);
    all_refused(&p, "step", &NOT_POSITIVE, |step| cuckoos().flights(step, 1.5).solver());
    let index = [0.0, 0.29, 2.0, NAN, ENDLESS];
    all_refused(&p, "index", &index, |index| cuckoos().flights(0.5, index).solver());
    all_refused(&p, "surveyors", &particles, |n| TrustRegionSwarm::new(n).solver());
    let fractions = [-0.1, 1.0, NAN, ENDLESS];
    all_refused(&p, "abandoned", &fractions, |share| cuckoos().abandoned(share).solver());
}

#[test]
fn of_aco_r() {
    let (p, ants) = (boxes(), AcoR::default);
    all_refused(&p, "archive", &[0, 1, usize::MAX], |k| ants().archive(k).solver());
    all_refused(&p, "ants", &[0, usize::MAX], |m| ants().ants(m).solver());
    all_refused(&p, "locality", &NOT_POSITIVE, |q| ants().locality(q).solver());
    all_refused(&p, "spread", &NOT_POSITIVE, |xi| ants().spread(xi).solver());
}

#[test]
fn of_incremental_aco_r() {
    let (p, ants) = (boxes(), IncrementalAcoR::default);
    all_refused(&p, "archive", &[0, 1, usize::MAX], |k| ants().archive(k, 100).solver());
    all_refused(&p, "largest archive", &[0, 19, usize::MAX], |k| ants().archive(20, k).solver());
    all_refused(&p, "growth", &[0], |n| ants().growth(n).solver());
    all_refused(&p, "greed", &NO_SHARE, |p| ants().greed(p).solver());
    all_refused(&p, "spread", &NOT_POSITIVE, |xi| ants().spread(xi).solver());
    all_refused(&p, "patience", &[0], |n| ants().patience(n).solver());
}

#[test]
fn of_the_bees() {
    let p = boxes();
    all_refused(&p, "sources", &[0, 1, usize::MAX], |n| ArtificialBeeColony::new(n).solver());
    all_refused(&p, "limit", &[0], |n| ArtificialBeeColony::new(4).limit(n).solver());
    all_refused(&p, "sources", &[0, 1, usize::MAX], |n| GuidedBeeColony::new(n).solver());
    all_refused(&p, "guidance", &NEGATIVE, |c| GuidedBeeColony::new(4).guidance(c).solver());
    all_refused(&p, "limit", &[0], |n| BestBeeColony::new(4).limit(n).solver());
    all_refused(&p, "radius", &NEGATIVE, |r| QuickBeeColony::new(4).radius(r).solver());
    let bees = BeesAlgorithm::default;
    all_refused(&p, "sites", &[0, usize::MAX], |n| bees().sites(n).solver());
    let danced = "elite and good sites";
    all_refused(&p, danced, &[0], |n| bees().elite(n, 5).good(0, 5).solver());
    all_refused(&p, danced, &[11, usize::MAX], |n| bees().elite(n, 5).good(0, 5).solver());
    all_refused(&p, danced, &[11], |n| bees().elite(n - 5, 5).good(5, 5).solver());
    all_refused(&p, "elite recruits", &[0], |n| bees().elite(2, n).solver());
    all_refused(&p, "good recruits", &[0], |n| bees().good(2, n).solver());
    all_refused(&p, "patch", &NO_RATE, |share| bees().patch(share, 0.8).solver());
    all_refused(&p, "shrink", &NO_RATE, |share| bees().patch(0.5, share).solver());
    all_refused(&p, "patience", &[0], |n| bees().patience(n).solver());
    // Where there are no such sites their recruits do not matter.
    assert!(bees().elite(2, 5).good(0, 0).build(&p, Seed(1)).is_ok());
    assert!(bees().elite(0, 0).good(3, 5).build(&p, Seed(1)).is_ok());
}

#[test]
fn of_the_ants() {
    let tsp = Tsp::read("tests/data/burma14.tsp").unwrap();
    let ants = AntSystem::default;
    all_refused(&tsp, "ants", &[0, usize::MAX], |n| ants().ants(n).solver());
    all_refused(&tsp, "alpha", &NEGATIVE, |alpha| ants().exponents(alpha, 2.0).solver());
    all_refused(&tsp, "beta", &NEGATIVE, |beta| ants().exponents(1.0, beta).solver());
    all_refused(&tsp, "evaporation", &NO_RATE, |rho| ants().evaporation(rho).solver());
    all_refused(&tsp, "elite", &NEGATIVE, |e| ants().elite(e).solver());

    let ants = MaxMinAntSystem::default;
    all_refused(&tsp, "ants", &[0, usize::MAX], |n| ants().ants(n).solver());
    all_refused(&tsp, "alpha", &NEGATIVE, |alpha| ants().exponents(alpha, 2.0).solver());
    all_refused(&tsp, "beta", &NEGATIVE, |beta| ants().exponents(1.0, beta).solver());
    all_refused(&tsp, "evaporation", &NO_RATE, |rho| ants().evaporation(rho).solver());
    all_refused(&tsp, "best_so_far_every", &[0], |n| ants().best_so_far_every(n).solver());
    all_refused(&tsp, "restart_after", &[0], |n| ants().restart_after(n).solver());

    let ants = AntColonySystem::default;
    all_refused(&tsp, "ants", &[0, usize::MAX], |n| ants().ants(n).solver());
    all_refused(&tsp, "beta", &NEGATIVE, |beta| ants().exponents(1.0, beta).solver());
    all_refused(&tsp, "greed", &NO_SHARE, |q0| ants().greed(q0).solver());
    all_refused(&tsp, "evaporation", &NO_RATE, |rho| ants().rates(rho, 0.1).solver());
    all_refused(&tsp, "local_evaporation", &NO_RATE, |xi| ants().rates(0.1, xi).solver());
}

#[test]
fn of_later_ant_colonies() {
    let tsp = Tsp::read("tests/data/burma14.tsp").unwrap();
    let ants = RankBasedAntSystem::default;
    all_refused(&tsp, "evaporation", &NO_RATE, |rho| ants().evaporation(rho).solver());
    all_refused(&tsp, "ranks", &[0], |ranks| ants().ranks(ranks).solver());

    let ants = BestWorstAntSystem::default;
    all_refused(&tsp, "evaporation", &NO_RATE, |rho| ants().evaporation(rho).solver());
    all_refused(&tsp, "mutation", &NO_SHARE, |p| ants().mutation(p, 4.0).solver());
    all_refused(&tsp, "strength", &NEGATIVE, |sigma| ants().mutation(0.3, sigma).solver());
    all_refused(&tsp, "restart_below", &NO_SHARE, |share| ants().restart_below(share).solver());

    let ants = HyperCubeAntSystem::default;
    all_refused(&tsp, "evaporation", &NO_RATE, |rho| ants().evaporation(rho).solver());
    all_refused(&tsp, "best_so_far_every", &[0], |n| ants().best_so_far_every(n).solver());

    let ants = FocusedAnts::default;
    all_refused(&tsp, "ants", &[0, usize::MAX], |n| ants().ants(n).solver());
    all_refused(&tsp, "kicks", &[0], |n| ants().kicks(n).solver());
    all_refused(&tsp, "temperature", &NEGATIVE, |t| ants().temperature(t).solver());
    all_refused(&tsp, "share", &NO_SHARE, |p| ants().share(p).solver());
    all_refused(&tsp, "alpha", &NEGATIVE, |alpha| ants().exponents(alpha, 2.0).solver());
    all_refused(&tsp, "beta", &NEGATIVE, |beta| ants().exponents(1.0, beta).solver());
    all_refused(&tsp, "evaporation", &NO_RATE, |rho| ants().evaporation(rho).solver());

    all_refused(&tsp, "patience", &[0], |trips| ants().patience(trips).solver());

    let swarm = TourSwarm::default;
    let terms = |w, c1, c2| swarm().coefficients(w, c1, c2).solver();
    all_refused(&tsp, "particles", &[0, usize::MAX], |n| TourSwarm::new(n).solver());
    all_refused(&tsp, "kicks", &[0], |n| swarm().kicks(n).solver());
    all_refused(&tsp, "inertia weight", &NEGATIVE, |w| terms(w, 1.0, 1.0));
    all_refused(&tsp, "cognitive coefficient", &NEGATIVE, |c| terms(1.0, c, 1.0));
    all_refused(&tsp, "social coefficient", &NEGATIVE, |c| terms(1.0, 1.0, c));
    all_refused(&tsp, "sum of the coefficients", &[0.0], |none| terms(none, none, none));

    let ants = PopulationAntColony::default;
    all_refused(&tsp, "population", &[0, usize::MAX], |k| ants().population(k).solver());
    all_refused(&tsp, "highest_level", &[0.5, f64::NAN], |most| {
        ants().highest_level(most).solver()
    });
    all_refused(&tsp, "greed", &NO_SHARE, |q0| ants().greed(q0).solver());
}

#[test]
fn of_the_run() {
    let p = boxes();
    let swarm = || ParticleSwarm::new(4);
    all_refused(&p, "polish share", &NO_SHARE, |share| swarm().polish(Polish::Share(share)));
    let error = swarm().topology(Ring::new(2)).build(&p, Seed(1)).unwrap_err();
    let expected = "the ring(2) topology cannot join 4 nodes; allowed: at least 5";
    assert_eq!(error.to_string(), expected);
    let ants = MaxMinAntSystem::default().pace(Pace::Steady);
    let tsp = Tsp::read("tests/data/burma14.tsp").unwrap();
    let error = ants.build(&tsp, Seed(1)).unwrap_err();
    assert!(matches!(error, Error::NotSteady { method: "MAX–MIN Ant System" }), "{error}");
}

#[test]
fn the_ends_of_the_ranges_are_allowed() {
    let (boxes, tsp) = (boxes(), Tsp::read("tests/data/burma14.tsp").unwrap());
    fn runs<S, F, C>(solver: Solver<C>, problem: &DynProblem<'_, S, F>)
    where
        S: Space,
        F: Fitness,
        C: Colony<S, F>,
    {
        let outcome = solver.solve(problem, Seed(1), Rounds(20)).unwrap();
        assert!(outcome.best().unwrap().value.is_finite() && outcome.failures.total() == 0);
    }
    runs(
        ParticleSwarm::new(1).inertia(0.0, 0.0).pulls(0.0, 0.0).speed_limit(1e-9).solver(),
        &boxes,
    );
    runs(FullyInformedSwarm::new(1).coefficients(1e-9, 1e-9).topology(Isolated), &boxes);
    runs(Spso2011::new(1).coefficients(0.0, 0.0).speed_limit(1e-9).solver(), &boxes);
    let learning = Clpso::new(1).inertia(0.0, 0.0).pull(0.0);
    runs(learning.learning_probability(1.0, 0.0).refreshing_gap(u32::MAX).solver(), &boxes);
    runs(Hclpso::new(1, 1).refreshing_gap(1).solver(), &boxes);
    let eigen = EigenSwarm::new(1).inertia(0.0, 0.0).pulls(0.0, 0.0);
    runs(eigen.speed_limit(1e-9).topology(Isolated), &boxes);
    runs(BareBonesSwarm::new(1).interaction(1e-9).topology(Complete), &boxes);
    runs(QuantumSwarm::new(1).contraction(1e-9, 1e9).solver(), &boxes);
    runs(GreyWolfOptimizer::new(1).exploration(0.0, 1e9).solver(), &boxes);
    runs(FireflyAlgorithm::new(3).light(0.0, 1e300).randomness(1e-300, 1e300).solver(), &boxes);
    runs(TrustRegionSwarm::new(7).topology(Complete), &boxes);
    runs(CuckooSearch::new(9).flights(1e9, 0.3).abandoned(1.0 - 1e-16).solver(), &boxes);
    runs(CuckooSearch::new(1).flights(1e-9, 1.99).abandoned(0.0).solver(), &boxes);
    runs(AcoR::default().archive(2).ants(1).locality(1e-9).spread(1e9).solver(), &boxes);
    runs(ArtificialBeeColony::new(2).limit(1).solver(), &boxes);
    runs(ArtificialBeeColony::new(2).limit(u32::MAX).solver(), &boxes);
    runs(GuidedBeeColony::new(2).guidance(0.0).solver(), &boxes);
    runs(GuidedBeeColony::new(2).guidance(1e9).limit(1).solver(), &boxes);
    runs(BestBeeColony::new(2).limit(1).solver(), &boxes);
    runs(QuickBeeColony::new(2).radius(0.0).solver(), &boxes);
    runs(QuickBeeColony::new(2).radius(1e9).solver(), &boxes);
    let incremental = || IncrementalAcoR::default().archive(2, 2).growth(1).patience(1);
    runs(incremental().greed(0.0).spread(1e-9).solver(), &boxes);
    runs(incremental().greed(1.0).spread(1e9).solver(), &boxes);
    runs(BeesAlgorithm::default().sites(1).elite(1, 1).good(0, 0).patience(1).solver(), &boxes);
    runs(BeesAlgorithm::default().patch(1e-9, 1e-9).solver(), &boxes);
    runs(AntSystem::default().ants(1).exponents(0.0, 0.0).evaporation(1.0).solver(), &tsp);
    let max_min = MaxMinAntSystem::default().ants(1).best_so_far_every(1).restart_after(1);
    runs(max_min.evaporation(1.0).exponents(0.0, 0.0).solver(), &tsp);
    runs(AntColonySystem::default().ants(1).greed(0.0).rates(1.0, 1.0).solver(), &tsp);
    runs(AntColonySystem::default().exponents(1.0, 0.0).greed(1.0).solver(), &tsp);
    runs(RankBasedAntSystem::default().ants(1).ranks(1).evaporation(1.0).solver(), &tsp);
    let best_worst = BestWorstAntSystem::default().ants(1).evaporation(1.0);
    runs(best_worst.mutation(1.0, 0.0).restart_below(1.0).solver(), &tsp);
    runs(
        HyperCubeAntSystem::default().ants(1).evaporation(1.0).best_so_far_every(1).solver(),
        &tsp,
    );
    let population = PopulationAntColony::default().ants(1).population(1);
    runs(population.highest_level(1.0).greed(1.0).solver(), &tsp);
    let focused = FocusedAnts::default().ants(1).kicks(1).temperature(0.0).share(1.0);
    runs(focused.evaporation(1.0).exponents(0.0, 0.0).solver(), &tsp);
    let swarm = TourSwarm::new(1).kicks(1).coefficients(0.0, 0.0, 1.0);
    runs(swarm.topology(Isolated), &tsp);
    runs(FocusedAnts::default().temperature(1e9).share(0.0).solver(), &tsp);
    runs(ParticleSwarm::new(4).polish(Polish::Share(1.0)), &Mtsls1::default().on(&boxes));
}

#[test]
fn a_parameter_in_its_range_is_no_refusal() {
    let violation = refuses(ParticleSwarm::new(4).solver(), &boxes(), "particles").unwrap_err();
    assert!(violation.to_string().contains("particles out of range was accepted"), "{violation}");
    let other = refuses(ParticleSwarm::new(0).solver(), &boxes(), "inertia").unwrap_err();
    assert!(other.to_string().contains("inertia out of range gave: particles is 0"), "{other}");
}
