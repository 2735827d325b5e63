//! g02.

use super::super::entry::{Entry, at, inequalities};
use crate::problem::Boxed;
use std::iter::zip;

pub fn entry() -> Entry {
    Entry {
        space: Boxed::known(vec![0.0..=10.0; 20]),
        constraints: inequalities(["g1", "g2"]),
        formula: |x, g| at(x, g, formula),
        minimizer: vec![
            3.162_460_647_376_725_4,
            3.128_331_447_119_425,
            3.094_792_154_273_917_6,
            3.061_450_614_476_723_5,
            3.027_929_189_975_869,
            2.993_826_082_372_926,
            2.958_668_733_496_949,
            2.921_842_276_342_31,
            0.494_825_137_288_982_5,
            0.488_357_108_424_982_9,
            0.482_316_422_382_897_9,
            0.476_644_728_224_382_4,
            0.471_295_509_742_607_9,
            0.466_230_999_447_112_2,
            0.461_420_052_874_474_74,
            0.456_836_641_985_834_1,
            0.452_458_760_951_428_34,
            0.448_267_614_467_196_8,
            0.444_247_004_421_582_5,
            0.440_382_858_825_981_6,
        ],
        optimum: -0.803_619_104_125_588_3,
    }
}

fn formula(x: [f64; 20]) -> (f64, [f64; 2]) {
    let squares = x.map(|x| x.cos().powi(2));
    let sum: f64 = squares.iter().map(|c| c * c).sum();
    let product: f64 = squares.iter().product();
    let weight: f64 = zip(1.., x).map(|(i, x)| f64::from(i) * x * x).sum();
    let cost = -((sum - 2.0 * product) / weight.sqrt()).abs();
    (cost, [0.75 - x.iter().product::<f64>(), x.iter().sum::<f64>() - 7.5 * 20.0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_is_not_feasible() {
        assert_eq!(formula([0.0; 20]), (f64::NEG_INFINITY, [0.75, -150.0]));
    }
}
