//! The functions.

use super::Activation;
use crate::kernels::Isa;
use crate::scalar::Scalar;

/// Keras's `selu` constants (Klambauer et al. 2017): the scale and alpha.
pub(super) const SELU: [f64; 2] = [1.050_700_987_355_480_5, 1.673_263_242_354_377_3];

/// `gelu`'s approximation: `u = GELU[0]·(x + GELU[1]·x³)`, with `GELU[0] = √(2/π)`.
pub(super) const GELU: [f64; 2] = [0.797_884_560_802_865_4, 0.044_715];

impl Activation {
    /// Applies the function in place. `last` is the size of the last axis, over which `softmax`
    /// normalises.
    pub fn apply<T: Scalar>(self, _isa: Isa, values: &mut [T], last: usize) {
        let (zero, one) = (T::ZERO, T::ONE);
        match self {
            Self::Linear => {}
            Self::Relu => each(values, |x| x.larger(zero)),
            Self::ReluWith { negative_slope, max_value, threshold } => {
                let [slope, max, threshold] = [negative_slope, max_value, threshold].map(T::from_f64);
                each(values, |x| {
                    if x > threshold { if x > max { max } else { x } } else { slope * (x - threshold) }
                });
            }
            Self::LeakyRelu { negative_slope } => {
                let slope = T::from_f64(negative_slope);
                each(values, |x| if x > zero { x } else { slope * x });
            }
            Self::Elu { alpha } => elu(values, one, T::from_f64(alpha)),
            Self::Selu => elu(values, T::from_f64(SELU[0]), T::from_f64(SELU[0] * SELU[1])),
            Self::Gelu { approximate: false } => {
                let (half, scale) = (T::from_f64(0.5), T::from_f64(core::f64::consts::FRAC_1_SQRT_2));
                each(values, |x| half * x * (one + (x * scale).erf()));
            }
            Self::Gelu { approximate: true } => {
                let [scale, cubic] = [-2.0 * GELU[0], GELU[1]].map(T::from_f64);
                each(values, |x| x / (one + (scale * x * (one + cubic * x * x)).exp()));
            }
            // Where e⁻ˣ overflows, x / ∞ = 0 is the limit.
            Self::Silu => each(values, |x| x / (one + (-x).exp())),
            Self::Softplus => each(values, |x| x.larger(zero) + (-x.abs()).exp().ln_1p()),
            Self::Tanh => each(values, T::tanh),
            Self::Sigmoid => each(values, |x| one / (one + (-x).exp())),
            Self::Softmax => values.chunks_exact_mut(last.max(1)).for_each(softmax),
        }
    }
}

fn each<T: Scalar>(values: &mut [T], function: impl Fn(T) -> T) {
    for value in values {
        *value = function(*value);
    }
}

fn elu<T: Scalar>(values: &mut [T], scale: T, scaled_alpha: T) {
    each(values, |x| if x > T::ZERO { scale * x } else { scaled_alpha * x.exp_m1() });
}

/// The largest value is taken off first, so that no exponential overflows and the sum is at least
/// 1.
fn softmax<T: Scalar>(row: &mut [T]) {
    let max = row.iter().fold(T::NEG_INFINITY, |max, x| max.larger(*x));
    let mut sum = T::ZERO;
    for x in row.iter_mut() {
        *x = (*x - max).exp();
        sum += *x;
    }
    each(row, |x| x / sum);
}
