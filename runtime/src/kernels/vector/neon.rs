//! Registers of 128 bits on 64-bit Arm.

#![allow(unsafe_op_in_unsafe_fn, reason = "the contract of each function is the trait's")]
#![allow(clippy::wildcard_imports, reason = "the instructions of this file")]

use core::arch::aarch64::*;

use super::Vector;

/// 4 numbers.
#[derive(Clone, Copy)]
pub(in crate::kernels) struct F32x4(float32x4_t);

/// 2 numbers.
#[derive(Clone, Copy)]
pub(in crate::kernels) struct F64x2(float64x2_t);

macro_rules! vector {
    (
        $name:ident, $scalar:ident, $lanes:literal,
        $splat:ident, $splat_at:ident, $load:ident, $store:ident, $mul_add:ident, $add:ident, $minus:ident,
        $mul:ident, $divide:ident, $sqrt:ident,
        $less:ident, $greater:ident, $equal:ident, $at_most_zero:ident, $select:ident, $round:ident,
        $to_integers:ident, $half:ident, $subtract:ident, $add_integers:ident, $splat_integer:ident,
        $shift:ident, $to_numbers:ident
    ) => {
        impl Vector for $name {
            type Scalar = $scalar;
            type Mask = usize;
            type Half = Self;

            const LANES: usize = $lanes;
            // Of 32 registers; four multiply-adds a cycle of a latency of 4 need 16 sums.
            const COLUMNS: [usize; 4] = [16, 8, 4, 2];
            const MASKS_ARE_FREE: bool = false;
            const BLOCK: usize = $lanes;

            #[inline(always)]
            unsafe fn zero() -> Self {
                Self($splat(0.0))
            }
            #[inline(always)]
            unsafe fn splat(value: $scalar) -> Self {
                Self($splat(value))
            }
            #[inline(always)]
            unsafe fn splat_at(from: *const $scalar) -> Self {
                Self($splat_at(from))
            }
            #[inline(always)]
            unsafe fn load(from: *const $scalar) -> Self {
                Self($load(from))
            }
            #[inline(always)]
            unsafe fn store(self, to: *mut $scalar) {
                $store(to, self.0);
            }
            #[inline(always)]
            unsafe fn mask(count: usize) -> usize {
                count
            }
            #[inline(always)]
            unsafe fn load_first(from: *const $scalar, mask: usize) -> Self {
                let mut lanes = [0.0; $lanes];
                for (lane, value) in lanes.iter_mut().enumerate() {
                    if lane < mask {
                        *value = from.wrapping_add(lane).read_unaligned();
                    }
                }
                Self($load(lanes.as_ptr()))
            }
            #[inline(always)]
            unsafe fn store_first(self, to: *mut $scalar, mask: usize) {
                let mut lanes = [0.0; $lanes];
                $store(lanes.as_mut_ptr(), self.0);
                for (lane, value) in lanes.into_iter().enumerate() {
                    if lane < mask {
                        to.wrapping_add(lane).write_unaligned(value);
                    }
                }
            }
            #[inline(always)]
            unsafe fn mul_add(self, b: Self, c: Self) -> Self {
                Self($mul_add(c.0, self.0, b.0))
            }
            #[inline(always)]
            unsafe fn add(self, other: Self) -> Self {
                Self($add(self.0, other.0))
            }
            #[inline(always)]
            unsafe fn mul(self, other: Self) -> Self {
                Self($mul(self.0, other.0))
            }
            // By comparisons: the instructions for the minimum and maximum treat zeros and what is
            // not a number differently.
            #[inline(always)]
            unsafe fn sub(self, other: Self) -> Self {
                Self($minus(self.0, other.0))
            }
            #[inline(always)]
            unsafe fn div(self, other: Self) -> Self {
                Self($divide(self.0, other.0))
            }
            #[inline(always)]
            unsafe fn sqrt(self) -> Self {
                Self($sqrt(self.0))
            }
            #[inline(always)]
            unsafe fn min(self, other: Self) -> Self {
                Self($select($less(self.0, other.0), self.0, other.0))
            }
            #[inline(always)]
            unsafe fn max(self, other: Self) -> Self {
                Self($select($greater(self.0, other.0), self.0, other.0))
            }
            #[inline(always)]
            unsafe fn larger(self, other: Self) -> Self {
                let larger = $select($greater(other.0, self.0), other.0, self.0);
                Self($select($equal(other.0, other.0), larger, other.0))
            }
            #[inline(always)]
            unsafe fn split_at_largest(self, values: Self, largest: Self) -> [Self; 2] {
                let (is_equal, is_number) = ($equal(values.0, largest.0), $equal(values.0, values.0));
                let zero = $splat(0.0);
                let passed = $select(is_equal, self.0, $select(is_number, zero, self.0));
                [Self(passed), Self($select(is_equal, zero, $select(is_number, self.0, zero)))]
            }
            #[inline(always)]
            unsafe fn sum(self) -> $scalar {
                self.sum_lanes()
            }
            #[inline(always)]
            unsafe fn zero_unless_positive(self, other: Self) -> Self {
                Self($select($at_most_zero(other.0), $splat(0.0), self.0))
            }
            #[inline(always)]
            unsafe fn round(self) -> Self {
                Self($round(self.0))
            }
            #[inline(always)]
            unsafe fn scale(self, n: Self) -> Self {
                const DIGITS: i32 = $scalar::MANTISSA_DIGITS as i32 - 1;
                // In two steps, of which only the second one rounds, for subnormal results.
                let n = $to_integers(n.0);
                let half = $half::<1>(n);
                let rest = $subtract(n, half);
                let bias = $splat_integer($scalar::MAX_EXP as _);
                let bias = $subtract(bias, $splat_integer(1));
                let half = $to_numbers($shift::<DIGITS>($add_integers(half, bias)));
                let rest = $to_numbers($shift::<DIGITS>($add_integers(rest, bias)));
                Self($mul($mul(self.0, half), rest))
            }
            #[inline(always)]
            unsafe fn transpose(
                from: *const $scalar,
                from_stride: usize,
                to: *mut $scalar,
                to_stride: usize,
            ) {
                Self::transpose_block(from, from_stride, to, to_stride);
            }
        }
    };
}

vector!(
    F32x4,
    f32,
    4,
    vdupq_n_f32,
    vld1q_dup_f32,
    vld1q_f32,
    vst1q_f32,
    vfmaq_f32,
    vaddq_f32,
    vsubq_f32,
    vmulq_f32,
    vdivq_f32,
    vsqrtq_f32,
    vcltq_f32,
    vcgtq_f32,
    vceqq_f32,
    vclezq_f32,
    vbslq_f32,
    vrndnq_f32,
    vcvtq_s32_f32,
    vshrq_n_s32,
    vsubq_s32,
    vaddq_s32,
    vdupq_n_s32,
    vshlq_n_s32,
    vreinterpretq_f32_s32
);
vector!(
    F64x2,
    f64,
    2,
    vdupq_n_f64,
    vld1q_dup_f64,
    vld1q_f64,
    vst1q_f64,
    vfmaq_f64,
    vaddq_f64,
    vsubq_f64,
    vmulq_f64,
    vdivq_f64,
    vsqrtq_f64,
    vcltq_f64,
    vcgtq_f64,
    vceqq_f64,
    vclezq_f64,
    vbslq_f64,
    vrndnq_f64,
    vcvtq_s64_f64,
    vshrq_n_s64,
    vsubq_s64,
    vaddq_s64,
    vdupq_n_s64,
    vshlq_n_s64,
    vreinterpretq_f64_s64
);

/// # Safety
/// As [`Vector`]'s.
impl F32x4 {
    #[inline(always)]
    unsafe fn sum_lanes(self) -> f32 {
        vpadds_f32(vadd_f32(vget_low_f32(self.0), vget_high_f32(self.0)))
    }

    #[inline(always)]
    unsafe fn transpose_block(from: *const f32, from_stride: usize, to: *mut f32, to_stride: usize) {
        let mut columns = [vdupq_n_f32(0.0); 4];
        for (index, column) in columns.iter_mut().enumerate() {
            *column = vld1q_f32(from.wrapping_add(index.wrapping_mul(from_stride)));
        }
        let [a, b, c, d] = columns;
        // Pairs of columns interleaved, then pairs of pairs.
        let (ab_even, ab_odd) = (vtrn1q_f32(a, b), vtrn2q_f32(a, b));
        let (cd_even, cd_odd) = (vtrn1q_f32(c, d), vtrn2q_f32(c, d));
        let (ab_even, ab_odd) = (vreinterpretq_f64_f32(ab_even), vreinterpretq_f64_f32(ab_odd));
        let (cd_even, cd_odd) = (vreinterpretq_f64_f32(cd_even), vreinterpretq_f64_f32(cd_odd));
        let rows = [
            vtrn1q_f64(ab_even, cd_even),
            vtrn1q_f64(ab_odd, cd_odd),
            vtrn2q_f64(ab_even, cd_even),
            vtrn2q_f64(ab_odd, cd_odd),
        ];
        for (index, row) in rows.into_iter().enumerate() {
            vst1q_f32(to.wrapping_add(index.wrapping_mul(to_stride)), vreinterpretq_f32_f64(row));
        }
    }
}

/// # Safety
/// As [`Vector`]'s.
impl F64x2 {
    #[inline(always)]
    unsafe fn sum_lanes(self) -> f64 {
        vpaddd_f64(self.0)
    }

    #[inline(always)]
    unsafe fn transpose_block(from: *const f64, from_stride: usize, to: *mut f64, to_stride: usize) {
        let (a, b) = (vld1q_f64(from), vld1q_f64(from.wrapping_add(from_stride)));
        vst1q_f64(to, vtrn1q_f64(a, b));
        vst1q_f64(to.wrapping_add(to_stride), vtrn2q_f64(a, b));
    }
}
