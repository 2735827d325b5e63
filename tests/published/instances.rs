//! Published instances give their published lengths, and no file, however broken, a panic.

use proptest::{prelude::*, sample::Index};
use std::{fs, time::Instant};
use swarmopt::{
    Error,
    prelude::*,
    problem::formats::{Kind, Tsplib},
};

/// Optimal tours, cities counted from 1 as in the files.
const OPTIMAL: [(&str, f64, &[usize]); 6] = [
    ("burma14.tsp", 3323.0, &[1, 2, 14, 3, 4, 5, 6, 12, 7, 13, 8, 11, 9, 10]),
    (
        "ulysses22.tsp",
        7013.0,
        &[1, 8, 18, 4, 22, 17, 2, 3, 16, 21, 20, 19, 10, 9, 11, 5, 15, 6, 7, 12, 13, 14],
    ),
    ("gr17.tsp", 2085.0, &[1, 16, 12, 9, 5, 2, 10, 11, 3, 15, 14, 17, 6, 8, 7, 13, 4]),
    (
        "bays29.tsp",
        2020.0,
        &[
            1, 28, 6, 12, 9, 5, 26, 29, 3, 2, 20, 10, 4, 15, 18, 17, 14, 22, 11, 19, 25, 7, 23, 27,
            8, 24, 16, 13, 21,
        ],
    ),
    (
        "brazil58.tsp",
        25395.0,
        &[
            1, 18, 44, 58, 24, 57, 12, 23, 5, 27, 43, 49, 47, 51, 52, 10, 35, 41, 2, 54, 55, 48, 3,
            29, 33, 45, 56, 46, 34, 15, 37, 14, 28, 6, 19, 26, 17, 36, 21, 39, 11, 31, 7, 38, 42,
            16, 22, 8, 4, 50, 53, 20, 32, 9, 25, 40, 13, 30,
        ],
    ),
    ("br17.atsp", 39.0, &[1, 12, 16, 15, 6, 7, 5, 4, 17, 9, 8, 13, 2, 10, 11, 3, 14]),
];

fn open(file: &str) -> Tsp {
    Tsp::read(format!("tests/data/{file}")).unwrap()
}

#[test]
fn optimal_tours_have_the_published_lengths() {
    for (file, length, tour) in OPTIMAL {
        let tsp = open(file);
        let tour: Vec<usize> = tour.iter().map(|city| city - 1).collect();
        assert!(tsp.contains(&tour), "{file}");
        assert_eq!(tsp.evaluate(&tour).unwrap(), length, "{file}");
        assert_eq!(tsp.is_symmetric(), !file.ends_with("atsp"), "{file}");
    }
    let berlin = Tsp::read("examples/data/berlin52.tsp").unwrap();
    let solution = Tsplib::read("tests/data/berlin52.opt.tour").unwrap();
    assert_eq!((solution.kind, solution.dimension), (Kind::Tour, 52));
    assert_eq!(berlin.evaluate(&solution.tours[0]).unwrap(), 7542.0);
}

#[test]
fn the_tour_in_order_of_number_has_its_length() {
    for (file, length) in [("berlin52", 22_205.0), ("kroA100", 191_387.0)] {
        let tsp = Tsp::read(format!("examples/data/{file}.tsp")).unwrap();
        assert_eq!(tsp.name(), file);
        assert_eq!(tsp.evaluate(&(0..tsp.cities()).collect()).unwrap(), length);
    }
}

/// No tour is shorter than the published optimum: Held & Karp (1962), over all sets of cities.
#[test]
fn no_tour_of_burma14_is_shorter_than_published() {
    let tsp = open("burma14.tsp");
    let others = tsp.cities() - 1;
    // The shortest path from the last city through the cities of a set, ending in one of them.
    let mut paths = vec![f64::INFINITY; others << others];
    (0..others).for_each(|city| paths[(1 << city) * others + city] = tsp.distance(others, city));
    for set in 1..1usize << others {
        for end in (0..others).filter(|end| set >> end & 1 == 1) {
            let path = paths[set * others + end];
            for next in (0..others).filter(|next| set >> next & 1 == 0) {
                let longer = &mut paths[(set | 1 << next) * others + next];
                *longer = longer.min(path + tsp.distance(end, next));
            }
        }
    }
    let last = &paths[((1 << others) - 1) * others..];
    let home = last.iter().enumerate().map(|(city, path)| path + tsp.distance(city, others));
    assert_eq!(home.reduce(f64::min), Some(3323.0));
}

#[test]
fn maps_come_from_the_coordinates_or_from_the_display_data() {
    assert_eq!(open("burma14.tsp").coordinates().unwrap()[0], (96.10, 16.47));
    assert_eq!(open("bays29.tsp").coordinates().unwrap()[28], (360.0, 1980.0));
    assert_eq!(open("gr17.tsp").coordinates(), None);
}

#[test]
fn old_bytes_and_a_missing_name_do_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pair.tsp");
    let text = b"COMMENT : J\xfcnger\nTYPE : TSP\nDIMENSION : 2\nEDGE_WEIGHT_TYPE : EUC_2D\n\
                 NODE_COORD_SECTION\n1 0 0\n2 3 4\n";
    fs::write(&path, text).unwrap();
    let file = Tsplib::read(&path).unwrap();
    assert_eq!((file.name.as_str(), file.comment.as_str()), ("pair", "J\u{fffd}nger"));
    assert_eq!(Tsp::read(&path).unwrap().name(), "pair");
}

#[test]
fn absurd_dimensions_are_refused_at_once() {
    let start = Instant::now();
    for (_, text) in files() {
        for n in ["4000000000", "18446744073709551615", "99999999999999999999"] {
            let dimension = text.lines().find(|line| line.starts_with("DIMENSION")).unwrap_or("12");
            let broken = text.replacen(dimension, &format!("DIMENSION: {n}"), 1);
            let qap = text.replacen("12", n, 1);
            assert!(matches!(broken.parse::<Tsplib>(), Err(Error::Parse { .. })));
            assert!(matches!(qap.parse::<Qap>(), Err(Error::Parse { .. })));
        }
    }
    assert!(start.elapsed().as_secs() < 5);
}

fn files() -> impl Iterator<Item = (&'static str, String)> {
    const FILES: [&str; 8] = [
        "burma14.tsp",
        "ulysses22.tsp",
        "gr17.tsp",
        "bays29.tsp",
        "brazil58.tsp",
        "br17.atsp",
        "berlin52.opt.tour",
        "nug12.dat",
    ];
    FILES.into_iter().map(|file| (file, fs::read_to_string(format!("tests/data/{file}")).unwrap()))
}

/// Reads bytes as every format. What is read is a problem whose tours have lengths.
fn read_all(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(qap) = text.parse::<Qap>() {
        let order = (0..qap.facilities()).collect();
        assert!(!qap.evaluate(&order).unwrap().is_nan());
    }
    match text.parse::<Tsplib>() {
        Ok(file) => {
            assert!(file.tours.iter().all(|tour| tour.len() == file.dimension));
            if let Ok(tsp) = Tsp::try_from(file) {
                let order = (0..tsp.cities()).collect();
                assert!(tsp.evaluate(&order).unwrap() >= 0.0);
            }
        }
        Err(Error::Parse { line, .. }) => {
            let most = text.lines().count() + text.matches('\r').count();
            assert!((1..=most.max(1)).contains(&line));
        }
        Err(other) => panic!("{other}"),
    }
}

#[derive(Clone, Debug)]
enum Damage {
    Byte(Index, u8),
    Digit(Index, u8),
    Truncation(Index),
    LineLost(Index),
    LineTwice(Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Byte(at, byte)),
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Digit(at, byte)),
        any::<Index>().prop_map(Damage::Truncation),
        any::<Index>().prop_map(Damage::LineLost),
        any::<Index>().prop_map(Damage::LineTwice),
    ]
}

fn apply(damage: Damage, bytes: &mut Vec<u8>) {
    if bytes.is_empty() {
        return;
    }
    match damage {
        Damage::Byte(at, byte) => {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        Damage::Digit(at, byte) => {
            bytes.insert(at.index(bytes.len()), b"0123456789-.eE: \n"[byte as usize % 17]);
        }
        Damage::Truncation(at) => bytes.truncate(at.index(bytes.len())),
        Damage::LineLost(at) | Damage::LineTwice(at) => {
            let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
            let at = at.index(lines.len());
            match damage {
                Damage::LineLost(_) => drop(lines.remove(at)),
                _ => lines.insert(at, lines[at]),
            }
            *bytes = lines.concat();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn damaged_files_give_errors_and_no_panics(
        file in 0..8usize,
        damages in prop::collection::vec(damage(), 1..4),
    ) {
        let mut bytes = files().nth(file).unwrap().1.into_bytes();
        damages.into_iter().for_each(|damage| apply(damage, &mut bytes));
        read_all(&bytes);
    }

    #[test]
    fn random_bytes_give_errors_and_no_panics(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        text in "(NAME|TYPE ?: ?(TSP|ATSP|TOUR)|DIMENSION: [0-9]{1,4}|[A-Z_]{1,9}_SECTION|EDGE_WEIGHT_TYPE: (GEO|EXPLICIT|XRAY1)|EDGE_WEIGHT_FORMAT: (LOWER|UPPER)_(ROW|COL)|[-0-9.e ]{1,9}|\n){0,60}",
    ) {
        read_all(&bytes);
        read_all(text.as_bytes());
    }
}
