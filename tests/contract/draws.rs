//! One random number a dimension: what a particle, an ant or a bee draws for one dimension says nothing
//! about another. (In some libraries it draws once for all, and its candidates lie on lines.)

use swarmopt::{author::*, prelude::*, topology::Graph};

/// A round by ask and tell: the points asked for.
fn round<S: Space, F: Fitness>(
    swarm: &mut dyn Optimizer<S, F>,
    problem: &DynProblem<'_, S, F>,
) -> Vec<S::Point> {
    let asked = swarm.ask(problem, &Limits::NONE.at(0.0)).unwrap();
    let points = asked.iter().map(|asked| asked.point.clone()).collect();
    swarm.tell(problem, asked.into_iter().map(|asked| asked.evaluate(problem)).collect()).unwrap();
    points
}

/// Draws of 3 dimensions each: uniform in [0, 1) and uncorrelated, within four standard errors.
fn assert_independent(draws: &[f64]) {
    let n = (draws.len() / 3) as f64;
    let mean = |f: &dyn Fn(&[f64]) -> f64| draws.chunks(3).map(f).sum::<f64>() / n;
    for (j, k) in [(0, 1), (1, 2), (2, 0)] {
        let product = mean(&|r| (r[j] - 0.5) * (r[k] - 0.5));
        assert!((mean(&|r| r[j]) - 0.5).abs() < 4.0 * (1.0 / 12.0 / n).sqrt());
        assert!((12.0 * product).abs() < 4.0 / n.sqrt(), "correlated by {}", 12.0 * product);
    }
    assert!(n > 150.0, "{n}");
    draws.iter().for_each(|r| assert!((-1e-9..1.0 + 1e-9).contains(r), "{r}"));
}

#[test]
fn one_random_number_a_dimension_and_not_a_particle() {
    let space = || Boxed::cube(-10.0..=10.0, 3).unwrap();
    let problem = space().minimize(|x| x.iter().map(|x| (x - 1.0).powi(2)).sum());
    let cost = |x: &[f64]| problem.evaluate(&x.to_vec()).unwrap();
    let draws = |from: &[Vec<f64>], to: &[Vec<f64>], pull: &dyn Fn(usize, usize) -> f64| {
        let moves = from.iter().zip(to).enumerate();
        moves
            .filter(|(i, _)| (0..3).all(|j| pull(*i, j) != 0.0))
            .flat_map(|(i, (a, b))| (0..3).map(move |j| (i, j, b[j] - a[j])))
            .map(|(i, j, step)| step / pull(i, j))
            .collect::<Vec<f64>>()
    };

    // Social: x moves by r (guide − x).
    let colony = ParticleSwarm::new(2_000).inertia(0.0, 0.0).pulls(0.0, 1.0);
    let mut swarm = colony.build(&problem, Seed(1)).unwrap();
    let a = round(&mut swarm, &problem);
    let guide = swarm.best().unwrap().point.clone();
    let b = round(&mut swarm, &problem);
    assert_independent(&draws(&a, &b, &|i, j| guide[j] - a[i][j]));

    // Cognitive: where the second point b is worse than the first one a, its velocity b − a is
    // kept by half, and r (a − b) added.
    let colony = ParticleSwarm::new(2_000).inertia(0.5, 0.5).pulls(1.0, 0.0);
    let mut swarm = colony.build(&problem, Seed(2)).unwrap();
    let [a, b, c] = [(); 3].map(|()| round(&mut swarm, &problem));
    let worse = |i: usize| cost(&b[i]) > cost(&a[i]);
    let half = |i: usize| (0..3).map(|j| b[i][j] + 0.5 * (b[i][j] - a[i][j])).collect();
    let on: Vec<Vec<f64>> = (0..2_000).map(half).collect();
    let back = |i: usize, j: usize| if worse(i) { a[i][j] - b[i][j] } else { 0.0 };
    assert_independent(&draws(&on, &c, &back));

    // Fully informed: what the one informant adds to the flight of a particle without any.
    let colony = || FullyInformedSwarm::new(2_000).coefficients(1.0, 0.5);
    let chain = Graph::new((0..2_000).map(|i| vec![(i + 1) % 2_000]).collect()).unwrap();
    let mut alone = colony().topology(Isolated).build(&problem, Seed(3)).unwrap();
    let mut informed = colony().topology(chain).build(&problem, Seed(3)).unwrap();
    let a = round(&mut alone, &problem);
    assert_eq!(a, round(&mut informed, &problem));
    let (b, c) = (round(&mut alone, &problem), round(&mut informed, &problem));
    assert_independent(&draws(&b, &c, &|i, j| 0.5 * (a[(i + 1) % 2_000][j] - a[i][j])));

    // Sampled points: a swarm that starts on a diagonal leaves it.
    let diagonal: Vec<Vec<f64>> = (0..10).map(|i| vec![f64::from(i) - 4.0; 3]).collect();
    let warm = problem.starting_from(diagonal);
    let ants: Box<dyn Optimizer<_>> =
        Box::new(AcoR::default().archive(10).ants(50).build(&warm, Seed(1)).unwrap());
    let bees = Box::new(BeesAlgorithm::default().build(&warm, Seed(1)).unwrap());
    for mut swarm in [ants, bees] {
        assert!(round(&mut *swarm, &warm).iter().all(|x| x[0] == x[1]));
        assert!(round(&mut *swarm, &warm).iter().all(|x| x[0] != x[1] && x[1] != x[2]));
    }
}
