//! The comparison of several methods on many problems.

use super::{nemenyi::studentized_range, ranks::Ranks};
use crate::error::{Error, require};
use statrs::distribution::{ChiSquared, ContinuousCDF};

/// The Friedman test (Friedman, *Journal of the American Statistical Association* 1937) of several
/// methods on the same problems, with Nemenyi's critical difference as used by Demšar (*Journal of
/// Machine Learning Research* 7, 2006): the least difference at which two mean ranks differ significantly.
///
/// ```
/// use swarmopt::statistics::Friedman;
///
/// // One row per problem, one column per method; lower is better.
/// let errors: Vec<Vec<f64>> = (0..10).map(|i| vec![1.0, 2.0 + f64::from(i % 2), 2.5]).collect();
/// let friedman = Friedman::of(&errors)?;
/// assert_eq!(friedman.ranks, [1.0, 2.5, 2.5]);
/// assert!(friedman.p < 0.001);
/// assert!(friedman.critical_difference(0.05)? < 1.5);
/// assert_eq!(friedman.groups(0.05)?, [[1, 2]]);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Friedman {
    /// The mean rank of every method, in the order of the columns; 1 is best.
    pub ranks: Vec<f64>,
    /// The number of problems.
    pub problems: usize,
    /// The χ² statistic, corrected for ties. Its degrees of freedom are the number of methods minus one.
    pub statistic: f64,
    /// The probability of a statistic at least as large if the methods do not differ, in the limit of
    /// many problems. 1 if all methods are equal on every problem.
    pub p: f64,
}

impl Friedman {
    /// Ranks the methods on every problem. `table` has one row per problem with one value per method;
    /// the lowest is best, and +∞ stands for a target that was never reached. O(problems · methods · log
    /// methods).
    ///
    /// # Errors
    /// [`Error::Parameter`] for fewer than two problems or two methods, rows of different lengths, or NaN.
    pub fn of(table: &[Vec<f64>]) -> Result<Self, Error> {
        let problems = table.len();
        require(problems >= 2, "problems", problems, "2 or more")?;
        let methods = table[0].len();
        require(methods >= 2, "methods", methods, "2 or more")?;
        let (mut sums, mut ties) = (vec![0.0; methods], 0.0);
        for (problem, row) in table.iter().enumerate() {
            let (length, allowed) = (row.len(), format!("{methods} in every row"));
            let found = format!("of {length} columns in row {problem}");
            require(length == methods, "table", found, &allowed)?;
            if let Some(column) = row.iter().position(|value| value.is_nan()) {
                let found = format!("NaN in row {problem}, column {column}");
                return Err(Error::parameter("table", found, "numbers and infinities"));
            }
            let ranks = Ranks::of(row);
            ties += ranks.tie_term();
            sums.iter_mut().zip(&ranks.ranks).for_each(|(sum, rank)| *sum += rank);
        }
        let (n, k) = (problems as f64, methods as f64);
        let squares: f64 = sums.iter().map(|sum| (sum - n * (k + 1.0) / 2.0).powi(2)).sum();
        let untied = 1.0 - ties / (n * k * (k * k - 1.0));
        let statistic = match squares {
            0.0 => 0.0,
            squares => 12.0 * squares / (n * k * (k + 1.0)) / untied,
        };
        let chi_squared =
            ChiSquared::new(k - 1.0).map_err(|_| Error::parameter("methods", k, "2 or more"))?;
        let ranks = sums.into_iter().map(|sum| sum / n).collect();
        Ok(Friedman { ranks, problems, statistic, p: chi_squared.sf(statistic) })
    }

    /// Returns the critical difference q √(k (k + 1) / 6 N), with the studentized range q over √2
    /// (Demšar 2006, sect. 3.2.2). Methods whose mean ranks differ by at least this much differ significantly;
    /// the probability that any such verdict is wrong is at most `alpha`, between 0 and 1.
    ///
    /// # Errors
    /// [`Error::Parameter`] if `alpha` is out of range.
    pub fn critical_difference(&self, alpha: f64) -> Result<f64, Error> {
        require(0.0 < alpha && alpha < 1.0, "alpha", alpha, "between 0 and 1")?;
        let (n, k) = (self.problems as f64, self.ranks.len() as f64);
        let q = studentized_range(self.ranks.len(), alpha);
        Ok(q * (k * (k + 1.0) / (12.0 * n)).sqrt())
    }

    /// Returns the largest sets of methods that do not differ significantly, as columns, the best first. A
    /// method may be in several sets or in none.
    ///
    /// # Errors
    /// Those of [`critical_difference`](Self::critical_difference).
    pub fn groups(&self, alpha: f64) -> Result<Vec<Vec<usize>>, Error> {
        let difference = self.critical_difference(alpha)?;
        let order = self.order();
        let (mut groups, mut covered) = (Vec::new(), 0);
        for (first, best) in order.iter().enumerate() {
            let near = |method: &usize| self.ranks[*method] - self.ranks[*best] < difference;
            let end = order.partition_point(near);
            if end > covered && end - first > 1 {
                groups.push(order[first..end].to_vec());
            }
            covered = covered.max(end);
        }
        Ok(groups)
    }

    /// Returns the columns ordered by mean rank, the best first.
    pub(crate) fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.ranks.len()).collect();
        order.sort_by(|a, b| self.ranks[*a].total_cmp(&self.ranks[*b]));
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked(ranks: &[f64], problems: usize) -> Friedman {
        Friedman { ranks: ranks.to_vec(), problems, statistic: 0.0, p: 1.0 }
    }

    #[test]
    fn groups_are_maximal_and_overlap() {
        // The example of Demšar (2006), sect. 3.2.2: CD = 2.569 √(4 · 5 / (6 · 14)) = 1.25.
        let demsar = ranked(&[3.143, 2.000, 2.893, 1.964], 14);
        assert!((demsar.critical_difference(0.05).unwrap() - 1.25).abs() < 0.005);
        assert!((demsar.critical_difference(0.10).unwrap() - 1.12).abs() < 0.005);
        assert_eq!(demsar.groups(0.05).unwrap(), [[3, 1, 2, 0]]);
        assert_eq!(demsar.groups(0.10).unwrap(), [vec![3, 1, 2], vec![2, 0]]);
        assert_eq!(ranked(&[1.0, 4.0, 2.5], 1000).groups(0.05).unwrap(), Vec::<Vec<usize>>::new());
        let apart = ranked(&[1.0, 3.99, 4.0, 1.01], 1000);
        assert_eq!(apart.groups(0.05).unwrap(), [[0, 3], [1, 2]]);
    }

    #[test]
    fn equal_methods_are_not_told_apart_and_the_unreached_rank_last() {
        let friedman = Friedman::of(&vec![vec![1.0; 3]; 5]).unwrap();
        assert_eq!((friedman.statistic, friedman.p), (0.0, 1.0));
        assert_eq!(friedman.groups(0.05).unwrap(), [[0, 1, 2]]);
        let friedman = Friedman::of(&vec![vec![f64::INFINITY, 1.0, f64::INFINITY]; 2]).unwrap();
        assert_eq!(friedman.ranks, [2.5, 1.0, 2.5]);
        assert_eq!(friedman.order(), [1, 0, 2]);
    }

    #[test]
    fn what_cannot_be_ranked_is_an_error_that_names_it() {
        let says = |table: &[Vec<f64>]| Friedman::of(table).unwrap_err().to_string();
        assert_eq!(says(&[]), "problems is 0; allowed: 2 or more");
        assert_eq!(says(&[vec![1.0], vec![1.0]]), "methods is 1; allowed: 2 or more");
        let ragged = says(&[vec![1.0, 2.0], vec![1.0]]);
        assert_eq!(ragged, "table is of 1 columns in row 1; allowed: 2 in every row");
        let nan = says(&[vec![1.0, 2.0], vec![1.0, f64::NAN]]);
        assert_eq!(nan, "table is NaN in row 1, column 1; allowed: numbers and infinities");
        let alpha = ranked(&[1.0, 2.0], 2).critical_difference(0.0).unwrap_err();
        assert_eq!(alpha.to_string(), "alpha is 0; allowed: between 0 and 1");
    }
}
