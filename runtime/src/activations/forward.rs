//! The functions.

use super::Activation;
use crate::kernels::{Executor, Isa, Loop, vectorise};
use crate::scalar::Scalar;

/// Keras's `selu` constants (Klambauer et al. 2017): the scale and alpha.
pub(super) const SELU: [f64; 2] = [1.050_700_987_355_480_5, 1.673_263_242_354_377_3];

/// `gelu`'s approximation: `u = GELU[0]·(x + GELU[1]·x³)`, with `GELU[0] = √(2/π)`.
pub(super) const GELU: [f64; 2] = [0.797_884_560_802_865_4, 0.044_715];

impl Activation {
    /// Applies the function in place. `last` is the size of the last axis, over which `softmax`
    /// normalises. What becomes of a number does not depend on its place.
    pub fn apply<T: Scalar>(self, isa: Isa, values: &mut [T], last: usize) {
        match self {
            Self::Linear => {}
            Self::Relu => T::relu(isa, values),
            Self::ReluWith { .. } | Self::LeakyRelu { .. } | Self::HardSigmoid => {
                vectorise(isa, Pieces { function: self, values });
            }
            Self::Elu { alpha } => T::apply_elu(isa, [T::ONE, T::from_f64(alpha)], values),
            Self::Selu => T::apply_elu(isa, [SELU[0], SELU[0] * SELU[1]].map(T::from_f64), values),
            Self::Gelu { approximate: false } => {
                let (half, scale) = (T::from_f64(0.5), T::from_f64(core::f64::consts::FRAC_1_SQRT_2));
                each(values, |x| half * x * (T::ONE + (x * scale).erf()));
            }
            Self::Gelu { approximate: true } => {
                T::apply_gelu(isa, [-2.0 * GELU[0], GELU[1]].map(T::from_f64), values);
            }
            Self::Silu => T::apply_silu(isa, values),
            Self::Softplus => T::apply_softplus(isa, values),
            Self::Tanh => T::apply_tanh(isa, values),
            Self::Sigmoid => T::apply_sigmoid(isa, values),
            Self::Softmax => softmax(isa, values, last.max(1)),
        }
    }
}

impl Activation {
    /// As [`apply`](Self::apply), by kernels that may be inlined.
    #[inline(always)]
    pub(crate) fn apply_by<T: Scalar>(self, kernels: impl Executor<T>, values: &mut [T], last: usize) {
        match self {
            Self::Linear => {}
            Self::Relu => kernels.relu(values),
            Self::Tanh => kernels.tanh(values),
            Self::Sigmoid => kernels.sigmoid(values),
            _ => self.apply(kernels.isa(), values, last),
        }
    }
}

/// The functions that are linear in pieces.
struct Pieces<'a, T> {
    function: Activation,
    values: &'a mut [T],
}

impl<T: Scalar> Loop for Pieces<'_, T> {
    #[inline(always)]
    fn run(self) {
        match self.function {
            Activation::ReluWith { negative_slope, max_value, threshold } => {
                let [slope, max, threshold] = [negative_slope, max_value, threshold].map(T::from_f64);
                each(self.values, |x| {
                    if x > threshold { if x > max { max } else { x } } else { slope * (x - threshold) }
                });
            }
            Activation::LeakyRelu { negative_slope } => {
                let slope = T::from_f64(negative_slope);
                each(self.values, |x| if x > T::ZERO { x } else { slope * x });
            }
            Activation::HardSigmoid => {
                let [three, six] = [3.0, 6.0].map(T::from_f64);
                each(self.values, |x| {
                    let x = x + three;
                    let x = if x < T::ZERO { T::ZERO } else { x };
                    (if x > six { six } else { x }) / six
                });
            }
            _ => {}
        }
    }
}

#[inline(always)]
fn each<T: Scalar>(values: &mut [T], function: impl Fn(T) -> T) {
    for value in values {
        *value = function(*value);
    }
}

/// The largest value is taken off first, so that no exponential overflows and the sum is at least
/// 1.
fn softmax<T: Scalar>(isa: Isa, values: &mut [T], last: usize) {
    for row in values.chunks_exact_mut(last) {
        let max = row.iter().fold(T::NEG_INFINITY, |max, x| max.larger(*x));
        each(row, |x| x - max);
    }
    T::exponentials(isa, values);
    for row in values.chunks_exact_mut(last) {
        let sum: T = row.iter().copied().sum();
        each(row, |x| x / sum);
    }
}
