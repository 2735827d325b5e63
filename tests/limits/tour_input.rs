//! Whatever a user hands in as a tour problem: every algorithm solves it, or a typed error says what
//! is wrong with it, and on which line. Nothing hangs, nothing panics, nothing fills the memory.

use ndarray::{Array2, array};
use std::{
    fmt::Write,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};
use swarmopt::{
    Error, author::*, experiment::Results, local_search::Memetic, prelude::*,
    problem::formats::Tsplib, run::Solver,
};

/// The result of a piece of work, or a failure of the test if it takes a minute.
fn in_time<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (send, receive) = mpsc::channel();
    thread::spawn(move || send.send(work()));
    receive.recv_timeout(Duration::from_secs(60)).expect("it hangs or has panicked")
}

/// A local search chosen at run time.
#[derive(Clone, Copy, Debug)]
enum Search {
    TwoOpt,
    Chains,
}

impl LocalSearch<Tsp> for Search {
    fn improve(
        &self,
        tsp: &Tsp,
        tour: &mut Vec<usize>,
        cost: f64,
        allowance: &mut Allowance<'_>,
        rng: &mut Stream,
    ) -> f64 {
        match self {
            Search::TwoOpt => TwoOpt.improve(tsp, tour, cost, allowance, rng),
            Search::Chains => LinKernighan::default().improve(tsp, tour, cost, allowance, rng),
        }
    }
}

type Searched = Memetic<Tsp, Search>;

fn ready<R: IntoOptimizer<Tsp>>(solver: Solver<R>, tsp: &Searched) -> Box<dyn Optimizer<Tsp>> {
    Box::new(solver.build(tsp, Seed(1)).unwrap())
}

/// A swarm of every method for tours.
fn swarms(tsp: &Searched, polish: Polish) -> Vec<Box<dyn Optimizer<Tsp>>> {
    vec![
        ready(FocusedAnts::default().solver(), tsp),
        ready(TourSwarm::new(3).solver(), tsp),
        ready(AntSystem::default().ants(3).polish(polish), tsp),
        ready(MaxMinAntSystem::default().ants(3).polish(polish), tsp),
        ready(AntColonySystem::default().polish(polish), tsp),
        ready(ArtificialBeeColony::new(4).polish(polish), tsp),
        ready(BeesAlgorithm::default().polish(polish), tsp),
    ]
}

/// Runs every algorithm for a few rounds, with and without 2-opt: the best is a tour, and as long as
/// it says.
fn solve_with_all(tsp: Tsp) {
    in_time(move || {
        let tsp = Search::TwoOpt.on(tsp);
        for polish in [Polish::None, Polish::All] {
            for mut swarm in swarms(&tsp, polish) {
                let name = swarm.name();
                run(&mut *swarm, &tsp, &mut Rounds(4), &mut ()).unwrap();
                let best =
                    swarm.best().unwrap_or_else(|| panic!("{name} finds no tour of {tsp:?}"));
                assert!(tsp.space().contains(&best.point), "{name}: {:?}", best.point);
                assert_eq!(best.fitness, tsp.evaluate(&best.point).unwrap(), "{name}");
                assert!(best.fitness.is_finite() && best.fitness >= 0.0, "{name}");
                assert_eq!(swarm.tally().failures.total(), 0, "{name}");
            }
        }
    });
}

/// Reads a text as an instance: none, or the error's message.
fn complaint(text: String) -> Option<String> {
    let read = move || text.parse::<Tsplib>().and_then(Tsp::try_from);
    in_time(read).err().map(|error| error.to_string())
}

/// A file of cities.
fn plane(dimension: usize, cities: &str) -> String {
    format!(
        "TYPE : TSP\nDIMENSION : {dimension}\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n{cities}"
    )
}

/// A file of distances.
fn matrix(dimension: usize, weights: &str) -> String {
    format!(
        "TYPE : ATSP\nDIMENSION : {dimension}\nEDGE_WEIGHT_TYPE : EXPLICIT\n\
         EDGE_WEIGHT_FORMAT : FULL_MATRIX\nEDGE_WEIGHT_SECTION\n{weights}"
    )
}

#[test]
fn few_cities_are_solved() {
    for n in 1..=5 {
        let cities: Vec<(f64, f64)> = (0..n).map(|i| (f64::from(i), f64::from(i * i))).collect();
        solve_with_all(Tsp::from_cities(&cities).unwrap());
        let one_way = Array2::from_shape_fn((n as usize, n as usize), |(i, j)| (2 * i + j) as f64);
        solve_with_all(Tsp::from_matrix(one_way).unwrap());
    }
    solve_with_all(plane(1, "1 5 5").parse::<Tsplib>().unwrap().try_into().unwrap());
    solve_with_all(matrix(2, "0 1\n2 0").parse::<Tsplib>().unwrap().try_into().unwrap());
}

#[test]
fn equal_cities_are_solved() {
    for n in [2, 3, 4, 9, 30] {
        solve_with_all(Tsp::from_cities(&vec![(7.0, 7.0); n]).unwrap());
        solve_with_all(Tsp::from_matrix(Array2::zeros((n, n))).unwrap());
    }
    let pairs: Vec<(f64, f64)> = (0..12).map(|i| (f64::from(i / 2), 0.0)).collect();
    solve_with_all(Tsp::from_cities(&pairs).unwrap());
    // Cities in a line: every exchange that helps nothing is a tie.
    solve_with_all(Tsp::from_cities(&[(0.0, 0.0), (3.0, 0.0), (1.0, 0.0), (2.0, 0.0)]).unwrap());
}

#[test]
fn very_long_and_very_short_distances_are_solved() {
    for scale in [1e150, 1e-150, 1e-300, 5e-324] {
        let grid: Vec<(f64, f64)> = (0..12)
            .map(|i| (f64::from(i % 4) * scale / 4.0, f64::from(i / 4) * scale / 4.0))
            .collect();
        solve_with_all(Tsp::from_cities(&grid).unwrap());
        // Far and near at once.
        let weight = |(i, j): (usize, usize)| if (i + j) % 3 == 0 { scale } else { (i * j) as f64 };
        solve_with_all(Tsp::from_matrix(Array2::from_shape_fn((9, 9), weight)).unwrap());
    }
    solve_with_all(Tsp::from_matrix(Array2::from_elem((12, 12), 1e300)).unwrap());
}

/// Some as `long`, some 0, the others from 1 to 99; with no `long`, of all sizes.
fn mixed(n: usize, symmetric: bool, long: Option<f64>, rng: &mut Stream) -> Array2<f64> {
    let mut leg = || match (rng.below(10), long) {
        (0, _) => 0.0,
        (1..5, Some(long)) => long,
        (1..5, None) => [1e-300, 1e9, 1e17, 1e18, 1e300][rng.below(5)],
        _ => (1 + rng.below(99)) as f64,
    };
    let legs = Array2::from_shape_simple_fn((n, n), &mut leg);
    if symmetric {
        Array2::from_shape_fn((n, n), |(a, b)| legs[[a.min(b), a.max(b)]])
    } else {
        legs
    }
}

/// In sums that hold legs of 10¹⁸ the last place is 128, which was a gain again and again.
#[test]
fn legs_of_any_size_are_searched_to_an_end() {
    in_time(|| {
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        let sizes = [0.0, 1e-300, 1e9, 1e17, 3e17, 1e18, 1e300].map(Some);
        for long in sizes.into_iter().chain([None]) {
            for (symmetric, way) in (0..10).map(|i| (i % 2 == 0, i / 2)) {
                let legs = mixed(9, symmetric, long, &mut rng);
                let [start, end] = [Some(3), Some(5)];
                let ends = match way {
                    0 => None,
                    1 => Some(Ends::default()),
                    2 => Some(Ends { start, end: None }),
                    3 => Some(Ends { start: None, end }),
                    _ => Some(Ends { start, end }),
                };
                let mut tsp = Tsp::from_matrix(legs).unwrap();
                if let Some(ends) = ends {
                    tsp = tsp.path(ends).unwrap();
                }
                for search in [Search::TwoOpt, Search::Chains] {
                    for _ in 0..10 {
                        let mut tour = tsp.sample(&mut rng);
                        let before = tsp.evaluate(&tour).unwrap();
                        let allowance = &mut Allowance::new(u64::MAX);
                        let after = search.improve(&tsp, &mut tour, before, allowance, &mut rng);
                        assert!(after <= before && after == tsp.evaluate(&tour).unwrap());
                        assert!(allowance.spent() < 1_000_000, "{}", allowance.spent());
                    }
                }
                let tsp = Search::Chains.on(tsp);
                for mut swarm in swarms(&tsp, Polish::All) {
                    run(&mut *swarm, &tsp, &mut Evaluations(400), &mut ()).unwrap();
                    assert!(swarm.best().is_some(), "{}", swarm.name());
                }
            }
        }
    });
}

/// The clock is heard in the middle of a local search.
#[test]
fn a_time_limit_ends_local_search_on_tours() {
    const LIMIT: Duration = Duration::from_millis(100);
    in_time(|| {
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        let large = Tsp::uniform(3_000, Seed(1)).unwrap();
        let missing = Tsp::from_matrix(mixed(8, true, Some(1e18), &mut rng)).unwrap();
        for tsp in [large, missing] {
            let mut tour = tsp.sample(&mut rng);
            let cost = tsp.evaluate(&tour).unwrap();
            TwoOpt.improve(&tsp, &mut tour, cost, &mut Allowance::new(1), &mut rng); // the lists
            let tsp = Search::Chains.on(tsp);
            let mut late: Vec<String> =
                swarms(&tsp, Polish::All).iter().map(|swarm| swarm.name()).collect();
            // Others may keep the machine busy.
            for _ in 0..4 {
                for mut swarm in swarms(&tsp, Polish::All) {
                    if late.contains(&swarm.name()) {
                        let start = Instant::now();
                        run(&mut *swarm, &tsp, &mut WallClock(LIMIT), &mut ()).unwrap();
                        late.retain(|name| *name != swarm.name() || start.elapsed() > 2 * LIMIT);
                    }
                }
            }
            assert!(late.is_empty(), "{late:?}");
        }
    });
}

/// Multiplied by a power of two all sums are, to the last bit.
#[test]
fn tours_do_not_depend_on_the_unit_of_length() {
    let mut rng = Streams::new(Seed(1)).at(0, 0);
    let mut place = || (rng.unit(), rng.unit());
    let cities: Vec<_> = (0..20).map(|i| if i % 7 == 6 { (0.5, 0.5) } else { place() }).collect();
    let plane = Tsp::from_cities(&cities).unwrap();
    for symmetric in [true, false] {
        for ends in [None, Some(Ends::default()), Some(Ends { start: Some(2), end: None })] {
            let tours = |unit: i32| -> Vec<(String, Vec<usize>, f64)> {
                let slope = |a, b| if symmetric || a < b { 1.0 } else { 1.25 };
                let leg = |(a, b)| plane.distance(a, b) * slope(a, b) * 2_f64.powi(unit);
                let mut tsp = Tsp::from_matrix(Array2::from_shape_fn((20, 20), leg)).unwrap();
                if let Some(ends) = ends {
                    tsp = tsp.path(ends).unwrap();
                }
                let search = if symmetric { Search::Chains } else { Search::TwoOpt };
                let tsp = search.on(tsp);
                let mut all = Vec::new();
                for polish in [Polish::None, Polish::Best] {
                    for mut swarm in swarms(&tsp, polish) {
                        run(&mut *swarm, &tsp, &mut Evaluations(600), &mut ()).unwrap();
                        let best = swarm.best().unwrap();
                        all.push((
                            swarm.name(),
                            best.point.clone(),
                            best.fitness * 2_f64.powi(-unit),
                        ));
                    }
                }
                all
            };
            let known = tours(0);
            for unit in [-40, -17, -1, 3, 40] {
                assert_eq!(tours(unit), known, "in units of 2^{unit}");
            }
        }
    }
}

/// The same places with many cities at each are visited by as short a tour.
#[test]
fn many_cities_at_one_place_are_visited_as_one() {
    let best = |tsp: &Tsp| {
        let outcome = FocusedAnts::default().solve(tsp, Seed(1), Evaluations(100_000)).unwrap();
        let best = outcome.best().unwrap();
        assert_eq!(tsp.evaluate(&best.point).unwrap(), best.value);
        best.value
    };
    let alone = Tsp::uniform(60, Seed(1)).unwrap();
    let map = alone.coordinates().unwrap();
    let least = best(&Tsp::from_cities(map).unwrap());
    for copies in [2, 20, 40] {
        let cities: Vec<_> = (0..60 * copies).map(|i| map[i % 60]).collect();
        let tsp = Tsp::from_cities(&cities).unwrap();
        let found = best(&tsp) / least;
        assert!(found < 1.02, "{copies}: {found}");
        let swarm = TourSwarm::new(3).solve(&tsp, Seed(1), Evaluations(100_000)).unwrap();
        let found = swarm.best().unwrap().value / least;
        assert!(found < 1.02, "{copies}: {found}");
        // Where the direction matters, as the way east takes longer.
        let east = |a: usize, b: usize| (map[b % 60].0 - map[a % 60].0).max(0.0);
        let windy = |n| Array2::from_shape_fn((n, n), |(a, b)| tsp.distance(a, b) + east(a, b));
        let [few, many] = [60, cities.len().min(600)].map(|n| Tsp::from_matrix(windy(n)).unwrap());
        let found = best(&many) / best(&few);
        assert!(found < 1.02, "{copies} in the wind: {found}");
    }
    // Ten cities through which all ways lead are worth ten visits.
    let hub = |i: usize| i < 10;
    let star = Array2::from_shape_fn((30, 30), |(a, b)| match (hub(a), hub(b)) {
        (true, true) => 0.0,
        (false, false) => 100.0,
        _ => 1.0,
    });
    assert_eq!(best(&Tsp::from_matrix(star).unwrap()), 10.0 * 2.0 + 10.0 * 100.0);
}

/// With distances whose sum is infinite, 2-opt went on for ever: ∞ − 10³⁰⁸ is a gain.
#[test]
fn distances_whose_sum_would_be_infinite_are_refused_with_their_line() {
    let error = Tsp::from_matrix(Array2::from_elem((9, 9), 1e308)).unwrap_err().to_string();
    let number = "a number from 0 to 1e300, found 1";
    let expected = format!("the distance from city 0 to city 1: expected {number}");
    assert!(error.starts_with(&expected), "{error}");
    assert_eq!(
        complaint(matrix(2, "0 1\n1e308 0")).unwrap(),
        "line 7: expected a weight from 0 to 1e300, found \"1e308\""
    );
    let far = Tsp::from_cities(&[(0.0, 0.0), (1e151, 0.0)]).unwrap_err().to_string();
    assert!(far.starts_with("the coordinates of city 1"), "{far}");
}

#[test]
fn what_is_no_distance_is_refused() {
    for wrong in [-1.0, -1e-300, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let weights = array![[0., 1., 2.], [1., 0., 3.], [2., wrong, 0.]];
        let error = Tsp::from_matrix(weights).unwrap_err().to_string();
        assert!(error.starts_with("the distance from city 2 to city 1: expected"), "{error}");
    }
    for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1.1e150] {
        assert!(Tsp::from_cities(&[(0.0, 0.0), (0.0, wrong)]).is_err());
        assert!(Tsp::from_cities(&[(0.0, 0.0), (-wrong, 0.0)]).is_err());
    }
    let oblong = Tsp::from_matrix(Array2::zeros((3, 2))).unwrap_err().to_string();
    assert_eq!(oblong, "the distances: expected a square matrix, found 3 × 2");
    assert!(matches!(Tsp::from_matrix(Array2::zeros((0, 0))), Err(Error::Parameter { .. })));
    for (weights, message) in [
        ("0 1\n-2 0", "line 7: expected a weight from 0 to 1e300, found \"-2\""),
        (
            "0 1\n2 -nan",
            "line 7: expected a finite number (for a missing road one longer than any tour, such as 1e12), found \"-nan\"",
        ),
        (
            "0 1\nnan 0",
            "line 7: expected a finite number (for a missing road one longer than any tour, such as 1e12), found \"nan\"",
        ),
        ("0 1\n2 0\n0 1", "line 8: expected the end of the data, found \"0\""),
        ("0 1\n2", "line 7: expected the weight from node 2 to node 2, found the end of the data"),
    ] {
        assert_eq!(complaint(matrix(2, weights)).as_deref(), Some(message));
    }
    let nan = complaint(plane(2, "1 0 0\n2 0 nan")).unwrap();
    assert_eq!(nan, "line 6: expected a finite number, found \"nan\"");
}

/// Files as other programs and systems write them: all are read.
#[test]
fn files_of_other_programs_are_read() {
    let triangle = plane(3, "1 0 0\n2 3 4\n3 6 8\n");
    let read = |text: &str| Tsp::try_from(text.parse::<Tsplib>().unwrap()).unwrap();
    for text in [
        triangle.clone(),
        triangle.replace('\n', "\r"),
        triangle.replace('\n', "\r\n"),
        format!("\u{feff}{triangle}"),
        format!("{triangle}\u{1a}"),
        format!("{triangle}EOF\n\u{1a}\u{1a}"),
        triangle.to_lowercase(),
        triangle.replace(" : ", "="),
        triangle.replace(" : ", ":\t"),
        triangle.replace("SECTION", "SECTION:"),
    ] {
        let tsp = read(&text);
        assert_eq!((tsp.distance(0, 1), tsp.distance(0, 2)), (5.0, 10.0), "{text:?}");
    }
    let exact = read(&plane(3, "1 0.85 0.76\n2 1.0 0.47\n3 0.1 0.55").replace("EUC", "EXACT"));
    assert_eq!([exact.distance(0, 1), exact.distance(0, 2)], [326.0, 779.0]);
    let cities = "1 48.8566 2.3522\n2 52.52 13.405\n3 -33.8688 151.2093\n4 40.7128 -74.006";
    let earth = read(&plane(4, cities).replace("EUC_2D", "GEOM"));
    let metres = [1, 2, 3].map(|to| earth.distance(0, to));
    assert_eq!(
        metres,
        [878_481.0, 16_980_166.0, 5_844_010.0],
        "by vectors: 6,378,388 m · angle + 1"
    );
    assert_eq!(earth.coordinates().unwrap()[1], (13.405, 52.52), "north is up");

    let assignment = "3\n0 1 2\n1 0 3\n2 3 0\n0 2 1\n2 0 1\n1 1 0\n";
    let plain: Qap = assignment.parse().unwrap();
    for text in [
        format!("\u{feff}{assignment}"),
        assignment.replace('\n', "\r"),
        assignment.replace('\n', " "),
        format!("{assignment}\u{1a}"),
    ] {
        assert_eq!(text.parse::<Qap>().unwrap(), plain, "{text:?}");
    }
    for first in ["3 24 24\n", "3 24\n"] {
        let qap: Qap = assignment.replacen("3\n", first, 1).parse().unwrap();
        assert_eq!((qap.optimum(), qap.flow()), (Some(24.0), plain.flow()));
    }
}

/// What users get wrong, and what each of them is told.
#[test]
fn what_bad_input_gets() {
    const ROAD: &str =
        "expected a finite number (for a missing road one longer than any tour, such as 1e12)";
    const HEAD: &str = "expected TYPE, DIMENSION, EDGE_WEIGHT_TYPE before the data";
    let unit = plane(3, "1 0.134 0.847\n2 0.763 0.255\n3 0.495 0.449");
    for (text, message) in [
        (matrix(3, "0 1 x\n1 0 3\ninf 3 0"), format!("line 6: {ROAD}, found \"x\"")),
        (matrix(3, "0 1 2\n1 0 3\ninf 3 0"), format!("line 8: {ROAD}, found \"inf\"")),
        (matrix(3, "0 1 2\n1 0 Inf\n3 3 0"), format!("line 7: {ROAD}, found \"Inf\"")),
        (matrix(3, "0 1 2\n- 0 3\n3 3 0"), format!("line 7: {ROAD}, found \"-\"")),
        (
            unit.clone(),
            "the coordinates: expected EDGE_WEIGHT_TYPE : EXACT_2D, which counts thousandths, or \
             larger coordinates, found distances that EUC_2D rounds to 0 or 1, all of them"
                .to_owned(),
        ),
        (
            "NODE_COORD_SECTION\n1 6734 1453\n2 2233 10\n".to_owned(),
            format!("line 1: {HEAD}, found the data alone"),
        ),
        (String::new(), format!("line 1: {HEAD}, found the end of the file")),
        (
            plane(3, "1 0 0\n2 3 4\n3 6 8").replace("TYPE : TSP\n", ""),
            "line 6: expected TYPE, found the end of the file".to_owned(),
        ),
        (
            plane(4, "1 0 0\n2 3 4\n3 6 8"),
            "line 7: expected 4 nodes, found the end of the data after 3".to_owned(),
        ),
        (plane(2, "0 0 0\n1 3 4"), "line 5: expected a node from 1 to 2, found \"0\"".to_owned()),
        (plane(2, "1 0,5 0\n2 3 4"), "line 5: expected a finite number, found \"0,5\"".to_owned()),
        (
            "TYPE : TOUR\nDIMENSION : 3\nTOUR_SECTION\n1 2 3 1 -1\n".to_owned(),
            "line 4: expected the end of the tour, found its first node, \"1\", again".to_owned(),
        ),
        (
            "TYPE : TOUR\nDIMENSION : 3\nTOUR_SECTION\n1 2 3 -1\n".to_owned(),
            "TYPE: expected TSP or ATSP, found Tour".to_owned(),
        ),
        ("3\n0 1 2\n".to_owned(), "line 1: expected a keyword, found \"3\"".to_owned()),
        ("<html>\n".to_owned(), "line 1: expected a keyword, found \"<html>\"".to_owned()),
        (
            "hello world\n".to_owned(),
            "line 1: expected a keyword or a number, found \"hello\"".to_owned(),
        ),
    ] {
        assert_eq!(complaint(text.clone()).unwrap_or_default(), message, "{text}");
    }
    for (text, message) in [
        ("3 24\n2 3 1", "line 1: expected an instance, n and two matrices, found a solution"),
        ("3 24 24\n0 1 2\n1 0 x", "line 3: expected a finite number, found \"x\""),
        ("TYPE : TSP", "line 1: expected a whole number, at least 1, found \"TYPE\""),
    ] {
        assert_eq!(text.parse::<Qap>().unwrap_err().to_string(), message);
    }

    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("a.gz"), b"\x1f\x8b\x08\x00\x00").unwrap();
    std::fs::write(at("a.csv"), b"PK\x03\x04").unwrap();
    std::fs::write(at("b.csv"), "x;y\n1;2\n").unwrap();
    std::fs::write(at("c.csv"), "x;y\n1;2;3\n").unwrap();
    let square = || Tsp::from_cities(&[(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0)]).unwrap();
    let tour = |text: &str| {
        std::fs::write(at("tour"), text).unwrap();
        square().read_tour(at("tour")).err()
    };
    let started = |tour: Vec<usize>| {
        let tsp = square();
        let warm = tsp.starting_from(vec![vec![0, 1, 2, 3], tour]);
        AntSystem::default().solve(&warm, Seed(1), Rounds(1)).err()
    };
    let at_box = |point: Vec<f64>| {
        let cube = Boxed::cube(-5.0..=5.0, 3).unwrap().minimize(|x| x[0]);
        ParticleSwarm::new(5).solve(&cube.starting_from(vec![point]), Seed(1), Rounds(1)).err()
    };
    let swarm = |particles| {
        let cube = Boxed::cube(-5.0..=5.0, 3).unwrap().minimize(|x| x[0]);
        ParticleSwarm::new(particles).solve(&cube, Seed(1), Rounds(1)).err()
    };
    let start = "start point 1 lies outside the space: ";
    let first = "start point 0 lies outside the space: ";
    for (error, message) in [
        (Tsp::read(at("a.gz")).err(), "a.gz: compressed (gzip); decompress it first".to_owned()),
        (Qap::read(at("a.gz")).err(), "a.gz: compressed (gzip); decompress it first".to_owned()),
        (
            Results::read(at("a.csv")).err(),
            "a.csv: compressed (zip); decompress it first".to_owned(),
        ),
        (
            Results::read(at("b.csv")).err(),
            "line 2: expected a run, found missing field".to_owned(),
        ),
        (Results::read(at("c.csv")).err(), "line 2: expected a row, found".to_owned()),
        (Results::read(at("a.gz")).err(), "allowed: a file name in .csv or .jsonl".to_owned()),
        (Tsp::read(at("none")).err(), "none: No such file".to_owned()),
        (Tsp::read(folder.path()).err(), ": Is a directory".to_owned()),
        (Qap::read(folder.path()).err(), ": Is a directory".to_owned()),
        (Tsp::read(at("a.csv/inside")).err(), "a.csv/inside: Not a directory".to_owned()),
        (
            tour("TYPE : TOUR\nTOUR_SECTION\n1 2 3"),
            "the tour: expected 4 cities, as the instance has, found 3".to_owned(),
        ),
        (
            tour(&plane(4, "1 0 0\n2 0 1\n3 1 1\n4 1 0")),
            "TYPE: expected TOUR, found Tsp, and no TOUR_SECTION".to_owned(),
        ),
        (started(vec![0, 1, 2]), format!("{start}it has 3 cities, not 4")),
        (
            started(vec![0, 1, 2, 3, 0]),
            format!(
                "{start}city 0 appears twice, at places 0 and 4: the first is not repeated at the end"
            ),
        ),
        (
            started(vec![1, 2, 3, 4]),
            format!("{start}city 4 at place 3: cities are counted from 0 to 3"),
        ),
        (started(vec![0, 2, 2, 3]), format!("{start}city 2 appears twice, at places 1 and 2")),
        (at_box(vec![0.0; 4]), format!("{first}it has 4 coordinates, not 3")),
        (
            at_box(vec![0.0, 7.2, f64::NAN]),
            format!("{first}coordinate 1 is 7.2; allowed: -5.0 to 5.0"),
        ),
        (at_box(vec![f64::NAN; 3]), format!("{first}coordinate 0 is NaN; allowed: -5.0 to 5.0")),
        (
            Boxed::cube(f64::NAN..=1.0, 2).err(),
            "dimension 0: bounds NaN..=1; allowed: finite numbers".to_owned(),
        ),
        (
            Boxed::new([0.0..=1.0, 2.0..=1.0]).err(),
            "dimension 1: bounds 2..=1; allowed: finite numbers".to_owned(),
        ),
        (Boxed::cube(0.0..=1.0, 0).err(), "dimensions is 0; allowed: at least 1".to_owned()),
        (Permutation::new(0).err(), "items is 0; allowed: at least 1".to_owned()),
        (Tsp::from_cities(&[]).err(), "cities is 0; allowed: at least 1".to_owned()),
        (swarm(0), "particles is 0; allowed: 1 to 10000000".to_owned()),
    ] {
        let error =
            error.unwrap_or_else(|| panic!("no error where expected: {message}")).to_string();
        assert!(error.contains(&message) && error.lines().count() == 1, "{error}\n{message}");
    }
}

/// A billion nodes are announced and two are there: what is allocated grows with what is there.
#[test]
fn an_announced_dimension_takes_no_memory() {
    const BILLION: usize = 1_000_000_000;
    let weights = matrix(BILLION, "0 1\n2 0");
    let formats = ["UPPER_ROW", "LOWER_DIAG_ROW", "FULL_MATRIX"];
    let mut files: Vec<String> =
        formats.iter().map(|format| weights.replace("FULL_MATRIX", format)).collect();
    files.push(plane(BILLION, "1 0 0\n2 3 4"));
    files.push(plane(BILLION, "1 0 0\n2 3 4").replace("EUC_2D", "GEO"));
    files.push(format!("TYPE : TOUR\nDIMENSION : {BILLION}\nTOUR_SECTION\n1 2 -1"));
    files.push(plane(2, "1 0 0\n2 3 4\nTOUR_SECTION\n1 2 -1").replace(": 2", ": 1000000000"));
    for file in files {
        let mut result = None;
        let used = allocation_counter::measure(|| result = Some(file.parse::<Tsplib>().is_err()));
        assert_eq!(result, Some(true), "{file}");
        assert!(used.bytes_max < 100_000, "{} bytes for {file}", used.bytes_max);
    }
}

/// 20 MB here; 100 MB take five times as long.
#[test]
fn a_large_file_cut_short_is_refused_on_its_last_line() {
    const BYTES: usize = 20_000_000;
    let start = Instant::now();
    let mut cities = String::with_capacity(BYTES + 100);
    let mut n = 0;
    while cities.len() < BYTES {
        n += 1;
        writeln!(cities, "{n} {} {}", n * 7919 % 1_000_003, n * 104_729 % 1_000_003).unwrap();
    }
    let last = 4 + n;
    let whole = plane(n + 1, &cities);
    let expected =
        format!("line {last}: expected {} nodes, found the end of the data after {n}", n + 1);
    assert_eq!(complaint(whole.clone()), Some(expected));
    let inside = whole.trim_end().rsplit_once(' ').unwrap().0.to_owned();
    let message = complaint(inside).unwrap();
    let expected = format!("line {last}: expected a node and 2 coordinates, found \"{n} ");
    assert!(message.starts_with(&expected), "{message}");
    // The same numbers as a matrix that they do not fill, and as one line of it.
    let side = 20_000;
    let message = complaint(matrix(side, &cities)).unwrap();
    let (i, j) = (3 * n / side + 1, 3 * n % side + 1);
    let weight = format!("the weight from node {i} to node {j}, found the end of the data");
    assert_eq!(message, format!("line {}: expected {weight}", 5 + n));
    let message = complaint(matrix(side, &cities.replace('\n', " "))).unwrap();
    assert_eq!(message, format!("line 6: expected {weight}"));
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

/// Text that is no instance at all, 5 MB of it: the error is short, wherever it is found.
#[test]
fn text_without_end_is_refused_in_a_short_message() {
    let endless = |piece: &str| piece.repeat(5_000_000 / piece.len());
    for (file, line) in [
        (endless("A"), 1),
        (format!("{}_SECTION", endless("A")), 1),
        (format!("TYPE : {}", endless("A")), 1),
        (endless("COMMENT : more\n"), 333_333),
        (endless("1"), 1),
        (endless(" \n"), 2_500_000),
        (plane(3, &endless("1")), 5),
        (plane(3, &endless("1 1 1 ")), 5),
        (plane(3, &endless("1 1 1\n")), 6),
        (matrix(3, &endless("1")), 6),
        (matrix(2, &endless("1 1 ")), 6),
        (format!("TYPE : TOUR\nTOUR_SECTION\n{}", endless("2 ")), 3),
        (plane(3, "1 1 1\n2 2 2\n3 3 3\nTOUR_SECTION\n") + &endless("1 2 3 -1\n") + "4", 555_564),
    ] {
        let start: String = file.chars().take(30).collect();
        let message = complaint(file).unwrap_or_else(|| panic!("{start}"));
        assert!(message.starts_with(&format!("line {line}: expected")), "{start}: {message}");
        assert!(message.len() < 300, "{start}: {} bytes", message.len());
    }
}

/// A map is drawn of whatever cities a problem can have, or the error says why not.
#[cfg(feature = "plots")]
#[test]
fn maps_of_odd_cities_are_drawn() {
    use swarmopt::chart::TourMap;
    let folder = tempfile::tempdir().unwrap();
    for cities in [
        vec![(5.0, 5.0)],
        vec![(0.0, 0.0), (1e150, -1e150)],
        vec![(0.0, 0.0), (5e-324, 0.0), (0.0, 5e-324)],
        vec![(1e150, 3.0); 4],
        vec![(1e150, 0.0), (1e150, 1.0), (-1e150, 2.0)],
    ] {
        let tsp = Tsp::from_cities(&cities).unwrap();
        let tour: Vec<usize> = (0..tsp.cities()).collect();
        let path = folder.path().join("map.svg");
        TourMap::new("odd").cities(&cities).tour(&tour).save(&path).unwrap();
        let svg = std::fs::read_to_string(path).unwrap();
        assert!(svg.matches("<circle").count() >= 2 * cities.len(), "{svg}");
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
}
