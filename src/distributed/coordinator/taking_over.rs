//! How a coordinator continues a run that another has left.

use super::Coordinator;
use crate::{
    distributed::{
        alias::secret,
        checkpoints::Pointer,
        lease::Lease,
        message::Fingerprint,
        queue::LogState,
        remote::Remote,
        store::{Manifest, Store},
    },
    error::Error,
    problem::{DynProblem, Fitness, Space},
    run::{History, Observer},
    swarm::Optimizer,
};

impl Coordinator {
    /// Returns what this program takes the run to be about: the problem, the settings of the new swarm,
    /// and the trust in workers.
    pub(super) fn manifest<S: Space, F: Fitness>(
        &self,
        swarm: &dyn Optimizer<S, F>,
        problem: &DynProblem<'_, S, F>,
        fingerprint: &Fingerprint,
    ) -> Manifest {
        let origin = swarm.origin().with("trust", format!("{:?}", self.trust));
        let (problem, fingerprint) = (problem.name().to_owned(), fingerprint.clone());
        Manifest { problem, fingerprint, origin }
    }

    /// Returns an error if the run was begun with another problem or other settings. The error names the
    /// first difference.
    pub(super) fn is_the_same(&self, found: &Manifest, mine: &Manifest) -> Result<(), Error> {
        if found.fingerprint != mine.fingerprint {
            let about = |m: &Manifest| format!("{} ({})", m.problem, m.fingerprint.0);
            let (expected, found) = (about(found), about(mine));
            return Err(Error::Build { run: self.names.run.clone(), expected, found });
        }
        mine.origin.check(&found.origin)
    }

    /// Writes what the run is about, or checks that the stored manifest says the same.
    pub(super) async fn agree(&self, store: &Store, mine: &Manifest) -> Result<(), Error> {
        let key = self.names.manifest();
        loop {
            match store.read::<Manifest>(&key).await? {
                Some((found, _)) => return self.is_the_same(&found, mine),
                None => drop(store.write(&key, mine, 0).await?),
            }
        }
    }

    /// Puts this coordinator's lease on the run's state, so that no earlier leader can write it any more.
    pub(super) async fn take_over(
        &self,
        store: &Store,
        lease: &mut Lease,
    ) -> Result<(Pointer, u64), Error> {
        let key = self.names.checkpoint();
        loop {
            let (pointer, revision) = match store.read::<Pointer>(&key).await? {
                Some((pointer, revision)) => (pointer, revision),
                None => (Pointer { last: None, before: None, fence: 0, secret: secret() }, 0),
            };
            lease.check()?;
            // Leases count from 1 again if their bucket was lost; ids of messages must not repeat.
            lease.fence = lease.fence.max(pointer.fence + 1);
            let pointer = Pointer { fence: lease.fence, ..pointer };
            if let Some(revision) = store.write(&key, &pointer, revision).await? {
                return Ok((pointer, revision));
            }
        }
    }

    /// Restores swarm, job table and observer from the last checkpoint, or from the one before if the last is
    /// lost or damaged. If both are, the swarm stays new, provided that the log is whole. Returns the history.
    pub(super) fn restore<S: Space, F: Fitness>(
        &self,
        remote: &mut Remote<'_, S, F>,
        problem: &DynProblem<'_, S, F>,
        observer: &mut dyn Observer<S, F>,
        pointer: &mut Pointer,
        log: &LogState,
    ) -> Result<History, Error> {
        let mut why = "they are lost".to_owned();
        for kept in [pointer.last.clone(), pointer.before.clone()].into_iter().flatten() {
            let found = self.cluster.wait(remote.session.store.fetch(&kept.object))?;
            let Some(checkpoint) = found else { continue };
            let seen = checkpoint.observers().clone();
            match checkpoint.restore(remote, problem) {
                Ok(history) => {
                    if pointer.last.as_ref() != Some(&kept) {
                        (pointer.last, pointer.before) = (Some(kept), None);
                    }
                    observer.load(&seen)?;
                    return Ok(history);
                }
                Err(error) => {
                    tracing::warn!(run = self.names.run, %error, "a checkpoint cannot be used");
                    why = error.to_string();
                }
            }
        }
        if pointer.last.is_some() && log.first > 1 {
            let why = format!("{why}, and the log has been forgotten up to the last");
            return Err(Error::engine(
                format!("reading the checkpoints of run {}", self.names.run),
                why,
            ));
        }
        (pointer.last, pointer.before) = (None, None);
        remote.session.stand_at(0);
        Ok(History::default())
    }
}
