//! QAPLIB: R. E. Burkard, S. E. Karisch & F. Rendl (1997), QAPLIB – a quadratic assignment problem
//! library, Journal of Global Optimization 10, 391–403. A file is n and two n × n matrices, with
//! line breaks anywhere. Some files add the best cost known to the first line (É. Taillard), or the optimum
//! and the best cost known. A solution file is n, its cost and a permutation.

use super::block::{Block, count, each_once, item, number, quoted, wrong};
use crate::error::Error;
use ndarray::Array2;

/// The largest entry, which keeps costs, sums of products of two, finite.
const LARGEST: f64 = 1e140;

/// Returns whether a number can be an entry.
pub(in crate::problem) fn is_entry(x: f64) -> bool {
    x.abs() <= LARGEST
}

/// Returns in words what [`is_entry`] allows.
pub(in crate::problem) fn allowed() -> String {
    format!("a number from -{LARGEST:e} to {LARGEST:e}")
}

/// The contents of an instance file.
#[derive(Debug, PartialEq)]
pub(in crate::problem) struct Matrices {
    /// In the order of the file.
    pub(in crate::problem) both: (Array2<f64>, Array2<f64>),
    /// The optimum, or otherwise the best cost known, if the first line has it.
    pub(in crate::problem) optimum: Option<f64>,
}

/// Reads an instance. Memory grows with the numbers found, not with n.
pub(in crate::problem) fn matrices(text: &str) -> Result<Matrices, Error> {
    let block = Block::of(text);
    let mut words = block.words();
    let n = count(block.next_word(&mut words, || "the number of facilities".to_owned())?)?;
    let (first, all) = (block.first_row(), block.words().count());
    let entries = n.saturating_mul(n).saturating_mul(2);
    // The first line has costs only if it is short and there are more numbers than n and the matrices.
    let is_plain = all == entries.saturating_add(1);
    let costs = if !is_plain && (2..=3).contains(&first) { first - 1 } else { 0 };
    if costs == 1 && all == n.saturating_add(2) {
        return Err(wrong(block.line(), "an instance, n and two matrices", "a solution"));
    }
    let mut optimum = None;
    for _ in 0..costs {
        let cost = number(block.next_word(&mut words, || "a cost".to_owned())?)?;
        optimum.get_or_insert(cost);
    }
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
    // Where no cost is known, files have 0 or -1.
    Ok(Matrices { both, optimum: optimum.filter(|cost| *cost > 0.0) })
}

/// Reads a solution of `n` facilities and returns its cost and the locations, counted from 0. Commas count as
/// blanks.
pub(in crate::problem) fn solution(text: &str, n: usize) -> Result<(f64, Vec<usize>), Error> {
    let text = text.replace(',', " ");
    let block = Block::of(&text);
    let mut words = block.words();
    let (line, word) = block.next_word(&mut words, || "the number of facilities".to_owned())?;
    if count((line, word))? != n {
        return Err(wrong(line, format!("{n}, the facilities of the instance"), quoted(word)));
    }
    let cost = number(block.next_word(&mut words, || "the cost".to_owned())?)?;
    let mut found = Vec::with_capacity(n);
    for facility in 1..=n {
        let location = || format!("the location of facility {facility}");
        found.push(item(block.next_word(&mut words, location)?, "a location", n)?);
    }
    block.finish(words)?;
    each_once(&found, n, "location", block.last_line())?;
    Ok((cost, found.into_iter().map(|(location, _)| location).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn line_ends_may_stand_anywhere() {
        let both = (array![[0., 1.], [2., 0.]], array![[0., 3.5], [4., 0.]]);
        let plain = Matrices { both, optimum: None };
        for text in [
            "2\n\n0 1\n2 0\n\n0 3.5\n4 0\n",
            "2 0 1 2 0 0 3.5 4 0",
            " 2\r\n0\r\n1 2 0 0\t35e-1 4 0",
            "\u{feff}2\r0 1 2 0\r0 3.5 4 0\r\u{1a}",
            "2 0\n1 2 0\n0 3.5 4 0",
            "2 0 1\n2 0\n0 3.5 4 0",
        ] {
            assert_eq!(matrices(text).unwrap(), plain, "{text:?}");
        }
        for (first, optimum) in
            [("2 24", Some(24.0)), ("2 23.5 24", Some(23.5)), ("2 0", None), ("2 -1 24", None)]
        {
            let Matrices { both, optimum: known } =
                matrices(&format!("{first}\n0 1\n2 0\n0 3.5 4 0")).unwrap();
            assert_eq!((both, known), (plain.both.clone(), optimum), "{first}");
        }
    }

    #[test]
    fn a_solution_is_a_cost_and_an_order_counted_from_one() {
        for text in ["3 24\n2 3 1\n", "\u{feff}3 24 2,3,1", "3\r24\r2 3\r1"] {
            assert_eq!(solution(text, 3).unwrap(), (24.0, vec![1, 2, 0]), "{text:?}");
        }
        for (text, message) in [
            ("4 24\n1 2 3 4", "line 1: expected 3, the facilities of the instance, found \"4\""),
            ("3 24\n1 2", "line 2: expected the location of facility 3, found the end of the data"),
            ("3 24\n0 1 2", "line 2: expected a location from 1 to 3, found \"0\""),
            ("3 24\n1 2\n1", "line 3: expected each location once, found location 1 again"),
            ("3 24\n1 2 3 4", "line 2: expected the end of the data, found \"4\""),
        ] {
            assert_eq!(solution(text, 3).unwrap_err().to_string(), message);
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
            ("3 24\n1 2 3", "line 1: expected an instance, n and two matrices, found a solution"),
            ("2 24 24\n0 1\n2 0\n0 x 4 0", "line 4: expected a finite number, found \"x\""),
            (
                "2 24 24\n0 1\n2 0\n0 3 4",
                "line 4: expected entry (2, 2) of the second matrix, found the end of the data",
            ),
            ("2 24 24\n0 1\n2 0\n0 3 4 0 5", "line 4: expected the end of the data, found \"5\""),
            (
                "18446744073709551615\n0 1",
                "line 2: expected entry (1, 3) of the first matrix, found the end of the data",
            ),
        ] {
            assert_eq!(matrices(text).unwrap_err().to_string(), message);
        }
    }
}
