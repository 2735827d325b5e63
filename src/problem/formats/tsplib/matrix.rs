//! Explicit weights: the matrix formats of TSPLIB 95, section 1.1.

use super::super::block::{Block, number, quoted, wrong};
use crate::error::Error;
use ndarray::Array2;
use std::ops::Range;

/// The largest weight: sums of larger ones could be infinite, and infinite tours cannot be compared.
pub(in crate::problem) const LONGEST: f64 = 1e300;

/// The part of the matrix that a file lists, line by line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Layout {
    Full,
    /// Above the diagonal.
    Upper,
    /// The diagonal and above.
    UpperDiagonal,
    /// Below the diagonal.
    Lower,
    /// The diagonal and below.
    LowerDiagonal,
}

impl Layout {
    /// The names of the layouts. A column of one triangle is a row of the other.
    pub(super) const NAMES: [(&'static str, Layout); 9] = [
        ("FULL_MATRIX", Layout::Full),
        ("UPPER_ROW", Layout::Upper),
        ("LOWER_ROW", Layout::Lower),
        ("UPPER_DIAG_ROW", Layout::UpperDiagonal),
        ("LOWER_DIAG_ROW", Layout::LowerDiagonal),
        ("UPPER_COL", Layout::Lower),
        ("LOWER_COL", Layout::Upper),
        ("UPPER_DIAG_COL", Layout::LowerDiagonal),
        ("LOWER_DIAG_COL", Layout::UpperDiagonal),
    ];

    fn row(self, i: usize, n: usize) -> Range<usize> {
        match self {
            Layout::Full => 0..n,
            Layout::Upper => i + 1..n,
            Layout::UpperDiagonal => i..n,
            Layout::Lower => 0..i,
            Layout::LowerDiagonal => 0..i + 1,
        }
    }

    /// Returns the cells in the order of the file.
    fn cells(self, n: usize) -> impl Iterator<Item = (usize, usize)> {
        (0..n).flat_map(move |i| self.row(i, n).map(move |j| (i, j)))
    }

    /// Reads the whole matrix. Memory grows with the numbers found, not with the dimension.
    pub(super) fn read(self, n: usize, block: &Block<'_>) -> Result<Array2<f64>, Error> {
        let mut words = block.words();
        let mut listed = Vec::new();
        for (i, j) in self.cells(n) {
            let cell = || format!("the weight from node {} to node {}", i + 1, j + 1);
            let (line, word) = block.next_word(&mut words, cell)?;
            let weight = number((line, word)).map_err(|_| no_weight(line, word))?;
            if i != j && !(0.0..=LONGEST).contains(&weight) {
                return Err(wrong(line, format!("a weight from 0 to {LONGEST:e}"), quoted(word)));
            }
            listed.push(weight);
        }
        block.finish(words)?;
        let mut matrix = Array2::zeros((n, n));
        for ((i, j), weight) in self.cells(n).zip(listed) {
            matrix[[i, j]] = weight;
            if self != Layout::Full {
                matrix[[j, i]] = weight;
            }
        }
        Ok(matrix)
    }
}

fn no_weight(line: usize, word: &str) -> Error {
    let road = "for a missing road one longer than any tour, such as 1e12";
    wrong(line, format!("a finite number ({road})"), quoted(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn read(format: &str, n: usize, text: &str) -> Result<Array2<f64>, Error> {
        let layout = Layout::NAMES.iter().find(|(name, _)| *name == format).unwrap().1;
        layout.read(n, &Block::of(text))
    }

    #[test]
    fn every_format_gives_the_same_matrix() {
        let whole = array![[0., 1., 2., 3.], [1., 0., 4., 5.], [2., 4., 0., 6.], [3., 5., 6., 0.]];
        for (format, text) in [
            ("FULL_MATRIX", "0 1 2 3 1 0 4 5 2 4 0 6 3 5 6 0"),
            ("UPPER_ROW", "1 2 3\n 4 5\n 6"),
            ("LOWER_ROW", "1\n 2 4\n 3 5 6"),
            ("UPPER_DIAG_ROW", "0 1 2 3\n 0 4 5\n 0 6\n 0"),
            ("LOWER_DIAG_ROW", "0\n 1 0\n 2 4 0\n 3 5 6 0"),
            ("UPPER_COL", "1 2 4 3 5 6"),
            ("LOWER_COL", "1 2 3 4 5 6"),
            ("UPPER_DIAG_COL", "0 1 0 2 4 0 3 5 6 0"),
            ("LOWER_DIAG_COL", "0 1 2 3 0 4 5 0 6 0"),
        ] {
            assert_eq!(read(format, 4, text).unwrap(), whole, "{format}");
            // One weight missing, one too many.
            let short = text.rsplit_once(' ').unwrap().0;
            assert!(read(format, 4, short).is_err(), "{format}");
            assert!(read(format, 4, &format!("{text} 1")).is_err(), "{format}");
        }
    }

    #[test]
    fn a_full_matrix_may_differ_by_direction_and_hold_anything_on_its_diagonal() {
        assert_eq!(read("FULL_MATRIX", 2, "-1 7 8 9999").unwrap(), array![[-1., 7.], [8., 9999.]]);
        assert_eq!(read("LOWER_ROW", 1, "").unwrap(), array![[0.]]);
    }

    #[test]
    fn errors_name_the_line_and_what_is_missing() {
        let error = |format, n, text| read(format, n, text).unwrap_err().to_string();
        assert_eq!(
            error("UPPER_ROW", 3, "1 2\n-3"),
            "line 2: expected a weight from 0 to 1e300, found \"-3\""
        );
        assert_eq!(
            error("UPPER_ROW", 3, "1 2\n1.1e300"),
            "line 2: expected a weight from 0 to 1e300, found \"1.1e300\""
        );
        assert_eq!(
            error("UPPER_ROW", 3, "1\nx 3"),
            "line 2: expected a finite number (for a missing road one longer than any tour, such as \
             1e12), found \"x\""
        );
        assert_eq!(
            error("UPPER_ROW", 3, "1\n2\n3\n4"),
            "line 4: expected the end of the data, found \"4\""
        );
        for n in [4_000_000_000, usize::MAX] {
            assert_eq!(
                error("FULL_MATRIX", n, "1\n2 3"),
                "line 2: expected the weight from node 1 to node 4, found the end of the data"
            );
        }
        assert!(error("LOWER_ROW", usize::MAX, "").contains("from node 2 to node 1"));
    }
}
