//! The state that the particles of a flock keep from round to round: a memory each, and a medium in common.

use super::flight::{check_velocity, first_velocity};
use crate::{
    error::Error,
    problem::{Bounded, Fitness},
    rng::Stream,
    swarm::{Board, Context},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt::Debug;

/// The memory of a particle besides its position and its slot on the board; `()` if it has none.
pub trait FlockMemory: Clone + Debug + Default + Send + Serialize + DeserializeOwned {
    /// Validates a memory loaded from a checkpoint against this space and number of slots.
    ///
    /// # Errors
    /// [`Error::Checkpoint`] says what does not fit.
    fn check<S: Bounded>(&self, space: &S, slots: usize) -> Result<(), Error>;
}

impl FlockMemory for () {
    fn check<S: Bounded>(&self, _: &S, _: usize) -> Result<(), Error> {
        Ok(())
    }
}

/// The velocity of a particle.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Velocity {
    velocity: Vec<f64>,
}

impl Velocity {
    /// Returns the velocity of a particle at `x`. Before its first move it is half the way to a point
    /// drawn uniformly (Clerc 2012, SPSO-2007).
    #[inline(always)]
    pub fn at<S: Bounded>(&mut self, x: &[f64], space: &S, rng: &mut Stream) -> &mut [f64] {
        if self.velocity.is_empty() {
            self.velocity = first_velocity(space, x, rng);
        }
        &mut self.velocity
    }
}

impl FlockMemory for Velocity {
    fn check<S: Bounded>(&self, space: &S, _: usize) -> Result<(), Error> {
        check_velocity(&self.velocity, space)
    }
}

/// The state that the particles of a flock share besides the board; `()` if there is none.
pub trait FlockMedium: Clone + Debug + Send + Sync + Serialize + DeserializeOwned {
    /// Creates the medium of a run.
    ///
    /// # Errors
    /// [`Error::Parameter`] if the space is too large for it.
    fn new<S: Bounded>(space: &S) -> Result<Self, Error>;

    /// Computes what is not kept in a checkpoint. Default: nothing.
    fn prepare<S: Bounded>(&mut self, _space: &S) {}

    /// Validates a medium loaded from a checkpoint against this space.
    ///
    /// # Errors
    /// [`Error::Checkpoint`] says what does not fit.
    fn check<S: Bounded>(&self, space: &S) -> Result<(), Error>;

    /// Brings the medium up to date at the end of a round.
    fn end_round<S: Bounded, F: Fitness>(
        &mut self,
        board: &Board<Vec<f64>, F>,
        context: &Context<'_, S, F>,
    );
}

impl FlockMedium for () {
    fn new<S: Bounded>(_: &S) -> Result<Self, Error> {
        Ok(())
    }
    fn check<S: Bounded>(&self, _: &S) -> Result<(), Error> {
        Ok(())
    }
    fn end_round<S: Bounded, F: Fitness>(&mut self, _: &Board<Vec<f64>, F>, _: &Context<'_, S, F>) {
    }
}
