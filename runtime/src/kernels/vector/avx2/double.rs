//! What registers in double precision do in a way of their own.

#![allow(unsafe_op_in_unsafe_fn, reason = "the contract of each function is the trait's")]
#![allow(clippy::wildcard_imports, reason = "the instructions of this file")]

use core::arch::x86_64::*;

use super::super::{Vector, read, write};
use super::F64x4;

/// # Safety
/// As [`Vector`]'s.
impl F64x4 {
    #[inline(always)]
    pub(super) unsafe fn sum_lanes(self) -> f64 {
        let twos = _mm_add_pd(_mm256_castpd256_pd128(self.0), _mm256_extractf128_pd::<1>(self.0));
        _mm_cvtsd_f64(_mm_add_sd(twos, _mm_unpackhi_pd(twos, twos)))
    }

    /// Writes `count` numbers, all if 4. Some processors take long over masked stores.
    #[inline(always)]
    pub(super) unsafe fn store_count(self, mut to: *mut f64, count: usize) {
        if count >= 4 {
            return self.store(to);
        }
        let mut rest = _mm256_castpd256_pd128(self.0);
        if count & 2 != 0 {
            write(to, rest);
            to = to.wrapping_add(2);
            rest = _mm256_extractf128_pd::<1>(self.0);
        }
        if count & 1 != 0 {
            _mm_store_sd(to, rest);
        }
    }

    /// `2^⌊n/2⌋` and `2^⌈n/2⌉` of integers.
    #[inline(always)]
    pub(super) unsafe fn powers_of_two(self) -> [Self; 2] {
        let n = _mm256_cvtpd_epi32(self.0);
        let half = _mm_srai_epi32::<1>(n);
        let rest = _mm_sub_epi32(n, half);
        let bias = _mm_set1_epi32(1023);
        let half = _mm256_slli_epi64::<52>(_mm256_cvtepi32_epi64(_mm_add_epi32(half, bias)));
        let rest = _mm256_slli_epi64::<52>(_mm256_cvtepi32_epi64(_mm_add_epi32(rest, bias)));
        [Self(_mm256_castsi256_pd(half)), Self(_mm256_castsi256_pd(rest))]
    }

    #[inline(always)]
    pub(super) unsafe fn transpose_block(
        from: *const f64,
        from_stride: usize,
        to: *mut f64,
        to_stride: usize,
    ) {
        let mut output = to;
        for rows in [0, 2] {
            let mut pairs = [_mm256_setzero_pd(); 2];
            for (column, pair) in pairs.iter_mut().enumerate() {
                let low = from.wrapping_add(column.wrapping_mul(from_stride).wrapping_add(rows));
                let high = low.wrapping_add(from_stride.wrapping_mul(2));
                *pair = _mm256_insertf128_pd::<1>(_mm256_castpd128_pd256(read(low)), read(high));
            }
            let [a, b] = pairs;
            for row in [_mm256_unpacklo_pd(a, b), _mm256_unpackhi_pd(a, b)] {
                write(output, row);
                output = output.wrapping_add(to_stride);
            }
        }
    }
}
