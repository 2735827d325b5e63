//! The comparison of methods over all problems.

use super::{
    comparison::{medians, places},
    text::{probability, short},
};
use crate::{chart::CriticalDifference, error::Error, experiment::Row, statistics::Friedman};
use serde::Serialize;

/// The mean ranks and their significance.
#[derive(Serialize)]
pub(super) struct Overall {
    statistic: String,
    p: String,
    verdict: &'static str,
    chart: String,
}

const ALPHA: f64 = 0.05;

impl Overall {
    /// Compares the methods over the problems on which all were run; `None` if there are fewer than two
    /// such problems or fewer than two methods.
    pub fn of(methods: &[String], problems: &[Vec<&Row>]) -> Result<Option<Self>, Error> {
        let ranked = |rows: &Vec<&Row>| {
            let of = |name: &String| rows.iter().position(|row| row.name() == *name);
            let medians = medians(&places(rows));
            methods.iter().map(|name| Some(medians[of(name)?])).collect::<Option<Vec<f64>>>()
        };
        let table: Vec<Vec<f64>> = problems.iter().filter_map(ranked).collect();
        if table.len() < 2 || methods.len() < 2 {
            return Ok(None);
        }
        let friedman = Friedman::of(&table)?;
        let (differ, p) = (friedman.p < ALPHA, probability(friedman.p));
        Ok(Some(Overall {
            statistic: short(friedman.statistic),
            p,
            verdict: if differ { "that the methods differ" } else { "nothing of a difference" },
            chart: CriticalDifference::new("", methods, friedman).subtitle("").svg()?,
        }))
    }
}
