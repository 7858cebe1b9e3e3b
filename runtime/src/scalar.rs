//! The number types that networks compute in.

use crate::initializers::Fill;
use crate::kernels::Kernels;

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

/// `f32` or `f64`: the type of a network's weights and values.
pub trait Scalar:
    sealed::Sealed
    + Kernels
    + Fill
    + nalgebra::Scalar
    + Copy
    + Send
    + Sync
    + Default
    + PartialOrd
    + core::ops::Add<Output = Self>
    + core::ops::Sub<Output = Self>
    + core::ops::Mul<Output = Self>
    + core::ops::Div<Output = Self>
    + core::ops::Neg<Output = Self>
    + core::ops::AddAssign
    + core::ops::SubAssign
    + core::ops::MulAssign
    + core::ops::DivAssign
    + core::iter::Sum
    + core::fmt::Display
    + Send
    + Sync
    + 'static
{
    /// 0.
    const ZERO: Self;
    /// 1.
    const ONE: Self;
    /// Negative infinity: less than any other number.
    const NEG_INFINITY: Self;
    /// The smallest positive number that is not subnormal.
    const MIN_POSITIVE: Self;
    /// The type's name in weight files: `F32` or `F64`.
    const DTYPE: &'static str;

    /// The nearest value.
    fn from_f64(value: f64) -> Self;
    /// The same value, exactly.
    fn to_f64(self) -> f64;
    /// eˣ.
    #[must_use]
    fn exp(self) -> Self;
    /// The natural logarithm.
    #[must_use]
    fn ln(self) -> Self;
    /// ln(1 + x), exact for small x.
    #[must_use]
    fn ln_1p(self) -> Self;
    /// eˣ − 1, exact for small x.
    #[must_use]
    fn exp_m1(self) -> Self;
    /// The hyperbolic tangent.
    #[must_use]
    fn tanh(self) -> Self;
    /// The error function.
    #[must_use]
    fn erf(self) -> Self;
    /// The square root.
    #[must_use]
    fn sqrt(self) -> Self;
    /// The absolute value.
    #[must_use]
    fn abs(self) -> Self;
    /// False for infinities and NaN.
    fn is_finite(self) -> bool;
    /// True for NaN.
    fn is_nan(self) -> bool;
    /// False where one of some numbers is infinite or NaN.
    fn all_finite(values: &[Self]) -> bool;
    /// Writes numbers as bytes, little-endian, as far as there is room for whole ones.
    fn write_le(numbers: &[Self], bytes: &mut [u8]);
    /// Reads numbers from bytes, little-endian, as far as there are whole ones. The bits stay, also
    /// those of a NaN.
    fn read_le(numbers: &mut [Self], bytes: &[u8]);
    /// Copies slices of one length together, one after another.
    #[cfg(feature = "std")]
    #[doc(hidden)]
    fn copy_together(slices: &[&[Self]], to: &mut [Self]);
    /// The larger of two numbers.
    #[must_use]
    #[inline]
    fn larger(self, other: Self) -> Self {
        if other > self { other } else { self }
    }
    /// 0 for a subnormal number, with which processors compute many times more slowly.
    #[must_use]
    #[inline]
    fn flushed(self) -> Self {
        self.unless_below(Self::MIN_POSITIVE)
    }
    /// The least magnitude that training tells from 0, 2⁻¹⁰⁰ in single and 2⁻⁹⁹⁶ in double precision: products with it
    /// are far from subnormal.
    #[must_use]
    #[inline]
    fn negligible() -> Self {
        Self::MIN_POSITIVE * Self::from_f64(f64::from(1 << 26))
    }
    /// 0 for a number that is nearer to 0 than another. NaN stays.
    #[must_use]
    #[inline]
    fn unless_below(self, least: Self) -> Self {
        if self.abs() < least { Self::ZERO } else { self }
    }
}

macro_rules! scalar {
    ($type:ty, $dtype:literal, $exp:ident, $ln:ident, $ln_1p:ident, $exp_m1:ident, $tanh:ident, $erf:ident, $sqrt:ident) => {
        impl Scalar for $type {
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
            const NEG_INFINITY: Self = <$type>::NEG_INFINITY;
            const MIN_POSITIVE: Self = <$type>::MIN_POSITIVE;
            const DTYPE: &'static str = $dtype;

            #[inline]
            fn from_f64(value: f64) -> Self {
                value as Self
            }
            #[inline]
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
            #[inline]
            fn exp(self) -> Self {
                libm::$exp(self)
            }
            #[inline]
            fn ln(self) -> Self {
                libm::$ln(self)
            }
            #[inline]
            fn ln_1p(self) -> Self {
                libm::$ln_1p(self)
            }
            #[inline]
            fn exp_m1(self) -> Self {
                libm::$exp_m1(self)
            }
            #[inline]
            fn tanh(self) -> Self {
                libm::$tanh(self)
            }
            #[inline]
            fn erf(self) -> Self {
                libm::$erf(self)
            }
            #[inline]
            fn sqrt(self) -> Self {
                // The same bits either way; the standard library's is one instruction.
                #[cfg(feature = "std")]
                return <$type>::sqrt(self);
                #[cfg(not(feature = "std"))]
                libm::$sqrt(self)
            }
            #[inline]
            fn abs(self) -> Self {
                <$type>::abs(self)
            }
            #[inline]
            fn is_finite(self) -> bool {
                <$type>::is_finite(self)
            }
            #[inline]
            fn is_nan(self) -> bool {
                <$type>::is_nan(self)
            }
            fn write_le(numbers: &[Self], bytes: &mut [u8]) {
                let (places, _) = bytes.as_chunks_mut();
                for (place, number) in places.iter_mut().zip(numbers) {
                    *place = number.to_le_bytes();
                }
            }
            fn read_le(numbers: &mut [Self], bytes: &[u8]) {
                let (places, _) = bytes.as_chunks();
                for (number, place) in numbers.iter_mut().zip(places) {
                    *number = <$type>::from_le_bytes(*place);
                }
            }
            #[cfg(feature = "std")]
            fn copy_together(slices: &[&[Self]], to: &mut [Self]) {
                crate::kernels::copy_together(slices, to);
            }
            fn all_finite(values: &[Self]) -> bool {
                // Four pages in turn: so memory is asked for several lines at once.
                const LINE: usize = crate::aligned::LINE / size_of::<$type>();
                const PAGE: usize = 64;
                values.chunks(4 * PAGE * LINE).all(|block| {
                    let (lines, rest) = block.as_chunks::<LINE>();
                    let (in_turn, others) =
                        lines.split_at(if lines.len() == 4 * PAGE { 4 * PAGE } else { 0 });
                    // A number times 0 is 0, if it is finite; else it is none, and so is the sum.
                    let mut sums = [0.0; LINE];
                    let mut add = |line: &[Self; LINE]| {
                        for (sum, value) in sums.iter_mut().zip(line) {
                            *sum += value * 0.0;
                        }
                    };
                    for at in 0..in_turn.len() / 4 {
                        for page in 0..4 {
                            add(&in_turn[page * PAGE + at]);
                        }
                    }
                    others.iter().for_each(add);
                    sums.iter().all(|sum| *sum == 0.0) && rest.iter().all(|value| value.is_finite())
                })
            }
        }
    };
}

scalar!(f32, "F32", expf, logf, log1pf, expm1f, tanhf, erff, sqrtf);
scalar!(f64, "F64", exp, log, log1p, expm1, tanh, erf, sqrt);

#[cfg(test)]
mod tests {
    use super::Scalar;

    #[test]
    fn what_is_not_finite_is_found_wherever_it_is() {
        fn check<T: Scalar>() {
            let largest = T::from_f64(f64::from(f32::MAX));
            // Up to two blocks and a part of one.
            for len in [0, 1, 15, 17, 64, 4095, 4096, 4097, 10_007] {
                let mut values = vec![largest; len];
                values.iter_mut().step_by(3).for_each(|value| *value = -largest);
                assert!(T::all_finite(&values));
                for at in (0..len).step_by(61).chain(len.checked_sub(1)) {
                    for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                        let value = core::mem::replace(&mut values[at], T::from_f64(wrong));
                        assert!(!T::all_finite(&values), "{wrong} at {at} of {len}");
                        values[at] = value;
                    }
                }
            }
        }
        check::<f32>();
        check::<f64>();
    }
}
