use super::{algorithms::ALGORITHMS, *};
use serde_json::Value;
use swarmopt::prelude::*;

/// What the program writes, started with these arguments.
fn output(arguments: &[&str]) -> Result<String, Error> {
    let arguments = Arguments::try_parse_from([&["solve"], arguments].concat()).unwrap();
    let mut out = Vec::new();
    answer(&arguments, Instant::now(), &mut out)?;
    Ok(String::from_utf8(out).unwrap())
}

fn json(arguments: &[&str]) -> Value {
    let out = output(&[arguments, &["--json"]].concat()).unwrap();
    serde_json::from_str(out.lines().last().unwrap()).unwrap()
}

/// The solution, counted from 0.
fn solution(report: &Value) -> Vec<usize> {
    let from_one = report["solution"].as_array().unwrap().iter();
    from_one.map(|i| i.as_u64().unwrap() as usize - 1).collect()
}

const BERLIN: &str = "examples/data/berlin52.tsp";
const NUG12: &str = "tests/data/nug12.dat";

#[test]
fn the_json_holds_a_tour_as_long_as_it_says() {
    let asked = [BERLIN, "--algorithm", "colony-system", "--evaluations", "2000", "--seed", "7"];
    let report = json(&[&asked[..], &["--threads", "1"]].concat());
    let keys: Vec<&String> = report.as_object().unwrap().keys().collect();
    let expected = [
        "algorithm",
        "best",
        "cpu_seconds",
        "evaluations",
        "instance",
        "optimum",
        "seconds",
        "seed",
        "solution",
        "stop",
    ];
    assert_eq!(keys, expected);
    assert_eq!(report["instance"], "berlin52");
    assert_eq!(report["algorithm"], "colony-system");
    assert_eq!((&report["evaluations"], &report["seed"]), (&2_000.into(), &7.into()));
    assert_eq!((&report["optimum"], &report["stop"]), (&7542.0.into(), &"2000 evaluations".into()));
    assert!(report["seconds"].as_f64().unwrap() > 0.0);
    assert!(report["cpu_seconds"].as_f64().unwrap() > 0.0);
    let (berlin, tour) = (Tsp::read(BERLIN).unwrap(), solution(&report));
    assert!(berlin.contains(&tour));
    let best = report["best"].as_f64().unwrap();
    assert_eq!(best, berlin.evaluate(&tour).unwrap());
    assert!((7542.0..8300.0).contains(&best), "{best}");
    let two = json(&[&asked[..], &["--threads", "2"]].concat());
    assert_eq!(two["solution"], report["solution"]);
}

#[test]
fn every_algorithm_solves_what_the_list_says() {
    let list = output(&["--list"]).unwrap();
    assert_eq!(list.lines().count(), 1 + ALGORITHMS.len());
    let (berlin, nug12) = (Tsp::read(BERLIN).unwrap(), Qap::read(NUG12).unwrap());
    for (algorithm, line) in ALGORITHMS.iter().zip(list.lines().skip(1)) {
        let name = algorithm.name;
        assert_eq!(line.split_whitespace().next(), Some(name));
        let report = json(&[BERLIN, "--algorithm", name, "--evaluations", "200"]);
        assert_eq!(report["best"], berlin.evaluate(&solution(&report)).unwrap(), "{name}");
        let assign = ["--algorithm", name, "--evaluations", "200"];
        if line.contains("assignments") {
            let report = json(&[&[NUG12], &assign[..]].concat());
            assert_eq!(report["best"], nug12.evaluate(&solution(&report)).unwrap(), "{name}");
            assert_eq!(report["optimum"], Value::Null, "none is known beside the file");
        } else {
            let error = output(&[&[NUG12], &assign[..]].concat()).unwrap_err().to_string();
            let start = format!("algorithm is {name}; allowed: for this instance max-min, ");
            assert!(error.starts_with(&start), "{error}");
        }
    }
}

#[test]
fn an_optimum_beside_the_file_is_shown_and_ends_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (file, table) = (at("ring.tsp"), at("optima.tsv"));
    let ring = "TYPE : TSP\nDIMENSION : 4\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n\
                1 0 0\n2 9 0\n3 9 9\n4 0 9\n";
    std::fs::write(&file, ring).unwrap();
    std::fs::write(&table, "name\tbest_known\tkind\nring2\t1\ttsp\nring\t36\ttsp\n").unwrap();
    let report = json(&[&file, "--seconds", "60"]);
    assert_eq!((&report["best"], &report["optimum"]), (&36.0.into(), &36.0.into()));
    assert_eq!(report["stop"], "target 36");
    let text = output(&[&file, "--optimum", "30", "--evaluations", "50"]).unwrap();
    assert!(text.contains("20.000 %"), "{text}");
    std::fs::write(&table, "name\tbest_known\nring\tmany\n").unwrap();
    let error = output(&[&file]).unwrap_err().to_string();
    let expected = "line 2 of optima.tsv: expected a finite number after the name, found \"many\"";
    assert_eq!(error, expected);
}

#[test]
fn a_tour_becomes_a_map_and_anything_else_a_convergence_chart() {
    let folder = tempfile::tempdir().unwrap();
    for (file, what) in [(BERLIN, "52 cities"), (NUG12, "max-min"), ("tests/data/gr17.tsp", "gr17")]
    {
        let path = folder.path().join("plot.svg");
        output(&[file, "--evaluations", "100", "--plot", path.to_str().unwrap()]).unwrap();
        let svg = std::fs::read_to_string(path).unwrap();
        assert!(svg.contains(what), "{file}");
    }
}

#[test]
fn the_time_limit_ends_a_run() {
    let report = json(&[BERLIN, "--seconds", "0.3", "--optimum", "1"]);
    let seconds = report["seconds"].as_f64().unwrap();
    assert!((0.3..3.0).contains(&seconds), "{seconds}");
    assert_eq!(report["stop"], "time limit 300ms");
    let none = json(&[BERLIN, "--seconds", "0"]);
    assert_eq!((&none["best"], &none["solution"]), (&Value::Null, &Value::Array(Vec::new())));
}

#[test]
fn what_cannot_be_done_is_an_error_of_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken");
    let broken = broken.to_str().unwrap();
    for (text, message) in [
        ("", "line 1: expected TYPE, found the end of the file"),
        ("3\n1 2", "line 2: expected entry (1, 3) of the first matrix, found the end of the data"),
        ("TYPE : CVRP\n", "line 1: expected one of TSP, ATSP, TOUR, found \"CVRP\""),
        ("\0\u{1}", "line 1: expected a keyword, found \"\\0\\u{1}\""),
    ] {
        std::fs::write(broken, text).unwrap();
        assert_eq!(output(&[broken]).unwrap_err().to_string(), message);
    }
    let folder = folder.path().to_str().unwrap();
    for wrong in [["no such file", "--json"], [folder, "--json"], [BERLIN, "--algorithm=ant"]] {
        let error = output(&wrong).unwrap_err().to_string();
        assert_eq!(error.lines().count(), 1, "{error}");
    }
    for wrong in [
        &[][..],
        &[BERLIN, "--seconds", "NaN"],
        &[BERLIN, "--seconds=-1"],
        &[BERLIN, "--optimum", "inf"],
        &[BERLIN, "--threads", "0"],
        &[BERLIN, "--plot", "map.pdf"],
        &[BERLIN, "--evaluations=-1"],
    ] {
        let error = Arguments::try_parse_from([&["solve"], wrong].concat()).err().unwrap();
        assert_eq!(error.exit_code(), 2);
    }
}
