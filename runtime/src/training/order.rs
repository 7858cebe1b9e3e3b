//! The order of the samples.

use crate::random::{STEP, mix};

/// Shuffles positions by a seed and a stream number: the same bits on every machine.
pub(super) fn shuffle(order: &mut [usize], seed: u64, stream: u64) {
    let mut state = mix(seed ^ mix(stream));
    for last in (1..order.len()).rev() {
        state = state.wrapping_add(STEP);
        // A uniform position up to `last`: the high half of the product (Lemire 2019).
        let product = u128::from(mix(state)) * (last as u128 + 1);
        order.swap(last, (product >> 64) as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shuffled(len: usize, seed: u64, stream: u64) -> Vec<usize> {
        let mut order: Vec<usize> = (0..len).collect();
        shuffle(&mut order, seed, stream);
        order
    }

    #[test]
    fn is_a_permutation_that_the_seed_decides() {
        let order = shuffled(1000, 7, 0);
        assert_eq!(order, shuffled(1000, 7, 0));
        assert_ne!(order, shuffled(1000, 7, 1));
        assert_ne!(order, shuffled(1000, 8, 0));
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..1000).collect::<Vec<_>>());
        // On average an element moves a third of the length.
        let moved: usize = order.iter().enumerate().map(|(to, from)| to.abs_diff(*from)).sum();
        assert!((300..370).contains(&(moved / 1000)), "{moved}");
        assert_eq!(shuffled(0, 1, 1), []);
    }

    #[test]
    fn bits_never_change() {
        assert_eq!(shuffled(8, 42, 0), [6, 2, 7, 3, 5, 0, 1, 4]);
    }
}
