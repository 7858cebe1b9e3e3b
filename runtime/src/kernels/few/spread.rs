//! Sums whose factors are read a register at a time and spread from there: where a read of a whole register
//! leaves no room for one of a number, each product would wait for two reads otherwise.

use super::{Sum, Vector};

/// The most numbers of a register.
const MOST: usize = 16;

/// Adds as many of the first `whole` products as there are whole registers of factors to the chains, each
/// to its own: gives how many, and the chains.
///
/// # Safety
/// As [`block`](super::block)'s; whole registers can be read at the first `whole` steps.
#[inline(always)]
pub(super) unsafe fn steps<V: Vector, const WAYS: usize>(
    sum: Sum<V::Scalar>,
    whole: usize,
    mut chains: [V; WAYS],
) -> (usize, [V; WAYS]) {
    const { assert!(V::LANES <= MOST) };
    // SAFETY: as this function's.
    unsafe {
        let mut lanes = [V::zero(); MOST];
        let mut lane = 0;
        while lane < V::LANES {
            lanes[lane] = V::lane(lane);
            lane += 1;
        }
        let mut k = 0;
        while k + V::LANES <= whole {
            let factors = V::load(sum.step(k).1);
            let mut lane = 0;
            while lane < V::LANES {
                let a = V::load(sum.step(k + lane).0);
                chains[lane % WAYS] = a.mul_add(factors.spread(lanes[lane]), chains[lane % WAYS]);
                lane += 1;
            }
            k += V::LANES;
        }
        (k, chains)
    }
}
