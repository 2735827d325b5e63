//! The construction of tours by ants.

use super::{PlaceScratch, Tsp};
use crate::{
    problem::{ConstructionGraph, Open, Space, space::Choose},
    rng::Stream,
};

impl ConstructionGraph for Tsp {
    /// Choices lead from city to city.
    fn shape(&self) -> (usize, usize) {
        (self.cities(), self.cities())
    }

    /// Returns 16 cities: the nearest, and where there is a map the nearest in each of its quadrants. Without
    /// those, ants in a cluster could not learn a way out of it. A list has few of the cities that share a
    /// place.
    fn candidates(&self, city: usize) -> Option<&[u32]> {
        Some(self.around(city))
    }

    /// Returns 1/d. A distance of 0 counts as a tenth of the shortest one between neighbours that is not 0,
    /// and as 1 if all are 0.
    fn heuristic(&self, from: usize, to: usize) -> f64 {
        1.0 / self.distance(from, to).max(self.least())
    }

    /// Builds a tour from a random city, or a path from its start. Where no candidate is open, it goes to the
    /// nearest open city: while more than 256 are open, among the candidates' candidates; if none of those is
    /// open either, among all.
    fn construct(&self, open: &mut Open, pick: Choose<'_>, rng: &mut Stream, out: &mut Vec<usize>) {
        let n = self.dimensions();
        open.reset(n);
        out.clear();
        let ends = self.ends().unwrap_or_default();
        let last = ends.end.filter(|_| n > 1);
        last.inspect(|end| open.close(*end));
        let mut city = ends.start.unwrap_or_else(|| {
            let drawn = rng.below(n - usize::from(last.is_some()));
            drawn + usize::from(last.is_some_and(|end| end <= drawn))
        });
        open.close(city);
        out.push(city);
        for _ in 1..n - usize::from(last.is_some()) {
            city = pick(city, open, rng).unwrap_or_else(|| self.nearest_open(city, open));
            open.close(city);
            out.push(city);
        }
        out.extend(last);
    }

    /// Marks every step of the tour and the way back; also reversed where the direction does not matter.
    fn components(&self, tour: &Vec<usize>, mark: &mut dyn FnMut(usize, usize)) {
        let home = tour.last().zip(tour.first()).filter(|_| self.ends().is_none());
        let home = home.map(|(last, first)| [*last, *first]);
        for [from, to] in tour.array_windows().copied().chain(home).filter(|[a, b]| a != b) {
            mark(from, to);
            if self.is_symmetric() {
                mark(to, from);
            }
        }
    }
}

impl Tsp {
    /// Overwrites `out` with a tour that goes from a random city to the nearest open one, and so on.
    pub(crate) fn nearest_neighbour_tour(&self, rng: &mut Stream, out: &mut Vec<usize>) {
        if let Some(places) = self.places() {
            places.tsp().nearest_neighbour_tour(rng, out);
            return places.expand(out, &mut PlaceScratch::default());
        }
        let mut pick = |city: usize, open: &Open, _: &mut Stream| {
            let mut nearest = self.neighbours(city).iter().map(|to| *to as usize);
            nearest.find(|to| open.is_open(*to))
        };
        self.construct(&mut Open::default(), &mut pick, rng, out);
    }

    fn nearest_open(&self, city: usize, open: &mut Open) -> usize {
        let nearest = |cities: &mut dyn Iterator<Item = usize>| {
            let far = cities.map(|to| (self.distance(city, to), to));
            far.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, to)| to)
        };
        let around = |from: usize| self.around(from).iter().map(|to| *to as usize);
        let mut found = None;
        if open.count() > MANY {
            let closer = around(city).flat_map(around).filter(|to| open.is_open(*to));
            found = nearest(&mut { closer });
        }
        let all = || nearest(&mut open.list().iter().map(|to| *to as usize));
        found.or_else(all).unwrap_or(city)
    }
}

/// The number of candidates' candidates; a smaller number of open cities is faster to scan.
const MANY: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        problem::Problem,
        rng::{Seed, Streams},
    };
    use ndarray::Array2;

    fn matrix(n: usize, distance: impl Fn(usize, usize) -> usize) -> Tsp {
        let d = Array2::from_shape_fn((n, n), |(from, to)| distance(from, to) as f64);
        Tsp::from_matrix(d).unwrap()
    }

    #[test]
    fn a_trace_reinforces_the_closing_edge_too() {
        let marks = |tsp: &Tsp, tour: Vec<usize>| {
            let mut marks = Vec::new();
            tsp.components(&tour, &mut |from, to| marks.push((from, to)));
            marks
        };
        let one_way = matrix(3, |from, to| from * 3 + to);
        assert_eq!(marks(&one_way, vec![2, 0, 1]), [(2, 0), (0, 1), (1, 2)]);
        let both = matrix(3, |from, to| from + to);
        assert_eq!(marks(&both, vec![2, 0, 1]), [(2, 0), (0, 2), (0, 1), (1, 0), (1, 2), (2, 1)]);
        assert_eq!(marks(&matrix(1, |_, _| 0), vec![0]), []);
    }

    #[test]
    fn a_walk_that_picks_nothing_is_the_nearest_neighbour_tour() {
        let tsp = Tsp::from_cities(&[(0.0, 0.0), (9.0, 0.0), (1.0, 0.0), (4.0, 0.0)]).unwrap();
        let mut rng = Streams::new(Seed(3)).at(0, 0);
        let (mut open, mut out) = (Open::default(), Vec::new());
        for _ in 0..20 {
            tsp.construct(&mut open, &mut |_, _, _| None, &mut rng, &mut out);
            let expected = [[0, 2, 3, 1], [1, 3, 2, 0], [2, 0, 3, 1], [3, 2, 0, 1]][out[0]];
            assert_eq!(out, expected);
            assert_eq!(tsp.evaluate(&out).unwrap(), 18.0);
        }
    }

    #[test]
    fn a_walk_through_many_cities_goes_nearly_as_the_nearest_neighbour_tour() {
        let mut rng = Streams::new(Seed(4)).at(0, 0);
        let cities: Vec<(f64, f64)> = (0..900).map(|_| (rng.unit(), rng.unit())).collect();
        let tsp = Tsp::from_cities(&cities).unwrap();
        let (mut open, mut out) = (Open::default(), Vec::new());
        let mut candidate = |city: usize, open: &Open, _: &mut Stream| {
            let near = tsp.around(city).iter().map(|to| *to as usize);
            near.into_iter().find(|to| open.is_open(*to))
        };
        // One such tour may be some hundredths longer than another; the mean of ten is not.
        let mut lengths = [0.0; 2];
        for _ in 0..10 {
            tsp.construct(&mut open, &mut candidate, &mut rng, &mut out);
            assert!(tsp.contains(&out));
            let (mut nearest, mut left) = (vec![out[0]], out[1..].to_vec());
            while let Some(last) = nearest.last().copied().filter(|_| !left.is_empty()) {
                let distance = |k: &usize| tsp.distance(last, left[*k]);
                let k = (0..left.len()).min_by(|a, b| distance(a).total_cmp(&distance(b)));
                nearest.push(left.swap_remove(k.unwrap()));
            }
            for (length, tour) in lengths.iter_mut().zip([&out, &nearest]) {
                *length += tsp.evaluate(tour).unwrap();
            }
        }
        let ratio = lengths[0] / lengths[1];
        assert!((0.97..1.03).contains(&ratio), "{ratio}");
    }

    #[test]
    fn cities_at_the_same_place_are_ten_times_as_desirable_as_the_nearest_others() {
        let tsp = Tsp::from_cities(&[(0.0, 0.0), (0.0, 0.0), (0.0, 4.0), (0.0, 2.0)]).unwrap();
        assert_eq!([1, 2, 3].map(|to| tsp.heuristic(0, to)), [5.0, 0.25, 0.5]);
    }
}
