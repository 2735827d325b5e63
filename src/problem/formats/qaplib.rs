//! QAPLIB: R. E. Burkard, S. E. Karisch & F. Rendl (1997), QAPLIB – a quadratic assignment problem
//! library, Journal of Global Optimization 10, 391–403. A file is n and two n × n matrices, with
//! line ends anywhere.

use super::block::{Block, count, number, quoted, wrong};
use crate::error::Error;
use ndarray::Array2;

/// The largest entry: costs, sums of products of two, are finite.
const LARGEST: f64 = 1e140;

/// Whether a number can be an entry.
pub(in crate::problem) fn is_entry(x: f64) -> bool {
    x.abs() <= LARGEST
}

/// What [`is_entry`] allows, in words.
pub(in crate::problem) fn allowed() -> String {
    format!("a number from -{LARGEST:e} to {LARGEST:e}")
}

/// The two matrices in the order of the file. Memory grows with the numbers found, not with n.
pub(in crate::problem) fn matrices(text: &str) -> Result<(Array2<f64>, Array2<f64>), Error> {
    let block = Block::of(text);
    let mut words = block.words();
    let n = count(block.next_word(&mut words, || "the number of facilities".to_owned())?)?;
    let mut matrix = |name: &str| -> Result<Array2<f64>, Error> {
        let mut entries = Vec::new();
        for k in 0..n.saturating_mul(n) {
            let entry = || format!("entry ({}, {}) of the {name} matrix", k / n + 1, k % n + 1);
            let (line, word) = block.next_word(&mut words, entry)?;
            let value = number((line, word))?;
            if !is_entry(value) {
                return Err(wrong(line, allowed(), quoted(word)));
            }
            entries.push(value);
        }
        Array2::from_shape_vec((n, n), entries).map_err(|shape| Error::Instance {
            what: format!("the {name} matrix"),
            expected: format!("{n} × {n} entries"),
            found: shape.to_string(),
        })
    };
    let both = (matrix("first")?, matrix("second")?);
    block.finish(words)?;
    Ok(both)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn line_ends_may_stand_anywhere() {
        let both = (array![[0., 1.], [2., 0.]], array![[0., 3.5], [4., 0.]]);
        for text in [
            "2\n\n0 1\n2 0\n\n0 3.5\n4 0\n",
            "2 0 1 2 0 0 3.5 4 0",
            " 2\r\n0\r\n1 2 0 0\t35e-1 4 0",
        ] {
            assert_eq!(matrices(text).unwrap(), both, "{text:?}");
        }
    }

    #[test]
    fn errors_name_the_line_and_what_is_missing() {
        for (text, message) in [
            ("", "line 1: expected the number of facilities, found the end of the data"),
            ("x", "line 1: expected a whole number, at least 1, found \"x\""),
            (
                "1\n-1e140\n1.1e140",
                "line 3: expected a number from -1e140 to 1e140, found \"1.1e140\"",
            ),
            ("2\n0 1\n2 0\n0 x", "line 4: expected a finite number, found \"x\""),
            ("2\n0 1\n2 0\n0 3 4 0\n5", "line 5: expected the end of the data, found \"5\""),
            (
                "2\n0 1\n2 0\n0 3",
                "line 4: expected entry (2, 1) of the second matrix, found the end of the data",
            ),
            (
                "18446744073709551615\n0 1",
                "line 2: expected entry (1, 3) of the first matrix, found the end of the data",
            ),
        ] {
            assert_eq!(matrices(text).unwrap_err().to_string(), message);
        }
    }
}
