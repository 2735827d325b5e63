//! Portfolios: different swarms that share the evaluations by merit.

use super::members::{Members, forward_members, leads};
use crate::{
    error::{Error, counted, part, require, require_positive_share, sound},
    problem::{DynProblem, Fitness, Space},
    swarm::{Asked, Limits, Optimizer, Origin, Slot, Tally, Threads, Told},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Swarms that take turns of one round each, assigned by merit.
///
/// The member with the best point leads. For each evaluation of the leader each other member gets `share`; a
/// member that [`has_converged`](Optimizer::has_converged) gets none. Turns are assigned by stride scheduling:
/// each member has a clock that advances with its evaluations, the slower the larger its share, and the member
/// whose clock is behind is next (Waldspurger & Weihl 1995). A member that takes the lead is not compensated
/// for the time when it was behind, so no member starves when the lead changes.
///
/// Members do not exchange points. A portfolio is an [`Optimizer`] itself: it is run, stopped, observed, saved
/// and nested like a swarm.
///
/// ```
/// use swarmopt::{author::*, ensemble::Portfolio, prelude::*};
/// let ball = Boxed::cube(-5.0..=5.0, 5)?.minimize(|x| x.iter().map(|x| x * x).sum());
/// let mut portfolio = Portfolio::new(0.5)?;
/// portfolio.add(ParticleSwarm::new(20).build(&ball, Seed(1))?);
/// portfolio.add(ArtificialBeeColony::default().build(&ball, Seed(2))?);
/// run(&mut portfolio, &ball, &mut Evaluations(20_000), &mut ())?;
/// assert!(portfolio.best().unwrap().fitness < 1e-9);
/// # Ok::<(), swarmopt::Error>(())
/// ```
pub struct Portfolio<S: Space, F: Fitness = f64> {
    members: Members<S, F>,
    /// `None`: one after another.
    share: Option<f64>,
    turns: Turns,
    /// The best cost at the end of the last round, to detect improvement in the next one.
    last_best: Option<F>,
}

/// The state of stride scheduling.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Turns {
    /// The clock of each member.
    clocks: Vec<f64>,
    /// The member whose turn it is, and its evaluations before the turn.
    at: Option<(usize, u64)>,
    rounds: u64,
    stagnation: u64,
}

impl<S: Space, F: Fitness> Portfolio<S, F> {
    /// Creates a portfolio without members. For each evaluation of the leader, each other member gets `share`, in
    /// (0, 1].
    ///
    /// # Errors
    /// Returns [`Error::Parameter`] if `share` is out of range.
    pub fn new(share: f64) -> Result<Self, Error> {
        require_positive_share("share", share)?;
        let members = Members(Vec::new());
        let share = Some(share);
        Ok(Portfolio { members, share, turns: Turns::default(), last_best: None })
    }

    /// Creates a portfolio without members, in which the first member that has not converged gets all evaluations.
    pub fn one_after_another() -> Self {
        let members = Members(Vec::new());
        Portfolio { members, share: None, turns: Turns::default(), last_best: None }
    }

    /// Adds a member.
    pub fn add(&mut self, member: impl Optimizer<S, F> + 'static) -> &mut Self {
        self.add_boxed(Box::new(member));
        self
    }

    pub(crate) fn add_boxed(&mut self, member: Box<dyn Optimizer<S, F>>) {
        self.members.0.push(member);
    }

    /// Returns the members.
    pub fn members(&self) -> &[Box<dyn Optimizer<S, F>>] {
        &self.members.0
    }

    /// Returns the member whose turn it is. A new turn goes to the member whose clock is behind.
    fn choose(&mut self) -> Result<usize, Error> {
        if let Some((member, _)) = self.turns.at {
            return Ok(member);
        }
        let members = &self.members.0;
        require(!members.is_empty(), "members", 0, "at least 1")?;
        let clocks = &mut self.turns.clocks;
        clocks.resize(members.len(), 0.0);
        let behind = |a: &usize, b: &usize| clocks[*a].total_cmp(&clocks[*b]);
        let mut open = (0..members.len()).filter(|i| !members[*i].has_converged());
        let fresh = if self.share.is_some() { open.min_by(behind) } else { open.next() };
        // If all have converged they go on in turn: the run ends when its criterion is met.
        let member = fresh.or_else(|| (0..members.len()).min_by(behind)).unwrap_or(0);
        self.turns.at = Some((member, members[member].tally().evaluations));
        Ok(member)
    }

    /// Ends the turn if the round of the member has ended.
    fn close(&mut self, rounds_before: u64) {
        let Some((member, evaluations)) = self.turns.at else { return };
        let tally = self.members.0[member].tally();
        if tally.rounds == rounds_before {
            return;
        }
        let cost = |i: usize| self.members.0[i].best().map(|slot| &slot.fitness);
        let leads = |i: usize| leads(cost(i), cost(member), i < member);
        let led = (0..self.members.len()).any(|i| i != member && leads(i));
        let due = self.share.filter(|_| led).unwrap_or(1.0);
        self.turns.clocks[member] += (tally.evaluations - evaluations) as f64 / due;
        self.turns.at = None;
        self.turns.rounds += 1;
        let improved = self.members.has_improved(&mut self.last_best);
        self.turns.stagnation = if improved { 0 } else { self.turns.stagnation + 1 };
    }
}

impl<S: Space, F: Fitness> Optimizer<S, F> for Portfolio<S, F> {
    fn ask(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        limits: &Limits<'_>,
    ) -> Result<Vec<Asked<S::Point, F>>, Error> {
        let member = self.choose()?;
        self.members.ask(member, problem, limits)
    }
    fn tell(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        told: Vec<Told<S::Point, F>>,
    ) -> Result<(), Error> {
        let rounds = self.turns.at.map_or(0, |(member, _)| self.members.0[member].tally().rounds);
        self.members.tell(problem, told)?;
        self.close(rounds);
        Ok(())
    }
    fn step(&mut self, problem: &DynProblem<'_, S, F>, limits: &Limits<'_>) -> Result<(), Error> {
        let member = self.choose()?;
        let rounds = self.members.0[member].tally().rounds;
        self.members.0[member].step(problem, limits)?;
        self.close(rounds);
        Ok(())
    }
    forward_members!(self => self.members);

    fn tally(&self) -> Tally {
        let Turns { rounds, stagnation, .. } = self.turns;
        Tally { rounds, stagnation, ..self.members.sum() }
    }
    fn names(&self) -> (String, String) {
        (format!("portfolio of {}", self.members.names()), "turns by merit".to_owned())
    }
    fn origin(&self) -> Origin {
        let share = self.share.map_or_else(|| "in order".to_owned(), |share| share.to_string());
        self.members.origins(Origin::of("portfolio").with("share", share), "member")
    }
    fn threads(&self) -> Threads {
        self.members.0.first().map_or_else(Threads::default, |member| member.threads())
    }
    fn save(&self) -> Result<Value, Error> {
        let last_best = self.last_best.as_ref().map(F::store);
        let members = self.members.save()?;
        let origin = self.origin();
        Ok(
            json!({ "origin": origin, "members": members, "turns": self.turns, "last_best": last_best }),
        )
    }
    fn load(&mut self, problem: &DynProblem<'_, S, F>, mut saved: Value) -> Result<(), Error> {
        self.origin().check(&part(&mut saved, "origin")?)?;
        let turns: Turns = part(&mut saved, "turns")?;
        let last_best: Option<<F as Fitness>::Stored> = part(&mut saved, "last_best")?;
        let n = self.members.len();
        let clocks = turns.clocks.len();
        let dealt = turns.at.is_none_or(|(member, _)| member < n) && clocks == n;
        let none_yet = turns.at.is_none() && clocks == 0;
        sound(dealt || none_yet, format_args!("the turns of {n} swarms"), "others")?;
        counted("rounds", turns.rounds)?;
        counted("stagnation", turns.stagnation)?;
        self.members.load_if(problem, part(&mut saved, "members")?, |members| {
            let spent = |(member, before): (usize, u64)| {
                members.get(member).is_some_and(|member| before <= member.tally().evaluations)
            };
            sound(turns.at.is_none_or(spent), "a turn that has begun", "another")
        })?;
        self.turns = turns;
        self.last_best = last_best.map(F::restore);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        particle::ParticleSwarm,
        problem::{Boxed, Problem},
        rng::Seed,
        run::{Evaluations, Solve, run},
    };

    /// Returns the evaluations of two members on a bowl. The second starts at the bottom and leads from its first
    /// round on.
    fn spent(share: f64) -> Vec<u64> {
        let bowl = Boxed::cube(-5.0..=5.0, 3).unwrap().minimize(|x| x.iter().map(|x| x * x).sum());
        let ahead = bowl.starting_from(vec![vec![0.0; 3]]);
        let mut portfolio = Portfolio::new(share).unwrap();
        portfolio.add(ParticleSwarm::new(10).build(&bowl, Seed(1)).unwrap());
        portfolio.add(ParticleSwarm::new(10).build(&ahead, Seed(2)).unwrap());
        run(&mut portfolio, &bowl, &mut Evaluations(2_000), &mut ()).unwrap();
        portfolio.members().iter().map(|member| member.tally().evaluations).collect()
    }

    #[test]
    fn the_leader_gets_its_share_and_no_more() {
        assert_eq!(spent(1.0), [1_000, 1_000]);
        let quarter = spent(0.25);
        assert!(quarter[0].abs_diff(400) <= 20 && quarter[0] + quarter[1] == 2_000, "{quarter:?}");
    }

    #[test]
    fn a_share_of_nothing_and_a_portfolio_of_nobody_are_refused() {
        for share in [0.0, -1.0, 1.1, f64::NAN] {
            assert!(Portfolio::<Boxed>::new(share).is_err());
        }
        let mut nobody: Portfolio<Boxed> = Portfolio::new(0.5).unwrap();
        assert!(matches!(nobody.choose(), Err(Error::Parameter { name: "members", .. })));
    }
}
