//! The cities around a point of the plane, nearest first.

use std::{cmp::Ordering, collections::BinaryHeap, ops::ControlFlow};

/// The number of cities up to which a node is not divided.
const LEAF: usize = 8;

/// A tree over cities in the plane. Each node halves its cities at the median of the wider side of their bounding
/// box, so that neither crowds nor cities far from all others make it deep or its boxes wide, as a curve of fixed
/// resolution through the plane would (Friedman, Bentley & Finkel 1977, ACM Transactions on Mathematical Software 3(3)).
pub(super) struct CityIndex {
    /// The root first; the halves of a node follow each other.
    nodes: Vec<Node>,
    /// The cities with their coordinates, those of a node side by side.
    cities: Vec<(u32, [f64; 2])>,
}

struct Node {
    lower: [f64; 2],
    upper: [f64; 2],
    from: usize,
    to: usize,
    /// The first half, if the node is divided.
    half: Option<usize>,
}

/// A node or a city to visit, and the square of its distance.
struct Visit {
    squared: f64,
    city: Option<u32>,
    node: usize,
}

impl CityIndex {
    /// Builds the tree over the coordinates of cities 0, 1, 2, …, all finite. O(n log n).
    pub(super) fn new(cities: impl Iterator<Item = (f64, f64)>) -> Self {
        let mut cities: Vec<_> = (0..).zip(cities.map(|(x, y)| [x, y])).collect();
        let mut nodes = vec![Node::around(&cities, 0, cities.len())];
        let mut next = 0;
        while let Some(&Node { lower, upper, from, to, .. }) = nodes.get(next) {
            if to - from > LEAF {
                let axis = usize::from(upper[1] - lower[1] > upper[0] - lower[0]);
                let middle = from.midpoint(to);
                let by_axis = |a: &(u32, [f64; 2]), b: &(u32, [f64; 2])| {
                    a.1[axis].total_cmp(&b.1[axis]).then(a.0.cmp(&b.0))
                };
                cities[from..to].select_nth_unstable_by(middle - from, by_axis);
                nodes[next].half = Some(nodes.len());
                nodes.push(Node::around(&cities, from, middle));
                nodes.push(Node::around(&cities, middle, to));
            }
            next += 1;
        }
        CityIndex { nodes, cities }
    }

    /// Calls `visit` with each city and the square of its distance from a point, the nearest first and of equals the
    /// lower number first within a node, until it breaks.
    pub(super) fn visit(
        &self,
        (x, y): (f64, f64),
        mut visit: impl FnMut(u32, f64) -> ControlFlow<()>,
    ) {
        let place = [x, y];
        let mut open = BinaryHeap::new();
        open.push(Visit { squared: self.nodes[0].squared_from(place), city: None, node: 0 });
        while let Some(Visit { squared, city, node }) = open.pop() {
            if let Some(city) = city {
                if visit(city, squared).is_break() {
                    return;
                }
                continue;
            }
            let Node { from, to, half, .. } = self.nodes[node];
            match half {
                Some(half) => open.extend([half, half + 1].map(|node| Visit {
                    squared: self.nodes[node].squared_from(place),
                    city: None,
                    node,
                })),
                None => open.extend(self.cities[from..to].iter().map(|&(city, at)| {
                    let squared = (at[0] - x).powi(2) + (at[1] - y).powi(2);
                    Visit { squared, city: Some(city), node }
                })),
            }
        }
    }
}

impl Node {
    /// Creates the node of the cities from `from` to before `to`.
    fn around(cities: &[(u32, [f64; 2])], from: usize, to: usize) -> Self {
        let (mut lower, mut upper) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for (_, place) in &cities[from..to] {
            for axis in 0..2 {
                lower[axis] = lower[axis].min(place[axis]);
                upper[axis] = upper[axis].max(place[axis]);
            }
        }
        Node { lower, upper, from, to, half: None }
    }

    /// Returns the square of the distance from a place to the bounding box.
    fn squared_from(&self, place: [f64; 2]) -> f64 {
        let beyond = |axis: usize| {
            let x = place[axis];
            (self.lower[axis] - x).max(x - self.upper[axis]).max(0.0)
        };
        beyond(0).powi(2) + beyond(1).powi(2)
    }
}

/// The nearest first; of equals a city before a node, so that a crowd at one place is not opened whole.
impl Ord for Visit {
    fn cmp(&self, other: &Self) -> Ordering {
        let nearest = other.squared.total_cmp(&self.squared);
        let city = self.city.is_some().cmp(&other.city.is_some());
        nearest.then(city).then_with(|| (other.city, other.node).cmp(&(self.city, self.node)))
    }
}

impl PartialOrd for Visit {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Visit {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Visit {}
