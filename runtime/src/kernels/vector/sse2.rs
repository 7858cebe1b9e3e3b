//! Registers of 128 bits, which every 64-bit x86 processor has. The bits of results are those of
//! `portable`; only the compiler needs no luck to vectorise it.

#![allow(unsafe_op_in_unsafe_fn, reason = "the contract of each function is the trait's")]
#![allow(clippy::wildcard_imports, reason = "the instructions of this file")]

mod double;
mod single;

use core::arch::x86_64::*;

use super::{Vector, read, write};

/// 4 numbers.
#[derive(Clone, Copy)]
pub(in crate::kernels) struct F32s(__m128);

/// 2 numbers.
#[derive(Clone, Copy)]
pub(in crate::kernels) struct F64s(__m128d);

macro_rules! vector {
    (
        $name:ident, $scalar:ty, $lanes:literal,
        $splat:ident, $splat_at:ident, $add:ident, $subtract:ident, $mul:ident, $divide:ident, $sqrt:ident,
        $min:ident, $max:ident, $is_greater:ident, $is_equal:ident, $is_none:ident,
        $and:ident, $and_not:ident, $or:ident, $zero:ident
    ) => {
        impl Vector for $name {
            type Scalar = $scalar;
            type Mask = usize;
            type Half = Self;

            const LANES: usize = $lanes;
            // Of 16 registers, one of which holds a product before it is added.
            const COLUMNS: [usize; 4] = [8, 4, 2, 1];
            const MASKS_ARE_FREE: bool = false;
            const BLOCK: usize = $lanes;

            #[inline(always)]
            unsafe fn zero() -> Self {
                Self($zero())
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
                Self(read(from))
            }
            #[inline(always)]
            unsafe fn store(self, to: *mut $scalar) {
                write(to, self.0);
            }
            #[inline(always)]
            unsafe fn mask(count: usize) -> usize {
                count
            }
            #[inline(always)]
            unsafe fn load_first(from: *const $scalar, mask: usize) -> Self {
                Self::load_count(from, mask)
            }
            #[inline(always)]
            unsafe fn store_first(self, to: *mut $scalar, mask: usize) {
                self.store_count(to, mask);
            }
            #[inline(always)]
            unsafe fn mul_add(self, b: Self, c: Self) -> Self {
                self.mul(b).add(c)
            }
            #[inline(always)]
            unsafe fn add(self, other: Self) -> Self {
                Self($add(self.0, other.0))
            }
            #[inline(always)]
            unsafe fn mul(self, other: Self) -> Self {
                Self($mul(self.0, other.0))
            }
            #[inline(always)]
            unsafe fn sub(self, other: Self) -> Self {
                Self($subtract(self.0, other.0))
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
                Self($min(self.0, other.0))
            }
            #[inline(always)]
            unsafe fn max(self, other: Self) -> Self {
                Self($max(self.0, other.0))
            }
            #[inline(always)]
            unsafe fn larger(self, other: Self) -> Self {
                let is_none = $is_none(other.0, other.0);
                Self($or($and(is_none, other.0), $and_not(is_none, $max(other.0, self.0))))
            }
            #[inline(always)]
            unsafe fn split_at_largest(self, values: Self, largest: Self) -> [Self; 2] {
                let is_largest = $or($is_equal(values.0, largest.0), $is_none(values.0, values.0));
                [Self($and(is_largest, self.0)), Self($and_not(is_largest, self.0))]
            }
            #[inline(always)]
            unsafe fn sum(self) -> $scalar {
                self.sum_lanes()
            }
            #[inline(always)]
            unsafe fn zero_unless_positive(self, other: Self) -> Self {
                // "Not less or equal", which is true of what is not a number.
                Self($and(self.0, $is_greater(other.0, $zero())))
            }
            #[inline(always)]
            unsafe fn magnitude(self) -> Self {
                Self($and_not($splat(-0.0), self.0))
            }
            #[inline(always)]
            unsafe fn round(self) -> Self {
                // Beyond 2^(digits − 1) a number has no fraction; the sum is rounded to even.
                let shift = $splat(1.5 * (1_u64 << (<$scalar>::MANTISSA_DIGITS - 1)) as $scalar);
                Self($subtract($add(self.0, shift), shift))
            }
            #[inline(always)]
            unsafe fn scale(self, n: Self) -> Self {
                // In two steps, of which only the second one rounds, for subnormal results.
                let [half, rest] = n.powers_of_two();
                self.mul(half).mul(rest)
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
    F32s,
    f32,
    4,
    _mm_set1_ps,
    _mm_load1_ps,
    _mm_add_ps,
    _mm_sub_ps,
    _mm_mul_ps,
    _mm_div_ps,
    _mm_sqrt_ps,
    _mm_min_ps,
    _mm_max_ps,
    _mm_cmpnle_ps,
    _mm_cmpeq_ps,
    _mm_cmpunord_ps,
    _mm_and_ps,
    _mm_andnot_ps,
    _mm_or_ps,
    _mm_setzero_ps
);
vector!(
    F64s,
    f64,
    2,
    _mm_set1_pd,
    _mm_load1_pd,
    _mm_add_pd,
    _mm_sub_pd,
    _mm_mul_pd,
    _mm_div_pd,
    _mm_sqrt_pd,
    _mm_min_pd,
    _mm_max_pd,
    _mm_cmpnle_pd,
    _mm_cmpeq_pd,
    _mm_cmpunord_pd,
    _mm_and_pd,
    _mm_andnot_pd,
    _mm_or_pd,
    _mm_setzero_pd
);
