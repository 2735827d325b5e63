//! The colonies follow the rules that have been published, to the last number or as far as chance
//! allows: the rules are worked out here a second time, from the papers.

use swarmopt::{author::*, prelude::*, run::Solver};

/// Asks for a round of points and tells each the cost that `cost` gives it.
fn round<P, C>(
    swarm: &mut Swarm<P::Space, C>,
    problem: &P,
    mut cost: impl FnMut(&Point<P>) -> f64,
) -> Vec<Point<P>>
where
    P: Problem<Fitness = f64>,
    C: Colony<P::Space, f64>,
{
    let asked = swarm.ask(problem, &Limits::NONE.at(0.0)).unwrap();
    let told = asked.iter().map(|asked| Told::new(asked.ticket, cost(&asked.point))).collect();
    let points = asked.into_iter().map(|asked| asked.point).collect();
    swarm.tell(problem, told).unwrap();
    points
}

/// Particles whose attractors stay at 0 and 1 spread about ½ with the standard deviation
/// ½ √(c (w + 1) / (c (5w − 7) − 12w² + 12)) (Poli 2009, IEEE TEC 13(4), on stagnation): 1.0428 for
/// the constriction coefficients, and the same for a fully informed particle with two informants
/// (its φχ/2 is c). Every dimension has random numbers of its own, so no two are correlated.
fn check_stagnation<C: Method + Colony<Boxed, f64>>(swarm: C, count: usize, particle: usize) {
    let flat = Boxed::cube(-1e3..=1e3, 64).unwrap().minimize(|_| 0.0);
    let starts = (0..count).map(|i| vec![(i % 2) as f64; 64]).collect();
    let start = flat.starting_from(starts);
    let mut swarm = swarm.build(&start, Seed(1)).unwrap();
    round(&mut swarm, &start, |_| 0.0);
    let (mut sum, mut squares, mut products) = (0.0, 0.0, 0.0);
    for time in 0..21_000 {
        let x = &round(&mut swarm, &start, |_| 1.0)[particle];
        if time >= 1_000 {
            sum += x.iter().sum::<f64>();
            squares += x.iter().map(|x| (x - 0.5).powi(2)).sum::<f64>();
            products += x.array_windows().map(|[a, b]| (a - 0.5) * (b - 0.5)).sum::<f64>();
        }
    }
    let n = 64.0 * 20_000.0;
    let (mean, deviation) = (sum / n, (squares / n).sqrt());
    assert!((mean - 0.5).abs() < 0.01, "{} mean {mean}", C::NAME);
    assert!((deviation - 1.0428).abs() < 0.05, "{} deviation {deviation}", C::NAME);
    assert!((products / squares).abs() < 0.02, "{} correlation {}", C::NAME, products / squares);
}

#[test]
fn stagnating_particles_spread_as_far_as_theory_says() {
    check_stagnation(ParticleSwarm::new(2), 2, 1);
    check_stagnation(FullyInformedSwarm::new(5), 5, 4); // on the ring it hears numbers 3 and 0
}

/// Three sources at cost 0, 1 and 3, never improved: the first partner of every bee is known, and a
/// bee leaves all coordinates but one as they are at its source.
fn source_of(bee: &[f64], sources: &[Vec<f64>]) -> Option<usize> {
    let kept = |source: &Vec<f64>| bee.iter().zip(source).filter(|(a, b)| a == b).count();
    sources.iter().position(|source| kept(source) + 1 >= bee.len())
}

/// Karaboga & Basturk 2007, eq. 1: an onlooker goes to source i with probability fitᵢ / Σ fit, where
/// fit is 1 / (1 + cost), the cost in units of the median of those above 0, here 3: 4/9, 3/9 and 2/9.
#[test]
fn onlookers_divide_as_the_dance_says() {
    let space = Boxed::cube(-50.0..=50.0, 5).unwrap().minimize(|_| 0.0);
    let sources: Vec<Vec<f64>> = [0.0, 10.0, 20.0].map(|x| vec![x; 5]).to_vec();
    let start = space.starting_from(sources.clone());
    let hive = ArtificialBeeColony::new(3).limit(u32::MAX);
    let mut swarm = hive.build(&start, Seed(1)).unwrap();
    round(&mut swarm, &start, |x| [0.0, 1.0, 3.0][(x[0] / 10.0) as usize]);
    let mut visits = [0.0_f64; 3];
    for _ in 0..3_000 {
        let employed = round(&mut swarm, &start, |_| f64::INFINITY);
        let at: Vec<_> = employed.iter().map(|bee| source_of(bee, &sources)).collect();
        assert_eq!(at, [Some(0), Some(1), Some(2)]);
        for bee in round(&mut swarm, &start, |_| f64::INFINITY) {
            visits[source_of(&bee, &sources).unwrap()] += 1.0 / 9_000.0;
        }
    }
    for (visits, share) in visits.into_iter().zip([4.0 / 9.0, 3.0 / 9.0, 2.0 / 9.0]) {
        assert!((visits - share).abs() < 0.02, "{visits} for {share}"); // four standard errors
    }
}

/// Karaboga & Basturk 2007: at the end of a cycle the source most often tried in vain, if more than
/// `limit` times, is abandoned, and its bee scouts; one source a cycle at most.
#[test]
fn a_scout_flies_when_the_limit_is_passed_and_not_before() {
    let space = Boxed::cube(-50.0..=50.0, 5).unwrap().minimize(|_| 0.0);
    let mut sources: Vec<Vec<f64>> = [0.0, 10.0, 20.0, 30.0].map(|x| vec![x; 5]).to_vec();
    let start = space.starting_from(sources.clone());
    let mut swarm = ArtificialBeeColony::new(4).limit(7).build(&start, Seed(2)).unwrap();
    round(&mut swarm, &start, |_| 0.0);
    let (mut tried, mut abandoned, mut scouts) = ([0; 4], None, 0);
    for cycle in 0..200 {
        for (i, bee) in round(&mut swarm, &start, |_| 1.0).into_iter().enumerate() {
            if abandoned == Some(i) {
                assert_eq!(source_of(&bee, &sources), None, "cycle {cycle}");
                (sources[i], tried[i], scouts) = (bee, 0, scouts + 1);
            } else {
                assert_eq!(source_of(&bee, &sources), Some(i), "cycle {cycle}");
                tried[i] += 1;
            }
        }
        for bee in round(&mut swarm, &start, |_| 1.0) {
            tried[source_of(&bee, &sources).unwrap()] += 1;
        }
        let most = *tried.iter().max().unwrap();
        abandoned = tried.iter().position(|n| *n == most && most > 7);
    }
    assert!(scouts > 100, "{scouts}");
}

/// Pham & Castellani 2009 (Proc. IMechE C 223(12)): a flower patch is a box about its scout whose
/// sides are the share `ngh` of the space's (eq. 1), times 0.8 after every round in vain (eq. 2); when
/// those are `stlim` in a row, the site is left for a random one with a patch of the first size.
#[test]
fn a_patch_shrinks_and_is_left_as_published() {
    let line = Boxed::cube(0.0..=1.0, 1).unwrap().minimize(|_| 0.0);
    let start = line.starting_from(vec![vec![0.5]]);
    let hive = BeesAlgorithm::default().sites(1).elite(1, 2_000).good(0, 1).patch(0.4, 0.8);
    let mut swarm = hive.patience(4).build(&start, Seed(1)).unwrap();
    round(&mut swarm, &start, |_| 0.0);
    for side in [0.4, 0.32, 0.256, 0.2048] {
        let recruits = round(&mut swarm, &start, |_| 1.0);
        let reach = recruits.iter().map(|x| (x[0] - 0.5).abs()).fold(0.0, f64::max);
        assert_eq!(recruits.len(), 2_000);
        assert!((0.98..=1.0).contains(&(reach / (side / 2.0))), "{reach} in a patch of {side}");
    }
    let scout = round(&mut swarm, &start, |_| 1.0);
    assert_eq!(scout.len(), 1);
    let recruits = round(&mut swarm, &start, |_| 1.0);
    let reach = recruits.iter().map(|x| (x[0] - scout[0][0]).abs()).fold(0.0, f64::max);
    assert!((0.196..=0.2).contains(&reach), "{reach}");
}

/// The trail as the test works it out: in units of the deposit of the first round's best.
struct Trails {
    levels: Vec<Vec<f64>>,
    first: f64,
}

impl Trails {
    fn each(&mut self, change: impl Fn(f64) -> f64) {
        self.levels.iter_mut().flatten().for_each(|level| *level = change(*level));
    }
    fn on(&mut self, tour: &[usize], change: impl Fn(f64) -> f64) {
        for (&a, &b) in tour.iter().zip(tour.iter().cycle().skip(1)) {
            self.levels[a][b] = change(self.levels[a][b]);
            self.levels[b][a] = self.levels[a][b];
        }
    }
    fn deposit(&mut self, (tour, length): &(Vec<usize>, f64)) {
        let amount = self.first / length;
        self.on(tour, |level| level + amount);
    }
}

type Tours = [(Vec<usize>, f64)];

/// Runs 120 rounds on burma14 and compares every level of the trail after each with that of `rule`,
/// which is told the number of the round, its tours and the best tour ever.
fn check_trails<D: Deposit>(
    colony: AntColony<D>,
    rule: impl FnMut(&mut Trails, u32, &Tours, &(Vec<usize>, f64)),
) {
    check_solver(colony.solver(), rule);
}

fn check_solver<D: Deposit>(
    solver: Solver<AntColony<D>>,
    mut rule: impl FnMut(&mut Trails, u32, &Tours, &(Vec<usize>, f64)),
) {
    let tsp = Tsp::read("tests/data/burma14.tsp").unwrap();
    let mut swarm = solver.build(&tsp, Seed(1)).unwrap();
    let mut trails = Trails { levels: vec![vec![0.0; 14]; 14], first: 0.0 };
    let mut ever = (Vec::new(), f64::INFINITY);
    for number in 1..=120 {
        let tours = round(&mut swarm, &tsp, |tour| tsp.evaluate(tour).unwrap());
        let length = |tour: Vec<usize>| (tsp.evaluate(&tour).unwrap(), tour);
        let tours: Vec<_> = tours.into_iter().map(length).map(|(l, tour)| (tour, l)).collect();
        ever = tours.iter().fold(ever, |best, t| if t.1 < best.1 { t.clone() } else { best });
        if number == 1 {
            trails.first = ever.1;
        }
        rule(&mut trails, number, &tours, &ever);
        for (a, row) in trails.levels.iter().enumerate() {
            for (b, level) in row.iter().enumerate().filter(|(b, _)| *b != a) {
                let found = swarm.medium().pheromone().level(a, b);
                assert!(
                    (found - level).abs() < 1e-9 * level,
                    "{} {number}: {found} {level}",
                    D::NAME
                );
            }
        }
    }
}

/// Dorigo, Maniezzo & Colorni 1996, eqs. 1 to 3 with (1 − ρ) for their ρ; the first level is that of
/// Dorigo & Stützle's `ACOTSP`, 1 / (ρ · length).
#[test]
fn all_ants_of_ant_system_deposit_after_evaporation() {
    check_trails(AntSystem::default().evaporation(0.3), |trails, number, tours, _| {
        if number == 1 {
            trails.each(|_| 1.0 / 0.3);
        }
        trails.each(|level| 0.7 * level);
        tours.iter().for_each(|tour| trails.deposit(tour));
    });
}

/// Stützle & Hoos 2000, eqs. 5 to 11: the best of the round deposits, every 25th round the best since
/// the restart; τmax = 1 / (ρ · best ever); τmin from p_best = 0.05; a restart sets all to τmax.
#[test]
fn trails_of_max_min_keep_their_limits() {
    let n = 14.0;
    let p = 0.05_f64.powf(1.0 / n);
    let (mut since, mut stalls, mut restarts) = (f64::INFINITY, 0, 0);
    let colony = MaxMinAntSystem::default().evaporation(0.1).restart_after(15);
    check_trails(colony, |trails, number, tours, ever| {
        let best = tours.iter().min_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
        stalls = if best.1 < since { 0 } else { stalls + 1 };
        since = since.min(best.1);
        let most = trails.first / ever.1 / 0.1;
        let least = most * (1.0 - p) / ((n / 2.0 - 1.0) * p);
        if stalls == 15 {
            (since, stalls, restarts) = (f64::INFINITY, 0, restarts + 1);
        }
        if number == 1 || stalls == 0 && since.is_infinite() {
            trails.each(|_| most);
        }
        trails.each(|level| 0.9 * level);
        let recent = number % 25 == 0 && since == ever.1;
        trails.deposit(if recent { ever } else { best });
        trails.each(|level| level.clamp(least, most));
    });
    assert!(restarts >= 2, "{restarts}");
}

/// Dorigo & Gambardella 1997, eqs. 4 and 5: each tour wears its edges towards τ₀ = 1 / (n · length),
/// then the best ever draws its own towards 1 / length.
#[test]
fn only_the_best_tour_of_the_colony_system_gains() {
    check_trails(AntColonySystem::default().rates(0.2, 0.1), |trails, number, tours, ever| {
        let base = 1.0 / 14.0;
        if number == 1 {
            trails.each(|_| base);
        }
        tours.iter().for_each(|(tour, _)| trails.on(tour, |level| 0.9 * level + 0.1 * base));
        let deposit = trails.first / ever.1;
        trails.on(&ever.0, |level| 0.8 * level + 0.2 * deposit);
    });
}

fn shortest(tours: &Tours) -> &(Vec<usize>, f64) {
    tours.iter().min_by(|a, b| a.1.total_cmp(&b.1)).unwrap()
}

/// Bullnheimer, Hartl & Strauss 1999: the five best of the round deposit with the weights 5 to 1, the
/// best ever with 6; the first level is that of Dorigo & Stützle 2004, 6 · 5 / (2 ρ · length).
#[test]
fn ranks_weigh_the_deposits_of_the_rank_based_ant_system() {
    check_trails(RankBasedAntSystem::default().evaporation(0.2), |trails, number, tours, ever| {
        if number == 1 {
            trails.each(|_| 15.0 / 0.2);
        }
        trails.each(|level| 0.8 * level);
        let mut ranked = tours.to_vec();
        ranked.sort_by(|a, b| a.1.total_cmp(&b.1));
        for (weight, tour) in [5, 4, 3, 2, 1].into_iter().zip(&ranked) {
            (0..weight).for_each(|_| trails.deposit(tour));
        }
        (0..6).for_each(|_| trails.deposit(ever));
    });
}

/// Cordón, Fernández de Viana, Herrera & Moreno 2000: the best ever deposits, the worst of the round
/// is worn off where it differs, and trails start anew where it differs little. Nothing mutates
/// without progress.
#[test]
fn the_worst_tour_of_the_best_worst_ant_system_is_worn_off() {
    let mut restarts = 0;
    let colony = BestWorstAntSystem::default().evaporation(0.3).ants(4).restart_below(0.45);
    check_trails(colony, |trails, number, tours, ever| {
        if number == 1 {
            trails.each(|_| 1.0 / 14.0);
        }
        trails.each(|level| 0.7 * level);
        trails.deposit(ever);
        let edges = |tour: &[usize]| -> Vec<(usize, usize)> {
            let next = tour.iter().cycle().skip(1);
            tour.iter().zip(next).map(|(&a, &b)| (a.min(b), a.max(b))).collect()
        };
        let mut worst = edges(&tours.iter().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap().0);
        worst.retain(|edge| !edges(&ever.0).contains(edge));
        for &(a, b) in &worst {
            trails.levels[a][b] *= 0.7;
            trails.levels[b][a] = trails.levels[a][b];
        }
        if (worst.len() as f64) < 0.45 * 14.0 {
            trails.each(|_| 1.0 / 14.0);
            restarts += 1;
        }
    });
    assert!((2..110).contains(&restarts), "{restarts}");
}

/// The same: of every row one level moves by σ · progress · mean level of the best tour ever.
#[test]
fn levels_of_the_best_worst_ant_system_mutate_as_far_as_the_run_has_come() {
    let tsp = Tsp::read("tests/data/burma14.tsp").unwrap();
    let levels = |mutation: f64| {
        let colony = BestWorstAntSystem::default().mutation(mutation, 3.0);
        let mut swarm = colony.build(&tsp, Seed(1)).unwrap();
        swarm.step(&tsp, &Limits::NONE.at(0.25)).unwrap();
        let best = swarm.best().unwrap().point.clone();
        (swarm.medium().pheromone().levels().to_vec(), swarm.medium().clone(), best)
    };
    let ((before, colony, best), (after, _, _)) = (levels(0.0), levels(1.0));
    let next = best.iter().cycle().skip(1);
    let on_best = best.iter().zip(next).map(|(&a, &b)| colony.pheromone().level(a, b));
    let step = 3.0 * 0.25 * on_best.sum::<f64>() / 14.0;
    let (mut up, mut down) = (0, 0);
    for (before, after) in before.chunks(13).zip(after.chunks(13)) {
        let changed: Vec<_> = before.iter().zip(after).filter(|(b, a)| a != b).collect();
        let [(before, after)] = changed[..] else { panic!("{changed:?}") };
        if after > before {
            up += 1;
            assert!((after - before - step).abs() < 1e-12);
        } else {
            down += 1;
            assert!((after - (before - step).max(0.0)).abs() < 1e-12);
        }
    }
    assert!(up > 2 && down > 2, "{up} up, {down} down");
}

/// Blum & Dorigo 2004: levels move by ρ towards the tour that deposits, or towards the mean of all
/// tours, weighted with 1 / length; Blum 2005: from ½, within 0.001 and 0.999.
#[test]
fn trails_of_the_hyper_cube_move_towards_the_mean_of_the_tours() {
    let colony = HyperCubeAntSystem::default;
    check_trails(colony().evaporation(0.2), |trails, number, tours, ever| {
        if number == 1 {
            trails.each(|_| 0.5);
        }
        trails.each(|level| 0.8 * level);
        let tour = if number % 25 == 0 { ever } else { shortest(tours) };
        trails.on(&tour.0, |level| level + 0.2);
        trails.each(|level| level.clamp(0.001, 0.999));
    });
    check_solver(
        colony().best_so_far_every(1000).topology(Isolated),
        |trails, number, tours, _| {
            if number == 1 {
                trails.each(|_| 0.5);
            }
            trails.each(|level| 0.9 * level);
            let total: f64 = tours.iter().map(|tour| 1.0 / tour.1).sum();
            for (tour, length) in tours {
                trails.on(tour, |level| level + 0.1 / length / total);
            }
            trails.each(|level| level.clamp(0.001, 0.999));
        },
    );
}

/// Guntsch & Middendorf 2002: τ₀ = 1 / (n − 1), and (τmax − τ₀) / k for each of the last k best tours
/// of a round.
#[test]
fn pheromone_of_the_population_based_colony_counts_its_tours() {
    let mut population = Vec::new();
    let colony = PopulationAntColony::default().population(3).highest_level(2.0);
    check_trails(colony, |trails, _, tours, _| {
        population.push(shortest(tours).0.clone());
        let newest = &population[population.len().saturating_sub(3)..];
        trails.each(|_| 1.0 / 13.0);
        for tour in newest {
            trails.on(tour, |level| level + (2.0 - 1.0 / 13.0) / 3.0);
        }
    });
}
