//! The quadratic assignment problem.

use super::{Failure, Permutation, Problem, formats::qaplib};
use crate::{error::Error, file};
use ndarray::Array2;
use std::{path::Path, str::FromStr};

/// The quadratic assignment problem: assign n facilities to n locations so that the total flow times distance
/// is least (Koopmans & Beckmann 1957, Econometrica 25, 53–76): minimize
/// Σ flow\[i\]\[j\] · distance\[p(i)\]\[p(j)\], where p(i) is the location of facility i.
///
/// ```
/// use ndarray::array;
/// use swarmopt::prelude::*;
/// let flow = array![[0., 3., 0.], [3., 0., 1.], [0., 1., 0.]];
/// let distance = array![[0., 5., 2.], [5., 0., 4.], [2., 4., 0.]];
/// let qap = Qap::new(flow, distance)?;
/// assert_eq!(qap.evaluate(&vec![0, 2, 1]).unwrap(), 2.0 * (3.0 * 2.0 + 1.0 * 4.0));
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Qap {
    name: String,
    optimum: Option<f64>,
    flow: Array2<f64>,
    distance: Array2<f64>,
    space: Permutation,
}

impl Qap {
    /// Creates a problem from the flows between facilities and the distances between locations. Neither need be
    /// symmetric, and the diagonals count.
    ///
    /// # Errors
    /// [`Error::Instance`] if a matrix is not square, they differ in size, or an entry is not a number
    /// from −1e140 to 1e140, so that no cost is infinite;
    /// [`Error::Parameter`] if they are empty.
    pub fn new(flow: Array2<f64>, distance: Array2<f64>) -> Result<Self, Error> {
        let n = flow.nrows();
        for (name, matrix) in [("flow", &flow), ("distance", &distance)] {
            let (rows, columns) = matrix.dim();
            if (rows, columns) != (n, n) {
                return Err(Error::Instance {
                    what: format!("the {name} matrix"),
                    expected: format!("{n} × {n} entries"),
                    found: format!("{rows} × {columns}"),
                });
            }
            let wrong = matrix.indexed_iter().find(|(_, x)| !qaplib::is_entry(**x));
            if let Some(((i, j), x)) = wrong {
                return Err(Error::Instance {
                    what: format!("entry ({i}, {j}) of the {name} matrix"),
                    expected: qaplib::allowed(),
                    found: x.to_string(),
                });
            }
        }
        let space = Permutation::new(n)?;
        // `evaluate` reads whole rows, so they must be contiguous.
        let [flow, distance] = [flow, distance].map(|m| m.as_standard_layout().into_owned());
        Ok(Qap { name: "qap".to_owned(), optimum: None, flow, distance, space })
    }

    /// Reads a `.dat` file of QAPLIB (Burkard, Karisch & Rendl 1997): n, then two n × n matrices. The
    /// first is taken as the flow, the second as the distances. QAPLIB does not define which is which;
    /// the other order gives the same costs, each at the inverse permutation. The problem is named
    /// after the file.
    ///
    /// If the first line is n and the best cost known (Taillard), or n, the optimum and the best cost
    /// known, the second number becomes the [`optimum`](Problem::optimum) if it is above 0.
    ///
    /// # Errors
    /// [`Error::Io`] if the file cannot be read, [`Error::Compressed`] if it is compressed,
    /// [`Error::Parse`] with the first invalid line.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let qap: Qap = String::from_utf8_lossy(&file::read(path)?).parse()?;
        Ok(qap.named(path.file_stem().unwrap_or_default().to_string_lossy()))
    }

    /// Reads a solution of this problem from a `.sln` file of QAPLIB: n, the cost and the location of
    /// each facility, counted from 1 there and from 0 here. Some of the files exchange the two
    /// matrices: if only the inverse permutation has the cost given in the file, it is returned instead.
    ///
    /// # Errors
    /// Those of [`Qap::read`], and [`Error::Instance`] if neither has the cost given in the file.
    pub fn read_solution(&self, path: impl AsRef<Path>) -> Result<Vec<usize>, Error> {
        let bytes = file::read(path.as_ref())?;
        let (cost, order) = qaplib::solution(&String::from_utf8_lossy(&bytes), self.facilities())?;
        let mut inverse = vec![0; order.len()];
        order.iter().enumerate().for_each(|(facility, &location)| inverse[location] = facility);
        let [direct, inverted] = [&order, &inverse].map(|order| self.cost(order));
        let same = |x: f64| (x - cost).abs() <= 1e-9 * cost.abs();
        match (same(direct), same(inverted)) {
            (true, _) => Ok(order),
            (false, true) => Ok(inverse),
            _ => Err(Error::Instance {
                what: "the cost of the solution".to_owned(),
                expected: format!("{cost}, as the file says"),
                found: format!("{direct} on this instance"),
            }),
        }
    }

    /// Sets the name in tables and charts.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets the least cost possible, so that tables show the gap to it.
    #[must_use]
    pub fn with_optimum(mut self, cost: f64) -> Self {
        self.optimum = Some(cost);
        self
    }

    /// Returns the number of facilities, which equals the number of locations.
    pub fn facilities(&self) -> usize {
        self.flow.nrows()
    }

    fn cost(&self, p: &[usize]) -> f64 {
        let sent = |i: usize, flow: ndarray::ArrayView1<'_, f64>| -> f64 {
            let ways = self.distance.row(p[i]);
            flow.iter().zip(p).map(|(flow, to)| flow * ways[*to]).sum()
        };
        self.flow.rows().into_iter().enumerate().map(|(i, flow)| sent(i, flow)).sum()
    }

    /// Returns the flows from facility to facility.
    pub fn flow(&self) -> &Array2<f64> {
        &self.flow
    }

    /// Returns the distances from location to location.
    pub fn distance(&self) -> &Array2<f64> {
        &self.distance
    }
}

impl FromStr for Qap {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let file = qaplib::matrices(text)?;
        let (flow, distance) = file.both;
        Ok(Qap { optimum: file.optimum, ..Qap::new(flow, distance)? })
    }
}

impl Problem for Qap {
    type Space = Permutation;
    type Fitness = f64;

    fn space(&self) -> &Permutation {
        &self.space
    }
    /// Returns the cost of putting each facility i on location p(i). O(n²).
    fn evaluate(&self, p: &Vec<usize>) -> Result<f64, Failure> {
        Ok(self.cost(p))
    }
    fn name(&self) -> &str {
        &self.name
    }
    fn optimum(&self) -> Option<f64> {
        self.optimum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    /// An optimal assignment of nug12 as published in QAPLIB, there counted from 1.
    const NUG12: [usize; 12] = [12, 7, 9, 3, 4, 8, 11, 1, 5, 6, 10, 2];

    #[test]
    fn nug12_has_its_published_optimum_whichever_matrix_is_the_flow() {
        let nug12 = Qap::read("tests/data/nug12.dat").unwrap().with_optimum(578.0);
        assert_eq!((nug12.name(), nug12.optimum(), nug12.facilities()), ("nug12", Some(578.0), 12));
        let p: Vec<usize> = NUG12.map(|location| location - 1).to_vec();
        let mut inverse = vec![0; 12];
        p.iter().enumerate().for_each(|(i, &location)| inverse[location] = i);
        let turned = Qap::new(nug12.distance().clone(), nug12.flow().clone()).unwrap();
        assert_eq!(nug12.evaluate(&p).unwrap(), 578.0);
        assert_eq!(turned.evaluate(&inverse).unwrap(), 578.0);
        // No exchange of two improves an optimum, and the published one is no accident.
        for i in 0..12 {
            for j in 0..i {
                let mut other = p.clone();
                other.swap(i, j);
                assert!(nug12.evaluate(&other).unwrap() >= 578.0);
            }
        }
    }

    #[test]
    fn a_published_solution_is_read_whichever_matrix_is_the_flow() {
        let nug12 = Qap::read("tests/data/nug12.dat").unwrap();
        let turned = Qap::new(nug12.distance().clone(), nug12.flow().clone()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("nug12.sln");
        std::fs::write(&path, format!("12 578\n{}\n", NUG12.map(|i| i.to_string()).join(" ")))
            .unwrap();
        for qap in [&nug12, &turned] {
            let solution = qap.read_solution(&path).unwrap();
            assert_eq!(qap.evaluate(&solution).unwrap(), 578.0);
        }
        assert_eq!(nug12.read_solution(&path).unwrap(), NUG12.map(|i| i - 1));
        std::fs::write(&path, format!("12 577\n{}\n", NUG12.map(|i| i.to_string()).join(",")))
            .unwrap();
        let error = nug12.read_solution(&path).unwrap_err().to_string();
        let expected =
            "the cost of the solution: expected 577, as the file says, found 578 on this instance";
        assert_eq!(error, expected);
    }

    #[test]
    fn an_asymmetric_instance_with_diagonals_is_summed_in_full() {
        let flow = array![[1., 2.], [3., 4.]];
        let distance = array![[5., 6.], [7., 8.]];
        let qap = Qap::new(flow.clone(), distance.clone()).unwrap();
        assert_eq!(qap.evaluate(&vec![0, 1]).unwrap(), 5.0 + 12.0 + 21.0 + 32.0);
        assert_eq!(qap.evaluate(&vec![1, 0]).unwrap(), 8.0 + 14.0 + 18.0 + 20.0);
        let transposed = Qap::new(flow.reversed_axes(), distance.reversed_axes()).unwrap();
        assert_eq!(transposed.evaluate(&vec![1, 0]).unwrap(), 60.0);
    }

    /// With 10²⁰⁰ the cost would be ∞ − ∞, which is NaN and counts as a failed evaluation.
    #[test]
    fn the_largest_entries_have_finite_costs() {
        let sign = |(i, j): (usize, usize)| if (i + j) % 2 == 0 { 1.0 } else { -1.0 };
        let entries = |size: f64| Array2::from_shape_fn((4, 4), |at| size * sign(at));
        let qap = Qap::new(entries(1e140), entries(-1e140)).unwrap();
        assert!((qap.evaluate(&vec![0, 1, 2, 3]).unwrap() / -16e280 - 1.0).abs() < 1e-12);
        assert!(Qap::new(entries(1e200), entries(1.0)).is_err());
    }

    #[test]
    fn matrices_that_do_not_fit_are_refused() {
        let square = || Array2::<f64>::zeros((3, 3));
        let error = |flow, distance| Qap::new(flow, distance).unwrap_err().to_string();
        assert_eq!(
            error(square(), Array2::zeros((3, 2))),
            "the distance matrix: expected 3 × 3 entries, found 3 × 2"
        );
        assert!(error(Array2::zeros((3, 4)), square()).starts_with("the flow matrix"));
        let mut infinite = square();
        infinite[[1, 2]] = f64::INFINITY;
        assert_eq!(
            error(square(), infinite),
            "entry (1, 2) of the distance matrix: expected a number from -1e140 to 1e140, found inf"
        );
        assert!(Qap::new(Array2::zeros((0, 0)), Array2::zeros((0, 0))).is_err());
        assert!(matches!("3\n1 2".parse::<Qap>(), Err(Error::Parse { line: 2, .. })));
        assert!(matches!(Qap::read("no such file"), Err(Error::Io { .. })));
    }
}
