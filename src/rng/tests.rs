use super::*;

#[test]
fn a_stream_is_a_pure_function_of_seed_round_and_lane() {
    let draw = |seed, round, lane| Streams::new(Seed(seed)).at(round, lane).unit();
    assert_eq!(draw(1, 2, 3), draw(1, 2, 3));
    let all = [draw(1, 2, 3), draw(2, 2, 3), draw(1, 3, 3), draw(1, 2, 4), draw(1, 3, 2)];
    for i in 0..all.len() {
        for j in 0..i {
            assert_ne!(all[i], all[j]);
        }
    }
}

#[test]
fn a_stream_is_the_xoshiro_of_its_reference() {
    use rand::{Rng, SeedableRng};
    for key in [0, 1, u64::MAX, 0xDEAD_BEEF] {
        let mut stream = Stream::from_key(key);
        let seed: Vec<u8> = stream.0.iter().flat_map(|word| word.to_le_bytes()).collect();
        let mut reference = rand_xoshiro::Xoshiro256PlusPlus::from_seed(seed.try_into().unwrap());
        for _ in 0..100 {
            assert_eq!(stream.next_u64(), reference.next_u64());
        }
        // The reference seeds by SplitMix64, too.
        let mut same = rand_xoshiro::Xoshiro256PlusPlus::seed_from_u64(key);
        assert_eq!(Stream::from_key(key).next_u64(), same.next_u64());
    }
}

#[test]
fn uniforms_have_the_moments_of_uniforms_across_lanes() {
    // Neighbouring lanes must be as independent as draws of one stream.
    let n = 20_000;
    let streams = Streams::new(Seed(5)).round(1);
    let firsts: Vec<f64> = (0..n).map(|lane| streams.lane(lane).unit()).collect();
    let raw = |lane| {
        let mut raw = [0; 3];
        streams.lane(lane).fill(&mut raw);
        raw[2]
    };
    let second: Vec<f64> = (0..n).map(|lane| second_of(raw(lane))).collect();
    let first: Vec<f64> = (0..n).map(|lane| first_of(raw(lane))).collect();
    for sample in [firsts, second, first] {
        let mean = sample.iter().sum::<f64>() / n as f64;
        let second = sample.iter().map(|u| u * u).sum::<f64>() / n as f64;
        let serial = sample.windows(2).map(|w| w[0] * w[1]).sum::<f64>() / (n - 1) as f64;
        // Four standard errors: 4·√(1/12/n) and so on.
        assert!((mean - 0.5).abs() < 0.0082, "{mean}");
        assert!((second - 1.0 / 3.0).abs() < 0.0085, "{second}");
        assert!((serial - 0.25).abs() < 0.0063, "{serial}");
    }
}

#[test]
fn roulette_follows_its_weights_and_survives_any() {
    let mut rng = Streams::new(Seed(3)).at(0, 0);
    let mut counts = [0; 3];
    (0..30_000).for_each(|_| counts[rng.roulette(&[1.0, 0.0, 2.0])] += 1);
    assert_eq!(counts[1], 0);
    assert!((9_600..10_400).contains(&counts[0]), "{counts:?}");
    assert!(rng.roulette(&[f64::NAN, 1.0]) < 2);
    assert!(rng.roulette(&[f64::INFINITY, 1.0]) < 2);
    assert_eq!(rng.roulette(&[]), 0);
    let flat = (0..3_000).filter(|_| rng.roulette(&[0.0, 0.0]) == 0).count();
    assert!((1_380..1_620).contains(&flat), "{flat}");
}

#[test]
fn running_sums_choose_as_their_weights_do() {
    let weights = [0.5, 0.0, 2.0, 1.25, 0.0];
    let sums: Vec<f64> = weights
        .iter()
        .scan(0.0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        })
        .collect();
    for seed in 0..2_000 {
        let draw = || Streams::new(Seed(seed)).at(0, 0);
        assert_eq!(draw().roulette_over(&sums), draw().roulette(&weights));
    }
    let mut rng = Streams::new(Seed(3)).at(0, 0);
    assert_eq!(rng.roulette_over(&[]), 0);
    assert!(rng.roulette_over(&[f64::NAN, f64::NAN]) < 2);
    let flat = (0..3_000).filter(|_| rng.roulette_over(&[0.0, 0.0]) == 0).count();
    assert!((1_380..1_620).contains(&flat), "{flat}");
}

#[test]
fn a_range_is_kept_even_where_its_width_overflows() {
    let mut rng = Streams::new(Seed(1)).at(0, 0);
    for _ in 0..100 {
        let x = rng.in_range(-f64::MAX, f64::MAX);
        assert!(x.is_finite());
        assert_eq!(rng.in_range(2.5, 2.5), 2.5);
        assert!((0.1..=0.3).contains(&rng.in_range(0.1, 0.3)));
    }
}
