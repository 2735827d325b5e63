//! The result on one screen.

use crate::{functions::Function, measure::Row};
use std::fmt;

/// Rows against the first of them, three columns an objective.
pub struct Table<'a> {
    /// The objectives, in the order of the measurements.
    pub functions: &'a [Function],
    /// The first one is the reference.
    pub rows: &'a [Row],
}

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:22}", "")?;
        for function in self.functions {
            write!(f, " │ {:^22}", function.name())?;
        }
        write!(f, " │ allocations\n{:22}", "contestant")?;
        for _ in self.functions {
            write!(f, " │ {:>6} {:>6} {:>8}", "M/s", "ratio", "best")?;
        }
        writeln!(f, " │ {:>11}", "a round")?;
        for row in self.rows {
            write!(f, "{:22}", row.name)?;
            for (column, measured) in row.measurements.iter().enumerate() {
                let ratio = measured.ratio_to(&self.rows[0].measurements[column]);
                let (rate, best) = (measured.rate() / 1e6, measured.best());
                write!(f, " │ {rate:6.2} {ratio:6.2} {best:8.1e}")?;
            }
            writeln!(f, " │ {:11.1}", row.allocations)?;
        }
        Ok(())
    }
}
