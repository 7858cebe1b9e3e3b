//! Activation functions, after [Keras's](https://keras.io/api/layers/activations/).
//!
//! Below, `dy` is the gradient with respect to the output `y` and `dx` that with respect to the
//! input `x`.

#![allow(clippy::inline_always, reason = "loops have to end up in code of the instruction set")]

pub mod ending;
mod forward;
mod gradient;
#[cfg(test)]
mod tests;

/// An activation function: the last step of a layer, or a layer of its own.
///
/// Made by the constructors, which bear Keras's words, and given arguments by the setters, which
/// bear the arguments' names: `Activation::leaky_relu().negative_slope(0.1)`. A setter of an
/// argument that the function does not have changes nothing.
///
/// Exponentials are those of the [kernels](crate::kernels), and the error function that of the
/// `libm` crate, with and without the standard library, whose own depend on the platform and its
/// version: on one instruction set a network computes the same bits in every build.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Activation {
    /// `y = x`, `dx = dy`: [`linear`](https://keras.io/api/layers/activations/#linear-function).
    Linear,
    /// `y = max(x, 0)`, `dx = dy` where `y > 0`, else 0:
    /// [`relu`](https://keras.io/api/layers/activations/#relu-function) with its default arguments.
    Relu,
    /// [`relu`](https://keras.io/api/layers/activations/#relu-function) with arguments:
    /// `y = min(x, max_value)` where `x > threshold`, else `negative_slope·(x − threshold)`.
    /// `dx` is `dy` where `threshold < x < max_value`, 0 above, `negative_slope·dy` below.
    ReluWith {
        /// The slope below the threshold, 0 by default.
        negative_slope: f64,
        /// The largest output; infinite by default.
        max_value: f64,
        /// Where the function begins to rise, 0 by default.
        threshold: f64,
    },
    /// `y = x` where `x > 0`, else `negative_slope·x`; `dx = dy` or `negative_slope·dy`:
    /// [`leaky_relu`](https://keras.io/api/layers/activations/#leakyrelu-function).
    LeakyRelu {
        /// The slope below 0: 0.2 by default.
        negative_slope: f64,
    },
    /// `y = x` where `x > 0`, else `alpha·(eˣ − 1)`; `dx = dy` or `(y + alpha)·dy`:
    /// [`elu`](https://keras.io/api/layers/activations/#elu-function).
    Elu {
        /// Minus the limit for very negative inputs: 1 by default.
        alpha: f64,
    },
    /// `y = scale·elu(x, alpha)` with `scale = 1.0507…` and `alpha = 1.6732…`;
    /// `dx = scale·dy` where `y > 0`, else `(y + scale·alpha)·dy`:
    /// [`selu`](https://keras.io/api/layers/activations/#selu-function).
    Selu,
    /// `y = x·Φ(x)` with the normal distribution `Φ(x) = (1 + erf(x / √2)) / 2`, or approximately
    /// `y = x·σ(2u)` with `u = √(2/π)·(x + 0.044715·x³)` (the same as `x·(1 + tanh u) / 2`);
    /// `dx = (Φ(x) + x·Φ'(x))·dy`: [`gelu`](https://keras.io/api/layers/activations/#gelu-function).
    Gelu {
        /// True for the approximate form; false by default.
        approximate: bool,
    },
    /// `y = x·σ(x)`, `dx = (σ(x) + y·(1 − σ(x)))·dy`:
    /// [`silu`](https://keras.io/api/layers/activations/#silu-function), also called swish.
    Silu,
    /// `y = ln(1 + eˣ)`, `dx = (1 − e⁻ʸ)·dy`:
    /// [`softplus`](https://keras.io/api/layers/activations/#softplus-function).
    Softplus,
    /// The hyperbolic tangent, `dx = (1 − y²)·dy`:
    /// [`tanh`](https://keras.io/api/layers/activations/#tanh-function).
    Tanh,
    /// `y = σ(x) = 1 / (1 + e⁻ˣ)`, `dx = y·(1 − y)·dy`:
    /// [`sigmoid`](https://keras.io/api/layers/activations/#sigmoid-function).
    Sigmoid,
    /// `y = min(max(x + 3, 0), 6) / 6`, `dx = dy / 6` where `0 < y < 1`, else 0:
    /// [`hard_sigmoid`](https://keras.io/api/layers/activations/#hardsigmoid-function).
    HardSigmoid,
    /// `yᵢ = eˣⁱ / Σⱼ eˣʲ` over the last axis, `dxᵢ = yᵢ·(dyᵢ − Σⱼ yⱼ·dyⱼ)`:
    /// [`softmax`](https://keras.io/api/layers/activations/#softmax-function).
    Softmax,
}

/// The constructors without arguments.
macro_rules! constructors {
    ($($name:ident: $value:expr,)*) => {
        impl Activation {
            $(
                #[doc = concat!("Keras's `", stringify!($name), "`, with its default arguments.")]
                #[must_use]
                pub const fn $name() -> Self {
                    $value
                }
            )*
        }
    };
}

constructors! {
    linear: Self::Linear,
    relu: Self::Relu,
    leaky_relu: Self::LeakyRelu { negative_slope: 0.2 },
    elu: Self::Elu { alpha: 1.0 },
    selu: Self::Selu,
    gelu: Self::Gelu { approximate: false },
    silu: Self::Silu,
    softplus: Self::Softplus,
    tanh: Self::Tanh,
    sigmoid: Self::Sigmoid,
    hard_sigmoid: Self::HardSigmoid,
    softmax: Self::Softmax,
}

impl Activation {
    /// `relu` with these arguments, which is plain where they are the defaults.
    #[inline]
    const fn relu_with([negative_slope, max_value, threshold]: [f64; 3]) -> Self {
        if negative_slope == 0.0 && max_value == f64::INFINITY && threshold == 0.0 {
            Self::Relu
        } else {
            Self::ReluWith { negative_slope, max_value, threshold }
        }
    }

    /// `negative_slope`, `max_value` and `threshold`, if this is `relu`.
    #[inline]
    const fn relu_arguments(self) -> Option<[f64; 3]> {
        match self {
            Self::Relu => Some([0.0, f64::INFINITY, 0.0]),
            Self::ReluWith { negative_slope, max_value, threshold } => {
                Some([negative_slope, max_value, threshold])
            }
            _ => None,
        }
    }

    /// Sets `negative_slope`, of `relu` and `leaky_relu`.
    #[inline]
    #[must_use]
    pub const fn negative_slope(self, negative_slope: f64) -> Self {
        if let Self::LeakyRelu { .. } = self {
            return Self::LeakyRelu { negative_slope };
        }
        match self.relu_arguments() {
            Some([_, max_value, threshold]) => Self::relu_with([negative_slope, max_value, threshold]),
            None => self,
        }
    }

    /// Sets `max_value`, of `relu`.
    #[inline]
    #[must_use]
    pub const fn max_value(self, max_value: f64) -> Self {
        match self.relu_arguments() {
            Some([negative_slope, _, threshold]) => Self::relu_with([negative_slope, max_value, threshold]),
            None => self,
        }
    }

    /// Sets `threshold`, of `relu`.
    #[inline]
    #[must_use]
    pub const fn threshold(self, threshold: f64) -> Self {
        match self.relu_arguments() {
            Some([negative_slope, max_value, _]) => Self::relu_with([negative_slope, max_value, threshold]),
            None => self,
        }
    }

    /// Sets `alpha`, of `elu`.
    #[inline]
    #[must_use]
    pub const fn alpha(self, alpha: f64) -> Self {
        if let Self::Elu { .. } = self { Self::Elu { alpha } } else { self }
    }

    /// Sets `approximate`, of `gelu`.
    #[inline]
    #[must_use]
    pub const fn approximate(self, approximate: bool) -> Self {
        if let Self::Gelu { .. } = self { Self::Gelu { approximate } } else { self }
    }

    /// True when the gradient needs the values before the activation; the layer keeps them in its
    /// tape. For all others the output is enough.
    ///
    /// These are `gelu` and `silu`, which are not monotonic, and the pieces of `relu`,
    /// `leaky_relu` and `elu` that unusual arguments put on the same side of 0.
    #[inline]
    #[must_use]
    pub const fn needs_input(self) -> bool {
        match self {
            Self::ReluWith { negative_slope, max_value, threshold } => {
                negative_slope < 0.0 || max_value <= 0.0 || threshold < 0.0
            }
            Self::LeakyRelu { negative_slope } => negative_slope < 0.0,
            Self::Elu { alpha } => alpha < 0.0,
            Self::Gelu { .. } | Self::Silu => true,
            Self::Linear
            | Self::Relu
            | Self::Selu
            | Self::Softplus
            | Self::Tanh
            | Self::Sigmoid
            | Self::HardSigmoid
            | Self::Softmax => false,
        }
    }

    /// True when the gradient reads the output: not where it is of the input alone, or constant.
    #[inline]
    #[must_use]
    pub const fn needs_output(self) -> bool {
        match self {
            Self::Linear => false,
            Self::Gelu { .. } | Self::Silu => true,
            _ => !self.needs_input(),
        }
    }
}
