//! Events for `tracing`.

use super::{Every, Observer, Reason, Status};
use crate::{
    error::Error,
    problem::{Fitness, Space},
    swarm::Optimizer,
};
use std::ops::ControlFlow;
use tracing::{Span, info, info_span};

/// Opens a `tracing` span `run` with the swarm's name, and in it emits an event at the start, at a given
/// interval, and at the end, with the rounds, the evaluations, the failures and the best value as fields.
/// The span closes with the run, so that a subscriber can time it; it does not enclose the evaluations,
/// which may be on other threads.
#[derive(Clone, Debug)]
pub struct Trace {
    every: Every,
    last: Status,
    span: Span,
}

impl Trace {
    /// Creates an observer that emits an event at the given interval.
    pub fn new(every: Every) -> Self {
        Trace { every, last: Status::default(), span: Span::none() }
    }
}

impl<S: Space, F: Fitness> Observer<S, F> for Trace {
    fn on_start(&mut self, status: &Status, swarm: &dyn Optimizer<S, F>) {
        self.last = *status;
        self.span = info_span!("run", swarm = swarm.name());
        info!(parent: &self.span, evaluations = status.evaluations, "start");
    }
    fn on_round(
        &mut self,
        status: &Status,
        _: &dyn Optimizer<S, F>,
    ) -> Result<ControlFlow<()>, Error> {
        if self.every.due(&self.last, status) {
            self.last = *status;
            let Status { rounds, evaluations, failures, best, .. } = *status;
            info!(parent: &self.span, rounds, evaluations, failures, best, "round");
        }
        Ok(ControlFlow::Continue(()))
    }
    fn on_end(
        &mut self,
        status: &Status,
        _: &dyn Optimizer<S, F>,
        reason: &Reason,
    ) -> Result<(), Error> {
        let Status { rounds, evaluations, failures, best, .. } = *status;
        info!(parent: &self.span, rounds, evaluations, failures, best, %reason, "end");
        self.span = Span::none();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;
    use std::sync::{Arc, Mutex};
    use tracing_subscriber::fmt::format::FmtSpan;

    #[test]
    fn a_run_is_a_span_with_its_rounds_as_events() {
        let written = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&written);
        let subscriber = tracing_subscriber::fmt()
            .with_span_events(FmtSpan::NEW | FmtSpan::CLOSE)
            .with_ansi(false)
            .without_time()
            .with_writer(move || Sink(Arc::clone(&sink)))
            .finish();
        let ball = Boxed::cube(-1.0..=1.0, 2).unwrap().minimize(|x| x[0] * x[0] + x[1] * x[1]);
        tracing::subscriber::with_default(subscriber, || {
            let watched = ParticleSwarm::new(5).observe(Trace::new(Every::Evaluations(10)));
            watched.solve(&ball, Seed(1), Rounds(4)).unwrap()
        });
        let text = String::from_utf8(written.lock().unwrap().clone()).unwrap();
        let span = r#"run{swarm="particle swarm, complete"}: swarmopt::run::trace: "#;
        let expected = [
            "new",
            "start evaluations=0",
            "round rounds=2 evaluations=10 failures=0 best=",
            "round rounds=4 evaluations=20 failures=0 best=",
            "end rounds=4 evaluations=20 failures=0 best=",
            "close",
        ];
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), expected.len(), "{text}");
        for (line, expected) in lines.iter().zip(expected) {
            assert!(line.trim_start().starts_with(&format!("INFO {span}{expected}")), "{text}");
        }
        assert!(lines[4].ends_with("reason=4 rounds"), "{text}");
    }

    struct Sink(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
}
