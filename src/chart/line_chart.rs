//! The layout of a chart of lines over evaluations: heading, axes, curves, legend.

use super::axis::Axis;
use super::curves::Curves;
use super::frame::Frame;
use super::legend::{Entry, Legend};
use super::picture::{Picture, Text};
use super::style::{self, LABEL, MARGIN, MUTED, SIZE};
use super::summary::Run;
use crate::error::Error;

/// The data and labels of a chart of lines over evaluations.
#[derive(Debug)]
pub(super) struct LineChart<'a> {
    pub title: &'a str,
    pub x_label: &'a str,
    pub lines: &'a [(String, Vec<Run>)],
    pub until: Option<u64>,
}

impl LineChart<'_> {
    /// Checks that the steps of every run are in ascending order of evaluations.
    pub fn check(&self) -> Result<(), Error> {
        for (name, runs) in self.lines {
            for (index, run) in runs.iter().enumerate() {
                if let Some(w) = run.windows(2).find(|w| w[0].0 > w[1].0) {
                    let order = format!("evaluation {} comes after {}", w[1].0, w[0].0);
                    let allowed = "allowed: ascending order";
                    return Err(Error::Chart(format!("run {index} of {name}: {order}; {allowed}")));
                }
            }
        }
        Ok(())
    }

    /// Returns the number of evaluations at which the axis ends.
    pub fn last(&self) -> u64 {
        let steps = self.lines.iter().flat_map(|(_, runs)| runs).flatten();
        self.until.or(steps.map(|step| step.0).max()).unwrap_or(0)
    }

    pub fn draw(&self, curves: &Curves, y: Axis, y_label: &str) -> Result<Picture, Error> {
        let legend = Legend::new(self.entries(curves))?;
        let mut picture = Picture::new(SIZE.0, SIZE.1);
        let top = picture.heading(self.title, &self.subtitle())?;
        picture.size.1 = SIZE.1.max(top + legend.height + MARGIN);
        let (right, bottom) = (SIZE.0 - MARGIN, picture.size.1);
        let mut frame = Frame::new(Axis::evaluations(self.last()), y, top, right, bottom)?;
        let corner = legend.free_corner(&frame, &curves.boxes(&frame));
        if corner.is_none() {
            frame = Frame::new(frame.x, frame.y, top, right - legend.width - MARGIN, bottom)?;
        }
        frame.draw(&mut picture, self.x_label, y_label)?;
        curves.draw(&mut picture, &frame);
        legend.draw(&mut picture, corner.unwrap_or((right - legend.width, top)));
        if curves.are_empty() {
            let middle = (0.5 * (frame.left + frame.right), 0.5 * (top + frame.bottom));
            picture.text(Text::new("no finite value", LABEL, middle).color(MUTED));
        }
        Ok(picture)
    }

    /// Returns the number of runs of a line, if it is the same for all lines.
    fn common_runs(&self) -> Option<usize> {
        let first = self.lines.first()?.1.len();
        self.lines.iter().all(|(_, runs)| runs.len() == first).then_some(first)
    }

    fn subtitle(&self) -> String {
        let text = match self.common_runs() {
            Some(0) => "no runs".into(),
            Some(1) if self.lines.len() == 1 => "a single run".into(),
            Some(1) => "one run each".into(),
            Some(n) => format!("median and quartiles of {n} runs"),
            None if self.lines.is_empty() => String::new(),
            None => "median and quartiles".into(),
        };
        style::with_remark(text, self.lines.len())
    }

    fn entries(&self, curves: &Curves) -> Vec<Entry> {
        let count = |runs: usize| match runs {
            _ if self.common_runs().is_some() => String::new(),
            1 => " (1 run)".into(),
            n => format!(" ({n} runs)"),
        };
        let is_found = |run: &&Run| run.iter().any(|step| step.1.is_finite());
        let entry = |(index, (name, runs)): (usize, &(String, Vec<Run>))| Entry {
            name: match runs.iter().filter(is_found).count() {
                // If most runs found nothing, there is no median to draw.
                found if (1..runs.len()).contains(&found) => {
                    format!("{name} ({} of {} found none)", runs.len() - found, runs.len())
                }
                _ if curves.has(index) => name.clone() + &count(runs.len()),
                _ => format!("{name} (no finite value)"),
            },
            color: style::color(index),
            dashes: style::dashes(index),
            band: runs.len() > 1,
        };
        self.lines.iter().enumerate().map(entry).collect()
    }
}
