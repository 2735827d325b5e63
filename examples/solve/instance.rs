//! An instance, recognised by its content.

use std::{
    fs::{self, File},
    io::{BufReader, Read},
    path::Path,
};
use swarmopt::prelude::*;

/// What a file holds.
pub enum Instance {
    /// A travelling salesman problem, with 2-opt for those who want it.
    Tour(Memetic<Tsp, TwoOpt>),
    /// A quadratic assignment problem.
    Assignment(Qap),
}

impl Instance {
    /// Reads a file. Its optimum is the one given, else the one in an `optima.tsv` beside it.
    pub fn read(path: &Path, optimum: Option<f64>) -> Result<Self, Error> {
        let optimum = match optimum {
            Some(known) => Some(known),
            None => published(path)?,
        };
        if starts_with_a_number(path)? {
            let qap = Qap::read(path)?;
            return Ok(Instance::Assignment(match optimum {
                Some(cost) => qap.with_optimum(cost),
                None => qap,
            }));
        }
        let tsp = Tsp::read(path)?;
        Ok(Instance::Tour(TwoOpt.on(match optimum {
            Some(length) => tsp.with_optimum(length),
            None => tsp,
        })))
    }

    pub fn name(&self) -> &str {
        match self {
            Instance::Tour(tour) => tour.name(),
            Instance::Assignment(qap) => qap.name(),
        }
    }

    pub fn optimum(&self) -> Option<f64> {
        match self {
            Instance::Tour(tour) => tour.optimum(),
            Instance::Assignment(qap) => qap.optimum(),
        }
    }
}

/// A file of QAPLIB starts with a number, one of TSPLIB with a keyword.
fn starts_with_a_number(path: &Path) -> Result<bool, Error> {
    let failed = |source| Error::Io { path: path.to_owned(), source };
    for byte in BufReader::new(File::open(path).map_err(failed)?).bytes() {
        let byte = byte.map_err(failed)?;
        if !byte.is_ascii_whitespace() {
            return Ok(byte.is_ascii_digit());
        }
    }
    Ok(false)
}

/// The value that an `optima.tsv` beside the file gives for it: lines of a name, a tab and the best
/// known value, whatever follows.
fn published(path: &Path) -> Result<Option<f64>, Error> {
    let table = path.with_file_name("optima.tsv");
    if !table.is_file() {
        return Ok(None);
    }
    let bytes = fs::read(&table).map_err(|source| Error::Io { path: table, source })?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    for (k, line) in String::from_utf8_lossy(&bytes).lines().enumerate() {
        let mut columns = line.split('\t').map(str::trim);
        if columns.next() == Some(&*name) {
            let found = columns.next().unwrap_or_default();
            let value = found.parse().ok().filter(|x: &f64| x.is_finite());
            let wrong = || Error::Instance {
                what: format!("line {} of optima.tsv", k + 1),
                expected: "a finite number after the name".to_owned(),
                found: format!("{found:?}"),
            };
            return value.ok_or_else(wrong).map(Some);
        }
    }
    Ok(None)
}
