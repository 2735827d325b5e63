//! The cooperative swarm: one agent per coordinate.

use super::{
    findings::{Assembled, Findings},
    line::{Line, finite},
};
use crate::{
    error::{Error, require, sized, sound},
    problem::{Bounded, Fitness},
    rng::Stream,
    swarm::{Agent, Board, Candidate, Colony, Context, Method, Population, View},
    topology::{Complete, Topology},
};
use serde::{Deserialize, Serialize};

/// A swarm in which each agent searches along one coordinate, and their results are combined.
///
/// All agents share a point, the context (van den Bergh & Engelbrecht 2004, IEEE TEC 8(3), whose
/// cooperative particle swarm has a whole swarm for each coordinate). An agent varies its own coordinate
/// of it and searches that line globally by STEP (Swarzberg, Seront & Bersini 1994, CEC): it tries the
/// gap in which a parabola needs the least curvature to be better than the best. An additional agent
/// combines the best coordinates.
///
/// If the costs add up as they would if no coordinate depended on another, what is known of each line
/// also holds around the new point, and the search continues: then it finds the best of 10ⁿ hills in
/// about a hundred evaluations per dimension. If they do not, the best point so far becomes the context,
/// all lines start again, and the swarm [`has_converged`](Colony::has_converged): it is coordinate
/// descent from there, and other swarms do better. See [`solve`](mod@crate::solve) for a portfolio that
/// makes use of this.
///
/// # Topology
///
/// The last agent combines the coordinates of its informants. Default: `Complete`, all coordinates.
///
/// # Parallel rounds
///
/// STEP was published for one dimension after the other; here all dimensions are searched at once,
/// around the same point.
///
/// # Cost
///
/// O(n² + points known on all lines) per round in n dimensions, and at most n + 1 evaluations. Memory is
/// allocated as the lines grow.
///
/// # Parameters
///
/// None.
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let rastrigin = Function::Rastrigin.in_dimensions(30)?.shifted(Seed(3));
/// let stop = Evaluations(6_000).or(Target(1e-8));
/// let outcome = CooperativeSwarm::default().solve(&rastrigin, Seed(1), stop)?;
/// assert_eq!(outcome.reason, Reason::Target(1e-8));
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CooperativeSwarm {}

/// The agent of one coordinate; the last agent combines what the others found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AxisScout;

impl<S: Bounded, F: Fitness> Agent<S, F, CooperativeSwarm> for AxisScout {
    fn propose(
        &mut self,
        view: &View<'_, S, F, CooperativeSwarm>,
        rng: &mut Stream,
        out: &mut Candidate<Vec<f64>, F>,
    ) -> bool {
        let (swarm, space, me) = (view.medium, view.space, view.me);
        out.slot = me;
        let write = |places: &[f64], out: &mut Vec<f64>| {
            out.clear();
            out.extend(places.iter().enumerate().map(|(j, place)| space.at_share(j, *place)));
        };
        if me < swarm.lines.len() {
            let Some(place) = swarm.next_place(me, space).filter(|_| !swarm.scattered) else {
                return false;
            };
            write(&swarm.context, &mut out.point);
            out.point[me] = space.at_share(me, place);
            return true;
        }
        out.fresh = true;
        match &swarm.assembled {
            _ if swarm.scattered => space.sample_into(rng, &mut out.point),
            Some(assembled) => write(&assembled.places, &mut out.point),
            None => return false,
        }
        true
    }
}

impl Method for CooperativeSwarm {
    const NAME: &'static str = "cooperative swarm";

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Complete)
    }
}

impl<S: Bounded, F: Fitness> Colony<S, F> for CooperativeSwarm {
    type Agent = AxisScout;
    type Medium = Findings;

    fn init(&self, space: &S) -> Result<Population<AxisScout, Findings>, Error> {
        let allowed = "a cost alone: this method adds the gains of single coordinates";
        require(F::IS_NUMBER, "fitness", "one with constraints", allowed)?;
        let lines = vec![Line::default(); space.dimensions()];
        let findings = Findings { lines, ..Findings::default() };
        Ok(Population::new(vec![AxisScout; space.dimensions() + 1]).medium(findings))
    }
    fn check(
        &self,
        findings: &Findings,
        space: &S,
        board: &Board<Vec<f64>, F>,
    ) -> Result<(), Error> {
        let n = space.dimensions();
        sized("lines", findings.lines.len(), n)?;
        sized("context", findings.context.len(), if board.is_empty() { 0 } else { n })?;
        if let Some(Assembled { places, costs, .. }) = &findings.assembled {
            sized("assembled places", places.len(), n)?;
            sized("assembled costs", costs.len(), n)?;
        }
        findings.lines.iter().try_for_each(Line::check)?;
        let goes_on = findings.scattered || findings.assembled.is_some() || board.is_empty();
        let open = |j: usize| findings.next_place(j, space).is_some();
        sound(goes_on || (0..n).any(open), "a line that goes on", "none")
    }
    fn absorb(
        &self,
        findings: &mut Findings,
        board: &mut Board<Vec<f64>, F>,
        told: &Candidate<Vec<f64>, F>,
        context: &Context<'_, S, F>,
    ) {
        board.challenge(told);
        // A point that local search has moved lies on no line.
        if told.evaluations == 1
            && let Some(line) = findings.lines.get_mut(told.slot)
        {
            line.note(context.space.share(told.slot, told.point[told.slot]), told.cost().scalar());
        }
    }
    fn to_beat(&self, _: &Board<Vec<f64>, F>, _: &Candidate<Vec<f64>, F>) -> Option<F> {
        None // a line learns from every point
    }
    fn end_round(
        &self,
        findings: &mut Findings,
        board: &mut Board<Vec<f64>, F>,
        context: &Context<'_, S, F>,
    ) {
        let (space, last) = (context.space, findings.lines.len());
        let tried = findings.assembled.take();
        if findings.context.is_empty() || findings.scattered {
            let from = if findings.scattered { last } else { board.best() };
            findings.scattered = false;
            findings.move_to(&board[from].point, board[from].fitness.scalar(), space);
        } else if let Some((j, place, cost)) = findings.escape() {
            findings.context[j] = place;
            findings.begin(cost);
        } else if let Some(tried) = tried {
            let cost = finite(board[last].fitness.scalar());
            let gain = findings.cost - tried.predicted;
            let rounding = 64.0 * f64::EPSILON * findings.cost.abs().max(cost.abs());
            if (cost - tried.predicted).abs() <= 1e-6 * gain + rounding {
                findings.accept(tried, cost);
            } else {
                findings.spent = true;
                let from = board.best();
                findings.move_to(&board[from].point, board[from].fitness.scalar(), space);
            }
        }
        findings.assemble(context.wiring.informants(last));
        let open = |j: usize| findings.next_place(j, space).is_some();
        if findings.assembled.is_none() && !(0..last).any(open) {
            (findings.scattered, findings.spent) = (true, true);
        }
    }
    fn has_converged(&self, findings: &Findings, _: &Board<Vec<f64>, F>) -> bool {
        findings.spent
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        problem::{Boxed, Problem},
        rng::Seed,
        run::{Evaluations, Solve, Stop, Target, run},
        swarm::OnFailure,
    };

    fn solved<P: Problem<Space = Boxed, Fitness = f64>>(problem: &P, budget: u64) -> bool {
        let stop = Evaluations(budget).or(Target(1e-8));
        let outcome = CooperativeSwarm::default().solve(problem, Seed(1), stop).unwrap();
        outcome.best().unwrap().value <= 1e-8
    }

    #[test]
    fn coordinates_that_do_not_depend_on_each_other_are_solved_at_once() {
        let hills = |x: f64| x * x - 10.0 * (std::f64::consts::TAU * x).cos() + 10.0;
        let space = |n| Boxed::cube(-5.0..=5.0, n).unwrap();
        assert!(solved(
            &space(20).minimize(move |x| x.iter().map(|x| hills(x - 1.7)).sum()),
            3_000
        ));
        let slope = space(10).minimize(|x| x.iter().map(|x| 5.0 - x).sum());
        assert!(solved(&slope, 4 * 11));
    }

    #[test]
    fn it_notices_when_they_do_and_goes_on_all_the_same() {
        let valley = Boxed::cube(-5.0..=5.0, 2).unwrap();
        let valley = valley.minimize(|x| (x[0] + x[1] - 1.0).powi(2) + 0.1 * (x[0] - x[1]).powi(2));
        let mut swarm = CooperativeSwarm::default().build(&valley, Seed(1)).unwrap();
        let mut stop = Evaluations(40);
        crate::run::run(&mut swarm, &valley, &mut stop, &mut ()).unwrap();
        assert!(swarm.has_converged());
        assert!(solved(&valley, 20_000));
    }

    #[test]
    fn coordinates_with_few_digits_are_worked_out_and_not_tried_for_ever() {
        let coarse = Boxed::cube(1e15..=1e15 + 1.0, 2).unwrap(); // eight values each
        let coarse = coarse.minimize(|x| x.iter().map(|x| (x - 1e15 - 0.375).powi(2)).sum());
        let mut swarm = CooperativeSwarm::default().build(&coarse, Seed(1)).unwrap();
        crate::run::run(&mut swarm, &coarse, &mut Evaluations(200), &mut ()).unwrap();
        assert!(swarm.has_converged() && swarm.best().unwrap().fitness == 0.0);
    }

    #[test]
    fn from_a_point_without_a_cost_it_finds_its_way_and_is_saved_there() {
        for (worst, budget) in [(f64::INFINITY, 300), (f64::NAN, 300), (1e305, 300)] {
            let strip = Boxed::cube(-5.0..=5.0, 3).unwrap();
            let strip = strip.minimize(|x| match x[0] > -4.0 {
                true => worst,
                false => x.iter().map(|x| x.abs()).sum::<f64>(),
            });
            let build = || {
                let persisting = CooperativeSwarm::default().on_failure(OnFailure::Persist);
                persisting.build(&strip, Seed(1)).unwrap()
            };
            let mut swarm = build();
            let mut stop = Evaluations(4);
            run(&mut swarm, &strip, &mut stop, &mut ()).unwrap();
            let mut other = build();
            let text = swarm.save().unwrap().to_string();
            other.load(&strip, serde_json::from_str(&text).unwrap()).unwrap();
            for swarm in [&mut swarm, &mut other] {
                run(swarm, &strip, &mut Evaluations(budget), &mut ()).unwrap();
            }
            assert_eq!(swarm.save().unwrap(), other.save().unwrap());
            let best = swarm.best().unwrap().fitness;
            assert!((4.0..4.1).contains(&best), "{best} where others cost {worst}");
        }
    }

    #[test]
    fn a_worked_out_box_is_left_for_another_point() {
        let single = Boxed::new([2.0..=2.0]).unwrap().minimize(|x| x[0]);
        let mut swarm = CooperativeSwarm::default().build(&single, Seed(1)).unwrap();
        crate::run::run(&mut swarm, &single, &mut Evaluations(50), &mut ()).unwrap();
        assert!(swarm.has_converged() && swarm.best().unwrap().fitness == 2.0);
    }
}
