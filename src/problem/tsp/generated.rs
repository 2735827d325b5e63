//! Random instances of the travelling salesman problem.

use super::{Tsp, distances::Distances};
use crate::{
    error::{Error, population},
    problem::formats::Metric,
    rng::{Seed, Stream, Streams},
};

/// The side of the square of cities.
const SIDE: f64 = 1e6;

/// The average number of cities per centre.
const CLUSTER: usize = 100;

/// The rounds of the streams drawn from here. Swarms use rounds from 0 on, so that a swarm and an instance of
/// the same seed are independent.
const UNIFORM: u64 = u64::MAX;
const CLUSTERED: u64 = u64::MAX - 1;

impl Tsp {
    /// Creates a random uniform instance: each city is anywhere in a square of side 1,000,000, coordinates
    /// and distances rounded to integers. These are the E-instances of the DIMACS challenge
    /// (Johnson & McGeoch 2002, Experimental analysis of heuristics for the STSP, in Gutin & Punnen,
    /// The Traveling Salesman Problem and Its Variations, 369–443), drawn from other generators:
    /// the same distribution, not the same cities. For many cities the shortest tour is about
    /// 0.7124 · √(cities · 10¹²) long (eq. 1 there).
    ///
    /// Its name consists of its kind, size and seed, as in `E1000.1`. O(cities), and O(cities²) for the
    /// table of distances that a [`Tsp`] of few cities has.
    ///
    /// # Errors
    /// [`Error::Parameter`] unless there are 1 to 10,000,000 cities.
    ///
    /// ```
    /// use swarmopt::prelude::*;
    /// let tsp = Tsp::uniform(1_000, Seed(1))?;
    /// assert_eq!((tsp.name(), tsp.cities()), ("E1000.1", 1_000));
    /// # Ok::<(), swarmopt::Error>(())
    /// ```
    pub fn uniform(cities: usize, seed: Seed) -> Result<Self, Error> {
        population("cities", cities, 1)?;
        let mut rng = Streams::new(seed).at(UNIFORM, 0);
        let map = (0..cities).map(|_| anywhere(&mut rng)).collect();
        Tsp::on_map(map, format!("E{cities}.{}", seed.0))
    }

    /// Creates a random clustered instance: cities / 100 centres, at least one, anywhere in a square of side
    /// 1,000,000; each city at a centre chosen at random plus a normally distributed offset in
    /// both directions with a standard deviation of 1,000,000 / √cities. It may lie outside the
    /// square. These are the C-instances of the DIMACS challenge; see [`uniform`](Tsp::uniform) for
    /// the source, rounding, name (here `C1000.1`), errors and cost.
    ///
    /// # Errors
    /// [`Error::Parameter`] unless there are 1 to 10,000,000 cities.
    pub fn clustered(cities: usize, seed: Seed) -> Result<Self, Error> {
        population("cities", cities, 1)?;
        let mut rng = Streams::new(seed).at(CLUSTERED, 0);
        let centres: Vec<_> = (0..(cities / CLUSTER).max(1)).map(|_| anywhere(&mut rng)).collect();
        let spread = SIDE / (cities as f64).sqrt();
        let map = (0..cities).map(|_| {
            let (x, y) = centres[rng.below(centres.len())];
            ((x + spread * rng.normal()).round(), (y + spread * rng.normal()).round())
        });
        Tsp::on_map(map.collect(), format!("C{cities}.{}", seed.0))
    }

    fn on_map(map: Vec<(f64, f64)>, name: String) -> Result<Self, Error> {
        let places = map.iter().map(|&(x, y)| [x, y, 0.0]).collect();
        Ok(Tsp::new(Distances::between(Metric::Euc2d, places)?, Some(map)).named(name))
    }
}

/// Returns a random point of the square with integer coordinates.
fn anywhere(rng: &mut Stream) -> (f64, f64) {
    let mut coordinate = || rng.in_range(0.0, SIDE).floor();
    (coordinate(), coordinate())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Problem;

    fn map(tsp: &Tsp) -> &[(f64, f64)] {
        tsp.coordinates().unwrap()
    }

    /// Returns the mean and the variance.
    fn moments(numbers: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
        let n = numbers.clone().count() as f64;
        let mean = numbers.clone().sum::<f64>() / n;
        (mean, numbers.map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0))
    }

    /// Returns how many of 20 × 20 fields of the square hold a city.
    fn fields(tsp: &Tsp) -> usize {
        let mut fields = [false; 400];
        for &(x, y) in map(tsp) {
            let [column, row] = [x, y].map(|x| (x / 50_000.0).clamp(0.0, 19.0) as usize);
            fields[20 * row + column] = true;
        }
        fields.iter().filter(|field| **field).count()
    }

    #[test]
    fn a_seed_gives_one_instance_and_another_seed_another() {
        for make in [Tsp::uniform, Tsp::clustered] {
            let cities = |seed| map(&make(300, Seed(seed)).unwrap()).to_vec();
            assert_eq!(cities(3), cities(3));
            assert_ne!(cities(3), cities(4));
            assert_eq!(make(1, Seed(1)).unwrap().cities(), 1);
            for wrong in [0, 10_000_001, usize::MAX] {
                let error = make(wrong, Seed(1)).unwrap_err().to_string();
                assert_eq!(error, format!("cities is {wrong}; allowed: 1 to 10000000"));
            }
        }
        let (e, c) = (Tsp::uniform(300, Seed(3)).unwrap(), Tsp::clustered(300, Seed(3)).unwrap());
        assert_eq!((e.name(), c.name()), ("E300.3", "C300.3"));
    }

    #[test]
    fn uniform_cities_have_the_moments_of_the_square() {
        let n = 200_000;
        let tsp = Tsp::uniform(n, Seed(1)).unwrap();
        let inside = |x: f64| x.fract() == 0.0 && (0.0..SIDE).contains(&x);
        assert!(map(&tsp).iter().all(|&(x, y)| inside(x) && inside(y)));
        // Four standard errors: 4 · 10⁶ · √(1/12/n), 4 · 10¹² · √(1/180/n), and of Δ² the same way.
        for axis in [|city: &(f64, f64)| city.0, |city: &(f64, f64)| city.1] {
            let (mean, variance) = moments(map(&tsp).iter().map(axis));
            assert!((mean / SIDE - 0.5).abs() < 2.6e-3, "{mean}");
            assert!((variance / SIDE / SIDE - 1.0 / 12.0).abs() < 6.7e-4, "{variance}");
        }
        let products = map(&tsp).iter().map(|(x, y)| (x / SIDE - 0.5) * (y / SIDE - 0.5));
        assert!(products.sum::<f64>().abs() / (n as f64) < 7.5e-4, "axes are independent");
        // Two random points of a square are 0.521405 sides apart on average.
        let steps = tsp.evaluate(&(0..n).collect()).unwrap() / n as f64 / SIDE;
        assert!((steps - 0.521_405).abs() < 3e-3, "{steps}");
        let ((x, y), (u, v)) = (map(&tsp)[7], map(&tsp)[n - 1]);
        assert_eq!(tsp.distance(7, n - 1), (x - u).hypot(y - v).round());
    }

    #[test]
    fn clustered_cities_are_normal_around_their_centre() {
        // Up to 199 cities there is one centre. 100 instances of 150: 2 · 14,900 free offsets.
        let spread = SIDE / 150f64.sqrt();
        let mut squares = 0.0;
        let (mut within, mut inside) = (0.0, 0.0);
        for seed in 0..100 {
            let tsp = Tsp::clustered(150, Seed(seed)).unwrap();
            let (x, y) =
                (moments(map(&tsp).iter().map(|c| c.0)), moments(map(&tsp).iter().map(|c| c.1)));
            squares += (x.1 + y.1) / 200.0;
            let offset = |city: &(f64, f64)| (city.0 - x.0).abs() / spread;
            within += map(&tsp).iter().filter(|city| offset(city) < 1.0).count() as f64 / 15_000.0;
            inside += (x.0 + y.0) / 200.0;
        }
        // Four standard errors: 4 · √(2 / 29,800), 4 · √(p (1 − p) / 15,000), 4 · 10⁶ · √(1/12/200).
        assert!((squares / spread / spread - 1.0).abs() < 0.033, "{squares}");
        assert!((within - 0.6827).abs() < 0.017, "{within}");
        assert!((inside / SIDE - 0.5).abs() < 0.083, "{inside}");
    }

    #[test]
    fn clusters_leave_most_of_the_square_empty() {
        let n = 10_000;
        assert_eq!(fields(&Tsp::uniform(n, Seed(2)).unwrap()), 400);
        // 100 centres, a spread of 10,000: a field of 50,000 has a centre with probability 0.22,
        // and a cluster reaches about one and a half fields.
        let clustered = fields(&Tsp::clustered(n, Seed(2)).unwrap());
        assert!((100..260).contains(&clustered), "{clustered}");
    }
}
