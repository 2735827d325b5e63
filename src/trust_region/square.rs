//! Square matrices in checkpoints, as lists of their columns one after the other.

use nalgebra::DMatrix;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// For `#[serde(with = "square")]`.
pub(super) fn serialize<S: Serializer>(matrix: &DMatrix<f64>, s: S) -> Result<S::Ok, S::Error> {
    matrix.as_slice().serialize(s)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<DMatrix<f64>, D::Error> {
    matrix(Vec::deserialize(d)?)
}

fn matrix<E: Error>(entries: Vec<f64>) -> Result<DMatrix<f64>, E> {
    let n = entries.len().isqrt();
    match n * n == entries.len() {
        true => Ok(DMatrix::from_vec(n, n, entries)),
        false => Err(E::invalid_length(entries.len(), &"the entries of a square matrix")),
    }
}

/// For `#[serde(with = "square::list")]`.
pub(super) mod list {
    use super::*;

    pub(crate) fn serialize<S: Serializer>(all: &[DMatrix<f64>], s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(all.iter().map(DMatrix::as_slice))
    }
    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        d: D,
    ) -> Result<Vec<DMatrix<f64>>, D::Error> {
        Vec::<Vec<f64>>::deserialize(d)?.into_iter().map(matrix).collect()
    }
}
