//! What registers in single precision do in a way of their own.

#![allow(unsafe_op_in_unsafe_fn, reason = "the contract of each function is the trait's")]
#![allow(clippy::wildcard_imports, reason = "the instructions of this file")]

use core::arch::x86_64::*;

use super::super::{Vector, read, write};
use super::F32x8;

/// # Safety
/// As [`Vector`]'s.
impl F32x8 {
    #[inline(always)]
    pub(super) unsafe fn sum_lanes(self) -> f32 {
        let fours = _mm_add_ps(_mm256_castps256_ps128(self.0), _mm256_extractf128_ps::<1>(self.0));
        let twos = _mm_add_ps(fours, _mm_movehl_ps(fours, fours));
        _mm_cvtss_f32(_mm_add_ss(twos, _mm_movehdup_ps(twos)))
    }

    /// Writes `count` numbers, all if 8. Some processors take long over masked stores.
    #[inline(always)]
    pub(super) unsafe fn store_count(self, mut to: *mut f32, count: usize) {
        if count >= 8 {
            return self.store(to);
        }
        let mut rest = _mm256_castps256_ps128(self.0);
        if count & 4 != 0 {
            write(to, rest);
            to = to.wrapping_add(4);
            rest = _mm256_extractf128_ps::<1>(self.0);
        }
        if count & 2 != 0 {
            _mm_storel_pd(to.cast(), _mm_castps_pd(rest));
            to = to.wrapping_add(2);
            rest = _mm_movehl_ps(rest, rest);
        }
        if count & 1 != 0 {
            _mm_store_ss(to, rest);
        }
    }

    /// `2^⌊n/2⌋` and `2^⌈n/2⌉` of integers.
    #[inline(always)]
    pub(super) unsafe fn powers_of_two(self) -> [Self; 2] {
        let n = _mm256_cvtps_epi32(self.0);
        let half = _mm256_srai_epi32::<1>(n);
        let rest = _mm256_sub_epi32(n, half);
        let bias = _mm256_set1_epi32(127);
        let half = _mm256_slli_epi32::<23>(_mm256_add_epi32(half, bias));
        let rest = _mm256_slli_epi32::<23>(_mm256_add_epi32(rest, bias));
        [Self(_mm256_castsi256_ps(half)), Self(_mm256_castsi256_ps(rest))]
    }

    #[inline(always)]
    pub(super) unsafe fn transpose_block(
        from: *const f32,
        from_stride: usize,
        to: *mut f32,
        to_stride: usize,
    ) {
        // Rows 0..4 and 4..8 of two columns side by side in one register, so that only shuffles
        // within the halves remain.
        let mut output = to;
        for rows in [0, 4] {
            let mut pairs = [_mm256_setzero_ps(); 4];
            for (column, pair) in pairs.iter_mut().enumerate() {
                let low = from.wrapping_add(column.wrapping_mul(from_stride).wrapping_add(rows));
                let high = low.wrapping_add(from_stride.wrapping_mul(4));
                *pair = _mm256_insertf128_ps::<1>(_mm256_castps128_ps256(read(low)), read(high));
            }
            let [a, b, c, d] = pairs;
            let (ab_low, ab_high) = (_mm256_unpacklo_ps(a, b), _mm256_unpackhi_ps(a, b));
            let (cd_low, cd_high) = (_mm256_unpacklo_ps(c, d), _mm256_unpackhi_ps(c, d));
            for row in [
                _mm256_shuffle_ps::<0b01_00_01_00>(ab_low, cd_low),
                _mm256_shuffle_ps::<0b11_10_11_10>(ab_low, cd_low),
                _mm256_shuffle_ps::<0b01_00_01_00>(ab_high, cd_high),
                _mm256_shuffle_ps::<0b11_10_11_10>(ab_high, cd_high),
            ] {
                write(output, row);
                output = output.wrapping_add(to_stride);
            }
        }
    }
}
