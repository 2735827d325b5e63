//! A particle that in each dimension follows the personal best of an exemplar (Liang, Qin, Suganthan &
//! Baskar 2006).

use super::{flight::check_velocity, flock_memory::FlockMemory, learning::Learning};
use crate::{
    error::{Error, sized_or_empty, sound},
    problem::{Bounded, Fitness},
    rng::{Stream, first_of, second_of},
    swarm::{Colony, View},
};
use serde::{Deserialize, Serialize};

/// The coefficients of a move drawn by the exemplars and, in some swarms, by the guide.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pulls {
    pub inertia: f64,
    pub exemplar: f64,
    pub guide: f64,
}

/// The memory of a particle that learns from exemplars.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct LearningMemory {
    velocity: Vec<f64>,
    /// The particle whose personal best it follows in each dimension.
    exemplars: Vec<usize>,
    /// The number of its challenges that its personal best has turned away since these were chosen.
    failures: u32,
}

/// The number of moves outside the box in one round after which a particle is stopped at the bounds.
const MOST_STEPS: usize = 100;

impl FlockMemory for LearningMemory {
    fn check<S: Bounded>(&self, space: &S, slots: usize) -> Result<(), Error> {
        check_velocity(&self.velocity, space)?;
        sized_or_empty("exemplars", self.exemplars.len(), space.dimensions())?;
        let last = self.exemplars.iter().max().copied().unwrap_or(0);
        sound(last < slots, format_args!("exemplars below {slots}"), last)
    }
}

impl LearningMemory {
    /// Chooses exemplars if it has none or they have not helped. It may learn from the first
    /// `teachers` of its informants.
    #[inline]
    pub(super) fn study<S: Bounded, F: Fitness, C: Colony<S, F>>(
        &mut self,
        view: &View<'_, S, F, C>,
        learning: &Learning,
        teachers: usize,
        rng: &mut Stream,
    ) {
        self.failures = learning.count(self.failures, view.board[view.me].trials);
        if self.exemplars.is_empty() || self.failures >= learning.gap {
            self.failures = 0;
            let probability = learning.probability(view.me, view.board.len());
            self.choose(view, probability, teachers, rng);
        }
    }

    /// Chooses, in each dimension, the better of two teachers drawn with the learning probability,
    /// otherwise the particle itself. A particle that would learn nothing learns one dimension (Liang
    /// et al. 2006, section III-B).
    fn choose<S: Bounded, F: Fitness, C: Colony<S, F>>(
        &mut self,
        view: &View<'_, S, F, C>,
        probability: f64,
        teachers: usize,
        rng: &mut Stream,
    ) {
        let (board, me) = (view.board, view.me);
        self.exemplars.clear();
        self.exemplars.resize(view.space.dimensions(), me);
        if teachers == 0 {
            return;
        }
        let teacher = |rng: &mut Stream| {
            let [a, b] = [(); 2].map(|()| view.wiring.informant(me, rng.below(teachers)));
            if board[b].fitness.beats(&board[a].fitness) { b } else { a }
        };
        for exemplar in &mut self.exemplars {
            if rng.unit() < probability {
                *exemplar = teacher(rng);
            }
        }
        if self.exemplars.iter().all(|exemplar| *exemplar == me) {
            let j = rng.below(self.exemplars.len());
            self.exemplars[j] = teacher(rng);
        }
    }

    /// Moves until the particle is in the box, at most [`MOST_STEPS`] times.
    #[inline]
    pub(super) fn fly<S: Bounded, F: Fitness, C: Colony<S, F>>(
        &mut self,
        view: &View<'_, S, F, C>,
        learning: &Learning,
        pulls: Pulls,
        rng: &mut Stream,
        x: &mut [f64],
    ) {
        let (lower, upper) = (view.space.lower(), view.space.upper());
        let fastest = |j: usize| learning.speed_limit * (upper[j] - lower[j]);
        if self.velocity.is_empty() {
            let limits = (0..x.len()).map(fastest);
            self.velocity = limits.map(|limit| rng.in_range(-limit, limit)).collect();
        }
        let guide = &view.guide(view.me).point[..];
        let mut raw = [0];
        for _ in 0..MOST_STEPS {
            let mut inside = true;
            for (j, (x, v)) in x.iter_mut().zip(&mut self.velocity).enumerate() {
                rng.fill(&mut raw);
                let exemplar = view.board[self.exemplars[j]].point[j];
                let pull = pulls.exemplar * first_of(raw[0]) * (exemplar - *x)
                    + pulls.guide * second_of(raw[0]) * (guide[j] - *x);
                *v = (pulls.inertia * *v + pull).clamp(-fastest(j), fastest(j));
                *x += *v;
                inside &= (lower[j]..=upper[j]).contains(x);
            }
            if inside {
                return;
            }
        }
        for (j, (x, v)) in x.iter_mut().zip(&mut self.velocity).enumerate() {
            if !(lower[j]..=upper[j]).contains(x) {
                (*x, *v) = (x.max(lower[j]).min(upper[j]), 0.0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{author::*, prelude::*, run::Solver};

    /// Returns the exemplars of all agents after `rounds` rounds on a constant function.
    fn exemplars<C: Colony<Boxed>>(solver: Solver<C>, rounds: usize) -> Vec<Vec<usize>> {
        let flat = Boxed::cube(-1.0..=1.0, 20).unwrap().minimize(|_| 0.0);
        chosen(solver, &flat, rounds)
    }

    fn chosen<P, C>(solver: Solver<C>, problem: &P, rounds: usize) -> Vec<Vec<usize>>
    where
        P: Problem<Space = Boxed, Fitness = f64>,
        C: Colony<Boxed>,
    {
        let mut swarm = solver.build(problem, Seed(1)).unwrap();
        (0..rounds).for_each(|_| swarm.step(problem, &Limits::NONE.at(0.0)).unwrap());
        let agents = swarm.save().unwrap()["agents"].clone();
        let of = |agent: &serde_json::Value| agent["exemplars"].clone();
        let all = agents.as_array().unwrap().iter().map(of);
        all.map(|list| serde_json::from_value(list).unwrap()).collect()
    }

    fn swarm() -> Clpso {
        Clpso::new(1_000).learning_probability(0.3, 0.3)
    }

    /// Returns the share of the 20 dimensions of 1,000 particles for which `learn` is true.
    fn share(exemplars: &[Vec<usize>], learn: impl Fn(usize, usize) -> bool) -> f64 {
        let all = exemplars.iter().enumerate();
        let of = |(i, list): (usize, &Vec<usize>)| list.iter().filter(|e| learn(i, **e)).count();
        all.map(of).sum::<usize>() as f64 / 20_000.0
    }

    #[test]
    fn exemplars_are_others_by_the_learning_probability_and_the_better_of_two() {
        let learned = share(&exemplars(swarm().solver(), 2), |me, exemplar| me != exemplar);
        assert!((learned - 0.3).abs() < 4.0 * (0.21_f64 / 20_000.0).sqrt(), "{learned}");

        // The cost rises with the number of the particle: half of them win three quarters.
        let slope = Boxed::cube(-1.0..=1.0, 20).unwrap().minimize(|x| x[0]);
        let first = (0..1_000).map(|i| vec![f64::from(i) / 1_000.0; 20]).collect();
        let always = swarm().learning_probability(1.0, 1.0).solver();
        let all = chosen(always, &slope.starting_from(first), 2);
        let better = share(&all, |_, exemplar| exemplar < 500);
        assert!((better - 0.75).abs() < 4.0 * (0.1875_f64 / 20_000.0).sqrt(), "{better}");
        assert_eq!(share(&all, |me, exemplar| me == exemplar), 0.0);
    }

    #[test]
    fn who_would_learn_nothing_learns_one_dimension_from_an_informant() {
        let ring = swarm().learning_probability(0.0, 0.0).topology(Ring::new(2));
        for (me, list) in exemplars(ring, 2).iter().enumerate() {
            let others: Vec<_> = list.iter().filter(|exemplar| **exemplar != me).collect();
            assert_eq!(others.len(), 1);
            let apart = others[0].abs_diff(me);
            assert!(apart.min(1_000 - apart) <= 2, "{me} learns from {others:?}");
        }
        let alone = exemplars(swarm().topology(Isolated), 2);
        assert_eq!(share(&alone, |me, exemplar| me == exemplar), 1.0);
    }

    #[test]
    fn exemplars_are_kept_until_the_gap_is_over() {
        let after = |rounds| exemplars(swarm().refreshing_gap(3).solver(), rounds);
        let first = after(2);
        assert_eq!([&after(3), &after(4)], [&first, &first]);
        let second = after(5);
        assert!(first.iter().zip(&second).all(|(a, b)| a != b));
        assert_eq!([&after(6), &after(7)], [&second, &second]);
        assert_ne!(after(8), second);
    }

    #[test]
    fn explorers_learn_from_explorers_only() {
        let swarm = Hclpso::new(200, 800);
        let all = exemplars(swarm.learning_probability(1.0, 1.0).solver(), 2);
        assert_eq!(share(&all[..200], |_, exemplar| exemplar >= 200), 0.0);
        let far = share(&all[200..], |_, exemplar| exemplar >= 200);
        assert!((far / 0.8 - 0.8).abs() < 4.0 * (0.16_f64 / 16_000.0).sqrt(), "{far}");
    }

    /// Without inertia a particle moves by c r (exemplar − x), r uniform and another for each dimension.
    #[test]
    fn a_flight_ends_between_particle_and_exemplar() {
        let slope = Boxed::cube(-1.0..=1.0, 2).unwrap().minimize(|x| x[0]);
        let two = Clpso::new(2).inertia(0.0, 0.0).pull(1.0);
        let two = two.learning_probability(1.0, 1.0).speed_limit(1.0);
        let start = slope.starting_from(vec![vec![-0.5, 0.5], vec![0.5, -0.25]]);
        let mut moves = Vec::new();
        for seed in 0..2_000 {
            let mut swarm = two.clone().build(&start, Seed(seed)).unwrap();
            swarm.step(&start, &Limits::NONE.at(0.0)).unwrap();
            let asked = swarm.ask(&start, &Limits::NONE.at(0.0)).unwrap();
            moves.push([asked[0].point[0] + 0.5, (0.5 - asked[0].point[1]) / 0.75]);
        }
        let mean = |f: &dyn Fn(&[f64; 2]) -> f64| moves.iter().map(f).sum::<f64>() / 2_000.0;
        let error = 4.0 * (1.0 / 12.0 / 2_000.0_f64).sqrt();
        assert!((mean(&|r| r[0]) - 0.5).abs() < error && (mean(&|r| r[1]) - 0.5).abs() < error);
        let product = mean(&|r| (r[0] - 0.5) * (r[1] - 0.5));
        assert!((12.0 * product).abs() < 4.0 / 2_000.0_f64.sqrt(), "{product}");
        assert!(moves.iter().flatten().all(|r| (-1e-9..1.0).contains(r)));
    }

    #[test]
    fn who_never_comes_back_is_stopped_at_the_bounds() {
        let slope = Boxed::cube(-1.0..=1.0, 1).unwrap().minimize(|x| x[0]);
        let drifting = Clpso::new(50).inertia(0.99, 0.99).pull(0.0);
        let mut swarm = drifting.build(&slope, Seed(1)).unwrap();
        (0..200).for_each(|_| swarm.step(&slope, &Limits::NONE.at(0.0)).unwrap());
        let asked = swarm.ask(&slope, &Limits::NONE.at(0.0)).unwrap();
        assert!(asked.iter().all(|asked| asked.point[0].abs() <= 1.0));
        let stopped = asked.iter().filter(|asked| asked.point[0].abs() == 1.0).count();
        assert!(stopped > 40, "{stopped}");
    }
}
