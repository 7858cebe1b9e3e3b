//! Square roots beside the divider.
//!
//! A processor has one unit for quotients and square roots, which is busy for many cycles with each register.
//! Newton's method needs multiply-adds alone, and gives the same bits: from an approximation `y` of `1 / √v`,
//! `s ≈ √v` and `h ≈ 1 / 2√v` are improved together, and then `s + (v − s²)·h` is rounded once. `v − s²` is exact,
//! if the last digit of `s²` is no less than the least subnormal number, as it is from 2⁻¹⁰² on. So the sum is
//! within 2⁻²² of `√v`'s last digit before it is rounded, and rounded as `√v` is unless that is nearer
//! to where rounding changes. This concerns about a dozen of all mantissas; the tests try them with all `y`.

#![allow(unsafe_op_in_unsafe_fn, reason = "one contract: the machine has the instruction set")]
#![allow(clippy::wildcard_imports, reason = "the instructions of this file")]

use core::arch::x86_64::*;

/// What takes the result's place, four bits for each kind of number: of those above 0 and of 1 (0), nothing; of
/// those below 0 (3), what is not a number; of the others, the number itself (1), a quiet one (2).
const SPECIAL: i32 = 0x0313_0121;

/// The square root, of zeros, of numbers of at least 2⁻¹⁰² and of what is not a number.
///
/// # Safety
/// The machine has AVX-512.
#[inline(always)]
pub(super) unsafe fn root(v: __m512) -> __m512 {
    refined(v, _mm512_rsqrt14_ps(v))
}

/// The square root, from an approximation of `1 / √v` that is off by at most 2⁻¹⁴ of it.
///
/// # Safety
/// As [`root`]'s.
#[inline(always)]
unsafe fn refined(v: __m512, y: __m512) -> __m512 {
    let half = _mm512_set1_ps(0.5);
    let (s, h) = (_mm512_mul_ps(v, y), _mm512_mul_ps(half, y));
    let lack = _mm512_fnmadd_ps(s, h, half);
    let (s, h) = (_mm512_fmadd_ps(s, lack, s), _mm512_fmadd_ps(h, lack, h));
    let rest = _mm512_fnmadd_ps(s, s, v);
    let s = _mm512_fmadd_ps(rest, h, s);
    _mm512_fixupimm_ps::<0>(s, v, _mm512_set1_epi32(SPECIAL))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::Isa;

    /// The roots of some numbers, and those that are refined from `ys`.
    #[target_feature(enable = "avx2,fma,avx512f,avx512vl,avx512bw,avx512dq")]
    fn roots(vs: [f32; 16], ys: Option<[f32; 16]>) -> [f32; 16] {
        let mut roots = [0.0; 16];
        // SAFETY: this function's instruction set; arrays of 16 numbers.
        unsafe {
            let v = _mm512_loadu_ps(vs.as_ptr());
            let root = ys.map_or_else(|| root(v), |ys| refined(v, _mm512_loadu_ps(ys.as_ptr())));
            _mm512_storeu_ps(roots.as_mut_ptr(), root);
        }
        roots
    }

    /// Compares roots of numbers, if the machine has the instruction set.
    fn check(mut numbers: impl Iterator<Item = (f32, Option<f32>)>) {
        if cfg!(miri) || Isa::named("avx512").is_none() {
            return;
        }
        while let Some((first, y)) = numbers.next() {
            let (mut vs, mut ys) = ([first; 16], y.map(|y| [y; 16]));
            for lane in 1..16 {
                if let Some((v, y)) = numbers.next() {
                    vs[lane] = v;
                    if let (Some(ys), Some(y)) = (&mut ys, y) {
                        ys[lane] = y;
                    }
                }
            }
            // SAFETY: the machine has the instruction set.
            let roots = unsafe { roots(vs, ys) };
            for ((v, root), lane) in vs.into_iter().zip(roots).zip(0..) {
                let y = ys.map(|ys| ys[lane]);
                assert_eq!(root.to_bits(), v.sqrt().to_bits(), "√{v:e} is not {root:e}, from {y:?}");
            }
        }
    }

    const ONE: u32 = 1_f32.to_bits();
    /// The numbers from 1 to 4: all mantissas with both parities of the exponent.
    const MANTISSAS: core::ops::Range<u32> = ONE..4_f32.to_bits();

    #[test]
    fn all_mantissas() {
        check(MANTISSAS.map(|bits| (f32::from_bits(bits), None)));
    }

    #[test]
    fn all_exponents() {
        let least = 2_f32.powi(-102).to_bits();
        check((least..f32::INFINITY.to_bits()).step_by(997).map(|bits| (f32::from_bits(bits), None)));
        // The ends of every binade.
        let ends = (least >> 23..255).flat_map(|exponent| {
            (0..64).flat_map(move |near| [exponent << 23 | near, (exponent << 23 | 0x7f_ffff) - near])
        });
        check(ends.map(|bits| (f32::from_bits(bits), None)));
    }

    #[test]
    fn special_numbers() {
        let numbers = [0.0, -0.0, f32::INFINITY, f32::NEG_INFINITY, f32::NAN, -f32::NAN, -1.0, -1e-30, 1.0];
        check(numbers.into_iter().map(|v| (v, None)));
    }

    /// Processors approximate differently. Where the root is not near to a number between two neighbours, that
    /// cannot matter.
    #[test]
    fn all_approximations_of_what_is_hard_to_round() {
        let is_hard = |v: &f32| {
            let root = f64::from(*v).sqrt();
            // In units of the last place, from where rounding changes.
            let place = (root * f64::from(1 << 23)).fract() - 0.5;
            place.abs() < 1.0 / f64::from(1 << 20)
        };
        let hard: Vec<f32> = MANTISSAS.map(f32::from_bits).filter(is_hard).collect();
        assert!((20..200).contains(&hard.len()), "{}", hard.len());
        check(hard.iter().flat_map(|v| {
            let y = 1.0 / f64::from(*v).sqrt();
            let off = y / f64::from(1 << 14);
            let (from, to) = ((y - off) as f32, (y + off) as f32);
            (from.to_bits()..=to.to_bits()).map(|bits| (*v, Some(f32::from_bits(bits))))
        }));
    }
}
