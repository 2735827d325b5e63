//! What each topology of the catalogue promises, over random sizes, parameters and seeds.

use proptest::prelude::*;
use std::{collections::BTreeSet, ops::RangeInclusive};
use swarmopt::{Error, author::*, prelude::*, topology::Graph};

/// A topology, a number of nodes it joins, and what is promised for it.
struct Case {
    topology: Box<dyn Topology>,
    nodes: usize,
    degree: RangeInclusive<usize>,
    symmetric: bool,
    connected: bool,
}

fn catalogue(k: usize, p: f64, more: usize) -> Vec<Case> {
    let mut all = Vec::new();
    let mut add = |topology: Box<dyn Topology>, nodes, degree, symmetric, connected| {
        all.push(Case { topology, nodes, degree, symmetric, connected });
    };
    let (lattice, grid) = (2 * k + 1 + more, (k + 2) * (more + 3));
    let square = VonNeumann::default();
    let chain: Vec<_> = (0..more).map(|i| (i, i + 1)).collect();
    add(Box::new(Isolated), more + 1, 0..=0, true, false);
    add(Box::new(Complete), more + 1, more..=more, true, true);
    add(Box::new(Ring::new(k)), lattice, 2 * k..=2 * k, true, true);
    add(Box::new(square), grid, 4..=4, true, true);
    add(Box::new(VonNeumann::grid(k + 2, more + 3)), grid, 4..=4, true, true);
    add(Box::new(Star), more + 2, 1..=more + 1, true, true);
    add(Box::new(RandomK::new(k)), more + 1, 0..=more, false, false);
    add(Box::new(SmallWorld::new(k, p)), lattice, k..=lattice - 1, true, true);
    add(Box::new(ScaleFree::new(k)), more + 1 + k, 1..=more + k, true, true);
    add(Box::new(Hierarchy::new(k)), more + 1, 0..=1, false, true);
    add(Box::new(Graph::from_edges(more + 1, &chain).unwrap()), more + 1, 0..=2, true, true);
    all
}

fn rng(seed: u64) -> Stream {
    Streams::new(Seed(seed)).at(0, 0)
}

fn wired(topology: &impl Topology, nodes: usize, seed: u64) -> Wiring {
    topology.wire(nodes, &mut rng(seed)).unwrap()
}

fn edges(wiring: &Wiring) -> usize {
    (0..wiring.nodes()).map(|node| wiring.degree(node)).sum()
}

/// In one piece if directions do not matter; in a symmetric graph all then reach all.
fn is_connected(lists: &[Vec<usize>]) -> bool {
    let mut group: Vec<usize> = (0..lists.len()).collect();
    for (node, list) in lists.iter().enumerate() {
        for informant in list {
            let (old, new) = (group[node], group[*informant]);
            group.iter_mut().filter(|g| **g == old).for_each(|g| *g = new);
        }
    }
    group.iter().all(|g| *g == group[0])
}

/// A round without improvement; the lower rank leads.
fn rewired(topology: &impl Topology, wiring: &mut Wiring, ranks: &[usize], seed: u64) -> bool {
    let leads = |a: usize, b: usize| ranks[a] < ranks[b];
    topology.rewire(wiring, &Ranking { improved: false, leads: &leads }, &mut rng(seed))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_wiring_keeps_its_promises_before_and_after_rewiring(
        k in 1usize..5, p in 0.0..=1.0, more in 0usize..30, seed: u64,
    ) {
        for Case { topology, nodes, degree, symmetric, connected } in catalogue(k, p, more) {
            let name = topology.name();
            let mut wiring = wired(&topology, nodes, seed);
            prop_assert_eq!(&wiring, &wired(&topology, nodes, seed), "{}", name);
            let mut ranks: Vec<usize> = (0..nodes).collect();
            rng(seed).shuffle(&mut ranks);
            for round in 0..3 {
                let lists = wiring.lists();
                prop_assert_eq!(lists.len(), nodes, "{}", name);
                for (node, list) in lists.iter().enumerate() {
                    prop_assert!(list.is_sorted_by(|a, b| a < b), "{}: {:?}", name, list);
                    prop_assert!(list.iter().all(|i| *i != node && *i < nodes), "{}", name);
                    prop_assert!(degree.contains(&list.len()), "{}: {:?}", name, list);
                    if symmetric {
                        prop_assert!(list.iter().all(|i| lists[*i].contains(&node)), "{}", name);
                    }
                }
                prop_assert!(!connected || is_connected(&lists), "{name}: {lists:?}");
                rewired(&topology, &mut wiring, &ranks, round);
            }
        }
    }

    #[test]
    fn both_ring_neighbours_are_heard_and_neither_is_overwritten_by_the_other(n in 3usize..60) {
        for (node, list) in wired(&Ring::default(), n, 0).lists().iter().enumerate() {
            prop_assert_eq!(list.len(), 2);
            prop_assert!(list.contains(&((node + n - 1) % n)), "left of {}: {:?}", node, list);
            prop_assert!(list.contains(&((node + 1) % n)), "right of {}: {:?}", node, list);
        }
    }

    #[test]
    fn a_ring_joins_those_at_most_k_steps_away(k in 1usize..6, more in 0usize..20) {
        let n = 2 * k + 1 + more;
        let steps = |a: usize, b: usize| a.abs_diff(b).min(n - a.abs_diff(b));
        for (node, list) in wired(&Ring::new(k), n, 0).lists().iter().enumerate() {
            let near: Vec<_> = (0..n).filter(|i| *i != node && steps(node, *i) <= k).collect();
            prop_assert_eq!(list, &near);
        }
    }

    #[test]
    fn a_grid_joins_those_one_step_away(rows in 3usize..8, columns in 3usize..8) {
        let steps = |a: usize, b: usize, n: usize| a.abs_diff(b).min(n - a.abs_diff(b));
        let n = rows * columns;
        for (a, list) in wired(&VonNeumann::grid(rows, columns), n, 0).lists().iter().enumerate() {
            let down = |b: &usize| steps(a / columns, b / columns, rows);
            let across = |b: &usize| steps(a % columns, b % columns, columns);
            let near: Vec<_> = (0..n).filter(|b| down(b) + across(b) == 1).collect();
            prop_assert_eq!(list, &near);
        }
    }

    #[test]
    fn a_small_world_is_a_ring_at_p_0_and_keeps_its_edges_at_p_1(
        k in 1usize..4, more in 0usize..40, seed: u64,
    ) {
        let n = 2 * k + 1 + more;
        let ring = wired(&Ring::new(k), n, seed);
        prop_assert_eq!(&wired(&SmallWorld::new(k, 0.0), n, seed), &ring);
        let random = wired(&SmallWorld::new(k, 1.0), n, seed);
        prop_assert_eq!(edges(&random), edges(&ring));
        // The first edge moves for good wherever a node is open to it.
        prop_assert_eq!(random == ring, more == 0);
    }

    #[test]
    fn scale_free_edges_are_exactly_m_for_each_arrival(
        m in 1usize..6, more in 0usize..40, seed: u64,
    ) {
        let lists = wired(&ScaleFree::new(m), m + 1 + more, seed).lists();
        for (node, list) in lists.iter().enumerate() {
            let earlier = list.iter().filter(|i| **i < node).count();
            prop_assert_eq!(earlier, if node < m { 0 } else { m });
        }
    }
}

#[test]
fn the_hub_of_a_star_hears_all_and_all_hear_the_hub() {
    assert_eq!(wired(&Star, 4, 0).lists(), [vec![1, 2, 3], vec![0], vec![0], vec![0]]);
}

#[test]
fn a_boxed_topology_rewires_as_the_one_in_the_box() {
    let boxed: Box<dyn Topology> = Box::new(RandomK::default());
    let mut wiring = wired(&boxed, 20, 1);
    assert!(rewired(&boxed, &mut wiring, &[0; 20], 2));
    let mut other = wired(&RandomK::default(), 20, 1);
    assert!(rewired(&RandomK::default(), &mut other, &[0; 20], 2));
    assert_eq!(wiring, other);
}

#[test]
fn one_node_alone_hears_nobody() {
    for topology in [&Isolated as &dyn Topology, &Complete, &RandomK::new(3), &Hierarchy::new(2)] {
        assert_eq!(topology.wire(1, &mut rng(0)).unwrap().lists(), [[0; 0]]);
    }
}

#[test]
fn sizes_that_cannot_be_joined_are_refused_with_those_that_can() {
    let graph = Graph::new(vec![vec![1], vec![0]]).unwrap();
    let sizes = "products of two numbers of at least 3: ";
    let cases: [(&dyn Topology, usize, &str); 16] = [
        (&Isolated, 0, "at least 1"),
        (&Complete, 0, "at least 1"),
        (&Ring::new(2), 4, "at least 5"),
        (&Ring::new(usize::MAX), 9, &format!("at least {}", usize::MAX)),
        (&VonNeumann::default(), 0, &format!("{sizes}9")),
        (&VonNeumann::default(), 8, &format!("{sizes}9")),
        (&VonNeumann::default(), 37, &format!("{sizes}36 or 39")),
        (&VonNeumann::grid(4, 5), 21, "4 × 5"),
        (&VonNeumann::grid(usize::MAX, 3), 21, &format!("{} × 3", usize::MAX)),
        (&Star, 1, "at least 2"),
        (&RandomK::new(3), 0, "at least 1"),
        (&SmallWorld::new(2, 0.5), 4, "at least 5"),
        (&ScaleFree::new(3), 3, "at least 4"),
        (&Hierarchy::new(2), 0, "at least 1"),
        (&graph, 1, "exactly 2"),
        (&graph, 3, "exactly 2"),
    ];
    for (asked, size, expected) in cases {
        match asked.wire(size, &mut rng(0)) {
            Err(Error::TopologySize { topology, nodes, allowed }) => {
                assert_eq!((topology, nodes, allowed), (asked.name(), size, expected.to_owned()));
            }
            other => panic!("{}: {other:?}", asked.name()),
        }
    }
}

#[test]
fn parameters_out_of_range_are_refused_by_name() {
    let cases: [(&dyn Topology, &str); 9] = [
        (&Ring::new(0), "k"),
        (&RandomK::new(0), "k"),
        (&SmallWorld::new(0, 0.5), "k"),
        (&SmallWorld::new(1, 1.5), "p"),
        (&SmallWorld::new(1, f64::NAN), "p"),
        (&ScaleFree::new(0), "m"),
        (&Hierarchy::new(0), "branching"),
        (&VonNeumann::grid(2, 6), "rows"),
        (&VonNeumann::grid(6, 2), "columns"),
    ];
    for (topology, parameter) in cases {
        let error = topology.wire(12, &mut rng(0)).unwrap_err();
        assert!(matches!(error, Error::Parameter { name, .. } if name == parameter), "{error}");
    }
}

#[test]
fn names_tell_the_parameters_and_differ() {
    let names: BTreeSet<_> = catalogue(2, 0.1, 3).iter().map(|case| case.topology.name()).collect();
    let expected = "complete graph hierarchy(2) isolated random(2) ring(2) scale-free(2) \
        small world(2, 0.1) star von Neumann von Neumann(4x6)";
    assert_eq!(names.into_iter().collect::<Vec<_>>().join(" "), expected);
}
