//! A grid closed to a torus.

use super::{Topology, Wiring, wiring::size_error};
use crate::{
    error::{Error, require},
    rng::Stream,
};

/// A grid, closed to a torus, in which each node is joined to those above, below, left and right. Joins
/// rows × columns nodes, both at least 3, numbered row by row. Undirected, degree 4. Wiring costs
/// O(n log n).
///
/// The default chooses the most square grid for the given number of nodes: 5 × 8 for 40. If there is none,
/// the error names the nearest numbers that have one.
///
/// Kennedy & Mendes 2002, *Population structure and particle swarm performance*, IEEE CEC.
///
/// ```
/// use swarmopt::{author::*, prelude::*};
/// let mut rng = Streams::new(Seed(1)).at(0, 0);
/// let wiring = VonNeumann::default().wire(12, &mut rng)?; // 3 rows of 4
/// assert_eq!(wiring.informants(5).collect::<Vec<_>>(), [1, 4, 6, 9]);
/// let error = VonNeumann::default().wire(41, &mut rng).unwrap_err();
/// assert!(error.to_string().ends_with("at least 3: 40 or 42"));
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "torus")]
#[doc(alias = "square lattice")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VonNeumann {
    shape: Option<(usize, usize)>,
}

impl VonNeumann {
    /// Creates a grid of a fixed shape, for exactly rows × columns nodes; both at least 3.
    pub fn grid(rows: usize, columns: usize) -> Self {
        VonNeumann { shape: Some((rows, columns)) }
    }
}

impl Topology for VonNeumann {
    fn name(&self) -> String {
        match self.shape {
            Some((rows, columns)) => format!("von Neumann({rows}x{columns})"),
            None => "von Neumann".to_owned(),
        }
    }
    /// Joins the nodes to a grid.
    ///
    /// # Errors
    /// [`Error::TopologySize`] if the nodes do not fill a grid, [`Error::Parameter`] if a fixed
    /// grid has fewer than 3 rows or columns.
    fn wire(&self, nodes: usize, _: &mut Stream) -> Result<Wiring, Error> {
        let (rows, columns) = match self.shape {
            Some((rows, columns)) => {
                require(rows >= 3, "rows", rows, "at least 3")?;
                require(columns >= 3, "columns", columns, "at least 3")?;
                if rows.checked_mul(columns) != Some(nodes) {
                    return Err(size_error(self, nodes, format!("{rows} × {columns}")));
                }
                (rows, columns)
            }
            None => most_square(nodes).ok_or_else(|| size_error(self, nodes, nearest(nodes)))?,
        };
        let pairs = (0..nodes).flat_map(|i| {
            let (row, column) = (i / columns, i % columns);
            let below = (row + 1) % rows * columns + column;
            let right = row * columns + (column + 1) % columns;
            [(i, below), (i, right)]
        });
        Wiring::undirected(nodes, pairs)
    }
}

/// Returns the rows and columns, both at least 3, that differ least and hold exactly `nodes`.
fn most_square(nodes: usize) -> Option<(usize, usize)> {
    let rows = (3..=nodes.isqrt()).rev().find(|rows| nodes.is_multiple_of(*rows))?;
    Some((rows, nodes / rows))
}

/// Returns the numbers on either side of `nodes` that fill a grid.
fn nearest(nodes: usize) -> String {
    let fills = |n: &usize| most_square(*n).is_some();
    let sizes = (0..nodes).rev().find(fills).into_iter().chain((nodes..=usize::MAX).find(fills));
    let sizes: Vec<String> = sizes.map(|n| n.to_string()).collect();
    format!("products of two numbers of at least 3: {}", sizes.join(" or "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_square_grid_is_chosen() {
        let shapes = [(9, (3, 3)), (12, (3, 4)), (40, (5, 8)), (64, (8, 8)), (21, (3, 7))];
        for (nodes, shape) in shapes {
            assert_eq!(most_square(nodes), Some(shape));
        }
        for nodes in [0, 1, 4, 6, 8, 10, 14, 22, 41] {
            assert_eq!(most_square(nodes), None);
        }
    }

    #[test]
    fn the_numbers_named_are_the_nearest_that_fill_a_grid() {
        for (nodes, sizes) in [(0, ": 9"), (8, ": 9"), (10, ": 9 or 12"), (37, ": 36 or 39")] {
            assert!(nearest(nodes).ends_with(sizes), "{}", nearest(nodes));
        }
    }
}
