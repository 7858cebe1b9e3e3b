//! A step of Adam.

use super::vector::{Lanes, Vector};
use crate::scalar::Scalar;

/// A step of Adam on a run of weights, see [`Adam`](crate::optimizers::Adam).
#[derive(Debug)]
pub struct AdamStep<'a, T> {
    /// The weights to change.
    pub weights: &'a mut [T],
    /// Their gradients.
    pub gradients: &'a [T],
    /// The means of gradients and of their squares.
    pub moments: [&'a mut [T]; 2],
    /// The largest means of squares so far, to use these instead.
    pub largest: Option<&'a mut [T]>,
    /// `α`, the learning rate with the correction of the bias; `1 − β₁`; `1 − β₂`; and `ε`.
    pub rates: [f64; 4],
}

/// Changes the weights.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn adam<V: Vector<Scalar: Scalar>>(step: AdamStep<'_, V::Scalar>) {
    let AdamStep { weights, gradients, moments: [m, v], largest, rates } = step;
    let len = weights.len();
    let shortest = gradients.len().min(m.len()).min(v.len());
    let largest_len = largest.as_ref().map_or(len, |largest| largest.len());
    assert!(shortest.min(largest_len) >= len, "adam: a slice is too short");
    // SAFETY: as this function's; the lengths were checked.
    unsafe {
        let rates = Rates::<V>::new(rates);
        let places = [weights.as_mut_ptr(), m.as_mut_ptr(), v.as_mut_ptr()];
        match largest {
            Some(largest) => sweep::<V, true>(&rates, len, gradients.as_ptr(), places, largest.as_mut_ptr()),
            None => sweep::<V, false>(&rates, len, gradients.as_ptr(), places, places[2]),
        }
    }
}

/// What all weights have in common.
struct Rates<V> {
    alpha: V,
    rest_1: V,
    rest_2: V,
    epsilon: V,
    /// The least magnitudes: of a gradient where it is squared, of `m` beside 0, and of `v`.
    least_g: V,
    least_m: V,
    least_v: V,
}

impl<V: Vector<Scalar: Scalar>> Rates<V> {
    /// With subnormal numbers processors compute many times more slowly: the least magnitudes keep the moments,
    /// and what they are computed from, away from them. `V::roots` needs the least `v` too.
    ///
    /// # Safety
    /// The machine has `V`'s instruction set.
    #[inline(always)]
    unsafe fn new([alpha, rest_1, rest_2, epsilon]: [f64; 4]) -> Self {
        let normal = <V::Scalar as Scalar>::MIN_POSITIVE.to_f64();
        let least_v = <V::Scalar as Scalar>::negligible().to_f64();
        let least_m = normal / alpha.min(rest_1).clamp(1e-9, 1.0);
        // SAFETY: as this function's.
        let splat = |value| unsafe { V::splat(V::Scalar::from_f64(value)) };
        Self {
            alpha: splat(alpha),
            rest_1: splat(rest_1),
            rest_2: splat(rest_2),
            epsilon: splat(epsilon),
            // A quarter of the least `v` once squared: `g² − v` is far from 0 there.
            least_g: splat(libm::sqrt(least_v) / 2.0),
            least_m: splat(least_m),
            least_v: splat(least_v),
        }
    }
}

/// Changes `len` weights, by whole registers and the last one's first lanes.
///
/// # Safety
/// The machine has `V`'s instruction set; there are as many numbers at all places, apart from each other,
/// and with `LARGEST` where the largest `v` are.
#[inline(always)]
unsafe fn sweep<V: Vector, const LARGEST: bool>(
    rates: &Rates<V>,
    len: usize,
    gradients: *const V::Scalar,
    places: [*mut V::Scalar; 3],
    largest: *mut V::Scalar,
) {
    let mut at = 0;
    // SAFETY: as this function's; a register ends where the numbers do, or before.
    unsafe {
        let lanes = Lanes::first(V::LANES);
        // Four registers of everything are for those who have 32.
        while V::COLUMNS[0] >= 16 && len - at >= 4 * V::LANES {
            registers::<V, 4, LARGEST, false>(rates, at, lanes, gradients, places, largest);
            at += 4 * V::LANES;
        }
        while len - at >= V::LANES {
            registers::<V, 1, LARGEST, false>(rates, at, lanes, gradients, places, largest);
            at += V::LANES;
        }
        if at < len {
            let lanes = Lanes::first(len - at);
            registers::<V, 1, LARGEST, true>(rates, at, lanes, gradients, places, largest);
        }
    }
}

/// Changes the weights of `R` registers. These are computed together, operation by operation: each has to wait
/// for the one before it, and a processor does not look far enough ahead to find the next registers' by itself.
///
/// # Safety
/// As [`sweep`]'s, of the registers' lanes from `at` on.
#[inline(always)]
unsafe fn registers<V: Vector, const R: usize, const LARGEST: bool, const MASKED: bool>(
    rates: &Rates<V>,
    at: usize,
    lanes: Lanes<V, MASKED>,
    gradients: *const V::Scalar,
    [weights, m, v]: [*mut V::Scalar; 3],
    largest: *mut V::Scalar,
) {
    /// An expression of each register.
    macro_rules! each {
        ($r:ident => $value:expr) => {{
            let mut values = [V::zero(); R];
            for ($r, value) in values.iter_mut().enumerate() {
                *value = $value;
            }
            values
        }};
    }
    /// Where a register's numbers are.
    macro_rules! at {
        ($from:ident, $r:ident) => {
            $from.wrapping_add(at + $r * V::LANES)
        };
    }
    // SAFETY: as this function's.
    unsafe {
        // All reads come first: one after a write to an address with the same last 12 bits would
        // have to wait for it.
        let g = each!(r => lanes.load(at!(gradients, r)));
        let old_m = each!(r => lanes.load(at!(m, r).cast_const()));
        let old_v = each!(r => lanes.load(at!(v, r).cast_const()));
        let old_weights = each!(r => lanes.load(at!(weights, r).cast_const()));
        let old_largest = if LARGEST { each!(r => lanes.load(at!(largest, r).cast_const())) } else { old_v };

        // In this order of operands what is not a number stays so.
        let magnitude = each!(r => rates.least_g.max(g[r].magnitude()));
        let square = each!(r => magnitude[r].mul(magnitude[r]));
        let change = each!(r => square[r].sub(old_v[r]));
        let change = each!(r => change[r].mul(rates.rest_2));
        let new_v = each!(r => old_v[r].add(change[r]));
        let new_v = each!(r => rates.least_v.max(new_v[r]));
        let new_largest = if LARGEST { each!(r => old_largest[r].larger(new_v[r])) } else { new_v };
        let roots = V::roots(new_largest);

        let change = each!(r => g[r].sub(old_m[r]));
        let change = each!(r => change[r].mul(rates.rest_1));
        let new_m = each!(r => old_m[r].add(change[r]));
        let new_m = each!(r => new_m[r].zero_up_to(rates.least_m));

        let divisor = each!(r => roots[r].add(rates.epsilon));
        let step = each!(r => new_m[r].mul(rates.alpha));
        let step = each!(r => step[r].div(divisor[r]));
        let new_weights = each!(r => old_weights[r].sub(step[r]));

        for r in 0..R {
            lanes.store(new_weights[r], at!(weights, r));
            lanes.store(new_m[r], at!(m, r));
            lanes.store(new_v[r], at!(v, r));
            if LARGEST {
                lanes.store(new_largest[r], at!(largest, r));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::Isa;
    use crate::kernels::test::{LENGTHS, framed, noise};

    /// A step on one weight: it, `m`, `v` and the largest `v`.
    fn by_hand<T: Scalar>([w, m, v, largest]: [T; 4], g: T, rates: [f64; 4], amsgrad: bool) -> [T; 4] {
        let [alpha, rest_1, rest_2, epsilon] = rates.map(T::from_f64);
        let least_v = T::MIN_POSITIVE * T::from_f64(f64::from(1 << 26));
        let least_m = T::from_f64(T::MIN_POSITIVE.to_f64() / rates[0].min(rates[1]));
        let m = m + (g - m) * rest_1;
        let m = if m.abs() <= least_m { T::ZERO } else { m };
        let magnitude = g.abs().larger(least_v.sqrt() / T::from_f64(2.0));
        let v = (v + (magnitude * magnitude - v) * rest_2).larger(least_v);
        let largest = if v > largest || v.is_nan() { v } else { largest };
        let root = if amsgrad { largest } else { v }.sqrt();
        [w - m * alpha / (root + epsilon), m, v, largest]
    }

    fn check<T: Scalar>(numbers: [&[T]; 5], rates: [f64; 4], amsgrad: bool) {
        let [weights, gradients, m, v, largest] = numbers;
        let expected = (0..weights.len())
            .map(|i| by_hand([weights[i], m[i], v[i], largest[i]], gradients[i], rates, amsgrad));
        let expected: Vec<[T; 4]> = expected.collect();
        for isa in Isa::available() {
            let (mut new_m, mut new_v, mut new_largest) = (vec![], vec![], vec![]);
            let new_weights = framed(weights, |weights| {
                new_m = framed(m, |m| {
                    new_v = framed(v, |v| {
                        new_largest = framed(largest, |largest| {
                            let largest = amsgrad.then_some(largest);
                            T::adam(isa, AdamStep { weights, gradients, moments: [m, v], largest, rates });
                        });
                    });
                });
            });
            for (i, [w, m, v, largest]) in expected.iter().enumerate() {
                let mut pairs = vec![(*w, new_weights[i]), (*m, new_m[i]), (*v, new_v[i])];
                if amsgrad {
                    pairs.push((*largest, new_largest[i]));
                }
                for (expected, found) in pairs {
                    let is_none = expected.is_nan() && found.is_nan();
                    assert!(is_none || expected == found, "{isa}, {i}: {found:?}, not {expected:?}");
                }
            }
        }
    }

    fn check_lengths<T: Scalar>() {
        let rates = [0.000_3, 0.1, 0.001, 1e-7];
        for len in LENGTHS.chain([200]) {
            let [w, g, m] = [1, 2, 3].map(|seed| noise::<T>(len, seed));
            let [v, largest] =
                [4, 5].map(|seed| noise::<T>(len, seed).iter().map(|v| v.abs()).collect::<Vec<_>>());
            for amsgrad in [false, true] {
                check([&w, &g, &m, &v, &largest], rates, amsgrad);
            }
        }
    }

    #[test]
    fn all_lengths_in_both_precisions() {
        check_lengths::<f32>();
        check_lengths::<f64>();
    }

    /// In every lane, since roots are not taken alike in all.
    #[test]
    fn special_numbers() {
        let special = [
            0.0,
            -0.0,
            1.0,
            -3.0,
            1e-8,
            -1e-8,
            1e-16,
            1e-20,
            -1e-20,
            3e-38,
            1e-40,
            1e19,
            -1e19,
            1e20,
            3e38,
            f32::INFINITY,
            f32::NEG_INFINITY,
            f32::NAN,
            5e-16,
            4e-16,
        ];
        let len = if cfg!(miri) { 8 } else { 130 };
        for gradient in special {
            for before in special {
                let (g, m) = (vec![gradient; len], vec![before; len]);
                let v = vec![if before.is_nan() { before } else { before.abs().max(1e-30) }; len];
                for epsilon in [1e-7, 0.0] {
                    check([&g, &g, &m, &v, &v], [0.01, 0.1, 0.001, epsilon], false);
                }
                check([&g, &g, &m, &v, &v], [0.01, 0.1, 0.5, 1e-7], true);
            }
        }
    }
}
