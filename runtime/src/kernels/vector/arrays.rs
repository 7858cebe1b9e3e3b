//! Registers as arrays, which the compiler maps to what the build's target has.

#![allow(unsafe_op_in_unsafe_fn, reason = "the contract of each function is the trait's")]

use super::Vector;
use crate::scalar::Scalar;

/// Four numbers.
#[derive(Clone, Copy)]
pub(in crate::kernels) struct Lanes<T>([T; 4]);

/// Four numbers.
pub(in crate::kernels) type F32s = Lanes<f32>;

/// Four numbers.
pub(in crate::kernels) type F64s = Lanes<f64>;

macro_rules! lanes {
    ($scalar:ident, $signed:ident) => {
        impl Vector for Lanes<$scalar> {
            type Scalar = $scalar;
            type Mask = usize;
            type Half = Self;

            const LANES: usize = 4;
            // Of 16 registers; elsewhere few and small tiles, for a microcontroller's flash.
            const COLUMNS: [usize; 4] =
                if cfg!(target_pointer_width = "64") { [8, 4, 2, 1] } else { [4, 0, 0, 0] };
            const MASKS_ARE_FREE: bool = false;
            const BLOCK: usize = 4;

            #[inline(always)]
            unsafe fn zero() -> Self {
                Self([0.0; 4])
            }
            #[inline(always)]
            unsafe fn splat(value: $scalar) -> Self {
                Self([value; 4])
            }
            #[inline(always)]
            unsafe fn splat_at(from: *const $scalar) -> Self {
                Self([from.read_unaligned(); 4])
            }
            #[inline(always)]
            unsafe fn load(from: *const $scalar) -> Self {
                Self(from.cast::<[$scalar; 4]>().read_unaligned())
            }
            #[inline(always)]
            unsafe fn store(self, to: *mut $scalar) {
                to.cast::<[$scalar; 4]>().write_unaligned(self.0);
            }
            #[inline(always)]
            unsafe fn mask(count: usize) -> usize {
                count
            }
            #[inline(always)]
            unsafe fn load_first(from: *const $scalar, mask: usize) -> Self {
                let mut lanes = [0.0; 4];
                for (lane, value) in lanes.iter_mut().enumerate() {
                    if lane < mask {
                        *value = from.wrapping_add(lane).read_unaligned();
                    }
                }
                Self(lanes)
            }
            #[inline(always)]
            unsafe fn store_first(self, to: *mut $scalar, mask: usize) {
                for (lane, value) in self.0.into_iter().enumerate() {
                    if lane < mask {
                        to.wrapping_add(lane).write_unaligned(value);
                    }
                }
            }
            #[inline(always)]
            unsafe fn mul_add(self, b: Self, c: Self) -> Self {
                self.mul(b).add(c)
            }
            #[inline(always)]
            unsafe fn add(mut self, other: Self) -> Self {
                for (lane, other) in self.0.iter_mut().zip(other.0) {
                    *lane += other;
                }
                self
            }
            #[inline(always)]
            unsafe fn mul(mut self, other: Self) -> Self {
                for (lane, other) in self.0.iter_mut().zip(other.0) {
                    *lane *= other;
                }
                self
            }
            #[inline(always)]
            unsafe fn sub(mut self, other: Self) -> Self {
                for (lane, other) in self.0.iter_mut().zip(other.0) {
                    *lane -= other;
                }
                self
            }
            #[inline(always)]
            unsafe fn div(mut self, other: Self) -> Self {
                for (lane, other) in self.0.iter_mut().zip(other.0) {
                    *lane /= other;
                }
                self
            }
            #[inline(always)]
            unsafe fn sqrt(self) -> Self {
                Self(self.0.map(Scalar::sqrt))
            }
            #[inline(always)]
            unsafe fn min(mut self, other: Self) -> Self {
                for (lane, other) in self.0.iter_mut().zip(other.0) {
                    *lane = if *lane < other { *lane } else { other };
                }
                self
            }
            #[inline(always)]
            unsafe fn max(mut self, other: Self) -> Self {
                for (lane, other) in self.0.iter_mut().zip(other.0) {
                    *lane = if *lane > other { *lane } else { other };
                }
                self
            }
            #[inline(always)]
            unsafe fn larger(mut self, other: Self) -> Self {
                for (lane, other) in self.0.iter_mut().zip(other.0) {
                    *lane = if (other > *lane) | other.is_nan() { other } else { *lane };
                }
                self
            }
            #[inline(always)]
            unsafe fn split_at_largest(self, values: Self, largest: Self) -> [Self; 2] {
                let (mut passed, mut rest) = ([0.0; 4], [0.0; 4]);
                for lane in 0..4 {
                    let is_largest = (values.0[lane] == largest.0[lane]) | values.0[lane].is_nan();
                    *(if is_largest { &mut passed[lane] } else { &mut rest[lane] }) = self.0[lane];
                }
                [Self(passed), Self(rest)]
            }
            #[inline(always)]
            unsafe fn sum(self) -> $scalar {
                let [a, b, c, d] = self.0;
                (a + c) + (b + d)
            }
            #[inline(always)]
            unsafe fn zero_unless_positive(mut self, other: Self) -> Self {
                for (lane, other) in self.0.iter_mut().zip(other.0) {
                    *lane = if other <= 0.0 { 0.0 } else { *lane };
                }
                self
            }
            #[inline(always)]
            unsafe fn round(mut self) -> Self {
                // Beyond 2^(digits − 1) a number has no fraction; the sum is rounded to even.
                const SHIFT: $scalar = 1.5 * (1_u64 << ($scalar::MANTISSA_DIGITS - 1)) as $scalar;
                for lane in &mut self.0 {
                    *lane = (*lane + SHIFT) - SHIFT;
                }
                self
            }
            #[inline(always)]
            unsafe fn scale(mut self, n: Self) -> Self {
                const BIAS: $signed = $scalar::MAX_EXP as $signed - 1;
                for (lane, n) in self.0.iter_mut().zip(n.0) {
                    // In two steps, of which only the second one rounds, for subnormal results.
                    let n = n as $signed;
                    let half = n >> 1;
                    let power = |n: $signed| {
                        let bits = n.wrapping_add(BIAS).cast_unsigned();
                        $scalar::from_bits(bits << ($scalar::MANTISSA_DIGITS - 1))
                    };
                    *lane = *lane * power(half) * power(n.wrapping_sub(half));
                }
                self
            }
            #[inline(always)]
            unsafe fn transpose(
                from: *const $scalar,
                from_stride: usize,
                to: *mut $scalar,
                to_stride: usize,
            ) {
                for row in 0..4_usize {
                    let mut lanes = [0.0; 4];
                    for (column, value) in lanes.iter_mut().enumerate() {
                        let offset = column.wrapping_mul(from_stride).wrapping_add(row);
                        *value = from.wrapping_add(offset).read_unaligned();
                    }
                    Self(lanes).store(to.wrapping_add(row.wrapping_mul(to_stride)));
                }
            }
        }
    };
}

lanes!(f32, i32);
lanes!(f64, i64);
