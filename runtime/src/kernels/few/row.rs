//! Products of one row.

use super::{Sum, load, ways};
use crate::kernels::vector::Vector;

/// Computes one row, which is a column as well: its chains are lanes.
///
/// # Safety
/// As [`rows`](super::rows)'s, of one row without gaps, for at most 8 lanes.
#[inline(always)]
pub(super) unsafe fn row<V: Vector, const N: usize>(s: Sum<V::Scalar>) {
    const CHAINS: usize = ways(1, 0);
    // SAFETY: as this function's: an incomplete register is masked.
    unsafe {
        for n in 0..N {
            let b = s.b.wrapping_add(n * s.b_stride);
            let mut chains = [V::zero(); CHAINS];
            if let Some((start, stride)) = s.start {
                chains[0] = V::load_first(start.wrapping_add(n * stride), V::mask(1));
            }
            let mut k = 0;
            while k < s.k {
                let mut lane = 0;
                while lane < CHAINS && k + lane < s.k {
                    let (a, b) = (s.a.wrapping_add(k + lane), b.wrapping_add(k + lane));
                    let count = V::LANES.min(s.k - k - lane);
                    let (mask, sum) = (V::mask(count), &mut chains[lane / V::LANES]);
                    *sum = load::<V>(a, count, mask).mul_add(load(b, count, mask), *sum);
                    lane += V::LANES;
                }
                k += CHAINS;
            }
            let mut count = CHAINS / V::LANES;
            while count > 1 {
                count /= 2;
                for index in 0..count {
                    chains[index] = chains[index].add(chains[index + count]);
                }
            }
            let sum = V::splat(chains[0].sum());
            sum.store_first(s.c.wrapping_add(n * s.c_stride), V::mask(1));
        }
    }
}
