//! The construction of a point along the pheromone.

use super::Pheromone;
use crate::{
    problem::{ConstructionGraph, Open},
    rng::Stream,
};

/// The scratch memory with which an ant builds a point.
#[derive(Clone, Debug, Default)]
pub(super) struct Builder {
    pub weights: Vec<f32>,
    open: Open,
}

impl Builder {
    /// Overwrites `out` with a point built along the pheromone.
    pub(super) fn build<S: ConstructionGraph>(
        &mut self,
        space: &S,
        pheromone: &Pheromone,
        greed: f64,
        rng: &mut Stream,
        out: &mut S::Point,
    ) {
        self.weights.resize(pheromone.width(), 0.0);
        let weights = &mut self.weights[..];
        let mut pick = |row: usize, open: &Open, rng: &mut Stream| {
            let (attraction, candidates) = (pheromone.row(row), pheromone.candidates(row));
            match candidates {
                Some(columns) => {
                    for ((weight, a), &column) in weights.iter_mut().zip(attraction).zip(columns) {
                        *weight = open.mask(column as usize, *a);
                    }
                }
                None => weights.iter_mut().zip(open.masked(attraction)).for_each(|(w, a)| *w = a),
            }
            let chosen = if greed > 0.0 && rng.unit() < greed {
                most_attractive(weights)
            } else {
                draw(weights, rng)
            };
            chosen.map(|k| candidates.map_or(k, |columns| columns[k] as usize))
        };
        space.construct(&mut self.open, &mut pick, rng, out);
    }
}

/// Returns the index of the first of the largest weights; `None` if all are 0.
#[inline]
fn most_attractive(weights: &[f32]) -> Option<usize> {
    let (mut best, mut most) = (0, 0.0);
    for (k, &weight) in weights.iter().enumerate() {
        (best, most) = if weight > most { (k, weight) } else { (best, most) };
    }
    (most > 0.0).then_some(best)
}

/// Draws an index in proportion to the weights, which it replaces by their running sums; `None` if
/// all are 0.
#[inline]
pub(super) fn draw(weights: &mut [f32], rng: &mut Stream) -> Option<usize> {
    let mut total = 0.0;
    for weight in weights.iter_mut() {
        total += *weight;
        *weight = total;
    }
    if total <= 0.0 {
        return None;
    }
    // The product may be rounded up to the total itself, which no running sum exceeds.
    let mark = (rng.unit() as f32 * total).min(total.next_down());
    Some(weights.iter().map(|sum| usize::from(*sum <= mark)).sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Seed, Streams};

    #[test]
    fn a_closed_choice_is_never_made_and_others_in_proportion() {
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        let mut counts = [0.0; 5];
        for _ in 0..40_000 {
            let mut weights = [0.0, 1.0, 0.0, 3.0, 0.0];
            assert_eq!(most_attractive(&weights), Some(3));
            counts[draw(&mut weights, &mut rng).unwrap()] += 1.0 / 40_000.0;
        }
        assert_eq!([counts[0], counts[2], counts[4]], [0.0; 3]);
        assert!((counts[3] - 0.75_f64).abs() < 0.009, "{counts:?}"); // four standard errors
    }

    #[test]
    fn where_nothing_is_open_nothing_is_chosen() {
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        for n in [0, 1, 16] {
            assert_eq!(most_attractive(&vec![0.0; n]), None);
            assert_eq!(draw(&mut vec![0.0; n], &mut rng), None);
        }
        assert_eq!(draw(&mut [f32::MIN_POSITIVE], &mut rng), Some(0));
        assert_eq!(most_attractive(&[2.0, 5.0, 5.0]), Some(1));
    }
}
