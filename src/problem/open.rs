//! The columns open to an ant.

/// The columns that an ant may still choose, and the scratch memory of its construction. An ant keeps it
/// from round to round, so that a construction does not allocate.
#[derive(Clone, Debug, Default)]
pub struct Open {
    /// All bits set where a column is open, none where it is closed.
    flags: Vec<u8>,
    open: usize,
    /// Every open column and some closed since the list was made; empty if there is no list.
    listed: Vec<u32>,
    /// A buffer for the order in which a construction visits its rows.
    pub order: Vec<usize>,
}

impl Open {
    /// Opens the columns below `columns` and no others. O(columns).
    pub fn reset(&mut self, columns: usize) {
        self.flags.clear();
        self.flags.resize(columns, u8::MAX);
        self.open = columns;
        self.listed.clear();
        self.listed.reserve(columns);
    }

    /// Returns whether a column is open. O(1).
    #[inline]
    pub fn is_open(&self, column: usize) -> bool {
        self.flags[column] != 0
    }

    /// Returns the number of open columns. O(1).
    #[inline]
    pub fn count(&self) -> usize {
        self.open
    }

    /// Closes a column. O(1).
    #[inline]
    pub fn close(&mut self, column: usize) {
        self.open -= usize::from(self.is_open(column));
        self.flags[column] = 0;
    }

    /// Opens a column again. O(1), but the next [`list`](Self::list) costs O(columns).
    #[inline]
    pub fn reopen(&mut self, column: usize) {
        self.open += usize::from(!self.is_open(column));
        self.flags[column] = u8::MAX;
        self.listed.clear();
    }

    /// Returns all open columns in ascending order. O(columns) at first, then in proportion to those that
    /// were open at the last call.
    pub fn list(&mut self) -> &[u32] {
        let flags = &self.flags;
        if self.listed.is_empty() {
            self.listed.extend((0..).zip(flags).filter(|(_, flag)| **flag != 0).map(|(i, _)| i));
        } else {
            self.listed.retain(|column| flags[*column as usize] != 0);
        }
        &self.listed
    }

    /// Returns the weight of a column if it is open, and 0 if it is closed.
    #[inline]
    pub(crate) fn mask(&self, column: usize, weight: f32) -> f32 {
        masked(self.flags[column], weight)
    }

    /// Returns the weights of all columns, 0 for closed ones.
    #[inline]
    pub(crate) fn masked<'a>(&'a self, weights: &'a [f32]) -> impl Iterator<Item = f32> + 'a {
        self.flags.iter().zip(weights).map(|(flag, weight)| masked(*flag, *weight))
    }
}

/// Branchless, because which columns are open cannot be predicted.
#[inline]
fn masked(flag: u8, weight: f32) -> f32 {
    f32::from_bits(weight.to_bits() & i32::from(flag.cast_signed()).cast_unsigned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_closed_is_neither_open_nor_listed_nor_weighed() {
        let mut open = Open::default();
        open.reset(5);
        assert_eq!((open.count(), open.list()), (5, &[0, 1, 2, 3, 4][..]));
        [3, 0, 3].into_iter().for_each(|column| open.close(column));
        assert_eq!((open.count(), open.list()), (3, &[1, 2, 4][..]));
        assert!(open.is_open(4) && !open.is_open(3));
        assert_eq!((open.mask(4, 0.5), open.mask(3, 0.5)), (0.5, 0.0));
        let weights: Vec<f32> = open.masked(&[1.0, 2.0, 3.0, 4.0, 5.0]).collect();
        assert_eq!(weights, [0.0, 2.0, 3.0, 0.0, 5.0]);
        open.reopen(3);
        open.reopen(3);
        assert_eq!((open.count(), open.list()), (4, &[1, 2, 3, 4][..]));
        (1..5).for_each(|column| open.close(column));
        assert_eq!((open.count(), open.list()), (0, &[][..]));
        open.reset(2);
        assert_eq!((open.count(), open.list()), (2, &[0, 1][..]));
    }
}
