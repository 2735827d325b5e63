//! Results as the harness writes them: one line a run, with the evaluations at which each target
//! was reached.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};
use swarmopt::Error;

/// Targets are f_opt + 10^e for these e; the columns are called `e2` to `e-8`.
const TARGETS: std::ops::RangeInclusive<i32> = -8..=2;
pub const FUNCTIONS: usize = 24;

/// What one run reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub algorithm: String,
    pub dimension: usize,
    /// From 1 to 24.
    pub function: usize,
    pub instance: u32,
    pub budget: u64,
    /// For each target, the easiest first: when it was reached, if it was.
    pub hits: Vec<Option<u64>>,
}

/// The algorithm, dimension, function, instance and budget of a run.
pub type Case = (String, usize, usize, u32, u64);

/// Why there are no runs to be had from a file.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// It cannot be opened.
    #[error(transparent)]
    Closed(Error),
    /// It holds something else.
    #[error("{}: {source}", path.display())]
    Wrong { path: PathBuf, source: Error },
}

/// The runs of a file; none may be `known`, and all are then.
pub fn read(path: &Path, known: &mut HashSet<Case>) -> Result<Vec<Run>, Unreadable> {
    let closed = |source| Unreadable::Closed(Error::Io { path: path.to_owned(), source });
    let text = fs::read_to_string(path).map_err(closed)?;
    let wrong = |source| Unreadable::Wrong { path: path.to_owned(), source };
    parse(&text, known).map_err(wrong)
}

/// Columns are found by their names; those that are not needed may be missing.
fn parse(text: &str, known: &mut HashSet<Case>) -> Result<Vec<Run>, Error> {
    let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    let header: Vec<&str> =
        lines.next().map(|(_, line)| line.split('\t').collect()).unwrap_or_default();
    let column = |name: &str| {
        let found = || header.join(" ");
        let at = header.iter().position(|column| *column == name);
        at.ok_or_else(|| wrong(1, format!("a column {name}"), found()))
    };
    let [algorithm, dimension, function, instance, budget] =
        [column("alg")?, column("dim")?, column("fid")?, column("inst")?, column("budget")?];
    let targets = TARGETS.rev().map(|e| column(&format!("e{e}"))).collect::<Result<Vec<_>, _>>()?;

    let mut runs = Vec::new();
    for (line, text) in lines.filter(|(_, text)| !text.is_empty()) {
        let fields: Vec<&str> = text.split('\t').collect();
        if fields.len() != header.len() {
            let expected = format!("{} fields as in the header", header.len());
            return Err(wrong(line, expected, fields.len().to_string()));
        }
        let number = |at: usize, least: i64, most: i64| {
            let value = fields[at].parse().ok().filter(|value| (least..=most).contains(value));
            let range = if most == i64::MAX { "or more".into() } else { format!("to {most}") };
            let expected = || format!("{} as a whole number, {least} {range}", header[at]);
            value.ok_or_else(|| wrong(line, expected(), fields[at].to_owned()))
        };
        let hit = |at: &usize| match number(*at, -1, i64::MAX)? {
            -1 => Ok(None),
            0 => Err(wrong(line, format!("{} as -1 or 1 or more", header[*at]), "0".into())),
            evaluations => Ok(Some(evaluations as u64)),
        };
        let run = Run {
            algorithm: fields[algorithm].to_owned(),
            dimension: number(dimension, 1, i64::from(u32::MAX))? as usize,
            function: number(function, 1, FUNCTIONS as i64)? as usize,
            instance: number(instance, 1, i64::from(u32::MAX))? as u32,
            budget: number(budget, 1, i64::MAX)? as u64,
            hits: targets.iter().map(hit).collect::<Result<_, _>>()?,
        };
        if !known.insert(run.case()) {
            let Run { algorithm, dimension, function, instance, .. } = run;
            let again = format!("{algorithm} on f{function}, instance {instance}, D = {dimension}");
            return Err(wrong(line, "each run once".into(), format!("another of {again}")));
        }
        runs.push(run);
    }
    Ok(runs)
}

fn wrong(line: usize, expected: String, found: String) -> Error {
    Error::Parse { line, expected, found }
}

impl Run {
    fn case(&self) -> Case {
        let Run { algorithm, dimension, function, instance, budget, .. } = self;
        (algorithm.clone(), *dimension, *function, *instance, *budget)
    }

    /// When each target that was reached within so many evaluations was.
    pub fn reached(&self, evaluations: u64) -> impl Iterator<Item = u64> {
        self.hits.iter().flatten().copied().filter(move |hit| *hit <= evaluations)
    }
}

/// The runs in the same format, with only what is needed.
pub fn compact<'a>(runs: impl IntoIterator<Item = &'a Run>) -> String {
    let mut text = String::from("alg\tdim\tfid\tinst\tbudget");
    TARGETS.rev().for_each(|e| text += &format!("\te{e}"));
    for run in runs {
        let Run { algorithm, dimension, function, instance, budget, hits } = run;
        text += &format!("\n{algorithm}\t{dimension}\t{function}\t{instance}\t{budget}");
        for hit in hits {
            text += &hit.map_or("\t-1".into(), |evaluations| format!("\t{evaluations}"));
        }
    }
    text + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str =
        "alg\tdim\tfid\tinst\tseed\tbudget\te2\te1\te0\te-1\te-2\te-3\te-4\te-5\te-6\te-7\te-8";

    fn runs(text: &str) -> Result<Vec<Run>, Error> {
        parse(text, &mut HashSet::new())
    }

    fn says(line: &str) -> String {
        runs(&format!("{HEADER}\n\n{line}\n")).unwrap_err().to_string()
    }

    #[test]
    fn a_run_survives_compacting_and_counts_what_is_in_the_budget() {
        let text = format!("{HEADER}\nabc\t5\t24\t3\t77\t500\t1\t9\t60{}\n", "\t-1".repeat(8));
        let found = runs(&text).unwrap();
        assert_eq!(found[0].hits[..4], [Some(1), Some(9), Some(60), None]);
        assert_eq!((found[0].function, found[0].instance, found[0].budget), (24, 3, 500));
        assert_eq!(found[0].reached(59).collect::<Vec<_>>(), [1, 9]);
        assert_eq!(runs(&compact(&found)).unwrap(), found);
    }

    #[test]
    fn a_bad_line_is_named() {
        let tail = "\t-1".repeat(11);
        assert_eq!(says("abc\t5"), "line 3: expected 17 fields as in the header, found 2");
        assert!(
            says(&format!("a\t5\t25\t1\t7\t9{tail}"))
                .contains("fid as a whole number, 1 to 24, found 25")
        );
        assert!(says(&format!("a\t5\t1\t1\t7\tx{tail}")).contains("found x"));
        assert!(
            says(&format!("a\t5\t1\t1\t7\t9\t0{}", "\t-1".repeat(10))).contains("e2 as -1 or 1")
        );
        let line = format!("a\t5\t1\t1\t7\t9{tail}");
        assert!(says(&format!("{line}\n{line}")).starts_with("line 4: expected each run once"));
        assert!(runs("").unwrap_err().to_string().starts_with("line 1: expected a column alg"));
    }
}
