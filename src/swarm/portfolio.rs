//! Unlike swarms that share the evaluations by how well each does.

use super::{
    Asked, AskedOf, Limits, Optimizer, SlotOf, Tally, Threads, ToldOf,
    members::{Members, part},
};
use crate::{
    error::{Error, require},
    problem::{Fitness, Problem},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Swarms that take turns, a round at a time.
pub struct Portfolio<P: Problem> {
    members: Members<P>,
    /// For each member, whether it waits until another has converged.
    late: Vec<bool>,
    modesty: f64,
    turns: Turns,
    /// The best when the last round ended, to see whether the next one improves it.
    last_best: Option<P::Fitness>,
}

/// Who is when to have the next turn.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Turns {
    /// For each member, how far it has come on its own clock, once it takes part. The clock of a
    /// member runs slower, the more it is to get.
    clocks: Vec<Option<f64>>,
    /// Whose turn it is, and the evaluations it had had before.
    at: Option<(usize, u64)>,
    rounds: u64,
    stalls: u64,
}

impl<P: Problem> Portfolio<P> {
    /// No member yet; `modesty`, in (0, 1], is what a member gets for each evaluation of the leader.
    ///
    /// # Errors
    /// [`Error::Parameter`] if it is not in that range.
    pub fn new(modesty: f64) -> Result<Self, Error> {
        require(modesty > 0.0 && modesty <= 1.0, "modesty", modesty, "more than 0, at most 1")?;
        let members = Members(Vec::new());
        Ok(Portfolio {
            members,
            late: Vec::new(),
            modesty,
            turns: Turns::default(),
            last_best: None,
        })
    }

    /// One member more, taking part from the beginning.
    pub fn add(&mut self, member: impl Optimizer<P> + 'static) -> &mut Self {
        self.members.0.push(Box::new(member));
        self.late.push(false);
        self
    }

    /// One member more, taking part once another has converged: until then nothing is lost on it.
    pub fn add_late(&mut self, member: impl Optimizer<P> + 'static) -> &mut Self {
        self.add(member);
        if let Some(late) = self.late.last_mut() {
            *late = true;
        }
        self
    }

    /// The members, and their names.
    pub fn members(&self) -> &[Box<dyn Optimizer<P>>] {
        &self.members.0
    }

    /// Gives the turn to the member whose clock is behind all others: stride scheduling
    /// (Waldspurger & Weihl 1995). One that is spent gets none while another is not.
    fn choose(&mut self) -> Result<usize, Error> {
        if let Some((member, _)) = self.turns.at {
            return Ok(member);
        }
        let members = &self.members.0;
        require(!members.is_empty(), "members", 0, "at least 1")?;
        let converged = members.iter().any(|m| m.tally().restarts > 0);
        let all_spent = members.iter().zip(&self.late).all(|(m, late)| *late || m.is_spent());
        let clocks = &mut self.turns.clocks;
        clocks.resize(members.len(), None);
        let now = clocks.iter().flatten().copied().fold(f64::INFINITY, f64::min);
        for (clock, late) in clocks.iter_mut().zip(&self.late) {
            if clock.is_none() && (!late || converged || all_spent) {
                *clock = Some(if now.is_finite() { now } else { 0.0 });
            }
        }
        let taking_part = |i: &usize| clocks[*i].is_some();
        let fresh = |i: &usize| !members[*i].is_spent();
        let behind = |a: &usize, b: &usize| {
            clocks[*a].partial_cmp(&clocks[*b]).unwrap_or(std::cmp::Ordering::Equal)
        };
        let all = || (0..members.len()).filter(taking_part);
        let member =
            all().filter(fresh).min_by(behind).or_else(|| all().min_by(behind)).unwrap_or(0);
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
        let cost = |i: usize| self.members.0[i].best().map(|slot| slot.fitness);
        let leads = |i: usize| match (cost(i), cost(member)) {
            (Some(other), Some(own)) => other.beats(&own) || i < member && !own.beats(&other),
            (other, _) => other.is_some(),
        };
        let led = (0..self.members.len()).any(|i| i != member && leads(i));
        let due = if led { self.modesty } else { 1.0 };
        let clock = self.turns.clocks[member].get_or_insert(0.0);
        *clock += (tally.evaluations - evaluations) as f64 / due;
        self.turns.at = None;
        self.turns.rounds += 1;
        let best = self.members.best().map(|slot| slot.fitness);
        let improved = match (&best, &self.last_best) {
            (Some(now), Some(before)) => now.beats(before),
            (now, _) => now.is_some(),
        };
        self.turns.stalls = if improved { 0 } else { self.turns.stalls + 1 };
        self.last_best = best;
    }
}

impl<P: Problem> Optimizer<P> for Portfolio<P> {
    fn ask(&mut self, problem: &P, limits: &Limits<'_>) -> Result<Vec<AskedOf<P>>, Error> {
        let (member, n) = (self.choose()?, self.members.len() as u64);
        let asked = self.members.0[member].ask(problem, limits)?;
        Ok(asked.into_iter().map(|a| Asked { ticket: a.ticket * n + member as u64, ..a }).collect())
    }
    fn admits(&self, problem: &P, told: &[ToldOf<P>]) -> Result<(), Error> {
        self.members.admit(problem, &self.members.shares(told.to_vec())?)
    }
    fn tell(&mut self, problem: &P, told: Vec<ToldOf<P>>) -> Result<(), Error> {
        let rounds = self.turns.at.map_or(0, |(member, _)| self.members.0[member].tally().rounds);
        self.members.tell(problem, told)?;
        self.close(rounds);
        Ok(())
    }
    fn step(&mut self, problem: &P, limits: &Limits<'_>) -> Result<(), Error> {
        let member = self.choose()?;
        let rounds = self.members.0[member].tally().rounds;
        self.members.0[member].step(problem, limits)?;
        self.close(rounds);
        Ok(())
    }
    fn open(&self) -> usize {
        self.members.open()
    }
    fn best(&self) -> Option<&SlotOf<P>> {
        self.members.best()
    }
    fn slots(&self) -> Box<dyn Iterator<Item = &SlotOf<P>> + '_> {
        self.members.slots()
    }
    fn welcome(&mut self, problem: &P, guest: &SlotOf<P>) {
        self.members.0.iter_mut().for_each(|member| member.welcome(problem, guest));
    }
    fn tally(&self) -> Tally {
        let Turns { rounds, stalls, .. } = self.turns;
        Tally { rounds, stalls, ..self.members.sum() }
    }
    fn name(&self) -> String {
        format!("portfolio of {}", self.members.names())
    }
    fn threads(&self) -> Threads {
        self.members.0.first().map_or_else(Threads::default, |member| member.threads())
    }
    fn save(&self) -> Result<Value, Error> {
        let last_best = self.last_best.map(|best| best.store());
        let members = self.members.save()?;
        Ok(json!({ "members": members, "turns": self.turns, "last_best": last_best }))
    }
    fn load(&mut self, problem: &P, mut saved: Value) -> Result<(), Error> {
        let turns: Turns = part(&mut saved, "turns")?;
        let last_best: Option<<P::Fitness as Fitness>::Stored> = part(&mut saved, "last_best")?;
        if turns.at.is_some_and(|(member, _)| member >= self.members.len()) {
            let expected = format!("a turn of one of {} swarms", self.members.len());
            return Err(Error::Checkpoint { expected, found: "another".into() });
        }
        self.members.load(problem, part(&mut saved, "members")?)?;
        self.turns = turns;
        self.last_best = last_best.map(P::Fitness::restore);
        Ok(())
    }
}
