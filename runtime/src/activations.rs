//! Activation functions, after [Keras's](https://keras.io/api/layers/activations/).

use crate::kernels::Isa;
use crate::scalar::Scalar;

/// An activation function: the last step of a layer, or a layer of its own.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Activation {
    /// `y = x`.
    Linear,
    /// `y = max(x, 0)`.
    Relu,
    /// `y = 1 / (1 + e⁻ˣ)`.
    Sigmoid,
    /// `yᵢ = eˣⁱ / Σⱼ eˣʲ` over the last axis.
    Softmax,
}

impl Activation {
    /// `linear`.
    #[must_use]
    pub const fn linear() -> Self {
        Self::Linear
    }

    /// `relu`.
    #[must_use]
    pub const fn relu() -> Self {
        Self::Relu
    }

    /// `sigmoid`.
    #[must_use]
    pub const fn sigmoid() -> Self {
        Self::Sigmoid
    }

    /// `softmax`.
    #[must_use]
    pub const fn softmax() -> Self {
        Self::Softmax
    }

    /// True when the gradient needs the values before the activation; the layer keeps them in its
    /// tape. For all others the output is enough.
    #[must_use]
    pub const fn needs_input(self) -> bool {
        false
    }

    /// Applies the function in place. `last` is the size of the last axis, over which `softmax`
    /// normalises.
    pub fn apply<T: Scalar>(self, _isa: Isa, values: &mut [T], last: usize) {
        match self {
            Self::Linear => {}
            Self::Relu => values.iter_mut().for_each(|v| *v = v.larger(T::ZERO)),
            Self::Sigmoid => values.iter_mut().for_each(|v| *v = T::ONE / (T::ONE + (-*v).exp())),
            Self::Softmax => {
                for row in values.chunks_exact_mut(last.max(1)) {
                    let max = row.iter().fold(T::NEG_INFINITY, |max, v| max.larger(*v));
                    let mut sum = T::ZERO;
                    for v in row.iter_mut() {
                        *v = (*v - max).exp();
                        sum += *v;
                    }
                    row.iter_mut().for_each(|v| *v /= sum);
                }
            }
        }
    }

    /// Turns the gradient with respect to the output into that with respect to the input, in
    /// place. `input` holds the values before the activation where [`needs_input`](Self::needs_input)
    /// says so, and is empty otherwise.
    pub fn gradient<T: Scalar>(self, _isa: Isa, _input: &[T], output: &[T], d: &mut [T], last: usize) {
        match self {
            Self::Linear => {}
            Self::Relu => {
                for (d, y) in d.iter_mut().zip(output) {
                    if *y <= T::ZERO {
                        *d = T::ZERO;
                    }
                }
            }
            Self::Sigmoid => {
                for (d, y) in d.iter_mut().zip(output) {
                    *d *= *y * (T::ONE - *y);
                }
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
