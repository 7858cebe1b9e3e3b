//! The functions' gradients.

use super::Activation;
use super::forward::{GELU, SELU};
use crate::kernels::{Isa, Loop, vectorise};
use crate::scalar::Scalar;

/// Closer to 0 than this, `y / x` may have lost its digits: there it is the limit, 1/2.
const NEAR_ZERO: f64 = 1e-30;

impl Activation {
    /// Turns the gradient with respect to the output into that with respect to the input, in
    /// place. `input` holds the values before the activation where [`needs_input`](Self::needs_input)
    /// says so, and may be empty otherwise.
    pub fn gradient<T: Scalar>(self, isa: Isa, input: &[T], output: &[T], d: &mut [T], last: usize) {
        match self {
            Self::Linear => {}
            Self::Relu => T::relu_gradient(isa, output, d),
            _ => vectorise(isa, Gradient { function: self, input, output, d, last }),
        }
    }

    #[inline(always)]
    fn gradient_with<T: Scalar>(self, input: &[T], output: &[T], d: &mut [T], last: usize) {
        let (zero, one) = (T::ZERO, T::ONE);
        match self {
            // They have kernels.
            Self::Linear | Self::Relu => {}
            Self::ReluWith { negative_slope, max_value, threshold } => {
                let [slope, max, threshold] = [negative_slope, max_value, threshold].map(T::from_f64);
                // The slope as a function of the input, or of the output, which is then positive
                // above the threshold and nowhere else.
                let at = |bound: T, v: T| {
                    if v > bound { if v < max { one } else { zero } } else { slope }
                };
                if self.needs_input() {
                    times(d, input, |x| at(threshold, x));
                } else {
                    times(d, output, |y| at(zero, y));
                }
            }
            Self::LeakyRelu { negative_slope } => {
                let slope = T::from_f64(negative_slope);
                let values = if self.needs_input() { input } else { output };
                times(d, values, |v| if v > zero { one } else { slope });
            }
            Self::Elu { alpha } if self.needs_input() => {
                let alpha = T::from_f64(alpha);
                times(d, input, |x| if x > zero { one } else { alpha * x.exp() });
            }
            Self::Elu { alpha } => elu(d, output, one, T::from_f64(alpha)),
            Self::Selu => elu(d, output, T::from_f64(SELU[0]), T::from_f64(SELU[0] * SELU[1])),
            Self::Gelu { approximate: false } => {
                let density =
                    T::from_f64(0.5 * core::f64::consts::FRAC_2_SQRT_PI * core::f64::consts::FRAC_1_SQRT_2);
                let half = T::from_f64(-0.5);
                times_both(d, input, output, |x, y| gate(x, y) + density * x * (half * x * x).exp());
            }
            Self::Gelu { approximate: true } => {
                let [scale, cubic, bound] = [2.0 * GELU[0], 3.0 * GELU[1], 100.0].map(T::from_f64);
                times_both(d, input, output, |x, y| {
                    let gate = gate(x, y);
                    // Bounded where the gate is closed or open and x² would overflow.
                    let b = if x.abs() < bound { x } else { bound };
                    gate + x * gate * (one - gate) * scale * (one + cubic * b * b)
                });
            }
            Self::Silu => times_both(d, input, output, |x, y| {
                let gate = gate(x, y);
                gate + y * (one - gate)
            }),
            Self::Softplus => times(d, output, |y| -(-y).exp_m1()),
            Self::Tanh => times(d, output, |y| (one - y) * (one + y)),
            Self::Sigmoid => times(d, output, |y| y * (one - y)),
            Self::HardSigmoid => {
                let sixth = T::from_f64(1.0 / 6.0);
                times(d, output, |y| if y > zero && y < one { sixth } else { zero });
            }
            Self::Softmax => {
                for (d, y) in d.chunks_exact_mut(last.max(1)).zip(output.chunks_exact(last.max(1))) {
                    let dot: T = d.iter().zip(y).map(|(d, y)| *d * *y).sum();
                    d.iter_mut().zip(y).for_each(|(d, y)| *d = *y * (*d - dot));
                }
            }
        }
    }
}

/// A gradient as a loop.
struct Gradient<'a, T> {
    function: Activation,
    input: &'a [T],
    output: &'a [T],
    d: &'a mut [T],
    last: usize,
}

impl<T: Scalar> Loop for Gradient<'_, T> {
    #[inline(always)]
    fn run(self) {
        self.function.gradient_with(self.input, self.output, self.d, self.last);
    }
}

#[inline(always)]
fn times<T: Scalar>(d: &mut [T], values: &[T], slope: impl Fn(T) -> T) {
    d.iter_mut().zip(values).for_each(|(d, v)| *d *= slope(*v));
}

#[inline(always)]
fn times_both<T: Scalar>(d: &mut [T], input: &[T], output: &[T], slope: impl Fn(T, T) -> T) {
    d.iter_mut().zip(input).zip(output).for_each(|((d, x), y)| *d *= slope(*x, *y));
}

#[inline(always)]
fn elu<T: Scalar>(d: &mut [T], output: &[T], scale: T, scaled_alpha: T) {
    times(d, output, |y| if y > T::ZERO { scale } else { y + scaled_alpha });
}

/// The factor of `y = x·gate(x)`, without computing its exponential or error function again.
#[inline(always)]
fn gate<T: Scalar>(x: T, y: T) -> T {
    if x.abs() < T::from_f64(NEAR_ZERO) { T::from_f64(0.5) } else { y / x }
}
