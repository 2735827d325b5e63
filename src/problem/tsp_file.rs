//! A travelling salesman problem from a file of TSPLIB.

use super::{
    Tsp,
    distances::Distances,
    formats::{Kind, Tsplib, Weights},
};
use crate::error::Error;

impl TryFrom<Tsplib> for Tsp {
    type Error = Error;

    /// [`Error::Instance`] if the file holds only tours, fixes edges, or has distances that
    /// [`Tsp::from_matrix`] or [`Tsp::from_cities`] would refuse.
    fn try_from(file: Tsplib) -> Result<Self, Error> {
        let unfit = |what: &str, expected: &str, found: String| Error::Instance {
            what: what.to_owned(),
            expected: expected.to_owned(),
            found,
        };
        if !file.fixed_edges.is_empty() {
            let found = format!("{} of them", file.fixed_edges.len());
            return Err(unfit("fixed edges", "none, every tour being allowed", found));
        }
        let map = file.map();
        let distances = match (file.kind, file.weights) {
            (Kind::Tsp | Kind::Atsp, Some(Weights::Explicit(matrix))) => Distances::listed(matrix)?,
            (Kind::Tsp | Kind::Atsp, Some(Weights::Metric(metric))) => {
                Distances::between(metric, file.coordinates)?
            }
            (kind, _) => return Err(unfit("TYPE", "TSP or ATSP", format!("{kind:?}"))),
        };
        let tsp = Tsp::new(distances, map);
        Ok(if file.name.is_empty() { tsp } else { tsp.named(file.name) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Problem;

    #[test]
    fn files_that_are_no_such_problem_are_refused() {
        let tour: Tsplib = "TYPE : TOUR\nTOUR_SECTION\n1 2 -1".parse().unwrap();
        let error = Tsp::try_from(tour).unwrap_err().to_string();
        assert_eq!(error, "TYPE: expected TSP or ATSP, found Tour");
        let plane = "TYPE : TSP\nDIMENSION : 2\nEDGE_WEIGHT_TYPE : EUC_2D\n\
                     NODE_COORD_SECTION\n1 0 0\n2 3 4\n";
        let tsp = |text: &str| Tsp::try_from(text.parse::<Tsplib>().unwrap());
        assert_eq!(tsp(plane).unwrap().name(), "tsp");
        assert!(matches!(tsp(&plane.replace('4', "4e200")), Err(Error::Instance { .. })));
        let fixed = tsp(&format!("{plane}FIXED_EDGES_SECTION\n1 2\n-1"));
        assert!(matches!(fixed, Err(Error::Instance { .. })));
        assert!(matches!(Tsp::read("no such file"), Err(Error::Io { .. })));
    }
}
