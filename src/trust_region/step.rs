//! The step to the best point of the models in a region.

use super::{
    quadratic::Quadratic,
    region::{Region, Step},
    subproblem::{Limit, minimize},
};
use nalgebra::{DMatrix, DVector};

/// The programs of a subproblem.
const PROGRAMS: usize = 6;
/// The most rises of the prices.
const RISES: usize = 4;
/// The multiple of a multiplier that is the least price.
const OVER: f64 = 3.0;
/// The largest margin of a constraint, in sizes of its model, and as a share of its slack at the centre.
const WIDEST: f64 = 0.2;
const OF_SLACK: f64 = 0.5;
/// The price of leaving the cube, beside a cost of size 1.
const WALL: f64 = 1e3;

/// Returns the best step of a region, and where it leads; `None` if the models promise nothing. Raises the prices of
/// constraints that the step would violate.
///
/// Constraints keep a margin from their limit, as wide as their models were wrong lately: then narrower, then none, if
/// there is nothing to gain with it.
pub(super) fn best_step(region: &mut Region, models: &[Quadratic]) -> Option<(Step, Vec<f64>)> {
    let n = region.dimensions();
    let half = (n as f64).powf(-0.25);
    let box_of = DVector::from_element(n, half);
    let size = models[0].size();
    let sizes: Vec<f64> = models[1..].iter().map(Quadratic::size).collect();
    let cost = models[0].over(size);
    let constraints: Vec<Quadratic> =
        models[1..].iter().zip(&sizes).map(|(model, size)| model.over(*size)).collect();
    let walls = walls(region);
    for share in [1.0, 0.1, 0.0] {
        let margins: Vec<f64> = (0..sizes.len())
            .map(|j| {
                let slack = (-region.best().values[j + 1]).max(0.0);
                let margin = (region.errors[j] / sizes[j]).min(WIDEST);
                share * margin.min(OF_SLACK * slack / sizes[j])
            })
            .collect();
        let mut answer = None;
        for _ in 0..RISES {
            let limit = |j: usize| Limit {
                model: &constraints[j],
                margin: margins[j],
                price: region.prices.get(j).map_or(1.0, |price| price * sizes[j] / size),
            };
            let mut limits: Vec<Limit<'_>> = (0..sizes.len()).map(limit).collect();
            limits.extend(walls.iter().map(|model| Limit { model, margin: 0.0, price: WALL }));
            let found = minimize(&cost, &limits, &-&box_of, &box_of, PROGRAMS);
            let own = &limits[..region.prices.len()];
            let violated: Vec<usize> = (0..own.len())
                .filter(|j| own[*j].excess(&found.z) > 1e-6 && own[*j].price < 1e6)
                .collect();
            let done = violated.is_empty();
            violated.into_iter().for_each(|j| region.prices[j] *= 10.0);
            answer = Some(found);
            if done {
                break;
            }
        }
        let answer = answer?;
        let to = region.outward(&answer.z);
        let z = region.inward(&to);
        let expected: Vec<f64> = models.iter().map(|model| model.at(&z)).collect();
        let here = region.merit(&region.best().values);
        let promised = here - region.merit(&expected);
        let length = z.amax() / half;
        if promised.is_finite() && promised > 1e-15 * here.abs() && length > 1e-7 {
            for (j, size_of) in sizes.iter().enumerate() {
                let multiplier = answer.multipliers[j] * size / size_of;
                region.multipliers[j] = multiplier;
                if let Some(price) = region.prices.get_mut(j) {
                    *price = price.max(OVER * multiplier);
                }
            }
            return Some((Step { expected, promised, length }, to));
        }
        if region.errors.iter().all(|error| *error == 0.0) {
            break;
        }
    }
    None
}

/// Returns the faces of the unit cube that the region reaches, as constraints.
fn walls(region: &Region) -> Vec<Quadratic> {
    let n = region.dimensions();
    let mut walls = Vec::new();
    for (i, x) in region.best().place.iter().enumerate() {
        let reach = region.shape.axes().row(i).transpose() * region.radius;
        let (most, unit) = (reach.lp_norm(1), reach.norm());
        for (sign, gap) in [(1.0, 1.0 - x), (-1.0, *x)] {
            if most > gap {
                let (slope, curvature) = (&reach * (sign / unit), DMatrix::zeros(n, n));
                walls.push(Quadratic { value: -gap / unit, slope, curvature });
            }
        }
    }
    walls
}
