//! A run with its case, as a line of JSON and as a row of CSV.

use super::{Setup, Trial};
use crate::error::Error;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::{io, path::Path};

/// A run and the case it belongs to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Record {
    #[serde(flatten)]
    pub setup: Setup,
    #[serde(flatten)]
    pub trial: Trial,
}

/// The columns of a CSV file, in order. Columns of words are written as they are, the others as JSON.
const COLUMNS: [(&str, Kind); 18] = [
    ("problem", Kind::Words),
    ("label", Kind::Words),
    ("topology", Kind::Words),
    ("seed", Kind::Json),
    ("value", Kind::Json),
    ("error", Kind::Json),
    ("evaluations", Kind::Json),
    ("failures", Kind::Json),
    ("seconds", Kind::Json),
    ("reason", Kind::Json),
    ("optimum", Kind::Json),
    ("sense", Kind::Words),
    ("stop", Kind::Words),
    ("settings", Kind::Json),
    ("fingerprint", Kind::Words),
    ("solution", Kind::Json),
    ("history", Kind::Json),
    ("failure", Kind::Json),
];

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Words,
    Json,
}

fn parse(line: usize, expected: &str, found: impl ToString) -> Error {
    Error::Parse { line, expected: expected.to_owned(), found: found.to_string() }
}

impl Record {
    /// Returns the record as one line of JSON, newline included.
    pub fn to_line(&self) -> io::Result<String> {
        Ok(serde_json::to_string(self)? + "\n")
    }

    /// Parses a record; `line` is the line number reported in errors.
    pub fn from_line(text: &str, line: usize) -> Result<Self, Error> {
        serde_json::from_str(text).map_err(|e| parse(line, "a run as JSON", e))
    }

    fn cells(&self) -> io::Result<Vec<String>> {
        let fields = serde_json::to_value(self)?;
        let cell = |(name, _): &(&str, Kind)| match &fields[*name] {
            Value::Null => String::new(),
            Value::String(words) => words.clone(),
            other => other.to_string(),
        };
        Ok(COLUMNS.iter().map(cell).collect())
    }

    fn from_cells(names: &csv::StringRecord, row: &csv::StringRecord) -> Result<Self, Error> {
        let line = row.position().map_or(0, |position| position.line() as usize);
        let mut fields = Map::new();
        for (name, cell) in names.iter().zip(row) {
            let is_words = COLUMNS.contains(&(name, Kind::Words));
            let value = match serde_json::from_str(cell) {
                _ if is_words => Value::String(cell.to_owned()),
                _ if cell.is_empty() => Value::Null,
                Ok(value) => value,
                // The name of a number that JSON cannot represent.
                Err(_) => Value::String(cell.to_owned()),
            };
            fields.insert(name.to_owned(), value);
        }
        serde_json::from_value(Value::Object(fields)).map_err(|e| parse(line, "a run", e))
    }
}

/// The format of a file of results.
pub(super) enum Format {
    JsonLines,
    Csv,
}

impl Format {
    pub fn of(path: &Path) -> Result<Self, Error> {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("jsonl" | "ndjson") => Ok(Format::JsonLines),
            Some("csv") => Ok(Format::Csv),
            _ => Err(Error::parameter("path", path.display(), "a file name in .csv or .jsonl")),
        }
    }
}

pub(super) fn write(records: &[Record], format: &Format) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match format {
        Format::JsonLines => {
            for record in records {
                bytes.extend(record.to_line()?.into_bytes());
            }
        }
        Format::Csv => {
            let mut table = csv::Writer::from_writer(&mut bytes);
            table.write_record(COLUMNS.map(|(name, _)| name))?;
            for record in records {
                table.write_record(record.cells()?)?;
            }
            table.flush()?;
            drop(table);
        }
    }
    Ok(bytes)
}

/// Returns the delimiter of the column names. A spreadsheet may have rewritten the file with another one.
fn delimiter(bytes: &[u8]) -> u8 {
    let names = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    let separates = |mark: &u8| names.contains(mark);
    [b',', b';', b'\t'].into_iter().find(separates).unwrap_or(b',')
}

pub(super) fn read(bytes: &[u8], format: &Format) -> Result<Vec<Record>, Error> {
    match format {
        Format::JsonLines => {
            let text = std::str::from_utf8(bytes).map_err(|e| parse(1, "UTF-8", e))?;
            let lines = text.lines().zip(1..).filter(|(text, _)| !text.trim().is_empty());
            lines.map(|(text, line)| Record::from_line(text, line)).collect()
        }
        Format::Csv => {
            let delimiter = delimiter(bytes);
            let mut table = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(bytes);
            let names = table.headers().map_err(|e| parse(1, "the names of columns", e))?.clone();
            let rows = table.records().map(|row| {
                let at = |e: &csv::Error| e.position().map_or(0, |position| position.line());
                let row = row.map_err(|e| parse(at(&e) as usize, "a row", &e))?;
                Record::from_cells(&names, &row)
            });
            rows.collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        problem::{Failure, Sense},
        rng::Seed,
        run::{History, Reason},
    };
    use proptest::prelude::*;
    use serde_json::json;
    use std::time::Duration;

    fn number() -> impl Strategy<Value = f64> {
        prop_oneof![
            any::<f64>().prop_filter("equal to itself", |x| !x.is_nan()),
            Just(f64::INFINITY),
            Just(f64::NEG_INFINITY),
        ]
    }

    prop_compose! {
        fn record()(
            words in proptest::array::uniform4(any::<String>()),
            optimum in proptest::option::of(number()),
            value in proptest::option::of(number()),
            points in proptest::collection::vec(number(), 0..6),
            numbers in any::<[u64; 3]>(),
            rises: bool,
        ) -> Record {
            let [label, problem, topology, stop] = words;
            let sense = if rises { Sense::Maximize } else { Sense::Minimize };
            let settings = json!({ "particles": numbers[0], "name": label }).as_object().unwrap().clone();
            let fingerprint = format!("{:08x}", numbers[0] as u32);
            let setup = Setup { label, problem, topology, stop, settings, fingerprint, optimum, sense };
            let failure = match numbers[0] % 3 {
                0 => None,
                1 => Some(Failure::NotANumber),
                _ => Some(Failure::Error(setup.label.clone())),
            };
            let mut history = History::default();
            (1..).zip(&points).for_each(|(at, value)| history.note(at, Some(*value)));
            let trial = Trial {
                seed: Seed(numbers[0]), value, error: value, violation: None, evaluations: numbers[1],
                failures: numbers[2], elapsed: Duration::from_nanos(numbers[1] >> 12),
                reason: Reason::Target(1e-300), solution: json!(numbers), history, failure,
            };
            Record { setup, trial }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(records in proptest::collection::vec(record(), 0..4)) {
            for format in [Format::JsonLines, Format::Csv] {
                let bytes = write(&records, &format).unwrap();
                let back = read(&bytes, &format).unwrap();
                prop_assert_eq!(&back, &records);
                prop_assert_eq!(write(&back, &format).unwrap(), bytes);
            }
        }

        #[test]
        fn a_damaged_file_is_an_error_or_other_runs(
            records in proptest::collection::vec(record(), 1..3),
            damage in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..4),
            cut: proptest::sample::Index,
        ) {
            for format in [Format::JsonLines, Format::Csv] {
                let mut bytes = write(&records, &format).unwrap();
                for (at, byte) in &damage {
                    let at = at.index(bytes.len());
                    bytes[at] = *byte;
                }
                bytes.truncate(cut.index(bytes.len() + 1));
                match read(&bytes, &format) {
                    Ok(runs) => prop_assert!(runs.len() <= records.len() + damage.len()),
                    Err(error) => prop_assert!(matches!(error, Error::Parse { .. }), "{}", error),
                }
            }
        }
    }

    /// Tests the same cells with another delimiter, and a byte order mark at the start.
    #[test]
    fn a_table_that_a_spreadsheet_wrote_again_is_read() {
        use crate::prelude::*;
        let sphere = Function::Sphere.in_dimensions(2).unwrap();
        let mut experiment = crate::experiment::Experiment::new(2).unwrap();
        experiment.add("a; b, c", &sphere, || ParticleSwarm::new(4), Evaluations(20));
        let folder = tempfile::tempdir().unwrap();
        let [plain, other] = ["plain.csv", "other.csv"].map(|name| folder.path().join(name));
        let results = experiment.run().unwrap();
        results.write(&plain).unwrap();
        for mark in [b';', b'\t', b','] {
            let mut written = csv::WriterBuilder::new().delimiter(mark).from_path(&other).unwrap();
            let mut rows = csv::ReaderBuilder::new().has_headers(false).from_path(&plain).unwrap();
            rows.records().for_each(|row| written.write_record(&row.unwrap()).unwrap());
            drop(written);
            let bytes = std::fs::read(&other).unwrap();
            std::fs::write(&other, ["\u{feff}".as_bytes(), &bytes].concat()).unwrap();
            assert_eq!(crate::experiment::Results::read(&other).unwrap(), results);
        }
    }

    #[test]
    fn a_missing_column_is_named_with_its_line() {
        let error = read(b"label,problem\na,b\n", &Format::Csv).unwrap_err().to_string();
        assert!(error.starts_with("line 2: expected a run, found missing field"), "{error}");
        assert!(Format::of(Path::new("results.txt")).is_err());
    }
}
