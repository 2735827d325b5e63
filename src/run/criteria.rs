//! The stop criteria.

use super::{Reason, Status, Stop};
use crate::{
    error::{Error, require},
    problem::Sense,
};
use std::time::Duration;

/// Returns `part / whole` clamped to [0, 1], and 1 where `whole` is 0.
fn share(part: f64, whole: f64) -> Option<f64> {
    Some(if whole > 0.0 { (part / whole).clamp(0.0, 1.0) } else { 1.0 })
}

fn at_least_one(name: &'static str, count: u64) -> Result<(), Error> {
    require(count > 0, name, count, "at least 1")
}

/// Stops after exactly the given number of evaluations; the last round is cut short if necessary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evaluations(pub u64);

impl Stop for Evaluations {
    fn check(&self) -> Result<(), Error> {
        at_least_one("evaluations", self.0)
    }
    fn name(&self) -> String {
        Reason::Evaluations(self.0).to_string()
    }
    fn reason(&mut self, status: &Status) -> Option<Reason> {
        (status.evaluations >= self.0).then_some(Reason::Evaluations(self.0))
    }
    fn progress(&self, status: &Status) -> Option<f64> {
        share(status.evaluations as f64, self.0 as f64)
    }
    fn evaluations_left(&self, status: &Status) -> u64 {
        self.0.saturating_sub(status.evaluations)
    }
}

/// Stops after the given number of rounds. The evaluation of the first points counts as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounds(pub u64);

impl Stop for Rounds {
    fn check(&self) -> Result<(), Error> {
        at_least_one("rounds", self.0)
    }
    fn name(&self) -> String {
        Reason::Rounds(self.0).to_string()
    }
    fn reason(&mut self, status: &Status) -> Option<Reason> {
        (status.rounds >= self.0).then_some(Reason::Rounds(self.0))
    }
    fn progress(&self, status: &Status) -> Option<f64> {
        share(status.rounds as f64, self.0 as f64)
    }
}

/// Stops once the best value is at least as good as this, in the user's sense. The candidate that reaches it,
/// including its local search, is the last one: the rest of the round is not evaluated. Evaluations that other
/// threads have done beyond it are dropped and not counted, so that the outcome is the same on any number of
/// threads. A batch is evaluated and counted as a whole, and islands end their share of the round.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target(pub f64);

impl Stop for Target {
    fn check(&self) -> Result<(), Error> {
        require(!self.0.is_nan(), "target", self.0, "a number")
    }
    fn name(&self) -> String {
        Reason::Target(self.0).to_string()
    }
    fn reason(&mut self, status: &Status) -> Option<Reason> {
        status.reaches(self.0).then_some(Reason::Target(self.0))
    }
    fn target(&self, _: Sense) -> Option<f64> {
        Some(self.0)
    }
}

/// Stops after the given time, even during a round: the round keeps what has been evaluated by then, and only
/// evaluations under way are waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WallClock(pub Duration);

impl Stop for WallClock {
    fn check(&self) -> Result<(), Error> {
        require(!self.0.is_zero(), "time limit", format_args!("{:?}", self.0), "more than 0")
    }
    fn name(&self) -> String {
        Reason::WallClock(self.0).to_string()
    }
    fn reason(&mut self, status: &Status) -> Option<Reason> {
        self.cuts(status.elapsed).then_some(Reason::WallClock(self.0))
    }
    fn progress(&self, status: &Status) -> Option<f64> {
        share(status.elapsed.as_secs_f64(), self.0.as_secs_f64())
    }
    fn can_cut(&self) -> bool {
        true
    }
    fn cuts(&self, elapsed: Duration) -> bool {
        elapsed >= self.0
    }
}

/// Stops once the best has not improved for the given number of rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stagnation(pub u64);

impl Stop for Stagnation {
    fn check(&self) -> Result<(), Error> {
        at_least_one("rounds of stagnation", self.0)
    }
    fn name(&self) -> String {
        Reason::Stagnation(self.0).to_string()
    }
    fn reason(&mut self, status: &Status) -> Option<Reason> {
        (status.rounds > 0 && status.stagnation >= self.0).then_some(Reason::Stagnation(self.0))
    }
}

/// Stops once the given number of candidates were left without a cost. Failed attempts that were
/// [retried](crate::swarm::OnFailure) do not count. `Failing(1)` ends a run with the first failure and keeps
/// what was found until then. The rest of the round is not evaluated, except evaluations under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failing(pub u64);

impl Stop for Failing {
    fn check(&self) -> Result<(), Error> {
        at_least_one("failures", self.0)
    }
    fn name(&self) -> String {
        Reason::Failing(self.0).to_string()
    }
    fn reason(&mut self, status: &Status) -> Option<Reason> {
        (self.failures_left(status) == 0).then_some(Reason::Failing(self.0))
    }
    fn failures_left(&self, status: &Status) -> u64 {
        self.0.saturating_sub(status.lost)
    }
}

/// Stops once the closure returns `true`. It is called before each round.
#[derive(Clone, Copy, Debug)]
pub struct StopWhen<G>(pub G);

impl<G: FnMut(&Status) -> bool + Send + Sync> Stop for StopWhen<G> {
    fn name(&self) -> String {
        Reason::Closure.to_string()
    }
    fn reason(&mut self, status: &Status) -> Option<Reason> {
        (self.0)(status).then_some(Reason::Closure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(evaluations: u64, best: f64) -> Status {
        Status { evaluations, best: Some(best), rounds: evaluations / 10, ..Status::default() }
    }

    #[test]
    fn or_stops_with_the_first_and_and_with_the_last() {
        let mut or = Evaluations(100).or(Target(1e-3));
        assert_eq!(or.reason(&at(50, 1.0)), None);
        assert_eq!(or.reason(&at(50, 1e-3)), Some(Reason::Target(1e-3)));
        assert_eq!(or.reason(&at(100, 1.0)), Some(Reason::Evaluations(100)));
        assert_eq!(or.name(), "100 evaluations or target 0.001");
        assert_eq!(or.progress(&at(50, 1.0)), Some(0.5));
        assert_eq!(or.evaluations_left(&at(30, 1.0)), 70);
        assert_eq!(or.target(Sense::Minimize), Some(1e-3));
        let two = Target(1e-3).or(Target(5.0));
        assert_eq!(
            [Sense::Minimize, Sense::Maximize].map(|s| two.target(s)),
            [Some(5.0), Some(1e-3)]
        );

        let mut and = Evaluations(100).and(Target(1e-3));
        assert_eq!(and.reason(&at(100, 1.0)), None);
        assert_eq!(and.reason(&at(50, 1e-4)), None);
        let both = and.reason(&at(120, 1e-4)).unwrap();
        assert_eq!(both.to_string(), "100 evaluations and target 0.001");
        assert_eq!(and.evaluations_left(&at(100, 1.0)), u64::MAX);
        assert_eq!((and.progress(&at(50, 1.0)), and.target(Sense::Minimize)), (None, None));
    }

    #[test]
    fn a_target_follows_the_sense() {
        let rising = Status { sense: Sense::Maximize, ..at(1, 5.0) };
        assert_eq!(Target(4.0).reason(&rising), Some(Reason::Target(4.0)));
        assert_eq!(Target(6.0).reason(&rising), None);
        assert_eq!(Target(6.0).reason(&at(1, 5.0)), Some(Reason::Target(6.0)));
        assert_eq!(Target(6.0).reason(&Status::default()), None);
        assert_eq!(Target(6.0).reason(&at(1, f64::NAN)), None);
    }

    #[test]
    fn only_what_can_cut_cuts() {
        let hour = WallClock(Duration::from_secs(3600));
        assert!(hour.cuts(Duration::from_secs(3601)) && !hour.cuts(Duration::from_secs(3599)));
        assert!(hour.or(Rounds(1)).can_cut() && !hour.and(Rounds(1)).can_cut());
        assert!(!Evaluations(1).can_cut());
        let mut odd = StopWhen(|status: &Status| status.rounds % 2 == 1);
        assert_eq!(odd.reason(&at(10, 0.0)), Some(Reason::Closure));
        assert_eq!(odd.reason(&at(20, 0.0)), None);
    }

    #[test]
    fn zero_budgets_stop_at_once() {
        let fresh = Status::default();
        assert!(Evaluations(0).reason(&fresh).is_some() && Rounds(0).reason(&fresh).is_some());
        assert!(WallClock(Duration::ZERO).reason(&fresh).is_some());
        assert!(Stagnation(3).reason(&fresh).is_none());
        assert_eq!(Evaluations(0).progress(&fresh), Some(1.0));
    }

    #[test]
    fn what_could_not_end_a_run_or_would_before_it_begins_is_named() {
        let nothing = Duration::ZERO;
        let wrong: [(Box<dyn Stop>, &str); 8] = [
            (Box::new(Evaluations(0)), "evaluations is 0; allowed: at least 1"),
            (Box::new(Rounds(0)), "rounds is 0; allowed: at least 1"),
            (Box::new(Stagnation(0)), "rounds of stagnation is 0; allowed: at least 1"),
            (Box::new(Failing(0)), "failures is 0; allowed: at least 1"),
            (Box::new(WallClock(nothing)), "time limit is 0ns; allowed: more than 0"),
            (Box::new(Target(f64::NAN)), "target is NaN; allowed: a number"),
            (Box::new(Rounds(1).or(Evaluations(0))), "evaluations is 0; allowed: at least 1"),
            (Box::new(Rounds(0).and(Evaluations(9))), "rounds is 0; allowed: at least 1"),
        ];
        for (stop, text) in wrong {
            assert_eq!(stop.check().unwrap_err().to_string(), text);
        }
        assert!(Rounds(1).or(Target(f64::INFINITY)).check().is_ok());
    }
}
