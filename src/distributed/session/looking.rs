//! How a coordinator that receives nothing finds out whether something was lost.

use super::Session;
use crate::{
    distributed::{
        log::Log,
        trouble::{Look, OFF},
    },
    error::Error,
    problem::{DynProblem, Fitness, Space},
};
use std::time::Instant;

impl<S: Space, F: Fitness> Session<'_, S, F> {
    /// Checks for losses after a time of silence with open candidates.
    pub(super) fn look_around(&mut self, problem: &DynProblem<'_, S, F>) -> Result<(), Error> {
        let now = self.start.elapsed();
        if let Some(answer) = self.job_table.lonely(now, &mut |asked| asked.evaluate(problem)) {
            self.say(answer)?;
        }
        // The queue before the log: an answer between the two looks is in the log.
        let state = self.store.cluster.wait(self.store.work_state());
        let state = match state {
            Look::Known(state) => state,
            other => return self.miss(other),
        };
        let log = match self.store.cluster.wait(self.store.log_state()) {
            Look::Known(log) => log,
            other => return self.miss(other),
        };
        self.is_heard();
        if log.last < self.heard {
            // A new leader of the servers may not know everything yet: look twice.
            self.shorter += 1;
            if self.shorter > 1 {
                self.read_from(log.last);
            }
            return Ok(());
        }
        self.shorter = 0;
        if log.last > self.heard && !log.is_empty {
            // There are unread entries, but their consumer has died with a server.
            self.log = Log::results(&self.store.cluster, &self.store.names, self.heard);
            self.idle_looks = 0;
            return Ok(());
        }
        self.store.cluster.wait(self.store.make_room(self.heard));
        if state.waiting > 0 || state.under_way > 0 || !self.log.is_at_end() {
            self.idle_looks = 0;
            return Ok(());
        }
        // An answer may be on its way from the work queue into the log: look twice.
        self.idle_looks += 1;
        if self.idle_looks < 2 {
            return Ok(());
        }
        self.idle_looks = 0;
        let given_up = self.store.cluster.wait(self.store.given_up::<S, F>())?;
        if given_up.is_empty() {
            tracing::warn!(run = self.store.names.run, "what is out was lost, and is sent again");
            self.job_table.resend();
        }
        for (batch, deliveries) in given_up {
            let (run, candidates) = (&self.store.names.run, batch.jobs.len());
            tracing::warn!(run, candidates, deliveries, "a batch that nobody has answered");
            if let Some(answer) = self.job_table.give_up(&batch, deliveries) {
                self.say(answer)?;
            }
        }
        Ok(())
    }

    /// Records contact with the engine.
    pub(super) fn is_heard(&mut self) {
        if self.is_silent {
            tracing::info!(run = self.store.names.run, "the engine answers again");
        }
        (self.contact, self.is_silent) = (Instant::now(), false);
    }

    /// Handles a failed look: creates streams again that are gone, and waits for an engine that does not answer.
    fn miss<T>(&mut self, found: Look<T>) -> Result<(), Error> {
        let run = &self.store.names.run;
        let why = match found {
            Look::Known(_) => return Ok(()),
            Look::Gone => {
                tracing::warn!(run, "streams of the run are gone, and are made again");
                self.store.cluster.wait(self.store.mend(self.heard + 1))?;
                if let Some(lease) = self.lease {
                    self.store.cluster.wait(lease.claim());
                }
                self.is_heard();
                self.read_from(self.heard);
                return Ok(());
            }
            Look::Off => OFF.to_owned(),
            Look::Silent(why) => why,
        };
        if self.contact.elapsed() > self.store.cluster.patience {
            return Err(Error::engine(format!("waiting for results of run {run}"), why));
        }
        if !self.is_silent {
            tracing::warn!(run, why, "no answer from the engine");
            self.is_silent = true;
        }
        Ok(())
    }

    /// Continues at another place of the log, which was lost or created again; batches may be lost with it.
    fn read_from(&mut self, heard: u64) {
        if heard != self.heard {
            let (run, before) = (&self.store.names.run, self.heard);
            tracing::warn!(run, before, heard, "the log has lost its end, or is another one");
        }
        (self.heard, self.counted) = (heard, heard);
        self.log = Log::results(&self.store.cluster, &self.store.names, heard);
        (self.idle_looks, self.shorter) = (0, 0);
        self.early_checkpoint.log_has_moved();
    }
}
