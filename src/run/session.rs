//! A run whose candidates the caller evaluates.

use super::{
    History, Job, Observer, Outcome, Reason, Solution, Status, driver::RunState, jobs::Jobs,
    pool::Pool, prepared::PreparedRun,
};
use crate::{
    error::{Error, require},
    problem::{Constrained, Failure, Fitness, Space},
    swarm::{Limits, Optimizer, Pace, Ticket},
};
use std::fmt::Display;

/// A run by ask and tell: the session hands out points, the caller evaluates them, anywhere and in any order, and
/// tells their values. Created by [`Solve::session`](super::Solve::session), with all settings of a run: observers,
/// checkpoints, policies on failures. For an objective that this program cannot call, the problem comes from
/// [`ExternalObjective`](crate::problem::ExternalObjective).
///
/// ```
/// use swarmopt::prelude::*;
/// # fn measure(x: &[f64]) -> f64 { x.iter().map(|x| x * x).sum() }
/// let yields = Boxed::cube(-5.0..=5.0, 3)?.minimize_external();
/// let stop = Evaluations(4_000).or(Target(1e-6));
/// let mut session = ParticleSwarm::default().session(&yields, Seed(1), stop)?;
/// while !session.is_done() {
///     for job in session.ask(8)? {
///         session.tell(job.ticket, measure(&job.point))?; // or later, from another thread or machine
///     }
/// }
/// let outcome = session.finish()?;
/// assert_eq!(outcome.reason, Reason::Target(1e-6));
/// # Ok::<(), swarmopt::Error>(())
/// ```
///
/// # Order
///
/// At [a generation's pace](Pace::Generation), the default, the outcome is that of
/// [`solve`](super::Solve::solve) with the same objective, bit for bit, in whatever portions points are asked for and
/// in whatever order values are told: results are taken in in the order of asking, a round at a time. So
/// [`ask`](Self::ask) gives [`Error::Waiting`] while the last points of a round are out, and a [target](super::Target)
/// ends the session once everything asked before is told; what was asked after is dropped. There is one exception:
/// when islands meet a target, `solve` lets each of them end its share of the round. At
/// [a steady pace](Pace::Steady) every result is taken in at once, and the outcome depends on the order.
///
/// # Crashes
///
/// A session with a [checkpoint](super::Solve::checkpoint) is [resumed](super::Solve::resume) from the last one by
/// another process. Points handed out since then are handed out again, under the same tickets.
pub struct Session<'p, S: Space, F: Fitness = f64> {
    run: PreparedRun<'p, S, F>,
    pool: Pool,
    pace: Pace,
    state: RunState,
    jobs: Jobs<S::Point, F>,
    /// The step under way; `None` between two.
    step: Option<Step>,
    reason: Option<Reason>,
}

/// What a step, which is a round or as much of it as the budget allows, began with.
#[derive(Clone, Copy)]
struct Step {
    rounds: u64,
    evaluations: u64,
    lost: u64,
    limits: Limits<'static>,
}

impl<'p, S: Space, F: Fitness> Session<'p, S, F> {
    pub(super) fn new(mut run: PreparedRun<'p, S, F>, pace: Pace) -> Result<Self, Error> {
        let PreparedRun { swarm, problem, stop, recorder, .. } = &mut run;
        let pool = Pool::new(swarm.threads())?;
        let state = RunState::begin(&**swarm, *problem, &**stop, recorder)?;
        let reason = stop.reason(&state.status);
        Ok(Session { run, pool, pace, state, jobs: Jobs::default(), step: None, reason })
    }

    /// Hands out at least one point to evaluate and at most `most`. The list is empty only if `most` is 0 or the
    /// session has just ended, by a clock for example.
    ///
    /// # Errors
    /// [`Error::Waiting`] while the next points depend on results not yet told, [`Error::Ended`] after the end;
    /// those of [`Optimizer::ask`] and of the observers.
    pub fn ask(&mut self, most: usize) -> Result<Vec<Job<S::Point>>, Error> {
        self.require_open()?;
        while most > 0 && self.reason.is_none() {
            if self.state.is_cut(&*self.run.stop) {
                let open = self.jobs.out();
                if open > 0 {
                    return Err(Error::Waiting { open }); // as `solve` waits for evaluations under way
                }
                self.drop_rest();
                self.end_step()?;
                break;
            }
            let jobs = self.jobs.hand_out(most);
            if !jobs.is_empty() {
                return Ok(jobs);
            }
            let fresh = self.refill(most)?;
            self.take_in()?; // costs that were known
            if !fresh {
                break; // cut before the first agent
            }
        }
        Ok(Vec::new())
    }

    /// Tells the cost of a point, lower being better whatever the sense of the problem, or why there is none.
    ///
    /// # Errors
    /// [`Error::UnknownTicket`] for a ticket that is not out, [`Error::Ended`] after the end; in both cases the
    /// session is as before. [`Error::AllFailed`] as in [`run`](super::run); those of the observers.
    pub fn tell_cost(&mut self, ticket: Ticket, outcome: Result<F, Failure>) -> Result<(), Error> {
        self.require_open()?;
        self.jobs.take(ticket, outcome, self.run.problem.space())?;
        self.take_in()
    }

    /// Tells that an evaluation failed, and why. The policy set by [`on_failure`](super::Solve::on_failure) applies:
    /// the point may be handed out again, or another in its place, under another ticket.
    ///
    /// # Errors
    /// Those of [`tell_cost`](Self::tell_cost).
    pub fn fail(&mut self, ticket: Ticket, why: impl Display) -> Result<(), Error> {
        self.tell_cost(ticket, Err(Failure::Error(why.to_string())))
    }

    /// Returns why the session has ended; `None` if it has not.
    pub fn reason(&self) -> Option<&Reason> {
        self.reason.as_ref()
    }

    /// Returns whether the session has ended: nothing is left to ask or tell.
    pub fn is_done(&self) -> bool {
        self.reason.is_some()
    }

    /// Returns the number of points handed out and not yet told.
    pub fn open(&self) -> usize {
        self.jobs.out()
    }

    /// Returns the best point told so far, and its value in the user's sense; `None` until a feasible one is told.
    pub fn best(&self) -> Option<Solution<S::Point>> {
        let taken = self.run.swarm.best().map(|best| (&best.point, best.fitness.clone()));
        let told = self.jobs.done().filter_map(|done| Some((done.point(), done.cost()?)));
        let told = told.filter(|(_, cost)| cost.is_valid());
        let (point, cost) = taken.into_iter().chain(told).min_by(|a, b| a.1.order(&b.1))?;
        let value = self.run.problem.sense().turn(cost.cost());
        cost.is_feasible().then(|| Solution { point: point.clone(), value })
    }

    /// Returns the status at the end of the last round.
    pub fn status(&self) -> &Status {
        &self.state.status
    }

    /// Returns the history of the best value up to the end of the last round.
    pub fn history(&self) -> &History {
        self.run.recorder.history()
    }

    /// Returns the swarm.
    pub fn swarm(&self) -> &dyn Optimizer<S, F> {
        &*self.run.swarm
    }

    /// Ends the session and returns its outcome, as [`solve`](super::Solve::solve) does; writes the last checkpoint, if
    /// any. Before [`is_done`](Self::is_done) the reason is [`Reason::Caller`]: told values count, and points handed
    /// out without a value are left to the session that resumes.
    ///
    /// # Errors
    /// Those of the observers.
    pub fn finish(mut self) -> Result<Outcome<S::Point>, Error> {
        let reason = match self.reason.take() {
            Some(reason) => reason,
            None => self.leave()?,
        };
        self.run.recorder.on_end(&self.state.status, &*self.run.swarm, &reason)?;
        Ok(self.run.outcome(reason))
    }

    /// Passes on what was told, and leaves the rest of the round.
    fn leave(&mut self) -> Result<Reason, Error> {
        while let Some(done) = self.jobs.next_done(false) {
            let told = done.finish(self.run.problem, None);
            self.run.swarm.tell(self.run.problem, vec![told])?;
        }
        self.run.swarm.recall();
        if self.run.swarm.tally().evaluations > self.state.status.evaluations {
            self.end_step()?;
        }
        Ok(self.reason.take().unwrap_or(Reason::Caller))
    }

    fn require_open(&self) -> Result<(), Error> {
        match &self.reason {
            Some(reason) => Err(Error::Ended { reason: reason.to_string() }),
            None => Ok(()),
        }
    }

    /// Returns the step under way, or begins one.
    fn step(&mut self) -> Step {
        let PreparedRun { swarm, problem, stop, .. } = &self.run;
        let begin = || {
            let tally = swarm.tally();
            let limits = self.state.limits(*problem, &**stop, &|| false);
            let lost = tally.failures.lost();
            let limits = Limits { cut: None, ..limits };
            Step { rounds: tally.rounds, evaluations: tally.evaluations, lost, limits }
        };
        *self.step.get_or_insert_with(begin)
    }

    /// Asks the swarm for a round, or at a steady pace for at most `most` candidates. Returns whether it gave any.
    fn refill(&mut self, most: usize) -> Result<bool, Error> {
        let Step { evaluations, limits, .. } = self.step();
        let PreparedRun { swarm, problem, stop, .. } = &mut self.run;
        let (open, steady) = (self.jobs.len() as u64, self.pace == Pace::Steady);
        let used = swarm.tally().evaluations.saturating_sub(evaluations);
        let left = limits.evaluations.saturating_sub(used).saturating_sub(open);
        if open > 0 && (left == 0 || !steady) {
            return Err(Error::Waiting { open: self.jobs.out() });
        }
        let (state, stop, problem) = (&self.state, &**stop, *problem);
        let cut = || state.is_cut(stop);
        let limits = Limits {
            evaluations: if steady { left.min(most as u64) } else { left },
            budget: left,
            ..state.limits(problem, stop, &cut)
        };
        let all = self.pool.run(|| swarm.ask(problem, &limits))?;
        let fresh = !all.is_empty();
        for asked in all {
            let known = problem.known(&asked.point);
            self.jobs.add(asked, known, problem.space());
        }
        Ok(fresh)
    }

    /// Passes on to the swarm what has been told, and ends the step if nothing is left of it.
    fn take_in(&mut self) -> Result<(), Error> {
        let in_order = self.pace == Pace::Generation;
        while self.reason.is_none()
            && let Some(done) = self.jobs.next_done(in_order)
        {
            let step = self.step();
            let PreparedRun { swarm, problem, stop, .. } = &mut self.run;
            let (state, stop, problem) = (&self.state, &**stop, *problem);
            let cut = || state.is_cut(stop);
            let told = done.finish(problem, Some(&cut));
            let cost = told.fitness.as_ref().map_or(f64::NAN, |cost| cost.value());
            self.pool.run(|| swarm.tell(problem, vec![told]))?;
            let tally = swarm.tally();
            let reached = step.limits.target.is_some_and(|target| cost <= target);
            let lost = tally.failures.lost().saturating_sub(step.lost);
            if reached || lost >= step.limits.failures {
                self.drop_rest();
                return self.end_step();
            }
            if !in_order && tally.rounds > step.rounds {
                self.end_step()?;
            }
        }
        match self.step {
            Some(_) if self.jobs.len() == 0 => self.end_step(),
            _ => Ok(()),
        }
    }

    /// Leaves the rest of the round to the next step.
    fn drop_rest(&mut self) {
        self.jobs.clear();
        self.run.swarm.recall();
    }

    /// Ends the step as a run ends a round.
    fn end_step(&mut self) -> Result<(), Error> {
        self.step = None;
        let PreparedRun { swarm, problem, stop, recorder, .. } = &mut self.run;
        self.reason = self.state.end_round(&**swarm, *problem, &mut **stop, recorder)?;
        if self.reason.is_some() {
            self.drop_rest();
        }
        Ok(())
    }
}

impl<S: Space> Session<'_, S> {
    /// Tells the value of a point, in the user's sense. NaN is a failed evaluation.
    ///
    /// # Errors
    /// Those of [`tell_cost`](Self::tell_cost).
    pub fn tell(&mut self, ticket: Ticket, value: f64) -> Result<(), Error> {
        let cost = self.run.problem.sense().turn(value);
        self.tell_cost(ticket, Ok(cost))
    }
}

impl<S: Space> Session<'_, S, Constrained> {
    /// Tells the value of a point, in the user's sense, and one value for each constraint.
    ///
    /// # Errors
    /// [`Error::Parameter`] for another number of values; those of [`tell_cost`](Self::tell_cost).
    pub fn tell_subject_to(&mut self, ticket: Ticket, value: f64, g: &[f64]) -> Result<(), Error> {
        let (all, cost) = (self.run.problem.constraints(), self.run.problem.sense().turn(value));
        require(g.len() == all.len(), "values of constraints", g.len(), &all.len().to_string())?;
        self.tell_cost(ticket, Constrained::of(all, g.iter().copied(), Ok(cost)))
    }
}
