//! First points by the Sobol sequence; see [`Initialization::Sobol`](super::Initialization::Sobol).

use crate::{
    error::{Error, require},
    rng::Stream,
};
use rand::RngExt;

/// The length of the longest sequence of the library.
pub(super) const LONGEST: usize = 1 << 16;

/// The resolution of the library, which gives 23 bits. The bits below are drawn at random, as scrambling
/// would draw them.
const GRAIN: f64 = 1.0 / (1 << 23) as f64;

/// Draws Sobol points of the unit cube. Those beyond the longest sequence come from another one, scrambled again.
pub(super) fn sobol(
    points: &mut [Vec<f64>],
    dimensions: usize,
    rng: &mut Stream,
) -> Result<(), Error> {
    let most = sobol_burley::NUM_DIMENSIONS as usize;
    let allowed = format!("at most {most} for Sobol first points");
    require(dimensions <= most, "dimensions", dimensions, &allowed)?;
    for sequence in points.chunks_mut(LONGEST) {
        let scramble = rng.random();
        for (i, point) in (0..).zip(sequence) {
            for (j, x) in point.iter_mut().enumerate() {
                let share = f64::from(sobol_burley::sample(i, j as u32, scramble));
                *x = share + GRAIN * rng.unit();
            }
        }
    }
    Ok(())
}
