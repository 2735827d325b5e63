//! The names of the problems of an experiment: each stands for one problem.

use super::{Setup, case::Case};
use crate::{
    error::{Error, require},
    problem::UNNAMED,
};
use std::collections::HashMap;

/// Sets up the cases. Of problems without a name the second is called "objective 2", and so on.
///
/// # Errors
/// Those of a case, and [`Error::Parameter`] if two problems of one name differ.
pub(super) fn setups(cases: &[Case<'_>]) -> Result<Vec<Setup>, Error> {
    let (mut unnamed, mut named) = (Vec::new(), HashMap::new());
    let setup = |case: &Case<'_>| {
        let mut setup = (case.setup)()?;
        if setup.problem == UNNAMED {
            let known = unnamed.iter().position(|problem| *problem == case.problem);
            let place = known.unwrap_or_else(|| {
                unnamed.push(case.problem);
                unnamed.len() - 1
            });
            if place > 0 {
                setup.problem = format!("{UNNAMED} {}", place + 1);
            }
        }
        let about = (case.dimensions, setup.sense, setup.optimum.map(f64::to_bits));
        let same = *named.entry(setup.problem.clone()).or_insert(about) == about;
        let allowed = "a name for one problem: of two with this name the dimensions, the sense or the \
                       optimum differ";
        require(same, "problem", &setup.problem, allowed)?;
        Ok(setup)
    };
    cases.iter().map(setup).collect()
}

#[cfg(test)]
mod tests {
    use crate::{experiment::Experiment, prelude::*};

    #[test]
    fn problems_without_a_name_are_numbered() {
        let ball = |centre: f64| {
            Boxed::cube(-1.0..=1.0, 1).unwrap().minimize(move |x| (x[0] - centre).powi(2))
        };
        let wider = Boxed::cube(-1.0..=1.0, 2).unwrap().minimize(|x| x[0]).named("ball");
        let (left, right, named) = (ball(-0.5), ball(0.5), ball(0.0).named("ball"));
        let mut experiment = Experiment::new(1).unwrap();
        for (label, particles) in [("small", 3), ("large", 9)] {
            let make = move || ParticleSwarm::new(particles);
            experiment.add(label, &left, make, Evaluations(20));
            experiment.add(label, &named, make, Evaluations(20));
            experiment.add(label, &right, make, Evaluations(20));
        }
        let results = experiment.run().unwrap();
        let names: Vec<_> = results.rows().iter().map(|row| &*row.setup.problem).collect();
        let expected = ["objective", "objective", "ball", "ball", "objective 2", "objective 2"];
        assert_eq!(names, expected);
        assert_eq!(results.of("objective 2").count(), 2);
        experiment.add("small", &wider, || ParticleSwarm::new(3), Evaluations(20));
        let error = experiment.run().unwrap_err().to_string();
        assert!(error.starts_with("problem is ball; allowed: a name for one problem"), "{error}");
    }
}
