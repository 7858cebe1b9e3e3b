//! The sums of some registers of rows.

use super::{Sum, load};
use crate::kernels::opaque::opaque;
use crate::kernels::vector::Vector;

/// The numbers of [`Vector::quad`].
const QUAD: usize = 4;

/// The bytes of a register beside whose reads there is room for those of single numbers: every other four come so,
/// which leaves the units that shuffle and multiply more time. Reads of larger ones keep all ports busy.
const NARROW: usize = 32;

/// Computes the rows of `R` registers, of which the last one may be incomplete.
///
/// # Safety
/// As [`rows`](super::rows)'s, of so many rows.
#[inline(always)]
pub(super) unsafe fn block<V: Vector, const WAYS: usize, const N: usize, const R: usize, const RUNS: bool>(
    rows: usize,
    mut s: Sum<V::Scalar>,
) {
    let rereads = !RUNS && is_quickly_read::<V::Scalar>(s.k);
    if const { V::REREADS } && rereads {
        s.b = in_memory(s.b);
    }
    // The steps that may read whole registers: lanes beyond the rows are not stored.
    let whole = match s.a_len.checked_sub(R * V::LANES) {
        Some(slack) => s.k.min(slack.checked_div(s.a_stride).map_or(s.k, |steps| steps + 1)),
        None => 0,
    };
    // SAFETY: as this function's: an incomplete register is masked.
    unsafe {
        let last = rows - (R - 1) * V::LANES;
        let mask = V::mask(last);
        let lanes = |r| if r == R - 1 { last } else { V::LANES };
        let mut sums = [[[V::zero(); R]; WAYS]; N];
        if let Some((start, stride)) = s.start {
            for (n, sums) in sums.iter_mut().enumerate() {
                for (r, sum) in sums[0].iter_mut().enumerate() {
                    *sum = load(start.wrapping_add(n * stride + r * V::LANES), lanes(r), mask);
                }
            }
        }
        if RUNS {
            let mut run = 0;
            while run < s.runs {
                let before = run * s.run;
                let a = s.a.wrapping_add(before * s.a_stride);
                let b = s.b.wrapping_add(run * s.distance);
                steps(&mut sums, Sum { a, b, ..s }, whole.saturating_sub(before), rows, rereads);
                run += 1;
            }
        } else {
            steps(&mut sums, s, whole, rows, rereads);
        }
        for (n, sums) in sums.iter_mut().enumerate() {
            // Chains without a product are no part of a sum; as a rule there are none, which takes no questions.
            if s.k >= WAYS {
                add_up(sums, WAYS);
            } else {
                add_up(sums, s.k.max(1));
            }
            for (r, sum) in sums[0].into_iter().enumerate() {
                let c = s.c.wrapping_add(n * s.c_stride + r * V::LANES);
                if lanes(r) < V::LANES {
                    sum.store_first(c, mask);
                } else {
                    sum.store(c);
                }
            }
        }
    }
}

/// Whether numbers that have just been computed, in registers, can be read at once from where they were stored: as
/// many as fill registers. Of one that was stored in part, a processor waits for the memory.
const fn is_quickly_read<T>(count: usize) -> bool {
    let all = 64 / size_of::<T>();
    count.is_multiple_of(all) || count == all / 2 || count == all / 4
}

/// The same place. Where the layer before has left its numbers in registers the compiler would shuffle them, if it
/// knew that these are the same.
#[inline(always)]
fn in_memory<T>(numbers: *const T) -> *const T {
    opaque!(reg, numbers)
}

/// Adds the chains up by halves, the first `used` of them.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
unsafe fn add_up<V: Vector, const WAYS: usize, const R: usize>(sums: &mut [[V; R]; WAYS], used: usize) {
    let mut ways = WAYS;
    while ways > 1 {
        ways /= 2;
        let mut way = 0;
        while way < ways && way + ways < used {
            let second = sums[way + ways];
            for (sum, second) in sums[way].iter_mut().zip(second) {
                // SAFETY: as this function's.
                *sum = unsafe { sum.add(second) };
            }
            way += 1;
        }
    }
}

/// Adds the products of a run, of which the first `whole` may read whole registers; `rereads` numbers from memory
/// where that is quicker than to shuffle them.
///
/// # Safety
/// As [`block`]'s.
#[inline(always)]
unsafe fn steps<V: Vector, const WAYS: usize, const N: usize, const R: usize>(
    sums: &mut [[[V; R]; WAYS]; N],
    s: Sum<V::Scalar>,
    whole: usize,
    rows: usize,
    rereads: bool,
) {
    let last = rows - (R - 1) * V::LANES;
    let lanes = |r| if r == R - 1 { last } else { V::LANES };
    let (len, whole) = (s.run, whole.min(s.run));
    // SAFETY: as this function's.
    unsafe {
        let mask = V::mask(last);
        let mut k = 0;
        if const { V::SPREADS && N == 1 } {
            let step = const { if WAYS < QUAD { QUAD } else { WAYS } };
            while k + step <= whole {
                let mut at = 0;
                while at < step {
                    let quad = V::quad(s.step(k + at).1);
                    let mut index = 0;
                    while index < QUAD {
                        let (a, b) = s.step(k + at + index);
                        let factor = if const { size_of::<V>() <= NARROW } && rereads && at > 0 {
                            V::splat_at(in_memory(b))
                        } else {
                            quad.spread(index)
                        };
                        for (r, sum) in sums[0][(at + index) % WAYS].iter_mut().enumerate() {
                            *sum = V::load(a.wrapping_add(r * V::LANES)).mul_add(factor, *sum);
                        }
                        index += 1;
                    }
                    at += QUAD;
                }
                k += step;
            }
        }
        // All is done where numbers are spread and a step is of all chains.
        if const { !(V::SPREADS && N == 1) || WAYS < QUAD } {
            while k + WAYS <= whole {
                let mut way = 0;
                while way < WAYS {
                    let (a, b) = s.step(k + way);
                    let mut column = [V::zero(); R];
                    for (r, column) in column.iter_mut().enumerate() {
                        *column = V::load(a.wrapping_add(r * V::LANES));
                    }
                    step_of_way(sums, way, column, b, s.b_stride);
                    way += 1;
                }
                k += WAYS;
            }
        }
        while k < len {
            let mut way = 0;
            while way < WAYS && k + way < len {
                let (a, b) = s.step(k + way);
                let mut column = [V::zero(); R];
                for (r, column) in column.iter_mut().enumerate() {
                    *column = load(a.wrapping_add(r * V::LANES), lanes(r), mask);
                }
                step_of_way(sums, way, column, b, s.b_stride);
                way += 1;
            }
            k += WAYS;
        }
    }
}

/// Adds a column of `a` times the number at `b`, and of the columns behind it, to the sums of a chain.
///
/// # Safety
/// As [`rows`](super::rows)'s, of the numbers.
#[inline(always)]
unsafe fn step_of_way<V: Vector, const WAYS: usize, const N: usize, const R: usize>(
    sums: &mut [[[V; R]; WAYS]; N],
    way: usize,
    column: [V; R],
    b: *const V::Scalar,
    b_stride: usize,
) {
    // SAFETY: as this function's.
    unsafe {
        for (n, sums) in sums.iter_mut().enumerate() {
            let factor = V::splat_at(b.wrapping_add(n * b_stride));
            for (sum, column) in sums[way].iter_mut().zip(column) {
                *sum = column.mul_add(factor, *sum);
            }
        }
    }
}
