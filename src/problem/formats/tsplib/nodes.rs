//! The sections that name nodes: coordinates, fixed edges, tours. Nodes are counted from 1 in a file, from 0
//! here.

use super::super::block::{Block, each_once, item, number, quoted, wrong};
use crate::error::Error;

/// Parses a node, counted from 0.
fn node(word: (usize, &str), dimension: usize) -> Result<usize, Error> {
    Ok(item(word, "a node", dimension)?.0)
}

/// Reads lines of a node's number and its `axes` coordinates; the remaining coordinates are 0.
pub(super) fn coordinates(
    block: &Block<'_>,
    dimension: usize,
    axes: usize,
) -> Result<Vec<[f64; 3]>, Error> {
    let mut found = Vec::new();
    let mut places = Vec::new();
    for &(line, text) in &block.rows {
        let form = || format!("a node and {axes} coordinates");
        let mut words = text.split_whitespace();
        let mut next = || words.next().ok_or_else(|| wrong(line, form(), quoted(text)));
        found.push((node((line, next()?), dimension)?, line));
        let mut place = [0.0; 3];
        for x in &mut place[..axes] {
            *x = number((line, next()?))?;
        }
        if words.next().is_some() {
            return Err(wrong(line, form(), quoted(text)));
        }
        places.push(place);
    }
    each_once(&found, dimension, "node", block.last_line())?;
    let mut sorted = vec![[0.0; 3]; dimension];
    found.iter().zip(places).for_each(|(&(node, _), place)| sorted[node] = place);
    Ok(sorted)
}

/// Reads pairs of nodes, ended by −1.
pub(super) fn edges(block: &Block<'_>, dimension: usize) -> Result<Vec<(usize, usize)>, Error> {
    let mut edges = Vec::new();
    let mut words = block.words();
    while let Some(word) = words.next().filter(|(_, word)| *word != "-1") {
        let from = node(word, dimension)?;
        let to =
            node(block.next_word(&mut words, || "the edge's second node".to_owned())?, dimension)?;
        edges.push((from, to));
    }
    block.finish(words)?;
    Ok(edges)
}

/// Reads tours over all nodes, each ended by −1, the last by another −1 or by the end of the section.
/// If `dimension` is `None`, the first tour sets it.
pub(super) fn tours(
    block: &Block<'_>,
    mut dimension: Option<usize>,
) -> Result<Vec<Vec<usize>>, Error> {
    let mut tours = Vec::new();
    let mut words = block.words();
    loop {
        let mut tour: Vec<(usize, &str)> = Vec::new();
        while let Some(word) = words.next().filter(|(_, word)| *word != "-1") {
            tour.push(word);
        }
        if tour.is_empty() {
            break;
        }
        if let [first, .., last] = &tour[..]
            && first.1 == last.1
            && dimension.is_none_or(|n| tour.len() == n.saturating_add(1))
        {
            return Err(wrong(
                last.0,
                "the end of the tour",
                format!("its first node, {}, again", quoted(last.1)),
            ));
        }
        let n = *dimension.get_or_insert(tour.len());
        let tour = tour.into_iter().map(|word| Ok((node(word, n)?, word.0)));
        let tour: Vec<(usize, usize)> = tour.collect::<Result<_, Error>>()?;
        each_once(&tour, n, "node", tour.last().map_or(block.line(), |(_, line)| *line))?;
        tours.push(tour.into_iter().map(|(node, _)| node).collect());
    }
    block.finish(words)?;
    if tours.is_empty() {
        return Err(wrong(block.last_line(), "a tour", "none"));
    }
    Ok(tours)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint<T>(result: Result<T, Error>) -> String {
        result.err().unwrap().to_string()
    }

    #[test]
    fn coordinates_come_in_any_order_of_nodes() {
        let read = |text, axes| coordinates(&Block::of(text), 2, axes);
        assert_eq!(read("2 5e0 -6.5\n1\t3 4", 2).unwrap(), [[3.0, 4.0, 0.0], [5.0, -6.5, 0.0]]);
        assert_eq!(read("1 3 4 5\n2 6 7 8", 3).unwrap(), [[3.0, 4.0, 5.0], [6.0, 7.0, 8.0]]);
        for (text, message) in [
            ("1 0 0\n2 0", "line 2: expected a node and 2 coordinates, found \"2 0\""),
            ("1 0 0 0\n2 0 0", "line 1: expected a node and 2 coordinates, found \"1 0 0 0\""),
            ("1 0 0\n2 0 nan", "line 2: expected a finite number, found \"nan\""),
            ("1 0 0\n\n3 0 0", "line 3: expected a node from 1 to 2, found \"3\""),
            ("0 0 0\n2 0 0", "line 1: expected a node from 1 to 2, found \"0\""),
            ("1 0 0\n2 0 0\n1 0 0", "line 3: expected each node once, found node 1 again"),
            ("2 0 0", "line 1: expected 2 nodes, found the end of the data after 1"),
        ] {
            assert_eq!(complaint(read(text, 2)), message);
        }
    }

    #[test]
    fn an_absurd_dimension_costs_nothing() {
        let block = Block::of("1 0 0\n2 0 0\n3 0 0");
        let message = complaint(coordinates(&block, 4_000_000_000, 2));
        let expected = "line 3: expected 4000000000 nodes, found the end of the data after 3";
        assert_eq!(message, expected);
        assert!(tours(&Block::of("1 2 3"), Some(usize::MAX)).is_err());
    }

    #[test]
    fn tours_end_by_minus_one_or_by_the_section() {
        for text in ["3 1 2 -1 -1", "3 1 2 -1", "3 1\n2"] {
            assert_eq!(tours(&Block::of(text), Some(3)).unwrap(), [[2, 0, 1]], "{text}");
            assert_eq!(tours(&Block::of(text), None).unwrap(), [[2, 0, 1]], "{text}");
        }
        let two = tours(&Block::of("1 2 -1\n2 1\n-1\n-1"), Some(2)).unwrap();
        assert_eq!(two, [[0, 1], [1, 0]]);
        for (text, message) in [
            ("1\n2\n2\n-1", "line 3: expected each node once, found node 2 again"),
            (
                "1\n2 3\n1\n-1",
                "line 3: expected the end of the tour, found its first node, \"1\", again",
            ),
            ("0 1 2 -1", "line 1: expected a node from 1 to 3, found \"0\""),
            ("1\n2\n-1", "line 2: expected 3 nodes, found the end of the data after 2"),
            ("1 2\n4 -1", "line 2: expected a node from 1 to 3, found \"4\""),
            ("1 2 3 -1\n-1\n5", "line 3: expected the end of the data, found \"5\""),
            ("-1", "line 1: expected a tour, found none"),
        ] {
            assert_eq!(complaint(tours(&Block::of(text), Some(3))), message);
        }
    }

    #[test]
    fn fixed_edges_are_pairs() {
        assert_eq!(edges(&Block::of("1 2\n3 1\n-1"), 3).unwrap(), [(0, 1), (2, 0)]);
        assert_eq!(edges(&Block::of("1 2"), 3).unwrap(), [(0, 1)]);
        let message = complaint(edges(&Block::of("1 2\n3"), 3));
        assert_eq!(message, "line 2: expected the edge's second node, found the end of the data");
        assert!(edges(&Block::of("1 4 -1"), 3).is_err());
    }
}
