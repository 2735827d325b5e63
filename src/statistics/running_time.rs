//! The running time until a target is reached, failed runs counted.

use crate::error::{Error, require};

/// The expected running time: the mean number of evaluations that a method takes to reach a target if it
/// is restarted until it does (Auger & Hansen, *IEEE CEC* 2005; Hansen, Auger, Ros, Mersmann, Tušar &
/// Brockhoff, *Optimization Methods and Software* 2021).
///
/// ```
/// use swarmopt::statistics::RunningTime;
///
/// let time = RunningTime::of(&[(Some(300), 1000), (None, 1000), (Some(500), 1000)])?;
/// assert_eq!(time.expected, 900.0);
/// assert_eq!(time.success_rate(), 2.0 / 3.0);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunningTime {
    /// The evaluations of all runs, each counted until it reached the target, divided by the number of
    /// runs that reached it; infinite if none did.
    pub expected: f64,
    /// The number of runs that reached the target.
    pub successes: usize,
    /// The number of runs.
    pub runs: usize,
}

impl RunningTime {
    /// Computes the expected running time of runs given as (evaluations until the target was reached or
    /// `None`, all evaluations). O(n).
    ///
    /// # Errors
    /// [`Error::Parameter`] if there are no runs, or if a target was reached after more evaluations than were made.
    pub fn of(runs: &[(Option<u64>, u64)]) -> Result<Self, Error> {
        require(!runs.is_empty(), "runs", 0, "1 or more")?;
        let (mut evaluations, mut successes) = (0_u128, 0);
        for &(reached, spent) in runs {
            if let Some(reached) = reached {
                let allowed = format!("up to the {spent} spent");
                require(reached <= spent, "evaluations until success", reached, &allowed)?;
                successes += 1;
            }
            evaluations += u128::from(reached.unwrap_or(spent));
        }
        let expected = match successes {
            0 => f64::INFINITY,
            _ => evaluations as f64 / successes as f64,
        };
        Ok(RunningTime { expected, successes, runs: runs.len() })
    }

    /// Returns the share of the runs that reached the target.
    pub fn success_rate(&self) -> f64 {
        self.successes as f64 / self.runs as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_cost_what_they_spent_and_without_success_it_takes_for_ever() {
        let time = |runs: &[(Option<u64>, u64)]| RunningTime::of(runs).unwrap();
        assert_eq!(time(&[(Some(10), 10), (Some(20), 99)]).expected, 15.0);
        assert_eq!(time(&[(Some(10), 99), (None, 50), (None, 40)]).expected, 100.0);
        let never = time(&[(None, 50), (None, 50)]);
        assert_eq!((never.expected, never.success_rate()), (f64::INFINITY, 0.0));
        assert_eq!(time(&[(Some(0), 0)]).expected, 0.0);
        assert_eq!(time(&[(Some(u64::MAX), u64::MAX); 2]).expected, u64::MAX as f64);
    }

    #[test]
    fn what_cannot_be_is_an_error_that_names_it() {
        assert_eq!(RunningTime::of(&[]).unwrap_err().to_string(), "runs is 0; allowed: 1 or more");
        let late = RunningTime::of(&[(Some(7), 6)]).unwrap_err().to_string();
        assert_eq!(late, "evaluations until success is 7; allowed: up to the 6 spent");
    }
}
