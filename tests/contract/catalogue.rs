//! Methods by name: the same as by type, and mistakes are refused by name.

use serde_json::{Map, json};
use swarmopt::{
    author::*,
    catalogue::{Catalogue, Catalogued, MethodSpec},
    prelude::*,
    problem::Benchmark,
    swarm::AnyMethod,
};

fn hills() -> Benchmark {
    Function::Rastrigin.in_dimensions(3).unwrap()
}

/// Every entry, with all its parameters written as JSON and read back, is the method with its defaults.
fn each<S: Catalogued>(problem: &DynProblem<'_, S>) {
    let all = Catalogue::<S>::all();
    for (i, entry) in all.iter().enumerate() {
        let name = entry.name();
        let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(name.chars().all(kebab) && entry.about().len() > 10, "{name}");
        assert!(all[..i].iter().all(|other| other.name() != name), "{name} twice");
        let spec = MethodSpec { parameters: entry.parameters(), ..MethodSpec::new(name) };
        let text = serde_json::to_string(&spec).unwrap();
        let back: MethodSpec = serde_json::from_str(&text).unwrap();
        assert_eq!(back, spec);
        let origin = |method: AnyMethod<S>| method.build(problem, Seed(1)).unwrap().origin();
        assert_eq!(origin(back.method().unwrap()), origin(entry.method()), "{name}");
        let unknown = MethodSpec::new(name).parameter("wings", 2).method::<S, f64>().unwrap_err();
        assert!(unknown.to_string().starts_with("parameter is wings; allowed: "), "{unknown}");
    }
}

#[test]
fn defaults_survive_json() {
    each(&hills());
    each(&Tsp::from_cities(&[(0.0, 0.0), (3.0, 0.0), (3.0, 4.0), (0.0, 4.0)]).unwrap());
    each(&Permutation::new(5).unwrap().minimize(|order| order[0] as f64));
}

#[test]
fn a_method_by_name_gives_the_bits_of_the_method_by_type() {
    let problem = hills();
    let by_name = MethodSpec::new("particle-swarm")
        .parameter("particles", 7)
        .parameter("inertia", json!([0.9, 0.4]))
        .method::<Boxed, f64>()
        .unwrap();
    let by_type = ParticleSwarm::new(7).inertia(0.9, 0.4);
    let by_name = by_name.topology(Ring::new(1)).solve(&problem, Seed(3), Rounds(30)).unwrap();
    let by_type = by_type.topology(Ring::new(1)).solve(&problem, Seed(3), Rounds(30)).unwrap();
    assert_eq!(by_name.best(), by_type.best());
    assert_eq!((by_name.method, by_name.topology), (by_type.method, by_type.topology));
}

#[test]
fn restarts_are_data_too() {
    let text = r#"{ "method": "covariance-swarm", "restarts": { "Growing": 2.0 } }"#;
    let spec: MethodSpec = serde_json::from_str(text).unwrap();
    let growing = spec.method::<Boxed, f64>().unwrap().build(&hills(), Seed(1)).unwrap();
    assert!(growing.name().contains("restarts × 2"), "{}", growing.name());
    let own = Catalogue::<Boxed>::get("generalist").unwrap();
    let error = own.with(&Map::new(), Some(Restarts::Equal)).unwrap_err().to_string();
    assert!(error.starts_with("restarts is generalist; allowed: "), "{error}");
}

#[test]
fn mistakes_are_refused_by_name() {
    let error = Catalogue::<Tsp>::get("particle-swarm").unwrap_err().to_string();
    assert!(error.starts_with("method is particle-swarm; allowed: focused-ants, "), "{error}");
    let wrong =
        MethodSpec::new("particle-swarm").parameter("particles", "many").method::<Boxed, f64>();
    let error = wrong.unwrap_err().to_string();
    assert!(error.starts_with(r#"parameters is {"particles":"many"}; allowed: "#), "{error}");
    let none =
        MethodSpec::new("particle-swarm").parameter("particles", 0).method::<Boxed, f64>().unwrap();
    let error = none.solve(&hills(), Seed(1), Rounds(1)).unwrap_err().to_string();
    assert!(error.starts_with("particles is 0; allowed: 1 to"), "{error}");
    assert!(serde_json::from_str::<MethodSpec>(r#"{ "method": "clpso", "seed": 1 }"#).is_err());
}
