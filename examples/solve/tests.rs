use super::*;
use serde_json::Value;
use swarmopt::{Error, prelude::*};

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
    let asked =
        [BERLIN, "--algorithm", "ant-colony-system", "--evaluations", "2000", "--seed", "7"];
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
    assert_eq!(report["algorithm"], "ant-colony-system");
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
    let (berlin, nug12) = (Tsp::read(BERLIN).unwrap(), Qap::read(NUG12).unwrap());
    let names = list.lines().skip(1).map(|line| (line.split_whitespace().next().unwrap(), line));
    let methods = names.filter(|(name, _)| !name.starts_with('…'));
    for (name, line) in methods {
        for suffix in ["", "+2opt", "+lk"] {
            let name = format!("{name}{suffix}");
            let report = json(&[BERLIN, "--algorithm", &name, "--evaluations", "200"]);
            assert_eq!(report["best"], berlin.evaluate(&solution(&report)).unwrap(), "{name}");
            let assign = [NUG12, "--algorithm", &name, "--evaluations", "200"];
            if line.contains("assignments") && suffix.is_empty() {
                let report = json(&assign);
                assert_eq!(report["best"], nug12.evaluate(&solution(&report)).unwrap(), "{name}");
                assert_eq!(report["optimum"], Value::Null, "none is known beside the file");
            } else {
                let error = output(&assign).unwrap_err().to_string();
                assert!(error.contains("; allowed: "), "{error}");
            }
        }
    }
}

#[test]
fn parameters_are_those_of_the_method() {
    let with = |parameters| {
        output(&[BERLIN, "--evaluations", "50", "--parameters", parameters])
            .map_err(|e| e.to_string())
    };
    assert!(with(r#"{ "ants": 3, "temperature": 0.0 }"#).is_ok());
    let unknown = with(r#"{ "ant": 3 }"#).unwrap_err();
    assert!(
        unknown.starts_with("parameter is ant; allowed: a parameter of focused-ants: alpha, ants")
    );
    assert!(with("3").unwrap_err().contains("a JSON object"));
    assert!(with(r#"{ "ants": 0 }"#).unwrap_err().starts_with("ants is 0; allowed: 1 to"));
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
fn a_tour_is_written_and_started_from() {
    let folder = tempfile::tempdir().unwrap();
    let tour = folder.path().join("new/best.tour");
    let tour = tour.to_str().unwrap();
    let first = json(&[BERLIN, "--evaluations", "3000", "--tour", tour]);
    let berlin = Tsp::read(BERLIN).unwrap();
    assert_eq!(berlin.read_tour(tour).unwrap(), solution(&first));
    for algorithm in ["max-min-ant-system", "artificial-bee-colony", "focused-ants"] {
        let again =
            json(&[BERLIN, "--evaluations", "30", "--algorithm", algorithm, "--from", tour]);
        assert!(again["best"].as_f64() <= first["best"].as_f64(), "{algorithm}: {again}");
    }
    let optimum = json(&[BERLIN, "--from", "tests/data/berlin52.opt.tour", "--seconds", "60"]);
    assert_eq!((&optimum["best"], &optimum["stop"]), (&7542.0.into(), &"target 7542".into()));
    let solved = folder.path().join("nug12.sln");
    std::fs::write(&solved, "12 578\n12 7 9 3 4 8 11 1 5 6 10 2\n").unwrap();
    let nug12 = json(&[NUG12, "--evaluations", "20", "--from", solved.to_str().unwrap()]);
    assert_eq!(nug12["best"], 578.0);
}

#[test]
fn a_path_begins_and_ends_where_it_is_to() {
    let path = [BERLIN, "--evaluations", "3000", "--path"];
    let given = json(&[&path[..], &["--start", "52", "--end", "7"]].concat());
    let cities = solution(&given);
    assert_eq!((cities[0], cities[51]), (51, 6));
    assert_eq!(given["optimum"], Value::Null, "that of the round trip");
    let ends = Ends { start: Some(51), end: Some(6) };
    let berlin = Tsp::read(BERLIN).unwrap().path(ends).unwrap();
    assert_eq!(given["best"], berlin.evaluate(&cities).unwrap());
    let free = json(&[&path[..], &["--from", "tests/data/berlin52.opt.tour"]].concat());
    assert!(free["best"].as_f64() < Some(7542.0), "the tour without its way home: {free}");
    let message = |more: &[&str]| output(&[&path[..], more].concat()).unwrap_err().to_string();
    assert_eq!(message(&["--start", "53"]), "start is 53; allowed: a city from 1 to 52");
    assert_eq!(message(&["--end", "0"]), "end is 0; allowed: a city from 1 to 52");
    assert!(message(&["--start", "5", "--end", "5"]).contains("another city than the start"));
}

#[test]
fn missing_roads_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("roads.tsp");
    let head = "TYPE : TSP\nDIMENSION : 5\nEDGE_WEIGHT_TYPE : EXPLICIT\n\
                EDGE_WEIGHT_FORMAT : UPPER_ROW\nEDGE_WEIGHT_SECTION\n";
    for (weights, used) in [
        ("1 1e18 1e18 1\n1 1e18 1e18\n1 1e18\n1", 0),
        ("1 1e18 1e18 1e18\n1 1e18 1e18\n1 1e18\n1", 1),
    ] {
        std::fs::write(&file, format!("{head}{weights}\n")).unwrap();
        let asked =
            [file.to_str().unwrap(), "--algorithm", "max-min-ant-system", "--evaluations", "2000"];
        assert_eq!(json(&asked)["missing_roads"], used);
        let line = format!("missing roads  {used} in the best tour");
        let table = output(&asked).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(table.ends_with(&line.replace("  ", " ")), "{table}");
    }
}

/// Each before the run: 10 seconds would pass otherwise.
#[test]
fn files_beside_the_instance_are_looked_at_before_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let file = at("other.tour");
    for (text, message) in [
        (
            "TYPE : TOUR\nTOUR_SECTION\n1 2 3\n-1",
            "expected 52 cities, as the instance has, found 3",
        ),
        ("TYPE : TOUR\nTOUR_SECTION\n0 1 2", "other.tour, line 3: expected a node from 1 to 3"),
        (
            "TYPE : TSP\nDIMENSION : 1\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 0 0",
            "TYPE: expected TOUR, found Tsp",
        ),
        ("PK\u{3}\u{4}", "other.tour: compressed (zip); decompress it first"),
    ] {
        std::fs::write(&file, text).unwrap();
        let error = output(&[BERLIN, "--from", &file]).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
    let start = Instant::now();
    let inside = at("other.tour/inside.svg");
    for wrong in [
        &[BERLIN, "--tour", folder.path().to_str().unwrap()][..],
        &[BERLIN, "--tour", &inside],
        &[BERLIN, "--plot", &inside],
        &[NUG12, "--tour", "nug12.tour"],
        &[NUG12, "--path"],
    ] {
        assert_eq!(output(wrong).unwrap_err().to_string().lines().count(), 1);
    }
    assert!(start.elapsed().as_secs() < 5);
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
        (
            "",
            "line 1: expected TYPE, DIMENSION, EDGE_WEIGHT_TYPE before the data, found the end of \
             the file",
        ),
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
        &[BERLIN, "--start", "3"],
        &[BERLIN, "--path", "--end", "-1"],
    ] {
        let error = Arguments::try_parse_from([&["solve"], wrong].concat()).err().unwrap();
        assert_eq!(error.exit_code(), 2);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_in_which_no_file_can_be_made_is_refused_before_the_run() {
    let error = output(&[BERLIN, "--evaluations", "100", "--tour", "/proc/berlin52.tour"]);
    assert!(matches!(error, Err(Error::Io { .. })), "{error:?}");
    assert!(try_write(Path::new("/proc/berlin52.tour")).is_err());
    let folder = tempfile::tempdir().unwrap();
    try_write(&folder.path().join("new/berlin52.tour")).unwrap();
    assert_eq!(std::fs::read_dir(folder.path().join("new")).unwrap().count(), 0);
}
