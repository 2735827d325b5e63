//! The aliases under which candidates are sent to workers.

use sha2::{Digest, Sha256};
use std::hash::{BuildHasher, RandomState};

/// The number of rounds of the Feistel network: with four, nobody who does not know the secret can tell
/// it from a permutation drawn at random (Luby & Rackoff 1988, SIAM Journal on Computing 17(2)).
const ROUNDS: u8 = 4;

/// Returns the alias under which a candidate is sent out: a permutation of its ticket that nobody who
/// does not know the secret can invert or continue.
pub(super) fn alias(secret: u64, ticket: u64) -> u64 {
    let (mut left, mut right) = ((ticket >> 32) as u32, ticket as u32);
    for round in 0..ROUNDS {
        let mut sha = Sha256::new();
        sha.update(secret.to_le_bytes());
        sha.update([round]);
        sha.update(right.to_le_bytes());
        let digest = sha.finalize();
        let mixed = u32::from_le_bytes([digest[0], digest[1], digest[2], digest[3]]);
        (left, right) = (right, left ^ mixed);
    }
    u64::from(left) << 32 | u64::from(right)
}

/// Returns a secret from the randomness of the system. (Names of inboxes are no secrets: each gives away the next.)
pub(super) fn secret() -> u64 {
    RandomState::new().hash_one("secret") ^ RandomState::new().hash_one("another").rotate_left(32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_different_and_tell_nothing_of_the_secret() {
        let names: BTreeSet<u64> = (0..10_000).map(|ticket| alias(7, ticket)).collect();
        assert_eq!(names.len(), 10_000);
        // If an alias depended on ticket ^ secret only, one known pair would give the secret away.
        for (ticket, change) in (0..1_000).zip(1..) {
            assert_ne!(alias(7, ticket), alias(7 ^ change, ticket ^ change));
        }
        // Half of the bits change with any bit of the ticket.
        let flips = (0..64).map(|bit| (alias(7, 5) ^ alias(7, 5 ^ (1 << bit))).count_ones());
        let flips = f64::from(flips.sum::<u32>()) / 64.0;
        assert!((28.0..36.0).contains(&flips), "{flips}");
        assert_ne!(secret(), secret());
    }
}
