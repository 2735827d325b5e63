//! Ranks with ties.

/// The ranks of a sample, counted from 1 for the least; equal numbers share their mean rank.
#[derive(Debug, PartialEq)]
pub(super) struct Ranks {
    pub ranks: Vec<f64>,
    /// The sizes of the groups of equal numbers, for groups of two or more.
    pub ties: Vec<usize>,
}

impl Ranks {
    /// Ranks the numbers. The caller has to refuse NaN, which would be ranked among the greatest. O(n log n).
    pub fn of(numbers: &[f64]) -> Self {
        let mut order: Vec<usize> = (0..numbers.len()).collect();
        order.sort_by(|a, b| numbers[*a].total_cmp(&numbers[*b]));
        let (mut ranks, mut ties, mut before) = (vec![0.0; numbers.len()], Vec::new(), 0);
        // By ==, because −0 and 0 are equal.
        for equal in order.chunk_by(|a, b| numbers[*a] == numbers[*b]) {
            let mean = before as f64 + (equal.len() as f64 + 1.0) / 2.0;
            equal.iter().for_each(|index| ranks[*index] = mean);
            if equal.len() > 1 {
                ties.push(equal.len());
            }
            before += equal.len();
        }
        Ranks { ranks, ties }
    }

    /// Returns Σ (t³ − t) over the groups of t equal numbers, the term by which ties reduce the variance
    /// of rank sums.
    pub fn tie_term(&self) -> f64 {
        self.ties.iter().map(|t| *t as f64).map(|t| t * t * t - t).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_numbers_share_their_mean_rank() {
        let of = |numbers: &[f64]| Ranks::of(numbers);
        let found = of(&[3.0, 1.0, 3.0, f64::INFINITY, 2.0, 3.0, f64::INFINITY]);
        assert_eq!(found.ranks, [4.0, 1.0, 4.0, 6.5, 2.0, 4.0, 6.5]);
        assert_eq!(found.ties, [3, 2]);
        assert_eq!(found.tie_term(), 24.0 + 6.0);
        assert_eq!(of(&[0.0, -0.0]).ranks, [1.5, 1.5]);
        assert_eq!(of(&[5.0]), Ranks { ranks: vec![1.0], ties: vec![] });
        assert_eq!(of(&[]), Ranks { ranks: vec![], ties: vec![] });
    }
}
