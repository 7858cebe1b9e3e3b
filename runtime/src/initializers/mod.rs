//! Initial weights, after [Keras's initializers](https://keras.io/api/layers/initializers/).
//!
//! Every random weight is a function of a seed and of its place in its tensor, computed in `f64`
//! by arithmetic and functions that give the same bits on every machine.

mod fill;
mod network;
mod normal;
mod orthogonal;
#[cfg(test)]
mod tests;

pub use fill::Fill;
pub(crate) use network::initialize;

use crate::description::Tensor;
use crate::scalar::Scalar;

/// How a new network fills a tensor.
///
/// Made by the constructors, which bear Keras's words, and given arguments by the setters, which
/// bear the arguments' names: `Initializer::he_normal().seed(1)`. A setter of an argument that the
/// initializer does not have changes nothing.
///
/// A seed of its own makes a tensor independent of the network's: as in Keras, two tensors of the
/// same initializer, seed and shape are then equal.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Initializer {
    /// All 0.
    Zeros,
    /// All 1.
    Ones,
    /// Uniform in ±√(6 / (fan in + fan out)) (Glorot and Bengio 2010):
    /// [`glorot_uniform`](https://keras.io/api/layers/initializers/#glorotuniform-class), what
    /// most kernels begin with. The same as `VarianceScaling` with scale 1, `fan_avg` and `uniform`.
    GlorotUniform,
    /// All of one value: [`constant`](https://keras.io/api/layers/initializers/#constant-class).
    Constant {
        /// The value.
        value: f64,
    },
    /// A normal distribution:
    /// [`random_normal`](https://keras.io/api/layers/initializers/#randomnormal-class).
    RandomNormal {
        /// The mean, 0 by default.
        mean: f64,
        /// The standard deviation, 0.05 by default.
        stddev: f64,
        /// A seed of its own.
        seed: Option<u64>,
    },
    /// A uniform distribution:
    /// [`random_uniform`](https://keras.io/api/layers/initializers/#randomuniform-class).
    RandomUniform {
        /// The smallest value, -0.05 by default.
        minval: f64,
        /// The largest value, 0.05 by default.
        maxval: f64,
        /// A seed of its own.
        seed: Option<u64>,
    },
    /// A normal distribution without what lies beyond two standard deviations:
    /// [`truncated_normal`](https://keras.io/api/layers/initializers/#truncatednormal-class).
    TruncatedNormal {
        /// The mean, 0 by default.
        mean: f64,
        /// The standard deviation before the cut, 0.05 by default.
        stddev: f64,
        /// A seed of its own.
        seed: Option<u64>,
    },
    /// A distribution whose variance is `scale / n`, with `n` one of the fans or their mean:
    /// [`variance_scaling`](https://keras.io/api/layers/initializers/#variancescaling-class).
    /// `he_*` are scale 2 and `lecun_*` scale 1 by the fan in (He et al. 2015, Klambauer et al.
    /// 2017), `glorot_*` scale 1 by the mean (Glorot and Bengio 2010); `*_normal` are truncated.
    VarianceScaling {
        /// The variance times `n`, 1 by default.
        scale: f64,
        /// What `n` is, the fan in by default.
        mode: Mode,
        /// Its form, a truncated normal distribution by default.
        distribution: Distribution,
        /// A seed of its own.
        seed: Option<u64>,
    },
    /// Orthonormal columns, or rows if there are fewer of them, of the matrix whose columns are the
    /// last axis; uniform among all such matrices (Saxe et al. 2014):
    /// [`orthogonal`](https://keras.io/api/layers/initializers/#orthogonal-class).
    Orthogonal {
        /// What every weight is multiplied by, 1 by default.
        gain: f64,
        /// A seed of its own.
        seed: Option<u64>,
    },
    /// The identity matrix, 0 beyond a square one:
    /// [`identity`](https://keras.io/api/layers/initializers/#identity-class).
    Identity {
        /// What is on the diagonal, 1 by default.
        gain: f64,
    },
}

/// Which number of connections scales the variance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// `fan_in`: how many inputs an output is a sum of.
    FanIn,
    /// `fan_out`: how many outputs an input takes part in.
    FanOut,
    /// `fan_avg`: the mean of both.
    FanAvg,
}

/// The form of a distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distribution {
    /// `truncated_normal`: without what lies beyond two standard deviations, and wider by as much.
    TruncatedNormal,
    /// `untruncated_normal`.
    UntruncatedNormal,
    /// `uniform`, with mean 0.
    Uniform,
}

/// The constructors without arguments; what they leave out has its default.
macro_rules! constructors {
    ($type:ident { $($name:ident: $value:expr),* $(,)? }) => {
        impl $type {
            $(
                #[doc = concat!("Keras's `", stringify!($name), "`.")]
                #[must_use]
                pub const fn $name() -> Self {
                    $value
                }
            )*
        }
    };
}

constructors!(Initializer {
    zeros: Self::Zeros,
    ones: Self::Ones,
    random_normal: Self::RandomNormal { mean: 0.0, stddev: 0.05, seed: None },
    random_uniform: Self::RandomUniform { minval: -0.05, maxval: 0.05, seed: None },
    truncated_normal: Self::TruncatedNormal { mean: 0.0, stddev: 0.05, seed: None },
    glorot_uniform: Self::GlorotUniform,
    glorot_normal: Self::scaled(1.0, Mode::FanAvg, Distribution::TruncatedNormal),
    he_uniform: Self::scaled(2.0, Mode::FanIn, Distribution::Uniform),
    he_normal: Self::scaled(2.0, Mode::FanIn, Distribution::TruncatedNormal),
    lecun_uniform: Self::scaled(1.0, Mode::FanIn, Distribution::Uniform),
    lecun_normal: Self::scaled(1.0, Mode::FanIn, Distribution::TruncatedNormal),
    variance_scaling: Self::scaled(1.0, Mode::FanIn, Distribution::TruncatedNormal),
    orthogonal: Self::Orthogonal { gain: 1.0, seed: None },
    identity: Self::Identity { gain: 1.0 },
});

constructors!(Mode { fan_in: Self::FanIn, fan_out: Self::FanOut, fan_avg: Self::FanAvg });

constructors!(Distribution {
    truncated_normal: Self::TruncatedNormal,
    untruncated_normal: Self::UntruncatedNormal,
    uniform: Self::Uniform,
});

/// The setters: each for the variants that have a field of its name.
macro_rules! setters {
    ($($name:ident: $type:ty, $of:literal, $($variant:ident)|+;)*) => {
        impl Initializer {
            $(
                #[doc = concat!("Sets `", stringify!($name), "`, of ", $of, ".")]
                #[must_use]
                pub const fn $name(mut self, value: $type) -> Self {
                    if let $(Self::$variant { $name, .. })|+ = &mut self {
                        *$name = value;
                    }
                    self
                }
            )*
        }
    };
}

setters! {
    mean: f64, "`random_normal` and `truncated_normal`", RandomNormal | TruncatedNormal;
    stddev: f64, "`random_normal` and `truncated_normal`", RandomNormal | TruncatedNormal;
    minval: f64, "`random_uniform`", RandomUniform;
    maxval: f64, "`random_uniform`", RandomUniform;
    scale: f64, "`variance_scaling`", VarianceScaling;
    mode: Mode, "`variance_scaling`", VarianceScaling;
    distribution: Distribution, "`variance_scaling`", VarianceScaling;
    gain: f64, "`orthogonal` and `identity`", Orthogonal | Identity;
}

impl Initializer {
    #[inline]
    const fn scaled(scale: f64, mode: Mode, distribution: Distribution) -> Self {
        Self::VarianceScaling { scale, mode, distribution, seed: None }
    }

    /// Keras's `constant`, of a value.
    #[inline]
    #[must_use]
    pub const fn constant(value: f64) -> Self {
        Self::Constant { value }
    }

    /// Sets `seed`, of all that are random.
    #[inline]
    #[must_use]
    pub const fn seed(mut self, value: u64) -> Self {
        if matches!(self, Self::GlorotUniform) {
            self = Self::scaled(1.0, Mode::FanAvg, Distribution::Uniform);
        }
        if let Self::RandomNormal { seed, .. }
        | Self::RandomUniform { seed, .. }
        | Self::TruncatedNormal { seed, .. }
        | Self::VarianceScaling { seed, .. }
        | Self::Orthogonal { seed, .. } = &mut self
        {
            *seed = Some(value);
        }
        self
    }

    /// Fills a tensor in place. `seed` is used where the initializer has none of its own.
    pub fn fill<T: Scalar>(self, tensor: &Tensor, seed: u64, out: &mut [T]) {
        T::fill(self, tensor, seed, out);
    }
}
