//! An instance, recognised by its content.

use std::{
    fs::{self, File},
    io::{BufReader, Read},
    path::Path,
};
use swarmopt::{Error, prelude::*};

/// What a file holds.
pub enum Instance {
    /// A travelling salesman problem.
    Tour(Tsp),
    /// A quadratic assignment problem.
    Assignment(Qap),
}

impl Instance {
    /// Reads a file. Its optimum is the one given, else the one in an `optima.tsv` beside it, else the
    /// one in the file. With `path`, the problem is that of the shortest path, whose optimum can only
    /// be given.
    pub fn read(file: &Path, optimum: Option<f64>, path: Option<Ends>) -> Result<Self, Error> {
        let optimum = match optimum {
            None if path.is_none() => published(file)?,
            known => known,
        };
        if starts_with_a_number(file)? {
            let qap = Qap::read(file)?;
            if path.is_some() {
                return Err(only_tours("path", qap.name()));
            }
            return Ok(Instance::Assignment(match optimum {
                Some(cost) => qap.with_optimum(cost),
                None => qap,
            }));
        }
        let tsp = Tsp::read(file)?;
        let tsp = match path {
            Some(ends) => tsp.clone().path(from_zero(ends, tsp.cities())?)?,
            None => tsp,
        };
        Ok(Instance::Tour(match optimum {
            Some(length) => tsp.with_optimum(length),
            None => tsp,
        }))
    }

    /// Reads a solution: a tour (TSPLIB .tour), or an assignment (QAPLIB .sln).
    pub fn read_solution(&self, file: &Path) -> Result<Vec<usize>, Error> {
        let read = match self {
            Instance::Tour(tour) => tour.read_tour(file),
            Instance::Assignment(qap) => qap.read_solution(file),
        };
        // Of two files the message is to say which.
        read.map_err(|error| match error {
            Error::Parse { line, expected, found } => Error::Instance {
                what: format!("{}, line {line}", file.display()),
                expected,
                found,
            },
            other => other,
        })
    }

    /// Writes a tour.
    pub fn write_solution(&self, file: &Path, solution: &[usize]) -> Result<(), Error> {
        match self {
            Instance::Tour(tour) => tour.write_tour(file, solution),
            Instance::Assignment(qap) => Err(only_tours("tour", qap.name())),
        }
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

fn only_tours(name: &'static str, instance: &str) -> Error {
    let value = format!("given for the assignment {instance}");
    Error::Parameter { name, value, allowed: "for tours only".to_owned() }
}

/// Ends counted from 0; those given count from 1.
fn from_zero(ends: Ends, cities: usize) -> Result<Ends, Error> {
    let city = |name: &'static str, end: Option<usize>| match end {
        Some(end) if !(1..=cities).contains(&end) => {
            let allowed = format!("a city from 1 to {cities}");
            Err(Error::Parameter { name, value: end.to_string(), allowed })
        }
        end => Ok(end.map(|end| end - 1)),
    };
    Ok(Ends { start: city("start", ends.start)?, end: city("end", ends.end)? })
}

/// A file of QAPLIB starts with a number, one of TSPLIB with a keyword.
fn starts_with_a_number(path: &Path) -> Result<bool, Error> {
    let failed = |source| Error::Io { path: path.to_owned(), source };
    for byte in BufReader::new(File::open(path).map_err(failed)?).bytes() {
        let byte = byte.map_err(failed)?;
        if byte.is_ascii_graphic() {
            return Ok(byte.is_ascii_digit()); // what stands before it may be a mark of the encoding
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
        let line = line.trim_start_matches('\u{feff}');
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
